//! Takes jobs up on one core, does them, and says to the store what became of them.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use parseltongue_records::jobs::{Claimed, Queue, SetBack};
use parseltongue_records::{StoreError, Timestamp, Uuid};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::backoff;
use super::bench::{Bench, LEASE};
use crate::Service;
use crate::core::Core;
use crate::deadline::{Guarded, guard};
use crate::limits::JOBS_STOP_LIMIT;
use crate::work::{Duty, JobLine, Setback, Which};

/// How often the store is looked into for what other programs have added.
const LOOK: Duration = Duration::from_secs(1);

/// Until the store can be written again.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// The jobs that one core does at the moment.
type Mine = Rc<RefCell<Vec<Uuid>>>;

/// Runs jobs on the service's core of that number until the program stops.
pub(crate) async fn run<S: Service>(core: Rc<Core<S>>, number: usize) {
    let queue = match super::queue::<S>() {
        Ok(queue) => queue,
        Err(error) => return log::error!(target: S::NAME, "no jobs are done: {error}"),
    };
    let bench = Arc::clone(&core.common.bench);
    if number == 0 {
        let bell = Arc::clone(&bench.bell);
        queue.listen(Box::new(move || bell.notify_one()));
    }
    let mut runner = Runner { core, queue, bench, number, tasks: JoinSet::new(), mine: Mine::default() };
    runner.until_stopped().await;
    runner.stop().await;
}

struct Runner<S: Service> {
    core: Rc<Core<S>>,
    queue: Arc<dyn Queue>,
    bench: Arc<Bench>,
    number: usize,
    tasks: JoinSet<()>,
    mine: Mine,
}

impl<S: Service> Runner<S> {
    async fn until_stopped(&mut self) {
        let stopping = self.core.world.stopping();
        tokio::pin!(stopping);
        let mut beat = interval(LEASE / 3);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pause = Duration::ZERO;
        loop {
            let bench = Arc::clone(&self.bench);
            tokio::select! {
                biased;
                () = &mut stopping => return,
                // One core keeps the leases of all.
                _ = beat.tick(), if self.number == 0 => self.keep_leases().await,
                () = bench.bell.notified() => {}
                Some(_) = self.tasks.join_next(), if !self.tasks.is_empty() => {}
                () = sleep(pause) => {}
            }
            pause = self.look().await;
        }
    }

    async fn keep_leases(&self) {
        let running = self.bench.running();
        if running.is_empty() {
            return;
        }
        if let Err(error) = self.queue.extend(running, self.bench.lease()).await {
            log::error!(target: S::NAME, "others may take up the jobs that run: {error}");
        }
    }

    /// Takes up what is due; says after which time to look again.
    async fn look(&mut self) -> Duration {
        let now = Timestamp::now();
        match self.queue.next_due(S::NAME).await {
            Ok(None) => return LOOK,
            Ok(Some(due)) if due > now => {
                let until = due.as_microseconds().saturating_sub(now.as_microseconds());
                return LOOK.min(Duration::from_micros(until.cast_unsigned()));
            }
            Ok(Some(_)) => {}
            Err(error) => {
                log::error!(target: S::NAME, "jobs wait: {error}");
                return STORE_PAUSE;
            }
        }
        let Some(room) = self.bench.take_room(S::NAME) else { return LOOK };
        let kinds = room.kinds.clone();
        let claimed = self.queue.claim(room, self.bench.lease()).await.unwrap_or_else(|error| {
            log::error!(target: S::NAME, "jobs wait: {error}");
            Vec::new()
        });
        self.bench.settle_room(&kinds, &claimed);
        if claimed.is_empty() {
            return LOOK;
        }
        for job in claimed {
            self.begin(job);
        }
        // Another core may take up what is left.
        self.bench.bell.notify_one();
        Duration::ZERO
    }

    fn begin(&mut self, job: Claimed) {
        let Some(line) = self.bench.line_of(&job.kind) else { return };
        self.mine.borrow_mut().push(job.id);
        let attempt = Attempt {
            core: Rc::clone(&self.core),
            queue: Arc::clone(&self.queue),
            bench: Arc::clone(&self.bench),
            number: self.number,
            line,
            job,
            mine: Rc::clone(&self.mine),
        };
        self.tasks.spawn_local(self.core.world.scope(attempt.run()));
    }

    /// Lets jobs come to their end; those that take too long are given back.
    async fn stop(&mut self) {
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(JOBS_STOP_LIMIT, ended).await.is_ok() {
            return;
        }
        self.tasks.shutdown().await;
        let left = self.mine.take();
        log::warn!(
            target: S::NAME,
            "{} jobs still ran after {} s and were given back",
            left.len(),
            JOBS_STOP_LIMIT.as_secs()
        );
        for id in left {
            // What is not given back is taken up when its lease is over.
            if let Err(error) =
                self.queue.set_back(id, self.bench.holder, Timestamp::now(), SetBack::GiveBack).await
            {
                log::error!(target: S::NAME, "job {id} is taken up in {} s: {error}", LEASE.as_secs());
            }
        }
    }
}

/// One attempt at one job.
struct Attempt<S: Service> {
    core: Rc<Core<S>>,
    queue: Arc<dyn Queue>,
    bench: Arc<Bench>,
    number: usize,
    line: usize,
    job: Claimed,
    mine: Mine,
}

impl<S: Service> Attempt<S> {
    async fn run(self) {
        let Attempt { core, job, .. } = &self;
        let line = &S::WORK.jobs[self.line];
        let meter = &core.common.job_meters[self.number][self.line];
        let waited = Timestamp::now().as_microseconds().saturating_sub(job.due.as_microseconds());
        meter.waited.note(Duration::from_micros(waited.max(0).cast_unsigned()));
        let outcome = if job.attempt > line.retries + 1 {
            // Nobody has said what became of the attempts before: their programs were killed.
            Err(Setback::last("no program that took it up has come to its end"))
        } else {
            let begun = Instant::now();
            let outcome = self.attempt(line).await;
            meter.took.note(begun.elapsed());
            outcome
        };
        meter.runs.add(1);
        match outcome {
            Ok(()) => self.say(|| self.queue.done(job.id, self.bench.holder)).await,
            Err(setback) => {
                meter.failures.add(1);
                let to = backoff::after(line, job, setback, Timestamp::now());
                if let SetBack::Dead { .. } = to {
                    meter.dead.add(1);
                }
                self.log(line, &to);
                let set_back =
                    || self.queue.set_back(job.id, self.bench.holder, Timestamp::now(), to.clone());
                self.say(set_back).await;
            }
        }
        self.mine.borrow_mut().retain(|mine| *mine != job.id);
        self.bench.ended(self.line, job.id);
    }

    async fn attempt(&self, line: &JobLine) -> Result<(), Setback> {
        let duty = Duty { core: &self.core, which: Which::Job(self.line), job: Some(&self.job) };
        match guard(pin!(S::work(&duty)), Instant::now(), Some(line.deadline)).await {
            Guarded::Done(outcome) => outcome,
            Guarded::Late => Err(Setback::new(format!("took longer than {:?}", line.deadline))),
            Guarded::Panicked => Err(Setback::new("the body panicked")),
        }
    }

    /// Says to the store what became of the job, until it hears.
    async fn say<A>(&self, say: impl Fn() -> A)
    where
        A: Future<Output = Result<bool, StoreError>>,
    {
        let Attempt { job, .. } = self;
        let mut is_told = false;
        loop {
            match say().await {
                Ok(true) => return,
                Ok(false) => {
                    let kind = &job.kind;
                    return log::warn!(
                        target: S::NAME,
                        "job {} ({kind}): its lease was over, another program has it too",
                        job.id
                    );
                }
                Err(error) if !is_told => {
                    is_told = true;
                    log::error!(target: S::NAME, "job {} ({}): {error}", job.id, job.kind);
                }
                Err(_) => {}
            }
            sleep(STORE_PAUSE).await;
        }
    }

    fn log(&self, line: &JobLine, to: &SetBack) {
        let Claimed { id, kind, attempt, .. } = &self.job;
        let attempts = u64::from(line.retries) + 1;
        match to {
            SetBack::Retry { due, reason } => log::warn!(
                target: S::NAME,
                "job {id} ({kind}), attempt {attempt} of {attempts}: {reason}; again at {due}"
            ),
            SetBack::Dead { reason } => log::error!(
                target: S::NAME,
                "job {id} ({kind}), attempt {attempt} of {attempts}: {reason}; it is on the dead list"
            ),
            SetBack::GiveBack => {}
        }
    }
}
