//! An empty directory that goes away with its owner.

use std::path::{Path, PathBuf};

pub struct Directory(PathBuf);

impl Directory {
    pub fn new() -> std::io::Result<Directory> {
        let nanos = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |age| age.as_nanos());
        let path = std::env::temp_dir().join(format!("measure-{}-{nanos}", std::process::id()));
        std::fs::create_dir(&path)?;
        Ok(Directory(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
