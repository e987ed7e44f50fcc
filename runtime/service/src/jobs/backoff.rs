//! What becomes of a job that failed.

use std::time::Duration;

use parseltongue_records::jobs::{Claimed, SetBack, later};
use parseltongue_records::{Timestamp, Uuid};

use crate::work::{JobLine, Setback};

/// The longest wait before a job is tried again, its jitter not counted.
const WAIT_MAX: Duration = Duration::from_secs(6 * 3600);

/// Tried again after a while, or dead.
pub(super) fn after(line: &JobLine, job: &Claimed, setback: Setback, now: Timestamp) -> SetBack {
    let Setback { reason, is_last } = setback;
    if is_last || job.attempt > line.retries {
        return SetBack::Dead { reason };
    }
    SetBack::Retry { due: later(now, wait(line.backoff, job.attempt, job.id)), reason }
}

/// The wait behind that attempt: twice as long each time, and up to a quarter more, so that jobs
/// which failed together do not come back together. The job's own number decides how much more.
fn wait(backoff: Duration, attempt: u32, id: Uuid) -> Duration {
    let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    let wait = backoff.saturating_mul(doubled).min(WAIT_MAX);
    // The last bits of a number of version 7 are random; each attempt looks at others.
    let random = id.as_u128().rotate_right(attempt % 48) as u16;
    wait + (wait / 4).mul_f64(f64::from(random) / f64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(attempt: u32) -> Claimed {
        Claimed {
            id: Uuid::now_v7(),
            kind: "Exchange::SendReceipt".to_owned(),
            attempt,
            due: Timestamp::EPOCH,
            fingerprint: 1,
            schema: String::new(),
            payload: Vec::new(),
        }
    }

    #[test]
    fn each_wait_is_twice_the_one_before_and_up_to_a_quarter_more() {
        let backoff = Duration::from_secs(2);
        for attempt in 1..=12 {
            let least = Duration::from_secs(1 << attempt);
            let found = wait(backoff, attempt, Uuid::now_v7());
            assert!(found >= least && found <= least + least / 4, "{attempt}: {found:?}");
        }
        assert!(wait(backoff, 4_000_000_000, Uuid::now_v7()) <= WAIT_MAX + WAIT_MAX / 4);
    }

    #[test]
    fn jobs_that_failed_together_do_not_come_back_together() {
        let waits: std::collections::BTreeSet<Duration> =
            (0..100).map(|_| wait(Duration::from_secs(60), 1, Uuid::now_v7())).collect();
        assert!(waits.len() > 90, "{}", waits.len());
    }

    #[test]
    fn a_job_is_tried_as_often_as_it_says_and_then_dead() {
        let line = JobLine::new("Exchange::SendReceipt").retries(2);
        let setback = || Setback::new("no paper");
        for attempt in 1..=2 {
            let retried = after(&line, &job(attempt), setback(), Timestamp::EPOCH);
            assert!(matches!(retried, SetBack::Retry { .. }), "{retried:?}");
        }
        let dead = SetBack::Dead { reason: "no paper".to_owned() };
        assert_eq!(after(&line, &job(3), setback(), Timestamp::EPOCH), dead);
        assert_eq!(after(&line, &job(1), Setback::last("no paper"), Timestamp::EPOCH), dead);
    }
}
