//! The ground floor of the runtime: the language's types, what a record is, and the small traits
//! through which stores, services, streams and views meet without knowing each other.

mod column;
mod failure;
mod feed;
mod field;
mod kind;
mod problem;
mod record;
mod repository;
mod value;
mod walk;

pub use column::{Column, ColumnError, ColumnValue, Row};
pub use failure::{Failure, Meaning, NoError, StoreError, StreamError};
pub use feed::{Entry, Feed, Position};
pub use field::{Default, Field, Rule};
pub use kind::{Case, ChoiceShape, Kind, Shape};
pub use problem::{FieldProblem, HttpMeaning, Problem, Report};
pub use record::{Changes, Draft, Key, Keyed, Record, Stored};
pub use repository::Repository;
pub use value::{DecodeError, Value};
pub use walk::{Source, Visit, Walk};
