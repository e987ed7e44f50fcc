//! `for_each`, `if` and `match` among elements.

use parseltongue_syntax::{Cursor, Parsed, Problems, Role, problems as shared};
use proc_macro2::{Delimiter, TokenStream};

use super::element::{inside, shown};
use crate::problems as ours;
use crate::tree::{ForEach, If, Match, Shown};
use crate::vocabulary::WORDS;

pub(super) fn for_each(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<ForEach> {
    let item = cursor.expect_name("the item's name", problems)?;
    cursor.expect_word("in", problems)?;
    let items = up_to_braces(cursor, |cursor| cursor.is_word_or_slip("keyed_by"));
    if items.is_empty() {
        return Err(problems.push(shared::expected(cursor, "the items")));
    }
    let Some(keyed_by) = cursor.take_word_or_slip("keyed_by", problems) else {
        let told = problems.push(ours::for_each_without_key(cursor.place(), &item));
        cursor.take_group(Delimiter::Brace);
        return Err(told);
    };
    problems.seen(WORDS.room, &keyed_by);
    let key = up_to_braces(cursor, |cursor| cursor.is_word("row_height"));
    if key.is_empty() {
        return Err(problems.push(shared::expected(cursor, "the item's key")));
    }
    if let Some(word) = cursor.take_word("row_height")
        && let Some(later) = WORDS.find_later(&[Role::Inner], "row_height")
    {
        problems.push(shared::not_in_this_version(&word, later, WORDS.room));
        up_to_braces(cursor, |_| false);
    }
    let body = cursor.expect_group(Delimiter::Brace, "`{ … }` with what each item shows", problems)?;
    Ok(ForEach { item, items, key, shows: inside(&body, problems) })
}

pub(super) fn branch(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<If> {
    let pattern = match cursor.take_word("let") {
        Some(_) => {
            let pattern = cursor.take_until(|cursor| is_equals(cursor) || at_braces(cursor));
            cursor.expect_sign("=", problems)?;
            Some(pattern)
        }
        None => None,
    };
    let condition = up_to_braces(cursor, |_| false);
    if condition.is_empty() {
        return Err(problems.push(shared::expected(cursor, "a condition")));
    }
    let then = cursor.expect_group(Delimiter::Brace, "`{ … }` with what is shown then", problems)?;
    let then = inside(&then, problems);
    let otherwise = if cursor.take_word_or_slip("else", problems).is_none() {
        Vec::new()
    } else if cursor.take_word("if").is_some() {
        vec![Shown::If(branch(cursor, problems)?)]
    } else {
        let otherwise = cursor.expect_group(Delimiter::Brace, "`{ … }` with what is shown else", problems)?;
        inside(&otherwise, problems)
    };
    Ok(If { pattern, condition, then, otherwise })
}

pub(super) fn matching(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Match> {
    let value = up_to_braces(cursor, |_| false);
    if value.is_empty() {
        return Err(problems.push(shared::expected(cursor, "a value")));
    }
    let body = cursor.expect_group(Delimiter::Brace, "`{ … }` with the cases", problems)?;
    let mut inner = Cursor::inside(&body);
    let mut arms = Vec::new();
    while !inner.is_at_end() {
        match arm(&mut inner, problems) {
            Ok(arm) => arms.push(arm),
            Err(_) => drop(inner.take_until(|cursor| cursor.is_sign(","))),
        }
        inner.take_sign(",");
    }
    Ok(Match { value, arms })
}

fn arm(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<(TokenStream, Vec<Shown>)> {
    let pattern = cursor.take_until(|cursor| cursor.is_sign("=>") || cursor.is_word("if"));
    if let Some(guard) = cursor.take_word("if") {
        problems.push(ours::guard_in_match(&guard));
        cursor.take_until(|cursor| cursor.is_sign("=>"));
    }
    if pattern.is_empty() {
        let told = problems.push(shared::expected(cursor, "a pattern"));
        cursor.next();
        return Err(told);
    }
    cursor.expect_sign("=>", problems)?;
    if let Some(group) = cursor.take_group(Delimiter::Brace) {
        return Ok((pattern, inside(&group, problems)));
    }
    Ok((pattern, vec![shown(cursor, problems)?]))
}

/// A single `=`, not `==` and no part of another sign.
fn is_equals(cursor: &Cursor) -> bool {
    cursor.is_sign("=") && !cursor.is_sign("==") && !cursor.is_sign("=>") && !cursor.is_behind(".")
}

fn at_braces(cursor: &Cursor) -> bool {
    cursor.peek_group(Delimiter::Brace).is_some()
}

fn up_to_braces(cursor: &mut Cursor, mut ends: impl FnMut(&Cursor) -> bool) -> TokenStream {
    cursor.take_until(|cursor| at_braces(cursor) || ends(cursor))
}
