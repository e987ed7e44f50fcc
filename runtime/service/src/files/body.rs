//! A large file on its way to one client: the piece that is sent, and the next one on its way from the disk.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::limits::FILE_PIECE_BYTES;
use crate::pieces::Pieces;
use crate::pulse::{Hands, InFlight, Pulse};

/// What is left of a file, or of a part of it.
#[derive(Debug)]
pub(crate) struct FileBody {
    file: Arc<File>,
    /// What has not been handed out.
    left: Range<u64>,
    /// The piece at the beginning of that, on its way.
    coming: Option<JoinHandle<io::Result<Bytes>>>,
    hands: Hands,
    /// The connection is busy for as long as it carries a file.
    _in_flight: InFlight,
}

impl FileBody {
    pub(crate) fn new(file: File, range: Range<u64>, pulse: &Rc<Pulse>) -> FileBody {
        FileBody {
            file: Arc::new(file),
            left: range,
            coming: None,
            hands: Hands::new(Rc::clone(pulse)),
            _in_flight: pulse.begin(),
        }
    }

    /// Begins to read the next piece.
    fn fetch(&self) -> JoinHandle<io::Result<Bytes>> {
        let (file, at) = (Arc::clone(&self.file), self.left.start);
        let length = (self.left.end - at).min(FILE_PIECE_BYTES as u64) as usize;
        spawn_blocking(move || {
            let mut bytes = vec![0; length];
            // A file that has become shorter meanwhile cannot be what was promised.
            file.read_exact_at(&mut bytes, at)?;
            Ok(Bytes::from(bytes))
        })
    }
}

impl Pieces for FileBody {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.hands.free();
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let mut coming = self.coming.take().unwrap_or_else(|| self.fetch());
        let Poll::Ready(read) = Pin::new(&mut coming).poll(cx) else {
            self.coming = Some(coming);
            return Poll::Pending;
        };
        let piece = match read.map_err(io::Error::other).and_then(|read| read) {
            Ok(piece) => piece,
            Err(error) => {
                self.left = 0..0;
                return Poll::Ready(Some(Err(error)));
            }
        };
        self.left.start += piece.len() as u64;
        if !self.left.is_empty() {
            self.coming = Some(self.fetch());
        }
        self.hands.full();
        Poll::Ready(Some(Ok(piece)))
    }

    fn length(&self) -> Option<u64> {
        Some(self.left.end - self.left.start)
    }
}
