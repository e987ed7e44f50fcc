//! How a body fails: the writer's own cases, the store's, the stream's, the deadline's.

mod or_fail;

use std::convert::Infallible;
use std::fmt;

pub use self::or_fail::{Fallible, HasCaseFor, OrFail};
use crate::{FieldProblem, HttpMeaning, Problem, Report};

/// Why a body ended without a value. `E` is what the handler `fails_with`.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure<E> {
    /// One of the writer's own cases.
    Declared(E),
    /// `find`, `change` or `remove` found nothing under the key.
    NotFound {
        /// The record's name.
        record: &'static str,
        /// The key that was asked for.
        key: String,
    },
    /// What was sent breaks rules; every broken one is named.
    Invalid(Report),
    /// The store could not do it.
    Store(StoreError),
    /// The stream could not do it.
    Stream(StreamError),
    /// The deadline passed.
    Deadline,
}

/// What an error case means to a client. `define_error` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error of the language",
    label = "says nothing to a client",
    note = "declare it with `define_error {Self} {{ … }}`: each case names its HTTP meaning"
)]
pub trait Meaning: fmt::Debug + fmt::Display {
    /// The HTTP meaning of this case.
    fn meaning(&self) -> HttpMeaning;
    /// The case's name as declared (`UnknownSymbol`).
    fn case(&self) -> &'static str;
    /// What each case can be, for documentation: name, meaning, message as declared.
    fn cases() -> &'static [(&'static str, HttpMeaning, &'static str)];
}

/// An error that a function which does not wait may end with: what its `fails_with` names, and what becomes that.
#[diagnostic::on_unimplemented(
    message = "this body does not fail with `{Self}`",
    label = "the body ends with `{F}`",
    note = "`fails_with` names the one error type of a body; `Case from path::Error` in a `define_error` makes a case of another error"
)]
pub trait FailsWith<F> {
    /// The error as that with which the body ends.
    fn failure(self) -> F;
}

#[diagnostic::do_not_recommend]
impl<F: From<E>, E> FailsWith<F> for E {
    fn failure(self) -> F {
        F::from(self)
    }
}

/// The error of a handler that declares none.
#[derive(Debug, Clone, Copy)]
pub struct NoError(Infallible);

impl fmt::Display for NoError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl Meaning for NoError {
    fn meaning(&self) -> HttpMeaning {
        match self.0 {}
    }
    fn case(&self) -> &'static str {
        match self.0 {}
    }
    fn cases() -> &'static [(&'static str, HttpMeaning, &'static str)] {
        &[]
    }
}

/// What a store could not do.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing stands under the key.
    #[error("no {record} has the key {key}")]
    NotFound {
        /// The record's name.
        record: &'static str,
        /// The key that was asked for.
        key: String,
    },
    /// Another record has that value already.
    #[error("another {record} has this {field} already")]
    Taken {
        /// The record's name.
        record: &'static str,
        /// The unique field.
        field: String,
    },
    /// A `references` line would point at nothing, or something still points here.
    #[error("{record} would be left with a reference to nothing")]
    Dangling {
        /// The record's name.
        record: &'static str,
    },
    /// The record is not what it was when whoever changes it read it.
    #[error("the {record} with the key {key} has been changed meanwhile")]
    Unmet {
        /// The record's name.
        record: &'static str,
        /// Its key.
        key: String,
    },
    /// The changed record breaks rules.
    #[error("{0}")]
    Invalid(Report),
    /// The store cannot be reached, is full, or broke.
    #[error("{0}")]
    Unavailable(String),
}

/// What a stream could not do.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The record is larger than a stream takes.
    #[error("a record of {size} bytes is larger than the limit of {limit} bytes")]
    TooLarge {
        /// Bytes of the record.
        size: usize,
        /// Bytes that are the most.
        limit: usize,
    },
    /// The disk is full or broke, or the stream is being closed.
    #[error("{0}")]
    Unavailable(String),
    /// The records that were asked for are no longer kept.
    #[error("the stream no longer keeps offset {asked} of partition {partition}; it begins at {begins}")]
    Gone {
        /// The partition.
        partition: u32,
        /// The offset that was asked for.
        asked: u64,
        /// The first offset that is kept.
        begins: u64,
    },
}

impl<E> From<StoreError> for Failure<E> {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { record, key } => Failure::NotFound { record, key },
            StoreError::Invalid(report) => Failure::Invalid(report),
            other => Failure::Store(other),
        }
    }
}

impl<E> From<StreamError> for Failure<E> {
    fn from(error: StreamError) -> Self {
        Failure::Stream(error)
    }
}

impl<E> From<Report> for Failure<E> {
    fn from(report: Report) -> Self {
        Failure::Invalid(report)
    }
}

impl<E: Meaning> Failure<E> {
    /// The problem document that tells a client.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Failure::Declared(error) => {
                Problem::new(error.meaning(), error.case()).with_detail(error.to_string())
            }
            Failure::NotFound { record, key } => Problem::new(HttpMeaning::NotFound, "NotFound")
                .with_detail(format!("no {record} has the key {key}")),
            Failure::Invalid(report) => Problem::invalid(report),
            Failure::Store(error @ StoreError::Taken { field, .. }) => {
                let mut problem =
                    Problem::new(HttpMeaning::Conflict, "Conflict").with_detail(error.to_string());
                let message = "is taken already".to_owned();
                problem.fields.push(FieldProblem { field: format!("/{field}"), rule: "unique", message });
                problem
            }
            Failure::Store(error @ StoreError::Dangling { .. }) => {
                Problem::new(HttpMeaning::Conflict, "Conflict").with_detail(error.to_string())
            }
            Failure::Store(error @ StoreError::Unmet { .. }) => {
                Problem::new(HttpMeaning::PreconditionFailed, "PreconditionFailed")
                    .with_detail(error.to_string())
            }
            // The reason goes to the log; a client learns only that it may try again.
            Failure::Store(_) => Problem::new(HttpMeaning::Unavailable, "StoreUnavailable"),
            Failure::Stream(StreamError::TooLarge { .. }) => {
                Problem::new(HttpMeaning::TooLarge, "RecordTooLarge")
            }
            Failure::Stream(_) => Problem::new(HttpMeaning::Unavailable, "StreamUnavailable"),
            Failure::Deadline => Problem::new(HttpMeaning::DeadlinePassed, "DeadlinePassed"),
        }
    }
}
