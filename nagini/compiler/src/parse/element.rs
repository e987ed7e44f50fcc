//! `row(gap: 8) { … }`: elements, their arguments and what they hold.

use parseltongue_syntax::{Cursor, Parsed, Problems, Role, problems as shared};
use proc_macro2::{Delimiter, Group, Ident};

use super::{component, flow};
use crate::problems as ours;
use crate::tree::{Argument, Children, Element, Shown, Value};
use crate::vocabulary::WORDS;

/// Reads one thing on show after another, up to the end.
pub(super) fn row_of(cursor: &mut Cursor, problems: &mut Problems) -> Vec<Shown> {
    let mut shows = Vec::new();
    while !cursor.is_at_end() {
        let start = cursor.position();
        match shown(cursor, problems) {
            Ok(shown) => shows.push(shown),
            Err(_) => recover(cursor, start),
        }
    }
    shows
}

/// Reads what stands in these braces.
pub(super) fn inside(group: &Group, problems: &mut Problems) -> Vec<Shown> {
    row_of(&mut Cursor::inside(group), problems)
}

/// Reads one thing on show.
pub(super) fn shown(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Shown> {
    if cursor.is_sign(",") || cursor.is_sign(";") {
        let place = cursor.place();
        cursor.next();
        return Err(problems.push(ours::separator_between_elements(place)));
    }
    if let Some(keyword) = component::let_keyword(cursor) {
        cursor.next();
        let told = problems.push(ours::let_line_behind_elements(&keyword));
        component::skip_statement(cursor);
        return Err(told);
    }
    let goes_on = matches!(cursor.peek_at(1), Some(proc_macro2::TokenTree::Ident(_)));
    if goes_on && let Some(word) = cursor.take_word_or_slip("for_each", problems) {
        problems.seen(WORDS.room, &word);
        return flow::for_each(cursor, problems).map(Shown::ForEach);
    }
    // `if` and `match` are words here, which names are not.
    let Some(word) = cursor.take_ident() else {
        return Err(problems.push(shared::expected(cursor, "an element")));
    };
    match word.to_string().as_str() {
        "for_each" => {
            problems.seen(WORDS.room, &word);
            flow::for_each(cursor, problems).map(Shown::ForEach)
        }
        "if" => flow::branch(cursor, problems).map(Shown::If),
        "match" => flow::matching(cursor, problems).map(Shown::Match),
        name => {
            if let Some(later) = WORDS.find_later(&[Role::Element, Role::Statement], name) {
                let told = problems.push(shared::not_in_this_version(&word, later, WORDS.room));
                cursor.take_group(Delimiter::Parenthesis);
                cursor.take_group(Delimiter::Brace);
                return Err(told);
            }
            element(word, cursor, problems).map(Shown::Element)
        }
    }
}

fn element(word: Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Element> {
    let arguments = cursor.take_group(Delimiter::Parenthesis);
    let children = cursor.take_group(Delimiter::Brace);
    if arguments.is_none() && children.is_none() {
        return Err(problems.push(ours::element_without_brackets(&word)));
    }
    let arguments = arguments.map(|group| arguments_in(&group, problems)).unwrap_or_default();
    let children = children.map(|group| Children { place: (&group).into(), shows: inside(&group, problems) });
    Ok(Element { word, arguments, children })
}

fn arguments_in(group: &Group, problems: &mut Problems) -> Vec<Argument> {
    let mut cursor = Cursor::inside(group);
    let mut arguments = Vec::new();
    while !cursor.is_at_end() {
        match argument(&mut cursor, problems) {
            Ok(argument) => arguments.push(argument),
            Err(_) => drop(cursor.take_until(|cursor| cursor.is_sign(","))),
        }
        if cursor.take_sign(",").is_none() && !cursor.is_at_end() {
            problems.push(shared::left_over(&cursor));
            break;
        }
    }
    arguments
}

fn argument(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Argument> {
    let start = cursor.position();
    let is_named = cursor.peek_word().is_some() && cursor.is_sign_at(1, ":") && !cursor.is_sign_at(1, "::");
    let name = if is_named { cursor.take_ident() } else { None };
    if is_named {
        cursor.take_sign(":");
    }
    let value = value(cursor, problems)?;
    Ok(Argument { name, value, place: cursor.place_since(start) })
}

fn value(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Value> {
    if cursor.is_at_end() || cursor.is_sign(",") {
        return Err(problems.push(shared::expected(cursor, "a value")));
    }
    if cursor.is_word_or_slip("bind") && matches!(cursor.peek_at(1), Some(proc_macro2::TokenTree::Ident(_))) {
        let word = cursor.take_word_or_slip("bind", problems);
        word.iter().for_each(|word| problems.seen(WORDS.room, word));
        return Ok(Value::Bind(cursor.take_value()));
    }
    if let Some(closure) = closure(cursor) {
        return Ok(closure);
    }
    let mut ahead = cursor.clone();
    if let Some(body) = ahead.take_group(Delimiter::Brace)
        && ends_a_value(&ahead)
    {
        *cursor = ahead;
        return Ok(Value::Body(body));
    }
    let mut ahead = cursor.clone();
    if let Some(text) = ahead.take_text()
        && ends_a_value(&ahead)
    {
        *cursor = ahead;
        return Ok(Value::Text(text));
    }
    Ok(Value::Rust(cursor.take_value()))
}

/// `|order| { … }`, alone.
fn closure(cursor: &mut Cursor) -> Option<Value> {
    let mut ahead = cursor.clone();
    ahead.take_sign("|")?;
    let parameter = ahead.take_until(|cursor| cursor.is_sign("|"));
    ahead.take_sign("|")?;
    let body = ahead.take_group(Delimiter::Brace)?;
    if !ends_a_value(&ahead) {
        return None;
    }
    *cursor = ahead;
    Some(Value::Closure(parameter, body))
}

fn ends_a_value(cursor: &Cursor) -> bool {
    cursor.is_at_end() || cursor.is_sign(",")
}

/// Skips to the next word that begins an element; always moves past `start`.
fn recover(cursor: &mut Cursor, start: usize) {
    if cursor.position() == start {
        cursor.next();
    }
    let begins = |cursor: &Cursor| {
        let is_called = matches!(cursor.peek_at(1), Some(proc_macro2::TokenTree::Group(_)));
        cursor.peek_word().is_some_and(|word| {
            let name = word.to_string();
            is_called
                || WORDS.find(&[Role::Element], &name).is_some()
                || matches!(name.as_str(), "if" | "match")
                || name.starts_with("let_")
        })
    };
    while !cursor.is_at_end() && !begins(cursor) {
        let ends = cursor.peek_group(Delimiter::Brace).is_some() || cursor.is_sign(";");
        cursor.next();
        if ends {
            return;
        }
    }
}
