//! Grammar: what a service does beside requests.

use parseltongue_syntax::problems as shared;
use parseltongue_syntax::{Cursor, Parsed, Problems, Setting, settings, units};
use proc_macro2::{Delimiter, Group, Ident, TokenStream};

use crate::problems;
use crate::tree::work::Job;
use crate::vocabulary::WORDS;

/// More attempts than that last for years.
const RETRIES_MAX: u64 = 1_000;
/// A program does no more at one time.
const AT_ONCE_MAX: u64 = 64;

/// `SendReceipt (order: uuid) retries 5 backoff 1 s { … }`
pub(super) fn job(
    attributes: TokenStream,
    keyword: Ident,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<Job> {
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
