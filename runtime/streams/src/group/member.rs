//! A member of a group: it reads its share of the partitions, each on its own.

use std::future::Future;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use parseltongue_cores::World;
use parseltongue_records::{Failure, Meaning, Position, Record, StreamError};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use super::Group;
use crate::counters::{Counters, count};
use crate::hub::Shared;
use crate::log::{LEFT_OUT, Snapshot};
use crate::stream::gone;
use crate::{Stream, Streams, publish};

/// After a body has failed it is tried again this much later, then after twice that, and so on,
/// up to the longest.
const BACKOFF_FIRST: Duration = Duration::from_millis(100);
const BACKOFF_LONGEST: Duration = Duration::from_secs(60);

/// What a member works with.
pub(crate) struct Member<B, R, C> {
    pub(crate) shared: Arc<Shared>,
    /// The group's place in [`Streams::GROUPS`].
    pub(crate) group: usize,
    pub(crate) stream: Stream<B, R>,
    pub(crate) then_to: Option<Stream<B, R>>,
    pub(crate) body: C,
}

/// Runs the member on one core until its streams stop; what its bodies are at is finished, and
/// what they did is committed durably.
pub(crate) async fn run_member<B, R, C, E, F>(core: usize, member: &Member<B, R, C>)
where
    B: Streams,
    R: Record,
    C: Fn(Vec<R>) -> F,
    E: Meaning,
    F: Future<Output = Result<(), Failure<E>>>,
{
    let partitions = member.shared.streams[member.stream.index()].table.partitions as usize;
    let share = (0..partitions).filter(|partition| partition % member.shared.cores == core);
    join_all(share.map(|partition| Reader::new(member, partition).run())).await;
    member.shared.groups[member.group].wait_until_durable().await;
}

/// Why a reader leaves the records that it is at.
enum Interruption {
    /// The program stops.
    Stopping,
    /// Somebody has moved the group to another position.
    Moved,
}

/// One partition of a group.
struct Reader<'a, B, R, C> {
    member: &'a Member<B, R, C>,
    group: &'a Group,
    counters: &'a Counters,
    partition: usize,
    shown: watch::Receiver<Snapshot>,
    moves: watch::Receiver<u64>,
    /// The move that the reader follows.
    moved: u64,
}

impl<'a, B, R, C, E, F> Reader<'a, B, R, C>
where
    B: Streams,
    R: Record,
    C: Fn(Vec<R>) -> F,
    E: Meaning,
    F: Future<Output = Result<(), Failure<E>>>,
{
    fn new(member: &'a Member<B, R, C>, partition: usize) -> Self {
        let stream = &member.shared.streams[member.stream.index()];
        let group = &member.shared.groups[member.group];
        let mut moves = group.watch_moves();
        let moved = *moves.borrow_and_update();
        Reader {
            member,
            group,
            counters: &stream.counters,
            partition,
            shown: stream.shown.clone(),
            moves,
            moved,
        }
    }

    async fn run(mut self) {
        let mut next = self.group.offset(self.partition);
        while !World::current().is_stopping() {
            if self.moves.has_changed().unwrap_or(false) {
                self.moved = *self.moves.borrow_and_update();
                next = self.group.offset(self.partition);
            }
            match self.gather(next).await {
                Ok(records) if records.is_empty() => {}
                Ok(records) => {
                    let end = next + records.len() as u64;
                    match self.work_off(records, &mut next).await {
                        ControlFlow::Continue(()) => debug_assert_eq!(next, end),
                        ControlFlow::Break(Interruption::Moved) => {}
                        ControlFlow::Break(Interruption::Stopping) => return,
                    }
                    // A body that never waits would keep the core from everything else.
                    tokio::task::yield_now().await;
                }
                Err(StreamError::Gone { begins, .. }) => {
                    let missed = begins.saturating_sub(next);
                    count(&self.counters.missed, missed);
                    ::log::error!("{self}: retention dropped {missed} records before they were read");
                    next = begins;
                    self.commit(next);
                }
                Err(error) => {
                    ::log::error!("{self} cannot read on at offset {next}: {error}");
                    if let ControlFlow::Break(Interruption::Stopping) = self.pause(BACKOFF_LONGEST).await {
                        return;
                    }
                }
            }
        }
    }

    /// The next records: as many as the group takes at once, or what there is in time. None when
    /// the program stops or the group was moved.
    async fn gather(&mut self, next: u64) -> Result<Vec<R>, StreamError> {
        let table = self.group.table;
        let records = loop {
            let records = self.read(next, table.read_ahead)?;
            if !records.is_empty() || self.wait(None).await.is_break() {
                break records;
            }
        };
        if records.is_empty() || records.len() >= table.batch_records {
            return Ok(records);
        }
        let deadline = Instant::now() + table.within;
        let mut records = records;
        while records.len() < table.batch_records && self.wait(Some(deadline)).await.is_continue() {
            let more = self.read(next + records.len() as u64, table.batch_records - records.len())?;
            records.extend(more);
        }
        Ok(records)
    }

    fn read(&mut self, next: u64, limit: usize) -> Result<Vec<R>, StreamError> {
        let snapshot = self.shown.borrow_and_update().clone();
        if let Some(missing) = snapshot.missing_in(self.partition as u32, next) {
            return Err(gone(missing));
        }
        let mut from = vec![LEFT_OUT; snapshot.ends().len()];
        from[self.partition] = next;
        let mut position = Position(from.clone());
        let entries = self.member.stream.read(&snapshot, &from, &mut position, limit)?;
        Ok(entries.into_iter().map(|entry| entry.record).collect())
    }

    /// Waits until the stream has grown; breaks when the program stops, the group was moved, or
    /// the time is over.
    async fn wait(&mut self, until: Option<Instant>) -> ControlFlow<()> {
        let grown = async {
            tokio::select! {
                biased;
                () = parseltongue_cores::stopping() => ControlFlow::Break(()),
                _ = self.moves.changed() => {
                    // Left for `run` to see.
                    self.moves.mark_changed();
                    ControlFlow::Break(())
                }
                changed = self.shown.changed() => match changed {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                },
            }
        };
        match until {
            None => grown.await,
            Some(until) => timeout_at(until, grown).await.unwrap_or(ControlFlow::Break(())),
        }
    }

    /// Gives the records to the body, in batches, and commits each.
    async fn work_off(&mut self, records: Vec<R>, next: &mut u64) -> ControlFlow<Interruption> {
        let size = self.group.table.batch_records;
        let mut records = records.into_iter().peekable();
        while records.peek().is_some() {
            let batch: Vec<R> = records.by_ref().take(size).collect();
            let count_of_batch = batch.len() as u64;
            self.try_batch(batch, *next).await?;
            *next += count_of_batch;
            count(&self.counters.consumed, count_of_batch);
            self.commit(*next);
            if World::current().is_stopping() {
                return ControlFlow::Break(Interruption::Stopping);
            }
            if self.moves.has_changed().unwrap_or(false) {
                return ControlFlow::Break(Interruption::Moved);
            }
        }
        ControlFlow::Continue(())
    }

    /// A batch, until it is done or each of its records is done or set aside.
    async fn try_batch(&mut self, batch: Vec<R>, offset: u64) -> ControlFlow<Interruption> {
        if batch.len() == 1 {
            return self.try_alone(batch, offset).await;
        }
        let table = self.group.table;
        for attempt in 0..=table.retries {
            let Err(why) = self.attempt(batch.clone()).await else { return ControlFlow::Continue(()) };
            let (count_of_batch, retries) = (batch.len(), table.retries);
            ::log::warn!(
                "{self}: {count_of_batch} records from offset {offset} failed ({attempt} of {retries} retries): {why}"
            );
            if attempt < table.retries {
                self.pause(backoff(attempt)).await?;
                count(&self.counters.retried, 1);
            }
        }
        // One of them is to blame: alone, only that one is held back.
        for (index, record) in batch.into_iter().enumerate() {
            self.try_alone(vec![record], offset + index as u64).await?;
        }
        ControlFlow::Continue(())
    }

    /// One record, until it is done or set aside; without a place to set it aside to, for ever.
    async fn try_alone(&mut self, record: Vec<R>, offset: u64) -> ControlFlow<Interruption> {
        let table = self.group.table;
        let mut attempt = 0;
        loop {
            let Err(why) = self.attempt(record.clone()).await else { return ControlFlow::Continue(()) };
            if attempt < table.retries {
                ::log::warn!("{self}: the record at offset {offset} failed, trying again: {why}");
            } else if let Some(aside) = self.member.then_to {
                match publish(aside, &record[0]).await {
                    Ok(()) => {
                        count(&self.counters.set_aside, 1);
                        ::log::error!(
                            "{self}: the record at offset {offset} is set aside to {aside:?}: {why}"
                        );
                        return ControlFlow::Continue(());
                    }
                    Err(error) => ::log::error!("{self}: offset {offset} cannot be set aside: {error}"),
                }
            } else {
                let wait_s = backoff(attempt).as_secs_f32();
                ::log::error!("{self} stands still at offset {offset}, trying again in {wait_s} s: {why}");
            }
            self.pause(backoff(attempt)).await?;
            count(&self.counters.retried, 1);
            attempt = attempt.saturating_add(1);
        }
    }

    /// Runs the body once. A panic is a failure like any other.
    async fn attempt(&self, records: Vec<R>) -> Result<(), String> {
        let ran = AssertUnwindSafe(async { (self.member.body)(records).await }).catch_unwind().await;
        match ran {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Failure::Declared(error))) => Err(error.to_string()),
            Ok(Err(failure)) => Err(format!("{failure:?}")),
            Err(panic) => {
                let text = panic.downcast_ref::<&str>().copied();
                let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
                Err(format!("its body panicked: {}", text.unwrap_or("without a text")))
            }
        }
    }

    /// Waits; breaks when the program stops meanwhile, or the group is moved: past a record that
    /// cannot be done, perhaps.
    async fn pause(&self, time: Duration) -> ControlFlow<Interruption> {
        let mut moves = self.moves.clone();
        tokio::select! {
            biased;
            () = parseltongue_cores::stopping() => ControlFlow::Break(Interruption::Stopping),
            _ = moves.changed() => ControlFlow::Break(Interruption::Moved),
            () = sleep(time) => ControlFlow::Continue(()),
        }
    }

    fn commit(&self, next: u64) {
        self.member.shared.commit(self.member.group, self.partition, next, self.moved);
    }
}

fn backoff(attempt: u32) -> Duration {
    BACKOFF_FIRST.saturating_mul(1 << attempt.min(16)).min(BACKOFF_LONGEST)
}

impl<B: Streams, R, C> std::fmt::Display for Reader<'_, B, R, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (group, partition) = (self.group.table.name, self.partition);
        write!(f, "\"{group}\" of {:?}, partition {partition},", self.member.stream)
    }
}
