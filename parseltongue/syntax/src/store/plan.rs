//! What will exist for a store, as plain data. The records' paths stand in the checked store.

use super::check::Store;

/// What is written for a store.
#[derive(Debug)]
pub(super) struct StorePlan {
    pub(super) name: String,
    pub(super) location: LocationPlan,
}

/// Where it keeps its records.
#[derive(Debug)]
pub(super) enum LocationPlan {
    File(String),
    Memory,
}

/// Plans a store.
pub(super) fn store(store: &Store) -> StorePlan {
    let location = store.file.clone().map_or(LocationPlan::Memory, LocationPlan::File);
    StorePlan { name: store.name.to_string(), location }
}

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_books() {
        let plan = read(
            r##"define_store Books { keep_in: sqlite "data/books.db", holds: Order, people::Account, }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::store(item, cursor, problems).expect("a store");
                super::store(&super::super::check::store(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
