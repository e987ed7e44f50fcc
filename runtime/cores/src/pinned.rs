//! Affinity masks of threads, and the threads that must not inherit one.
//!
//! A thread hands its mask on to the threads it starts. A pinned core thread therefore carries
//! the mask of the housekeeping cores along, and [`helper_thread`] puts it on what it starts.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// How late the kernel may wake a pinned thread's timers: its usual 50 us are half of the
/// wake-up latency.
#[cfg(target_os = "linux")]
const TIMER_SLACK_PINNED_NS: u64 = 1_000;
/// The kernel's usual slack, for the helpers that a pinned thread starts.
#[cfg(target_os = "linux")]
const TIMER_SLACK_USUAL_NS: u64 = 50_000;

thread_local! {
    /// The cores for helpers; none where the thread's own mask will do.
    static HELPER_CORES: RefCell<Option<Arc<[usize]>>> = const { RefCell::new(None) };
}

/// Starts a thread that stays off the pinned cores, wherever it is called: for work that waits,
/// such as a writer of files. It sees no [`crate::World`] but the one that `f` carries in.
///
/// # Errors
/// The system has no more threads to give.
pub fn helper_thread<T: Send + 'static>(
    name: &str,
    f: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    let cores = helper_cores();
    Builder::new().name(name.to_owned()).spawn(move || {
        become_helper(cores);
        f()
    })
}

/// The cores that helpers of the current thread belong on, if it is a pinned one.
pub(crate) fn helper_cores() -> Option<Arc<[usize]>> {
    HELPER_CORES.with_borrow(Clone::clone)
}

/// Leaves the mask that was inherited from a pinned thread.
pub(crate) fn become_helper(cores: Option<Arc<[usize]>>) {
    if let Some(cores) = cores {
        set_mask(&cores);
        #[cfg(target_os = "linux")]
        set_timer_slack_ns(TIMER_SLACK_USUAL_NS);
        HELPER_CORES.set(Some(cores));
    }
}

/// Pins the current thread to one core; its helpers go to `helpers`.
pub(crate) fn pin(core: usize, helpers: Arc<[usize]>) {
    set_mask(&[core]);
    #[cfg(target_os = "linux")]
    set_timer_slack_ns(TIMER_SLACK_PINNED_NS);
    HELPER_CORES.set(Some(helpers));
}

#[cfg(target_os = "linux")]
fn set_timer_slack_ns(slack: u64) {
    // Refused only where a sandbox forbids it; timers are then as late as everybody's.
    if let Err(error) = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(slack)) {
        log::debug!("timer slack stays as it is: {error}");
    }
}

/// Puts the current thread on those cores.
#[cfg(target_os = "linux")]
pub(crate) fn set_mask(cores: &[usize]) {
    let mut mask = rustix::thread::CpuSet::new();
    for core in cores.iter().filter(|core| **core < rustix::thread::CpuSet::MAX_CPU) {
        mask.set(*core);
    }
    if let Err(error) = rustix::thread::sched_setaffinity(None, &mask) {
        log::warn!("a thread could not be put on cores {cores:?}: {error}");
    }
}

/// Nothing: this system has no affinity masks.
#[cfg(not(target_os = "linux"))]
pub(crate) fn set_mask(_cores: &[usize]) {}

/// The cores that the current thread may run on; empty where the system does not tell.
#[cfg(target_os = "linux")]
pub(crate) fn current_mask() -> Vec<usize> {
    match rustix::thread::sched_getaffinity(None) {
        Ok(mask) => (0..rustix::thread::CpuSet::MAX_CPU).filter(|core| mask.is_set(*core)).collect(),
        Err(error) => {
            log::warn!("the affinity mask could not be read: {error}");
            Vec::new()
        }
    }
}

/// Nothing is known: this system has no affinity masks.
#[cfg(not(target_os = "linux"))]
pub(crate) fn current_mask() -> Vec<usize> {
    Vec::new()
}
