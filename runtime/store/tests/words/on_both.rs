//! The store's words, on SQLite and on PostgreSQL.

use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnValue, Decimal, Failure, NoError, Record, Repository, StoreError, sql};
use parseltongue_store::{
    Table, change, find, find_all, find_one, find_or_none, in_transaction, insert, remove,
};

use super::{Books, Library, directory};
use crate::{Account, AccountChanges, Order, account, order};

#[test]
fn a_record_is_found_as_it_was_stored() {
    let Some(directory) = directory() else { return };
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
    let library = Library::start(directory.path());
    assert_eq!(library.run(find::<Books, Account>(&7)).unwrap().mail, "a@b.example");
}

#[test]
fn a_query_selects_orders_and_limits() {
    let Some(directory) = directory() else { return };
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
    let Some(directory) = directory() else { return };
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
    let Some(directory) = directory() else { return };
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
    let Some(directory) = directory() else { return };
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
    let Some(directory) = directory() else { return };
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
    let Some(directory) = directory() else { return };
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
fn a_word_that_fails_leaves_nothing_and_the_body_goes_on() {
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    library.run(async {
        insert::<Books, _>(&account(1, "a@b.example")).await.unwrap();
        let gone_on = in_transaction::<Books, _, NoError>(|transaction| {
            transaction.insert(&account(2, "c@d.example"))?;
            let taken = transaction.insert(&account(3, "a@b.example")).unwrap_err();
            assert!(matches!(taken, StoreError::Taken { record: "Account", .. }), "{taken}");
            let some = [account(4, "e@f.example"), account(5, "a@b.example")];
            transaction.insert_all(&some).unwrap_err();
            let dangling = transaction.insert(&Order { account: Some(9), ..order("A") }).unwrap_err();
            assert!(matches!(dangling, StoreError::Dangling { record: "Order" }), "{dangling}");
            transaction.insert(&account(6, "g@h.example"))?;
            transaction.insert(&account(6, "i@j.example")).unwrap_err();
            Ok(transaction.find_or_none::<Account>(&4)?.is_some())
        });
        assert!(!gone_on.await.unwrap(), "those before the one that failed are gone as well");
        for (id, is_there) in [(1, true), (2, true), (3, false), (4, false), (5, false), (6, true)] {
            assert_eq!(find_or_none::<Books, Account>(&id).await.unwrap().is_some(), is_there, "{id}");
        }
    });
}

#[test]
fn a_character_that_cannot_be_kept_is_told_or_kept() {
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    library.run(async {
        const AMONG: Sql = sql![
            "SELECT ",
            <Order as Record>::SELECT,
            " FROM \"",
            <Order as Record>::TABLE,
            "\" WHERE ",
            <Order as Record>::COLUMNS.group.is_in("?1")
        ];
        let strange = Order { note: Some("a\0b".to_owned()), ..order("A") };
        let added = insert::<Books, _>(&strange).await;
        let groups = ["A\0".to_owned(), "B".to_owned()];
        let binds = [Order::COLUMNS.group.bind_all(&groups)];
        let found = find_all::<Books, Order>(AMONG, &binds).await;
        // PostgreSQL has no way to keep it.
        if super::KEEPS_ALL_TEXTS {
            added.unwrap();
            assert_eq!(find::<Books, Order>(&strange.id).await.unwrap(), strange);
            assert_eq!(found.unwrap(), []);
        } else {
            let said = "a text must not contain the character U+0000";
            for refused in [added.unwrap_err(), found.unwrap_err()] {
                assert!(matches!(&refused, StoreError::Invalid(_)), "{refused}");
                assert_eq!(refused.to_string(), said);
            }
        }
        insert::<Books, _>(&order("A")).await.unwrap();
    });
}
