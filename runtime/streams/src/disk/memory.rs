//! A disk that is not one: what `keep_in: memory` writes to.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::{DirectoryLock, Disk, DiskFile};

/// Files in memory, gone with the process. A file takes as much memory as was written to it,
/// not as much as it was made for.
#[derive(Debug, Default)]
pub struct MemoryDisk {
    files: Mutex<BTreeMap<PathBuf, Arc<MemoryFile>>>,
}

impl MemoryDisk {
    fn files(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Arc<MemoryFile>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk for MemoryDisk {
    fn create_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<String>> {
        let files = self.files();
        let here = files.keys().filter(|path| path.parent() == Some(directory));
        Ok(here.filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
        let file = self.files().get(path).cloned().ok_or(io::ErrorKind::NotFound)?;
        Ok(file)
    }

    fn create(&self, path: &Path, size: u64) -> io::Result<Arc<dyn DiskFile>> {
        let file = Arc::new(MemoryFile { size, written: RwLock::default() });
        self.files().insert(path.to_owned(), Arc::clone(&file));
        Ok(file)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.files();
        let file = files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.files().remove(path).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn DirectoryLock>> {
        // Nobody else can reach this disk.
        Ok(Box::new(NoLock))
    }
}

#[derive(Debug)]
struct NoLock;

impl DirectoryLock for NoLock {}

#[derive(Debug)]
struct MemoryFile {
    size: u64,
    /// What lies behind it is zero.
    written: RwLock<Vec<u8>>,
}

impl DiskFile for MemoryFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.size)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        if offset + into.len() as u64 > self.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        let from = written.get(offset as usize..).unwrap_or_default();
        let stands = from.len().min(into.len());
        into[..stands].copy_from_slice(&from[..stands]);
        into[stands..].fill(0);
        Ok(())
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let end = offset as usize + bytes.len();
        if end as u64 > self.size {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let mut written = self.written.write().unwrap_or_else(PoisonError::into_inner);
        if written.len() < end {
            written.resize(end, 0);
        }
        written[offset as usize..end].copy_from_slice(bytes);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}
