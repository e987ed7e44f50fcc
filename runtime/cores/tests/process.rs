//! `main` as a process of its own: what it prints, its signals, its exit codes, its threads' masks.
//!
//! This test has no harness: started again with `PROGRAM_UNDER_TEST` it is that program.

use std::future::pending;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitCode, Output, Stdio};

use parseltongue_cores::{
    Block, BlockKind, Line, LocalFuture, Machine, MainThread, Opening, Program, StartError, helper_thread,
    stopping,
};
use rustix::process::{Pid, Signal, kill_process};

const PROGRAM_VARIABLE: &str = "PROGRAM_UNDER_TEST";

macro_rules! block {
    ($name:ident, $kind:ident { $($functions:tt)* }) => {
        struct $name;
        impl Block for $name {
            const NAME: &'static str = stringify!($name);
            const KIND: BlockKind = BlockKind::$kind;
            $($functions)*
        }
    };
}

block!(Exchange, Service {
    fn open(opening: &mut Opening) -> Result<(), StartError> {
        // It stays until the process ends: a helper to be found among the threads.
        helper_thread("writer", || loop { std::thread::park() })
            .map_err(|error| StartError::new(Self::NAME, error.to_string()))?;
        opening.announce::<Exchange>(([127, 0, 0, 1], 8080).into());
        Ok(())
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(async {
            tokio::task::spawn_blocking(|| ()).await.expect("it does nothing");
            println!("Exchange runs");
            stopping().await;
            println!("Exchange stops");
        })
    }

    fn close() {
        println!("Exchange closes");
    }

    fn describe() -> Option<String> {
        Some("{\"openapi\":\"3.1.0\"}".to_owned())
    }
});

block!(Desk, View {
    fn open(_: &mut Opening) -> Result<(), StartError> {
        Ok(())
    }

    fn run_main(_: MainThread) -> Result<(), StartError> {
        Err(StartError::new(Self::NAME, "there is no display"))
    }

    fn picture(path: &Path) -> Result<(), StartError> {
        println!("draws {}", path.display());
        Ok(())
    }
});

block!(ClosingDesk, View {
    fn open(_: &mut Opening) -> Result<(), StartError> {
        Ok(())
    }

    fn run_main(main: MainThread) -> Result<(), StartError> {
        assert!(main.world.part::<String>().is_none());
        println!("the window closes");
        Ok(())
    }
});

block!(Stubborn, Service {
    fn open(_: &mut Opening) -> Result<(), StartError> {
        Ok(())
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(async {
            stopping().await;
            println!("Stubborn goes on");
            pending::<()>().await;
        })
    }
});

block!(Fragile, Service {
    fn open(_: &mut Opening) -> Result<(), StartError> {
        Ok(())
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(async { panic!("as the test wants") })
    }
});

block!(Taken, Service {
    fn open(_: &mut Opening) -> Result<(), StartError> {
        Err(StartError::new(Self::NAME, "127.0.0.1:8080 is taken by another program"))
    }
});

macro_rules! program {
    ($name:ident: $($line:expr),*) => {
        struct $name;
        impl Program for $name {
            const NAME: &'static str = stringify!($name);
            const VERSION: &'static str = "1.2.3";
            const PLAN: &'static [Line] = &[$($line),*];
        }
    };
}
program!(TradingDesk: Line::housekeeping(1), Line::cores::<Exchange>(1), Line::main_thread::<Desk>());
program!(ClosedDesk: Line::cores::<Exchange>(1), Line::main_thread::<ClosingDesk>());
program!(StubbornDesk: Line::cores::<Stubborn>(1));
program!(FragileDesk: Line::cores::<Fragile>(1), Line::cores::<Exchange>(1));
program!(TakenDesk: Line::cores::<Taken>(1));

fn main() -> ExitCode {
    match std::env::var(PROGRAM_VARIABLE).as_deref() {
        Ok("TradingDesk") => return parseltongue_cores::main::<TradingDesk>(),
        Ok("ClosedDesk") => return parseltongue_cores::main::<ClosedDesk>(),
        Ok("StubbornDesk") => return parseltongue_cores::main::<StubbornDesk>(),
        Ok("FragileDesk") => return parseltongue_cores::main::<FragileDesk>(),
        Ok("TakenDesk") => return parseltongue_cores::main::<TakenDesk>(),
        _ => {}
    }
    let tests: &[(&str, fn())] = &[
        ("sigterm_stops_in_order_and_succeeds", sigterm_stops_in_order_and_succeeds),
        ("a_second_signal_ends_it_at_once", a_second_signal_ends_it_at_once),
        ("closing_the_window_stops_the_program", closing_the_window_stops_the_program),
        ("a_panic_fails_the_program", a_panic_fails_the_program),
        ("a_block_that_cannot_open_fails_the_program", a_block_that_cannot_open_fails_the_program),
        ("masks_are_as_planned", masks_are_as_planned),
        ("it_describes_itself", it_describes_itself),
        ("a_picture_is_drawn_without_services", a_picture_is_drawn_without_services),
        ("arguments_are_checked", arguments_are_checked),
    ];
    for (name, test) in tests {
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this test is a file"));
    command.env(PROGRAM_VARIABLE, program).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn outcome(program: &str, arguments: &[&str]) -> Output {
    command(program, arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A program that has printed its table.
struct Ready {
    child: Child,
    out: BufReader<ChildStdout>,
    table: String,
}

impl Ready {
    fn start(program: &str) -> Ready {
        let mut child = command(program, &[]).spawn().expect("the program starts");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut ready = Ready { child, out, table: String::new() };
        ready.table = ready.read_until("ready after");
        ready
    }

    fn read_until(&mut self, start: &str) -> String {
        let mut text = String::new();
        loop {
            let from = text.len();
            let count = self.out.read_line(&mut text).expect("it prints text");
            assert!(count > 0, "it ended before it printed `{start}`:\n{text}");
            if text[from..].starts_with(start) {
                return text;
            }
        }
    }

    /// Reads up to that line, if the table did not stand after it.
    fn wait_for(&mut self, start: &str) {
        if !self.table.contains(start) {
            self.read_until(start);
        } else {
            self.table = self.table.replace(&format!("{start}\n"), "");
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it still runs");
    }

    /// The exit code, and what it printed since on stdout and on stderr.
    fn end(mut self) -> (Option<i32>, String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).expect("it prints text");
        self.child.stderr.take().expect("it is piped").read_to_string(&mut err).expect("it prints text");
        (self.child.wait().expect("it ends").code(), out, err)
    }
}

fn sigterm_stops_in_order_and_succeeds() {
    let mut ready = Ready::start("TradingDesk");
    ready.wait_for("Exchange runs");
    assert!(ready.table.starts_with("TradingDesk 1.2.3, "), "{}", ready.table);
    assert!(ready.table.contains("\nExchange is at 127.0.0.1:8080\n"), "{}", ready.table);
    ready.signal(Signal::TERM);
    let (code, out, err) = ready.end();
    assert_eq!((code, out.as_str()), (Some(0), "Exchange stops\nExchange closes\n"), "{err}");
    assert!(err.contains(" WARN Desk: there is no display; the program goes on without a window\n"), "{err}");
    assert!(err.contains(" INFO cores: stop: asked to by SIGTERM\n"), "{err}");
}

fn a_second_signal_ends_it_at_once() {
    let mut ready = Ready::start("StubbornDesk");
    ready.signal(Signal::INT);
    ready.read_until("Stubborn goes on");
    ready.signal(Signal::TERM);
    assert_eq!(ready.end().0, Some(128 + 15));
}

fn closing_the_window_stops_the_program() {
    let ended = outcome("ClosedDesk", &[]);
    let out = text(&ended.stdout).replace("Exchange runs\n", "");
    assert!(out.ends_with("the window closes\nExchange stops\nExchange closes\n"), "{out}");
    assert_eq!(ended.status.code(), Some(0));
}

fn a_panic_fails_the_program() {
    let ended = outcome("FragileDesk", &[]);
    let err = text(&ended.stderr);
    assert!(
        err.contains(" ERROR cores: Fragile/0 panicked, the program stops: as the test wants\n"),
        "{err}"
    );
    assert!(text(&ended.stdout).ends_with("Exchange closes\n"));
    assert_eq!(ended.status.code(), Some(1));
}

fn a_block_that_cannot_open_fails_the_program() {
    let ended = outcome("TakenDesk", &[]);
    let err = text(&ended.stderr);
    assert!(err.ends_with(": Taken: 127.0.0.1:8080 is taken by another program\n"), "{err}");
    assert_eq!((ended.status.code(), text(&ended.stdout).as_str()), (Some(1), ""));
}

/// Each thread by its name, and the cores that it may run on, as the kernel says.
fn masks(process: u32) -> Vec<(String, String)> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
    let mask = |task: std::fs::DirEntry| {
        let status = std::fs::read_to_string(task.path().join("status")).ok()?;
        let line =
            |name: &str| Some(status.lines().find_map(|line| line.strip_prefix(name))?.trim().to_owned());
        Some((line("Name:")?, line("Cpus_allowed_list:")?))
    };
    tasks.flatten().filter_map(mask).collect()
}

fn masks_are_as_planned() {
    let machine = Machine::read();
    if machine.cores.len() < 2 || !machine.can_pin {
        println!("skipped: this machine has one core, or none to pin to");
        return;
    }
    let mut ready = Ready::start("TradingDesk");
    ready.wait_for("Exchange runs");
    // A thread takes its name once it runs.
    let names = ["housekeeping", "core", "writer", "signals", "blocking"];
    let seen = loop {
        let seen = masks(ready.child.id());
        if names.iter().all(|name| seen.iter().any(|(thread, _)| thread.starts_with(name))) {
            break seen;
        }
        std::thread::yield_now();
    };
    let of = |name: &str| seen.iter().find(|(thread, _)| thread.starts_with(name)).expect("it is there");
    let (core, housekeeping) = (of("core"), of("housekeeping"));
    assert_eq!(core.0, format!("core {}", core.1));
    assert_ne!(core.1, housekeeping.1);
    for helper in ["writer", "signals", "blocking"] {
        assert_eq!(of(helper).1, housekeeping.1, "{helper} among {seen:?}");
    }
    ready.signal(Signal::TERM);
    assert_eq!(ready.end().0, Some(0));
}

fn it_describes_itself() {
    let ended = outcome("TradingDesk", &["--describe"]);
    let expected = r#"{"program":"TradingDesk","version":"1.2.3","lines":[
  {"name":"housekeeping","cores":1},
  {"name":"Exchange","cores":1,"kind":"service","describes":{"openapi":"3.1.0"}},
  {"name":"Desk","main_thread":true,"kind":"view"}
]}
"#;
    assert_eq!(text(&ended.stdout), expected);
    assert!(ended.status.success());
}

fn a_picture_is_drawn_without_services() {
    let ended = outcome("TradingDesk", &["--picture", "desk.png"]);
    assert_eq!(text(&ended.stdout), "draws desk.png\n");
    assert!(ended.status.success());
    let none = outcome("StubbornDesk", &["--picture", "desk.png"]);
    assert!(text(&none.stderr).ends_with(": StubbornDesk: has no view to draw\n"));
    assert_eq!(none.status.code(), Some(1));
}

fn arguments_are_checked() {
    let version = outcome("TradingDesk", &["--version"]);
    assert_eq!(text(&version.stdout), "TradingDesk 1.2.3\n");
    assert!(text(&outcome("TradingDesk", &["--help"]).stdout).contains("--picture FILE.png"));
    let unknown = outcome("TradingDesk", &["--pictures"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("invalid option '--pictures'"));
    let missing = outcome("TradingDesk", &["--directory", "no/such/place"]);
    assert!(text(&missing.stderr).contains("there is no directory no/such/place"));
}
