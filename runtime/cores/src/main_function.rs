//! `fn main` of a program: its arguments, its start, the main thread, its end.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::conductor::{self, Conducted, Score, Stopped};
use crate::core_thread::{Event, panic_text};
use crate::launch::STOP_GRACE;
use crate::table::Table;
use crate::{BlockKind, BlockTable, CorePlan, Line, Machine, MainThread, Program, StartError};
use crate::{logging, pinned};

/// Something in the arguments is wrong.
const EXIT_USAGE: u8 = 2;

/// Runs the program `P` with the arguments of this process, until SIGTERM, SIGINT or its window's
/// end. `define_program` writes `fn main` so.
///
/// It fails when the program could not start, when a block panicked outside of a handler, and
/// when something had not finished in its time to stop.
#[must_use]
pub fn main<P: Program>() -> ExitCode {
    let started_at = Instant::now();
    logging::install();
    let mut arguments = std::env::args_os();
    let command = arguments.next().unwrap_or_default();
    let command = Path::new(&command).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let arguments = match Arguments::read(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{command}: {error}; `{command} --help` lists what there is");
            return ExitCode::from(EXIT_USAGE);
        }
    };
    let outcome = match arguments.act {
        Act::Help => say(&usage::<P>(&command)),
        Act::Version => say(&format!("{} {}\n", P::NAME, P::VERSION)),
        Act::Describe => say(&description::<P>()),
        Act::Picture(path) => picture::<P>(arguments.directory, &path),
        Act::Run => run::<P>(arguments.directory, arguments.on_free_ports, started_at),
    };
    match outcome {
        Ok(stopped) if stopped.is_clean() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{command}: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    directory: PathBuf,
    on_free_ports: bool,
    act: Act,
}

enum Act {
    Run,
    Help,
    Version,
    Describe,
    Picture(PathBuf),
}

impl Arguments {
    fn read(arguments: impl Iterator<Item = OsString>) -> Result<Arguments, lexopt::Error> {
        use lexopt::prelude::{Long, Short};
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut read = Arguments { directory: PathBuf::from("."), on_free_ports: false, act: Act::Run };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("help") | Short('h') => read.act = Act::Help,
                Long("version") | Short('V') => read.act = Act::Version,
                Long("describe") => read.act = Act::Describe,
                Long("picture") => read.act = Act::Picture(parser.value()?.into()),
                Long("directory") => read.directory = directory(parser.value()?)?,
                Long("free-ports") => read.on_free_ports = true,
                other => return Err(other.unexpected()),
            }
        }
        Ok(read)
    }
}

fn directory(value: OsString) -> Result<PathBuf, lexopt::Error> {
    let directory = PathBuf::from(value);
    if directory.is_dir() {
        return Ok(directory);
    }
    Err(format!("there is no directory {}", directory.display()).into())
}

fn usage<P: Program>(command: &str) -> String {
    let title = format!("{} {}", P::NAME, P::VERSION);
    format!(
        "{}

Usage: {command} [OPTIONS]

  --directory DIR      relative paths of the program start here (the working directory)
  --free-ports         listens on a free port of each address instead of the declared one
  --picture FILE.png   draws the view into a file and ends
  --describe           prints what the program consists of, as JSON, and ends
  --version            prints the version and ends
  --help               prints this and ends

SIGTERM, SIGINT and closing the window stop the program in order: views, services, streams,
stores. A second signal ends it at once.
{}=off|error|warn|info|debug|trace says how much is logged (info),
{}=text|json in which form (text).
",
        title.trim_end(),
        logging::LEVEL_VARIABLE,
        logging::FORMAT_VARIABLE
    )
}

/// Prints for whoever asked. A reader that has closed the pipe has read enough.
fn say(text: &str) -> Result<Stopped, StartError> {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    Ok(Stopped::default())
}

fn description<P: Program>() -> String {
    let mut text = format!(
        "{{\"program\":\"{}\",\"version\":\"{}\",\"lines\":[",
        P::NAME.escape_default(),
        P::VERSION.escape_default()
    );
    for (number, line) in P::PLAN.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        // Writing into a string cannot fail. Names are identifiers; what a block says is JSON.
        let _ = write!(text, "{comma}\n  {{\"name\":\"{}\"", line.name().escape_default());
        let _ = match line {
            Line::MainThread { .. } => write!(text, ",\"main_thread\":true"),
            _ => write!(text, ",\"cores\":{}", line.asked_cores()),
        };
        if let Some(block) = line.block() {
            let _ = write!(text, ",\"kind\":\"{}\"", word(block.kind));
            if let Some(described) = (block.describe)() {
                let _ = write!(text, ",\"describes\":{described}");
            }
        }
        text.push('}');
    }
    text.push_str("\n]}\n");
    text
}

fn word(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::View => "view",
        BlockKind::Service => "service",
        BlockKind::Streams => "streams",
        BlockKind::Store => "store",
    }
}

/// The plan for this machine, and everything that is conducted by it.
fn score<P: Program>(directory: PathBuf, on_free_ports: bool, lines: Vec<Line>, machine: &Machine) -> Score {
    Score {
        program: P::NAME,
        plan: CorePlan::new(&lines, machine),
        has_main_thread: lines.iter().any(|line| matches!(line, Line::MainThread { .. })),
        lines,
        directory,
        on_free_ports,
        variables: Vec::new(),
        grace: STOP_GRACE,
        heeds_signals: true,
    }
}

fn run<P: Program>(
    directory: PathBuf,
    on_free_ports: bool,
    started_at: Instant,
) -> Result<Stopped, StartError> {
    let machine = Machine::read();
    let score = score::<P>(directory, on_free_ports, P::PLAN.to_vec(), &machine);
    let plan = score.plan.clone();
    let conducted = conductor::conduct(score)?;
    say(&Table {
        program: P::NAME,
        version: P::VERSION,
        machine: &machine,
        plan: &plan,
        addresses: &conducted.addresses,
        started_in: started_at.elapsed(),
    }
    .to_string())?;
    if let Some(view) = view::<P>() {
        if plan.is_pinned {
            pinned::set_mask(&plan.main_thread);
        }
        run_view(&view, &conducted);
    }
    join(conducted)
}

fn view<P: Program>() -> Option<BlockTable> {
    P::PLAN.iter().filter_map(Line::block).find(|block| block.kind == BlockKind::View).copied()
}

/// The view's life on the main thread. When its window closes the program stops; when it has
/// none the program goes on.
fn run_view(view: &BlockTable, conducted: &Conducted) {
    let main = MainThread { world: conducted.world.clone() };
    let ended = conducted.world.enter(|| catch_unwind(AssertUnwindSafe(|| (view.run_main)(main))));
    let panic = match ended {
        Ok(Ok(())) => {
            conducted.world.request_stop();
            None
        }
        Ok(Err(error)) => {
            log::warn!(target: error.block, "{}; the program goes on without a window", error.reason);
            None
        }
        Err(payload) => Some(panic_text(&*payload)),
    };
    // A conductor that has ended already has stopped everything else.
    let _ = conducted.events.send(Event::MainThreadEnded { panic });
}

fn join(conducted: Conducted) -> Result<Stopped, StartError> {
    let Conducted { conductor, .. } = conducted;
    Ok(conductor.join().unwrap_or_else(|payload| Stopped {
        panicked: vec![format!("the conductor: {}", panic_text(&*payload))],
        ..Stopped::default()
    }))
}

/// Draws the view with everything open that it reads from, and no service.
fn picture<P: Program>(directory: PathBuf, path: &Path) -> Result<Stopped, StartError> {
    let view = view::<P>().ok_or_else(|| StartError::new(P::NAME, "has no view to draw"))?;
    let is_needed = |line: &&Line| line.block().is_none_or(|block| block.kind != BlockKind::Service);
    let lines = P::PLAN.iter().filter(is_needed).copied().collect();
    let score = Score { has_main_thread: false, ..score::<P>(directory, false, lines, &Machine::read()) };
    let conducted = conductor::conduct(score)?;
    let drawn = conducted.world.enter(|| (view.picture)(path));
    conducted.world.request_stop();
    let stopped = join(conducted)?;
    drawn.map(|()| stopped)
}
