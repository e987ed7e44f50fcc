//! What the runners of a program share: who they are, how much they may do, what is being done.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use parseltongue_records::jobs::{Claimed, Depth, Lease, Queue, Room, later};
use parseltongue_records::{StoreError, Timestamp, Uuid};
use tokio::sync::Notify;

use crate::work::JobLine;

/// Jobs of one service that a program does at one time, of whatever kinds.
pub const JOBS_AT_ONCE_MAX: usize = 64;

/// How long a job is the program's that has taken it up, unless that says that it still is.
pub(super) const LEASE: Duration = Duration::from_secs(30);

/// Jobs that one core takes up in one go.
const TAKEN_UP_MAX: usize = 8;

/// How old the numbers of `/metrics` may be: they are counted in the store, which takes a while for
/// very many jobs.
const DEPTHS_AGE_MAX: Duration = Duration::from_secs(5);

/// Shared by all runners of a service in one program.
pub(crate) struct Bench {
    /// The name of this life of the program.
    pub(super) holder: Uuid,
    lines: &'static [JobLine],
    /// Rung when there may be something to take up.
    pub(super) bell: Arc<Notify>,
    state: Mutex<State>,
    depths: Mutex<Depths>,
}

/// What the store said of all jobs.
#[derive(Default)]
struct Depths {
    /// When it was asked.
    at: Option<Instant>,
    depths: Vec<Depth>,
}

impl Depths {
    /// The store has answered. It tells of its own failures; what is not known is not shown.
    fn note(&mut self, counted: Result<Vec<Depth>, StoreError>) {
        *self = match counted {
            Ok(depths) => Depths { at: Some(Instant::now()), depths },
            Err(_) => Depths::default(),
        };
    }
}

struct State {
    /// Of each line, those that run and those that a core is about to take up.
    taken: Vec<usize>,
    running: Vec<Uuid>,
}

impl Bench {
    pub(crate) fn of(lines: &'static [JobLine]) -> Bench {
        Bench {
            holder: Uuid::now_v7(),
            lines,
            bell: Arc::default(),
            state: Mutex::new(State { taken: vec![0; lines.len()], running: Vec::new() }),
            depths: Mutex::default(),
        }
    }

    /// Where a kind stands among the lines.
    pub(super) fn line_of(&self, kind: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.kind == kind)
    }

    /// Takes as much room as there is for one look; none when there is none.
    pub(super) fn take_room(&self, service: &'static str) -> Option<Room> {
        let mut state = self.state();
        let all: usize = state.taken.iter().sum();
        let most = TAKEN_UP_MAX.min(JOBS_AT_ONCE_MAX.saturating_sub(all));
        let mut kinds = Vec::new();
        for (line, taken) in self.lines.iter().zip(&mut state.taken) {
            let room = line.at_once.saturating_sub(*taken).min(most);
            if room > 0 {
                *taken += room;
                kinds.push((line.kind, room));
            }
        }
        (!kinds.is_empty()).then_some(Room { service, kinds, most })
    }

    /// Gives the room back that no job was found for, and notes those that were.
    pub(super) fn settle_room(&self, kinds: &[(&'static str, usize)], claimed: &[Claimed]) {
        let mut state = self.state();
        for (kind, room) in kinds {
            let used = claimed.iter().filter(|job| job.kind == *kind).count();
            if let Some(line) = self.line_of(kind) {
                state.taken[line] -= room - used;
            }
        }
        state.running.extend(claimed.iter().map(|job| job.id));
    }

    /// A job has ended, however.
    pub(super) fn ended(&self, line: usize, id: Uuid) {
        let mut state = self.state();
        let all: usize = state.taken.iter().sum();
        let was_full = all >= JOBS_AT_ONCE_MAX || state.taken[line] >= self.lines[line].at_once;
        state.taken[line] -= 1;
        state.running.retain(|running| *running != id);
        drop(state);
        if was_full {
            self.bell.notify_one();
        }
    }

    pub(super) fn running(&self) -> Vec<Uuid> {
        self.state().running.clone()
    }

    pub(super) fn lease(&self) -> Lease {
        let now = Timestamp::now();
        Lease { holder: self.holder, now, until: later(now, LEASE) }
    }

    /// How many jobs there are, counted a few seconds ago at most. A store that does not know at once is asked beside
    /// this, and what it said the last time is shown.
    pub(super) fn depths(self: &Arc<Self>, service: &'static str, queue: &dyn Queue) -> Vec<Depth> {
        let mut known = self.known_depths();
        if known.at.is_some_and(|at| at.elapsed() < DEPTHS_AGE_MAX) {
            return known.depths.clone();
        }
        let mut asked = queue.depths(service);
        match asked.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(counted) => known.note(counted),
            Poll::Pending => {
                // Nobody else asks meanwhile.
                known.at = Some(Instant::now());
                let bench = Arc::clone(self);
                tokio::spawn(async move {
                    let counted = asked.await;
                    bench.known_depths().note(counted);
                });
            }
        }
        known.depths.clone()
    }

    /// Held to copy what is in it, or to put something there.
    fn known_depths(&self) -> MutexGuard<'_, Depths> {
        self.depths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held for a few additions only.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &[JobLine] = &[JobLine::new("A").at_once(2), JobLine::new("B").at_once(100)];

    fn claimed(kind: &str) -> Claimed {
        Claimed {
            id: Uuid::now_v7(),
            kind: kind.to_owned(),
            attempt: 1,
            due: Timestamp::EPOCH,
            fingerprint: 1,
            schema: String::new(),
            payload: Vec::new(),
        }
    }

    #[test]
    fn cores_together_keep_to_the_limits() {
        let bench = Bench::of(LINES);
        let mut running = Vec::new();
        while let Some(room) = bench.take_room("Exchange") {
            assert!(room.most <= TAKEN_UP_MAX);
            let found: Vec<Claimed> = (0..room.most).map(|_| claimed("B")).collect();
            let found = if running.is_empty() { vec![claimed("A"), claimed("A")] } else { found };
            bench.settle_room(&room.kinds, &found);
            running.extend(found);
        }
        assert_eq!(running.len(), JOBS_AT_ONCE_MAX);
        assert_eq!(bench.running().len(), JOBS_AT_ONCE_MAX);
        for job in &running {
            bench.ended(bench.line_of(&job.kind).unwrap(), job.id);
        }
        assert!(bench.running().is_empty());
        let room = bench.take_room("Exchange").unwrap();
        assert_eq!(room.kinds, [("A", 2), ("B", TAKEN_UP_MAX)]);
    }
}
