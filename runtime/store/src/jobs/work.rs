//! Adding jobs, taking them up, and saying what became of them.

use parseltongue_records::jobs::{Claimed, Lease, NewJob, Priority, Room, SetBack};
use parseltongue_records::sql::{Part, Sql};
use parseltongue_records::{ColumnValue, StoreError, Timestamp, Uuid, sql, versions};
use sha2::{Digest, Sha256};

use super::tables::{
    blob, bytes_of, count_of, integer_of, list, micros, moment_of, rank, text, text_of, uuid_of,
};
use crate::session::Session;

/// Jobs that one look goes through: those of kinds without room are stepped over.
const LOOKED_AT_MAX: i64 = 256;
/// How often a claim looks again when other programs were faster: then there is more work than that, or none.
const LOOKS_MAX: usize = 8;
/// How often a job is added when equal ones come and go at the same time.
const ADDED_MAX: usize = 8;

/// What is bound as a list of UUIDs.
const LISTED: Part = Part::new(
    "IN (SELECT unhex(\"value\") FROM json_each(?1))",
    "= ANY (ARRAY(SELECT decode(\"value\", 'hex') FROM json_array_elements_text(?1::text::json)))",
);

/// Adding such a job takes more than one statement.
pub(super) fn is_several(job: &NewJob, schema_is_known: bool) -> bool {
    !schema_is_known || job.unique_until.is_some()
}

/// Adds a job and gives its number, or that of the equal one that is there.
pub(super) fn put(session: &Session, job: &NewJob, schema_is_known: bool) -> Result<Uuid, StoreError> {
    const NOTE_SCHEMA: Sql =
        sql!["INSERT INTO \"parseltongue_job_schemas\" VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"];
    const FREE: Sql = sql![
        "UPDATE \"parseltongue_jobs\" SET \"unique_key\" = NULL WHERE \"unique_key\" = ?1 AND \"unique_until\" <= ?2"
    ];
    const EQUAL: Sql = sql!["SELECT \"id\" FROM \"parseltongue_jobs\" WHERE \"unique_key\" = ?1"];
    // The databases' integers are signed; a schema's bits are kept as they are.
    let fingerprint = ColumnValue::Integer(job.fingerprint.cast_signed());
    if !schema_is_known {
        let schema = versions::schema(job.fields);
        session.execute_own(NOTE_SCHEMA, &[text(job.kind), fingerprint, text(&schema)])?;
    }
    let Some(until) = job.unique_until else {
        return add(session, job, None).map(Option::unwrap_or_default);
    };
    let key = ColumnValue::Blob(key(job).into());
    session.execute_own(FREE, &[key.clone(), micros(job.enqueued_at)])?;
    // Where others write at the same time, an equal job is there between two statements, or gone.
    for _ in 0..ADDED_MAX {
        let mut equal = None;
        session.each_own(EQUAL, std::slice::from_ref(&key), |row| {
            equal = Some(uuid_of(row, 0));
            false
        })?;
        let there = match equal {
            Some(equal) => Some(equal),
            None => add(session, job, Some((key.clone(), until)))?,
        };
        if let Some(id) = there {
            return Ok(id);
        }
    }
    Err(StoreError::Unavailable(
        "equal jobs came and went at the same time, again and again: try again".into(),
    ))
}

/// Adds a job; none when one of its unique key is there.
fn add(
    session: &Session,
    job: &NewJob,
    unique: Option<(ColumnValue<'_>, Timestamp)>,
) -> Result<Option<Uuid>, StoreError> {
    const ADD: Sql = sql![
        "INSERT INTO \"parseltongue_jobs\" (\"id\", \"service\", \"kind\", \"priority\", \"due\", \"enqueued_at\", \
         \"attempts\", \"unique_key\", \"unique_until\", \"fingerprint\", \"payload\") VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, \
         ?7, ?8, ?9, ?10) ON CONFLICT (\"unique_key\") DO NOTHING"
    ];
    let id = Uuid::now_v7();
    let (unique_key, unique_until) = match unique {
        Some((key, until)) => (key, micros(until)),
        None => (ColumnValue::Null, ColumnValue::Null),
    };
    let binds = [
        blob(&id),
        text(job.service),
        text(job.kind),
        rank(job.priority),
        micros(job.due),
        micros(job.enqueued_at),
        unique_key,
        unique_until,
        ColumnValue::Integer(job.fingerprint.cast_signed()),
        ColumnValue::Blob(job.payload.as_slice().into()),
    ];
    Ok((session.execute_own(ADD, &binds)? > 0).then_some(id))
}

/// What two equal jobs have in common, and no other two.
fn key(job: &NewJob) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update((job.kind.len() as u64).to_le_bytes());
    hash.update(job.kind);
    hash.update(job.fingerprint.to_le_bytes());
    hash.update(&job.payload);
    hash.finalize().to_vec()
}

/// When the next job of a service is due: one step into the index for each priority.
pub(super) fn next_due(session: &Session, service: &str) -> Result<Option<Timestamp>, StoreError> {
    const NEXT: Sql = sql![
        "SELECT min(\"due\") FROM (SELECT min(\"due\") AS \"due\" FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \
         \"priority\" = 0 AND \"died_at\" IS NULL UNION ALL SELECT min(\"due\") FROM \"parseltongue_jobs\" WHERE \
         \"service\" = ?1 AND \"priority\" = 1 AND \"died_at\" IS NULL UNION ALL SELECT min(\"due\") FROM \
         \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"priority\" = 2 AND \"died_at\" IS NULL) AS \"next\""
    ];
    let mut next = None;
    session.each_own(NEXT, &[text(service)], |row| {
        next = moment_of(row, 0);
        false
    })?;
    Ok(next)
}

/// Takes jobs up.
pub(super) fn claim(session: &Session, room: Room, lease: Lease) -> Result<Vec<Claimed>, StoreError> {
    let Room { service, mut kinds, most } = room;
    let mut claimed = Vec::new();
    for priority in Priority::ALL {
        // Jobs that another program took up while this one looked.
        let mut lost: Vec<Uuid> = Vec::new();
        for _ in 0..LOOKS_MAX {
            kinds.retain(|(_, room)| *room > 0);
            if kinds.is_empty() || claimed.len() == most {
                return Ok(claimed);
            }
            let found = due(session, service, priority, &kinds, &lost, lease.now)?;
            let chosen = chosen(found, &kinds, most - claimed.len());
            let taken = take(session, &chosen, lease)?;
            for job in &taken {
                if let Some((_, room)) = kinds.iter_mut().find(|(kind, _)| *kind == job.kind) {
                    *room -= 1;
                }
            }
            let is_all = taken.len() == chosen.len();
            lost.extend(chosen.iter().map(|due| due.id).filter(|id| taken.iter().all(|job| job.id != *id)));
            claimed.extend(taken);
            if is_all {
                break;
            }
        }
    }
    Ok(claimed)
}

/// A job that may be taken up.
struct Due {
    id: Uuid,
    kind: String,
    at: Timestamp,
}

/// Of jobs that may be taken up, those for which there is room.
fn chosen(found: Vec<Due>, kinds: &[(&'static str, usize)], most: usize) -> Vec<Due> {
    let mut left = kinds.to_vec();
    let has_room = |due: &Due| match left.iter_mut().find(|(kind, room)| *kind == due.kind && *room > 0) {
        Some((_, room)) => {
            *room -= 1;
            true
        }
        None => false,
    };
    found.into_iter().filter(has_room).take(most).collect()
}

/// Jobs of one priority that may be taken up, but for those that were lost to others.
fn due(
    session: &Session,
    service: &str,
    priority: Priority,
    kinds: &[(&'static str, usize)],
    lost: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Due>, StoreError> {
    const DUE: Sql = sql![
        "SELECT \"id\", \"kind\", \"due\" FROM \"parseltongue_jobs\" WHERE NOT (\"id\" ",
        LISTED,
        ") AND \"service\" = ?2 AND \"priority\" = ?3 AND \"due\" <= ?4 AND \"died_at\" IS NULL AND \"kind\" ",
        Part::new(
            "IN (SELECT \"value\" FROM json_each(?5))",
            "= ANY (ARRAY(SELECT \"value\" FROM json_array_elements_text(?5::text::json)))"
        ),
        " AND \"kind\" NOT IN (SELECT \"kind\" FROM \"parseltongue_jobs_paused\") ORDER BY \"due\" LIMIT ?6"
    ];
    // Names of the language: nothing in them is written in another way in JSON.
    let names: Vec<String> = kinds.iter().map(|(kind, _)| format!("\"{kind}\"")).collect();
    let names = format!("[{}]", names.join(","));
    let binds = [
        list(lost.iter().copied()),
        text(service),
        rank(priority),
        micros(now),
        text(&names),
        ColumnValue::Integer(LOOKED_AT_MAX),
    ];
    let mut found = Vec::new();
    session.each_own(DUE, &binds, |row| {
        let (kind, at) = (text_of(row, 1).unwrap_or_default(), moment_of(row, 2).unwrap_or_default());
        found.push(Due { id: uuid_of(row, 0), kind, at });
        true
    })?;
    Ok(found)
}

/// Takes those up that no other program has taken up meanwhile, or is taking up: those are stepped over.
fn take(session: &Session, chosen: &[Due], lease: Lease) -> Result<Vec<Claimed>, StoreError> {
    const TAKE: Sql = sql![
        "UPDATE \"parseltongue_jobs\" SET \"holder\" = ?2, \"due\" = ?3, \"attempts\" = \"attempts\" + 1 WHERE \"id\" ",
        Part::new(
            "IN (SELECT unhex(\"value\") FROM json_each(?1)) AND \"due\" <= ?4 AND \"died_at\" IS NULL",
            "= ANY (ARRAY(SELECT \"id\" FROM \"parseltongue_jobs\" WHERE \"id\" = ANY (ARRAY(SELECT decode(\"value\", \
             'hex') FROM json_array_elements_text(?1::text::json))) AND \"due\" <= ?4 AND \"died_at\" IS NULL FOR UPDATE \
             SKIP LOCKED))"
        ),
        " RETURNING \"id\", \"kind\", \"attempts\", \"fingerprint\", \"payload\", (SELECT \"schema\" FROM \
         \"parseltongue_job_schemas\" AS \"of\" WHERE \"of\".\"kind\" = \"parseltongue_jobs\".\"kind\" AND \
         \"of\".\"fingerprint\" = \"parseltongue_jobs\".\"fingerprint\")"
    ];
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let binds =
        [list(chosen.iter().map(|due| due.id)), blob(&lease.holder), micros(lease.until), micros(lease.now)];
    let mut taken: Vec<Claimed> = Vec::new();
    session.each_own(TAKE, &binds, |row| {
        let id = uuid_of(row, 0);
        taken.push(Claimed {
            id,
            kind: text_of(row, 1).unwrap_or_default(),
            attempt: count_of(row, 2),
            due: chosen.iter().find(|due| due.id == id).map_or(lease.now, |due| due.at),
            fingerprint: integer_of(row, 3).cast_unsigned(),
            payload: bytes_of(row, 4),
            schema: text_of(row, 5).unwrap_or_default(),
        });
        true
    })?;
    // A database gives what it changed in any order.
    taken.sort_by_key(|job| chosen.iter().position(|due| due.id == job.id));
    Ok(taken)
}

/// Makes leases longer that their holder still has.
pub(super) fn extend(session: &Session, ids: Vec<Uuid>, lease: Lease) -> Result<(), StoreError> {
    const EXTEND: Sql =
        sql!["UPDATE \"parseltongue_jobs\" SET \"due\" = ?3 WHERE \"holder\" = ?2 AND \"id\" ", LISTED];
    session.execute_own(EXTEND, &[list(ids), blob(&lease.holder), micros(lease.until)]).map(drop)
}

pub(super) fn done(session: &Session, id: Uuid, holder: Uuid) -> Result<bool, StoreError> {
    const DONE: Sql = sql!["DELETE FROM \"parseltongue_jobs\" WHERE \"id\" = ?1 AND \"holder\" = ?2"];
    Ok(session.execute_own(DONE, &[blob(&id), blob(&holder)])? > 0)
}

pub(super) fn set_back(
    session: &Session,
    id: Uuid,
    holder: Uuid,
    now: Timestamp,
    to: &SetBack,
) -> Result<bool, StoreError> {
    const RETRY: Sql = sql![
        "UPDATE \"parseltongue_jobs\" SET \"holder\" = NULL, \"due\" = ?3, \"reason\" = ?4 WHERE \"id\" = ?1 AND \
         \"holder\" = ?2"
    ];
    const DEAD: Sql = sql![
        "UPDATE \"parseltongue_jobs\" SET \"holder\" = NULL, \"died_at\" = ?3, \"due\" = ?3, \"reason\" = ?4 WHERE \
         \"id\" = ?1 AND \"holder\" = ?2"
    ];
    const GIVE_BACK: Sql = sql![
        "UPDATE \"parseltongue_jobs\" SET \"holder\" = NULL, \"due\" = ?3, \"attempts\" = \"attempts\" - 1 WHERE \"id\" = \
         ?1 AND \"holder\" = ?2"
    ];
    let (id, holder) = (blob(&id), blob(&holder));
    let touched = match to {
        SetBack::Retry { due, reason } => {
            session.execute_own(RETRY, &[id, holder, micros(*due), kept(reason)])?
        }
        SetBack::Dead { reason } => session.execute_own(DEAD, &[id, holder, micros(now), kept(reason)])?,
        SetBack::GiveBack => session.execute_own(GIVE_BACK, &[id, holder, micros(now)])?,
    };
    Ok(touched > 0)
}

/// A reason as it can be kept: a job is not stuck because its failure quotes a text with U+0000, which PostgreSQL has
/// no way to keep.
fn kept(reason: &str) -> ColumnValue<'_> {
    if reason.contains('\0') {
        ColumnValue::Text(reason.replace('\0', "\u{FFFD}").into())
    } else {
        text(reason)
    }
}
