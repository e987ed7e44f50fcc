//! Periodic work: what is done every so often, or at the moments of a timetable.
//!
//! It is done once, not once on each core, and where the service has a store once among all programs
//! that use it: one of them leads and keeps the intervals, and of a timetable each moment is kept by
//! who first says so in the store. It runs on the service's first core.

mod interval;
mod meters;
mod table;
mod timetable;

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use parseltongue_records::Timestamp;
use parseltongue_records::jobs::Queue;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::Service;
use crate::core::Core;
use crate::deadline::{Guarded, guard};
use crate::limits::JOBS_STOP_LIMIT;
use crate::work::{Duty, Which};

pub(crate) use meters::{EveryMeter, show};
pub use table::Timetable;
pub(crate) use table::Zoned;

/// An `every` line.
#[derive(Clone, Copy, Debug)]
pub struct Every {
    /// Its name in metrics, and in the store.
    pub name: &'static str,
    /// When it is due.
    pub rhythm: Rhythm,
}

/// When periodic work is due.
#[derive(Clone, Copy, Debug)]
pub enum Rhythm {
    /// `every 1 s within 10 ms`
    Interval {
        /// From one to the next.
        period: Duration,
        /// So long after it was due its body has come to its end, or it is a miss.
        within: Option<Duration>,
    },
    /// `every "0 3 * * *"`
    Timetable(Timetable),
}

impl Every {
    /// `every 1 s`
    #[must_use]
    pub const fn interval(name: &'static str, period: Duration) -> Every {
        Every { name, rhythm: Rhythm::Interval { period, within: None } }
    }

    /// `every 1 s within 10 ms`
    #[must_use]
    pub const fn interval_within(name: &'static str, period: Duration, within: Duration) -> Every {
        Every { name, rhythm: Rhythm::Interval { period, within: Some(within) } }
    }

    /// `every "0 3 * * *"`
    #[must_use]
    pub const fn timetable(name: &'static str, timetable: Timetable) -> Every {
        Every { name, rhythm: Rhythm::Timetable(timetable) }
    }
}

/// Keeps all periodic work of the service until the program stops.
pub(crate) async fn run<S: Service>(core: Rc<Core<S>>) {
    let queue = match S::WORK.queue.map(|queue| queue()).transpose() {
        Ok(queue) => queue,
        Err(error) => return log::error!(target: S::NAME, "no periodic work is done: {error}"),
    };
    let mut tasks: JoinSet<()> = JoinSet::new();
    let lead = interval::Lead::begin(&core, queue.clone(), &mut tasks);
    for (number, every) in S::WORK.periodic.iter().enumerate() {
        let keeper = Keeper { core: Rc::clone(&core), number, every, queue: queue.clone() };
        match every.rhythm {
            Rhythm::Interval { period, within } => {
                let kept = interval::keep(keeper, period, within, Rc::clone(&lead));
                tasks.spawn_local(core.world.scope(kept));
            }
            Rhythm::Timetable(_) => {
                let kept = timetable::keep(keeper);
                tasks.spawn_local(core.world.scope(kept));
            }
        }
    }
    let ended = async { while tasks.join_next().await.is_some() {} };
    core.world.stopping().await;
    if timeout(JOBS_STOP_LIMIT, ended).await.is_err() {
        log::warn!(
            target: S::NAME,
            "periodic work still ran after {} s and was dropped",
            JOBS_STOP_LIMIT.as_secs()
        );
    }
    lead.step_down().await;
}

/// One `every` line at work.
struct Keeper<S: Service> {
    core: Rc<Core<S>>,
    number: usize,
    every: &'static Every,
    queue: Option<Arc<dyn Queue>>,
}

impl<S: Service> Keeper<S> {
    fn meter(&self) -> &EveryMeter {
        &self.core.common.every_meters[self.number]
    }

    /// Does it once.
    async fn once(&self) {
        let duty = Duty { core: &self.core, which: Which::Every(self.number), job: None };
        let begun = Instant::now();
        let failure = match guard(pin!(S::work(&duty)), begun, None).await {
            Guarded::Done(Ok(())) => None,
            Guarded::Done(Err(setback)) => Some(setback.reason),
            Guarded::Panicked => Some("the body panicked".to_owned()),
            Guarded::Late => Some("took too long".to_owned()),
        };
        let meter = self.meter();
        meter.runs.add(1);
        meter.took.note(begun.elapsed());
        if let Some(reason) = failure {
            meter.failures.add(1);
            let failures = meter.failures.get();
            // What fails each second would fill the disk: the first, the second, the fourth …
            if failures.is_power_of_two() {
                log::error!(target: S::NAME, "{}: {reason} (failure {failures})", self.every.name);
            }
        }
    }

    /// What was due and not done in time.
    fn missed(&self, moments: u64) {
        let meter = self.meter();
        let before = meter.misses.get();
        meter.misses.add(moments);
        if before == 0 && moments > 0 {
            let now = Timestamp::now();
            log::warn!(target: S::NAME, "{}: missed for the first time, at {now}", self.every.name);
        }
    }
}
