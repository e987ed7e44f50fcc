//! The arena of one thread: values, what is worked out from them, and the edges between them.
//!
//! Marking is pushed, values are pulled: a changed signal marks its direct readers *dirty* and
//! those behind them *to be checked*; a reader to be checked first asks its sources, and runs
//! only if one of them really changed.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::Cycle;

/// Names a slot; the generation tells a freed and reused one apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) index: u32,
    generation: u32,
}

/// "No slot" in the intrusive lists.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Clean,
    Check,
    Dirty,
}

/// What a slot is.
pub(super) enum Work {
    /// Owns other slots.
    Scope,
    /// Holds a value that is set.
    Value,
    /// Works its value out; says whether it changed.
    Derived(Rc<dyn Fn() -> bool>),
    /// Acts on what it reads.
    Binding(Rc<dyn Fn()>),
}

/// One end of a dependency: the slot at the other end, and where this edge stands in its list.
#[derive(Clone, Copy)]
struct Edge {
    other: u32,
    place: u32,
}

struct Slot {
    generation: u32,
    name: &'static str,
    work: Work,
    value: Option<Rc<dyn Any>>,
    state: State,
    is_running: bool,
    /// When it was made: bindings run in this order, so an outer block before what stands in it.
    sequence: u64,
    /// The flush it last ran in, and how often: what never comes to rest is found by this.
    runs: (u64, u32),
    /// The run that tracked this slot last, so that reading it again costs nothing.
    tracked_by: u64,
    sources: Vec<Edge>,
    observers: Vec<Edge>,
    owner: u32,
    first_owned: u32,
    next: u32,
    previous: u32,
}

#[derive(Default)]
struct Graph {
    slots: Vec<Slot>,
    free: Vec<u32>,
    live: usize,
    sequence: u64,
    run: u64,
    flush: u64,
    /// What runs now, innermost last.
    running: Vec<Running>,
    pending: BinaryHeap<Reverse<(u64, Key)>>,
}

#[derive(Clone, Copy)]
struct Running {
    /// None inside of `untracked`.
    observer: Option<Key>,
    run: u64,
    /// How many of the observer's edges have been read again, in order, by this run.
    cursor: usize,
}

thread_local! {
    static GRAPH: RefCell<Graph> = RefCell::default();
    static RUNS: Cell<u64> = const { Cell::new(0) };
}

/// How often one binding may run in one flush before it counts as a cycle.
const RUNS_IN_A_FLUSH_MAX: u32 = 100;

/// Slots alive on this thread.
pub(super) fn live() -> usize {
    GRAPH.with_borrow(|graph| graph.live)
}

pub(super) fn insert(owner: Option<Key>, name: &'static str, work: Work, value: Option<Rc<dyn Any>>) -> Key {
    GRAPH.with_borrow_mut(|graph| graph.insert(owner, name, work, value))
}

/// Frees the slot and everything that it owns. A slot that is gone already stays so.
pub(super) fn remove(key: Key) {
    // Values and closures may hold anything, so they are dropped when the arena is free again.
    let dropped = GRAPH.with_borrow_mut(|graph| {
        let mut dropped = Vec::new();
        if graph.find(key).is_some() {
            graph.unlink_from_owner(key.index);
            graph.remove(key.index, &mut dropped);
        }
        dropped
    });
    drop(dropped);
}

pub(super) fn is_live(key: Key) -> bool {
    GRAPH.with_borrow(|graph| graph.find(key).is_some())
}

/// The value in the slot, brought up to date; the running binding depends on it from now on.
#[track_caller]
pub(super) fn value(key: Key) -> Rc<dyn Any> {
    bring_up_to_date(key.index, key);
    GRAPH.with_borrow_mut(|graph| {
        graph.track(key.index);
        graph.slots[key.index as usize].value.clone().expect("only slots with a value are read")
    })
}

/// The value in the slot as it is, for writing.
#[track_caller]
pub(super) fn value_untracked(key: Key) -> Rc<dyn Any> {
    GRAPH.with_borrow(|graph| graph.expect(key).value.clone().expect("only slots with a value are written"))
}

/// Marks all that depends on the slot.
pub(super) fn changed(key: Key) {
    GRAPH.with_borrow_mut(|graph| graph.mark_observers(key.index, State::Dirty));
}

/// Whether a slot depends on anything.
pub(super) fn has_sources(key: Key) -> bool {
    GRAPH.with_borrow(|graph| !graph.expect(key).sources.is_empty())
}

/// Runs a binding for the first time.
pub(super) fn run_first(key: Key) {
    run(key.index);
}

/// Runs `f` without making the running binding depend on what it reads.
pub(super) fn untracked<T>(f: impl FnOnce() -> T) -> T {
    let _running = Started::new(None);
    f()
}

/// Whether a binding is marked.
pub(super) fn has_pending() -> bool {
    GRAPH.with_borrow(|graph| !graph.pending.is_empty())
}

/// Runs every marked binding, in the order in which they were made. Returns how many ran.
pub(super) fn run_pending() -> Result<u64, Cycle> {
    let before = RUNS.get();
    GRAPH.with_borrow_mut(|graph| graph.flush += 1);
    while let Some(Reverse((_, key))) = GRAPH.with_borrow_mut(|graph| graph.pending.pop()) {
        let never_rests = GRAPH.with_borrow_mut(|graph| {
            let flush = graph.flush;
            let Some(slot) = graph.find_mut(key) else { return Some(false) };
            if slot.runs.0 != flush {
                slot.runs = (flush, 0);
            }
            slot.runs.1 += 1;
            Some(slot.runs.1 > RUNS_IN_A_FLUSH_MAX)
        });
        if never_rests == Some(true) {
            let path = GRAPH.with_borrow_mut(|graph| {
                graph.pending.clear();
                graph.cycle_through(key.index)
            });
            return Err(Cycle { path });
        }
        if is_live(key) {
            bring_up_to_date(key.index, key);
        }
    }
    Ok(RUNS.get() - before)
}

/// Works the slot out again if one of its sources changed.
#[track_caller]
fn bring_up_to_date(index: u32, key: Key) {
    let state = GRAPH.with_borrow(|graph| {
        let slot = graph.expect(key);
        if slot.is_running && matches!(slot.work, Work::Derived(_)) {
            let path = graph.path_of_running(index);
            return Err(Cycle { path });
        }
        Ok(slot.state)
    });
    let state = match state {
        Ok(state) => state,
        Err(cycle) => panic!("{cycle}"),
    };
    if state == State::Clean {
        return;
    }
    if state == State::Check {
        let mut next = 0;
        // A source that really changes marks this slot dirty; the ones behind it need not be asked.
        while let Some(source) = GRAPH.with_borrow(|graph| graph.source_to_ask(index, next)) {
            bring_up_to_date(source.index, source);
            next += 1;
        }
        let is_dirty = GRAPH.with_borrow_mut(|graph| {
            let slot = &mut graph.slots[index as usize];
            let is_dirty = slot.state == State::Dirty;
            slot.state = State::Clean;
            is_dirty
        });
        if !is_dirty {
            return;
        }
    }
    run(index);
}

fn run(index: u32) {
    enum Run {
        Derived(Rc<dyn Fn() -> bool>),
        Binding(Rc<dyn Fn()>),
    }
    let run = GRAPH.with_borrow_mut(|graph| {
        let slot = &mut graph.slots[index as usize];
        // Clean before it runs: a change made while it runs marks it again.
        slot.state = State::Clean;
        match &slot.work {
            Work::Derived(work) => Some(Run::Derived(Rc::clone(work))),
            Work::Binding(work) => Some(Run::Binding(Rc::clone(work))),
            Work::Scope | Work::Value => None,
        }
    });
    let _running = Started::new(Some(index));
    match run {
        Some(Run::Derived(work)) => {
            let is_changed = work();
            if is_changed {
                GRAPH.with_borrow_mut(|graph| graph.confirm_change(index));
            }
        }
        Some(Run::Binding(work)) => {
            RUNS.set(RUNS.get() + 1);
            work();
        }
        None => {}
    }
}

/// Makes `observer` what runs now, until dropped; also when what runs panics.
struct Started {
    observer: Option<Key>,
}

impl Started {
    fn new(observer: Option<u32>) -> Started {
        GRAPH.with_borrow_mut(|graph| {
            graph.run += 1;
            let run = graph.run;
            let observer = observer.map(|index| {
                let slot = &mut graph.slots[index as usize];
                slot.is_running = true;
                Key { index, generation: slot.generation }
            });
            graph.running.push(Running { observer, run, cursor: 0 });
            Started { observer }
        })
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        GRAPH.with_borrow_mut(|graph| {
            let Some(running) = graph.running.pop() else { return };
            let Some(key) = self.observer else { return };
            // What it did may have disposed of it.
            let Some(slot) = graph.find_mut(key) else { return };
            slot.is_running = false;
            if std::thread::panicking() && matches!(slot.work, Work::Derived(_)) {
                // It has no new value; whoever asks next makes it try again.
                slot.state = State::Dirty;
            }
            graph.cut_sources(key.index, running.cursor);
        });
    }
}

impl Graph {
    fn insert(
        &mut self,
        owner: Option<Key>,
        name: &'static str,
        work: Work,
        value: Option<Rc<dyn Any>>,
    ) -> Key {
        let owner = owner.map_or(NONE, |owner| {
            self.expect(owner);
            owner.index
        });
        self.sequence += 1;
        self.live += 1;
        // A derived value is worked out at its first read.
        let state = if matches!(work, Work::Derived(_)) { State::Dirty } else { State::Clean };
        let mut slot = Slot {
            generation: 0,
            name,
            work,
            value,
            state,
            is_running: false,
            sequence: self.sequence,
            runs: (0, 0),
            tracked_by: 0,
            sources: Vec::new(),
            observers: Vec::new(),
            owner,
            first_owned: NONE,
            next: NONE,
            previous: NONE,
        };
        let index = match self.free.pop() {
            Some(index) => {
                slot.generation = self.slots[index as usize].generation;
                self.slots[index as usize] = slot;
                index
            }
            None => {
                self.slots.push(slot);
                u32::try_from(self.slots.len() - 1).expect("fewer than four thousand million slots")
            }
        };
        if owner != NONE {
            let first = std::mem::replace(&mut self.slots[owner as usize].first_owned, index);
            self.slots[index as usize].next = first;
            if first != NONE {
                self.slots[first as usize].previous = index;
            }
        }
        Key { index, generation: self.slots[index as usize].generation }
    }

    fn find(&self, key: Key) -> Option<&Slot> {
        self.slots.get(key.index as usize).filter(|slot| slot.generation == key.generation)
    }

    fn find_mut(&mut self, key: Key) -> Option<&mut Slot> {
        self.slots.get_mut(key.index as usize).filter(|slot| slot.generation == key.generation)
    }

    #[track_caller]
    fn expect(&self, key: Key) -> &Slot {
        self.find(key).expect("a signal was used after the component or list item that made it was gone")
    }

    fn unlink_from_owner(&mut self, index: u32) {
        let Slot { owner, next, previous, .. } = self.slots[index as usize];
        if previous != NONE {
            self.slots[previous as usize].next = next;
        } else if owner != NONE {
            self.slots[owner as usize].first_owned = next;
        }
        if next != NONE {
            self.slots[next as usize].previous = previous;
        }
    }

    fn remove(&mut self, index: u32, dropped: &mut Vec<(Work, Option<Rc<dyn Any>>)>) {
        let mut owned = self.slots[index as usize].first_owned;
        while owned != NONE {
            let next = self.slots[owned as usize].next;
            self.remove(owned, dropped);
            owned = next;
        }
        self.cut_sources(index, 0);
        while let Some(edge) = self.slots[index as usize].observers.last().copied() {
            self.remove_source(edge.other, edge.place as usize);
        }
        let slot = &mut self.slots[index as usize];
        dropped.push((std::mem::replace(&mut slot.work, Work::Scope), slot.value.take()));
        slot.generation = slot.generation.wrapping_add(1);
        slot.first_owned = NONE;
        self.free.push(index);
        self.live -= 1;
    }

    /// The running observer depends on `source`. What it read in the same order last time costs a comparison.
    fn track(&mut self, source: u32) {
        let Some(running) = self.running.last_mut() else { return };
        let Some(observer) = running.observer else { return };
        let (run, cursor) = (running.run, running.cursor);
        if self.find(observer).is_none() {
            return;
        }
        let observer = observer.index;
        let slot = &mut self.slots[source as usize];
        if slot.tracked_by == run {
            return;
        }
        slot.tracked_by = run;
        if self.slots[observer as usize].sources.get(cursor).is_none_or(|edge| edge.other != source) {
            self.cut_sources(observer, cursor);
            self.add_source(observer, source);
        }
        if let Some(running) = self.running.last_mut() {
            running.cursor += 1;
        }
    }

    fn add_source(&mut self, observer: u32, source: u32) {
        let in_sources = self.slots[observer as usize].sources.len();
        let in_observers = self.slots[source as usize].observers.len();
        self.slots[observer as usize].sources.push(Edge { other: source, place: in_observers as u32 });
        self.slots[source as usize].observers.push(Edge { other: observer, place: in_sources as u32 });
    }

    fn cut_sources(&mut self, observer: u32, keep: usize) {
        while self.slots[observer as usize].sources.len() > keep {
            let last = self.slots[observer as usize].sources.len() - 1;
            self.remove_source(observer, last);
        }
    }

    /// Takes the edge at `place` of the observer's sources away at both ends, each by a swap with the last one.
    fn remove_source(&mut self, observer: u32, place: usize) {
        let edge = self.slots[observer as usize].sources.swap_remove(place);
        if let Some(moved) = self.slots[observer as usize].sources.get(place).copied() {
            self.slots[moved.other as usize].observers[moved.place as usize].place = place as u32;
        }
        let place = edge.place as usize;
        self.slots[edge.other as usize].observers.swap_remove(place);
        if let Some(moved) = self.slots[edge.other as usize].observers.get(place).copied() {
            self.slots[moved.other as usize].sources[moved.place as usize].place = place as u32;
        }
    }

    /// A derived value did change: who was to check it has to run. Who is running now reads the
    /// new value anyway, so it is not marked again.
    fn confirm_change(&mut self, index: u32) {
        for place in 0..self.slots[index as usize].observers.len() {
            let observer = self.slots[index as usize].observers[place].other;
            let observer = &mut self.slots[observer as usize];
            if observer.state == State::Check {
                observer.state = State::Dirty;
            }
        }
    }

    fn mark_observers(&mut self, index: u32, direct: State) {
        let mut stack: Vec<(u32, State)> =
            self.slots[index as usize].observers.iter().map(|edge| (edge.other, direct)).collect();
        while let Some((index, state)) = stack.pop() {
            let slot = &mut self.slots[index as usize];
            if slot.state >= state {
                continue;
            }
            let was_clean = slot.state == State::Clean;
            slot.state = state;
            if !was_clean {
                continue;
            }
            if matches!(slot.work, Work::Binding(_)) {
                let key = Key { index, generation: slot.generation };
                self.pending.push(Reverse((slot.sequence, key)));
            } else {
                stack.extend(slot.observers.iter().map(|edge| (edge.other, State::Check)));
            }
        }
    }

    /// The source to ask next while the slot is still only to be checked.
    fn source_to_ask(&self, index: u32, next: usize) -> Option<Key> {
        let slot = &self.slots[index as usize];
        if slot.state != State::Check {
            return None;
        }
        let index = slot.sources.get(next)?.other;
        Some(Key { index, generation: self.slots[index as usize].generation })
    }

    fn path_of_running(&self, index: u32) -> Vec<&'static str> {
        let indices: Vec<u32> = self.running.iter().filter_map(|it| it.observer).map(|it| it.index).collect();
        let first = indices.iter().position(|running| *running == index).unwrap_or(0);
        let mut path: Vec<_> =
            indices[first..].iter().map(|running| self.slots[*running as usize].name).collect();
        path.push(self.slots[index as usize].name);
        path
    }

    /// A binding that keeps running, and the first thing it reads: one of them it changes itself.
    fn cycle_through(&self, index: u32) -> Vec<&'static str> {
        let slot = &self.slots[index as usize];
        let mut path = vec![slot.name];
        path.extend(slot.sources.first().map(|edge| self.slots[edge.other as usize].name));
        path.push(slot.name);
        path
    }
}
