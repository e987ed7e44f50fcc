//! The store's words, in a file and in memory.
#![allow(missing_docs)]
// The same tests for each database.
#![allow(clippy::duplicate_mod)]

#[path = "../cluster/mod.rs"]
mod cluster;
#[path = "../written/mod.rs"]
mod written;

use parseltongue_records::{Decimal, Failure, NoError, Rule, StoreError, Timestamp, Uuid};
use parseltongue_store::{Location, find, find_or_none, in_transaction, insert, statistics};
use written::{record, store, written};

record!(Account, AccountDraft, AccountChanges, AccountColumns, "Account", "\"id\", \"mail\", \"balance\"" {
    0 id: i64 = doc("");
    1 mail: String = unique().renamed("e-mail").rules(&[Rule::Email]);
    2 balance: Decimal = scale(2).rules(&[Rule::AtLeast("0")]);
});

// `Order` is a word of SQL, and so are its columns.
record!(Order, OrderDraft, OrderChanges, OrderColumns, "Order", "\"id\", \"group\", \"account\", \"note\", \"placed_at\"" {
    0 id: Uuid = generated();
    1 group: String = indexed().rules(&[Rule::Length(1, 8)]);
    2 account: Option<i64> = references("Account", "id");
    3 note: Option<String> = doc("");
    4 placed_at: Timestamp = doc("");
});

mod on_postgres;
mod on_sqlite;

record!(Card, CardDraft, CardChanges, CardColumns, "Card", "\"id\", \"pin\"" {
    0 id: i64 = doc("");
    1 pin: String = secret();
});
record!(Wallet, WalletDraft, WalletChanges, WalletColumns, "Wallet", "\"id\", \"cards\", \"key\"" {
    0 id: i64 = doc("");
    1 cards: Vec<Card> = doc("");
    2 key: String = secret();
});

store!(Memory, Mind: Location::Memory, holds Note, Wallet);
record!(Note, NoteDraft, NoteChanges, NoteColumns, "Note", "\"id\", \"text\"" {
    0 id: i64 = doc("");
    1 text: String = rules(&[Rule::Length(0, 5)]);
});

fn account(id: i64, mail: &str) -> Account {
    Account { id, mail: mail.to_owned(), balance: Decimal::new(1250, 2) }
}

fn order(group: &str) -> Order {
    OrderDraft { group: group.to_owned(), account: None, note: None, placed_at: Timestamp::now() }
        .into_order()
}

impl OrderDraft {
    fn into_order(self) -> Order {
        parseltongue_records::Draft::into_record(self)
    }
}

fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

#[test]
fn everything_stands_in_one_file() {
    let directory = directory();
    let library = on_sqlite::Library::start(directory.path());
    library.run(insert::<on_sqlite::Books, _>(&account(7, "a@b.example"))).unwrap();
    library.run(find::<on_sqlite::Books, Account>(&7)).unwrap();
    assert!(library.stop().is_clean());
    // The log is kept, empty, by this thread's own reader.
    assert_eq!(directory.path().join("data/deep/books.db-wal").metadata().unwrap().len(), 0);
}

#[test]
fn memory_knows_the_same_words() {
    let directory = directory();
    let mind = Mind::start(directory.path());
    mind.run(async {
        let note = Note { id: 1, text: "a".into() };
        insert::<Memory, _>(&note).await.unwrap();
        assert_eq!(find::<Memory, Note>(&1).await.unwrap(), note);
        let refused = in_transaction::<Memory, (), NoError>(|transaction| {
            transaction.insert(&Note { id: 2, text: "b".into() })?;
            transaction.insert(&Note { id: 1, text: "c".into() })?;
            Ok(())
        });
        assert!(matches!(refused.await, Err(Failure::Store(StoreError::Taken { record: "Note", .. }))));
        assert_eq!(find_or_none::<Memory, Note>(&2).await.unwrap(), None);
        let long = insert::<Memory, _>(&Note { id: 3, text: "too long".into() }).await.unwrap_err();
        assert_eq!(long.to_string(), "text must have at most 5 characters");
        assert_eq!(statistics::<Memory>().unwrap().commits, 2);
    });
    assert!(mind.stop().is_clean());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn secrets_are_stored_and_shown_to_nobody() {
    let directory = directory();
    let mind = Mind::start(directory.path());
    mind.run(async {
        let card = |id| Card { id, pin: "1234".into() };
        let wallet = Wallet { id: 1, cards: vec![card(1), card(2)], key: "5678".into() };
        insert::<Memory, _>(&wallet).await.unwrap();
        let found = find::<Memory, Wallet>(&1).await.unwrap();
        assert_eq!(found, wallet);
        assert_eq!(serde_json::to_string(&found).unwrap(), r#"{"id":1,"cards":[{"id":1},{"id":2}]}"#);
        let shown = format!("{found:?}");
        assert!(!shown.contains("1234") && !shown.contains("5678") && shown.contains("(secret)"), "{shown}");
    });
}

#[test]
fn a_store_that_is_not_open_says_so() {
    let directory = directory();
    let mind = Mind::start(directory.path());
    let error = mind.run(find_or_none::<on_sqlite::Books, Account>(&1)).unwrap_err();
    assert_eq!(error.to_string(), "the store Books is not open in this program");
}
