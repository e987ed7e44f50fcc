//! A problem: what is wrong, where, and what would be right; and the sink that gathers them.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::vocabulary::Nearest;
use crate::{Mode, Names, Place};

/// One thing that is wrong with the source. Made only by the named constructors of a crate's `problems.rs`.
#[derive(Clone, Debug)]
#[must_use = "a problem that is not pushed is never told"]
pub struct Problem {
    /// `PT0007`: what `parseltongue explain` is asked for.
    pub code: &'static str,
    /// What is underlined.
    pub place: Place,
    /// What is wrong, in one clause that names the thing.
    pub message: String,
    /// What was expected at the place.
    pub expected: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// What would be right instead.
    pub replacement: Option<Replacement>,
    /// What an editor may make of the word.
    completes: Option<Completes>,
}

/// The unfinished word, and what it may become.
#[derive(Clone, Debug)]
enum Completes {
    /// A word of this room.
    Word(&'static str, Ident),
    /// What is declared in this block.
    Member(Ident, Ident),
}

/// What to write so that the problem is gone: for people a hint, for editors and `check --fix` an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The text to write.
    pub text: String,
    /// What becomes of the underlined text.
    pub edit: Edit,
    /// Nothing else can have been meant: a tool may write it without asking.
    pub is_certain: bool,
}

/// Where a replacement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// In the place of the underlined text.
    Instead,
    /// Straight behind the underlined text, which stays.
    Behind,
}

impl From<String> for Replacement {
    fn from(text: String) -> Replacement {
        Replacement { text, edit: Edit::Instead, is_certain: false }
    }
}

impl From<&str> for Replacement {
    fn from(text: &str) -> Replacement {
        text.to_owned().into()
    }
}

impl From<Nearest<'_>> for Replacement {
    fn from(nearest: Nearest<'_>) -> Replacement {
        Replacement { is_certain: nearest.is_certain, ..nearest.word.into() }
    }
}

/// What [`Problem::instead`] takes: a text, the nearest word, or none.
pub trait IntoReplacement {
    /// The replacement, if there is one.
    fn into_replacement(self) -> Option<Replacement>;
}

impl<T: Into<Replacement>> IntoReplacement for T {
    fn into_replacement(self) -> Option<Replacement> {
        Some(self.into())
    }
}

impl<T: Into<Replacement>> IntoReplacement for Option<T> {
    fn into_replacement(self) -> Option<Replacement> {
        self.map(Into::into)
    }
}

/// A problem was pushed already; the reader gives up on this line and recovers at the next.
#[derive(Clone, Copy, Debug)]
pub struct Reported(());

/// What a reader understood, or that it has told why not.
pub type Parsed<T> = Result<T, Reported>;

impl Problem {
    /// A problem with that code at that place.
    pub fn new(code: &'static str, place: impl Into<Place>, message: impl Into<String>) -> Problem {
        Problem {
            code,
            place: place.into(),
            message: message.into(),
            expected: None,
            help: None,
            replacement: None,
            completes: None,
        }
    }

    /// Says what was expected at the place.
    pub fn expecting(mut self, expected: impl Into<String>) -> Problem {
        self.expected = Some(expected.into());
        self
    }

    /// Says what to do about it.
    pub fn with_help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    /// Says what to write instead; none leaves it unsaid. The nearest word is as certain as it is near, a
    /// text is a hint for people.
    pub fn instead(mut self, replacement: impl IntoReplacement) -> Problem {
        self.replacement = replacement.into_replacement();
        self
    }

    /// Says what to write instead where nothing else can be meant: `check --fix` writes it.
    pub fn instead_certainly(self, text: impl Into<String>) -> Problem {
        self.instead(Replacement { text: text.into(), edit: Edit::Instead, is_certain: true })
    }

    /// Says what is missing straight behind the underlined text; `check --fix` writes it. People read it
    /// in what was expected.
    pub fn add_behind(self, text: &str) -> Problem {
        self.instead(Replacement { text: text.to_owned(), edit: Edit::Behind, is_certain: true })
    }

    /// What to write in the place of the underlined text, for people.
    #[must_use]
    pub fn shown_replacement(&self) -> Option<&str> {
        let shown =
            |replacement: &&Replacement| replacement.edit == Edit::Instead && !replacement.text.is_empty();
        self.replacement.as_ref().filter(shown).map(|replacement| replacement.text.as_str())
    }

    /// Marks the unknown word as one that an editor may complete with the words of `room`.
    ///
    /// An editor gets the word itself in place of the error: an error on the same span would
    /// steal the completion.
    pub fn completing(mut self, room: &'static str, word: &Ident) -> Problem {
        self.completes = Some(Completes::Word(room, word.clone()));
        self
    }

    /// Marks the unknown word as one that an editor may complete with what is declared in `block`.
    pub fn completing_in(mut self, block: &Ident, word: &Ident) -> Problem {
        self.completes = Some(Completes::Member(block.clone(), word.clone()));
        self
    }

    /// The text of the compiler's error.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.message.clone();
        text.push_str("\n\n");
        if let Some(expected) = &self.expected {
            text.push_str(&format!("  expected: {expected}\n"));
        }
        if let Some(replacement) = self.shown_replacement() {
            text.push_str(&format!("  instead: `{replacement}`\n"));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!("  help: {help}\n"));
        }
        text.push_str(&format!("  code: {code} (parseltongue explain {code})", code = self.code));
        text
    }

    /// The problem as tokens: `const _: () = { ::core::compile_error! { "…" } };`.
    ///
    /// The block around it matters: a bare item-level `compile_error!` makes rustc keep silent about
    /// its own unresolved names.
    #[must_use]
    pub fn into_tokens(self, mode: Mode, names: &Names) -> TokenStream {
        match (mode, &self.completes) {
            (Mode::Editor, Some(Completes::Word(room, word))) => {
                return crate::vocabulary::hover([(*room, word.clone())], names);
            }
            (Mode::Editor, Some(Completes::Member(block, word))) => {
                return quote::quote!(const _: () = { #block::#word; };);
            }
            _ => {}
        }
        let Place { first, last } = self.place;
        let mut text = Literal::string(&self.text());
        text.set_span(last);
        let mut message = Group::new(Delimiter::Brace, TokenTree::Literal(text).into());
        message.set_span(last);
        let joint = |character| TokenTree::Punct(spanned(Punct::new(character, Spacing::Joint), first));
        let alone = |character| TokenTree::Punct(spanned(Punct::new(character, Spacing::Alone), first));
        let error: TokenStream = [
            joint(':'),
            alone(':'),
            Ident::new("core", first).into(),
            joint(':'),
            alone(':'),
            Ident::new("compile_error", first).into(),
            alone('!'),
            message.into(),
        ]
        .into_iter()
        .collect();
        quote::quote!(const _: () = { #error };)
    }
}

fn spanned(mut punct: Punct, span: Span) -> Punct {
    punct.set_span(span);
    punct
}

/// Gathers every problem of a block. It must be handed to [`crate::Expansion::new`] or taken apart with
/// [`Problems::into_list`]: one that is dropped with problems inside panics, because nobody would see them.
#[derive(Debug)]
#[must_use]
pub struct Problems {
    mode: Mode,
    names: Names,
    list: Vec<Problem>,
    seen: Vec<(&'static str, Ident)>,
    taken: bool,
}

impl Problems {
    /// An empty sink.
    pub fn new(mode: Mode) -> Problems {
        Problems { mode, names: Names::default(), list: Vec::new(), seen: Vec::new(), taken: false }
    }

    /// Notes where the runtime is: what is written for an editor names the words there.
    pub(crate) fn under(&mut self, names: &Names) {
        self.names = names.clone();
    }

    /// Where the runtime is.
    pub(crate) fn names(&self) -> Names {
        self.names.clone()
    }

    /// For whom the block is compiled.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Notes a problem. The result is what a reader that gives up returns: `return Err(problems.push(…))`.
    #[allow(clippy::must_use_candidate, reason = "most readers note a problem and go on")]
    pub fn push(&mut self, problem: Problem) -> Reported {
        self.list.push(problem);
        Reported(())
    }

    /// How many problems there are; a pass compares two counts to know whether it found any.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Forgets what was noted since `count` said that many: for a reader that tries a second way.
    pub fn forget_since(&mut self, count: usize) {
        self.list.truncate(count);
    }

    /// Notes that a word of `room` (a [`crate::Vocabulary`]'s) was read, so that an editor can say what it
    /// means. Costs nothing for rustc.
    pub fn seen(&mut self, room: &'static str, word: &Ident) {
        if self.mode == Mode::Editor {
            self.seen.push((room, word.clone()));
        }
    }

    /// A problem was noted in whose place `text` should stand. What is only misspelt is not missing as well.
    #[must_use]
    pub fn suggest(&self, text: &str) -> bool {
        let mut shown = self.list.iter().filter_map(Problem::shown_replacement);
        shown.any(|shown| shown.trim_end_matches(':') == text)
    }

    /// Nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The words that were noted with [`Problems::seen`], for an editor's hover texts.
    pub(crate) fn take_seen(&mut self) -> Vec<(&'static str, Ident)> {
        std::mem::take(&mut self.seen)
    }

    /// Every problem in the order in which they were found.
    #[must_use]
    pub fn into_list(mut self) -> Vec<Problem> {
        self.taken = true;
        std::mem::take(&mut self.list)
    }
}

impl Drop for Problems {
    fn drop(&mut self) {
        if !self.taken && !self.list.is_empty() && !std::thread::panicking() {
            panic!("{} problems were found and never told", self.list.len());
        }
    }
}
