//! What a service has in its world, and what it has on each of its cores.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use parseltongue_cores::World;
use tokio::sync::watch;

use crate::Service;
use crate::caller::Keys;
use crate::every::{EveryMeter, Zoned};
use crate::files::Folder;
use crate::jobs::{Bench, JobMeter};
use crate::meters::Meters;
use crate::pulse::Ward;
use crate::rate::Rates;
use crate::tls::Secured;

/// What all cores of a service share. It is a part of the world.
pub(crate) struct Common<S: Service> {
    pub(crate) address: SocketAddr,
    /// One bound socket for each core, taken when the core begins.
    pub(crate) sockets: Mutex<Vec<Option<std::net::TcpListener>>>,
    pub(crate) shared: S::Shared,
    pub(crate) document: OnceLock<Bytes>,
    /// What tokens are checked with, where the service takes some.
    pub(crate) keys: Option<Keys>,
    /// The directories of `files`, in the order of the table.
    pub(crate) folders: Vec<Arc<Folder>>,
    /// What the service proves who it is with, where it speaks TLS.
    pub(crate) secured: Option<Secured>,
    pub(crate) counters: Counters,
    /// How often everybody has called, where that is limited.
    pub(crate) rates: Rates,
    /// What each core counts.
    pub(crate) meters: Vec<Arc<Meters>>,
    /// What the runners of jobs share.
    pub(crate) bench: Arc<Bench>,
    /// What each core counts of each kind of job.
    pub(crate) job_meters: Vec<Box<[JobMeter]>>,
    pub(crate) every_meters: Box<[EveryMeter]>,
    /// The timetable of each `every` that has one.
    pub(crate) zoned: Vec<Option<Zoned>>,
    /// How `on_start` ended.
    pub(crate) started: watch::Sender<Option<bool>>,
    /// Cores that have not stopped.
    pub(crate) cores_left: AtomicUsize,
}

/// What a service counts, over all cores.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) panics: AtomicU64,
    pub(crate) failures: AtomicU64,
    pub(crate) deadlines: AtomicU64,
    pub(crate) dropped: AtomicU64,
    pub(crate) accept_errors: AtomicU64,
    pub(crate) after_each: AtomicU64,
    pub(crate) handshakes: AtomicU64,
}

/// What a service has counted since its program began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Handlers that panicked.
    pub panics: u64,
    /// Answers with a status of 500 or above.
    pub failures: u64,
    /// Answers that came too late.
    pub deadlines: u64,
    /// Connections that were dropped with something under way.
    pub dropped: u64,
    /// Connections that the kernel could not hand over.
    pub accept_errors: u64,
    /// Handshakes of TLS that did not come to their end.
    pub failed_handshakes: u64,
}

/// What the service `S` has counted in that world.
#[must_use]
pub fn counts<S: Service>(world: &World) -> Counts {
    let Some(common) = world.part::<Common<S>>() else { return Counts::default() };
    common.counters.read()
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        // Each counter is right by itself; nobody compares one with another at an instant.
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            panics: read(&self.panics),
            failures: read(&self.failures),
            deadlines: read(&self.deadlines),
            dropped: read(&self.dropped),
            accept_errors: read(&self.accept_errors),
            failed_handshakes: read(&self.handshakes),
        }
    }
}

/// Counts one more.
pub(crate) fn count(counter: &AtomicU64) -> u64 {
    counter.fetch_add(1, Ordering::Relaxed) + 1
}

/// Where the service `S` listens in that world.
#[must_use]
pub fn address<S: Service>(world: &World) -> Option<SocketAddr> {
    world.part::<Common<S>>().map(|common| common.address)
}

/// What one core of a service has.
pub(crate) struct Core<S: Service> {
    pub(crate) common: Arc<Common<S>>,
    pub(crate) local: S::Local,
    pub(crate) world: World,
    pub(crate) ward: Rc<Ward>,
    pub(crate) meters: Arc<Meters>,
    /// JSON answers are written here, so that none has to grow a buffer of its own.
    pub(crate) scratch: RefCell<Vec<u8>>,
}

impl<S: Service> Core<S> {
    /// It has connections, or had some when it last looked.
    pub(crate) fn has_connections(&self) -> bool {
        self.ward.connections() > 0 || self.meters.connections_open.get() > 0
    }
}
