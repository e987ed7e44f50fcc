//! The front end that Parseltongue's dialects share: grammar, problems, vocabulary.
//!
//! A plain library: no proc macro, no environment, no clock, no files. A dialect's compiler reads a block with
//! it and writes Rust; it never panics and tells of every mistake with a code, a place and a suggestion.
//!
//! # Map for authors of a dialect
//!
//! | you need | use |
//! | --- | --- |
//! | the head of a block: `#![crate(path)]`, doc comments, `<Name>` | [`header()`] gives a [`Header`]; [`Names`] are the paths of the runtime |
//! | its lines with recovery | [`lines()`] calls your reader with a [`LineStart`] and a [`Cursor`] behind the first word |
//! | words, signs, groups, texts, paths, `.field`, raw Rust values | [`Cursor`]: `take_…` reads if it is there, `expect_…` tells what is missing |
//! | settings that may stand once; whole numbers, flags, lists of paths | [`Setting`], [`settings`] |
//! | `50 ms`, `64 KiB`, `2 cores`, `100 per second` | [`units`] |
//! | the language's types, and their Rust | [`Type::parse`], [`Type::tokens`] |
//! | `(id: uuid, limit: i64 = 50)`, `(body draft: T)`, `(record)` | [`Signature`], [`parameters::names`] |
//! | bodies with the words of the language | [`BodyContext::rewrite`] |
//! | `let_mut_shared_var hits: i64 = 0,` as a line of a block | [`LetLine`] |
//! | a query on its own (`events … from S where …`) | [`query`] |
//! | to tell what is wrong | one named constructor each in your own `problems.rs`, gathered in [`Problems`]; the shared ones are in [`problems`] |
//! | your words, suggestions, hover texts | a [`Vocabulary`] in your own `vocabulary.rs`; [`Problems::seen`] notes a word that was read |
//! | to say what a code means at length | [`catalogue`] (`parseltongue explain`) |
//! | the result | [`Expansion::new`] |
//! | tests | feature `fixtures`: `fixtures::check` runs a folder of files with caret comments, `fixtures::survives_every_mutation` breaks an example in every way |
//!
//! A reader returns [`Parsed`]: `Err(`[`Reported`]`)` means that the problem was told already, and only
//! [`Problems::push`] makes one.
//!
//! # A dialect in thirty lines
//!
//! ```
//! use parseltongue_syntax::{Cursor, header, lines, problems, units};
//! use parseltongue_syntax::{Expansion, LineEnd, Mode, Problems, Role, Setting, Vocabulary, vocabulary};
//! use quote::quote;
//!
//! static WORDS: Vocabulary = Vocabulary {
//!     room: "clock",
//!     tables: &[&[vocabulary::setting("tick", "How often the clock ticks.", "tick: time,", "tick: 50 ms,")]],
//!     later: &[],
//! };
//!
//! fn compile(tokens: proc_macro2::TokenStream, mode: Mode) -> Expansion {
//!     let mut problems = Problems::new(mode);
//!     let mut cursor = Cursor::new(tokens, proc_macro2::Span::call_site());
//!     let Ok(header) = header(&mut cursor, "clock", &mut problems) else {
//!         return Expansion::new(quote!(), problems);
//!     };
//!     let mut tick = Setting::default();
//!     let begins_a_line = |word: &str| WORDS.find(&[Role::Setting], word).is_some();
//!     lines(&mut cursor, &begins_a_line, &mut problems, |start, cursor, problems| {
//!         match start.word.to_string().as_str() {
//!             "tick" => tick.set(&start.word, units::time(cursor, problems)?, problems),
//!             _ => return Err(problems.push(problems::unknown_setting(&start.word, "a clock", &WORDS))),
//!         }
//!         problems.seen(WORDS.room, &start.word);
//!         Ok(LineEnd::Comma)
//!     });
//!     let (name, attributes) = (&header.name, &header.attributes);
//!     let nanoseconds = tick.value().map_or(1_000_000_000, |tick| tick.nanoseconds);
//!     let tokens = quote! {
//!         #attributes
//!         pub struct #name;
//!         impl #name { pub const TICK: ::core::time::Duration = ::core::time::Duration::from_nanos(#nanoseconds); }
//!     };
//!     Expansion::new(tokens, problems)
//! }
//!
//! let expansion = compile(quote!(<Wall> tick: 50 ms, tik: 3), Mode::Rustc);
//! assert_eq!(expansion.problems[0].shown_replacement(), Some("tick"));
//! ```

pub mod attributes;
pub mod body;
mod cases;
pub mod catalogue;
mod choice;
pub mod compile;
#[doc(hidden)]
pub mod derived;
mod error;
pub mod expansion;
mod field;
#[cfg(feature = "fixtures")]
#[doc(hidden)]
pub mod fixtures;
mod function;
pub mod header;
pub mod items;
mod let_macros;
pub mod let_words;
pub mod lines;
pub mod parameters;
pub mod place;
pub mod problem;
pub mod problems;
mod program;
pub mod query;
mod quiet;
mod record;
pub mod settings;
mod store;
pub mod tokens;
pub mod types;
pub mod units;
pub mod vocabulary;
mod written;

pub use attributes::Carrier;
pub use body::{Body, BodyContext, Leaving};
pub use compile::compile;
pub use expansion::{Expansion, Mode, answer};
pub use header::{Header, Names, documented, header, quiet_about_docs};
pub use let_macros::compile_let;
pub use let_words::{LetEnd, LetLine, LetWord};
pub use lines::{LineEnd, LineStart, lines};
pub use parameters::{Parameter, Signature};
pub use place::Place;
pub use problem::{Edit, Parsed, Problem, Problems, Replacement, Reported};
pub use settings::Setting;
pub use tokens::{Cursor, Text};
pub use types::{Type, TypeKind};
pub use vocabulary::{Role, Vocabulary, Word};
