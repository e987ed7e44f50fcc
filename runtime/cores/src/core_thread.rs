//! A thread on its core: one single-threaded tokio, and the blocks that run there.

use std::any::Any;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::LocalSet;

use crate::pinned;
use crate::{LocalFuture, World};

/// How long the thread waits at its end for calls that block (files, names) and are still out.
const BLOCKING_GRACE: Duration = Duration::from_secs(1);

/// What a core thread tells the conductor.
#[derive(Debug)]
pub(crate) enum Event {
    /// All blocks of a thread have been polled once.
    Running,
    /// A run has ended; with what it said if it panicked.
    RunEnded { run: usize, panic: Option<String> },
    /// A thread has ended.
    ThreadEnded,
    /// The view has left the main thread; with what it said if it panicked.
    MainThreadEnded { panic: Option<String> },
    /// Somebody asks the program to stop.
    StopRequested { why: &'static str },
}

/// A thread to start.
pub(crate) struct CoreThread {
    pub(crate) name: String,
    /// The core to pin to and where helpers go; none where nothing is pinned.
    pub(crate) pinned: Option<(usize, Arc<[usize]>)>,
    pub(crate) runs: Vec<Run>,
    pub(crate) events: mpsc::UnboundedSender<Event>,
    /// Becomes true when the thread shall end, whatever still runs.
    pub(crate) end: watch::Receiver<bool>,
}

/// One block on one core.
pub(crate) struct Run {
    /// Its number among all runs of the program.
    pub(crate) number: usize,
    /// The world, as the block's own kind sees it.
    pub(crate) world: World,
    pub(crate) core: usize,
    pub(crate) run: fn(usize) -> LocalFuture<()>,
}

impl CoreThread {
    /// Starts it.
    pub(crate) fn start(self) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new().name(self.name.clone()).spawn(move || self.run())
    }

    fn run(mut self) {
        let helpers = self.pinned.as_ref().map(|(_, helpers)| Arc::clone(helpers));
        if let Some((core, helpers)) = self.pinned.take() {
            pinned::pin(core, helpers);
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .thread_name("blocking")
            .on_thread_start(move || pinned::become_helper(helpers.clone()))
            .build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => {
                let said = format!("the event loop of {} cannot be made: {error}", self.name);
                for run in &self.runs {
                    self.tell(Event::RunEnded { run: run.number, panic: Some(said.clone()) });
                }
                self.tell(Event::ThreadEnded);
                return;
            }
        };
        let local = LocalSet::new();
        local.block_on(&runtime, self.run_blocks());
        // What did not end by itself is dropped here, each task in its world.
        drop(local);
        runtime.shutdown_timeout(BLOCKING_GRACE);
        self.tell(Event::ThreadEnded);
    }

    async fn run_blocks(&mut self) {
        for run in std::mem::take(&mut self.runs) {
            let events = self.events.clone();
            let future = run.world.enter(|| (run.run)(run.core));
            let task = tokio::task::spawn_local(run.world.scope(future));
            tokio::task::spawn_local(async move {
                let panic = match task.await {
                    Err(error) if error.is_panic() => Some(panic_text(&*error.into_panic())),
                    _ => None,
                };
                tell(&events, Event::RunEnded { run: run.number, panic });
            });
        }
        // The tasks above stand in the queue before this one.
        tokio::task::yield_now().await;
        self.tell(Event::Running);
        // A conductor that is gone has ended, too.
        let _ = self.end.wait_for(|is_end| *is_end).await;
    }

    fn tell(&self, event: Event) {
        tell(&self.events, event);
    }
}

/// Nobody listens once the conductor has given up on a thread: then there is nobody to tell.
fn tell(events: &mpsc::UnboundedSender<Event>, event: Event) {
    let _ = events.send(event);
}

/// What a panic said.
pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "something that is not text".to_owned())
}
