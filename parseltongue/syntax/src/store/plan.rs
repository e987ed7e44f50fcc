//! What will exist for a store, as plain data. The records' paths stand in the checked store.

use super::check::{Location, Store};

/// What is written for a store.
#[derive(Debug)]
pub(super) struct StorePlan {
    pub(super) name: String,
    pub(super) location: LocationPlan,
    /// The names and texts of its migrations, in their order.
    pub(super) migrations: Vec<(String, String)>,
}

/// Where it keeps its records.
#[derive(Debug)]
pub(super) enum LocationPlan {
    File(String),
    Memory,
    /// A variable of the environment.
    Postgres(String),
}

/// Plans a store.
pub(super) fn store(store: &Store) -> StorePlan {
    let location = match &store.location {
        Location::File(file) => LocationPlan::File(file.clone()),
        Location::Memory => LocationPlan::Memory,
        Location::Postgres { variable, .. } => LocationPlan::Postgres(variable.clone()),
    };
    let migrations =
        store.migrations.iter().map(|it| (it.name.value.clone(), it.sql.value.clone())).collect();
    StorePlan { name: store.name.to_string(), location, migrations }
}

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_books() {
        let plan = read(
            r##"define_store Books { keep_in: sqlite "data/books.db", holds: Order, people::Account, migration "2026-11-30 rename note" { "ALTER TABLE x" } }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::store(item, cursor, problems).expect("a store");
                super::store(&super::super::check::store(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
