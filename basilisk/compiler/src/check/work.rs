//! Meaning of what a service does beside requests.

use parseltongue_syntax::Problems;
use parseltongue_syntax::problems as shared;

use crate::problems;
use crate::tree::work::Job;

/// Tells of what is wrong with jobs; of two of one name the first is kept.
pub(super) fn jobs(jobs: Vec<Job>, has_store: bool, problems: &mut Problems) -> Vec<Job> {
    let mut kept: Vec<Job> = Vec::new();
    for job in jobs {
        if !has_store {
            problems.push(problems::job_without_store(&job.name));
        }
        if let Some(time) = job.deadline.value().filter(|time| time.nanoseconds == 0) {
            problems.push(problems::nothing_allowed(time.place, "deadline", "attempt"));
        }
        if kept.iter().any(|other| other.name == job.name) {
            problems.push(shared::duplicate("the job", &job.name.to_string(), &job.name));
        } else {
            kept.push(job);
        }
    }
    kept
}
