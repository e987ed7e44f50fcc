//! Who among many programs does what only one may do, and which moments of a timetable were kept.

use parseltongue_records::jobs::Lease;
use parseltongue_records::sql::Sql;
use parseltongue_records::{StoreError, Timestamp, Uuid, sql};

use super::tables::{blob, micros, moment_of, text};
use crate::session::Session;

pub(super) fn lead(session: &Session, name: &str, lease: Lease) -> Result<bool, StoreError> {
    const LEAD: Sql = sql![
        "INSERT INTO \"parseltongue_leases\" VALUES (?1, ?2, ?3) ON CONFLICT (\"name\") DO UPDATE SET \"holder\" = \
         excluded.\"holder\", \"until\" = excluded.\"until\" WHERE \"parseltongue_leases\".\"holder\" = \
         excluded.\"holder\" OR \"parseltongue_leases\".\"until\" <= ?4"
    ];
    let binds = [text(name), blob(&lease.holder), micros(lease.until), micros(lease.now)];
    Ok(session.execute_own(LEAD, &binds)? > 0)
}

pub(super) fn step_down(session: &Session, name: &str, holder: Uuid) -> Result<(), StoreError> {
    const STEP_DOWN: Sql =
        sql!["DELETE FROM \"parseltongue_leases\" WHERE \"name\" = ?1 AND \"holder\" = ?2"];
    session.execute_own(STEP_DOWN, &[text(name), blob(&holder)]).map(drop)
}

pub(super) fn last_kept(session: &Session, name: &str, now: Timestamp) -> Result<Timestamp, StoreError> {
    const BEGIN: Sql = sql!["INSERT INTO \"parseltongue_timetables\" VALUES (?1, ?2) ON CONFLICT DO NOTHING"];
    const LAST: Sql = sql!["SELECT \"kept_at\" FROM \"parseltongue_timetables\" WHERE \"name\" = ?1"];
    session.execute_own(BEGIN, &[text(name), micros(now)])?;
    let mut last = None;
    session.each_own(LAST, &[text(name)], |row| {
        last = moment_of(row, 0);
        false
    })?;
    Ok(last.unwrap_or(now))
}

pub(super) fn keep(session: &Session, name: &str, at: Timestamp) -> Result<bool, StoreError> {
    const KEEP: Sql = sql![
        "UPDATE \"parseltongue_timetables\" SET \"kept_at\" = ?2 WHERE \"name\" = ?1 AND \"kept_at\" < ?2"
    ];
    Ok(session.execute_own(KEEP, &[text(name), micros(at)])? > 0)
}
