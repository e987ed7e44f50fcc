//! What an operator sees of the jobs and may do with them.

use parseltongue_records::jobs::{Depth, JobEntry, JobState};
use parseltongue_records::sql::Sql;
use parseltongue_records::{ColumnValue, StoreError, Timestamp, Uuid, sql};

use super::tables::{blob, count_of, integer_of, micros, moment_of, priority_of, text, text_of, uuid_of};
use crate::session::Session;

/// Jobs behind one, of those for which a condition holds. Numbers are of version 7: they sort by the time at which
/// they were given.
macro_rules! listed {
    ($condition:literal) => {
        sql![
            "SELECT \"id\", \"kind\", \"attempts\", \"priority\", \"enqueued_at\", \"due\", \"reason\" FROM \
             \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"id\" > ?2 AND ",
            $condition,
            " ORDER BY \"id\" LIMIT ?3"
        ]
    };
}

const WAITING: Sql = listed!["\"died_at\" IS NULL AND \"holder\" IS NULL"];
const RUNNING: Sql = listed!["\"died_at\" IS NULL AND \"holder\" IS NOT NULL"];
const DEAD: Sql = listed!["\"died_at\" IS NOT NULL"];

pub(super) fn list(
    session: &Session,
    service: &str,
    state: JobState,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<JobEntry>, StoreError> {
    let sql = match state {
        JobState::Waiting => WAITING,
        JobState::Running => RUNNING,
        JobState::Dead => DEAD,
    };
    let (after, limit) = (after.unwrap_or(Uuid::nil()), i64::try_from(limit).unwrap_or(i64::MAX));
    let mut listed = Vec::new();
    session.each_own(sql, &[text(service), blob(&after), ColumnValue::Integer(limit)], |row| {
        listed.push(JobEntry {
            id: uuid_of(row, 0),
            kind: text_of(row, 1).unwrap_or_default(),
            state,
            attempts: count_of(row, 2),
            priority: priority_of(row, 3),
            enqueued_at: moment_of(row, 4).unwrap_or_default(),
            due: moment_of(row, 5).unwrap_or_default(),
            reason: text_of(row, 6),
        });
        true
    })?;
    Ok(listed)
}

pub(super) fn depths(session: &Session, service: &str) -> Result<Vec<Depth>, StoreError> {
    // Both are answered from an index alone, however much the jobs were given.
    const ALIVE: Sql = sql![
        "SELECT \"kind\", count(*) FILTER (WHERE \"holder\" IS NULL), count(*) FILTER (WHERE \"holder\" IS NOT NULL), \
         min(CASE WHEN \"holder\" IS NULL THEN \"due\" END) FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \
         \"died_at\" IS NULL GROUP BY \"kind\" ORDER BY \"kind\""
    ];
    const DEAD: Sql = sql![
        "SELECT \"kind\", count(*) FROM \"parseltongue_jobs\" WHERE \"service\" = ?1 AND \"died_at\" IS NOT NULL GROUP BY \
         \"kind\" ORDER BY \"kind\""
    ];
    const PAUSED: Sql = sql!["SELECT \"kind\" FROM \"parseltongue_jobs_paused\""];
    let mut depths = Vec::new();
    session.each_own(ALIVE, &[text(service)], |row| {
        depths.push(Depth {
            kind: text_of(row, 0).unwrap_or_default(),
            waiting: integer_of(row, 1).cast_unsigned(),
            running: integer_of(row, 2).cast_unsigned(),
            oldest_due: moment_of(row, 3),
            ..Depth::default()
        });
        true
    })?;
    session.each_own(DEAD, &[text(service)], |row| {
        let depth = of_kind(&mut depths, text_of(row, 0).unwrap_or_default());
        depth.dead = integer_of(row, 1).cast_unsigned();
        true
    })?;
    session.each_own(PAUSED, &[], |row| {
        let paused = text_of(row, 0);
        for depth in depths.iter_mut().filter(|depth| Some(&depth.kind) == paused.as_ref()) {
            depth.is_paused = true;
        }
        true
    })?;
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
    const RETRY: Sql = sql![
        "UPDATE \"parseltongue_jobs\" SET \"died_at\" = NULL, \"attempts\" = 0, \"due\" = ?2 WHERE \"id\" = ?1 AND \
         \"holder\" IS NULL"
    ];
    Ok(session.execute_own(RETRY, &[blob(&id), micros(now)])? > 0)
}

pub(super) fn delete(session: &Session, id: Uuid) -> Result<bool, StoreError> {
    const DELETE: Sql = sql!["DELETE FROM \"parseltongue_jobs\" WHERE \"id\" = ?1 AND \"holder\" IS NULL"];
    Ok(session.execute_own(DELETE, &[blob(&id)])? > 0)
}

pub(super) fn pause(session: &Session, kind: &str, is_paused: bool) -> Result<(), StoreError> {
    const PAUSE: Sql = sql!["INSERT INTO \"parseltongue_jobs_paused\" VALUES (?1) ON CONFLICT DO NOTHING"];
    const RESUME: Sql = sql!["DELETE FROM \"parseltongue_jobs_paused\" WHERE \"kind\" = ?1"];
    session.execute_own(if is_paused { PAUSE } else { RESUME }, &[text(kind)]).map(drop)
}
