//! What an operator sees of the jobs and may do with them.

use parseltongue_records::jobs::{Depth, JobEntry, JobState};
use parseltongue_records::{StoreError, Timestamp, Uuid};
use rusqlite::params;

use super::tables::{blob, execute, micros, moment, priority, rows, uuid};
use crate::session::Session;

pub(super) fn list(
    session: &Session,
    service: &str,
    state: JobState,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<JobEntry>, StoreError> {
    let condition = match state {
        JobState::Waiting => "\"died_at\" IS NULL AND \"holder\" IS NULL",
        JobState::Running => "\"died_at\" IS NULL AND \"holder\" IS NOT NULL",
        JobState::Dead => "\"died_at\" IS NOT NULL",
    };
    // Numbers are of version 7: they sort by the time at which they were given.
    let sql = format!(
        "SELECT \"id\", \"kind\", \"attempts\", \"priority\", \"enqueued_at\", \"due\", \"reason\" FROM \
         \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"id\" > ?2 AND {condition} ORDER BY \"id\" LIMIT ?3"
    );
    let (after, limit) = (after.unwrap_or(Uuid::nil()), i64::try_from(limit).unwrap_or(i64::MAX));
    rows(session, &sql, params![service, blob(after), limit], |row| {
        Ok(JobEntry {
            id: uuid(row, 0)?,
            kind: row.get(1)?,
            state,
            attempts: row.get(2)?,
            priority: priority(row.get(3)?),
            enqueued_at: moment(row.get(4)?),
            due: moment(row.get(5)?),
            reason: row.get(6)?,
        })
    })
}

pub(super) fn depths(session: &Session, service: &str) -> Result<Vec<Depth>, StoreError> {
    // Both are answered from an index alone, however much the jobs were given.
    let sql = "SELECT \"kind\", sum(\"holder\" IS NULL), sum(\"holder\" IS NOT NULL), min(CASE WHEN \"holder\" IS \
               NULL THEN \"due\" END) FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"died_at\" IS NULL \
               GROUP BY \"kind\" ORDER BY \"kind\"";
    let mut depths = rows(session, sql, [service], |row| {
        Ok(Depth {
            kind: row.get(0)?,
            waiting: row.get::<_, i64>(1)?.cast_unsigned(),
            running: row.get::<_, i64>(2)?.cast_unsigned(),
            oldest_due: row.get::<_, Option<i64>>(3)?.map(moment),
            ..Depth::default()
        })
    })?;
    let sql = "SELECT \"kind\", count(*) FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"died_at\" IS NOT NULL \
               GROUP BY \"kind\"";
    let dead: Vec<(String, i64)> = rows(session, sql, [service], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (kind, count) in dead {
        of_kind(&mut depths, kind).dead = count.cast_unsigned();
    }
    let sql = "SELECT \"kind\" FROM \"parseltongue_jobs_paused\"";
    let paused: Vec<String> = rows(session, sql, [], |row| row.get(0))?;
    for depth in &mut depths {
        depth.is_paused = paused.contains(&depth.kind);
    }
    Ok(depths)
}

fn of_kind(depths: &mut Vec<Depth>, kind: String) -> &mut Depth {
    let at = depths.iter().position(|depth| depth.kind == kind).unwrap_or_else(|| {
        depths.push(Depth { kind, ..Depth::default() });
        depths.len() - 1
    });
    &mut depths[at]
}

pub(super) fn retry(session: &Session, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE \"parseltongue_jobs\" SET \"died_at\" = NULL, \"attempts\" = 0, \"due\" = ?2 WHERE \"id\" = ?1 AND \
               \"holder\" IS NULL";
    Ok(execute(session, sql, params![blob(id), micros(now)])? > 0)
}

pub(super) fn delete(session: &Session, id: Uuid) -> Result<bool, StoreError> {
    let sql = "DELETE FROM \"parseltongue_jobs\" WHERE \"id\" = ?1 AND \"holder\" IS NULL";
    Ok(execute(session, sql, [blob(id)])? > 0)
}

pub(super) fn pause(session: &Session, kind: &str, is_paused: bool) -> Result<(), StoreError> {
    let sql = if is_paused {
        "INSERT INTO \"parseltongue_jobs_paused\" VALUES (?1) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM \"parseltongue_jobs_paused\" WHERE \"kind\" = ?1"
    };
    execute(session, sql, [kind]).map(drop)
}
