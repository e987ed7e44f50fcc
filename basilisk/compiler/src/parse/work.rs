//! Grammar: what a service does beside requests.

use parseltongue_syntax::problems as shared;
use parseltongue_syntax::{Cursor, Parsed, Problems, Setting, parameters, settings, units};
use proc_macro2::{Delimiter, Group, Ident, TokenStream};

use crate::problems;
use crate::tree::work::{Every, Hook, Job, Rhythm, Work};
use crate::vocabulary::WORDS;

/// More attempts than that last for years.
const RETRIES_MAX: u64 = 1_000;
/// A program does no more at one time.
const AT_ONCE_MAX: u64 = 64;

/// The word begins a line of work beside requests.
pub(super) fn is_work(word: &str) -> bool {
    matches!(word, "job" | "every" | "on_start" | "on_stop" | "before_each" | "after_each")
}

/// Reads a line behind its word.
pub(super) fn line(
    work: &mut Work,
    attributes: TokenStream,
    keyword: Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<()> {
    match keyword.to_string().as_str() {
        "job" => work.jobs.push(job(attributes, keyword, cursor, problems)?),
        "every" => work.periodic.push(every(keyword, cursor, problems)?),
        _ => {
            let names = names(&keyword, cursor, problems)?;
            let error = error(cursor, problems)?;
            let body = body(cursor, problems)?;
            work.hooks.push(Hook { keyword, names, error, body });
        }
    }
    Ok(())
}

/// `(request)`, `(request, answer)`, or nothing: what a hook gets.
fn names(keyword: &Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Vec<Ident>> {
    let (due, what) = match keyword.to_string().as_str() {
        "before_each" => (1, "the request's name, such as `(request)`"),
        "after_each" => (2, "two names, such as `(request, answer)`"),
        _ => return Ok(Vec::new()),
    };
    let group = cursor.expect_group(Delimiter::Parenthesis, what, problems)?;
    let before = problems.count();
    let names = parameters::names(&group, "a name", problems);
    if names.len() != due && problems.count() == before {
        problems.push(problems::names_of_a_hook(&group, what));
    }
    Ok(names)
}

/// `1 s within 10 ms { … }`, `"0 3 * * *" in "Europe/Berlin" { … }`
fn every(keyword: Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Every> {
    let rhythm = if let Some(text) = cursor.take_text() {
        let zone = match cursor.take_word_or_slip("in", problems) {
            Some(word) => {
                problems.seen(WORDS.room, &word);
                Some(cursor.expect_text("a time zone, such as `in \"Europe/Berlin\"`", problems)?)
            }
            None => None,
        };
        Rhythm::Timetable { text, zone }
    } else {
        let period = units::time(cursor, problems)?;
        let within = match cursor.take_word_or_slip("within", problems) {
            Some(word) => {
                problems.seen(WORDS.room, &word);
                Some(units::time(cursor, problems)?)
            }
            None => None,
        };
        Rhythm::Interval { period, within }
    };
    let error = error(cursor, problems)?;
    Ok(Every { keyword, rhythm, error, body: body(cursor, problems)? })
}

fn error(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Option<TokenStream>> {
    let Some(word) = cursor.take_word_or_slip("fails_with", problems) else { return Ok(None) };
    problems.seen(WORDS.room, &word);
    cursor.expect_path("an error", problems).map(Some)
}

fn body(cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Group> {
    cursor.expect_group(Delimiter::Brace, "the body in braces", problems)
}

/// `SendReceipt (order: uuid) retries 5 backoff 1 s { … }`
fn job(attributes: TokenStream, keyword: Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<Job> {
    let name = cursor.expect_name("the job's name, such as `SendReceipt`", problems)?;
    let parameters =
        cursor.expect_group(Delimiter::Parenthesis, "what it is given, such as `(order: uuid)`", problems)?;
    let mut job = Job {
        attributes,
        keyword,
        name,
        parameters,
        retries: Setting::default(),
        backoff: Setting::default(),
        deadline: Setting::default(),
        at_once: Setting::default(),
        error: Setting::default(),
        // Replaced below: a job without its braces is none.
        body: Group::new(Delimiter::Brace, TokenStream::new()),
    };
    loop {
        if let Some(body) = cursor.take_group(Delimiter::Brace) {
            return Ok(Job { body, ..job });
        }
        let Some(word) = cursor.peek_word().cloned() else {
            return Err(problems.push(shared::expected(cursor, "`{ … }`")));
        };
        cursor.next();
        job.term(&word, cursor, problems)?;
        problems.seen(WORDS.room, &word);
    }
}

impl Job {
    fn term(&mut self, word: &Ident, cursor: &mut Cursor, problems: &mut Problems) -> Parsed<()> {
        match word.to_string().as_str() {
            "retries" => {
                let what = "a number of retries";
                self.retries.set(
                    word,
                    settings::whole_number(cursor, what, 0, RETRIES_MAX, problems)?,
                    problems,
                );
            }
            "backoff" => self.backoff.set(word, units::time(cursor, problems)?, problems),
            "deadline" => self.deadline.set(word, units::time(cursor, problems)?, problems),
            "at_once" => {
                let what = "a number of jobs";
                self.at_once.set(
                    word,
                    settings::whole_number(cursor, what, 1, AT_ONCE_MAX, problems)?,
                    problems,
                );
            }
            "fails_with" => self.error.set(word, cursor.expect_path("an error", problems)?, problems),
            _ => return Err(problems.push(problems::unknown_word_of_a_job(word))),
        }
        Ok(())
    }
}
