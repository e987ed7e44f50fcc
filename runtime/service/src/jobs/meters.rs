//! What `/metrics` shows of jobs.

use parseltongue_records::Timestamp;

use crate::Service;
use crate::core::Common;
use crate::meters::{Count, Histogram};
use crate::metrics::{Page, escaped};

/// What one core counts of one kind of job.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct JobMeter {
    /// Attempts that ended, however.
    pub(super) runs: Count,
    /// Those that failed.
    pub(super) failures: Count,
    /// Jobs that went on the dead list.
    pub(super) dead: Count,
    /// From when a job was due to when it was taken up.
    pub(super) waited: Histogram,
    /// How long attempts took.
    pub(super) took: Histogram,
}

/// Writes all there is to say; nothing for a service without jobs.
pub(crate) fn show<S: Service>(page: &mut Page, common: &Common<S>) {
    let lines = S::WORK.jobs;
    if lines.is_empty() {
        return;
    }
    let labels: Vec<String> = lines.iter().map(|line| format!("job=\"{}\"", escaped(line.kind))).collect();
    let meters = |line: usize| common.job_meters.iter().map(move |core| &core[line]);
    type Counter = fn(&JobMeter) -> &Count;
    let counters: [(&str, &str, Counter); 3] = [
        ("parseltongue_job_runs_total", "Attempts that ended, however.", |meter| &meter.runs),
        ("parseltongue_job_failures_total", "Attempts that failed.", |meter| &meter.failures),
        ("parseltongue_jobs_died_total", "Jobs that went on the dead list.", |meter| &meter.dead),
    ];
    for (name, help, counter) in counters {
        page.head(name, help, "counter");
        for (line, label) in labels.iter().enumerate() {
            page.line(name, label, meters(line).map(|meter| counter(meter).get()).sum::<u64>());
        }
    }
    type Spread = fn(&JobMeter) -> &Histogram;
    let spreads: [(&str, &str, Spread); 2] = [
        ("parseltongue_job_wait_seconds", "From when a job was due to when it was taken up.", |it| {
            &it.waited
        }),
        ("parseltongue_job_duration_seconds", "How long attempts took.", |it| &it.took),
    ];
    for (name, help, spread) in spreads {
        page.head(name, help, "histogram");
        for (line, label) in labels.iter().enumerate() {
            page.histogram(name, label, &meters(line).map(spread).collect::<Vec<_>>());
        }
    }
    of_store::<S>(page, common, &labels);
}

/// What is counted in the store, over all programs that use it.
fn of_store<S: Service>(page: &mut Page, common: &Common<S>, labels: &[String]) {
    let Ok(queue) = super::queue::<S>() else { return };
    let depths = common.bench.depths(S::NAME, &*queue);
    let of = |line: usize| depths.iter().find(|depth| depth.kind == S::WORK.jobs[line].kind);
    let name = "parseltongue_jobs";
    page.head(name, "Jobs in the store, by what they do.", "gauge");
    for (line, label) in labels.iter().enumerate() {
        let depth = of(line).cloned().unwrap_or_default();
        for (state, count) in [("waiting", depth.waiting), ("running", depth.running), ("dead", depth.dead)] {
            page.line(name, &format!("{label},state=\"{state}\""), count);
        }
    }
    let name = "parseltongue_job_oldest_seconds";
    page.head(name, "For how long the oldest job that waits has been due.", "gauge");
    let now = Timestamp::now();
    for (line, label) in labels.iter().enumerate() {
        let since = of(line)
            .and_then(|depth| depth.oldest_due)
            .map_or(0, |due| now.as_microseconds().saturating_sub(due.as_microseconds()).max(0));
        // Exact to a microsecond for 285 years.
        page.line(name, label, since as f64 / 1e6);
    }
}
