//! A stream as services and views see it: the newest records, and those after a position.

use std::fmt;
use std::future::Future;
use std::str::FromStr;

use crate::{Record, StreamError};

/// A replayable source of records: what a stream shows to `events` and to `let_stream_var`.
///
/// The value is a name, not a handle (`Market::Trades`); its futures find the stream in the
/// world of the thread that polls them, and stay on that thread.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a stream",
    label = "a stream is needed here",
    note = "name it with the block that declares it, as in `Market::Trades`"
)]
pub trait Feed: Copy + 'static {
    /// What the feed carries.
    type Record: Record;

    /// The newest `count` records, oldest first, and the position just behind them.
    fn newest(self, count: usize) -> impl Future<Output = Result<Newest<Self::Record>, StreamError>>;

    /// At most `limit` records behind `position`, oldest first; waits until there is one.
    /// `position` moves past what is returned. Cancel-safe: a dropped call has moved nothing.
    ///
    /// # Errors
    /// [`StreamError::Gone`] when the records at `position` are no longer kept, or never were: once,
    /// with `position` moved to the oldest record that is kept, so that the next call goes on there.
    /// Whoever calls says so to its own reader; nothing is skipped silently.
    fn next(
        self,
        position: &mut Position,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Entry<Self::Record>>, StreamError>>;

    /// The position behind everything that stands in the feed now.
    fn end(self) -> impl Future<Output = Result<Position, StreamError>>;
}

/// The newest records of a feed, oldest first, and the position just behind them.
pub type Newest<R> = (Vec<Entry<R>>, Position);

/// A record of a feed and the position just behind it.
#[derive(Clone, Debug)]
pub struct Entry<R> {
    /// The record.
    pub record: R,
    /// Where to go on after it.
    pub position: Position,
}

/// How far a reader has come: the next offset of each partition. Shown and read as `12.0.7`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position(pub Vec<u64>);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, offset) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "." };
            write!(f, "{separator}{offset}")?;
        }
        Ok(())
    }
}

impl FromStr for Position {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split('.').map(str::parse).collect::<Result<_, _>>().map(Position)
    }
}
