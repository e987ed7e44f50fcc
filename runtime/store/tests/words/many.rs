//! Words that write many records, or by what is stored already, on SQLite and on PostgreSQL.

use std::future::Future;

use parseltongue_cores::{Running, World};
use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnValue, Decimal, Record, StoreError, sql};
use parseltongue_store::{
    RECORDS_AND_ONE, change_all, change_by, count_of, find, insert, insert_all, insert_or_change,
    insert_or_ignore, insert_or_replace, remove_all,
};

use super::{Books, Library, directory};
use crate::{Account, AccountColumns, Order, account, order};

const HOW_MANY: Sql = sql!["SELECT count(*) FROM \"", <Account as Record>::TABLE, "\""];
const ALL: Sql = sql![
    "SELECT ",
    <Account as Record>::SELECT,
    " FROM \"",
    <Account as Record>::TABLE,
    "\" ORDER BY \"id\" LIMIT ",
    RECORDS_AND_ONE
];
const REMOVE_SMALL: Sql = sql![
    "DELETE FROM \"",
    <Account as Record>::TABLE,
    "\" WHERE ",
    <Account as Record>::COLUMNS.id.against(" < ", "?1")
];

/// `set .balance = .balance + 1`
fn raised(before: &Account, columns: AccountColumns) -> Vec<(usize, ColumnValue<'static>)> {
    let balance = before.balance.checked_add(Decimal::new(1, 0)).unwrap();
    vec![(columns.balance.index, columns.balance.bind(&balance).into_owned())]
}

fn accounts(ids: std::ops::Range<i64>) -> Vec<Account> {
    ids.map(|id| account(id, &format!("a{id}@b.example"))).collect()
}

/// Does the same on some threads at once.
fn at_once<F: Future<Output = ()>>(program: &Running, work: impl Fn() -> F + Sync) {
    let world: &World = program.world();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(world.scope(work()));
            });
        }
    });
}

#[test]
fn many_are_inserted_together_or_not_at_all() {
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    library.run(async {
        let how_many = async || count_of::<Books, Account>(HOW_MANY, &[]).await.unwrap();
        insert_all::<Books, _>(&accounts(0..700)).await.unwrap();
        assert_eq!(how_many().await, 700);
        assert_eq!(find::<Books, Account>(&699).await.unwrap(), account(699, "a699@b.example"));
        let mut again = accounts(1_000..1_600);
        again[450].mail = "a1@b.example".to_owned();
        let taken = insert_all::<Books, _>(&again).await.unwrap_err();
        assert!(
            matches!(&taken, StoreError::Taken { record: "Account", field } if field == "e-mail"),
            "{taken}"
        );
        assert_eq!(how_many().await, 700);
        insert_all::<Books, Account>(&[]).await.unwrap();
    });
}

#[test]
fn changes_by_what_is_stored_lose_nothing() {
    const ROUNDS: i64 = 25;
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    library.run(insert_all::<Books, _>(&accounts(0..3))).unwrap();
    at_once(&library, || async {
        for _ in 0..ROUNDS {
            change_by::<Books, Account>(&1, |_| Vec::new(), raised).await.unwrap();
        }
    });
    let balance = library.run(find::<Books, Account>(&1)).unwrap().balance;
    assert_eq!(balance, Decimal::new(1250, 2).checked_add(Decimal::new(4 * ROUNDS, 0)).unwrap());
}

#[test]
fn all_that_a_query_finds_are_changed_and_removed() {
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    library.run(async {
        insert_all::<Books, _>(&accounts(0..5)).await.unwrap();
        assert_eq!(change_all::<Books, Account>(ALL, &[], |_| Vec::new(), raised).await.unwrap(), 5);
        assert_eq!(find::<Books, Account>(&4).await.unwrap().balance, Decimal::new(1350, 2));
        let breaks = |record: &Account, columns: AccountColumns| {
            let balance = Decimal::new(3 - record.id, 0);
            vec![(columns.balance.index, columns.balance.bind(&balance).into_owned())]
        };
        let refused = change_all::<Books, Account>(ALL, &[], |_| Vec::new(), breaks).await.unwrap_err();
        assert_eq!(refused.to_string(), "balance must be at least 0");
        assert_eq!(find::<Books, Account>(&0).await.unwrap().balance, Decimal::new(1350, 2));
        let below = |id: i64| [ColumnValue::Integer(id)];
        insert::<Books, _>(&Order { account: Some(1), ..order("A") }).await.unwrap();
        let dangling = remove_all::<Books, Account>(REMOVE_SMALL, &below(3)).await.unwrap_err();
        assert!(matches!(dangling, StoreError::Dangling { record: "Account" }), "{dangling}");
        assert_eq!(count_of::<Books, Account>(HOW_MANY, &[]).await.unwrap(), 5);
        assert_eq!(remove_all::<Books, Account>(REMOVE_SMALL, &below(1)).await.unwrap(), 1);
        assert_eq!(count_of::<Books, Account>(HOW_MANY, &[]).await.unwrap(), 4);
    });
}

#[test]
fn those_that_are_added_or_changed_at_once_lose_nothing() {
    const ROUNDS: i64 = 25;
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    at_once(&library, || async {
        for _ in 0..ROUNDS {
            let new = account(7, "a@b.example");
            insert_or_change::<Books, Account>(&new, |_| Vec::new(), |_| Vec::new(), raised).await.unwrap();
        }
    });
    let balance = library.run(find::<Books, Account>(&7)).unwrap().balance;
    assert_eq!(balance, Decimal::new(1250, 2).checked_add(Decimal::new(4 * ROUNDS - 1, 0)).unwrap());
}

#[test]
fn a_conflict_is_of_the_columns_that_were_named() {
    let Some(directory) = directory() else { return };
    let library = Library::start(directory.path());
    library.run(async {
        insert_all::<Books, _>(&accounts(0..2)).await.unwrap();
        assert!(!insert_or_ignore::<Books, _>(&account(9, "a1@b.example")).await.unwrap());
        assert!(insert_or_ignore::<Books, _>(&account(9, "a9@b.example")).await.unwrap());
        let by_mail = |columns: AccountColumns| vec![columns.mail.index];
        let richer = Account { balance: Decimal::new(99, 0), ..account(50, "a1@b.example") };
        let stored = insert_or_replace::<Books, _>(&richer, by_mail).await.unwrap();
        assert_eq!((stored.id, stored.balance), (1, Decimal::new(9900, 2)), "its key stays");
        assert_eq!(find::<Books, Account>(&1).await.unwrap(), stored);
        // The key is another's, and that was not named.
        let other = insert_or_replace::<Books, _>(&account(0, "new@b.example"), by_mail).await.unwrap_err();
        assert!(matches!(&other, StoreError::Taken { record: "Account", field } if field == "id"), "{other}");
        let shared = account(0, "x@b.example");
        let unnamed = insert_or_replace::<Books, _>(&shared, |it| vec![it.balance.index]);
        assert!(matches!(unnamed.await, Err(StoreError::Unavailable(_))));
    });
}
