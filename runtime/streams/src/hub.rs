//! The streams of one block in one world, opened: what publishers, readers and groups share.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use parseltongue_cores::{Opening, StartError, World};
use parseltongue_records::StreamError;
use tokio::sync::watch;

use crate::clock::now_us;
use crate::counters::{Counters, count};
use crate::disk::{DirectoryLock, Disk, MemoryDisk, RealDisk};
use crate::group::{Group, OffsetsFile};
use crate::intake;
use crate::log::format::PARTITIONS_MAX;
use crate::log::{Group as Batches, Identity, Log, LogError, Reads, Recovery, Retention, Sizes, Snapshot};
use crate::queue::{Framed, Queue, closed};
use crate::writer::{Lane, Writer};
use crate::{KeepIn, StreamTable, Streams};

/// What `keep_in: memory` keeps of a stream that does not say `retain: … up_to`.
pub const MEMORY_BYTES_USUAL: u64 = 64 << 20;

/// The part of a world that holds the streams of the block `B`.
pub(crate) struct Hub<B> {
    pub(crate) shared: Arc<Shared>,
    of: PhantomData<fn() -> B>,
}

/// What all threads share of a block's streams.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) block: &'static str,
    /// The cores that the block runs on, over which its groups share out partitions.
    pub(crate) cores: usize,
    pub(crate) streams: Vec<OpenStream>,
    pub(crate) groups: Vec<Group>,
    pub(crate) queue: Queue,
    writer: Mutex<Option<JoinHandle<()>>>,
    lock: Mutex<Option<Box<dyn DirectoryLock>>>,
}

/// One stream, opened.
#[derive(Debug)]
pub(crate) struct OpenStream {
    pub(crate) table: &'static StreamTable,
    pub(crate) shown: watch::Receiver<Snapshot>,
    pub(crate) counters: Counters,
    /// The partition for the next record without a key.
    pub(crate) turn: AtomicU32,
    /// The log itself, where there is no disk to wait for.
    memory: Option<Mutex<MemoryLog>>,
}

#[derive(Debug)]
struct MemoryLog {
    /// None once the stream is closed.
    log: Option<Log>,
    batches: Batches,
    next_retain_us: i64,
}

impl<B: Streams> Hub<B> {
    /// The streams of `B` in the current world.
    pub(crate) fn current() -> Result<Arc<Hub<B>>, StreamError> {
        World::current().part::<Hub<B>>().ok_or_else(|| {
            StreamError::Unavailable(format!("the running program does not name the block `{}`", B::NAME))
        })
    }

    pub(crate) fn open(opening: &mut Opening) -> Result<(), StartError> {
        let refuse = |reason: String| StartError::new(B::NAME, reason);
        check_tables::<B>().map_err(refuse)?;
        let (disk, directory): (Arc<dyn Disk>, PathBuf) = match B::KEEP_IN {
            KeepIn::Memory => (Arc::new(MemoryDisk::default()), PathBuf::new()),
            KeepIn::Directory(path) => (Arc::new(RealDisk), opening.directory().join(path)),
        };
        let shared =
            Shared::open::<B>(disk, &directory, opening.cores()).map_err(|e| refuse(e.to_string()))?;
        intake::announce::<B>(opening, &shared);
        opening.place(Hub::<B> { shared, of: PhantomData });
        Ok(())
    }

    /// Writes what waits, commits, closes the files and gives the directory free.
    pub(crate) fn close(&self) {
        self.shared.close();
    }
}

impl<B> Drop for Hub<B> {
    fn drop(&mut self) {
        // Also when the program did not get as far as running.
        self.shared.close();
    }
}

fn check_tables<B: Streams>() -> Result<(), String> {
    for table in B::STREAMS {
        if table.partitions == 0 || table.partitions > PARTITIONS_MAX {
            let (name, partitions) = (table.name, table.partitions);
            return Err(format!(
                "the stream `{name}` has {partitions} partitions; it may have 1 to {PARTITIONS_MAX}"
            ));
        }
        if table.name.len() > 255 || table.record.len() > 255 {
            return Err(format!(
                "the name of the stream `{}` or of its record is longer than 255 bytes",
                table.name
            ));
        }
    }
    for (index, group) in B::GROUPS.iter().enumerate() {
        if group.name.is_empty() || group.name.len() > 64 {
            return Err(format!("the group name \"{}\" is not 1 to 64 bytes long", group.name));
        }
        let is_double =
            B::GROUPS[..index].iter().any(|other| other.stream == group.stream && other.name == group.name);
        if is_double {
            return Err(format!("two `consume` lines of one stream are called \"{}\"", group.name));
        }
    }
    Ok(())
}

impl Shared {
    /// Opens every stream and group; the directory is locked first.
    pub(crate) fn open<B: Streams>(
        disk: Arc<dyn Disk>,
        directory: &Path,
        cores: usize,
    ) -> Result<Arc<Shared>, LogError> {
        let is_memory = B::KEEP_IN == KeepIn::Memory;
        let lock = if is_memory { None } else { Some(lock(&*disk, directory)?) };
        let mut lanes = Vec::new();
        let mut streams = Vec::new();
        for table in B::STREAMS {
            let (log, recovery) = open_log(&disk, directory, table, is_memory)?;
            let mut stream = OpenStream {
                table,
                shown: log.watch(),
                counters: Counters::default(),
                turn: AtomicU32::new(0),
                memory: None,
            };
            tell(B::NAME, &stream, &recovery);
            if is_memory {
                stream.memory = Some(Mutex::new(MemoryLog {
                    log: Some(log),
                    batches: Batches::new(),
                    next_retain_us: 0,
                }));
            } else {
                lanes.push(Lane::new(table, log));
            }
            streams.push(stream);
        }
        let mut groups = Vec::new();
        let mut offsets_files = Vec::new();
        for table in B::GROUPS {
            let snapshot = streams[table.stream].shown.borrow().clone();
            let mut offsets = snapshot.begins().to_vec();
            if !is_memory {
                let below = directory.join(streams[table.stream].table.name).join("groups");
                let (mut file, committed) = OffsetsFile::open(&*disk, &below, table.name, snapshot.begins())?;
                offsets = committed;
                if step_back(B::NAME, table.name, &mut offsets, snapshot.ends()) {
                    // Before anything is published: else the next start could find the log grown
                    // past the old commit, and pass over records that nobody has read.
                    file.write(&offsets)?;
                    ::log::warn!("{}: \"{}\" goes on from where its stream ends", B::NAME, table.name);
                }
                offsets_files.push(file);
            }
            groups.push(Group::new(table, offsets));
        }
        let shared = Arc::new(Shared {
            block: B::NAME,
            cores: cores.max(1),
            streams,
            groups,
            queue: Queue::new(),
            writer: Mutex::new(None),
            lock: Mutex::new(lock),
        });
        if !is_memory {
            let writer = Writer {
                shared: Arc::clone(&shared),
                lanes,
                offsets: offsets_files,
                next_commit: Instant::now(),
            };
            let started = parseltongue_cores::helper_thread("log", move || writer.run());
            let started =
                started.map_err(|error| LogError::disk("start the log thread for", directory, &error))?;
            *lock_of(&shared.writer) = Some(started);
        }
        Ok(shared)
    }

    /// Appends records and waits as the stream's durability says.
    pub(crate) async fn publish(&self, stream: usize, framed: Vec<Framed>) -> Result<(), StreamError> {
        let open = &self.streams[stream];
        match &open.memory {
            Some(memory) => open.publish_in_memory(memory, &framed),
            None => self.queue.publish(stream, framed).await,
        }
    }

    /// Notes how far a group has come; it becomes durable soon.
    pub(crate) fn commit(&self, group: usize, partition: usize, offset: u64, moved: u64) {
        self.groups[group].commit(partition, offset, moved);
        self.make_commit_durable(group);
    }

    pub(crate) fn make_commit_durable(&self, group: usize) {
        let group = &self.groups[group];
        if self.streams[group.table.stream].memory.is_some() {
            if let Some((commit, _)) = group.uncommitted() {
                group.set_durable(commit);
            }
        } else {
            self.queue.ask_for_commit();
        }
    }

    pub(crate) fn close(&self) {
        self.queue.close();
        if let Some(writer) = lock_of(&self.writer).take()
            && writer.join().is_err()
        {
            ::log::error!("{}: the log thread panicked; the next start repairs the log", self.block);
        }
        for memory in self.streams.iter().filter_map(|stream| stream.memory.as_ref()) {
            lock_of(memory).log = None;
        }
        *lock_of(&self.lock) = None;
    }
}

impl OpenStream {
    /// The lock is held for a copy into memory and nothing else, so another core waits for
    /// less than a wake-up of a log thread would take.
    fn publish_in_memory(&self, memory: &Mutex<MemoryLog>, framed: &[Framed]) -> Result<(), StreamError> {
        let records = framed.iter().map(|framed| u64::from(framed.records)).sum();
        let mut memory = lock_of(memory);
        let MemoryLog { log, batches, next_retain_us } = &mut *memory;
        let log = log.as_mut().ok_or_else(closed)?;
        for framed in framed {
            framed.put(batches);
        }
        let now_us = now_us();
        let written = log.write(batches, now_us);
        log.show();
        // There is no thread that looks at a log in memory while nothing is published to it.
        if (log.has_rolled() || now_us >= *next_retain_us)
            && let Ok(dropped) = log.retain(now_us)
        {
            *next_retain_us = now_us + 1_000_000;
            count(&self.counters.dropped_segments, dropped.segments);
            count(&self.counters.dropped_records, dropped.records);
        }
        count(&self.counters.groups, 1);
        count(if written.is_ok() { &self.counters.published } else { &self.counters.refused }, records);
        written.map_err(|error| StreamError::Unavailable(error.to_string()))
    }

    /// The next partition for a record without a key: all by turns.
    pub(crate) fn next_turn(&self) -> u32 {
        self.turn.fetch_add(1, Relaxed) % self.table.partitions
    }
}

fn lock(disk: &dyn Disk, directory: &Path) -> Result<Box<dyn DirectoryLock>, LogError> {
    let made = disk.create_directory(directory);
    made.map_err(|error| LogError::disk("make", directory, &error))?;
    let path = directory.join("lock");
    disk.lock(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => LogError::Mismatch(format!(
            "another program, or another block of this one, keeps its streams in {}; stop it, or name another directory",
            directory.display()
        )),
        _ => LogError::disk("lock", &path, &error),
    })
}

fn open_log(
    disk: &Arc<dyn Disk>,
    directory: &Path,
    table: &StreamTable,
    is_memory: bool,
) -> Result<(Log, Recovery), LogError> {
    let identity = Identity {
        stream: table.name.to_owned(),
        record: table.record.to_owned(),
        fingerprint: table.fingerprint,
        schema: (table.schema)(),
        reads: Reads(table.reads),
        partitions: table.partitions,
    };
    let size_bytes = table.size_bytes.or(is_memory.then_some(MEMORY_BYTES_USUAL));
    let age_us = table.age.map(|age| i64::try_from(age.as_micros()).unwrap_or(i64::MAX));
    let retention = Retention { age_us, size_bytes };
    let directory = directory.join(table.name);
    Log::open(Arc::clone(disk), directory, identity, Sizes::for_retention(retention), retention, now_us())
}

/// Moves what a group has committed back to the ends of its stream, and says whether it had to.
/// Only with `every …` or `page_cache`: the records went with the power, the commit stayed.
fn step_back(block: &str, group: &str, offsets: &mut [u64], ends: &[u64]) -> bool {
    let mut has_lost = false;
    for (partition, (offset, &end)) in offsets.iter_mut().zip(ends).enumerate() {
        if *offset > end {
            let lost = *offset - end;
            ::log::warn!(
                "{block}: {lost} records that \"{group}\" had read from partition {partition} are gone"
            );
            *offset = end;
            has_lost = true;
        }
    }
    has_lost
}

fn tell(block: &str, stream: &OpenStream, recovery: &Recovery) {
    let name = stream.table.name;
    if let Some(cut) = &recovery.cut {
        count(&stream.counters.cut_bytes, cut.bytes);
        let (bytes, path, position) = (cut.bytes, cut.path.display(), cut.position);
        ::log::warn!(
            "{block}.{name}: cut {bytes} bytes of an unfinished write from {path} at byte {position}"
        );
    }
    if recovery.rewritten_bytes > 0 {
        let bytes = recovery.rewritten_bytes;
        ::log::info!(
            "{block}.{name}: was not closed in order; its last {bytes} bytes are whole and synced again"
        );
    }
}

fn lock_of<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use parseltongue_cores::{Block, BlockKind};

    use super::*;
    use crate::disk::SimulatedDisk;
    use crate::{Durability, GroupTable};

    struct Cached;
    impl Block for Cached {
        const NAME: &'static str = "Cached";
        const KIND: BlockKind = BlockKind::Streams;
        fn open(opening: &mut Opening) -> Result<(), StartError> {
            Hub::<Self>::open(opening)
        }
    }
    impl Streams for Cached {
        const KEEP_IN: KeepIn = KeepIn::Directory("data");
        const STREAMS: &'static [StreamTable] = &[StreamTable {
            name: "Trades",
            record: "Trade",
            fingerprint: 7,
            schema: String::new,
            reads: |_, _| Err("other fields".to_owned()),
            partitions: 1,
            age: None,
            size_bytes: None,
            durability: Durability::PageCache,
        }];
        const GROUPS: &'static [GroupTable] = &[GroupTable::of("billing", 0)];
    }

    fn start(disk: &SimulatedDisk) -> Arc<Shared> {
        Shared::open::<Cached>(Arc::new(disk.clone()), Path::new("data"), 1).unwrap()
    }

    fn publish(shared: &Shared, records: u32) {
        let mut bytes = Vec::new();
        for _ in 0..records {
            crate::log::format::frame_record(&mut bytes, |out| out.extend(b"trade"));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let framed = vec![Framed { partition: 0, records, bytes, handed: None }];
        runtime.block_on(shared.publish(0, framed)).unwrap();
    }

    /// A group that a loss of power has put ahead of its stream reads all that comes after it,
    /// also when its body does nothing until the next start.
    #[test]
    fn a_commit_ahead_of_its_stream_is_taken_back_for_good() {
        let disk = SimulatedDisk::new(3);
        let shared = start(&disk);
        publish(&shared, 90);
        shared.close();
        // What the loss of power leaves: records 90 to 99 are gone, the commit behind them is not.
        let below = Path::new("data").join("Trades").join("groups");
        let (mut file, _) = OffsetsFile::open(&disk, &below, "billing", &[0]).unwrap();
        file.write(&[100]).unwrap();

        let shared = start(&disk);
        assert_eq!(shared.groups[0].offsets(), [90]);
        publish(&shared, 20);
        shared.close();
        let shared = start(&disk.after_kill());
        assert_eq!(shared.streams[0].shown.borrow().ends(), [110]);
        assert_eq!(shared.groups[0].offsets(), [90], "the records from 90 on were read by nobody");
        shared.close();
    }
}
