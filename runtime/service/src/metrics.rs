//! `/metrics`: what all cores of a service have counted, added up when it is asked for, in
//! Prometheus' text format. Names of requests are those of OpenTelemetry.

use std::fmt::{Display, Write as _};
use std::fs;
use std::sync::Arc;

use parseltongue_cores::{Measurement, MeasurementKind};

use crate::core::Common;
use crate::meters::{BOUNDS, Count, Histogram, Meters, RouteMeter, STATUSES};
use crate::table::{Action, Entry};
use crate::{Service, Verb, every, jobs};

/// The content type of the text format.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The whole text.
pub(crate) fn text<S: Service>(common: &Common<S>, measurements: &[Measurement]) -> String {
    let mut page = Page(String::with_capacity(16 * 1024));
    let labels = labels::<S>();
    of_routes(&mut page, &labels, &common.meters);
    of_cores::<S>(&mut page, &common.meters);
    of_service(&mut page, common);
    jobs::show(&mut page, common);
    every::show(&mut page, common);
    of_blocks(&mut page, measurements);
    page.0
}

/// The routes' labels, in the order of their numbers; then those without a route, then the
/// built-in ones.
fn labels<S: Service>() -> Vec<String> {
    let mut labels = Vec::new();
    let mut label = |verb: Verb, path: &str| {
        let method = verb.method();
        labels.push(format!("service=\"{}\",method=\"{method}\",route=\"{path}\"", S::NAME));
    };
    for entry in S::TABLE {
        match entry {
            Entry::Resource(resource) => {
                for action in resource.actions {
                    let (verb, below) = place(*action);
                    label(verb, &format!("{}{below}", resource.path));
                }
            }
            Entry::Route(route) => label(route.verb, route.path),
            Entry::Events(events) => label(Verb::Get, events.path),
            Entry::Files(files) => label(Verb::Get, &format!("{}/*", files.path.trim_end_matches('/'))),
        }
    }
    labels.push(format!("service=\"{}\"", S::NAME));
    labels.push(format!("service=\"{}\",route=\"built_in\"", S::NAME));
    labels
}

/// The method of an action, and where it stands below its resource.
fn place(action: Action) -> (Verb, &'static str) {
    match action {
        Action::List => (Verb::Get, ""),
        Action::Create => (Verb::Post, ""),
        Action::Read => (Verb::Get, "/{key}"),
        Action::Change => (Verb::Patch, "/{key}"),
        Action::Delete => (Verb::Delete, "/{key}"),
    }
}

fn of_routes(page: &mut Page, labels: &[String], cores: &[Arc<Meters>]) {
    let sum = |route: usize, of: &dyn Fn(&RouteMeter) -> u64| -> u64 {
        cores.iter().map(|core| of(&core.routes[route])).sum()
    };
    page.head("http_server_requests_total", "Requests that were answered, by status.", "counter");
    for (route, label) in labels.iter().enumerate() {
        for place in 0..=STATUSES.len() {
            let count = sum(route, &|meter| meter.statuses[place].get());
            if count > 0 {
                let status = STATUSES.get(place).map_or("other".to_owned(), u16::to_string);
                page.line("http_server_requests_total", &format!("{label},status=\"{status}\""), count);
            }
        }
    }
    let name = "http_server_active_requests";
    page.head(name, "Requests that have come to their route and have no answer yet.", "gauge");
    for (route, label) in labels.iter().enumerate() {
        page.line(name, label, sum(route, &|meter| meter.active.get()));
    }
    let name = "http_server_request_duration_seconds";
    page.head(name, "From the end of a request's headers to its answer.", "histogram");
    for (route, label) in labels.iter().enumerate() {
        let histograms: Vec<&Histogram> = cores.iter().map(|core| &core.routes[route].took).collect();
        page.histogram(name, label, &histograms);
    }
}

fn of_cores<S: Service>(page: &mut Page, cores: &[Arc<Meters>]) {
    let labels: Vec<String> =
        (0..cores.len()).map(|core| format!("service=\"{}\",core=\"{core}\"", S::NAME)).collect();
    let each = || labels.iter().zip(cores);
    let name = "parseltongue_core_connections";
    page.head(name, "Connections that are open.", "gauge");
    for (label, core) in each() {
        page.line(name, label, core.connections_open.get());
    }
    let name = "parseltongue_core_connections_total";
    page.head(name, "Connections that were accepted.", "counter");
    for (label, core) in each() {
        page.line(name, label, core.connections.get());
    }
    let name = "parseltongue_core_queue_delay_seconds";
    page.head(name, "How long what is ready waits for the core, looked at once a second.", "histogram");
    for (label, core) in each() {
        page.histogram(name, label, &[&core.queue_delay]);
    }
    // What the kernel knows is asked of it now, and costs nothing before.
    let times: Vec<Option<(u64, u64)>> = cores.iter().map(|core| thread_times(&core.thread)).collect();
    let name = "parseltongue_core_busy_seconds_total";
    page.head(name, "How long the core's thread has run.", "counter");
    for (label, time) in labels.iter().zip(&times) {
        if let Some((busy_ns, _)) = time {
            page.line(name, label, seconds(*busy_ns));
        }
    }
    let name = "parseltongue_core_kernel_delay_seconds_total";
    page.head(name, "How long the core's thread could have run, and the kernel ran another.", "counter");
    for (label, time) in labels.iter().zip(&times) {
        if let Some((_, delay_ns)) = time {
            page.line(name, label, seconds(*delay_ns));
        }
    }
}

fn of_service<S: Service>(page: &mut Page, common: &Common<S>) {
    let label = format!("service=\"{}\"", S::NAME);
    let counts = common.counters.read();
    for (name, help, count) in [
        ("parseltongue_service_panics_total", "Handlers that panicked.", counts.panics),
        ("parseltongue_service_failures_total", "Answers with a status of 500 or above.", counts.failures),
        ("parseltongue_service_deadlines_total", "Answers that came too late.", counts.deadlines),
        (
            "parseltongue_service_dropped_total",
            "Connections that were dropped with something under way.",
            counts.dropped,
        ),
        (
            "parseltongue_service_accept_errors_total",
            "Connections that the kernel could not hand over.",
            counts.accept_errors,
        ),
    ] {
        page.head(name, help, "counter");
        page.line(name, &label, count);
    }
}

/// What stores and other blocks tell; those of one name stand together.
fn of_blocks(page: &mut Page, measurements: &[Measurement]) {
    let mut names: Vec<&str> = Vec::new();
    for measurement in measurements {
        if names.contains(&measurement.name) {
            continue;
        }
        names.push(measurement.name);
        let kind = match measurement.kind {
            MeasurementKind::Counter => "counter",
            MeasurementKind::Gauge => "gauge",
        };
        page.head(measurement.name, measurement.help, kind);
        for same in measurements.iter().filter(|it| it.name == measurement.name) {
            let (whose, name) = &same.whose;
            page.line(same.name, &format!("{whose}=\"{}\"", escaped(name)), same.value);
        }
    }
}

/// The value of a label as the format writes it: only these three are escaped.
pub(crate) fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// How long a thread has run and waited to run, in nanoseconds, as the kernel has counted it.
fn thread_times(thread: &Count) -> Option<(u64, u64)> {
    let times = fs::read_to_string(format!("/proc/self/task/{}/schedstat", thread.get())).ok()?;
    let mut times = times.split_ascii_whitespace().map(str::parse);
    Some((times.next()?.ok()?, times.next()?.ok()?))
}

/// The number that the kernel has given the calling thread; zero where it does not say.
pub(crate) fn this_thread() -> u64 {
    let link = fs::read_link("/proc/thread-self").ok();
    link.and_then(|link| link.file_name()?.to_str()?.parse().ok()).unwrap_or(0)
}

fn seconds(ns: u64) -> f64 {
    // Exact to a microsecond for 285 years.
    ns as f64 / 1e9
}

/// The text as far as it is written.
pub(crate) struct Page(String);

impl Page {
    pub(crate) fn head(&mut self, name: &str, help: &str, kind: &str) {
        // Writing into a string cannot fail, here and below.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    pub(crate) fn line(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }

    pub(crate) fn histogram(&mut self, name: &str, labels: &str, cores: &[&Histogram]) {
        let mut count = 0;
        for (bucket, bound) in BOUNDS.iter().map(|(_, bound)| *bound).chain(["+Inf"]).enumerate() {
            count += cores.iter().map(|core| core.buckets[bucket].get()).sum::<u64>();
            let _ = writeln!(self.0, "{name}_bucket{{{labels},le=\"{bound}\"}} {count}");
        }
        let sum = cores.iter().map(|core| core.sum_ns.get()).sum();
        let _ = writeln!(self.0, "{name}_sum{{{labels}}} {}", seconds(sum));
        let _ = writeln!(self.0, "{name}_count{{{labels}}} {count}");
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn only_what_the_format_knows_is_escaped() {
        assert_eq!(escaped("Bücher's"), "Bücher's");
        assert_eq!(escaped("a\\b\"c\nd"), "a\\\\b\\\"c\\nd");
    }
}
