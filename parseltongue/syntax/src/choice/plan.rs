//! What will exist for a choice, as plain data.

use super::check::Choice;
use crate::field::{self, FieldPlan};

/// What is written for a choice.
#[derive(Debug)]
pub(super) struct ChoicePlan {
    pub(super) name: String,
    pub(super) doc: String,
    /// No case carries fields: the choice is copied, ordered, shown and read from a text, so that it fits
    /// paths, queries and keys.
    pub(super) is_plain: bool,
    pub(super) cases: Vec<CasePlan>,
}

/// What is written for a case; its number is its index.
#[derive(Debug)]
pub(super) struct CasePlan {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) fields: Vec<FieldPlan>,
}

/// Plans a choice.
pub(super) fn choice(choice: &Choice) -> ChoicePlan {
    let cases = choice.cases.iter().map(|case| CasePlan {
        name: case.name.to_string(),
        doc: case.doc.clone(),
        fields: case.fields.iter().map(field::plan).collect(),
    });
    ChoicePlan {
        name: choice.name.to_string(),
        doc: choice.doc.clone(),
        is_plain: choice.cases.iter().all(|case| case.fields.is_empty()),
        cases: cases.collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_ways_to_trade() {
        let plan = read(
            r##"/// How an order is filled.
             define_choice How { Market, /** At that price or better. */ Limit { price: decimal more_than 0 } }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::choice(item, cursor, problems).expect("a choice");
                super::choice(&super::super::check::choice(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
