//! Meaning of an error: its cases, what they mean to a client, and what their messages show.

use proc_macro2::{Ident, TokenStream};

use super::message::{self, Shown};
use super::parse::{ErrorCaseTree, ErrorTree};
use crate::cases::{self, CAUSE, Case};
use crate::field::{self, Owner};
use crate::problems::cases as problem;
use crate::tokens::Text;
use crate::{Place, Problems, TypeKind};

/// An error in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Error {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) cases: Vec<ErrorCase>,
}

/// A case with what it means to a client.
#[derive(Debug)]
pub(super) struct ErrorCase {
    pub(super) case: Case,
    pub(super) meaning: &'static str,
    /// None when it is wrong or missing, which was told.
    pub(super) message: Option<Message>,
}

/// What a client is told.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) text: Text,
    /// The fields that it shows.
    pub(super) shows: Vec<String>,
}

/// Checks an error and tells of everything that is wrong with it.
pub(super) fn error(tree: ErrorTree, problems: &mut Problems) -> Error {
    field::type_name(&tree.name, problems);
    if tree.is_empty {
        problems.push(problem::nothing_can_fail(tree.place, &tree.name));
    }
    let mut checked: Vec<ErrorCase> = Vec::new();
    for case in tree.cases {
        let case = error_case(case, &checked, &tree.name, problems);
        checked.extend(case);
    }
    Error { name: tree.name, attributes: tree.attributes, cases: checked }
}

fn error_case(
    tree: ErrorCaseTree,
    earlier: &[ErrorCase],
    error: &Ident,
    problems: &mut Problems,
) -> Option<ErrorCase> {
    let ErrorCaseTree { case, cause, meaning, message } = tree;
    let names = earlier.iter().map(|other| &other.case.name);
    let mut case = cases::checked(case, names, Owner::Error(error), problems)?;
    if let Some(path) = &cause {
        let text = path.to_string();
        let same =
            earlier.iter().find(|other| other.case.cause.as_ref().is_some_and(|it| it.to_string() == text));
        if let Some(first) = same {
            problems.push(problem::cause_twice(Place::of_all(path, &case.name), &first.case.name));
            return None;
        }
        case.fields.clear();
    }
    case.cause = cause;
    let shown = shown(&case);
    let message = message.and_then(|text| {
        let shows = message::check(&text, &shown, problems)?;
        Some(Message { text, shows })
    });
    Some(ErrorCase { case, meaning, message })
}

fn shown(case: &Case) -> Vec<Shown> {
    let cause = case.cause.is_some().then(|| Shown { name: CAUSE.to_owned(), without_text: None });
    let fields = case.fields.iter().map(|field| {
        let has_no_text = matches!(
            field.kind.kind,
            TypeKind::Optional(_) | TypeKind::List(_) | TypeKind::Map(..) | TypeKind::Bytes
        );
        Shown {
            name: field::plain_name(&field.name),
            without_text: has_no_text.then(|| field.kind.written()),
        }
    });
    fields.chain(cause).collect()
}
