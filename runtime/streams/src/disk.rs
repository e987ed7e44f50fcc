//! Every touch of a disk, behind one small trait: the real one, one in memory, and (feature
//! `simulation`) one that loses what was not synced.

mod memory;
mod real;
#[cfg(feature = "simulation")]
mod simulated;

use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub use memory::MemoryDisk;
pub use real::RealDisk;
#[cfg(feature = "simulation")]
pub use simulated::{Fault, SimulatedDisk};

/// What a log asks of a disk.
///
/// Names become durable with [`Disk::sync_directory`], bytes with [`DiskFile::sync`]; before
/// that, a loss of power may keep any part of them.
pub trait Disk: Debug + Send + Sync + 'static {
    /// Makes a directory and those above it, durably. It is no error when it stands already.
    ///
    /// # Errors
    /// Those of the disk, here and below.
    fn create_directory(&self, directory: &Path) -> io::Result<()>;

    /// The names of the files in a directory; none when there is no such directory.
    ///
    /// # Errors
    /// When the directory cannot be read.
    fn list(&self, directory: &Path) -> io::Result<Vec<String>>;

    /// Opens a file to read and write.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>>;

    /// Makes a file of `size` zeros, written and synced, so that later writes within it need
    /// no new space. What stood under the name is replaced.
    ///
    /// # Errors
    /// `StorageFull` when the zeros do not fit; then no file is left behind.
    fn create(&self, path: &Path, size: u64) -> io::Result<Arc<dyn DiskFile>>;

    /// Gives a file another name at once, over whatever stood under it.
    ///
    /// # Errors
    /// Those of the disk.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// Those of the disk.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes the directory's names durable.
    ///
    /// # Errors
    /// Those of the disk.
    fn sync_directory(&self, directory: &Path) -> io::Result<()>;

    /// Takes the lock that the file at `path` stands for, until the guard is dropped or the
    /// process ends.
    ///
    /// # Errors
    /// `WouldBlock` when another process, or another world of this one, holds it.
    fn lock(&self, path: &Path) -> io::Result<Box<dyn DirectoryLock>>;
}

/// A held lock.
pub trait DirectoryLock: Debug + Send + Sync {}

/// A file of fixed size.
pub trait DiskFile: Debug + Send + Sync {
    /// Its size in bytes.
    ///
    /// # Errors
    /// Those of the disk.
    fn size(&self) -> io::Result<u64>;

    /// Fills `into` from the bytes at `offset`.
    ///
    /// # Errors
    /// `UnexpectedEof` when the file ends before.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()>;

    /// Writes all of `bytes` at `offset`. What a failed call has written is unknown.
    ///
    /// # Errors
    /// Those of the disk.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Makes every byte written so far durable. After a failure nobody knows which bytes are,
    /// and a second call that succeeds proves nothing.
    ///
    /// # Errors
    /// Those of the disk.
    fn sync(&self) -> io::Result<()>;
}
