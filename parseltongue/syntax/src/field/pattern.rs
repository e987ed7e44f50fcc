//! Regular expressions are checked when the program compiles.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use crate::tokens::Text;

/// What is wrong with a regular expression: in words, and the part of it that is wrong.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) why: String,
    pub(super) part: String,
}

/// Checks a regular expression as the runtime's regex crate will read it.
pub(super) fn check(pattern: &Text) -> Result<(), Wrong> {
    let (why, span) = match regex_syntax::Parser::new().parse(&pattern.value) {
        Ok(_) => return Ok(()),
        Err(regex_syntax::Error::Parse(error)) => (error.kind().to_string(), *error.span()),
        Err(regex_syntax::Error::Translate(error)) => (error.kind().to_string(), *error.span()),
        Err(other) => return Err(Wrong { why: other.to_string(), part: String::new() }),
    };
    let part = pattern.value.get(span.start.offset..span.end.offset).unwrap_or_default().to_owned();
    Err(Wrong { why, part })
}

/// Whether the regular expression finds something in `text`: for defaults, which are short. One that takes more
/// steps than [`STEPS_MAX`], or that cannot be read, is said to find something.
pub(super) fn finds(pattern: &Text, text: &str) -> bool {
    let Ok(hir) = regex_syntax::Parser::new().parse(&pattern.value) else { return true };
    let mut search = Search { text, steps: 0 };
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    starts.into_iter().any(|at| search.step(&hir, at, &mut |_, _| true))
}

/// Enough for any default that a person writes; a regular expression that doubles its work with each letter
/// must not hold the compiler up.
const STEPS_MAX: u32 = 100_000;

struct Search<'a> {
    text: &'a str,
    steps: u32,
}

type Then<'a, 'b> = &'a mut dyn FnMut(&mut Search<'b>, usize) -> bool;

impl<'t> Search<'t> {
    /// Matches `hir` at `at`, then what comes after it.
    fn step(&mut self, hir: &Hir, at: usize, then: Then<'_, 't>) -> bool {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return true;
        }
        let rest = &self.text[at..];
        match hir.kind() {
            HirKind::Empty => then(self, at),
            HirKind::Literal(literal) => {
                rest.as_bytes().starts_with(&literal.0) && then(self, at + literal.0.len())
            }
            HirKind::Class(class) => match rest.chars().next() {
                Some(next) if has(class, next) => then(self, at + next.len_utf8()),
                _ => false,
            },
            HirKind::Look(look) => self.holds(*look, at) && then(self, at),
            HirKind::Capture(capture) => self.step(&capture.sub, at, then),
            HirKind::Concat(parts) => self.row(parts, at, then),
            HirKind::Alternation(parts) => parts.iter().any(|part| self.step(part, at, then)),
            HirKind::Repetition(repetition) => self.repeat(repetition, 0, at, then),
        }
    }

    fn row(&mut self, parts: &[Hir], at: usize, then: Then<'_, 't>) -> bool {
        match parts.split_first() {
            None => then(self, at),
            Some((first, others)) => self.step(first, at, &mut |search, at| search.row(others, at, then)),
        }
    }

    fn repeat(&mut self, repetition: &Repetition, done: u32, at: usize, then: Then<'_, 't>) -> bool {
        let is_more_allowed = repetition.max.is_none_or(|most| done < most);
        let goes_on = is_more_allowed
            && self.step(&repetition.sub, at, &mut |search, next| {
                // A turn that reads nothing would never end.
                (next > at || done < repetition.min) && search.repeat(repetition, done + 1, next, then)
            });
        goes_on || (done >= repetition.min && then(self, at))
    }

    fn holds(&self, look: Look, at: usize) -> bool {
        let (before, after) = self.text.split_at(at);
        match look {
            Look::Start => before.is_empty(),
            Look::End => after.is_empty(),
            Look::StartLF => before.is_empty() || before.ends_with('\n'),
            Look::EndLF => after.is_empty() || after.starts_with('\n'),
            // Word boundaries and the rest are rare in rules; the runtime decides.
            _ => true,
        }
    }
}

fn has(class: &Class, character: char) -> bool {
    match class {
        Class::Unicode(class) => class.ranges().iter().any(|it| (it.start()..=it.end()).contains(&character)),
        Class::Bytes(class) => u8::try_from(character)
            .is_ok_and(|byte| class.ranges().iter().any(|it| (it.start()..=it.end()).contains(&byte))),
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Literal;

    use super::*;

    fn text(value: &str) -> Text {
        Text { value: value.to_owned(), literal: Literal::string(value) }
    }

    #[test]
    fn a_default_is_held_against_its_pattern() {
        let symbol = text("^[A-Z]{2,4}(-[0-9]+)?$");
        for fitting in ["EU", "USDX", "EUR-12"] {
            assert!(finds(&symbol, fitting), "{fitting}");
        }
        for wrong in ["", "E", "eur", "EUR-", "ABCDE", "EUR-1x"] {
            assert!(!finds(&symbol, wrong), "{wrong}");
        }
        assert!(finds(&text("b+|c"), "aab"));
        assert!(!finds(&text("^(a|b)*$"), "abc"));
        assert!(finds(&text("^(a*)*$"), "aaaa"));
    }

    #[test]
    fn the_wrong_part_of_a_pattern_is_named() {
        let wrong = check(&text("^[A-Z+$")).expect_err("a wrong pattern");
        assert_eq!(wrong.part, "[");
        assert_eq!(wrong.why, "unclosed character class");
    }
}
