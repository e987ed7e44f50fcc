//! The ground floor of the runtime: the language's types, what a record is, and the small traits
//! through which stores, services, streams and views meet without knowing each other.

pub mod asked;
pub mod choice;
pub mod codec;
mod column;
mod containers;
mod encoding;
mod envelope;
mod failure;
mod feed;
mod field;
pub mod fields;
mod fingerprint;
pub mod handover;
pub mod jobs;
mod joining;
pub mod json;
mod kind;
mod operand;
pub mod outbox;
mod plain;
mod pointer;
mod problem;
mod record;
mod references;
mod repository;
mod role;
pub mod rules;
pub mod schema;
mod sent;
mod shared;
pub mod sql;
mod value;
mod values;
pub mod versions;

pub use choice::{CaseSource, CaseVisitor, Choice};
pub use column::{Column, ColumnError, ColumnValue, Comparable, Row};
pub use envelope::read_within;
pub use failure::{
    FailsWith, Failure, Fallible, HasCaseFor, Meaning, NoError, OrFail, StoreError, StreamError,
};
pub use feed::{Entry, Feed, Newest, Position};
pub use field::{Default, Field, Index, Rule};
pub use fields::{FieldList, Fields, Show, Source, Stop};
pub use fingerprint::fingerprint;
pub use kind::{Case, ChoiceShape, Kind, Shape};
pub use operand::{KeyOf, Operand, key};
pub use pointer::At;
pub use problem::{FieldProblem, HttpMeaning, Problem, Report};
pub use record::{Changes, Draft, Key, Keyed, Record, Stored};
pub use references::{Included, References};
pub use repository::{Condition, Repository};
pub use role::Role;
pub use shared::{Lazy, LocalShared, LocalSharedValue, Shared, SharedValue};
pub use value::{DecodeError, Value};
pub use values::{Bytes, Decimal, Duration, NotADecimal, NotADuration, NotATimestamp, NotBase64, Timestamp};

/// Serde, which what the compilers write implements.
pub use serde;
/// Any JSON: the type `json`.
pub use serde_json::Value as Json;
/// A universally unique identifier; generated ones are of version 7, which sorts by time.
pub use uuid::Uuid;
