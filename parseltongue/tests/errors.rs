//! What `define_error` gives: messages, meanings, problem documents, `?` from other errors.
#![allow(missing_docs)]

use std::error::Error as _;

use parseltongue::prelude::*;
use parseltongue::records::{Failure, HttpMeaning, Meaning};

parseltongue! {
    define_error ExchangeError {
        UnknownSymbol { symbol: string, tries: i64 } is not_found "nobody trades {symbol} here ({tries:>3} {{tries}})",
        MarketClosed is conflict "the market is {{closed}}",
        NoOrder { r#type: string } is invalid "{type} is no order, {type:>6}",
    }

    define_error StorageError {
        Unreadable from std::io::Error is unavailable "the file cannot be read: {cause}",
        NoNumber from std::num::ParseIntError is invalid "that is no number",
        Empty is gone "there is nothing",
    }

    define_function number_in(text: string) -> i64 fails_with StorageError {
        require !text.is_empty() otherwise StorageError::Empty;
        finish_with text.parse::<i64>()?;
    }

    define_async_function doubled(text: string) -> i64 fails_with StorageError {
        let_var number: i64 = number_in(text)?;
        finish_with number * 2;
    }

    define_async_function sum(texts: list<string>) -> i64 fails_with StorageError {
        let_mut_var sum: i64 = nothing_met().await?;
        for text in &texts {
            sum += text.parse::<i64>()?;
        }
        // What a closure meets leaves only the closure.
        let again = || -> Result<i64, std::num::ParseIntError> {
            let first = texts[0].parse::<i64>()?;
            Ok(first)
        };
        finish_with match again() {
            Ok(first) if first > 100 => doubled(first.to_string()).await?,
            Ok(_) => [sum, vec![again()?][0]].iter().sum(),
            Err(error) => Err(error)?,
        };
    }

    define_error UpstairsError {
        Storage from StorageError is unavailable "{cause}",
    }

    define_async_function upstairs(text: string) -> i64 fails_with UpstairsError {
        finish_with doubled(text).await? + 1;
    }

    define_async_function nothing_met() -> i64 {
        finish_with 0;
    }
}

/// What a future gives that does not wait.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("it does not wait"),
    }
}

#[test]
fn messages_show_fields_and_braces() {
    let unknown = ExchangeError::UnknownSymbol { symbol: "ABC".to_owned(), tries: 2 };
    assert_eq!(unknown.to_string(), "nobody trades ABC here (  2 {tries})");
    assert_eq!(ExchangeError::MarketClosed.to_string(), "the market is {closed}");
    assert_eq!(format!("{unknown:?}"), "UnknownSymbol { symbol: \"ABC\", tries: 2 }");
    let no_order = ExchangeError::NoOrder { r#type: "swap".to_owned() };
    assert_eq!(no_order.to_string(), "swap is no order,   swap");
    assert_eq!(format!("{no_order:?}"), "NoOrder { type: \"swap\" }");
    assert_eq!(unknown.clone(), unknown);
    assert_ne!(unknown, ExchangeError::MarketClosed);
}

#[test]
fn a_case_is_a_problem_document() {
    let failure = Failure::from(ExchangeError::MarketClosed);
    let problem = failure.problem();
    assert_eq!((problem.status, problem.kind.as_str()), (409, "urn:problem:MarketClosed"));
    assert_eq!(problem.detail.as_deref(), Some("the market is {closed}"));
    assert_eq!(
        ExchangeError::cases()[0],
        ("UnknownSymbol", HttpMeaning::NotFound, "nobody trades {symbol} here ({tries:>3} {{tries}})")
    );
}

#[test]
fn a_question_mark_converts_other_errors() {
    assert_eq!(number_in("12".to_owned()).expect("a number"), 12);
    let error = number_in("x".to_owned()).expect_err("no number");
    assert_eq!((error.case(), error.meaning()), ("NoNumber", HttpMeaning::Invalid));
    assert!(error.source().is_some_and(|cause| cause.is::<std::num::ParseIntError>()));
    assert!(matches!(number_in(String::new()), Err(StorageError::Empty)));
    let missing = StorageError::from(std::io::Error::other("gone"));
    assert_eq!(missing.to_string(), "the file cannot be read: gone");
    assert!(StorageError::Empty.source().is_none());
}

#[test]
fn an_error_of_a_function_becomes_the_failure_of_what_waits_for_it() {
    let result = at_once(doubled("x".to_owned()));
    assert!(matches!(result, Err(Failure::Declared(StorageError::NoNumber { .. }))));
}

#[test]
fn a_question_mark_in_a_body_that_waits_converts_them_too() {
    let sum = |texts: &[&str]| at_once(sum(texts.iter().map(ToString::to_string).collect()));
    assert!(matches!(sum(&["1", "2"]), Ok(4)));
    assert!(matches!(sum(&["200"]), Ok(400)));
    assert!(matches!(sum(&["1", "x"]), Err(Failure::Declared(StorageError::NoNumber { .. }))));
}

#[test]
fn what_another_body_fails_with_becomes_the_case_that_is_declared_for_it() {
    assert!(matches!(at_once(upstairs("2".to_owned())), Ok(5)));
    let failure = at_once(upstairs(String::new())).expect_err("no text");
    assert_eq!(failure.problem().detail.as_deref(), Some("there is nothing"));
    assert!(matches!(failure, Failure::Declared(UpstairsError::Storage { cause: StorageError::Empty })));
}
