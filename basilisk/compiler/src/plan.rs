//! What will exist: handlers, places, the match that finds them, the table that describes them.

mod handler;
mod places;
pub(crate) mod work;

pub(crate) use places::{Answer, Place, Target};
use places::{allow, number, place};

use std::collections::BTreeMap;

use parseltongue_syntax::header::doc_text;
use parseltongue_syntax::let_words::LetLine;
use parseltongue_syntax::parameters::Rules;
use parseltongue_syntax::query::Condition;
use parseltongue_syntax::{Names, Parameter, Problems, Type};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};

use crate::check::safety::speaks_of_caller;
use crate::check::{Checked, Placed};
use crate::path::{Segment, rank};
use crate::tree::{
    Action, Allowed, Callers, Coding, Declaration, Ends, Named, RateLimit, Shape, Verb, Whose,
};

/// A service as it will be written. Bodies, types and spans stand in [`Sources`] under the same indices.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) listen_on: String,
    pub(crate) uses_store: bool,
    pub(crate) deadline_ns: Option<u64>,
    pub(crate) body_limit_bytes: Option<u64>,
    pub(crate) allow_origins: Vec<String>,
    pub(crate) compress: Vec<Coding>,
    /// The member that holds what is wrong, where that is not a problem document.
    pub(crate) problems_in: Option<String>,
    /// The variable that holds the key of tokens, and the word before one.
    pub(crate) bearer: Option<(String, Option<String>)>,
    /// The files of the certificate and of its key.
    pub(crate) tls: Option<(Named, Named)>,
    pub(crate) rate_limits: Vec<Limit>,
    pub(crate) behind_proxies: Option<u64>,
    /// The paths that only this machine may ask for.
    pub(crate) private: Vec<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) resources: Vec<Resource>,
    pub(crate) events: Vec<Events>,
    /// In the order of the arms: the longest path first.
    pub(crate) files: Vec<Files>,
    pub(crate) jobs: Vec<work::JobPlan>,
    /// `every`, `on_start` and `on_stop`.
    pub(crate) duties: Vec<work::DutyPlan>,
    /// The arms of the match, in its order.
    pub(crate) places: Vec<Place>,
    /// How many segments a path is cut into: one more than the longest route has.
    pub(crate) segments: usize,
}

/// How often somebody may call.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) count: u64,
    pub(crate) nanoseconds: u64,
    pub(crate) whose: Whose,
}

impl Limit {
    fn of(limit: &RateLimit) -> Limit {
        Limit { count: limit.rate.count, nanoseconds: limit.rate.nanoseconds, whose: limit.whose }
    }
}

/// What not everybody may do with the records of a resource.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub(crate) action: Action,
    /// The caller must have one of them.
    pub(crate) roles: Vec<String>,
    /// It is asked who calls.
    pub(crate) asks_caller: bool,
    /// A rule on the record stands in [`Sources::rules`].
    pub(crate) is_of_record: bool,
}

/// A variable of the service.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// One for each core instead of one for the service.
    pub(crate) is_local: bool,
    /// Where it stands among its like.
    pub(crate) index: usize,
}

/// A function that answers a route.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) name: String,
    pub(crate) verb: Verb,
    pub(crate) path: String,
    pub(crate) doc: String,
    pub(crate) parameters: Vec<Source>,
    /// What the values of those parameters must keep that have rules, by their index.
    pub(crate) rules: BTreeMap<usize, Rules>,
    /// The lines of the service that its body speaks of.
    pub(crate) lines: Vec<usize>,
    pub(crate) reply: Reply,
    /// The envelope of what is answered.
    pub(crate) within: Option<String>,
    /// The roles of which its caller must have one.
    pub(crate) roles: Vec<String>,
    pub(crate) rate_limit: Option<Limit>,
    /// It stands at its path; not when that was wrong.
    pub(crate) is_placed: bool,
}

/// Where a parameter comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The segment with that index.
    Path(usize),
    Query(Stand),
    Header(String, Stand),
    Cookie(String, Stand),
    /// With the name of its envelope.
    Body(Option<String>),
    /// The record that the caller's token names; or none, when it may be left out.
    Caller {
        is_optional: bool,
    },
}

/// What stands in for a parameter that was not given.
#[derive(Clone, Debug)]
pub(crate) enum Stand {
    /// Nothing does.
    Required,
    /// A value with a spelling in JSON.
    Literal(String),
    /// Any other value.
    Computed,
}

/// What is answered when all goes well.
#[derive(Debug)]
pub(crate) enum Reply {
    Value,
    Created,
    /// Created, and it can be read below that path.
    CreatedAt(String),
    Nothing,
}

/// A resource.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) path: String,
    pub(crate) doc: String,
    pub(crate) actions: Vec<Action>,
    /// Those that only whoever says which state was read may do.
    pub(crate) if_match: Vec<Action>,
    pub(crate) guards: Vec<Guarded>,
    /// How many records a page has, and the most that a client may ask for.
    pub(crate) pages: Option<(u64, u64)>,
}

/// Server-sent events.
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) path: String,
    pub(crate) doc: String,
}

/// The files of a directory.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) path: String,
    pub(crate) segments: Vec<Segment>,
    pub(crate) from: String,
    pub(crate) kept_for_ns: Option<u64>,
    pub(crate) otherwise: Option<String>,
    pub(crate) doc: String,
    /// Its number among all routes.
    pub(crate) number: usize,
}

/// The tokens behind a plan.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) names: Names,
    pub(crate) attributes: TokenStream,
    pub(crate) service: Ident,
    pub(crate) store: Option<TokenStream>,
    /// Where it is said by what callers are known.
    pub(crate) authenticate_with: Option<Span>,
    /// Where it is said that TLS is spoken.
    pub(crate) tls: Option<Span>,
    /// The record of whoever calls, and the field that says its role.
    pub(crate) callers: Option<Callers>,
    /// What must hold of the records of a resource, by its place and the action.
    pub(crate) rules: Vec<(usize, Action, Condition)>,
    /// Where it is said that answers are compressed.
    pub(crate) compress: Option<Span>,
    pub(crate) lines: Vec<LetLine>,
    pub(crate) handlers: Vec<HandlerSource>,
    /// The record of each resource.
    pub(crate) resources: Vec<TokenStream>,
    /// The stream of each `events`.
    pub(crate) events: Vec<TokenStream>,
    pub(crate) jobs: Vec<work::JobSource>,
    pub(crate) duties: Vec<work::DutySource>,
    /// The blocks that a program with this service must name.
    pub(crate) needs: Vec<TokenStream>,
}

/// The tokens behind a handler.
#[derive(Debug)]
pub(crate) struct HandlerSource {
    pub(crate) keyword: Ident,
    pub(crate) attributes: TokenStream,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) result: Option<Type>,
    pub(crate) error: Option<TokenStream>,
    /// It is a `socket`.
    pub(crate) ends: Option<Ends>,
    pub(crate) body: TokenStream,
    /// Where the body's braces stand.
    pub(crate) braces: Span,
}

/// Plans a service.
pub(crate) fn service(checked: Checked, problems: &mut Problems) -> (Plan, Sources) {
    let Checked { header, lets, declarations, store, work, .. } = checked;
    let mut plan = Plan {
        name: header.name.to_string(),
        doc: doc_text(&header.attributes),
        listen_on: checked.listen_on.map_or_else(String::new, |text| text.value),
        uses_store: store.is_some(),
        deadline_ns: checked.deadline_ns,
        body_limit_bytes: checked.body_limit_bytes,
        allow_origins: checked.allow_origins.into_iter().map(|text| text.value).collect(),
        compress: checked.compress.iter().map(|(coding, _)| *coding).collect(),
        bearer: checked.authenticate_with.as_ref().map(|bearer| {
            (bearer.variable.value.clone(), bearer.scheme.as_ref().map(|scheme| scheme.value.clone()))
        }),
        problems_in: match checked.problems {
            Some(Shape::Named(text)) => Some(text.value),
            _ => None,
        },
        tls: checked.tls.as_ref().map(|tls| (tls.certificate.clone(), tls.key.clone())),
        rate_limits: checked.rate_limits.iter().map(Limit::of).collect(),
        behind_proxies: checked.behind_proxies,
        private: checked.private.iter().map(|path| built_in(path).to_owned()).collect(),
        lines: lines(&lets),
        handlers: Vec::new(),
        resources: Vec::new(),
        events: Vec::new(),
        files: Vec::new(),
        jobs: Vec::new(),
        duties: Vec::new(),
        places: Vec::new(),
        segments: 1,
    };
    let mut sources = Sources {
        names: header.names,
        attributes: header.attributes,
        service: header.name,
        store,
        authenticate_with: checked.authenticate_with.map(|bearer| bearer.word.span()),
        tls: checked.tls.map(|tls| tls.word.span()),
        callers: checked.callers,
        rules: Vec::new(),
        compress: checked.compress.into_iter().next().map(|(_, word)| word.span()),
        lines: lets,
        handlers: Vec::new(),
        resources: Vec::new(),
        events: Vec::new(),
        jobs: Vec::new(),
        duties: Vec::new(),
        needs: Vec::new(),
    };
    let readable = readable(&declarations);
    for Placed { declaration, path } in declarations {
        match declaration {
            Declaration::Route(it) => {
                let at = plan.handlers.len();
                handler::plan(*it, path.as_deref(), &readable, &mut plan, &mut sources, problems);
                if let Some(path) = path {
                    place(&mut plan.places, path, plan.handlers[at].verb, Target::Handler(at));
                }
            }
            Declaration::Resource(it) => {
                let Some(path) = path else { continue };
                let at = plan.resources.len();
                for Allowed { action, .. } in &it.actions {
                    let mut path = path.clone();
                    if action.is_of_one() {
                        path.push(Segment::Parameter("key".to_owned()));
                    }
                    place(&mut plan.places, path, action.verb(), Target::Resource(at, *action));
                }
                let guards = guarded(&it.actions);
                for allowed in &it.actions {
                    if let Some((_, rule)) = &allowed.guard.allow {
                        sources.rules.push((at, allowed.action, rule.clone()));
                    }
                }
                plan.resources.push(Resource {
                    path: it.path.value,
                    doc: doc_text(&it.attributes),
                    pages: it
                        .actions
                        .iter()
                        .filter(|it| it.action == Action::List)
                        .find_map(|it| it.pages.as_ref())
                        .map(|pages| (pages.size.value, pages.most.value)),
                    if_match: it
                        .actions
                        .iter()
                        .filter(|it| it.if_match.is_some())
                        .map(|it| it.action)
                        .collect(),
                    guards,
                    actions: it.actions.into_iter().map(|it| it.action).collect(),
                });
                sources.resources.push(it.record);
            }
            Declaration::Events(it) => {
                need(&it.stream, &mut sources.needs);
                let Some(path) = path else { continue };
                place(&mut plan.places, path, Verb::Get, Target::Events(plan.events.len()));
                plan.events.push(Events { path: it.path.value, doc: doc_text(&it.attributes) });
                sources.events.push(it.stream);
            }
            Declaration::Files(it) => {
                let Some(segments) = path else { continue };
                plan.files.push(Files {
                    path: it.path.value,
                    segments,
                    from: it.from.value,
                    kept_for_ns: it.kept_for.map(|time| time.nanoseconds),
                    otherwise: it.otherwise.map(|text| text.value),
                    doc: doc_text(&it.attributes),
                    number: 0,
                });
            }
        }
    }
    work::plan(work, &mut plan, &mut sources, problems);
    plan.places
        .sort_by(|one, other| (one.path.len(), rank(&one.path)).cmp(&(other.path.len(), rank(&other.path))));
    for place in &mut plan.places {
        place.routes.sort_by_key(|route| route.verb);
        place.allow = allow(place.routes.iter().map(|route| route.verb));
    }
    plan.files.sort_by_key(|files| std::cmp::Reverse(files.segments.len()));
    number(&mut plan);
    // `/health/live` has two.
    let lengths = plan.places.iter().map(|place| place.path.len());
    let lengths = lengths.chain(plan.files.iter().map(|files| files.segments.len()));
    plan.segments = lengths.max().unwrap_or(0).max(2) + 1;
    (plan, sources)
}

/// The path of a built-in page.
fn built_in(word: &str) -> &'static str {
    if word == "metrics" { "/metrics" } else { "/openapi.json" }
}

/// What not everybody may do: a rule of reading is asked of who changes and takes out, too.
fn guarded(actions: &[Allowed]) -> Vec<Guarded> {
    let rule = |allowed: &Allowed| allowed.guard.allow.as_ref().map(|(_, rule)| speaks_of_caller(rule));
    let reading = actions.iter().find(|it| it.action == Action::Read).and_then(rule);
    let guards = actions.iter().filter_map(|allowed| {
        let own = rule(allowed);
        let reading = reading.filter(|_| allowed.action.is_of_one());
        let roles: Vec<String> = allowed.guard.roles.iter().map(|role| role.value.clone()).collect();
        let is_of_record = own.is_some() || reading.is_some();
        let asks_caller = !roles.is_empty() || own == Some(true) || reading == Some(true);
        let is_guarded = is_of_record || asks_caller;
        is_guarded.then_some(Guarded { action: allowed.action, roles, asks_caller, is_of_record })
    });
    guards.collect()
}

fn lines(lets: &[LetLine]) -> Vec<Line> {
    let mut counts = [0, 0];
    lets.iter()
        .map(|line| {
            let is_local = line.is_local();
            let count = &mut counts[usize::from(is_local)];
            *count += 1;
            Line { name: line.name.to_string(), is_local, index: *count - 1 }
        })
        .collect()
}

/// The records that can be read below a path, and that path.
fn readable(declarations: &[Placed]) -> Vec<(String, String)> {
    declarations
        .iter()
        .filter_map(|placed| match &placed.declaration {
            Declaration::Resource(resource)
                if placed.path.is_some()
                    && resource.actions.iter().any(|allowed| allowed.action == Action::Read) =>
            {
                Some((resource.record.to_string(), resource.path.value.clone()))
            }
            _ => None,
        })
        .collect()
}

/// Notes the block of a stream: `Market` of `Market::Trades`.
fn need(stream: &TokenStream, needs: &mut Vec<TokenStream>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':');
    let Some(last) = tokens.iter().rposition(is_colon) else { return };
    let block: TokenStream = tokens[..last.saturating_sub(1)].iter().cloned().collect();
    if !block.is_empty() && needs.iter().all(|needed| needed.to_string() != block.to_string()) {
        needs.push(block);
    }
}
