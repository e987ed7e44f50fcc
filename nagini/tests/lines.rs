//! The `let_…` lines of a component other than signals: what they are when it is put up, and later.
#![deny(warnings, clippy::all)]
#![allow(missing_docs)]

use std::sync::atomic::{AtomicI64, Ordering};

use parseltongue::prelude::*;
use parseltongue::records::Shared;
use parseltongue::view::Role;

static MADE: AtomicI64 = AtomicI64::new(0);
static HANDED: AtomicI64 = AtomicI64::new(0);

fn made(number: i64) -> String {
    MADE.fetch_add(1, Ordering::Relaxed);
    format!("made of {number}")
}

/// What an action hands to another thread.
fn on_another_thread(presses: Shared<i64>) {
    let seen = std::thread::spawn(move || presses.get()).join().expect("the thread ends");
    HANDED.store(seen, Ordering::Relaxed);
}

parseltongue! {
    nagini!<Lines> {
        window: "Lines" sized 400 by 300,
        shows: Root,

        component Root() {
            let_signal_var count: i64 = 2;
            let_signal_var is_open: bool = false;

            column {
                button("Add", pressed: { count.add(1); })
                button("Open", pressed: { is_open.set(true); })
                Line(of: count.get(), is_open: is_open.get())
            }
        }

        component Line(of: i64, is_open: bool) {
            let_var first: i64 = of * 10;
            let_constant_var step: i64 = 3 + 4;
            let_lazy_var text: string = made(of);
            let_shared_var house: string = "Slytherin";
            let_local_shared_var names: list<string> = vec!["Tom".to_owned(), "Draco".to_owned()];
            let_mut_shared_var presses: i64 = 0;
            let_mut_local_shared_var seen: list<i64> = Vec::new();
            let_signal_var shown: string = "";

            row {
                text("{house} {names.len()} {step} {first} {of}")
                text(house)
                button("Press", pressed: {
                    presses.add(step);
                    seen.update(|seen| seen.push(of));
                    shown.set(format!("{} {:?}", presses.get(), seen.get()));
                    on_another_thread(presses.share());
                })
                text(shown.get())
                if is_open { text(text.get()) text("{text.get()}") }
            }
        }
    }
}

#[test]
fn a_line_of_a_component_is_worked_out_when_it_is_put_up_and_what_actions_share_stays() {
    let mut view = Lines::test();
    assert_eq!(view.texts(), ["Slytherin 2 7 20 2", "Slytherin", ""]);

    view.find(Role::Button, "Add").click();
    assert_eq!(view.texts()[0], "Slytherin 2 7 20 3", "what the prop was at first stays");

    view.find(Role::Button, "Press").click();
    view.find(Role::Button, "Press").click();
    assert_eq!(view.texts()[2], "14 [3, 3]");
    assert_eq!(HANDED.load(Ordering::Relaxed), 14, "the owner on the other thread sees the same value");

    assert_eq!(MADE.load(Ordering::Relaxed), 0, "nothing has read it");
    view.find(Role::Button, "Open").click();
    assert_eq!(view.texts()[3..], ["made of 3", "made of 3"]);
    view.find(Role::Button, "Add").click();
    assert_eq!(view.texts()[0], "Slytherin 2 7 20 4");
    assert_eq!((&*view.texts()[3], MADE.load(Ordering::Relaxed)), ("made of 3", 1), "made once");
    assert_eq!(view.reports(), Vec::<String>::new());
}
