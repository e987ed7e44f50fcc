use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;

fn counted(scope: Scope, act: impl Fn() + 'static) -> Rc<Cell<u32>> {
    let runs = Rc::new(Cell::new(0));
    let count = Rc::clone(&runs);
    bind(scope, "test", move || {
        count.set(count.get() + 1);
        act();
    });
    runs
}

#[test]
fn a_binding_runs_again_only_when_what_it_read_has_changed() {
    let scope = Scope::root();
    let (read, other) = (scope.signal("read", 1), scope.signal("other", 1));
    let runs = counted(scope, move || _ = read.get());
    other.set(2);
    assert_eq!(run_pending(), Ok(0));
    read.set(1);
    assert_eq!(run_pending(), Ok(0), "an equal value is no change");
    read.set(2);
    assert_eq!(run_pending(), Ok(1));
    assert_eq!(runs.get(), 2);
    scope.dispose();
}

#[test]
fn several_changes_are_one_update() {
    let scope = Scope::root();
    let (a, b) = (scope.signal("a", 1), scope.signal("b", 2));
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    bind(scope, "sum", move || log.borrow_mut().push((a.get(), b.get())));
    a.set(10);
    a.add(1);
    b.update(|b| *b = 20);
    assert_eq!(run_pending(), Ok(1));
    assert_eq!(*seen.borrow(), [(1, 2), (11, 20)]);
    scope.dispose();
}

#[test]
fn a_derived_value_is_lazy_kept_and_never_half_done() {
    let scope = Scope::root();
    let a = scope.signal("a", 1);
    let worked = Rc::new(Cell::new(0));
    let count = Rc::clone(&worked);
    let doubled = scope.derived("doubled", move || {
        count.set(count.get() + 1);
        a.get() * 2
    });
    assert_eq!(worked.get(), 0, "nobody has read it");
    let negated = scope.derived("negated", move || -a.get());
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    bind(scope, "both", move || log.borrow_mut().push((doubled.get(), negated.get(), doubled.get())));
    a.set(3);
    assert_eq!(run_pending(), Ok(1));
    assert_eq!(*seen.borrow(), [(2, -1, 2), (6, -3, 6)]);
    assert_eq!(worked.get(), 2);
    scope.dispose();
}

#[test]
fn a_derived_value_that_stays_equal_stops_the_change() {
    let scope = Scope::root();
    let a = scope.signal("a", 1);
    let is_big = scope.derived("is_big", move || a.get() > 100);
    let shown = scope.derived("shown", move || is_big.get().to_string());
    let runs = counted(scope, move || _ = shown.get());
    a.set(50);
    assert_eq!(run_pending(), Ok(0));
    a.set(500);
    assert_eq!(run_pending(), Ok(1));
    assert_eq!(runs.get(), 2);
    scope.dispose();
}

#[test]
fn what_is_read_at_run_time_is_the_truth() {
    let scope = Scope::root();
    let (which, left, right) = (scope.signal("which", true), scope.signal("l", 1), scope.signal("r", 1));
    let runs = counted(scope, move || _ = if which.get() { left.get() } else { right.get() });
    right.set(2);
    assert_eq!(run_pending(), Ok(0));
    which.set(false);
    assert_eq!(run_pending(), Ok(1));
    left.set(2);
    assert_eq!(run_pending(), Ok(0), "it no longer reads the left one");
    right.set(3);
    assert_eq!(run_pending(), Ok(1));
    assert_eq!(runs.get(), 3);
    scope.dispose();
}

#[test]
fn what_a_scope_owns_goes_with_it() {
    let before = live();
    let scope = Scope::root();
    let outer = scope.signal("outer", 1);
    let gone = Rc::new(Cell::new(false));
    let child = scope.child();
    let inner = child.derived("inner", move || outer.get() + 1);
    let runs = counted(child, move || _ = inner.get());
    let flag = Rc::clone(&gone);
    child.on_dispose(move || flag.set(true));
    outer.set(2);
    child.dispose();
    assert!(gone.get() && !child.is_live());
    assert_eq!(run_pending(), Ok(0), "a marked binding that is gone does not run");
    assert_eq!(runs.get(), 1);
    assert_eq!(live() - before, 2, "the scope and its signal are left");
    scope.dispose();
    assert_eq!(live(), before);
}

#[test]
fn a_binding_that_reads_nothing_is_let_go() {
    let scope = Scope::root();
    let before = live();
    bind(scope, "constant", || ());
    assert_eq!(live(), before);
    scope.dispose();
}

#[test]
fn freed_slots_are_used_again_and_old_handles_do_not_reach_them() {
    let scope = Scope::root();
    let child = scope.child();
    let old = child.signal("old", 1);
    child.dispose();
    let _new = scope.signal("new", 2);
    let _newer = scope.signal("newer", 3);
    assert!(std::panic::catch_unwind(|| old.get()).is_err());
    scope.dispose();
}

#[test]
fn a_derived_value_that_reads_itself_is_named() {
    let scope = Scope::root();
    let slot = scope.signal::<Option<Derived<i64>>>("slot", None);
    let first = scope.derived("first", move || slot.read(|it| *it).map_or(0, Derived::get));
    let second = scope.derived("second", move || first.get() + 1);
    slot.update(|it| *it = Some(second));
    let panic = std::panic::catch_unwind(|| first.get()).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
    assert_eq!(text, "`first` → `second` → `first` depends on itself");
    slot.update(|it| *it = None);
    assert_eq!(second.get(), 1, "the graph is usable after the panic");
    scope.dispose();
}

#[test]
fn a_binding_that_changes_what_it_reads_is_stopped_and_named() {
    let scope = Scope::root();
    let count = scope.signal("count", 0);
    bind(scope, "color", move || count.set(count.get() + 1));
    count.set(5);
    assert_eq!(run_pending(), Err(Cycle { path: vec!["color", "count", "color"] }));
    scope.dispose();
}

#[test]
fn a_thousand_readers_of_one_signal_come_and_go_in_any_order() {
    let scope = Scope::root();
    let shared = scope.signal("shared", 0);
    let children: Vec<Scope> = (0..1_000).map(|_| scope.child()).collect();
    for child in &children {
        bind(*child, "reader", move || _ = shared.get());
    }
    for child in children.iter().step_by(3) {
        child.dispose();
    }
    shared.set(1);
    assert_eq!(run_pending(), Ok(666));
    for child in children.iter().rev() {
        child.dispose();
    }
    shared.set(2);
    assert_eq!(run_pending(), Ok(0));
    scope.dispose();
}
