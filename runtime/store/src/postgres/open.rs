//! Opening a store in PostgreSQL.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parseltongue_cores::Opening;
use parseltongue_records::outbox::Intakes;

use super::target::RETRY;
use super::{Fault, Postgres, Target};
use crate::engine::Engine;
use crate::open::wanted;
use crate::outbox::Outbox;
use crate::session::Session;
use crate::{Store, migration};

/// How long a start waits for a database that cannot be reached: both may have been started together.
const START_WAIT: Duration = Duration::from_secs(20);

/// Connects, makes and adapts the tables, and starts the threads that work for the store.
pub(crate) fn open<S: Store>(
    opening: &Opening,
    variable: &str,
    intakes: Arc<Intakes>,
) -> Result<Engine, String> {
    let url = opening.variable(variable).ok_or_else(|| {
        format!(
            "the variable {variable} is not set: set it to the database's address, such as \
             `postgres://user:password@host:5432/database`"
        )
    })?;
    let target = Target::new(S::NAME, variable, &url, own_schema(opening))?;
    let target = Arc::new(target);
    let shown = target.shown();
    let refused = |reason: String| format!("{shown}: {reason}");
    let postgres = Postgres::new(Arc::clone(&target)).map_err(|error| refused(error.to_string()))?;
    connect(&postgres).map_err(|fault| refused(fault.of_store().to_string()))?;
    let session = Session::of_postgres(postgres);
    if let Some(summary) = migrate::<S>(&session).map_err(refused)? {
        log::info!("{}: adapted {shown}: {summary}", S::NAME);
    }
    let outbox = Outbox::open(S::NAME, intakes, &session).map_err(|error| refused(error.to_string()))?;
    Engine::of_postgres(S::NAME, target, outbox)
        .map_err(|error| refused(format!("the threads that work for it cannot be started: {error}")))
}

/// A test has tables of its own, whatever other tests do in the same database: in a schema that is named after its
/// directory.
fn own_schema(opening: &Opening) -> Option<String> {
    let directory = opening.on_free_ports().then(|| opening.directory().display().to_string())?;
    // The end is what differs, and a name has at most 63 bytes.
    let start = directory.ceil_char_boundary(directory.len().saturating_sub(50));
    Some(format!("test {}", &directory[start..]))
}

/// Waits for a database that is not there yet. One that refuses would refuse again.
fn connect(postgres: &Postgres) -> Result<(), Fault> {
    let begun = Instant::now();
    loop {
        match postgres.connect() {
            Err(Fault::Lost(_)) if begun.elapsed() < START_WAIT => std::thread::sleep(RETRY),
            connected => return connected,
        }
    }
}

fn migrate<S: Store>(session: &Session) -> Result<Option<String>, String> {
    let Some(postgres) = session.postgres() else { return Ok(None) };
    postgres.set_patient(true);
    let migrated = postgres
        .in_transaction(|| migration::migrate_in_postgres(session, wanted::<S>()).map_err(Undone::Said));
    postgres.set_patient(false);
    migrated.map_err(|undone| match undone {
        Undone::Said(reason) => reason,
        Undone::Fault(fault) => fault.of_store().to_string(),
    })
}

/// Why nothing was adapted.
enum Undone {
    Said(String),
    Fault(Fault),
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Undone {
        Undone::Fault(fault)
    }
}
