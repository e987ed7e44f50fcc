//! Who among many programs does what only one may do, and which moments of a timetable were kept.

use parseltongue_records::jobs::Lease;
use parseltongue_records::{StoreError, Timestamp, Uuid};
use rusqlite::params;

use super::tables::{blob, execute, micros, moment, run};
use crate::session::Session;

pub(super) fn lead(session: &Session, name: &str, lease: Lease) -> Result<bool, StoreError> {
    let sql = "INSERT INTO \"parseltongue_leases\" VALUES (?1, ?2, ?3) ON CONFLICT (\"name\") DO UPDATE SET \"holder\" = \
               excluded.\"holder\", \"until\" = excluded.\"until\" WHERE \"parseltongue_leases\".\"holder\" = \
               excluded.\"holder\" OR \"parseltongue_leases\".\"until\" <= ?4";
    let values = params![name, blob(lease.holder), micros(lease.until), micros(lease.now)];
    Ok(execute(session, sql, values)? > 0)
}

pub(super) fn step_down(session: &Session, name: &str, holder: Uuid) -> Result<(), StoreError> {
    let sql = "DELETE FROM \"parseltongue_leases\" WHERE \"name\" = ?1 AND \"holder\" = ?2";
    execute(session, sql, params![name, blob(holder)]).map(drop)
}

pub(super) fn last_kept(session: &Session, name: &str, now: Timestamp) -> Result<Timestamp, StoreError> {
    let sql = "INSERT INTO \"parseltongue_timetables\" VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    execute(session, sql, params![name, micros(now)])?;
    let sql = "SELECT \"kept_at\" FROM \"parseltongue_timetables\" WHERE \"name\" = ?1";
    run(session, |connection| connection.prepare_cached(sql)?.query_row([name], |row| row.get(0))).map(moment)
}

pub(super) fn keep(session: &Session, name: &str, at: Timestamp) -> Result<bool, StoreError> {
    let sql =
        "UPDATE \"parseltongue_timetables\" SET \"kept_at\" = ?2 WHERE \"name\" = ?1 AND \"kept_at\" < ?2";
    Ok(execute(session, sql, params![name, micros(at)])? > 0)
}
