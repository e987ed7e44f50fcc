//! Intervals, and who among many programs keeps them.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use parseltongue_records::jobs::{Lease, Queue, later};
use parseltongue_records::{Timestamp, Uuid};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Keeper, Rhythm};
use crate::Service;
use crate::core::Core;

/// How long a program leads that says nothing more.
const LEASE: Duration = Duration::from_secs(15);

/// Whether this program keeps the service's intervals.
pub(super) struct Lead {
    name: &'static str,
    holder: Uuid,
    queue: Option<Arc<dyn Queue>>,
    /// Until then; measured by a clock that nobody sets.
    until: Cell<Option<Instant>>,
}

impl Lead {
    /// Stands for the lead from now on, if there is an interval to be kept and a store to ask.
    pub(super) fn begin<S: Service>(
        core: &Core<S>,
        queue: Option<Arc<dyn Queue>>,
        tasks: &mut JoinSet<()>,
    ) -> Rc<Lead> {
        let has_intervals =
            S::WORK.periodic.iter().any(|every| matches!(every.rhythm, Rhythm::Interval { .. }));
        let queue = queue.filter(|_| has_intervals);
        let lead = Rc::new(Lead { name: S::NAME, holder: Uuid::now_v7(), queue, until: Cell::default() });
        if let Some(queue) = lead.queue.clone() {
            let (stopping, lead) = (core.world.stopping(), Rc::clone(&lead));
            tasks.spawn_local(core.world.scope(async move {
                tokio::select! {
                    () = stopping => {}
                    () = lead.stand(&*queue) => {}
                }
            }));
        }
        lead
    }

    async fn stand(&self, queue: &dyn Queue) {
        loop {
            let (asked_at, now) = (Instant::now(), Timestamp::now());
            let lease = Lease { holder: self.holder, now, until: later(now, LEASE) };
            match queue.lead(self.name.to_owned(), lease).await {
                // Counted from before it was asked for: it ends here before it ends for others.
                Ok(true) => self.until.set(Some(asked_at + LEASE)),
                Ok(false) => self.until.set(None),
                // What was had goes on for as long as it was given.
                Err(error) => log::error!(target: self.name, "who keeps the intervals: {error}"),
            }
            sleep(LEASE / 3).await;
        }
    }

    /// This program leads; the only one does where there is no store.
    fn leads(&self) -> bool {
        self.queue.is_none() || self.until.get().is_some_and(|until| Instant::now() < until)
    }

    /// Lets another lead at once.
    pub(super) async fn step_down(&self) {
        if let Some(queue) = self.queue.as_ref().filter(|_| self.until.get().is_some())
            && let Err(error) = queue.step_down(self.name.to_owned(), self.holder).await
        {
            log::error!(target: self.name, "others keep the intervals in {} s: {error}", LEASE.as_secs());
        }
    }
}

/// Keeps an interval. What is due while the body still runs is missed, and not made up for.
pub(super) async fn keep<S: Service>(
    keeper: Keeper<S>,
    period: Duration,
    within: Option<Duration>,
    lead: Rc<Lead>,
) {
    let stopping = keeper.core.world.stopping();
    tokio::pin!(stopping);
    let mut due = Instant::now() + period;
    loop {
        tokio::select! {
            biased;
            () = &mut stopping => return,
            () = sleep_until(due) => {}
        }
        let leads = lead.leads();
        if leads {
            keeper.once().await;
        }
        let late = due.elapsed();
        let (next, skipped) = next(period, late);
        if leads {
            keeper.missed(skipped + u64::from(within.is_some_and(|within| late > within)));
        }
        due += next;
    }
}

/// How long after the last moment the next one is that has not passed, when so much time has; and how many
/// have passed.
fn next(period: Duration, late: Duration) -> (Duration, u64) {
    let passed = late.as_nanos() / period.as_nanos().max(1);
    let passed = u32::try_from(passed).unwrap_or(u32::MAX - 1);
    (period * (passed + 1), u64::from(passed))
}

#[cfg(test)]
mod tests {
    use super::next;
    use std::time::Duration;

    #[test]
    fn moments_that_have_passed_are_skipped_and_the_rhythm_is_kept() {
        let ms = Duration::from_millis;
        assert_eq!(next(ms(100), ms(3)), (ms(100), 0));
        assert_eq!(next(ms(100), ms(99)), (ms(100), 0));
        assert_eq!(next(ms(100), ms(100)), (ms(200), 1));
        assert_eq!(next(ms(100), ms(350)), (ms(400), 3));
    }
}
