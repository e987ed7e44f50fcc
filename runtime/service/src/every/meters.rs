//! What `/metrics` shows of periodic work.

use crate::Service;
use crate::core::Common;
use crate::meters::{Count, Histogram};
use crate::metrics::{Page, escaped};

/// What is counted of one `every` line, by the core that keeps it.
#[derive(Debug, Default)]
pub(crate) struct EveryMeter {
    pub(super) runs: Count,
    pub(super) failures: Count,
    pub(super) misses: Count,
    pub(super) took: Histogram,
}

/// Writes all there is to say; nothing for a service without periodic work.
pub(crate) fn show<S: Service>(page: &mut Page, common: &Common<S>) {
    if S::WORK.periodic.is_empty() {
        return;
    }
    let each = || {
        let labels = S::WORK.periodic.iter().map(|every| format!("every=\"{}\"", escaped(every.name)));
        labels.zip(&common.every_meters)
    };
    type Counter = fn(&EveryMeter) -> &Count;
    let counters: [(&str, &str, Counter); 3] = [
        ("parseltongue_every_runs_total", "Times that periodic work was done.", |meter| &meter.runs),
        ("parseltongue_every_failures_total", "Times that it failed.", |meter| &meter.failures),
        ("parseltongue_every_misses_total", "Times that it was not done when it was due.", |meter| {
            &meter.misses
        }),
    ];
    for (name, help, counter) in counters {
        page.head(name, help, "counter");
        for (label, meter) in each() {
            page.line(name, &label, counter(meter).get());
        }
    }
    let name = "parseltongue_every_duration_seconds";
    page.head(name, "How long it took.", "histogram");
    for (label, meter) in each() {
        page.histogram(name, &label, &[&meter.took]);
    }
}
