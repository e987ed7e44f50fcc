//! The log thread of a block: everything that is published to its streams goes through it, one
//! write and one sync for all that came while the last one was under way.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use parseltongue_records::StreamError;

use crate::clock::now_us;
use crate::counters::count;
use crate::group::OffsetsFile;
use crate::hub::Shared;
use crate::log::{Group as Batches, Log, LogError, Prepared};
use crate::queue::{Publish, Taken};
use crate::{Durability, StreamTable};

/// Offsets are made durable this often while a group is at work; a crash lets it see again what
/// it did since.
const COMMIT_EVERY: Duration = Duration::from_millis(5);
/// Retention by age looks this often.
const RETAIN_EVERY: Duration = Duration::from_secs(1);
/// Offsets that could not be written are tried again after this long.
const COMMIT_RETRY: Duration = Duration::from_secs(1);

/// What the log thread owns.
pub(crate) struct Writer {
    pub(crate) shared: Arc<Shared>,
    pub(crate) lanes: Vec<Lane>,
    /// For each of the block's groups, in their order.
    pub(crate) offsets: Vec<OffsetsFile>,
    pub(crate) next_commit: Instant,
}

/// One stream, as the log thread sees it.
pub(crate) struct Lane {
    pub(crate) table: &'static StreamTable,
    log: Log,
    batches: Batches,
    last_sync: Instant,
    next_retain: Instant,
    preparing: Option<mpsc::Receiver<Result<Prepared, LogError>>>,
    /// The last publish failed, and that was logged.
    is_refusing: bool,
    /// Retention failed when it looked last, and that was logged.
    is_overdue: bool,
}

impl Lane {
    pub(crate) fn new(table: &'static StreamTable, log: Log) -> Lane {
        let now = Instant::now();
        Lane {
            table,
            log,
            batches: Batches::new(),
            last_sync: now,
            next_retain: now,
            preparing: None,
            is_refusing: false,
            is_overdue: false,
        }
    }
}

impl Writer {
    /// Runs until the queue is closed and everything in it is written.
    pub(crate) fn run(mut self) {
        loop {
            let has_commits = self.shared.groups.iter().any(|group| group.uncommitted().is_some());
            let patience = self.patience(has_commits);
            // With commits that are not due yet, patience ends when they are.
            let heeds_commits = !has_commits || Instant::now() >= self.next_commit;
            let taken = self.shared.queue.take(patience, heeds_commits);
            let is_closed = taken.is_closed;
            let had_publishes = !taken.publishes.is_empty();
            self.publish(taken);
            self.sync_those_due();
            self.commit(is_closed);
            for index in 0..self.lanes.len() {
                self.look_after(index);
            }
            // Nothing comes in once it is closed, so what was taken last was the last.
            if is_closed && !had_publishes {
                break;
            }
        }
        for lane in &mut self.lanes {
            if let Err(error) = lane.log.close(now_us()) {
                ::log::warn!("{}.{} was not closed in order: {error}", self.shared.block, lane.table.name);
            }
        }
    }

    /// How long nothing needs to be done when nobody asks; for ever if there is no such thing.
    fn patience(&self, has_commits: bool) -> Option<Duration> {
        let now = Instant::now();
        let sync = self.lanes.iter().filter_map(|lane| match lane.table.durability {
            Durability::Every(interval) if lane.log.is_unsynced() => Some(lane.last_sync + interval),
            _ => None,
        });
        let looks = self.lanes.iter().filter(|lane| lane.table.age.is_some() || lane.is_overdue);
        let retain = looks.map(|lane| lane.next_retain);
        let commit = has_commits.then_some(self.next_commit);
        let next = sync.chain(retain).chain(commit).min()?;
        Some(next.saturating_duration_since(now))
    }

    fn publish(&mut self, taken: Taken) {
        let mut by_stream: BTreeMap<usize, Vec<Publish>> = BTreeMap::new();
        for publish in taken.publishes {
            let batches = &mut self.lanes[publish.stream].batches;
            for framed in &publish.framed {
                framed.put(batches);
            }
            by_stream.entry(publish.stream).or_default().push(publish);
        }
        for (stream, publishes) in by_stream {
            let lane = &mut self.lanes[stream];
            let result = lane.write();
            let records =
                publishes.iter().flat_map(|publish| &publish.framed).map(|it| u64::from(it.records));
            let counters = &self.shared.streams[stream].counters;
            count(&counters.groups, 1);
            count(if result.is_ok() { &counters.published } else { &counters.refused }, records.sum());
            lane.tell(self.shared.block, result.as_ref().err());
            let result = result.map_err(|error| StreamError::Unavailable(error.to_string()));
            for publish in publishes {
                self.shared.queue.finish(publish, result.clone());
            }
        }
    }

    fn sync_those_due(&mut self) {
        for lane in &mut self.lanes {
            if let Durability::Every(interval) = lane.table.durability
                && lane.log.is_unsynced()
                && lane.last_sync.elapsed() >= interval
            {
                lane.last_sync = Instant::now();
                let synced = lane.log.sync();
                lane.tell(self.shared.block, synced.as_ref().err());
            }
        }
    }

    /// Makes the groups' offsets durable, when it is time or the last chance.
    fn commit(&mut self, is_closing: bool) {
        if Instant::now() < self.next_commit && !is_closing {
            return;
        }
        for (group, file) in self.shared.groups.iter().zip(&mut self.offsets) {
            let Some((commit, offsets)) = group.uncommitted() else { continue };
            self.next_commit = Instant::now() + COMMIT_EVERY;
            match file.write(&offsets) {
                Ok(()) => group.set_durable(commit),
                Err(error) => {
                    let (block, name) = (self.shared.block, group.table.name);
                    ::log::error!(
                        "{block}: the offsets of \"{name}\" are not durable, trying again: {error}"
                    );
                    self.next_commit = Instant::now() + COMMIT_RETRY;
                }
            }
        }
    }

    /// Retention, and the next segment's file before it is needed.
    fn look_after(&mut self, index: usize) {
        let lane = &mut self.lanes[index];
        let (block, stream) = (self.shared.block, lane.table.name);
        if lane.log.has_rolled() || Instant::now() >= lane.next_retain {
            lane.next_retain = Instant::now() + RETAIN_EVERY;
            let counters = &self.shared.streams[index].counters;
            let retained = lane.log.retain(now_us());
            lane.tell_retention(block, retained.as_ref().err());
            match retained {
                Ok(dropped) if dropped.segments > 0 => {
                    let first = counters.dropped_segments.load(Relaxed) == 0;
                    count(&counters.dropped_segments, dropped.segments);
                    count(&counters.dropped_records, dropped.records);
                    let level = if first { ::log::Level::Info } else { ::log::Level::Debug };
                    let records = dropped.records;
                    ::log::log!(level, "{block}.{stream}: retention dropped {records} records");
                }
                Ok(_) | Err(_) => {}
            }
        }
        match lane.preparing.as_ref().map(mpsc::Receiver::try_recv) {
            Some(Err(mpsc::TryRecvError::Empty)) => return,
            Some(Ok(Ok(prepared))) => lane.log.accept(prepared),
            // The next segment is then made when it is needed, and says why it cannot be.
            Some(Ok(Err(_)) | Err(mpsc::TryRecvError::Disconnected)) => {
                lane.preparing = None;
                return;
            }
            None => {}
        }
        lane.preparing = lane.log.preparation().and_then(|preparation| {
            let (sender, receiver) = mpsc::channel();
            let work = move || drop(sender.send(preparation.run()));
            // No thread, no preparation: the segment is made when it is needed.
            parseltongue_cores::helper_thread("next segment", work).ok().map(|_| receiver)
        });
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Also when the thread panics: who waits for it must not wait for ever.
        self.shared.queue.abandon();
    }
}

impl Lane {
    fn write(&mut self) -> Result<(), LogError> {
        let written = self.log.write(&mut self.batches, now_us());
        // Also after a failure: what did get written before it stands in the log.
        let synced = match self.table.durability {
            Durability::EveryMessage => self.log.sync(),
            Durability::Every(_) | Durability::PageCache => Ok(()),
        };
        if synced.is_ok() {
            self.log.show();
        }
        written.and(synced)
    }

    /// Logs when a stream begins to refuse records, and when it takes them again.
    fn tell(&mut self, block: &str, error: Option<&LogError>) {
        let stream = self.table.name;
        match (error, self.is_refusing) {
            (Some(error), false) => ::log::error!("{block}.{stream} refuses records: {error}"),
            (None, true) => ::log::info!("{block}.{stream} takes records again"),
            _ => {}
        }
        self.is_refusing = error.is_some();
    }

    /// Logs when retention cannot do its work, and when it can again; records are taken all the while.
    fn tell_retention(&mut self, block: &str, error: Option<&LogError>) {
        let stream = self.table.name;
        match (error, self.is_overdue) {
            (Some(error), false) => {
                ::log::error!("{block}.{stream} keeps more than it should, trying again: {error}");
            }
            (None, true) => ::log::info!("{block}.{stream} keeps what it should again"),
            _ => {}
        }
        self.is_overdue = error.is_some();
    }
}
