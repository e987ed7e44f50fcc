//! What a `?` or a `fail_with` in a body meets, and the failure that it becomes.

use super::{Failure, NoError, StoreError, StreamError};
use crate::Report;

/// An error type with a case for `X`. `define_error` writes it: for the type itself, and for each `Case from X`.
#[diagnostic::on_unimplemented(
    message = "this body does not fail with `{X}`",
    label = "`{Self}` has no case for it",
    note = "`fails_with` names the one error type of a body; `Case from path::Error` in its `define_error` makes a case of another error"
)]
pub trait HasCaseFor<X>: Sized {
    /// The failure of a body that `error` ends.
    fn failure(error: X) -> Failure<Self>;
}

/// What may stand before the `?` of a body that fails with `E`.
#[diagnostic::on_unimplemented(
    message = "this is no `Result`, so `?` cannot end the body with its error",
    label = "stands behind a `{Self}`",
    note = "of an optional value, `.ok_or(Error::Case)?` makes one"
)]
pub trait Fallible<E> {
    /// The same with the body's own failure.
    type OrFailure;
    /// The same with the body's own failure.
    fn or_failure(self) -> Self::OrFailure;
}

/// The `?` of bodies: `text.parse().or_fail::<ExchangeError>()?`.
pub trait OrFail: Sized {
    /// The value, or the failure of a body that fails with `E`.
    fn or_fail<E>(self) -> Self::OrFailure
    where
        Self: Fallible<E>,
    {
        self.or_failure()
    }
}

impl<T> OrFail for T {}

impl<T, X, E: HasCaseFor<X>> Fallible<E> for Result<T, X> {
    type OrFailure = Result<T, Failure<E>>;

    fn or_failure(self) -> Self::OrFailure {
        self.map_err(E::failure)
    }
}

#[diagnostic::do_not_recommend]
impl<E> HasCaseFor<StoreError> for E {
    fn failure(error: StoreError) -> Failure<E> {
        error.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E> HasCaseFor<StreamError> for E {
    fn failure(error: StreamError) -> Failure<E> {
        error.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E> HasCaseFor<Report> for E {
    fn failure(report: Report) -> Failure<E> {
        report.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E> HasCaseFor<NoError> for E {
    fn failure(error: NoError) -> Failure<E> {
        match error.0 {}
    }
}

/// What another body ended with: a function that may wait, called with `.await?`.
#[diagnostic::do_not_recommend]
impl<X, E: HasCaseFor<X>> HasCaseFor<Failure<X>> for E {
    fn failure(failure: Failure<X>) -> Failure<E> {
        match failure {
            Failure::Declared(error) => E::failure(error),
            Failure::NotFound { record, key } => Failure::NotFound { record, key },
            Failure::Invalid(report) => Failure::Invalid(report),
            Failure::Store(error) => Failure::Store(error),
            Failure::Stream(error) => Failure::Stream(error),
            Failure::Deadline => Failure::Deadline,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::ParseIntError;

    use super::*;

    #[derive(Debug, PartialEq)]
    enum DeskError {
        NoNumber(ParseIntError),
        Closed,
    }

    impl HasCaseFor<DeskError> for DeskError {
        fn failure(error: DeskError) -> Failure<DeskError> {
            Failure::Declared(error)
        }
    }

    impl HasCaseFor<ParseIntError> for DeskError {
        fn failure(cause: ParseIntError) -> Failure<DeskError> {
            Failure::Declared(DeskError::NoNumber(cause))
        }
    }

    fn read(text: &str) -> Result<i64, Failure<DeskError>> {
        let number: i64 = text.parse().or_fail::<DeskError>()?;
        if number == 0 { Err(HasCaseFor::failure(DeskError::Closed)) } else { Ok(number) }
    }

    fn looked_up(found: bool) -> Result<i64, Failure<NoError>> {
        let missing = || StoreError::NotFound { record: "Order", key: "7".to_owned() };
        Ok(if found { 7 } else { Err(missing()).or_fail::<NoError>()? })
    }

    fn both(text: &str, found: bool) -> Result<i64, Failure<DeskError>> {
        Ok(read(text).or_fail::<DeskError>()? + looked_up(found).or_fail::<DeskError>()?)
    }

    #[test]
    fn what_is_met_becomes_the_case_that_is_declared_for_it() {
        assert!(matches!(read("7"), Ok(7)));
        assert!(matches!(read("x"), Err(Failure::Declared(DeskError::NoNumber(_)))));
        assert!(matches!(read("0"), Err(Failure::Declared(DeskError::Closed))));
    }

    #[test]
    fn the_failure_of_another_body_keeps_its_meaning() {
        assert!(matches!(both("7", true), Ok(14)));
        assert!(matches!(both("0", true), Err(Failure::Declared(DeskError::Closed))));
        assert!(matches!(both("7", false), Err(Failure::NotFound { record: "Order", .. })));
    }
}
