//! Starts a program's blocks, waits until it shall stop, and stops them in order. It runs on the
//! housekeeping thread.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};

use crate::block::{Address, Closer};
use crate::core_thread::{CoreThread, Event, Run, panic_text};
use crate::pinned;
use crate::signals;
use crate::{BlockKind, CorePlan, Line, Opening, StartError, World};

/// The kinds in the order in which they stop.
const STOP_ORDER: [BlockKind; 4] =
    [BlockKind::View, BlockKind::Service, BlockKind::Streams, BlockKind::Store];

/// What is to be conducted, and how.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    pub(crate) program: &'static str,
    pub(crate) lines: Vec<Line>,
    pub(crate) plan: CorePlan,
    pub(crate) directory: PathBuf,
    pub(crate) on_free_ports: bool,
    /// What stands in for the environment.
    pub(crate) variables: Vec<(String, String)>,
    /// How long the blocks of one kind may take to finish after they were told to stop.
    pub(crate) grace: Duration,
    /// SIGTERM and SIGINT stop the program.
    pub(crate) heeds_signals: bool,
    /// A view will run on the main thread.
    pub(crate) has_main_thread: bool,
}

/// A program that runs.
#[derive(Debug)]
pub(crate) struct Conducted {
    pub(crate) world: World,
    pub(crate) addresses: Vec<Address>,
    pub(crate) events: mpsc::UnboundedSender<Event>,
    pub(crate) conductor: JoinHandle<Stopped>,
}

/// How a program ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stopped {
    /// What panicked, and what it said.
    pub panicked: Vec<String>,
    /// What had not finished when its time to stop was over.
    pub abandoned: Vec<String>,
}

impl Stopped {
    /// Everything finished by itself.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.panicked.is_empty() && self.abandoned.is_empty()
    }
}

/// Opens and runs everything, and comes back when all blocks have been polled.
///
/// # Errors
/// A block could not open; those that had opened are closed again.
pub(crate) fn conduct(score: Score) -> Result<Conducted, StartError> {
    let program = score.program;
    let (answer, answered) = std::sync::mpsc::sync_channel(1);
    let conductor = std::thread::Builder::new()
        .name("housekeeping".to_owned())
        .spawn(move || housekeep(&score, &answer))
        .map_err(|error| StartError::new(program, format!("has no thread to start with: {error}")))?;
    match answered.recv() {
        Ok(Ok(started)) => {
            let Started { world, addresses, events } = started;
            Ok(Conducted { world, addresses, events, conductor })
        }
        Ok(Err(error)) => Err(error),
        Err(_) => Err(StartError::new(program, "panicked while it started")),
    }
}

struct Started {
    world: World,
    addresses: Vec<Address>,
    events: mpsc::UnboundedSender<Event>,
}

/// The whole life of the housekeeping thread.
fn housekeep(score: &Score, answer: &std::sync::mpsc::SyncSender<Result<Started, StartError>>) -> Stopped {
    if score.plan.is_pinned {
        pinned::set_mask(&score.plan.housekeeping);
    }
    // Whoever asked waits for the answer; it is gone only when its thread has panicked, and then
    // the program ends with it.
    let say = |said| drop(answer.send(said));
    let failed = |what: &str, error: std::io::Error| {
        StartError::new(score.program, format!("{what} cannot be made: {error}"))
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say(Err(failed("an event loop", error)));
            return Stopped::default();
        }
    };
    let opening = match open(score) {
        Ok(opening) => opening,
        Err(error) => {
            say(Err(error));
            return Stopped::default();
        }
    };
    let addresses = opening.addresses.clone();
    let (mut conductor, events) = Conductor::new(score, opening);
    let world = conductor.world.clone();
    let mut started = conductor.start_threads(score, &events);
    if started.is_ok() && score.heeds_signals {
        started = signals::listen(events.clone());
    }
    match started {
        Ok(()) => {
            runtime.block_on(conductor.until_running());
            say(Ok(Started { world, addresses, events }));
            runtime.block_on(conductor.until_stop());
            runtime.block_on(conductor.stop());
        }
        Err(error) => {
            runtime.block_on(conductor.stop());
            say(Err(failed("a thread", error)));
        }
    }
    conductor.close();
    if conductor.main_thread_runs {
        // The main thread will not come back to give the exit code.
        std::process::exit(1);
    }
    conductor.stopped
}

/// Opens the blocks, what others stand on first, and makes the world of what they placed.
fn open(score: &Score) -> Result<Opening, StartError> {
    let granted = |(number, line): (usize, &Line)| Some((line.block()?.id, score.plan.threads_of(number)));
    let granted = score.lines.iter().enumerate().filter_map(granted).collect();
    let mut opening = Opening::new(score.directory.clone(), score.on_free_ports, granted);
    opening.variables.clone_from(&score.variables);
    for kind in STOP_ORDER.into_iter().rev() {
        for block in score.lines.iter().filter_map(Line::block).filter(|block| block.kind == kind) {
            let opened = catch_unwind(AssertUnwindSafe(|| (block.open)(&mut opening)));
            let opened = opened.unwrap_or_else(|payload| {
                let said = format!("panicked while it opened: {}", panic_text(&*payload));
                Err(StartError::new(block.name, said))
            });
            if let Err(error) = opened {
                let world = World::new(opening.directory, opening.parts, opening.meters, opening.doubts);
                close(&world, opening.closers);
                return Err(error);
            }
        }
    }
    Ok(opening)
}

/// Closes blocks in the order in which kinds stop, the last opened of a kind first. Gives back
/// what panicked.
fn close(world: &World, mut closers: Vec<Closer>) -> Vec<String> {
    closers.reverse();
    closers.sort_by_key(|closer| closer.kind);
    let mut panicked = Vec::new();
    for closer in closers {
        let closed = world.stopping_with(closer.kind).enter(|| catch_unwind(closer.close));
        if let Err(payload) = closed {
            panicked.push(format!("{} while it closed: {}", closer.name, panic_text(&*payload)));
        }
    }
    panicked
}

struct Conductor {
    world: World,
    events: mpsc::UnboundedReceiver<Event>,
    /// Told to end when nothing shall run any more.
    end: watch::Sender<bool>,
    threads: usize,
    threads_running: usize,
    threads_ended: usize,
    /// Those that have not ended.
    runs: Vec<Running>,
    main_thread_runs: bool,
    stop_is_requested: bool,
    closers: Vec<Closer>,
    grace: Duration,
    stopped: Stopped,
}

/// A run that has not ended.
struct Running {
    number: usize,
    kind: BlockKind,
    name: String,
}

impl Conductor {
    fn new(score: &Score, opening: Opening) -> (Conductor, mpsc::UnboundedSender<Event>) {
        let (sender, events) = mpsc::unbounded_channel();
        let conductor = Conductor {
            world: World::new(opening.directory, opening.parts, opening.meters, opening.doubts),
            events,
            end: watch::Sender::new(false),
            threads: 0,
            threads_running: 0,
            threads_ended: 0,
            runs: Vec::new(),
            main_thread_runs: score.has_main_thread,
            stop_is_requested: false,
            closers: opening.closers,
            grace: score.grace,
            stopped: Stopped::default(),
        };
        (conductor, sender)
    }

    fn start_threads(&mut self, score: &Score, events: &mpsc::UnboundedSender<Event>) -> io::Result<()> {
        let helpers: Arc<[usize]> = score.plan.housekeeping.clone().into();
        let mut number = 0;
        for planned in &score.plan.threads {
            let mut runs = Vec::new();
            let mut running = Vec::new();
            for (line, core) in &planned.runs {
                let Some(block) = score.lines[*line].block() else { continue };
                let world = self.world.stopping_with(block.kind);
                runs.push(Run { number, world, core: *core, run: block.run });
                running.push(Running { number, kind: block.kind, name: format!("{}/{core}", block.name) });
                number += 1;
            }
            let thread = CoreThread {
                name: format!("core {}", planned.core),
                pinned: score.plan.is_pinned.then(|| (planned.core, Arc::clone(&helpers))),
                runs,
                events: events.clone(),
                end: self.end.subscribe(),
            };
            thread.start()?;
            self.threads += 1;
            self.runs.append(&mut running);
        }
        Ok(())
    }

    /// All threads have polled their blocks once; or one cannot, and somebody has lost patience.
    async fn until_running(&mut self) {
        while self.threads_running + self.threads_ended < self.threads && !self.stop_is_requested {
            self.next_event().await;
        }
    }

    async fn until_stop(&mut self) {
        while !self.stop_is_requested {
            self.next_event().await;
        }
    }

    /// Stops the kinds one after the other, then the threads.
    async fn stop(&mut self) {
        for kind in STOP_ORDER {
            self.world.stop(kind);
            let late = Instant::now() + self.grace;
            while self.is_left(kind) && timeout_at(late, self.next_event()).await.is_ok() {}
            if self.is_left(kind) {
                self.abandon(kind);
            }
        }
        self.end.send_replace(true);
        let late = Instant::now() + self.grace;
        while self.threads_ended < self.threads && timeout_at(late, self.next_event()).await.is_ok() {}
        if self.threads_ended < self.threads {
            let count = self.threads - self.threads_ended;
            let stuck = if count == 1 { "1 core".to_owned() } else { format!("{count} cores") };
            log::error!("stop: {stuck} did not come back from the body that runs there");
            self.stopped.abandoned.push(format!("the thread of {stuck}"));
        }
    }

    /// Something of that kind still runs.
    fn is_left(&self, kind: BlockKind) -> bool {
        self.runs.iter().any(|run| run.kind == kind) || (kind == BlockKind::View && self.main_thread_runs)
    }

    fn abandon(&mut self, kind: BlockKind) {
        let mut left: Vec<String> =
            self.runs.iter().filter(|run| run.kind == kind).map(|run| run.name.clone()).collect();
        if kind == BlockKind::View && self.main_thread_runs {
            left.push("the view on the main thread".to_owned());
        }
        log::error!("stop: abandoned after {} s: {}", self.grace.as_secs(), left.join(", "));
        self.runs.retain(|run| run.kind != kind);
        self.stopped.abandoned.append(&mut left);
    }

    fn close(&mut self) {
        let panicked = close(&self.world, std::mem::take(&mut self.closers));
        for said in &panicked {
            log::error!("stop: panicked: {said}");
        }
        self.stopped.panicked.extend(panicked);
    }

    async fn next_event(&mut self) {
        tokio::select! {
            event = self.events.recv() => match event {
                Some(event) => self.note(event),
                // Everybody who could ask for anything is gone.
                None => self.stop_is_requested = true,
            },
            () = self.world.asked_to_stop() => self.stop_is_requested = true,
        }
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Running => self.threads_running += 1,
            Event::ThreadEnded => self.threads_ended += 1,
            Event::RunEnded { run, panic } => {
                let ended = self.runs.iter().position(|running| running.number == run);
                // One that was abandoned may still end.
                let name = ended.map(|ended| self.runs.remove(ended).name);
                if let Some(said) = panic {
                    self.panicked(name.as_deref().unwrap_or("an abandoned block"), &said);
                }
            }
            Event::MainThreadEnded { panic } => {
                self.main_thread_runs = false;
                if let Some(said) = panic {
                    self.panicked("the view on the main thread", &said);
                }
            }
            Event::StopRequested { why } => {
                log::info!("stop: {why}");
                self.stop_is_requested = true;
            }
        }
    }

    fn panicked(&mut self, who: &str, said: &str) {
        log::error!("{who} panicked, the program stops: {said}");
        self.stopped.panicked.push(format!("{who}: {said}"));
        self.stop_is_requested = true;
    }
}
