//! Databases of earlier programs: what is added, what is refused, and that refusing touches nothing.
#![allow(missing_docs)]

mod cluster;
mod written;

use std::path::Path;

use parseltongue_records::{Decimal, Default};
use parseltongue_store::{Location, find, insert};
use rusqlite::Connection;
use written::{record, store, written};

const FILE: Location = Location::File("books.db");

record!(First, FirstDraft, FirstChanges, FirstColumns, "Item", "\"id\", \"name\", \"price\"" {
    0 id: i64 = doc("");
    1 name: String = indexed();
    2 price: Decimal = scale(2);
});
store!(FirstStore, FirstProgram: FILE, holds First);

record!(Grown, GrownDraft, GrownChanges, GrownColumns, "Item",
    "\"id\", \"name\", \"price\", \"note\", \"count\", \"mail\", \"other\"" {
    0 id: i64 = doc("");
    1 name: String = doc("");
    2 price: Decimal = scale(2);
    3 note: Option<String> = doc("");
    4 count: i64 = default(Default::Literal("1_000"));
    5 mail: Option<String> = unique();
    6 other: Option<i64> = references("Other", "id");
});
record!(Other, OtherDraft, OtherChanges, OtherColumns, "Other", "\"id\"" {
    0 id: i64 = doc("");
});
store!(GrownStore, GrownProgram: FILE, holds Grown, Other);

record!(Wrong, WrongDraft, WrongChanges, WrongColumns, "Item", "\"id\", \"name\", \"price\", \"owner\", \"other\"" {
    0 id: i64 = doc("");
    1 name: Option<String> = doc("");
    2 price: Decimal = scale(4);
    3 owner: String = doc("");
    4 other: Option<i64> = references("Other", "id");
});
store!(WrongStore, WrongProgram: FILE, holds Wrong);

record!(Rekeyed, RekeyedDraft, RekeyedChanges, RekeyedColumns, "Item", "\"name\", \"id\", \"price\"" {
    0 name: String = doc("");
    1 id: i64 = doc("");
    2 price: Decimal = scale(2);
});
store!(RekeyedStore, RekeyedProgram: FILE, holds Rekeyed);

record!(Unique, UniqueDraft, UniqueChanges, UniqueColumns, "Item", "\"id\", \"name\", \"price\"" {
    0 id: i64 = doc("");
    1 name: String = unique();
    2 price: Decimal = scale(2);
});
store!(UniqueStore, UniqueProgram: FILE, holds Unique);

record!(Double, DoubleDraft, DoubleChanges, DoubleColumns, "Item", "\"id\"" {
    0 id: i64 = doc("");
});
store!(DoubleStore, DoubleProgram: FILE, holds First, Double);

fn first_database(directory: &Path) {
    let program = FirstProgram::start(directory);
    for id in [1, 2] {
        let item = First { id, name: "one name".into(), price: Decimal::new(125, 2) };
        program.run(insert::<FirstStore, _>(&item)).unwrap();
    }
    assert!(program.stop().is_clean());
}

fn refusal(outcome: Result<parseltongue_cores::Running, parseltongue_cores::StartError>) -> String {
    outcome.expect_err("the store is refused").to_string()
}

fn texts(directory: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(directory.join("books.db")).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The indexes of records.
fn indexes(directory: &Path) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name NOT LIKE \
               'parseltongue%' ORDER BY name";
    texts(directory, sql)
}

#[test]
fn what_only_adds_is_done_and_the_records_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    first_database(directory.path());
    let program = GrownProgram::start(directory.path());
    program.run(async {
        let item = find::<GrownStore, Grown>(&1).await.unwrap();
        assert_eq!((&*item.name, item.price, item.count), ("one name", Decimal::new(125, 2), 1000));
        assert_eq!((&item.note, &item.mail, item.other), (&None, &None, None));
        insert::<GrownStore, _>(&Other { id: 5 }).await.unwrap();
        insert::<GrownStore, _>(&Grown { id: 3, other: Some(5), ..item.clone() }).await.unwrap();
        assert!(insert::<GrownStore, _>(&Grown { id: 4, other: Some(6), ..item }).await.is_err());
    });
    assert!(program.stop().is_clean());
    // `name` is indexed no longer; the reference is.
    assert_eq!(indexes(directory.path()), ["Item.mail unique", "Item.other index"]);
    // The second start has nothing to do.
    assert!(GrownProgram::start(directory.path()).stop().is_clean());
}

#[test]
fn what_would_lose_or_guess_is_refused_and_nothing_is_touched() {
    let directory = tempfile::tempdir().unwrap();
    first_database(directory.path());
    // This thread's reader of the program before keeps an empty log beside the file.
    let files = || {
        let mut files: Vec<_> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| !path.to_string_lossy().ends_with("-shm"))
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = files();
    let said = refusal(WrongProgram::try_start(directory.path()));
    assert_eq!(
        said.replace(&*directory.path().to_string_lossy(), "DIR"),
        "WrongStore: DIR/books.db: Wrong.other references Other, which WrongStore does not hold: add it to `holds`; \
         Wrong.name is optional, and required in the database: keep it required; \
         Wrong.price is decimal scale 4, and decimal scale 2 in the database: give it its old type or another name, \
         or convert it in a migration that takes its row out of parseltongue_columns; \
         the new field Wrong.owner is required and has no default, so the records that are there would hold nothing: \
         make it optional, or give it a default"
    );
    let said = refusal(RekeyedProgram::try_start(directory.path()));
    assert!(said.contains("Rekeyed.name is the key in the program, and is not in the database"), "{said}");
    assert!(said.contains("Rekeyed.id is not the key in the program, and is in the database"), "{said}");
    let said = refusal(DoubleProgram::try_start(directory.path()));
    assert!(said.contains("DoubleStore holds two records named Double"), "{said}");
    assert_eq!(files(), before);
    let said = refusal(UniqueProgram::try_start(directory.path()));
    assert!(said.contains("Unique.name is to be unique, but several records have the same value"), "{said}");
    assert_eq!(indexes(directory.path()), ["Item.name index"]);
}

#[test]
fn a_newer_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    first_database(directory.path());
    assert!(GrownProgram::start(directory.path()).stop().is_clean());
    let said = refusal(FirstProgram::try_start(directory.path()));
    assert!(
        said.contains("the table Item has a column note that First does not: a newer program wrote it"),
        "{said}"
    );

    let connection = Connection::open(directory.path().join("books.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let said = refusal(GrownProgram::try_start(directory.path()));
    assert!(
        said.contains("it was written by a newer Parseltongue (format 99; this program knows 3)"),
        "{said}"
    );
}

#[test]
fn a_file_that_is_no_database_is_refused_and_kept() {
    let directory = tempfile::tempdir().unwrap();
    let text = "not a database, but somebody's notes\n".repeat(40);
    std::fs::write(directory.path().join("books.db"), &text).unwrap();
    let said = refusal(FirstProgram::try_start(directory.path()));
    assert!(said.contains("the file is damaged or no database"), "{said}");
    assert_eq!(std::fs::read_to_string(directory.path().join("books.db")).unwrap(), text);

    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("books.db")).unwrap();
    let said = refusal(FirstProgram::try_start(directory.path()));
    assert!(said.contains("the file cannot be opened"), "{said}");
}
