//! Meaning of a choice: names that can stand, and fields that a case may carry.

use proc_macro2::{Ident, TokenStream};

use super::parse::ChoiceTree;
use crate::Problems;
use crate::cases::{self, Case};
use crate::field::{self, Owner};
use crate::header::doc_text;
use crate::problems::cases as problem;

/// A choice in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) doc: String,
    pub(super) cases: Vec<Case>,
}

/// Checks a choice and tells of everything that is wrong with it.
pub(super) fn choice(tree: ChoiceTree, problems: &mut Problems) -> Choice {
    field::type_name(&tree.name, problems);
    if tree.is_empty {
        problems.push(problem::nothing_to_choose(tree.place, &tree.name));
    }
    let mut checked: Vec<Case> = Vec::new();
    for case in tree.cases {
        let earlier: Vec<&Ident> = checked.iter().map(|case| &case.name).collect();
        let case = cases::checked(case, earlier, Owner::Choice(&tree.name), problems);
        checked.extend(case);
    }
    Choice { doc: doc_text(&tree.attributes), name: tree.name, attributes: tree.attributes, cases: checked }
}
