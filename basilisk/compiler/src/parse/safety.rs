//! Grammar: who may call, and how often.

use parseltongue_syntax::query::Condition;
use parseltongue_syntax::vocabulary::Role;
use parseltongue_syntax::{Cursor, Parsed, Problems, Text, settings, units};
use proc_macro2::Ident;

use super::{begins_a_line, inner_word, pages};
use crate::tree::{Callers, Guard, Pages, RateLimit, Whose};
use crate::vocabulary::WORDS;
use parseltongue_syntax::problems as shared;

/// What stands behind an action of a resource.
#[derive(Debug, Default)]
pub(super) struct Narrowing {
    pub(super) pages: Option<Pages>,
    pub(super) if_match: Option<Ident>,
    pub(super) guard: Guard,
}

/// `Account role .role`
pub(super) fn callers(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Callers> {
    let record = cursor.expect_path("the record of a caller, such as `Account`", problems)?;
    let role = match cursor.take_word_or_slip("role", problems) {
        Some(word) => {
            problems.seen(WORDS.room, &word);
            Some(cursor.expect_field("the field that says its role, such as `.role`", problems)?)
        }
        None => None,
    };
    Ok(Callers { record, role })
}

/// `100 per second by address and 20 per second by caller`
pub(super) fn rate_limits(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<RateLimit>> {
    let mut limits = vec![rate_limit(cursor, problems)?];
    while let Some(word) = cursor.take_word("and") {
        problems.seen("language", &word);
        limits.push(rate_limit(cursor, problems)?);
    }
    Ok(limits)
}

/// `5 per minute by address`
pub(super) fn rate_limit(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<RateLimit> {
    let rate = units::rate(cursor, problems)?;
    inner_word("by", cursor, problems)?;
    let (whose, word) = settings::one_of(cursor, &["address", "caller"], problems)?;
    problems.seen(WORDS.room, &word);
    let whose = if whose == "caller" { Whose::Caller } else { Whose::Address };
    Ok(RateLimit { rate, whose, word })
}

/// `metrics, openapi`, up to where the next line begins.
pub(super) fn private(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<&'static str>> {
    let mut paths = Vec::new();
    loop {
        let (word, ident) = settings::one_of(cursor, &["metrics", "openapi"], problems)?;
        problems.seen(WORDS.room, &ident);
        if paths.contains(&word) {
            problems.push(shared::duplicate("the path", word, &ident));
        } else {
            paths.push(word);
        }
        let mut ahead = cursor.clone();
        let goes_on = ahead.take_sign(",").is_some()
            && ahead.peek_word().is_some_and(|next| !begins_a_line(&next.to_string()))
            && !ahead.is_label();
        if !goes_on {
            return Ok(paths);
        }
        *cursor = ahead;
    }
}

/// Reads what narrows an action of a resource: `page 50 up_to 500`, `requires if_match`, `requires role "trader"`,
/// `allow when .owner == caller.id`.
pub(super) fn narrowing(cursor: &mut Cursor, problems: &mut Problems) -> Narrowing {
    let mut narrowing = Narrowing::default();
    while !cursor.is_at_end() && !cursor.is_sign(",") {
        if clause(&mut narrowing, cursor, problems).is_err() {
            break;
        }
    }
    narrowing
}

fn clause(narrowing: &mut Narrowing, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<()> {
    let later = cursor.peek_word().and_then(|word| WORDS.find_later(&[Role::Inner], &word.to_string()));
    if let Some(later) = later {
        return Err(problems.push(shared::not_in_this_version(cursor.place(), later, WORDS.room)));
    }
    let (name, word) = settings::one_of(cursor, &["requires", "page", "allow"], problems)?;
    problems.seen(WORDS.room, &word);
    match name {
        "page" => narrowing.pages = Some(pages(word, cursor, problems)?),
        "allow" => {
            inner_word("when", cursor, problems)?;
            narrowing.guard.allow = Some((word, Condition::parse(cursor, problems)?));
        }
        _ => {
            let (what, word) = settings::one_of(cursor, &["if_match", "role"], problems)?;
            problems.seen(WORDS.room, &word);
            if what == "if_match" {
                narrowing.if_match = Some(word);
            } else {
                narrowing.guard.roles = roles(cursor, problems)?;
                narrowing.guard.word = Some(word);
            }
        }
    }
    Ok(())
}

/// `"trader" or "clerk"`
fn roles(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<Text>> {
    let what = "a role, such as `role \"trader\"`";
    let mut roles = vec![cursor.expect_text(what, problems)?];
    while let Some(word) = cursor.take_word("or") {
        problems.seen("language", &word);
        roles.push(cursor.expect_text(what, problems)?);
    }
    Ok(roles)
}

/// What may stand before the body of a route: `requires role "trader" rate_limit 5 per minute by address`.
pub(super) fn of_a_route(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<(Guard, Option<RateLimit>)> {
    let (mut guard, mut limit) = (Guard::default(), None);
    loop {
        if let Some(word) = cursor.take_word_or_slip("requires", problems) {
            problems.seen(WORDS.room, &word);
            inner_word("role", cursor, problems)?;
            guard.roles = roles(cursor, problems)?;
            guard.word = Some(word);
        } else if let Some(word) = cursor.take_word_or_slip("rate_limit", problems) {
            problems.seen(WORDS.room, &word);
            limit = Some(rate_limit(cursor, problems)?);
        } else {
            return Ok((guard, limit));
        }
    }
}
