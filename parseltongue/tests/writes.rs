//! Words that write by what is stored already: fields in what is set, many at once, conflicts.
#![cfg(feature = "store")]
#![allow(missing_docs)]

use parseltongue::cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue::prelude::*;
use parseltongue::records::{Failure, StoreError};

parseltongue! {
    define_record Account {
        id: i64 key,
        mail: string unique,
        balance: decimal scale 2 at_least 0,
        visits: i64 at_most 1_000,
        note: optional<string>,
    }

    define_record Pair {
        id: uuid key generated,
        left: i64 references Account,
        right: i64 references Account,
        weight: i64 default 1,
        unique .left, .right,
        indexed .right, .weight,
    }

    define_store Kept { keep_in: sqlite "kept.db", holds: Account, Pair }
    define_store Fleeting { keep_in: memory, holds: Account, Pair }

    define_async_function take(id: i64, amount: decimal, note: string) -> Account uses Kept {
        finish_with change Account with id set .balance = .balance - amount, .note = note.as_str(), .visits = .visits + 1;
    }

    define_async_function swap_over(id: i64) -> Account uses Fleeting {
        finish_with change Account with id set .note = Some(.mail.to_uppercase()), .mail = format!("{}!", .mail);
    }

    define_async_function add(id: i64, mail: string, visits: i64) -> bool uses Kept {
        finish_with insert new Account { id, mail, balance: 100.into(), visits } on_conflict ignore;
    }

    define_async_function add_fleeting(id: i64, mail: string, visits: i64) -> bool uses Fleeting {
        let_var account: Account = new Account { id, mail, balance: 100.into(), visits };
        finish_with insert account on_conflict ignore;
    }

    define_async_function visit(id: i64, mail: string, visits: i64) -> Account uses Kept {
        let_var account: Account = new Account { id, mail, balance: 0.into(), visits };
        finish_with insert account on_conflict .mail set .visits = .visits + visits, .note = "again";
    }

    define_async_function put(id: i64, mail: string, visits: i64) -> Account uses Kept {
        finish_with insert new Account { id, mail, balance: 7.into(), visits } on_conflict .mail replace;
    }

    define_async_function put_by_key(id: i64, mail: string) -> Account uses Kept {
        finish_with insert new Account { id, mail, balance: 7.into(), visits: 0 } on_conflict replace;
    }

    define_async_function put_by_balance(account: Account) -> Account uses Kept {
        finish_with insert account on_conflict .balance replace;
    }

    define_async_function count_visits(least: i64, more: i64) -> i64 uses Kept {
        finish_with change all Account where .visits >= least set .visits = .visits + more, .note = None;
    }

    define_async_function forget(most: i64) -> i64 uses Kept {
        finish_with remove all Account where .visits >= 0 limit most;
    }

    define_async_function forget_named(mail: string) -> i64 uses Kept {
        finish_with remove all Account where .mail == mail and .visits >= 0;
    }

    define_async_function links(left: i64, right: i64) -> list<Pair> uses Kept {
        insert new Pair { left, right } on_conflict ignore;
        insert new Pair { left, right } on_conflict .left, .right set .weight = .weight + 1;
        finish_with find_all Pair order_by .weight, .id limit 10;
    }

    define_async_function together(id: i64) -> i64 fails_with WritesError uses Kept {
        let_var left: i64 = in_transaction {
            let by: i64 = 5;
            change Account with id set .visits = .visits + by;
            change all Account where .visits > 0 set .visits = .visits * 2;
            insert new Account { id, mail: "x".to_owned(), balance: 1.into(), visits: 0 } on_conflict set .note = "twice";
            let added: bool = insert new Account { id: id + 1, mail: "y".to_owned(), balance: 1.into(), visits: 0 } on_conflict ignore;
            let gone: i64 = remove all Account where .id == id + 1;
            let account = find Account with id;
            require added && gone == 1 && account.note.as_deref() == Some("twice") otherwise WritesError::Lost;
            account.visits
        };
        finish_with left;
    }

    define_async_function accounts() -> list<Account> uses Kept {
        finish_with find_all Account order_by .id limit 100;
    }
}

parseltongue! {
    define_error WritesError { Lost is conflict "lost" }
}

struct Desk;

impl Block for Desk {
    const NAME: &'static str = "Desk";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.open::<Kept>()?;
        opening.open::<Fleeting>()
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(parseltongue::cores::stopping())
    }
}

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Desk>(1)];
}

fn in_a_world(check: impl AsyncFnOnce()) {
    let directory = tempfile::tempdir().unwrap();
    let running: Running = Launch::of::<Desk>().in_directory(directory.path()).start().unwrap();
    running.run(async { check().await });
    assert!(running.stop().is_clean());
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_field_in_what_is_set_is_that_of_the_stored_record() {
    in_a_world(async || {
        assert!(add(1, text("a"), 0).await.unwrap());
        let left = take(1, "30.5".parse().unwrap(), text("lunch")).await.unwrap();
        assert_eq!(
            (left.balance.to_string(), left.visits, left.note.as_deref()),
            (text("69.5"), 1, Some("lunch"))
        );
        let refused = take(1, 70.into(), text("dinner")).await.unwrap_err();
        assert!(
            matches!(&refused, Failure::Invalid(report) if report.fields[0].field == "/balance"),
            "{refused:?}"
        );
        assert!(matches!(take(2, 1.into(), text("none")).await, Err(Failure::NotFound { .. })));
        assert_eq!(accounts().await.unwrap()[0], left);
        assert!(add_fleeting(1, text("a"), 0).await.unwrap());
        let swapped = swap_over(1).await.unwrap();
        assert_eq!((&*swapped.mail, swapped.note.as_deref()), ("a!", Some("A")));
    });
}

#[test]
fn two_that_change_at_once_lose_nothing() {
    in_a_world(async || {
        add(1, text("a"), 0).await.unwrap();
        let takes = (0..20).map(|_| take(1, 1.into(), text("x")));
        for taken in futures_all(takes).await {
            taken.unwrap();
        }
        let account = accounts().await.unwrap().remove(0);
        assert_eq!((account.balance.to_string(), account.visits), (text("80"), 20));
    });
}

async fn futures_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in waiting.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[test]
fn a_conflict_is_ignored_replaced_or_changed() {
    in_a_world(async || {
        assert!(add(1, text("a"), 1).await.unwrap());
        assert!(!add(1, text("b"), 2).await.unwrap(), "the key is taken");
        assert!(!add(2, text("a"), 2).await.unwrap(), "the mail is taken");
        let visited = visit(2, text("a"), 5).await.unwrap();
        assert_eq!((visited.id, visited.visits, visited.note.as_deref()), (1, 6, Some("again")));
        let visited = visit(2, text("b"), 5).await.unwrap();
        assert_eq!((visited.id, visited.visits, visited.note), (2, 5, None));
        let refused = visit(2, text("c"), 5).await.unwrap_err();
        assert!(
            matches!(&refused, Failure::Store(StoreError::Taken { field, .. }) if field == "id"),
            "{refused:?}"
        );
        let put_over = put(9, text("a"), 3).await.unwrap();
        assert_eq!((put_over.id, put_over.visits, put_over.balance), (1, 3, 7.into()), "its key stays");
        let renamed = put_by_key(1, text("z")).await.unwrap();
        assert_eq!((renamed.id, &*renamed.mail), (1, "z"));
        let refused = format!("{:?}", put_by_balance(renamed.clone()).await.unwrap_err());
        assert!(refused.contains("`on_conflict` names balance of Account"), "{refused}");
        assert_eq!(accounts().await.unwrap().len(), 2);
    });
}

#[test]
fn a_pair_is_unique_as_a_pair() {
    in_a_world(async || {
        for id in 1..=3 {
            add(id, id.to_string(), 0).await.unwrap();
        }
        let weights = |pairs: Vec<Pair>| pairs.iter().map(|pair| pair.weight).collect::<Vec<_>>();
        assert_eq!(weights(links(1, 2).await.unwrap()), [2]);
        assert_eq!(weights(links(2, 1).await.unwrap()), [2, 2]);
        assert_eq!(weights(links(1, 2).await.unwrap()), [2, 3]);
        assert!(matches!(links(1, 77).await, Err(Failure::Store(StoreError::Dangling { .. }))));
    });
}

#[test]
fn all_that_fit_are_changed_or_none() {
    in_a_world(async || {
        for (id, visits) in [(1, 0), (2, 10), (3, 999)] {
            add(id, id.to_string(), visits).await.unwrap();
        }
        let visits = async || accounts().await.unwrap().iter().map(|it| it.visits).collect::<Vec<_>>();
        assert!(matches!(count_visits(1, 5).await, Err(Failure::Invalid(_))), "one would have too many");
        assert_eq!(visits().await, [0, 10, 999]);
        assert_eq!(count_visits(1, 1).await.unwrap(), 2);
        assert_eq!(visits().await, [0, 11, 1_000]);
        assert_eq!(forget(2).await.unwrap(), 2);
        assert_eq!(forget_named(text("7")).await.unwrap(), 0);
        assert_eq!(forget_named(text("3")).await.unwrap(), 1);
        assert_eq!(forget(2).await.unwrap(), 0);
    });
}

#[test]
fn a_transaction_has_the_same_words() {
    in_a_world(async || {
        add(1, text("a"), 10).await.unwrap();
        assert_eq!(together(1).await.unwrap(), 30);
    });
}
