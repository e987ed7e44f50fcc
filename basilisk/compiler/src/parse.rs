//! Grammar: the lines of a service.

mod safety;
mod work;

use parseltongue_syntax::attributes::{Carrier, carried};
use parseltongue_syntax::let_words::{LetEnd, LetLine, LetWord};
use parseltongue_syntax::problems as shared;
use parseltongue_syntax::vocabulary::Role;
use parseltongue_syntax::{
    Cursor, LineEnd, LineStart, Parameter, Parsed, Problems, Signature, Text, Type, header, lines, settings,
    units,
};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use self::safety::Narrowing;
use crate::problems;
use crate::tree::work::Work;
use crate::tree::{
    Action, Allowed, Bearer, Coding, Declaration, Ends, Events, Files, Gives, Guard, Named, Pages, Resource,
    Route, Settings, Shape, Tls, Tree, Verb,
};
use crate::vocabulary::{FIRST, WORDS};

/// Proxies that one request may have come through; more is a slip of the pen.
const PROXIES_MAX: u64 = 16;

/// What a message calls the block.
const BLOCK: &str = "a service";

/// The `let_` words that may be lines of a service.
const LET_WORDS: &[LetWord] =
    &[LetWord::Shared, LetWord::MutShared, LetWord::LocalShared, LetWord::MutLocalShared];

/// Reads a block.
pub(crate) fn service(block: TokenStream, problems: &mut Problems) -> Parsed<Tree> {
    let mut cursor = Cursor::new(block, Span::call_site());
    let header = header(&mut cursor, "basilisk", problems)?;
    let mut tree = Tree {
        header,
        settings: Settings::default(),
        lets: Vec::new(),
        declarations: Vec::new(),
        work: Work::default(),
    };
    lines(&mut cursor, &begins_a_line, problems, |start, cursor, problems| {
        line(&mut tree, start, cursor, problems)
    });
    Ok(tree)
}

fn begins_a_line(word: &str) -> bool {
    WORDS.find(FIRST, word).is_some()
        || WORDS.find_later(FIRST, word).is_some()
        || LetWord::of(word).is_some()
}

fn line(tree: &mut Tree, start: LineStart, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<LineEnd> {
    let LineStart { attributes, word, has_colon } = start;
    let name = word.to_string();
    let attributes = carried(&attributes, carrier(&name), problems);
    if name.starts_with("let_") && !has_colon {
        let line = LetLine::parse(&word, LET_WORDS, LetEnd::Comma, cursor, problems);
        // What is left of a wrong one has the form of a setting, and would be told of as such.
        tree.lets.push(line.inspect_err(|_| drop(cursor.take_value()))?);
        return Ok(LineEnd::Comma);
    }
    if let Some(later) = WORDS.find_later(FIRST, &name) {
        return Err(problems.push(shared::not_in_this_version(&word, later, WORDS.room)));
    }
    if WORDS.find(&[Role::Setting], &name).is_some() {
        if !has_colon {
            return Err(problems.push(shared::setting_without_colon(&word)));
        }
        problems.seen(WORDS.room, &word);
        setting(&mut tree.settings, &word, &name, cursor, problems)?;
        return Ok(LineEnd::Comma);
    }
    if has_colon {
        return Err(problems.push(shared::unknown_setting(&word, BLOCK, &WORDS)));
    }
    if WORDS.find(FIRST, &name).is_none() {
        return Err(problems.push(shared::unknown_word(&word, BLOCK, &WORDS, FIRST)));
    }
    problems.seen(WORDS.room, &word);
    if work::is_work(&name) {
        work::line(&mut tree.work, attributes, word, cursor, problems)?;
        return Ok(LineEnd::Braces);
    }
    let (declaration, end) = match name.as_str() {
        "resource" => (Declaration::Resource(resource(attributes, cursor, problems)?), LineEnd::Braces),
        "events" => (Declaration::Events(events(attributes, cursor, problems)?), LineEnd::Comma),
        "socket" => {
            (Declaration::Route(Box::new(socket(attributes, word, cursor, problems)?)), LineEnd::Braces)
        }
        "files" => (Declaration::Files(files(attributes, cursor, problems)?), LineEnd::Comma),
        _ => (Declaration::Route(Box::new(route(attributes, word, cursor, problems)?)), LineEnd::Braces),
    };
    tree.declarations.push(declaration);
    Ok(end)
}

/// A route becomes a function; what resources and streams of events say is read by clients.
fn carrier(word: &str) -> Carrier {
    match word {
        "resource" | "events" | "files" | "job" => Carrier::Docs,
        "every" | "on_start" | "on_stop" | "before_each" | "after_each" => Carrier::Nothing,
        _ if word.starts_with("let_") || WORDS.find(&[Role::Setting], word).is_some() => Carrier::Nothing,
        _ => Carrier::Item,
    }
}

fn setting(
    settings: &mut Settings,
    word: &Ident,
    name: &str,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<()> {
    match name {
        "listen_on" => {
            let address = cursor.expect_text("an address, such as `\"127.0.0.1:8080\"`", problems)?;
            settings.listen_on.set(word, address, problems);
        }
        "uses" => settings.uses.set(word, cursor.expect_path("a store", problems)?, problems),
        "deadline" => settings.deadline.set(word, units::time(cursor, problems)?, problems),
        "allow_origins" => settings.allow_origins.set(word, origins(cursor, problems)?, problems),
        "problems" => settings.problems.set(word, shape(cursor, problems)?, problems),
        "authenticate_with" => settings.authenticate_with.set(word, bearer(cursor, problems)?, problems),
        "tls" => settings.tls.set(word, tls(word, cursor, problems)?, problems),
        "callers" => settings.callers.set(word, safety::callers(cursor, problems)?, problems),
        "rate_limit" => settings.rate_limit.set(word, safety::rate_limits(cursor, problems)?, problems),
        "private" => settings.private.set(word, safety::private(cursor, problems)?, problems),
        "behind_proxies" => {
            let proxies = settings::whole_number(cursor, "how many proxies", 1, PROXIES_MAX, problems)?;
            settings.behind_proxies.set(word, proxies, problems);
        }
        "compress" => settings.compress.set(word, codings(cursor, problems)?, problems),
        _ => settings.body_limit.set(word, units::size(cursor, problems)?, problems),
    }
    Ok(())
}

/// `"https://a.example", "https://b.example"`
fn origins(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<Text>> {
    let what = "an origin, such as `\"https://desk.example\"`";
    let mut origins = vec![cursor.expect_text(what, problems)?];
    while cursor.is_sign(",") && matches!(cursor.peek_at(1), Some(TokenTree::Literal(_))) {
        cursor.take_sign(",");
        origins.push(cursor.expect_text(what, problems)?);
    }
    Ok(origins)
}

/// `bearer_jwt env "DESK_SECRET" scheme "Token"`
fn bearer(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Bearer> {
    for later in ["api_key", "session"] {
        refuse_later(later, cursor, problems)?;
    }
    let (_, word) = settings::one_of(cursor, &["bearer_jwt"], problems)?;
    let (_, env) = settings::one_of(cursor, &["env"], problems)?;
    let variable =
        cursor.expect_text("the variable that holds the secret, such as `env \"DESK_SECRET\"`", problems)?;
    let scheme = match cursor.take_word_or_slip("scheme", problems) {
        Some(scheme) => {
            problems.seen(WORDS.room, &scheme);
            Some(cursor.expect_text("the word before the token, such as `scheme \"Token\"`", problems)?)
        }
        None => None,
    };
    problems.seen(WORDS.room, &word);
    problems.seen(WORDS.room, &env);
    Ok(Bearer { word, variable, scheme })
}

/// `certificate "desk.pem" key env "DESK_KEY_FILE"`
fn tls(word: &Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Tls> {
    inner_word("certificate", cursor, problems)?;
    let certificate = named("the certificate's file, such as `certificate \"desk.pem\"`", cursor, problems)?;
    inner_word("key", cursor, problems)?;
    let key = named("the key's file, such as `key \"desk.key\"`", cursor, problems)?;
    Ok(Tls { word: word.clone(), certificate, key })
}

/// `"desk.pem"` or `env "DESK_CERTIFICATE_FILE"`
fn named(what: &str, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Named> {
    if let Some(env) = cursor.take_word_or_slip("env", problems) {
        problems.seen(WORDS.room, &env);
        let what = "the variable that holds the path of the file, such as `env \"DESK_KEY_FILE\"`";
        return Ok(Named::Variable(cursor.expect_text(what, problems)?.value));
    }
    Ok(Named::Path(cursor.expect_text(what, problems)?.value))
}

/// `rfc9457` or `shape "errors"`
fn shape(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Shape> {
    let (word, ident) = settings::one_of(cursor, &["rfc9457", "shape"], problems)?;
    problems.seen(WORDS.room, &ident);
    if word == "rfc9457" {
        return Ok(Shape::Rfc9457);
    }
    Ok(Shape::Named(
        cursor.expect_text("the member that holds what is wrong, such as `shape \"errors\"`", problems)?,
    ))
}

/// `gzip, brotli`, up to where the next line begins.
fn codings(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<(Coding, Ident)>> {
    let words = Coding::ALL.map(|(word, _)| word);
    let mut codings: Vec<(Coding, Ident)> = Vec::new();
    loop {
        match settings::one_of(cursor, &words, problems) {
            Ok((word, ident)) => {
                problems.seen(WORDS.room, &ident);
                let coding = Coding::ALL.into_iter().find(|(name, _)| *name == word);
                if codings.iter().any(|(_, other)| *other == ident) {
                    problems.push(shared::duplicate("the coding", word, &ident));
                } else if let Some((_, coding)) = coding {
                    codings.push((coding, ident));
                }
            }
            // What is not a word is not one that the list could go on behind.
            Err(told) if cursor.take_ident().is_none() => return Err(told),
            Err(_) => {}
        }
        let mut ahead = cursor.clone();
        let goes_on = ahead.take_sign(",").is_some()
            && ahead.peek_word().is_some_and(|next| !begins_a_line(&next.to_string()))
            && !ahead.is_label();
        if !goes_on {
            return Ok(codings);
        }
        *cursor = ahead;
    }
}

fn resource(attributes: TokenStream, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Resource> {
    let record = cursor.expect_path("a record", problems)?;
    inner_word("at", cursor, problems)?;
    let path = cursor.expect_text("a path, such as `\"/orders\"`", problems)?;
    let group =
        cursor.expect_group(Delimiter::Brace, "`{ list, read, create, change, delete }`", problems)?;
    let mut inside = Cursor::inside(&group);
    let mut actions: Vec<Allowed> = Vec::new();
    if inside.is_at_end() {
        problems.push(shared::expected(&inside, "`list`, `read`, `create`, `change` or `delete`"));
    }
    while !inside.is_at_end() {
        let words: Vec<&'static str> = Action::ALL.iter().map(|(word, _)| *word).collect();
        if let Ok((word, ident)) = settings::one_of(&mut inside, &words, problems) {
            problems.seen(WORDS.room, &ident);
            let Narrowing { pages, if_match, guard } = safety::narrowing(&mut inside, problems);
            if actions.iter().any(|other| other.word == ident) {
                problems.push(shared::duplicate("the action", word, &ident));
            } else if let Some(action) = Action::of(word) {
                actions.push(Allowed { action, word: ident, if_match, pages, guard });
            }
        }
        inside.take_until(|cursor| cursor.is_sign(","));
        inside.take_sign(",");
    }
    Ok(Resource { attributes, record, path, actions })
}

/// Reads what stands behind `page`.
fn pages(word: Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Pages> {
    const RECORDS_MAX: u64 = 10_000;
    let size = settings::whole_number(cursor, "records of a page", 1, RECORDS_MAX, problems)?;
    inner_word("up_to", cursor, problems)?;
    let most = settings::whole_number(cursor, "records of a page", 1, RECORDS_MAX, problems)?;
    Ok(Pages { word, size, most })
}

fn events(attributes: TokenStream, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Events> {
    let path = cursor.expect_text("a path, such as `\"/trades\"`", problems)?;
    inner_word("from", cursor, problems)?;
    let stream = cursor.expect_path("a stream, such as `Market::Trades`", problems)?;
    refuse_later("where", cursor, problems)?;
    Ok(Events { attributes, path, stream })
}

fn files(attributes: TokenStream, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Files> {
    let path = cursor.expect_text("a path, such as `\"/assets\"`", problems)?;
    inner_word("from", cursor, problems)?;
    let from = cursor.expect_text("a directory, such as `\"public\"`", problems)?;
    let kept_for = match cursor.take_word_or_slip("kept_for", problems) {
        Some(word) => {
            problems.seen(WORDS.room, &word);
            Some(units::time(cursor, problems)?)
        }
        None => None,
    };
    let otherwise = match cursor.take_word_or_slip("otherwise", problems) {
        Some(word) => {
            problems.seen(WORDS.room, &word);
            Some(
                cursor
                    .expect_text("a file of the directory, such as `otherwise \"index.html\"`", problems)?,
            )
        }
        None => None,
    };
    Ok(Files { attributes, path, from, kept_for, otherwise })
}

fn route(
    attributes: TokenStream,
    keyword: Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<Route> {
    let verb = Verb::of(&keyword.to_string()).unwrap_or(Verb::Get);
    let path = cursor.expect_text("a path, such as `\"/orders/{id}\"`", problems)?;
    let parameters = if cursor.is_sign("->") {
        problems.push(problems::parentheses_missing(&path.literal));
        Vec::new()
    } else {
        let what = "parameters, such as `(id: uuid)`";
        parameters(&cursor.expect_group(Delimiter::Parenthesis, what, problems)?, problems)
    };
    cursor.expect_sign("->", problems)?;
    let result = gives(cursor, problems)?;
    let within = match cursor.take_word_or_slip("in", problems) {
        Some(word) if !matches!(result, Gives::Nothing) => {
            problems.seen(WORDS.room, &word);
            Some(cursor.expect_text("the envelope's name, such as `in \"order\"`", problems)?)
        }
        Some(word) => return Err(problems.push(problems::envelope_of_nothing(&word))),
        None => None,
    };
    let error = error(cursor, problems)?;
    let (guard, rate_limit) = safety::of_a_route(cursor, problems)?;
    let body = cursor.expect_group(Delimiter::Brace, "the body in braces", problems)?;
    let ends = None;
    Ok(Route {
        attributes,
        keyword,
        verb,
        path,
        parameters,
        result,
        within,
        error,
        guard,
        rate_limit,
        ends,
        body,
    })
}

fn parameters(group: &Group, problems: &mut Problems) -> Vec<Parameter> {
    let signature =
        Signature { marks: &["body", "header", "caller", "cookie"], untyped: &[], has_rules: true };
    let mut parameters = signature.parse(group, problems);
    for parameter in &mut parameters {
        parameter.attributes = carried(&parameter.attributes, Carrier::Lints, problems);
    }
    for mark in parameters.iter().filter_map(|parameter| parameter.mark.as_ref()) {
        problems.seen(WORDS.room, &mark.word);
    }
    parameters
}

/// `socket "/desk" (room: string) sends Line receives LineDraft { … }`
fn socket(
    attributes: TokenStream,
    keyword: Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<Route> {
    let path = cursor.expect_text("a path, such as `\"/desk/{room}\"`", problems)?;
    let group = cursor.take_group(Delimiter::Parenthesis);
    let parameters = group.map_or_else(Vec::new, |group| parameters(&group, problems));
    inner_word("sends", cursor, problems)?;
    let sends = Type::parse(cursor, problems)?;
    let from = match cursor.take_word_or_slip("from", problems) {
        Some(word) => {
            problems.seen(WORDS.room, &word);
            Some(cursor.expect_path("a stream, such as `Market::Trades`", problems)?)
        }
        None => None,
    };
    inner_word("receives", cursor, problems)?;
    let receives = Type::parse(cursor, problems)?;
    let error = error(cursor, problems)?;
    let body = cursor.expect_group(Delimiter::Brace, "the body in braces", problems)?;
    let (ends, result) = (Some(Ends { sends, from, receives }), Gives::Nothing);
    Ok(Route {
        attributes,
        keyword,
        verb: Verb::Get,
        path,
        parameters,
        result,
        within: None,
        error,
        guard: Guard::default(),
        rate_limit: None,
        ends,
        body,
    })
}

/// `fails_with ExchangeError`
fn error(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Option<TokenStream>> {
    let Some(word) = cursor.take_word_or_slip("fails_with", problems) else { return Ok(None) };
    problems.seen(WORDS.room, &word);
    cursor.expect_path("an error", problems).map(Some)
}

fn gives(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Gives> {
    if let Some(word) = cursor.take_word_or_slip("nothing", problems) {
        problems.seen(WORDS.room, &word);
        return Ok(Gives::Nothing);
    }
    let is_path = cursor.is_sign_at(1, "::") || cursor.is_sign_at(1, "<");
    if !is_path && let Some(word) = cursor.take_word_or_slip("created", problems) {
        problems.seen(WORDS.room, &word);
        return Ok(Gives::Created(Type::parse(cursor, problems)?));
    }
    Ok(Gives::Value(Type::parse(cursor, problems)?))
}

fn inner_word(word: &str, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<()> {
    let word = cursor.expect_word(word, problems)?;
    problems.seen(WORDS.room, &word);
    Ok(())
}

/// Tells when the word that comes next is one of a later version.
fn refuse_later(word: &str, cursor: &Cursor, problems: &mut Problems) -> Parsed<()> {
    match WORDS.find_later(&[Role::Inner], word) {
        Some(later) if cursor.is_word(word) => {
            Err(problems.push(shared::not_in_this_version(cursor.place(), later, WORDS.room)))
        }
        _ => Ok(()),
    }
}
