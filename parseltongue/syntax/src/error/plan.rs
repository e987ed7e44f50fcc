//! What will exist for an error, as plain data.

use super::check::{Error, ErrorCase};
use super::message::plain;

/// What is written for an error.
#[derive(Debug)]
pub(super) struct ErrorPlan {
    /// No case is made from another error: the error can be cloned and compared.
    pub(super) is_plain: bool,
    pub(super) cases: Vec<CasePlan>,
}

/// What is written for a case; its number is its index.
#[derive(Debug)]
pub(super) struct CasePlan {
    pub(super) name: String,
    /// The runtime's name of the meaning.
    pub(super) meaning: &'static str,
    /// As declared, for documentation.
    pub(super) message: String,
    pub(super) shown: ShownPlan,
    /// It is made from another error, whose path stands in the checked case.
    pub(super) has_cause: bool,
}

/// How a message is shown.
#[derive(Debug)]
pub(super) enum ShownPlan {
    /// The same text each time.
    Plain(String),
    /// With these fields of the case in it.
    WithFields(Vec<String>),
}

/// Plans an error.
pub(super) fn error(error: &Error) -> ErrorPlan {
    ErrorPlan {
        is_plain: error.cases.iter().all(|case| case.case.cause.is_none()),
        cases: error.cases.iter().map(case).collect(),
    }
}

fn case(case: &ErrorCase) -> CasePlan {
    let name = case.case.name.to_string();
    let (message, shown) = match &case.message {
        None => (name.clone(), ShownPlan::Plain(name.clone())),
        Some(message) if message.shows.is_empty() => {
            (message.text.value.clone(), ShownPlan::Plain(plain(&message.text.value)))
        }
        Some(message) => (message.text.value.clone(), ShownPlan::WithFields(message.shows.clone())),
    };
    CasePlan { name, meaning: case.meaning, message, shown, has_cause: case.case.cause.is_some() }
}

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_errors_of_an_exchange() {
        let plan = read(
            r##"define_error ExchangeError {
                 UnknownSymbol { symbol: string } is not_found "nobody trades {symbol} here",
                 MarketClosed is conflict "the market is {{closed}}",
                 Disk from std::io::Error is internal "the disk: {cause}",
             }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::error(item, cursor, problems).expect("a error");
                super::error(&super::super::check::error(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
