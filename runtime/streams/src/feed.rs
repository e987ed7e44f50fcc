//! A stream as services and views see it.

use parseltongue_records::{Entry, Feed, Position, Record, StreamError};

use crate::hub::Hub;
use crate::queue::closed;
use crate::stream::check;
use crate::{Stream, Streams};

/// Records of all partitions come in the order in which they were appended; where they were
/// appended at once, by partition.
///
/// A position whose records are gone (retention dropped them, or the stream in memory began anew)
/// is answered with [`StreamError::Gone`], once: the position then stands at the oldest record
/// that is kept, and the next call goes on from there.
impl<B: Streams, R: Record> Feed for Stream<B, R> {
    type Record = R;

    async fn newest(self, count: usize) -> Result<(Vec<Entry<R>>, Position), StreamError> {
        let hub = Hub::<B>::current()?;
        let snapshot = hub.shared.streams[self.index()].shown.borrow().clone();
        self.read_newest(&snapshot, count)
    }

    async fn next(self, position: &mut Position, limit: usize) -> Result<Vec<Entry<R>>, StreamError> {
        let hub = Hub::<B>::current()?;
        let mut shown = hub.shared.streams[self.index()].shown.clone();
        // Not held while waiting: a reader that waits keeps no dropped segment alive.
        drop(hub);
        loop {
            let snapshot = shown.borrow_and_update().clone();
            check(&snapshot, position)?;
            let from = position.0.clone();
            let entries = self.read(&snapshot, &from, position, limit.max(1))?;
            if !entries.is_empty() {
                return Ok(entries);
            }
            drop(snapshot);
            shown.changed().await.map_err(|_| closed())?;
        }
    }

    async fn end(self) -> Result<Position, StreamError> {
        let hub = Hub::<B>::current()?;
        let ends = hub.shared.streams[self.index()].shown.borrow().ends().to_vec();
        Ok(Position(ends))
    }
}
