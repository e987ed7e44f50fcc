//! Migrations that somebody wrote: in order, once, wholly or not at all; and what is refused.
#![allow(missing_docs)]

mod cluster;
mod written;

use std::path::Path;

use parseltongue_cores::{Running, StartError};
use parseltongue_records::Decimal;
use parseltongue_store::{Location, find, insert};
use rusqlite::Connection;
use written::{record, store, written};

const FILE: Location = Location::File("books.db");

record!(First, FirstDraft, FirstChanges, FirstColumns, "Item", "\"id\", \"note\"" {
    0 id: i64 = doc("");
    1 note: String = doc("");
});
store!(FirstStore, FirstProgram: FILE, holds First);

record!(Item, ItemDraft, ItemChanges, ItemColumns, "Item", "\"id\", \"remark\", \"size\", \"other\"" {
    0 id: i64 = doc("");
    1 remark: String = doc("");
    2 size: i64 = doc("");
    3 other: Option<i64> = references("Item", "id");
});
// The second makes a column that is then found to fit; `other` is derived.
store!(Renamed, RenamedProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark",
    "2 sizes" "-- as long as the remark
               ALTER TABLE \"Item\" ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
               UPDATE \"Item\" SET size = length(remark);");
store!(Grown, GrownProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark",
    "2 sizes" "-- as long as the remark
               ALTER TABLE \"Item\" ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
               UPDATE \"Item\" SET size = length(remark);",
    "3 twice" "UPDATE \"Item\" SET size = size * 2");
store!(Changed, ChangedProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark",
    "2 sizes" "UPDATE \"Item\" SET size = 1");
store!(Missing, MissingProgram: FILE, holds Item;
    "2 sizes" "UPDATE \"Item\" SET size = 1");
store!(Between, BetweenProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark",
    "1b between" "UPDATE \"Item\" SET size = 1",
    "2 sizes" "UPDATE \"Item\" SET size = 1");
store!(Failing, FailingProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark",
    "2 typo" "UPDATE \"Itm\" SET size = 1");
store!(Unfit, UnfitProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark");
store!(Ending, EndingProgram: FILE, holds First;
    "1 ends" "DELETE FROM \"Item\";; /* so */ ; COMMIT; DELETE FROM \"Item\"");
store!(Dangling, DanglingProgram: FILE, holds Item;
    "1 rename" "ALTER TABLE \"Item\" RENAME COLUMN note TO remark",
    "2 refer" "ALTER TABLE \"Item\" ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
               ALTER TABLE \"Item\" ADD COLUMN other INTEGER REFERENCES \"Item\" (\"id\");
               UPDATE \"Item\" SET other = 99");

fn first_database() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let program = FirstProgram::start(directory.path());
    for (id, note) in [(1, "a"), (2, "four")] {
        program.run(insert::<FirstStore, _>(&First { id, note: note.into() })).unwrap();
    }
    assert!(program.stop().is_clean());
    directory
}

fn refusal(outcome: Result<Running, StartError>) -> String {
    outcome.expect_err("the store is refused").to_string()
}

fn noted(directory: &Path) -> Vec<(String, bool)> {
    let connection = Connection::open(directory.join("books.db")).unwrap();
    let sql = "SELECT \"name\", \"was_run\" FROM \"parseltongue_migrations\" ORDER BY \"number\"";
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn each_is_done_once_and_before_what_is_derived() {
    let directory = first_database();
    for _ in 0..2 {
        let program = RenamedProgram::start(directory.path());
        let item = program.run(find::<Renamed, Item>(&2)).unwrap();
        assert_eq!((&*item.remark, item.size, item.other), ("four", 4, None));
        assert!(program.stop().is_clean());
    }
    let program = GrownProgram::start(directory.path());
    assert_eq!(program.run(find::<Grown, Item>(&2)).unwrap().size, 8);
    let dangling = Item { id: 3, remark: String::new(), size: 0, other: Some(9) };
    assert!(program.run(insert::<Grown, _>(&dangling)).is_err(), "references are kept again");
    assert!(program.stop().is_clean());
    let expected = ["1 rename", "2 sizes", "3 twice"].map(|name| (name.to_owned(), true));
    assert_eq!(noted(directory.path()), expected);
}

#[test]
fn a_database_that_is_made_new_has_the_shape_already() {
    let directory = tempfile::tempdir().unwrap();
    assert!(RenamedProgram::start(directory.path()).stop().is_clean());
    let expected = ["1 rename", "2 sizes"].map(|name| (name.to_owned(), false));
    assert_eq!(noted(directory.path()), expected);
    let program = GrownProgram::start(directory.path());
    assert!(program.stop().is_clean());
    assert_eq!(noted(directory.path())[2], ("3 twice".to_owned(), true));
}

#[test]
fn what_differs_from_what_was_applied_is_refused_by_name() {
    let directory = first_database();
    assert!(RenamedProgram::start(directory.path()).stop().is_clean());
    let said = refusal(ChangedProgram::try_start(directory.path()));
    assert!(
        said.contains(
            "the migration \"2 sizes\" was applied with another text: it was `-- as long as the remark ALTER"
        ) && said.contains("the program says `UPDATE \"Item\" SET size = 1`"),
        "{said}"
    );
    let said = refusal(MissingProgram::try_start(directory.path()));
    assert!(said.contains("\"1 rename\" was applied and Missing does not have it in its place"), "{said}");
    let said = refusal(BetweenProgram::try_start(directory.path()));
    assert!(
        said.contains("\"1b between\" of Between stands before \"2 sizes\", which was applied without it"),
        "{said}"
    );
    // A program from before the last migration.
    assert!(GrownProgram::start(directory.path()).stop().is_clean());
    let said = refusal(RenamedProgram::try_start(directory.path()));
    assert!(said.contains("\"3 twice\" was applied and Renamed does not have it"), "{said}");
}

#[test]
fn one_that_fails_leaves_the_database_as_it_was() {
    let directory = first_database();
    let said = refusal(FailingProgram::try_start(directory.path()));
    assert!(said.contains("the migration \"2 typo\" failed: no such table: Itm"), "{said}");
    let said = refusal(EndingProgram::try_start(directory.path()));
    assert!(said.contains("the migration \"1 ends\" says COMMIT"), "{said}");
    let said = refusal(DanglingProgram::try_start(directory.path()));
    assert!(said.contains("the migrations would leave Item with a reference to nothing"), "{said}");
    // They went through, and what is derived does not fit.
    let said = refusal(UnfitProgram::try_start(directory.path()));
    assert!(said.contains("the new field Item.size is required and has no default"), "{said}");
    assert_eq!(noted(directory.path()), []);
    let program = FirstProgram::start(directory.path());
    assert_eq!(program.run(find::<FirstStore, First>(&2)).unwrap().note, "four");
    assert!(program.stop().is_clean());
}

#[test]
fn programs_that_start_at_the_same_time_do_it_once() {
    // More than once: some of them look while another one is at it.
    for _ in 0..5 {
        let directory = first_database();
        // Ten worlds: each opens the file by itself, as ten processes would.
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| assert!(GrownProgram::start(directory.path()).stop().is_clean()));
            }
        });
        let program = GrownProgram::start(directory.path());
        assert_eq!(program.run(find::<Grown, Item>(&2)).unwrap().size, 8);
        assert!(program.stop().is_clean());
    }
}

record!(Page, PageDraft, PageChanges, PageColumns, "Page", "\"id\", \"note\"" {
    0 id: i64 = doc("");
    1 note: String = doc("");
});
// The only table gets another name.
store!(Paged, PagedProgram: FILE, holds Page;
    "1 page" "ALTER TABLE \"Item\" RENAME TO \"Page\"");

record!(Weight, WeightDraft, WeightChanges, WeightColumns, "Weight", "\"id\", \"grams\"" {
    0 id: i64 = doc("");
    1 grams: i64 = indexed();
});
store!(Scales, ScalesProgram: FILE, holds Weight);

record!(Named, NamedDraft, NamedChanges, NamedColumns, "Weight", "\"id\", \"grams\"" {
    0 id: i64 = doc("");
    1 grams: String = indexed();
});
// The table is made anew with a column of another type.
store!(Retyped, RetypedProgram: FILE, holds Named;
    "1 texts" "CREATE TABLE new (id INTEGER PRIMARY KEY NOT NULL, grams TEXT NOT NULL) STRICT;
               INSERT INTO new SELECT id, grams || ' g' FROM \"Weight\";
               DROP TABLE \"Weight\";
               ALTER TABLE new RENAME TO \"Weight\"");

record!(Exact, ExactDraft, ExactChanges, ExactColumns, "Weight", "\"id\", \"grams\"" {
    0 id: i64 = doc("");
    1 grams: Decimal = indexed().scale(2);
});
// What SQLite cannot see is said to it.
store!(Converted, ConvertedProgram: FILE, holds Exact;
    "1 exact" "UPDATE \"Weight\" SET grams = grams * 100;
               DELETE FROM parseltongue_columns WHERE table_name = 'Weight' AND column_name = 'grams'");

#[test]
fn a_table_that_gets_another_name_keeps_its_records() {
    let directory = first_database();
    let program = PagedProgram::start(directory.path());
    assert_eq!(program.run(find::<Paged, Page>(&2)).unwrap().note, "four");
    assert!(program.stop().is_clean());
    assert_eq!(noted(directory.path()), [("1 page".to_owned(), true)]);
}

#[test]
fn a_column_that_gets_another_type_is_taken_as_it_is_now() {
    let directory = weights();
    for _ in 0..2 {
        let program = RetypedProgram::start(directory.path());
        assert_eq!(program.run(find::<Retyped, Named>(&1)).unwrap().grams, "5 g");
        assert!(program.stop().is_clean());
    }
}

#[test]
fn a_column_whose_values_are_converted_is_taken_as_it_is_said_to_be() {
    let directory = weights();
    for _ in 0..2 {
        let program = ConvertedProgram::start(directory.path());
        assert_eq!(program.run(find::<Converted, Exact>(&1)).unwrap().grams, Decimal::new(5, 0));
        assert!(program.stop().is_clean());
    }
}

fn weights() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let program = ScalesProgram::start(directory.path());
    program.run(insert::<Scales, _>(&Weight { id: 1, grams: 5 })).unwrap();
    assert!(program.stop().is_clean());
    directory
}
