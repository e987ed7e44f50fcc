//! What will exist of a service's work beside requests.

use parseltongue_syntax::items::{DEFINITIONS, Item};
use parseltongue_syntax::let_words;
use parseltongue_syntax::{BodyContext, Cursor, Leaving, Problems};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::{Line, Plan, Sources, need};
use crate::timetable::{self, Timetable};
use crate::tree::work::{Hook, Job, Rhythm, Work};

/// A job.
#[derive(Debug)]
pub(crate) struct JobPlan {
    /// The record that it is given.
    pub(crate) name: String,
    /// The function that does it.
    pub(crate) function: String,
    /// Its name in the store.
    pub(crate) kind: String,
    pub(crate) retries: Option<u64>,
    pub(crate) backoff_ns: Option<u64>,
    pub(crate) deadline_ns: Option<u64>,
    pub(crate) at_once: Option<u64>,
    /// The lines of the service that its body speaks of.
    pub(crate) lines: Vec<usize>,
}

/// The tokens behind a job.
#[derive(Debug)]
pub(crate) struct JobSource {
    pub(crate) keyword: Ident,
    pub(crate) name: Ident,
    /// The record that it is given, as Rust.
    pub(crate) record: TokenStream,
    /// Its fields.
    pub(crate) fields: Vec<Ident>,
    pub(crate) error: Option<TokenStream>,
    pub(crate) body: TokenStream,
    /// Where the body's braces stand.
    pub(crate) braces: Span,
}

/// What is done without being asked: an `every`, or a hook.
#[derive(Debug)]
pub(crate) struct DutyPlan {
    pub(crate) kind: DutyKind,
    /// The function that does it.
    pub(crate) function: String,
    /// The lines of the service that its body speaks of.
    pub(crate) lines: Vec<usize>,
}

/// When it is done.
#[derive(Debug)]
pub(crate) enum DutyKind {
    Interval { name: String, period_ns: u64, within_ns: Option<u64> },
    Timetable { name: String, table: Timetable, zone: String },
    Start,
    Stop,
    Before,
    After,
}

/// The tokens behind it.
#[derive(Debug)]
pub(crate) struct DutySource {
    pub(crate) keyword: Ident,
    /// What the body calls what it gets.
    pub(crate) names: Vec<Ident>,
    pub(crate) error: Option<TokenStream>,
    pub(crate) body: TokenStream,
    pub(crate) braces: Span,
}

/// Plans all of it.
pub(super) fn plan(work: Work, plan: &mut Plan, sources: &mut Sources, problems: &mut Problems) {
    for job in work.jobs {
        let (job, source) = self::job(job, &plan.lines, sources, problems);
        plan.jobs.push(job);
        sources.jobs.push(source);
    }
    let mut names: Vec<String> = Vec::new();
    for (at, every) in work.periodic.into_iter().enumerate() {
        let name = name(&every.rhythm, sources, &mut names);
        let kind = match every.rhythm {
            Rhythm::Interval { period, within } => DutyKind::Interval {
                name,
                period_ns: period.nanoseconds,
                within_ns: within.map(|within| within.nanoseconds),
            },
            Rhythm::Timetable { text, zone } => {
                // Others have been told of.
                let Ok(table) = timetable::read(&text.value) else { continue };
                DutyKind::Timetable { name, table, zone: zone.map_or_else(String::new, |zone| zone.value) }
            }
        };
        let hook = Hook { keyword: every.keyword, names: Vec::new(), error: every.error, body: every.body };
        duty(hook, kind, format!("every_{}", at + 1), plan, sources, problems);
    }
    for hook in work.hooks {
        let function = hook.keyword.to_string();
        let kind = match function.as_str() {
            "on_start" => DutyKind::Start,
            "on_stop" => DutyKind::Stop,
            "before_each" => DutyKind::Before,
            _ => DutyKind::After,
        };
        duty(hook, kind, function, plan, sources, problems);
    }
}

/// The name of periodic work in metrics, and in the store: what it says of itself, so that it stays the same when
/// other lines come and go.
fn name(rhythm: &Rhythm, sources: &Sources, names: &mut Vec<String>) -> String {
    let when = match rhythm {
        Rhythm::Interval { period, .. } => shown(period.nanoseconds),
        Rhythm::Timetable { text, .. } => text.value.split_ascii_whitespace().collect::<Vec<_>>().join(" "),
    };
    let name = format!("{}::every {when}", sources.service);
    let same = names.iter().filter(|other| **other == name).count();
    names.push(name.clone());
    if same == 0 { name } else { format!("{name} ({})", same + 1) }
}

/// A time in the largest unit that it is whole in.
fn shown(nanoseconds: u64) -> String {
    let units = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")];
    let (unit, name) =
        units.into_iter().find(|(unit, _)| nanoseconds.is_multiple_of(*unit)).unwrap_or((1, "ns"));
    format!("{} {name}", nanoseconds / unit)
}

fn duty(
    hook: Hook,
    kind: DutyKind,
    function: String,
    plan: &mut Plan,
    sources: &mut Sources,
    problems: &mut Problems,
) {
    let lines = let_words::spoken_of(plan.lines.iter().map(|line| line.name.clone()), hook.body.stream());
    let body = body(&hook.body, hook.error.clone(), sources, problems);
    plan.duties.push(DutyPlan { kind, function, lines });
    let braces = hook.body.span();
    sources.duties.push(DutySource {
        keyword: hook.keyword,
        names: hook.names,
        error: hook.error,
        body,
        braces,
    });
}

/// Plans a job. What it is given is a record like any other, and is written by who writes those.
fn job(job: Job, lines: &[Line], sources: &mut Sources, problems: &mut Problems) -> (JobPlan, JobSource) {
    let name = job.name.to_string();
    let plan = JobPlan {
        function: format!("job_{}", snake_case(&name)),
        kind: format!("{}::{name}", sources.service),
        name,
        retries: job.retries.value().map(|retries| retries.value),
        backoff_ns: job.backoff.value().map(|time| time.nanoseconds),
        deadline_ns: job.deadline.value().map(|time| time.nanoseconds),
        at_once: job.at_once.value().map(|count| count.value),
        lines: let_words::spoken_of(lines.iter().map(|line| line.name.clone()), job.body.stream()),
    };
    let (record, fields) = record(&job, sources, problems);
    let error = job.error.into_value();
    let body = body(&job.body, error.clone(), sources, problems);
    let source = JobSource {
        keyword: job.keyword,
        name: job.name,
        record,
        fields,
        error,
        body,
        braces: job.body.span(),
    };
    (plan, source)
}

/// A body that gives nothing.
fn body(
    braces: &Group,
    error: Option<TokenStream>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> TokenStream {
    let context = BodyContext {
        names: &sources.names,
        store: sources.store.clone(),
        leaving: Leaving::Result { error, wrap: None },
        may_wait: true,
    };
    let body = context.rewrite(braces, problems);
    for stream in &body.publishes {
        need(stream, &mut sources.needs);
    }
    body.giving_nothing()
}

/// The record of what a job is given, and the names of its fields.
fn record(job: &Job, sources: &Sources, problems: &mut Problems) -> (TokenStream, Vec<Ident>) {
    let (tokens, fields) = as_fields(&job.parameters);
    let mut braces = Group::new(proc_macro2::Delimiter::Brace, tokens);
    braces.set_span(job.parameters.span());
    let item =
        Item { names: &sources.names, attributes: job.attributes.clone(), keyword: job.keyword.clone() };
    let front = [TokenTree::Ident(job.name.clone()), TokenTree::Group(braces)];
    let Some(definition) = DEFINITIONS.iter().find(|definition| definition.word == "define_record") else {
        return (TokenStream::new(), fields);
    };
    let mut cursor = Cursor::new(front.into_iter().collect(), job.name.span());
    let written = (definition.compile)(&item, &mut cursor, problems);
    if job.parameters.stream().is_empty() {
        // A record without fields is a mistake, a job that is given nothing is none. It is told of last.
        problems.forget_since(problems.count().saturating_sub(1));
    }
    (written.unwrap_or_default(), fields)
}

/// Parameters as the lines of a record: their defaults stand behind `default`.
fn as_fields(parameters: &Group) -> (TokenStream, Vec<Ident>) {
    let mut cursor = Cursor::inside(parameters);
    let (mut tokens, mut names) = (Vec::new(), Vec::new());
    while let Some(token) = cursor.peek().cloned() {
        let begins = tokens.is_empty() || cursor.is_behind(",") || cursor.is_behind("]");
        match token {
            TokenTree::Ident(name) if begins && cursor.is_sign_at(1, ":") => {
                names.push(name.clone());
                tokens.push(TokenTree::Ident(name));
                cursor.next();
            }
            TokenTree::Punct(sign)
                if sign.as_char() == '=' && cursor.is_sign("=") && !cursor.is_behind(".") =>
            {
                tokens.push(Ident::new("default", sign.span()).into());
                cursor.next();
            }
            token => {
                tokens.push(token);
                cursor.next();
            }
        }
    }
    (tokens.into_iter().collect(), names)
}

/// `SendReceipt` as a function is called: `send_receipt`.
fn snake_case(name: &str) -> String {
    let mut written = String::new();
    for letter in name.trim_start_matches("r#").chars() {
        if letter.is_uppercase() && !written.is_empty() {
            written.push('_');
        }
        written.extend(letter.to_lowercase());
    }
    written
}
