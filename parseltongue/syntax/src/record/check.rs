//! Meaning of a record: names, types, and what its words say of each other.

use proc_macro2::{Ident, TokenStream};

use super::condition::{self, Condition};
use super::parse::{CheckTree, IndexTree, RecordTree};
use super::version::{self, VersionTree};
use crate::field::{self, Field, Owner};
use crate::header::doc_text;
use crate::problems::records as problem;
use crate::{Place, Problems};

/// A record in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
    pub(super) checks: Vec<Check>,
    pub(super) indexes: Vec<Index>,
    pub(super) version: Option<VersionTree>,
    /// Its braces.
    pub(super) place: Place,
}

/// Fields that a store finds together.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) fields: Vec<Ident>,
    pub(super) is_unique: bool,
}

/// What must hold of the record as a whole.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) condition: Condition,
    pub(super) message: String,
}

/// Checks a record and tells of everything that is wrong with it.
pub(super) fn record(tree: RecordTree, problems: &mut Problems) -> Record {
    field::type_name(&tree.name, problems);
    let mut record = Record {
        doc: doc_text(&tree.attributes),
        name: tree.name,
        attributes: tree.attributes,
        fields: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        version: None,
        place: tree.place,
    };
    for field in tree.fields {
        let owner = Owner::Record(&record.name);
        if let Some(field) = field::checked(field, &record.fields, owner, problems) {
            record.fields.push(field);
        }
    }
    if tree.is_empty {
        problems.push(problem::record_without_fields(tree.place, &record.name));
    }
    field::one_name_each(&record.fields, problems);
    let names: Vec<String> = record.fields.iter().map(|field| field.name.to_string()).collect();
    record.version = tree.version.map(|tree| version::checked(tree, &record, problems));
    record.checks =
        tree.checks.into_iter().filter_map(|check| checked_check(check, &names, problems)).collect();
    record.indexes =
        tree.indexes.into_iter().filter_map(|index| checked_index(index, &names, problems)).collect();
    record
}

fn checked_index(tree: IndexTree, names: &[String], problems: &mut Problems) -> Option<Index> {
    let before = problems.count();
    for (place, field) in tree.fields.iter().enumerate() {
        let name = field.to_string();
        if !names.contains(&name) {
            let nearest = crate::vocabulary::nearest(&name, names.iter().map(String::as_str));
            problems.push(problem::check_of_no_field(field, nearest));
        } else if tree.fields[..place].contains(field) {
            problems.push(problem::index_says_it_twice(field));
        }
    }
    if let [only] = tree.fields.as_slice() {
        problems.push(problem::index_of_one(only, &tree.word));
    }
    let is_unique = tree.word == "unique";
    (problems.count() == before).then_some(Index { fields: tree.fields, is_unique })
}

/// A check that was told to be wrong is left out: rustc would tell of it again.
fn checked_check(tree: CheckTree, names: &[String], problems: &mut Problems) -> Option<Check> {
    let before = problems.count();
    let condition = condition::of_the_record(tree.condition);
    for field in &condition.fields {
        let name = field.to_string();
        if !names.contains(&name) {
            let nearest = crate::vocabulary::nearest(&name, names.iter().map(String::as_str));
            problems.push(problem::check_of_no_field(field, nearest));
        }
    }
    for word in &condition.query_words {
        problems.push(problem::query_word_in_a_check(word));
    }
    (problems.count() == before).then_some(Check { condition, message: tree.message.value })
}
