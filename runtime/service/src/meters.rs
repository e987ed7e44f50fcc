//! What one core of a service counts.
//!
//! Only that core writes, so a count is a load, an addition and a store: no core ever waits for
//! another one's cache line. `/metrics` adds the cores up when somebody asks.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::table::{Entry, Resource};

/// A number that one thread writes and any thread reads.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    /// Only for the core whose count it is.
    pub(crate) fn add(&self, more: u64) {
        // Nobody else writes, and nothing else is read by it.
        self.0.store(self.get() + more, Ordering::Relaxed);
    }

    /// See [`Count::add`]; there must be so many.
    pub(crate) fn take(&self, less: u64) {
        self.0.store(self.get() - less, Ordering::Relaxed);
    }

    pub(crate) fn set(&self, now: u64) {
        self.0.store(now, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The bounds of a histogram's buckets: nanoseconds, and seconds as they are written.
pub(crate) const BOUNDS: [(u64, &str); 16] = [
    (50_000, "0.00005"),
    (100_000, "0.0001"),
    (250_000, "0.00025"),
    (500_000, "0.0005"),
    (1_000_000, "0.001"),
    (2_500_000, "0.0025"),
    (5_000_000, "0.005"),
    (10_000_000, "0.01"),
    (25_000_000, "0.025"),
    (50_000_000, "0.05"),
    (100_000_000, "0.1"),
    (250_000_000, "0.25"),
    (500_000_000, "0.5"),
    (1_000_000_000, "1"),
    (2_500_000_000, "2.5"),
    (10_000_000_000, "10"),
];

/// How long things took.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    /// Each bucket without those below it; the last is for all that took longer.
    pub(crate) buckets: [Count; BOUNDS.len() + 1],
    pub(crate) sum_ns: Count,
}

impl Histogram {
    pub(crate) fn note(&self, took: Duration) {
        // 2^64 ns are 584 years.
        let ns = took.as_nanos() as u64;
        // Most things are done within the first bound.
        let bucket = BOUNDS.iter().position(|(bound, _)| ns <= *bound).unwrap_or(BOUNDS.len());
        self.buckets[bucket].add(1);
        self.sum_ns.add(ns);
    }
}

/// The statuses that are counted by themselves. 499 is a client that left before its answer.
pub(crate) const STATUSES: [u16; 31] = [
    101, 200, 201, 202, 204, 206, 302, 303, 304, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413,
    415, 416, 422, 428, 429, 431, 499, 500, 503, 504,
];

/// Where each status is counted; the place behind all of [`STATUSES`] is for every other one.
const PLACES: [u8; 600] = {
    let mut places = [STATUSES.len() as u8; 600];
    let mut at = 0;
    while at < STATUSES.len() {
        places[STATUSES[at] as usize] = at as u8;
        at += 1;
    }
    places
};

/// The status of a request whose client left.
const GONE: u16 = 499;

/// What is counted of one route. It fills whole cache lines, so that cores do not share one.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct RouteMeter {
    pub(crate) statuses: [Count; STATUSES.len() + 1],
    pub(crate) took: Histogram,
    /// Requests that have come to the route and have no answer yet.
    pub(crate) active: Count,
}

/// What one core of a service counts.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct Meters {
    /// One for each route; then those that came to none, then those of every service.
    pub(crate) routes: Box<[RouteMeter]>,
    pub(crate) connections: Count,
    pub(crate) connections_open: Count,
    /// How long what is ready waits for the core.
    pub(crate) queue_delay: Histogram,
    /// The core's thread, as the kernel numbers it: zero before it runs.
    pub(crate) thread: Count,
}

/// The places behind a service's own routes.
const NOWHERE: usize = 0;
const BUILT_IN: usize = 1;

impl Meters {
    /// Counts nothing yet, for a service with that table.
    pub(crate) fn of(table: &[Entry]) -> Meters {
        let count = table.iter().map(routes).sum::<usize>() + 2;
        Meters { routes: (0..count).map(|_| RouteMeter::default()).collect(), ..Meters::default() }
    }
}

/// How many routes an entry of a table is: each action of a resource is one.
pub(crate) fn routes(entry: &Entry) -> usize {
    match entry {
        Entry::Resource(Resource { actions, .. }) => actions.len(),
        Entry::Route(_) | Entry::Events(_) | Entry::Files(_) => 1,
    }
}

/// A request on its way through the counts.
#[derive(Debug)]
pub(crate) struct Metered<'a> {
    meters: &'a Meters,
    route: Cell<usize>,
    is_answered: Cell<bool>,
}

impl<'a> Metered<'a> {
    pub(crate) fn new(meters: &'a Meters) -> Metered<'a> {
        let metered = Metered { meters, route: Cell::new(0), is_answered: Cell::new(false) };
        metered.stand(metered.own() + NOWHERE);
        metered
    }

    /// It has come to that route.
    pub(crate) fn at(&self, route: usize) {
        if route < self.own() {
            self.leave();
            self.stand(route);
        }
    }

    /// It has come to what every service has.
    pub(crate) fn at_built_in(&self) {
        self.leave();
        self.stand(self.own() + BUILT_IN);
    }

    /// It is answered.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.is_answered.set(true);
        let meter = self.meter();
        let place = PLACES.get(usize::from(status)).copied().unwrap_or(STATUSES.len() as u8);
        meter.statuses[usize::from(place)].add(1);
        meter.took.note(took);
    }

    fn own(&self) -> usize {
        self.meters.routes.len() - 2
    }

    fn meter(&self) -> &'a RouteMeter {
        &self.meters.routes[self.route.get()]
    }

    fn stand(&self, route: usize) {
        self.route.set(route);
        self.meter().active.add(1);
    }

    fn leave(&self) {
        self.meter().active.take(1);
    }
}

impl Drop for Metered<'_> {
    fn drop(&mut self) {
        self.leave();
        if !self.is_answered.get() {
            self.meter().statuses[usize::from(PLACES[usize::from(GONE)])].add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_counted_in_the_first_bucket_that_holds_it() {
        let histogram = Histogram::default();
        for ns in [0, 50_000, 50_001, 11_000_000_000] {
            histogram.note(Duration::from_nanos(ns));
        }
        let counts: Vec<u64> = histogram.buckets.iter().map(Count::get).collect();
        assert_eq!((counts[0], counts[1], counts[BOUNDS.len()]), (2, 1, 1));
        assert_eq!(histogram.sum_ns.get(), 11_000_100_001);
    }

    #[test]
    fn bounds_are_written_as_they_are_kept() {
        for (ns, seconds) in BOUNDS {
            assert_eq!(seconds.parse::<f64>().unwrap(), Duration::from_nanos(ns).as_secs_f64());
        }
    }

    #[test]
    fn a_request_is_active_at_one_place_until_it_is_answered_or_left() {
        let meters = Meters { routes: (0..3).map(|_| RouteMeter::default()).collect(), ..Meters::default() };
        let active = || meters.routes.iter().map(|route| route.active.get()).collect::<Vec<_>>();
        let request = Metered::new(&meters);
        assert_eq!(active(), [0, 1, 0]);
        request.at(0);
        assert_eq!(active(), [1, 0, 0]);
        drop(request);
        assert_eq!(active(), [0, 0, 0]);
        let place = |status: u16| usize::from(PLACES[usize::from(status)]);
        assert_eq!(meters.routes[0].statuses[place(499)].get(), 1);
        let request = Metered::new(&meters);
        request.at_built_in();
        request.answered(418, Duration::ZERO);
        drop(request);
        assert_eq!(meters.routes[2].statuses[STATUSES.len()].get(), 1);
        assert_eq!(meters.routes[2].statuses[place(499)].get(), 0);
    }
}
