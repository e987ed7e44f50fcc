//! What will exist of a service's work beside requests.

use parseltongue_syntax::items::{DEFINITIONS, Item};
use parseltongue_syntax::let_words;
use parseltongue_syntax::{BodyContext, Cursor, Leaving, Problems};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::{Line, Sources, need};
use crate::tree::work::Job;

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

/// Plans a job. What it is given is a record like any other, and is written by who writes those.
pub(super) fn job(
    job: Job,
    lines: &[Line],
    sources: &mut Sources,
    problems: &mut Problems,
) -> (JobPlan, JobSource) {
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
pub(super) fn body(
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
