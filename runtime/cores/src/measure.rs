//! What blocks tell of themselves while they run: read by whoever shows it, such as the
//! `/metrics` of a service.

use std::fmt;

/// What is told of one thing at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// As Prometheus names it: `parseltongue_store_commits_total`.
    pub name: &'static str,
    /// What it is, in one line.
    pub help: &'static str,
    /// How it moves.
    pub kind: MeasurementKind,
    /// Whose it is: the label's name and its value.
    pub whose: (&'static str, String),
    /// How much.
    pub value: f64,
}

/// How what is measured moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasurementKind {
    /// It only grows.
    Counter,
    /// It comes and goes.
    Gauge,
}

type Tell = dyn Fn(&mut Vec<Measurement>) + Send + Sync;

/// Tells what is measured when it is asked.
pub(crate) struct Meter(Box<Tell>);

impl Meter {
    pub(crate) fn new(tell: impl Fn(&mut Vec<Measurement>) + Send + Sync + 'static) -> Meter {
        Meter(Box::new(tell))
    }

    pub(crate) fn tell(&self, into: &mut Vec<Measurement>) {
        (self.0)(into);
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

type Ask = dyn Fn() -> Option<String> + Send + Sync;

/// Says what keeps a block from its work when it is asked.
pub(crate) struct Doubt(Box<Ask>);

impl Doubt {
    pub(crate) fn new(tell: impl Fn() -> Option<String> + Send + Sync + 'static) -> Doubt {
        Doubt(Box::new(tell))
    }

    pub(crate) fn tell(&self) -> Option<String> {
        (self.0)()
    }
}

impl fmt::Debug for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Doubt")
    }
}
