//! What will exist for a function, as plain data.

use super::check::Function;

/// What is written for a function.
#[derive(Debug)]
pub(super) struct FunctionPlan {
    pub(super) is_async: bool,
    pub(super) gives: Gives,
    /// The result has no value: a body that comes to its end is a success.
    pub(super) is_without_value: bool,
}

/// What a call gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// The value.
    Value,
    /// The value or the declared error.
    ResultOfError,
    /// The value or a `Failure`: words that wait for a store or a stream can fail, too.
    ResultOfFailure,
}

/// Plans a function.
pub(super) fn function(function: &Function) -> FunctionPlan {
    let gives = match (function.is_async, &function.error) {
        (true, _) => Gives::ResultOfFailure,
        (false, Some(_)) => Gives::ResultOfError,
        (false, None) => Gives::Value,
    };
    FunctionPlan { is_async: function.is_async, gives, is_without_value: function.result.is_none() }
}

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_a_function() {
        let plan = read(
            r##"define_async_function newest(limit: i64) -> list<Order> fails_with ExchangeError { finish_with Vec::new(); }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::function(item, cursor, problems).expect("a function");
                super::function(&super::super::check::function(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
