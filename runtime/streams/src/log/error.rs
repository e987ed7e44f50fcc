//! What a log could not do, and at which file.

use std::io;
use std::path::{Path, PathBuf};

use super::format::VERSION;

/// What a log could not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The disk refused.
    #[error("cannot {action} {}: {reason}", path.display())]
    Disk {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the disk says.
        reason: String,
        /// Whether there is no space left.
        is_full: bool,
    },
    /// Bytes that were on disk have changed. Nothing behind them can be trusted to follow.
    #[error("{} is damaged at byte {position}: {what}; restore the file from a copy, or move the stream's directory away", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        position: u64,
        /// How it shows.
        what: &'static str,
    },
    /// A newer program wrote the file.
    #[error("{} has format version {version}, this program reads version {VERSION}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u16,
    },
    /// The files hold something else than the program declares.
    #[error("{0}")]
    Mismatch(String),
    /// A sync failed before: what is on disk is unknown until the log is opened again.
    #[error("the log accepts nothing more until the program is started again: {0}")]
    Poisoned(String),
}

impl LogError {
    pub(crate) fn disk(action: &'static str, path: &Path, error: &io::Error) -> LogError {
        let is_full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        LogError::Disk { action, path: path.to_owned(), reason: error.to_string(), is_full }
    }

    pub(crate) fn damaged(path: &Path, position: u64, what: &'static str) -> LogError {
        LogError::Damaged { path: path.to_owned(), position, what }
    }
}
