//! The front end that Parseltongue's dialects share: grammar, problems, vocabulary.

pub mod expansion;
pub mod header;
pub mod items;
pub mod lines;
pub mod parameters;
pub mod place;
pub mod problem;
pub mod problems;
pub mod settings;
pub mod tokens;
pub mod types;
pub mod units;
pub mod vocabulary;

pub use expansion::{Expansion, Mode};
pub use header::{Header, Names, header};
pub use lines::{LineEnd, LineStart, lines};
pub use parameters::{Parameter, Signature};
pub use place::Place;
pub use problem::{Parsed, Problem, Problems, Reported};
pub use settings::Setting;
pub use tokens::{Cursor, Text};
pub use types::{Type, TypeKind};
pub use vocabulary::{Role, Vocabulary, Word};
