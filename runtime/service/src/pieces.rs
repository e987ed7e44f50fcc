//! Bodies that come piece by piece: what is asked for next is only made then.

use std::fmt::Debug;
use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;

/// A body that is not there as a whole.
pub(crate) trait Pieces: Debug {
    /// The next bytes; none is the end. An error cuts the answer off, so that its client sees that it is not whole.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>>;

    /// How many bytes are still to come, where that is known.
    fn length(&self) -> Option<u64> {
        None
    }
}
