//! Consumer groups: who reads which partition, how far each has come, what happens to a record
//! that its body cannot do.

mod member;
mod offsets;

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

pub(crate) use member::{Member, run_member};
pub(crate) use offsets::OffsetsFile;

use crate::GroupTable;

/// A group as its members, and whoever commits for them, share it.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) table: &'static GroupTable,
    progress: Mutex<Progress>,
    /// The commit that is durable.
    durable: watch::Sender<u64>,
    /// Counts the times that somebody has moved the group to another position.
    moved: watch::Sender<u64>,
}

#[derive(Debug)]
struct Progress {
    /// The next offset of each partition.
    offsets: Vec<u64>,
    /// Counts the commits.
    commit: u64,
}

impl Group {
    pub(crate) fn new(table: &'static GroupTable, offsets: Vec<u64>) -> Group {
        Group {
            table,
            progress: Mutex::new(Progress { offsets, commit: 0 }),
            durable: watch::Sender::new(0),
            moved: watch::Sender::new(0),
        }
    }

    /// How far the group has come.
    pub(crate) fn offsets(&self) -> Vec<u64> {
        self.progress().offsets.clone()
    }

    pub(crate) fn offset(&self, partition: usize) -> u64 {
        self.progress().offsets[partition]
    }

    /// Notes that all before `offset` is done, unless the group was moved since `moved`.
    pub(crate) fn commit(&self, partition: usize, offset: u64, moved: u64) {
        let mut progress = self.progress();
        if *self.moved.borrow() == moved {
            progress.offsets[partition] = offset;
            progress.commit += 1;
        }
    }

    /// Moves the whole group; its members go on from there after the record they are at.
    pub(crate) fn move_to(&self, offsets: Vec<u64>) {
        let mut progress = self.progress();
        progress.offsets = offsets;
        progress.commit += 1;
        // Within the lock: a commit of the time before must not come after it.
        self.moved.send_modify(|moved| *moved += 1);
    }

    pub(crate) fn watch_moves(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }

    /// The commit that is not durable yet, if there is one, with its offsets.
    pub(crate) fn uncommitted(&self) -> Option<(u64, Vec<u64>)> {
        let progress = self.progress();
        let is_behind = *self.durable.borrow() < progress.commit;
        is_behind.then(|| (progress.commit, progress.offsets.clone()))
    }

    /// Says that a commit is durable.
    pub(crate) fn set_durable(&self, commit: u64) {
        self.durable.send_replace(commit);
    }

    /// Waits until everything committed so far is durable.
    pub(crate) async fn wait_until_durable(&self) {
        let commit = self.progress().commit;
        // The sender is `self`, so the wait can only end well.
        let _ = self.durable.subscribe().wait_for(|durable| *durable >= commit).await;
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
