//! `component Name(prop: type, pressed: action, children) { let_… lines; elements }`

use parseltongue_syntax::settings::whole_number;
use parseltongue_syntax::{
    Cursor, LetEnd, LetLine, LetWord, Parsed, Problems, Type, TypeKind, problems as shared,
};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};

use super::element;
use crate::problems as ours;
use crate::tree::{Component, Let, Newest, Prop, PropKind};
use crate::vocabulary::WORDS;

/// The words that a component's lines may begin with. Two of them are refused by name, when the whole line is read.
const LET_WORDS: &[LetWord] = &[
    LetWord::Signal,
    LetWord::Derived,
    LetWord::Stream,
    LetWord::Plain,
    LetWord::Constant,
    LetWord::Lazy,
    LetWord::Shared,
    LetWord::MutShared,
    LetWord::LocalShared,
    LetWord::MutLocalShared,
    LetWord::Mut,
    LetWord::Cow,
];

/// How many records of a stream a view holds at most; each is in memory, decoded.
const NEWEST_MAX: u64 = 100_000;

pub(super) fn component(
    attributes: TokenStream,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<Component> {
    let name = cursor.expect_name("the component's name", problems)?;
    let parameters = cursor.expect_group(Delimiter::Parenthesis, "`(…)` with the props", problems)?;
    let props = props(&parameters, problems);
    let body = cursor.expect_group(Delimiter::Brace, "`{ … }` with what it shows", problems)?;
    let mut inside = Cursor::inside(&body);
    let lets = lets(&mut inside, problems);
    let shows = element::row_of(&mut inside, problems);
    Ok(Component { attributes, name, props, lets, shows })
}

fn props(group: &Group, problems: &mut Problems) -> Vec<Prop> {
    let mut cursor = Cursor::inside(group);
    let mut props = Vec::new();
    while !cursor.is_at_end() {
        match prop(&mut cursor, problems) {
            Ok(prop) => props.push(prop),
            Err(_) => drop(cursor.take_until(|cursor| cursor.is_sign(","))),
        }
        if cursor.take_sign(",").is_none() && !cursor.is_at_end() {
            problems.push(shared::left_over(&cursor));
            break;
        }
    }
    props
}

fn prop(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Prop> {
    let name = cursor.expect_name("a prop's name", problems)?;
    if name == "children" && cursor.take_sign(":").is_none() {
        problems.seen(WORDS.room, &name);
        return Ok(Prop { name, kind: PropKind::Children, default: None });
    }
    if name != "children" {
        cursor.expect_sign(":", problems)?;
    }
    if !cursor.is_word("action") && cursor.is_word_or_slip("action") {
        cursor.take_word_or_slip("action", problems);
        cursor.skip_angles();
        return Ok(Prop { name, kind: PropKind::Action(None), default: None });
    }
    let kind = Type::parse(cursor, problems)?;
    let kind = match action(&kind) {
        Some((word, about)) => {
            problems.seen(WORDS.room, &word);
            let about = about.map(|about| Type::parse(&mut Cursor::new(about, kind.place.last), problems));
            PropKind::Action(about.transpose()?)
        }
        None => PropKind::Value(kind),
    };
    let default = cursor.take_sign("=").is_some().then(|| cursor.take_value());
    if default.as_ref().is_some_and(TokenStream::is_empty) {
        return Err(problems.push(shared::expected(cursor, "a default value")));
    }
    Ok(Prop { name, kind, default })
}

/// The word `action` of `action` or `action<T>`, and the `T`.
fn action(kind: &Type) -> Option<(Ident, Option<TokenStream>)> {
    let TypeKind::Named(named) = &kind.kind else { return None };
    let word = named.word.clone().filter(|word| word == "action")?;
    Some((word, named.arguments.clone()))
}

fn lets(cursor: &mut Cursor, problems: &mut Problems) -> Vec<Let> {
    let mut lets = Vec::new();
    while let Some(keyword) = let_keyword(cursor) {
        cursor.next();
        match let_line(&keyword, cursor, problems) {
            Ok(line) => lets.push(line),
            Err(_) => skip_statement(cursor),
        }
    }
    lets
}

/// The next word, if a `let_…` line begins with it.
pub(super) fn let_keyword(cursor: &Cursor) -> Option<Ident> {
    let is_one = |word: &&Ident| word.to_string().starts_with("let_") || LetWord::is_misspelt(cursor);
    cursor.peek_word().filter(is_one).cloned()
}

/// Reads past the next semicolon, unless an element comes first.
pub(super) fn skip_statement(cursor: &mut Cursor) {
    if !cursor.is_behind(";") {
        cursor.take_until(|cursor| cursor.is_sign(";"));
        cursor.take_sign(";");
    }
}

fn let_line(keyword: &Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Let> {
    let line = LetLine::parse(keyword, LET_WORDS, LetEnd::Semicolon, cursor, problems)?;
    match line.word {
        LetWord::Mut => drop(problems.push(ours::changing_without_showing(keyword, &line.name))),
        LetWord::Cow => drop(problems.push(ours::nothing_to_borrow(keyword, &line.name))),
        _ => {}
    }
    if line.word != LetWord::Stream {
        return Ok(Let { line, newest: None });
    }
    if let Some(kind) = &line.kind
        && !matches!(kind.kind, TypeKind::List(_))
    {
        problems.push(ours::stream_is_a_list(kind.place, &kind.written()));
    }
    let newest = newest(&line.value, problems)?;
    Ok(Let { line, newest: Some(newest) })
}

fn newest(value: &TokenStream, problems: &mut Problems) -> Parsed<Newest> {
    let mut cursor = Cursor::new(value.clone(), Span::call_site());
    let word = cursor.expect_word("newest", problems)?;
    problems.seen(WORDS.room, &word);
    let count = whole_number(&mut cursor, "how many of the newest records", 1, NEWEST_MAX, problems)?;
    let of = cursor.expect_word("of", problems)?;
    problems.seen(WORDS.room, &of);
    let stream = cursor.expect_path("a stream, `Block::Stream`", problems)?;
    cursor.expect_end(problems);
    Ok(Newest { count, stream })
}
