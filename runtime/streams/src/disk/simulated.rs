//! A disk that does the worst a real one may: it forgets, tears and reorders what was not
//! synced, runs full, fails a sync, flips bits. Seeded, so that a failing history can be run again.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{DirectoryLock, Disk, DiskFile};

/// Bytes that a disk writes whole, most of the time.
const SECTOR_BYTES: usize = 512;

/// What goes wrong at an operation. Operations are counted from 0 ([`SimulatedDisk::operations`]);
/// reads are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The power fails in the middle of it: it may have happened in part, and nothing works any more.
    PowerLoss,
    /// It is refused with an I/O error. A sync that is refused drops what it should have kept.
    Refused,
}

/// A seeded disk with faults. Clones are the same disk.
#[derive(Clone, Debug)]
pub struct SimulatedDisk(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    random: Random,
    operations: u64,
    faults: BTreeMap<u64, Fault>,
    is_off: bool,
    capacity_bytes: u64,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    unsynced_names: Vec<NameChange>,
    files: Vec<Contents>,
    locks: BTreeSet<PathBuf>,
}

#[derive(Clone, Debug)]
enum NameChange {
    Put(PathBuf, usize),
    Move(PathBuf, PathBuf),
    Remove(PathBuf),
}

#[derive(Clone, Debug, Default)]
struct Contents {
    durable: Vec<u8>,
    /// What the program reads: the durable bytes with every write on top.
    current: Vec<u8>,
    unsynced: Vec<(usize, Vec<u8>)>,
}

impl SimulatedDisk {
    /// An empty disk.
    #[must_use]
    pub fn new(seed: u64) -> SimulatedDisk {
        SimulatedDisk(Arc::new(Mutex::new(State {
            random: Random(seed),
            operations: 0,
            faults: BTreeMap::new(),
            is_off: false,
            capacity_bytes: u64::MAX,
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            unsynced_names: Vec::new(),
            files: Vec::new(),
            locks: BTreeSet::new(),
        })))
    }

    /// How many operations were begun.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Lets the operation of that number go wrong.
    pub fn fail_at(&self, operation: u64, fault: Fault) {
        self.state().faults.insert(operation, fault);
    }

    /// Lets the disk hold no more than that.
    pub fn set_capacity(&self, bytes: u64) {
        self.state().capacity_bytes = bytes;
    }

    /// The disk as it may be found after the power has failed now: what was synced, and any part
    /// of the rest.
    #[must_use]
    pub fn after_power_loss(&self, seed: u64) -> SimulatedDisk {
        let state = self.state();
        let mut random = Random(seed);
        let mut names = state.durable_names.clone();
        // A journal keeps the order of names: any first part of the changes stands.
        let kept = random.below(state.unsynced_names.len() as u64 + 1) as usize;
        for change in &state.unsynced_names[..kept] {
            apply(change, &mut names);
        }
        let kept_percent = [0, 30, 70, 100][random.below(4) as usize];
        let files = state.files.iter().map(|file| file.after_power_loss(&mut random, kept_percent)).collect();
        SimulatedDisk::found(random, names, files)
    }

    /// The disk as it is found after the process alone has died: all that was written.
    #[must_use]
    pub fn after_kill(&self) -> SimulatedDisk {
        let state = self.state();
        SimulatedDisk::found(Random(state.random.0), state.names.clone(), state.files.clone())
    }

    /// Flips one bit, as decaying media do.
    ///
    /// # Panics
    /// When there is no such file or byte.
    pub fn flip_bit(&self, path: &Path, offset: u64, bit: u8) {
        let mut state = self.state();
        let file = state.names[path];
        let file = &mut state.files[file];
        file.current[offset as usize] ^= 1 << (bit % 8);
        file.durable[offset as usize] ^= 1 << (bit % 8);
    }

    /// Every file with its bytes, as the program would read them.
    #[must_use]
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.state();
        state.names.iter().map(|(path, &file)| (path.clone(), state.files[file].current.clone())).collect()
    }

    fn found(random: Random, names: BTreeMap<PathBuf, usize>, mut files: Vec<Contents>) -> SimulatedDisk {
        for file in &mut files {
            file.durable.clone_from(&file.current);
            file.unsynced.clear();
        }
        let disk = SimulatedDisk::new(0);
        {
            let mut state = disk.state();
            state.random = random;
            state.durable_names.clone_from(&names);
            state.names = names;
            state.files = files;
        }
        disk
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn after_power_loss(&self, random: &mut Random, kept_percent: u64) -> Contents {
        let mut found = self.durable.clone();
        for (offset, bytes) in &self.unsynced {
            for (index, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                if random.below(100) >= kept_percent {
                    continue;
                }
                let is_torn = random.below(16) == 0;
                let kept = if is_torn { random.below(sector.len() as u64) as usize } else { sector.len() };
                let at = offset + index * SECTOR_BYTES;
                found[at..at + kept].copy_from_slice(&sector[..kept]);
            }
        }
        Contents { durable: found.clone(), current: found, unsynced: Vec::new() }
    }
}

fn apply(change: &NameChange, names: &mut BTreeMap<PathBuf, usize>) {
    match change {
        NameChange::Put(path, file) => {
            names.insert(path.clone(), *file);
        }
        NameChange::Move(from, to) => {
            if let Some(file) = names.remove(from) {
                names.insert(to.clone(), file);
            }
        }
        NameChange::Remove(path) => {
            names.remove(path);
        }
    }
}

impl State {
    /// Counts an operation: `Ok(None)` when it is to happen, the fault when it is to go wrong.
    fn begin(&mut self) -> io::Result<Option<Fault>> {
        if self.is_off {
            return Err(io::Error::other("the power is off"));
        }
        let fault = self.faults.remove(&self.operations);
        self.operations += 1;
        self.is_off = fault == Some(Fault::PowerLoss);
        Ok(fault)
    }

    fn change_names(&mut self, change: NameChange) {
        apply(&change, &mut self.names);
        self.unsynced_names.push(change);
    }

    fn used_bytes(&self) -> u64 {
        self.names.values().map(|&file| self.files[file].current.len() as u64).sum()
    }
}

fn refused() -> io::Error {
    io::Error::other("the simulated disk refused")
}

impl Disk for SimulatedDisk {
    fn create_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<String>> {
        let state = self.state();
        let here = state.names.keys().filter(|path| path.parent() == Some(directory));
        Ok(here.filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        let file = *self.state().names.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(SimulatedFile { disk: self.clone(), file }))
    }

    fn create(&self, path: &Path, size: u64) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.state();
        if state.begin()?.is_some() {
            return Err(refused());
        }
        if state.used_bytes() + size > state.capacity_bytes {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let zeros = vec![0; size as usize];
        state.files.push(Contents { durable: zeros.clone(), current: zeros, unsynced: Vec::new() });
        let file = state.files.len() - 1;
        state.change_names(NameChange::Put(path.to_owned(), file));
        Ok(Arc::new(SimulatedFile { disk: self.clone(), file }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.begin()? == Some(Fault::Refused) {
            return Err(refused());
        }
        state.change_names(NameChange::Move(from.to_owned(), to.to_owned()));
        if state.is_off { Err(refused()) } else { Ok(()) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.begin()? == Some(Fault::Refused) {
            return Err(refused());
        }
        if !state.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.change_names(NameChange::Remove(path.to_owned()));
        if state.is_off { Err(refused()) } else { Ok(()) }
    }

    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.begin()?.is_some() {
            return Err(refused());
        }
        // One journal for all directories: syncing one makes every earlier change durable.
        for change in std::mem::take(&mut state.unsynced_names) {
            apply(&change, &mut state.durable_names);
        }
        Ok(())
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn DirectoryLock>> {
        if !self.state().locks.insert(path.to_owned()) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(SimulatedLock { disk: self.clone(), path: path.to_owned() }))
    }
}

#[derive(Debug)]
struct SimulatedLock {
    disk: SimulatedDisk,
    path: PathBuf,
}

impl DirectoryLock for SimulatedLock {}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        self.disk.state().locks.remove(&self.path);
    }
}

#[derive(Debug)]
struct SimulatedFile {
    disk: SimulatedDisk,
    file: usize,
}

impl DiskFile for SimulatedFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.disk.state().files[self.file].current.len() as u64)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let state = self.disk.state();
        let bytes = state.files[self.file].current.get(offset as usize..offset as usize + into.len());
        into.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let fault = state.begin()?;
        let written = match fault {
            None => bytes.len(),
            // Whatever part of it.
            Some(_) => state.random.below(bytes.len() as u64 + 1) as usize,
        };
        let at = offset as usize;
        let file = &mut state.files[self.file];
        if at + bytes.len() > file.current.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        file.current[at..at + written].copy_from_slice(&bytes[..written]);
        file.unsynced.push((at, bytes[..written].to_vec()));
        if fault.is_none() { Ok(()) } else { Err(refused()) }
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.disk.state();
        match state.begin()? {
            None => {
                let file = &mut state.files[self.file];
                for (at, bytes) in std::mem::take(&mut file.unsynced) {
                    file.durable[at..at + bytes.len()].copy_from_slice(&bytes);
                }
                Ok(())
            }
            // The kernel marks the pages clean: a later sync succeeds and has kept nothing.
            Some(Fault::Refused) => {
                state.files[self.file].unsynced.clear();
                Err(refused())
            }
            Some(Fault::PowerLoss) => Err(refused()),
        }
    }
}

/// SplitMix64: small, seeded, good enough to choose what gets lost.
#[derive(Clone, Debug)]
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}
