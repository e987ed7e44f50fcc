//! The store's words, in a file and in memory.
#![allow(missing_docs)]

mod written;

use parseltongue_records::sql::Sql;
use parseltongue_records::{
    ColumnValue, Decimal, Failure, NoError, Record, Repository, Rule, StoreError, Timestamp, Uuid, sql,
};
use parseltongue_store::{
    Location, Table, change, find, find_all, find_one, find_or_none, in_transaction, insert, remove,
    statistics,
};
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

store!(Books, Library: Location::File("data/deep/books.db"), holds Account, Order);
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
fn a_record_is_found_as_it_was_stored() {
    let directory = directory();
    let library = Library::start(directory.path());
    library.run(async {
        let stored = account(7, "a@b.example");
        insert::<Books, _>(&stored).await.unwrap();
        assert_eq!(find::<Books, Account>(&7).await.unwrap(), stored);
        assert_eq!(find_or_none::<Books, Account>(&8).await.unwrap(), None);
        assert_eq!(find::<Books, Account>(&8).await.unwrap_err().to_string(), "no Account has the key 8");
        let placed = order("ABC");
        insert::<Books, _>(&placed).await.unwrap();
        assert_eq!(find::<Books, Order>(&placed.id).await.unwrap(), placed);
        remove::<Books, Order>(&placed.id).await.unwrap();
        let gone = remove::<Books, Order>(&placed.id).await.unwrap_err();
        assert!(matches!(gone, StoreError::NotFound { record: "Order", .. }));
    });
    assert!(library.stop().is_clean());
    // Everything stands in the one file; the log is kept, empty, by this thread's own reader.
    assert_eq!(directory.path().join("data/deep/books.db-wal").metadata().unwrap().len(), 0);
    let library = Library::start(directory.path());
    assert_eq!(library.run(find::<Books, Account>(&7)).unwrap().mail, "a@b.example");
}

#[test]
fn a_query_selects_orders_and_limits() {
    let directory = directory();
    let library = Library::start(directory.path());
    library.run(async {
        for (group, note) in [("A", Some("1")), ("B", None), ("A", None), ("A", Some("2"))] {
            insert::<Books, _>(&Order { note: note.map(str::to_owned), ..order(group) }).await.unwrap();
        }
        const IN_GROUP: Sql = sql![
            "SELECT ",
            <Order as Record>::SELECT,
            " FROM \"",
            <Order as Record>::TABLE,
            "\" WHERE ",
            <Order as Record>::COLUMNS.group.is("?1"),
            " ORDER BY ",
            <Order as Record>::COLUMNS.note.descending(),
            " LIMIT ?2"
        ];
        let group = Order::COLUMNS.group.bind(&"A");
        let binds = [group.clone(), ColumnValue::Integer(2)];
        let found = find_all::<Books, Order>(IN_GROUP, &binds).await.unwrap();
        assert_eq!(found.iter().map(|it| it.note.as_deref()).collect::<Vec<_>>(), [Some("2"), Some("1")]);
        let first = find_one::<Books, Order>(IN_GROUP, &binds).await.unwrap().unwrap();
        assert_eq!(first.note.as_deref(), Some("2"));
        let binds = [Order::COLUMNS.group.bind("C"), ColumnValue::Integer(1)];
        assert_eq!(find_one::<Books, Order>(IN_GROUP, &binds).await.unwrap(), None);
    });
}

#[test]
fn what_breaks_a_rule_is_not_stored() {
    let directory = directory();
    let library = Library::start(directory.path());
    library.run(async {
        let error = |result: Result<(), StoreError>| result.unwrap_err().to_string();
        assert_eq!(error(insert::<Books, _>(&account(1, "nobody")).await), "e-mail must be an email address");
        insert::<Books, _>(&account(1, "a@b.example")).await.unwrap();
        assert_eq!(
            error(insert::<Books, _>(&account(1, "c@d.example")).await),
            "another Account has this id already"
        );
        assert_eq!(
            error(insert::<Books, _>(&account(2, "a@b.example")).await),
            "another Account has this e-mail already"
        );
        let dangling = Order { account: Some(9), ..order("A") };
        assert_eq!(
            error(insert::<Books, _>(&dangling).await),
            "Order would be left with a reference to nothing"
        );
        let referring = Order { account: Some(1), ..order("A") };
        insert::<Books, _>(&referring).await.unwrap();
        assert!(matches!(
            remove::<Books, Account>(&1).await,
            Err(StoreError::Dangling { record: "Account" })
        ));
    });
}

#[test]
fn a_change_is_checked_as_a_whole() {
    let directory = directory();
    let library = Library::start(directory.path());
    library.run(async {
        insert::<Books, _>(&account(1, "a@b.example")).await.unwrap();
        let balance = Account::COLUMNS.balance;
        let set = |value: Decimal| [(balance.index, balance.bind(&value).into_owned())];
        let changed = change::<Books, Account>(&1, &set(Decimal::new(5, 0))).await.unwrap();
        assert_eq!(changed, Account { balance: 5.into(), ..account(1, "a@b.example") });
        assert_eq!(find::<Books, Account>(&1).await.unwrap(), changed);
        let refused = change::<Books, Account>(&1, &set(Decimal::new(-1, 0))).await.unwrap_err();
        assert_eq!(refused.to_string(), "balance must be at least 0");
        let moved = change::<Books, Account>(&1, &[(0, ColumnValue::Integer(2))]).await.unwrap_err();
        assert_eq!(moved.to_string(), "id is the key and cannot be changed");
        assert_eq!(find::<Books, Account>(&1).await.unwrap(), changed);
        let missing = change::<Books, Account>(&2, &[]).await.unwrap_err();
        assert_eq!(missing.to_string(), "no Account has the key 2");
    });
}

#[test]
fn pages_follow_the_keys() {
    let directory = directory();
    let library = Library::start(directory.path());
    library.run(async {
        for id in [5, 1, 4, 2, 3] {
            Table::<Books, Account>::insert(account(id, &format!("a{id}@b.example"))).await.unwrap();
        }
        let page = |after: Option<i64>| async move {
            let page = Table::<Books, Account>::page(after.as_ref(), 2).await.unwrap();
            page.iter().map(|it| it.id).collect::<Vec<_>>()
        };
        assert_eq!(page(None).await, [1, 2]);
        assert!(Table::<Books, Account>::remove(&2, None).await.unwrap());
        assert!(!Table::<Books, Account>::remove(&2, None).await.unwrap());
        assert_eq!(page(Some(2)).await, [3, 4]);
        assert_eq!(page(Some(5)).await, [0_i64; 0]);
        let changes = AccountChanges { mail: Some("new@b.example".into()), balance: None };
        // A condition is asked in the transaction that writes.
        let unmet = Table::<Books, Account>::remove(&3, Some(Box::new(|account| account.id != 3))).await;
        assert!(matches!(unmet, Err(StoreError::Unmet { .. })), "{unmet:?}");
        let changed = Table::<Books, Account>::change(&3, changes, None).await.unwrap();
        assert_eq!(changed.mail, "new@b.example");
        assert_eq!(Table::<Books, Account>::read(&3).await.unwrap(), Some(changed));
        let taken = AccountChanges { mail: Some("a1@b.example".into()), balance: None };
        assert!(matches!(
            Table::<Books, Account>::change(&3, taken, None).await,
            Err(StoreError::Taken { record: "Account", field }) if field == "e-mail"
        ));
    });
}

#[test]
fn a_transaction_is_done_whole_or_not_at_all() {
    let directory = directory();
    let library = Library::start(directory.path());
    library.run(async {
        insert::<Books, _>(&account(1, "a@b.example")).await.unwrap();
        let both = in_transaction::<Books, _, NoError>(|transaction| {
            let first: Account = transaction.find::<Account>(&1)?;
            transaction.insert(&account(2, "c@d.example"))?;
            transaction.remove::<Account>(&1)?;
            Ok(first.mail)
        });
        assert_eq!(both.await.unwrap(), "a@b.example");
        assert_eq!(find_or_none::<Books, Account>(&1).await.unwrap(), None);

        let neither = in_transaction::<Books, (), String>(|transaction| {
            transaction.insert(&account(3, "e@f.example"))?;
            let balance = Account::COLUMNS.balance;
            transaction.change::<Account>(&2, &[(balance.index, balance.bind(&0))])?;
            assert_eq!(transaction.find_or_none::<Account>(&3)?.unwrap().id, 3);
            Err(Failure::Declared("no".to_owned()))
        });
        assert!(matches!(neither.await, Err(Failure::Declared(reason)) if reason == "no"));
        assert_eq!(find_or_none::<Books, Account>(&3).await.unwrap(), None);
        assert_eq!(find::<Books, Account>(&2).await.unwrap().balance, Decimal::new(125, 1));

        let missing = in_transaction::<Books, (), NoError>(|transaction| {
            transaction.insert(&account(4, "g@h.example"))?;
            transaction.remove::<Account>(&99)?;
            Ok(())
        });
        assert!(matches!(missing.await, Err(Failure::NotFound { record: "Account", .. })));
        assert_eq!(find_or_none::<Books, Account>(&4).await.unwrap(), None);
    });
}

#[test]
fn a_panic_in_a_transaction_undoes_it_and_reaches_the_body() {
    let directory = directory();
    let library = Library::start(directory.path());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        library.run(in_transaction::<Books, (), NoError>(|transaction| {
            transaction.insert(&account(1, "a@b.example"))?;
            panic!("on purpose");
        }))
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"on purpose"));
    library.run(async {
        assert_eq!(find_or_none::<Books, Account>(&1).await.unwrap(), None);
        insert::<Books, _>(&account(1, "a@b.example")).await.unwrap();
    });
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
    let error = mind.run(find_or_none::<Books, Account>(&1)).unwrap_err();
    assert_eq!(error.to_string(), "the store Books is not open in this program");
}
