//! What the service counts of each route: answers by status, how long they took, requests in flight.
//!
//! One thread writes and reads, so everything is a cell. `GET /metrics` tells it in Prometheus' text format.

use std::cell::Cell;
use std::fmt::Write as _;
use std::time::Duration;

use hyper::StatusCode;

/// The routes by their patterns; the last is for requests that came to none.
const ROUTES: [&str; 7] = ["/plaintext", "/json", "/items", "/items/{id}", "/notes", "/rows/{id}", ""];
/// The bounds of the histogram's buckets.
const BOUNDS: [Duration; 16] = [
    Duration::from_micros(50),
    Duration::from_micros(100),
    Duration::from_micros(250),
    Duration::from_micros(500),
    Duration::from_millis(1),
    Duration::from_micros(2_500),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_millis(2_500),
    Duration::from_secs(10),
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
    pub fn of(path: &str) -> Route {
        match path {
            "/plaintext" => Route::Plaintext,
            "/json" => Route::Json,
            "/items" => Route::Items,
            "/notes" => Route::Notes,
            _ => match (path.strip_prefix("/items/"), path.strip_prefix("/rows/")) {
                (Some(id), _) if !id.contains('/') => Route::Item,
                (_, Some(id)) if !id.contains('/') => Route::Row,
                _ => Route::Nowhere,
            },
        }
    }
}

struct RouteMeter {
    statuses: [Cell<u64>; STATUSES],
    /// Each bucket without those below it; the last is for all that took longer.
    buckets: [Cell<u64>; BOUNDS.len() + 1],
    sum: Cell<Duration>,
    active: Cell<u64>,
}

/// What is counted of every route.
pub struct Meters([RouteMeter; ROUTES.len()]);

impl Meters {
    pub fn new() -> Meters {
        Meters(std::array::from_fn(|_| RouteMeter {
            statuses: std::array::from_fn(|_| Cell::new(0)),
            buckets: std::array::from_fn(|_| Cell::new(0)),
            sum: Cell::new(Duration::ZERO),
            active: Cell::new(0),
        }))
    }

    /// A request has come to the route; it is there until what is returned is dropped, as it is when its client
    /// leaves.
    pub fn come(&self, route: Route) -> Active<'_> {
        let active = &self.0[route as usize].active;
        active.set(active.get() + 1);
        Active(active)
    }

    pub fn answered(&self, route: Route, status: StatusCode, took: Duration) {
        let meter = &self.0[route as usize];
        if let Some(count) = meter.statuses.get(usize::from(status.as_u16()) - 100) {
            count.set(count.get() + 1);
        }
        let bucket = BOUNDS.iter().position(|bound| took <= *bound).unwrap_or(BOUNDS.len());
        meter.buckets[bucket].set(meter.buckets[bucket].get() + 1);
        meter.sum.set(meter.sum.get() + took);
    }

    /// As Prometheus reads it.
    pub fn tell(&self) -> String {
        let mut text = String::new();
        for (route, meter) in ROUTES.iter().zip(&self.0) {
            let _ = writeln!(text, "http_server_active_requests{{route={route:?}}} {}", meter.active.get());
            for (status, count) in (100..).zip(&meter.statuses).filter(|(_, count)| count.get() > 0) {
                let labels = format!("route={route:?},status=\"{status}\"");
                let _ = writeln!(text, "http_server_requests_total{{{labels}}} {}", count.get());
            }
            let name = "http_server_request_duration_seconds";
            let mut so_far = 0;
            for (bound, count) in BOUNDS.iter().map(Some).chain([None]).zip(&meter.buckets) {
                so_far += count.get();
                let bound = bound.map_or("+Inf".to_owned(), |bound| bound.as_secs_f64().to_string());
                let _ = writeln!(text, "{name}_bucket{{route={route:?},le=\"{bound}\"}} {so_far}");
            }
            let _ = writeln!(text, "{name}_sum{{route={route:?}}} {}", meter.sum.get().as_secs_f64());
            let _ = writeln!(text, "{name}_count{{route={route:?}}} {so_far}");
        }
        text
    }
}

/// A request in flight.
pub struct Active<'a>(&'a Cell<u64>);

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
