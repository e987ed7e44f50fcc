//! What the generated `Block` of a `slytherin!` calls.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use parseltongue_cores::{LocalFuture, Opening, StartError, World};
use parseltongue_records::{Failure, Meaning, Record};

use crate::group::{Member, run_member};
use crate::hub::Hub;
use crate::{Stream, Streams};

/// Opens the block's streams and groups.
///
/// # Errors
/// Says which file or directory is in the way, and what to do about it.
pub fn open<B: Streams>(opening: &mut Opening) -> Result<(), StartError> {
    Hub::<B>::open(opening)
}

/// The variables of the block `B` that its cores share.
#[derive(Debug)]
pub struct Placed<B, T> {
    /// Each as its line made it.
    pub variables: T,
    of: PhantomData<fn() -> B>,
}

/// Keeps the variables of the block's shared lines for as long as the world is.
pub fn place<B: Streams, T: Send + Sync + 'static>(opening: &mut Opening, variables: T) {
    opening.place(Placed::<B, T> { variables, of: PhantomData });
}

/// The variables that [`place`] kept.
///
/// # Panics
/// In a world that has not opened the block.
#[must_use]
pub fn placed<B: Streams, T: Send + Sync + 'static>() -> Arc<Placed<B, T>> {
    World::current().part::<Placed<B, T>>().expect("a block opens before it runs")
}

/// Runs the block's consumers on one of its cores until the program stops streams.
#[must_use]
pub fn run<const COUNT: usize>(consumers: [LocalFuture<()>; COUNT]) -> LocalFuture<()> {
    Box::pin(async {
        futures_util::future::join_all(consumers).await;
    })
}

/// Writes what waits, commits, and closes the files of the block.
pub fn close<B: Streams>() {
    if let Some(hub) = World::try_current().and_then(|world| world.part::<Hub<B>>()) {
        hub.close();
    }
}

/// A member of the group at place `group`, on the block's core `core`: `body` gets one record at a time.
///
/// A record whose body fails more often than its group's `retries` goes to `then_to`; without
/// one its partition waits for it, trying ever more seldom.
pub fn consume<B, R, E, F>(
    core: usize,
    group: usize,
    stream: Stream<B, R>,
    then_to: Option<Stream<B, R>>,
    body: impl Fn(R) -> F + 'static,
) -> LocalFuture<()>
where
    B: Streams,
    R: Record,
    E: Meaning + 'static,
    F: Future<Output = Result<(), Failure<E>>> + 'static,
{
    let each = move |mut records: Vec<R>| {
        debug_assert_eq!(records.len(), 1, "a body of single records gets batches of one");
        body(records.remove(0))
    };
    member(core, group, stream, then_to, each)
}

/// The same for `in_batches_of`: `body` gets a list.
pub fn consume_batches<B, R, E, F>(
    core: usize,
    group: usize,
    stream: Stream<B, R>,
    then_to: Option<Stream<B, R>>,
    body: impl Fn(Vec<R>) -> F + 'static,
) -> LocalFuture<()>
where
    B: Streams,
    R: Record,
    E: Meaning + 'static,
    F: Future<Output = Result<(), Failure<E>>> + 'static,
{
    member(core, group, stream, then_to, body)
}

fn member<B, R, E, F>(
    core: usize,
    group: usize,
    stream: Stream<B, R>,
    then_to: Option<Stream<B, R>>,
    body: impl Fn(Vec<R>) -> F + 'static,
) -> LocalFuture<()>
where
    B: Streams,
    R: Record,
    E: Meaning + 'static,
    F: Future<Output = Result<(), Failure<E>>> + 'static,
{
    Box::pin(async move {
        match Hub::<B>::current() {
            Ok(hub) => {
                let shared = Arc::clone(&hub.shared);
                run_member(core, &Member { shared, group, stream, then_to, body }).await;
            }
            Err(error) => ::log::error!("{error}"),
        }
    })
}
