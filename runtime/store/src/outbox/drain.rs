//! The thread that hands messages over.
//!
//! For each stream, one step after the other: read the oldest messages, hand them over, wait until
//! the stream has them as its durability says, take them out. Killed between the last two, the
//! next start finds messages here that the stream has already. So the stream keeps, with the
//! messages and in the same batch, under which name they were handed over and the last number; and
//! the step that takes messages out notes where the stream ended, so that what was handed over
//! since stands behind that place. Each start asks once what was taken under the old name, takes
//! that out, and goes on under a new one: a database that was brought back from a copy counts its
//! messages again, and must not be told that they were taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parseltongue_records::outbox::{Intake, OutboxError};
use parseltongue_records::{StoreError, StreamError, Uuid, Value};
use tokio::runtime::Runtime;

use super::Outbox;
use super::tables::{self, Handing};
use crate::engine::Engine;
use crate::session::Session;
use crate::write::{Extent, handed};

/// After something failed, the next attempt waits this long.
const RETRY: Duration = Duration::from_secs(1);
/// How often it looks for what other programs have published in a store that they share.
const SHARED_LOOK: Duration = Duration::from_millis(250);
/// A program opens its streams one after the other: only then is one that is not there missed.
const MISSED_AFTER: Duration = Duration::from_secs(10);

/// Hands over until the outbox is closed.
pub(super) fn run(outbox: &Outbox) {
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => return log::error!("{}: messages wait for an event loop: {error}", outbox.store),
    };
    let mut drainer = Drainer::new(outbox, runtime);
    let mut patience = None;
    while outbox.wait(patience) {
        let Some(engine) = outbox.engine() else { return };
        let is_shared = drainer.takes_part(&engine);
        let has_done_all = match is_shared {
            Part::Alone => drainer.round(&engine),
            Part::Ours => drainer.round(&engine) && drainer.recount(&engine),
            // Whoever hands over now may end, or only look.
            Part::Others => drainer.recount(&engine),
        };
        patience = match is_shared {
            Part::Alone if has_done_all => None,
            Part::Ours if has_done_all => Some(SHARED_LOOK),
            _ => Some(RETRY),
        };
    }
}

/// Who hands over what stands in the store.
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "of PostgreSQL alone"))]
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// This program, which alone has the store.
    Alone,
    /// This one, of all that share the store.
    Ours,
    /// Another one.
    Others,
}

pub(super) struct Drainer<'o> {
    outbox: &'o Outbox,
    /// A connection of its own to a store that programs share. One of them has a lock that goes with its
    /// connection, so that what is handed over and taken out is so by one alone.
    own: Option<Session>,
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "of PostgreSQL alone"))]
    has_lock: bool,
    runtime: Runtime,
    lanes: BTreeMap<String, Lane>,
}

/// One stream, as this life of the program knows it.
#[derive(Default)]
struct Lane {
    /// The name under which messages are handed over; none before it was asked what was taken.
    handing: Option<Handing>,
    /// Something failed, and the stream may have taken what still stands here.
    is_unsure: bool,
    missing_since: Option<Instant>,
    /// What was logged last.
    trouble: Option<String>,
}

impl<'o> Drainer<'o> {
    pub(super) fn new(outbox: &'o Outbox, runtime: Runtime) -> Drainer<'o> {
        Drainer { outbox, own: None, has_lock: false, runtime, lanes: BTreeMap::new() }
    }

    /// Connects to a shared store, and says whether this program hands over.
    #[cfg(feature = "postgres")]
    fn takes_part(&mut self, engine: &Engine) -> Part {
        const LOCK: &str = "SELECT pg_try_advisory_lock(1347682307, hashtext(current_schema()))";
        if self.own.is_none() {
            match engine.own_session() {
                None => return Part::Alone,
                Some(Ok(session)) => self.own = Some(session),
                Some(Err(_)) => return Part::Others,
            }
        }
        let Some(postgres) = self.own.as_ref().and_then(Session::postgres) else { return Part::Alone };
        if postgres.is_connected() && self.has_lock {
            return Part::Ours;
        }
        // With the connection went the lock, and others may have handed over.
        self.lanes.clear();
        let locked = postgres.connect().and_then(|()| postgres.texts(LOCK));
        self.has_lock = locked.is_ok_and(|rows| rows == [[Some("t".to_owned())]]);
        if self.has_lock { Part::Ours } else { Part::Others }
    }

    #[cfg(not(feature = "postgres"))]
    fn takes_part(&mut self, _: &Engine) -> Part {
        Part::Alone
    }

    /// Counts what waits, because others publish and hand over as well; false when it cannot.
    fn recount(&self, engine: &Arc<Engine>) -> bool {
        let counted = self.read(engine, tables::count);
        counted.map(|waiting| self.outbox.recounted(waiting)).is_ok()
    }

    fn read<T: Send + 'static>(
        &self,
        engine: &Arc<Engine>,
        look: impl FnOnce(&Session) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.own {
            Some(session) => look(session),
            None => self.runtime.block_on(engine.read(&[], |session, _| look(session))),
        }
    }

    /// Hands over all there is; false when something has to be tried again.
    pub(super) fn round(&mut self, engine: &Arc<Engine>) -> bool {
        let mut failed = BTreeSet::new();
        let mut tried_at = Instant::now();
        loop {
            let streams = match self.read(engine, tables::streams) {
                Ok(streams) => streams,
                Err(error) => {
                    log::error!("{}: the outbox cannot be read: {error}", self.outbox.store);
                    return false;
                }
            };
            // Others may go on for as long as they are published to.
            if tried_at.elapsed() >= RETRY {
                failed.clear();
                tried_at = Instant::now();
            }
            // Of each some, in turns: none waits until another has nothing left.
            let mut has_handed = false;
            for stream in streams {
                if self.outbox.is_closed() {
                    return true;
                }
                if failed.contains(&stream) {
                    continue;
                }
                let mut lane = self.lanes.remove(&stream).unwrap_or_default();
                match self.step(engine, &stream, &mut lane) {
                    Ok(true) => {
                        has_handed = true;
                        self.tell(&stream, &mut lane, None);
                    }
                    Ok(false) => {}
                    Err(trouble) => {
                        lane.is_unsure = true;
                        self.tell(&stream, &mut lane, trouble);
                        failed.insert(stream.clone());
                    }
                }
                self.lanes.insert(stream, lane);
            }
            if !has_handed {
                return failed.is_empty();
            }
        }
    }

    /// Hands over some messages of a stream; false when there are none. Trouble without a text is
    /// not to be told yet.
    fn step(&self, engine: &Arc<Engine>, stream: &str, lane: &mut Lane) -> Result<bool, Option<String>> {
        let Some(intake) = self.outbox.intakes.find(stream) else {
            let since = *lane.missing_since.get_or_insert_with(Instant::now);
            let said = "the running program has no such stream, or two blocks of that name";
            return Err((since.elapsed() >= MISSED_AFTER).then(|| said.to_owned()));
        };
        self.pass(engine, stream, lane, &*intake).map_err(|error| Some(error.to_string()))
    }

    fn pass(
        &self,
        engine: &Arc<Engine>,
        stream: &str,
        lane: &mut Lane,
        intake: &dyn Intake,
    ) -> Result<bool, OutboxError> {
        let outbox = match &lane.handing {
            Some(handing) if !lane.is_unsure => handing.outbox,
            _ => self.take_out_what_was_taken(engine, stream, lane, intake)?,
        };
        lane.is_unsure = false;
        let name = stream.to_owned();
        let next = self.read(engine, move |session| tables::next(session, &name))?;
        let Some(last) = next.messages.last().map(|message| message.sequence) else { return Ok(false) };
        if next.fingerprint != intake.fingerprint() {
            return Err(OutboxError::Stream(StreamError::Unavailable(
                "the record's fields were changed since the message was written: put them back until it is through"
                    .to_owned(),
            )));
        }
        let messages = next.messages.len() as u64;
        self.runtime.block_on(intake.take(outbox, next.messages))?;
        let handing = Handing { outbox, since: intake.end() };
        let name = stream.to_owned();
        self.write(engine, move |session| {
            tables::remove_all(session, &name, last)?;
            tables::set_handing(session, &name, &handing)
        })?;
        self.outbox.removed(messages);
        Ok(true)
    }

    /// Asks the stream what it has taken, takes that out, and gives the name to go on under.
    fn take_out_what_was_taken(
        &self,
        engine: &Arc<Engine>,
        stream: &str,
        lane: &mut Lane,
        intake: &dyn Intake,
    ) -> Result<Uuid, OutboxError> {
        let name = stream.to_owned();
        let before = self.read(engine, move |session| tables::handing(session, &name))?;
        let taken = match &before {
            Some(before) => intake.taken(before.outbox, &before.since)?,
            None => Vec::new(),
        };
        let handing = match (&lane.handing, before) {
            // In one life the name stays: what a log could not sync is only seen after the next start.
            (Some(_), Some(before)) => before,
            _ => Handing { outbox: Uuid::generate().unwrap_or_default(), since: intake.end() },
        };
        let (name, kept) =
            (stream.to_owned(), Handing { outbox: handing.outbox, since: handing.since.clone() });
        let removed: u64 = self.write(engine, move |session| {
            let mut removed = 0;
            for (partition, last) in (0..).zip(taken) {
                if let Some(last) = last {
                    removed += tables::remove(session, &name, partition, last)?;
                }
            }
            tables::set_handing(session, &name, &kept).map(|()| removed)
        })?;
        self.outbox.removed(removed);
        let outbox = handing.outbox;
        lane.handing = Some(handing);
        Ok(outbox)
    }

    /// One transaction of the outbox's own, in a group of the writer.
    fn write<T: Send + 'static>(
        &self,
        engine: &Arc<Engine>,
        work: impl FnOnce(&Session) -> Result<T, StoreError> + Clone + Send + 'static,
    ) -> Result<T, StoreError> {
        #[cfg(feature = "postgres")]
        if let Some((session, postgres)) =
            self.own.as_ref().and_then(|session| Some((session, session.postgres()?)))
        {
            return postgres.in_transaction(|| work(session));
        }
        let (write, answer) = handed(Extent::Several, 0, work);
        engine.write(write)?;
        self.runtime.block_on(answer.wait())
    }

    /// Logs the first of a row of failures, and when messages go through again.
    fn tell(&self, stream: &str, lane: &mut Lane, trouble: Option<String>) {
        let store = self.outbox.store;
        match (&trouble, &lane.trouble) {
            (Some(said), before) if before.as_ref() != Some(said) => {
                log::error!("{store}: messages for {stream} wait: {said}");
            }
            (None, Some(_)) => log::info!("{store}: messages for {stream} go through again"),
            _ => {}
        }
        lane.trouble = trouble;
    }
}
