//! Meaning of a store: a place, and each record once.

use proc_macro2::{Ident, TokenStream};

use super::parse::{MigrationTree, PlaceTree, StoreTree};
use crate::problems::stores as problem;
use crate::{Place, Problems, field};

/// A store in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) location: Location,
    pub(super) holds: Vec<TokenStream>,
    pub(super) migrations: Vec<MigrationTree>,
}

/// Where it keeps its records.
#[derive(Clone, Debug)]
pub(super) enum Location {
    File(String),
    Memory,
    /// A variable of the environment, whose word is told of a build that lacks PostgreSQL.
    Postgres {
        word: Ident,
        variable: String,
    },
}

/// Checks a store and tells of everything that is wrong with it.
pub(super) fn store(tree: StoreTree, problems: &mut Problems) -> Store {
    field::type_name(&tree.name, problems);
    if tree.keep_in.value().is_none() && !tree.has_wrong_lines {
        problems.push(problem::store_without_place(tree.place, &tree.name));
    }
    if tree.holds.value().is_none() && !tree.has_wrong_lines {
        problems.push(problem::store_without_records(tree.place, &tree.name));
    }
    let location = match tree.keep_in.into_value() {
        Some(PlaceTree::File(text)) if text.value.trim().is_empty() => {
            problems.push(problem::file_without_name(&text));
            Location::Memory
        }
        Some(PlaceTree::File(text)) => Location::File(text.value),
        Some(PlaceTree::Postgres { word, variable }) => {
            if !is_variable(&variable.value) {
                problems.push(problem::no_variable(&variable));
            }
            Location::Postgres { word, variable: variable.value }
        }
        Some(PlaceTree::Memory) | None => Location::Memory,
    };
    let mut holds: Vec<TokenStream> = Vec::new();
    for record in tree.holds.into_value().unwrap_or_default() {
        if holds.iter().any(|other| other.to_string() == record.to_string()) {
            problems.push(problem::held_twice(Place::of_all(&record, &tree.name), &written(&record)));
        } else {
            holds.push(record);
        }
    }
    let migrations = migrations(tree.migrations, problems);
    Store { name: tree.name, attributes: tree.attributes, location, holds, migrations }
}

/// A name that a variable of the environment can have.
fn is_variable(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// Each with a name of its own and something to do.
fn migrations(written: Vec<MigrationTree>, problems: &mut Problems) -> Vec<MigrationTree> {
    let mut migrations: Vec<MigrationTree> = Vec::new();
    for migration in written {
        if migration.name.value.trim().is_empty() {
            problems.push(problem::migration_without_name(&migration.name));
        } else if migrations.iter().any(|other| other.name.value == migration.name.value) {
            problems.push(problem::migration_twice(&migration.name));
        } else if migration.sql.value.trim().is_empty() {
            problems.push(problem::migration_without_sql(&migration.sql));
        } else {
            migrations.push(migration);
        }
    }
    migrations
}

/// A path as it was written.
fn written(path: &TokenStream) -> String {
    path.to_string().replace(' ', "")
}
