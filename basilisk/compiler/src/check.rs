//! Meaning within the block: names, paths, what contradicts what.

pub(crate) mod safety;
mod work;

use std::net::SocketAddr;

use parseltongue_syntax::let_words::LetLine;
use parseltongue_syntax::problems as shared;
use parseltongue_syntax::vocabulary::nearest;
use parseltongue_syntax::{Header, Parameter, Place, Problems, Text, Type, TypeKind};
use proc_macro2::{Ident, TokenStream};

use self::safety::Known;
use crate::path::{self, Segment, are_ambiguous, are_one_place};
use crate::problems;
use crate::problems::Refused;
use crate::tree::work::Work;
use crate::tree::{
    Action, Allowed, Bearer, Callers, Coding, Declaration, Files, RateLimit, Resource, Route, Settings,
    Shape, Tls, Tree, Verb,
};

/// A service of which everything that is wrong has been told.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) header: Header,
    pub(crate) listen_on: Option<Text>,
    pub(crate) store: Option<TokenStream>,
    pub(crate) deadline_ns: Option<u64>,
    pub(crate) body_limit_bytes: Option<u64>,
    pub(crate) allow_origins: Vec<Text>,
    pub(crate) compress: Vec<(Coding, Ident)>,
    pub(crate) problems: Option<Shape>,
    pub(crate) authenticate_with: Option<Bearer>,
    pub(crate) tls: Option<Tls>,
    pub(crate) callers: Option<Callers>,
    pub(crate) rate_limits: Vec<RateLimit>,
    pub(crate) behind_proxies: Option<u64>,
    pub(crate) private: Vec<&'static str>,
    pub(crate) lets: Vec<LetLine>,
    pub(crate) declarations: Vec<Placed>,
    pub(crate) work: Work,
}

/// A declaration and the place that it stands at; none when its path is wrong or taken. What it
/// declares is written all the same, so that one mistake does not become many.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) declaration: Declaration,
    pub(crate) path: Option<Vec<Segment>>,
}

/// The paths that every service has.
const BUILT_IN: [&str; 4] = ["/health/live", "/health/ready", "/metrics", "/openapi.json"];

/// Checks a block.
pub(crate) fn service(tree: Tree, problems: &mut Problems) -> Checked {
    let Tree { header, settings, lets, declarations, work } = tree;
    let Settings { listen_on, uses, deadline, body_limit, allow_origins, compress, .. } = settings;
    let (shape, authenticate_with, tls) = (settings.problems, settings.authenticate_with, settings.tls);
    let has_listen_on = listen_on.word().is_some();
    let listen_on = listen_on.into_value();
    match &listen_on {
        Some(address) => self::address(address, problems),
        None if !has_listen_on && !problems.suggest("listen_on") => {
            problems.push(problems::without_listen_on(&header.name));
        }
        None => {}
    }
    if let (Some(word), Some(time)) = (deadline.word(), deadline.value())
        && time.nanoseconds == 0
    {
        problems.push(problems::nothing_allowed(time.place, &word.to_string(), Refused::Request));
    }
    if let (Some(word), Some(size)) = (body_limit.word(), body_limit.value())
        && size.bytes == 0
    {
        problems.push(problems::nothing_allowed(size.place, &word.to_string(), Refused::Request));
    }
    let allow_origins = origins(allow_origins.into_value().unwrap_or_default(), problems);
    let has_callers = authenticate_with.word().is_some();
    let authenticate_with = authenticate_with.into_value();
    if let Some(scheme) = authenticate_with.as_ref().and_then(|bearer| bearer.scheme.as_ref())
        && !is_token(&scheme.value)
    {
        problems.push(problems::scheme_name(&scheme.literal, &scheme.value));
    }
    let lets = variables(lets, problems);
    let store = uses.into_value();
    let work = self::work::work(work, store.is_some(), problems);
    let callers = settings.callers.into_value();
    let known = Known::of(callers.as_ref(), has_callers, store.is_some());
    if let Some(callers) = &callers {
        safety::callers(callers, known, problems);
    }
    let rate_limits = settings.rate_limit.into_value().unwrap_or_default();
    rate_limits.iter().for_each(|limit| safety::rate_limit(limit, known, problems));
    let declarations = declarations
        .into_iter()
        .map(|declaration| {
            let path = match &declaration {
                Declaration::Resource(it) => {
                    safety::resource(it, known, problems);
                    resource(it, store.is_some(), problems)
                }
                Declaration::Route(it) => {
                    safety::route(it, known, problems);
                    self::callers(it, has_callers, store.is_some(), problems);
                    route(it, &lets, problems)
                }
                Declaration::Events(it) => path::segments(&it.path, problems),
                Declaration::Files(it) => files(it, problems),
            };
            Placed { declaration, path }
        })
        .collect();
    Checked {
        header,
        listen_on,
        store,
        deadline_ns: deadline.value().map(|time| time.nanoseconds).filter(|nanoseconds| *nanoseconds > 0),
        body_limit_bytes: body_limit.value().map(|size| size.bytes).filter(|bytes| *bytes > 0),
        allow_origins,
        compress: compress.into_value().unwrap_or_default(),
        problems: shape.into_value(),
        authenticate_with,
        tls: tls.into_value(),
        callers,
        rate_limits,
        behind_proxies: settings.behind_proxies.value().map(|proxies| proxies.value),
        private: settings.private.into_value().unwrap_or_default(),
        lets,
        declarations: places(declarations, problems),
        work,
    }
}

fn address(text: &Text, problems: &mut Problems) {
    let value = text.value.as_str();
    let is_host_and_port = value.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty() && !host.contains([':', '/', ' ']) && port.parse::<u16>().is_ok()
    });
    if value.parse::<SocketAddr>().is_ok() || is_host_and_port {
        return;
    }
    let port = value.trim_start_matches(':');
    let instead = port.parse::<u16>().is_ok().then(|| format!("\"127.0.0.1:{port}\""));
    problems.push(problems::not_an_address(&text.literal, value, instead));
}

/// Origins as browsers send them: a page's own is compared with them byte by byte.
fn origins(texts: Vec<Text>, problems: &mut Problems) -> Vec<Text> {
    if let (Some(every), true) = (texts.iter().find(|text| text.value == "*"), texts.len() > 1) {
        problems.push(problems::every_origin_and_others(&every.literal));
    }
    let mut kept: Vec<Text> = Vec::new();
    for text in texts {
        let (value, instead) = (text.value.as_str(), as_origin(&text.value));
        if value != "*" && instead.as_deref() != Some(value) {
            problems.push(problems::not_an_origin(&text.literal, value, instead));
        } else if kept.iter().any(|other| other.value == value) {
            problems.push(shared::duplicate("the origin", value, &text.literal));
        } else {
            kept.push(text);
        }
    }
    kept
}

/// The origin of an address: without a path, in lower case, without the port that its scheme has.
fn as_origin(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let (scheme, rest) = text.split_once("://")?;
    let host = rest.split('/').next()?;
    let usual_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let host = host.strip_suffix(usual_port).unwrap_or(host);
    let is_scheme = !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let is_host =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
    (is_scheme && is_host).then(|| format!("{scheme}://{host}"))
}

fn variables(lets: Vec<LetLine>, problems: &mut Problems) -> Vec<LetLine> {
    let mut kept: Vec<LetLine> = Vec::new();
    for line in lets {
        if kept.iter().any(|other| other.name == line.name) {
            problems.push(shared::duplicate("the variable", &line.name.to_string(), &line.name));
        } else {
            kept.push(line);
        }
    }
    kept
}

fn resource(resource: &Resource, has_store: bool, problems: &mut Problems) -> Option<Vec<Segment>> {
    if !has_store {
        let place = Place::of_all(&resource.record, &resource.path.literal);
        problems.push(problems::resource_without_store(place));
    }
    for allowed in &resource.actions {
        if let Some(word) = &allowed.if_match
            && !matches!(allowed.action, Action::Change | Action::Delete)
        {
            problems.push(problems::if_match_of(word, &allowed.word.to_string()));
        }
        let Some(pages) = &allowed.pages else { continue };
        if allowed.action != Action::List {
            problems.push(problems::pages_of(&pages.word, &allowed.word.to_string()));
        } else if pages.size.value > pages.most.value {
            problems.push(problems::page_above_the_most(
                pages.size.place,
                pages.size.value,
                pages.most.value,
            ));
        }
    }
    let path = path::segments(&resource.path, problems)?;
    let parameter = path.iter().find_map(|segment| match segment {
        Segment::Parameter(name) => Some(name),
        Segment::Literal(_) => None,
    });
    if let Some(name) = parameter {
        problems.push(problems::resource_below_parameter(&resource.path.literal, name));
        return None;
    }
    has_store.then_some(path)
}

/// Files stand below a path that every request for one has in common.
fn files(files: &Files, problems: &mut Problems) -> Option<Vec<Segment>> {
    let path = path::segments(&files.path, problems)?;
    if let Some(Segment::Parameter(name)) = path.iter().find(|it| matches!(it, Segment::Parameter(_))) {
        problems.push(problems::files_below_parameter(&files.path.literal, name));
        return None;
    }
    Some(path)
}

fn route(route: &Route, lets: &[LetLine], problems: &mut Problems) -> Option<Vec<Segment>> {
    let path = path::segments(&route.path, problems);
    let in_path =
        |name: &str| path.iter().flatten().any(|segment| *segment == Segment::Parameter(name.to_owned()));
    let mut has_body = false;
    let mut is_read = true;
    for parameter in &route.parameters {
        let name = parameter.name.to_string();
        if lets.iter().any(|line| line.name == name) {
            problems.push(problems::parameter_hides_line(&parameter.name, &name));
        }
        if let Some(text) = &parameter.inside
            && parameter.mark.as_ref().is_none_or(|mark| mark.word != "body")
        {
            problems.push(problems::envelope_of_no_body(&text.literal));
        }
        if let Some(mark) = &parameter.mark
            && matches!(mark.word.to_string().as_str(), "body" | "caller")
            && let Some(place) = parameter.words.place()
        {
            problems.push(problems::rules_of_a_record(place, &mark.word.to_string()));
        }
        match parameter.mark.as_ref() {
            Some(mark) if mark.word == "body" => {
                if let Some(text) = &mark.text {
                    problems.push(problems::text_of_body(&text.literal));
                }
                if has_body {
                    problems.push(problems::second_body(parameter.place));
                } else if !route.verb.has_body() {
                    problems.push(problems::body_of(&mark.word, route.verb.method()));
                } else if let Some(default) = &parameter.default {
                    problems.push(problems::body_left_out(Place::of_all(default, parameter.place)));
                } else if let Some(kind) = parameter.kind.as_ref().filter(|kind| !is_body(kind)) {
                    problems.push(problems::not_a_body(kind.place, &kind.written()));
                    // What rustc would say of reading it has been said.
                    is_read = false;
                }
                has_body = true;
            }
            Some(mark) if mark.word == "header" => {
                match &mark.text {
                    Some(text) if is_header(&text.value) => {}
                    Some(text) => {
                        problems.push(problems::header_name(&text.literal, Some(&text.value)));
                    }
                    None => {
                        problems.push(problems::header_name(&mark.word, None));
                    }
                }
                from_text(parameter, "a header", problems);
            }
            Some(mark) if mark.word == "cookie" => {
                let name = mark.text.as_ref();
                if name.is_none_or(|name| !is_token(&name.value)) {
                    let place =
                        name.map_or_else(|| Place::from(&mark.word), |name| Place::from(&name.literal));
                    problems.push(problems::cookie_name(place, name.map(|name| name.value.as_str())));
                }
                from_text(parameter, "a cookie", problems);
            }
            // `callers` has looked at it.
            Some(_) => {}
            None if in_path(&parameter.plain_name()) => in_the_path(parameter, &name, problems),
            None => from_text(parameter, "a query", problems),
        }
    }
    let path = path?;
    let unmarked = || route.parameters.iter().filter(|parameter| parameter.mark.is_none());
    for segment in &path {
        let Segment::Parameter(name) = segment else { continue };
        if !unmarked().any(|parameter| parameter.plain_name() == *name) {
            let names: Vec<String> = unmarked().map(Parameter::plain_name).collect();
            let nearest = nearest(name, names.iter().map(String::as_str));
            problems.push(problems::path_parameter_without_type(&route.path.literal, name, nearest));
            return None;
        }
    }
    is_read.then_some(path)
}

/// `caller trader: Account`: a record of the store, named by the token.
fn callers(route: &Route, has_callers: bool, has_store: bool, problems: &mut Problems) {
    let is_caller =
        |parameter: &&Parameter| parameter.mark.as_ref().is_some_and(|mark| mark.word == "caller");
    for (at, parameter) in route.parameters.iter().filter(is_caller).enumerate() {
        let kind = parameter.kind.as_ref();
        let is_record = kind.is_none_or(|kind| matches!(kind.without_optional().kind, TypeKind::Named(_)));
        let text = parameter.mark.as_ref().and_then(|mark| mark.text.as_ref());
        if at > 0 {
            problems.push(problems::second_caller(parameter.place));
        } else if !has_callers {
            problems.push(problems::caller_of_nobody(parameter.place));
        } else if !has_store {
            problems.push(problems::caller_without_store(parameter.place));
        } else if !is_record || text.is_some() || parameter.default.is_some() {
            problems.push(problems::not_a_caller(parameter.place));
        }
    }
}

fn in_the_path(parameter: &Parameter, name: &str, problems: &mut Problems) {
    let optional = parameter.kind.as_ref().filter(|kind| matches!(kind.kind, TypeKind::Optional(_)));
    if let Some(default) = &parameter.default {
        problems.push(problems::path_parameter_left_out(Place::of_all(default, parameter.place), name));
    } else if let Some(kind) = optional {
        problems.push(problems::path_parameter_left_out(kind.place, name));
    } else {
        from_text(parameter, "a path", problems);
    }
}

fn from_text(parameter: &Parameter, whence: &str, problems: &mut Problems) {
    if let Some(kind) = &parameter.kind
        && !is_from_text(kind)
    {
        problems.push(problems::not_from_text(kind.place, whence));
    }
}

/// What else a body may be, a record or its draft, only rustc can know.
fn is_body(kind: &Type) -> bool {
    matches!(kind.kind, TypeKind::Named(_) | TypeKind::List(_) | TypeKind::Map(..) | TypeKind::Json)
}

fn is_from_text(kind: &Type) -> bool {
    match &kind.kind {
        TypeKind::Optional(inner) => !matches!(inner.kind, TypeKind::Optional(_)) && is_from_text(inner),
        TypeKind::List(_) | TypeKind::Map(..) | TypeKind::Json | TypeKind::Rust(_) => false,
        TypeKind::Named(named) => named.arguments.is_none(),
        _ => true,
    }
}

fn is_header(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|character| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || "-_".contains(character)
        })
}

/// A token of HTTP (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Tells of places that are taken, and takes them away from who came second.
fn places(mut declarations: Vec<Placed>, problems: &mut Problems) -> Vec<Placed> {
    let mut taken: Vec<(Vec<Segment>, Verb, String)> = Vec::new();
    let mut folders: Vec<Vec<Segment>> = Vec::new();
    for placed in &mut declarations {
        let Some(path) = &placed.path else { continue };
        let literal = literal(&placed.declaration);
        // Files take what no route has.
        if matches!(placed.declaration, Declaration::Files(_)) {
            if folders.contains(path) {
                problems.push(shared::duplicate("the path of files", &literal.value, &literal.literal));
                placed.path = None;
            } else {
                folders.push(path.clone());
            }
            continue;
        }
        let before = problems.count();
        if BUILT_IN.contains(&literal.value.as_str()) {
            problems.push(problems::taken(&literal.literal, &literal.value));
        }
        let routes = routes(&placed.declaration, path);
        for (path, verb, shown) in &routes {
            let same = taken.iter().find(|(other, of, _)| of == verb && are_one_place(other, path));
            if same.is_some() {
                problems.push(problems::duplicate_route(&literal.literal, verb.method(), shown));
            } else if let Some((_, _, other)) = taken.iter().find(|(other, ..)| are_ambiguous(other, path)) {
                problems.push(problems::ambiguous(&literal.literal, shown, other));
                break;
            }
        }
        if problems.count() == before {
            taken.extend(routes);
        } else {
            placed.path = None;
        }
    }
    declarations
}

fn literal(declaration: &Declaration) -> &Text {
    match declaration {
        Declaration::Resource(it) => &it.path,
        Declaration::Route(it) => &it.path,
        Declaration::Events(it) => &it.path,
        Declaration::Files(it) => &it.path,
    }
}

/// The routes of a declaration, each as it is shown to people.
fn routes(declaration: &Declaration, path: &[Segment]) -> Vec<(Vec<Segment>, Verb, String)> {
    let shown = &literal(declaration).value;
    match declaration {
        Declaration::Route(route) => vec![(path.to_vec(), route.verb, shown.clone())],
        Declaration::Files(_) => Vec::new(),
        Declaration::Events(_) => vec![(path.to_vec(), Verb::Get, shown.clone())],
        Declaration::Resource(resource) => resource
            .actions
            .iter()
            .map(|Allowed { action, .. }| {
                let mut path = path.to_vec();
                let mut shown = shown.clone();
                if action.is_of_one() {
                    path.push(Segment::Parameter("key".to_owned()));
                    shown.push_str("/{key}");
                }
                (path, action.verb(), shown)
            })
            .collect(),
    }
}
