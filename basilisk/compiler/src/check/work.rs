//! Meaning of what a service does beside requests.

use parseltongue_syntax::Problems;
use parseltongue_syntax::problems as shared;

use crate::problems::Refused;
use crate::tree::work::{Hook, Job, Rhythm, Work};
use crate::{problems, timetable};

/// Work that is due more often than that is a loop with a core of its own.
const PERIOD_NS_MIN: u64 = 10_000_000;

/// Tells of what is wrong; of two of one name the first is kept, and no timetable that is none.
pub(super) fn work(work: Work, has_store: bool, problems: &mut Problems) -> Work {
    Work {
        jobs: jobs(work.jobs, has_store, problems),
        periodic: work.periodic.into_iter().filter(|every| is_rhythm(&every.rhythm, problems)).collect(),
        hooks: hooks(work.hooks, problems),
    }
}

fn is_rhythm(rhythm: &Rhythm, problems: &mut Problems) -> bool {
    let before = problems.count();
    match rhythm {
        Rhythm::Interval { period, within } => {
            if period.nanoseconds < PERIOD_NS_MIN {
                problems.push(problems::too_often(period.place));
            }
            if let Some(within) = within.filter(|within| within.nanoseconds == 0) {
                problems.push(problems::nothing_allowed(within.place, "within", Refused::Run));
            }
        }
        Rhythm::Timetable { text, zone } => {
            if let Err(reason) = timetable::read(&text.value) {
                problems.push(problems::not_a_timetable(&text.literal, &text.value, &reason));
            }
            if let Some(zone) = zone.as_ref().filter(|zone| !is_zone(&zone.value)) {
                problems.push(problems::not_a_time_zone(&zone.literal, &zone.value));
            }
        }
    }
    problems.count() == before
}

/// A name as the IANA database has them; whether it has this one is seen when the program starts.
fn is_zone(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+-".contains(letter))
    };
    name.split('/').all(is_part)
}

fn hooks(hooks: Vec<Hook>, problems: &mut Problems) -> Vec<Hook> {
    let mut kept: Vec<Hook> = Vec::new();
    for hook in hooks {
        if kept.iter().any(|other| other.keyword == hook.keyword) {
            problems.push(shared::duplicate("the hook", &hook.keyword.to_string(), &hook.keyword));
        } else {
            kept.push(hook);
        }
    }
    kept
}

fn jobs(jobs: Vec<Job>, has_store: bool, problems: &mut Problems) -> Vec<Job> {
    let mut kept: Vec<Job> = Vec::new();
    for job in jobs {
        if !has_store {
            problems.push(problems::job_without_store(&job.name));
        }
        if let Some(time) = job.deadline.value().filter(|time| time.nanoseconds == 0) {
            problems.push(problems::nothing_allowed(time.place, "deadline", Refused::Attempt));
        }
        if kept.iter().any(|other| other.name == job.name) {
            problems.push(shared::duplicate("the job", &job.name.to_string(), &job.name));
        } else {
            kept.push(job);
        }
    }
    kept
}
