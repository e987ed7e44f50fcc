//! Adding jobs, taking them up, and saying what became of them.

use parseltongue_records::jobs::{Claimed, Lease, NewJob, Priority, Room, SetBack};
use parseltongue_records::{StoreError, Timestamp, Uuid, versions};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::tables::{blob, execute, micros, moment, rank, rows, run, uuid};
use crate::session::Session;

/// Jobs that one look goes through: those of kinds without room are stepped over.
const LOOKED_AT_MAX: usize = 256;

/// Adds a job and gives its number, or that of the equal one that is there.
pub(super) fn put(session: &Session, job: &NewJob, schema_is_known: bool) -> Result<Uuid, StoreError> {
    // SQLite's integers are signed; a schema's bits are kept as they are.
    let fingerprint = job.fingerprint.cast_signed();
    if !schema_is_known {
        let sql = "INSERT INTO \"parseltongue_job_schemas\" VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        execute(session, sql, params![job.kind, fingerprint, versions::schema(job.fields)])?;
    }
    let unique = job.unique_until.map(|until| (key(job), micros(until)));
    if let Some((key, _)) = &unique {
        let sql = "UPDATE \"parseltongue_jobs\" SET \"unique_key\" = NULL WHERE \"unique_key\" = ?1 AND \
                   \"unique_until\" <= ?2";
        execute(session, sql, params![key, micros(job.enqueued_at)])?;
        let sql = "SELECT \"id\" FROM \"parseltongue_jobs\" WHERE \"unique_key\" = ?1";
        let equal = run(session, |connection| {
            connection.prepare_cached(sql)?.query_row([key], |row| uuid(row, 0)).optional()
        })?;
        if let Some(equal) = equal {
            return Ok(equal);
        }
    }
    let id = Uuid::now_v7();
    let (unique_key, unique_until) = unique.unzip();
    let sql = "INSERT INTO \"parseltongue_jobs\" (\"id\", \"service\", \"kind\", \"priority\", \"due\", \
               \"enqueued_at\", \"attempts\", \"unique_key\", \"unique_until\", \"fingerprint\", \"payload\") VALUES \
               (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?10)";
    let (due, enqueued_at, priority) = (micros(job.due), micros(job.enqueued_at), rank(job.priority));
    let values = params![
        blob(id),
        job.service,
        job.kind,
        priority,
        due,
        enqueued_at,
        unique_key,
        unique_until,
        fingerprint,
        job.payload
    ];
    execute(session, sql, values)?;
    Ok(id)
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

/// When the next job of a service is due.
pub(super) fn next_due(session: &Session, service: &str) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT min(\"due\") FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"priority\" = ?2 AND \
               \"died_at\" IS NULL";
    let mut next = None;
    for priority in Priority::ALL {
        let due: Option<i64> = run(session, |connection| {
            connection.prepare_cached(sql)?.query_row(params![service, rank(priority)], |row| row.get(0))
        })?;
        next = next.into_iter().chain(due.map(moment)).min();
    }
    Ok(next)
}

/// Takes jobs up.
pub(super) fn claim(session: &Session, room: Room, lease: Lease) -> Result<Vec<Claimed>, StoreError> {
    let Room { service, mut kinds, most } = room;
    let mut claimed = Vec::new();
    for priority in Priority::ALL {
        kinds.retain(|(_, room)| *room > 0);
        if kinds.is_empty() || claimed.len() == most {
            break;
        }
        for (id, kind) in due(session, service, priority, &kinds, lease.now)? {
            let Some((_, room)) = kinds.iter_mut().find(|(of, room)| *of == kind && *room > 0) else {
                continue;
            };
            if claimed.len() == most {
                break;
            }
            *room -= 1;
            claimed.push(take(session, id, kind, lease)?);
        }
    }
    Ok(claimed)
}

/// Jobs of one priority that may be taken up.
fn due(
    session: &Session,
    service: &str,
    priority: Priority,
    kinds: &[(&'static str, usize)],
    now: Timestamp,
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let names: Vec<String> = kinds.iter().map(|(kind, _)| format!("\"{kind}\"")).collect();
    let sql = "SELECT \"id\", \"kind\" FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"priority\" = ?2 AND \
               \"due\" <= ?3 AND \"died_at\" IS NULL AND \"kind\" IN (SELECT value FROM json_each(?4)) AND \"kind\" NOT \
               IN (SELECT \"kind\" FROM \"parseltongue_jobs_paused\") ORDER BY \"due\" LIMIT ?5";
    let kinds = format!("[{}]", names.join(","));
    let values = params![service, rank(priority), micros(now), kinds, LOOKED_AT_MAX as i64];
    rows(session, sql, values, |row| Ok((uuid(row, 0)?, row.get(1)?)))
}

fn take(session: &Session, id: Uuid, kind: String, lease: Lease) -> Result<Claimed, StoreError> {
    // The moment at which it was due is still there in what the statement reads.
    let sql = "SELECT \"due\" FROM \"parseltongue_jobs\" WHERE \"id\" = ?1";
    let due =
        run(session, |connection| connection.prepare_cached(sql)?.query_row([blob(id)], |row| row.get(0)))?;
    let sql = "UPDATE \"parseltongue_jobs\" SET \"holder\" = ?2, \"due\" = ?3, \"attempts\" = \"attempts\" + 1 WHERE \
               \"id\" = ?1 RETURNING \"attempts\", \"fingerprint\", \"payload\", (SELECT \"schema\" FROM \
               \"parseltongue_job_schemas\" AS \"of\" WHERE \"of\".\"kind\" = \"parseltongue_jobs\".\"kind\" AND \
               \"of\".\"fingerprint\" = \"parseltongue_jobs\".\"fingerprint\")";
    run(session, |connection| {
        let values = params![blob(id), blob(lease.holder), micros(lease.until)];
        connection.prepare_cached(sql)?.query_row(values, |row| {
            Ok(Claimed {
                id,
                kind,
                attempt: row.get(0)?,
                due: moment(due),
                fingerprint: row.get::<_, i64>(1)?.cast_unsigned(),
                payload: row.get(2)?,
                schema: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            })
        })
    })
}

/// Makes a lease longer that its holder still has.
pub(super) fn extend(session: &Session, id: Uuid, lease: Lease) -> Result<(), StoreError> {
    let sql = "UPDATE \"parseltongue_jobs\" SET \"due\" = ?3 WHERE \"id\" = ?1 AND \"holder\" = ?2";
    execute(session, sql, params![blob(id), blob(lease.holder), micros(lease.until)]).map(drop)
}

pub(super) fn done(session: &Session, id: Uuid, holder: Uuid) -> Result<bool, StoreError> {
    let sql = "DELETE FROM \"parseltongue_jobs\" WHERE \"id\" = ?1 AND \"holder\" = ?2";
    Ok(execute(session, sql, params![blob(id), blob(holder)])? > 0)
}

pub(super) fn set_back(
    session: &Session,
    id: Uuid,
    holder: Uuid,
    now: Timestamp,
    to: &SetBack,
) -> Result<bool, StoreError> {
    let (id, holder) = (blob(id), blob(holder));
    let touched = match to {
        SetBack::Retry { due, reason } => {
            let sql = "UPDATE \"parseltongue_jobs\" SET \"holder\" = NULL, \"due\" = ?3, \"reason\" = ?4 WHERE \"id\" = \
                       ?1 AND \"holder\" = ?2";
            execute(session, sql, params![id, holder, micros(*due), reason])?
        }
        SetBack::Dead { reason } => {
            let sql = "UPDATE \"parseltongue_jobs\" SET \"holder\" = NULL, \"died_at\" = ?3, \"due\" = ?3, \"reason\" = \
                       ?4 WHERE \"id\" = ?1 AND \"holder\" = ?2";
            execute(session, sql, params![id, holder, micros(now), reason])?
        }
        SetBack::GiveBack => {
            let sql = "UPDATE \"parseltongue_jobs\" SET \"holder\" = NULL, \"due\" = ?3, \"attempts\" = \"attempts\" - 1 \
                       WHERE \"id\" = ?1 AND \"holder\" = ?2";
            execute(session, sql, params![id, holder, micros(now)])?
        }
    };
    Ok(touched > 0)
}
