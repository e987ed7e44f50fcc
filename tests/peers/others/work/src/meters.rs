//! What is counted of each route: answers by status, how long they took, requests in flight; told in Prometheus' text
//! format. Atomics, since most of these servers ask that what handlers share may be sent between threads.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The routes by their patterns; the last is for requests that came to none.
const ROUTES: [&str; 7] = ["/plaintext", "/json", "/items", "/items/{id}", "/notes", "/rows/{id}", ""];
/// The bounds of the histogram's buckets, in microseconds.
const BOUNDS_US: [u64; 16] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 10_000_000,
];
/// Statuses are 100 to 599.
const STATUSES: usize = 500;

/// A route, as what is counted of it is found.
#[derive(Clone, Copy)]
pub enum Route {
    Plaintext,
    Json,
    Items,
    Item,
    Notes,
    Row,
    Nowhere,
}

impl Route {
    /// The route of a path, without a router's help.
    pub fn of(path: &str) -> Route {
        match path {
            "/plaintext" => Route::Plaintext,
            "/json" => Route::Json,
            "/items" => Route::Items,
            "/notes" => Route::Notes,
            _ if path.starts_with("/items/") => Route::Item,
            _ if path.starts_with("/rows/") => Route::Row,
            _ => Route::Nowhere,
        }
    }
}

struct RouteMeter {
    statuses: [AtomicU64; STATUSES],
    /// Each bucket without those below it; the last is for all that took longer.
    buckets: [AtomicU64; BOUNDS_US.len() + 1],
    sum_us: AtomicU64,
    active: AtomicU64,
}

/// What is counted of every route.
pub struct Meters([RouteMeter; ROUTES.len()]);

impl Default for Meters {
    fn default() -> Meters {
        Meters(std::array::from_fn(|_| RouteMeter {
            statuses: std::array::from_fn(|_| AtomicU64::new(0)),
            buckets: std::array::from_fn(|_| AtomicU64::new(0)),
            sum_us: AtomicU64::new(0),
            active: AtomicU64::new(0),
        }))
    }
}

impl Meters {
    /// A request has come to the route.
    pub fn come(&self, route: Route) {
        self.0[route as usize].active.fetch_add(1, Relaxed);
    }

    /// It was answered.
    pub fn answered(&self, route: Route, status: u16, took: Duration) {
        let meter = &self.0[route as usize];
        meter.active.fetch_sub(1, Relaxed);
        if let Some(count) = meter.statuses.get(usize::from(status.saturating_sub(100))) {
            count.fetch_add(1, Relaxed);
        }
        let took = took.as_micros() as u64;
        let bucket = BOUNDS_US.iter().position(|bound| took <= *bound).unwrap_or(BOUNDS_US.len());
        meter.buckets[bucket].fetch_add(1, Relaxed);
        meter.sum_us.fetch_add(took, Relaxed);
    }

    /// As Prometheus reads it.
    pub fn tell(&self) -> String {
        let mut text = String::new();
        for (route, meter) in ROUTES.iter().zip(&self.0) {
            let _ = writeln!(
                text,
                "http_server_active_requests{{route={route:?}}} {}",
                meter.active.load(Relaxed)
            );
            for (status, count) in (100..).zip(&meter.statuses) {
                let count = count.load(Relaxed);
                if count > 0 {
                    let _ = writeln!(
                        text,
                        "http_server_requests_total{{route={route:?},status=\"{status}\"}} {count}"
                    );
                }
            }
            let name = "http_server_request_duration_seconds";
            let mut so_far = 0;
            for (bound, count) in BOUNDS_US.iter().map(Some).chain([None]).zip(&meter.buckets) {
                so_far += count.load(Relaxed);
                let bound = bound.map_or("+Inf".to_owned(), |bound| (*bound as f64 / 1e6).to_string());
                let _ = writeln!(text, "{name}_bucket{{route={route:?},le=\"{bound}\"}} {so_far}");
            }
            let sum = meter.sum_us.load(Relaxed) as f64 / 1e6;
            let _ = writeln!(text, "{name}_sum{{route={route:?}}} {sum}");
            let _ = writeln!(text, "{name}_count{{route={route:?}}} {so_far}");
        }
        text
    }
}
