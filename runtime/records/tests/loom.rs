//! Shared variables under loom, which runs each test in every order in which its threads may meet, and shows them
//! every value that the memory ordering allows:
//! `RUSTFLAGS="--cfg loom" cargo test -p parseltongue-records --release --test loom`
#![cfg(loom)]

use loom::thread;
use parseltongue_records::Shared;

#[test]
fn no_addition_and_no_update_is_lost() {
    loom::model(|| {
        let count = Shared::new(0_i64);
        let (added, updated) = (count.share(), count.share());
        let adding = thread::spawn(move || added.add(1));
        let updating = thread::spawn(move || updated.update(|count| *count += 10));
        adding.join().unwrap();
        updating.join().unwrap();
        assert_eq!(count.get(), 11);
    });
}

#[test]
fn one_of_two_takes_the_turn() {
    loom::model(|| {
        let turn = Shared::new(false);
        let other = turn.share();
        let taking = thread::spawn(move || !other.update(|turn| std::mem::replace(turn, true)));
        let mine = !turn.update(|turn| std::mem::replace(turn, true));
        assert_ne!(mine, taking.join().unwrap());
    });
}

#[test]
fn who_sees_the_flag_sees_what_was_written_before() {
    loom::model(|| {
        let (ready, value) = (Shared::new(false), Shared::new(0_i64));
        let (set_ready, set_value) = (ready.share(), value.share());
        let writing = thread::spawn(move || {
            set_value.set(7);
            set_ready.set(true);
        });
        if ready.get() {
            assert_eq!(value.get(), 7);
        }
        writing.join().unwrap();
    });
}

#[test]
fn what_stands_behind_a_lock_is_changed_by_one_at_a_time() {
    loom::model(|| {
        let list = Shared::new(Vec::<i64>::new());
        let other = list.share();
        let pushing = thread::spawn(move || other.update(|list| list.push(1)));
        list.update(|list| list.push(2));
        pushing.join().unwrap();
        assert_eq!(list.read(Vec::len), 2);
    });
}
