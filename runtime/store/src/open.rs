//! Opening and closing a store in a world.

use std::fs::{self, File};
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parseltongue_cores::{Measurement, MeasurementKind, Opening, StartError, World};
use parseltongue_records::StoreError;
use parseltongue_records::outbox::Intakes;

use crate::engine::{Engine, Statistics};
use crate::jobs::Jobs;
use crate::migration::Wanted;
use crate::outbox::Outbox;
use crate::session::Session;
use crate::{Location, Store, migration};

/// The store `S` in a world.
struct Opened<S> {
    engine: Arc<Engine>,
    jobs: Arc<Jobs>,
    of: PhantomData<fn() -> S>,
}

/// Opens the store: makes its directory and file, makes and adapts its tables, starts its writer.
/// What `Block::open` of a store does.
///
/// # Errors
/// Says what stands in the way, and what to do about it; a database that does not fit is not touched.
pub fn open<S: Store>(opening: &mut Opening) -> Result<(), StartError> {
    // Streams open after stores, and put themselves in there.
    let intakes = opening.part::<Intakes>().unwrap_or_else(|| opening.place(Intakes::default()));
    let engine = match S::LOCATION {
        Location::Memory => open_memory::<S>(intakes),
        Location::File(file) => open_file::<S>(&opening.directory().join(file), intakes),
        #[cfg(feature = "postgres")]
        Location::Postgres { variable } => crate::postgres::open::<S>(opening, variable, intakes),
    };
    let engine = engine.map_err(|reason| StartError::new(S::NAME, reason))?;
    let engine = Arc::new(engine);
    engine.begin();
    let jobs = Arc::new(Jobs::of(Arc::clone(&engine)));
    opening.place(Opened::<S> { engine: Arc::clone(&engine), jobs, of: PhantomData });
    let doubted = Arc::clone(&engine);
    opening.doubt(move || doubted.trouble().map(|trouble| format!("{}: {trouble}", S::NAME)));
    opening.measure(move |told| measure(S::NAME, &engine, told));
    Ok(())
}

/// What `/metrics` shows of a store.
fn measure(name: &'static str, engine: &Engine, told: &mut Vec<Measurement>) {
    let Statistics { writes, commits, failures } = engine.statistics();
    let counters = [
        ("parseltongue_store_writes_total", "Writes that were committed.", writes),
        ("parseltongue_store_commits_total", "Transactions that they took: the writer groups them.", commits),
        ("parseltongue_store_failures_total", "Transactions that could not be committed.", failures),
    ];
    let whose = ("store", name.to_owned());
    // A count loses its last digits beyond 2^53, which no store reaches.
    told.extend(counters.map(|(name, help, count)| Measurement {
        name,
        help,
        kind: MeasurementKind::Counter,
        whose: whose.clone(),
        value: count as f64,
    }));
    let gauges = [
        (
            "parseltongue_store_queued_bytes",
            "What the values of the writes take that wait for the writer.",
            engine.queued_bytes() as f64,
        ),
        (
            "parseltongue_store_outbox_messages",
            "Messages that were published in transactions and wait for their streams.",
            engine.waiting_messages() as f64,
        ),
    ];
    told.extend(gauges.map(|(name, help, value)| Measurement {
        name,
        help,
        kind: MeasurementKind::Gauge,
        whose: whose.clone(),
        value,
    }));
}

fn open_memory<S: Store>(intakes: Arc<Intakes>) -> Result<Engine, String> {
    let session = Session::in_memory().map_err(|error| error.to_string())?;
    migration::migrate(&session, wanted::<S>())?;
    let outbox = Outbox::open(S::NAME, intakes, &session).map_err(|error| error.to_string())?;
    Ok(Engine::of_memory(session, outbox))
}

fn open_file<S: Store>(path: &Path, intakes: Arc<Intakes>) -> Result<Engine, String> {
    let shown = path.display();
    make_directories(path).map_err(|error| format!("cannot make the directory of {shown}: {error}"))?;
    let in_words = |error: rusqlite::Error| format!("{shown}: {}", crate::failure::of_sqlite(&error));
    let session = Session::of_file(path).map_err(in_words)?;
    let refused = |reason| format!("{shown}: {reason}");
    migration::check(&session, wanted::<S>()).map_err(refused)?;
    // Only now that nothing is refused: even this writes to the file.
    make_durable(&session).map_err(in_words)?;
    if let Some(summary) = migration::migrate(&session, wanted::<S>()).map_err(refused)? {
        log::info!("{}: adapted {shown}: {summary}", S::NAME);
    }
    let outbox = Outbox::open(S::NAME, intakes, &session).map_err(|error| format!("{shown}: {error}"))?;
    Engine::of_file(S::NAME, path.to_owned(), session, outbox)
        .map_err(|error| format!("cannot start the writer of {shown}: {error}"))
}

pub(crate) fn wanted<S: Store>() -> Wanted<'static> {
    Wanted { store: S::NAME, held: S::HELD, migrations: S::MIGRATIONS }
}

/// A commit is an append to the write-ahead log, which is synced to disk before it is answered.
fn make_durable(session: &Session) -> rusqlite::Result<()> {
    session.connection().pragma_update(None, "journal_mode", "WAL")?;
    session.connection().pragma_update(None, "synchronous", "FULL")
}

/// Makes the file's directories, and sees to it that they are there after a loss of power.
fn make_directories(path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else { return Ok(()) };
    let missing: Vec<PathBuf> = parent
        .ancestors()
        .take_while(|it| !it.as_os_str().is_empty() && !it.exists())
        .map(Path::to_owned)
        .collect();
    fs::create_dir_all(parent)?;
    for made in &missing {
        let within = made.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(within)?.sync_all()?;
    }
    Ok(())
}

/// Does what was handed over, then lets go of the file. What `Block::close` of a store does, in
/// the world; nothing happens when the store is not open there.
pub fn close<S: Store>() {
    if let Ok(engine) = engine::<S>() {
        engine.close();
    }
}

/// What the store has done in the current world; none if it is not open there.
#[must_use]
pub fn statistics<S: Store>() -> Option<Statistics> {
    Some(engine::<S>().ok()?.statistics())
}

/// The store in the current world.
pub(crate) fn engine<S: Store>() -> Result<Arc<Engine>, StoreError> {
    Ok(Arc::clone(&opened::<S>()?.engine))
}

/// Its jobs.
pub(crate) fn jobs<S: Store>() -> Result<Arc<Jobs>, StoreError> {
    Ok(Arc::clone(&opened::<S>()?.jobs))
}

fn opened<S: Store>() -> Result<Arc<Opened<S>>, StoreError> {
    World::current()
        .part::<Opened<S>>()
        .ok_or_else(|| StoreError::Unavailable(format!("the store {} is not open in this program", S::NAME)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commit_is_synced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b/c.db");
        make_directories(&path).unwrap();
        let session = Session::of_file(&path).unwrap();
        make_durable(&session).unwrap();
        let connection = session.connection();
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
        assert_eq!((&*mode, synchronous), ("wal", 2));
    }
}
