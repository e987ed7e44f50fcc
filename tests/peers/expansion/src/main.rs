//! How long each compiler and the formatter take over a block of 560 lines, and what the front end costs a build
//! that begins with nothing. CPU time, because time on a shared machine says little.
//!
//! `expansion [--lines N] [--rounds N]`

use std::path::Path;
use std::process::{Command, ExitCode};

use mutations::{Compiler, many_lines};
use parseltongue_format::{AsWritten, Style};
use parseltongue_syntax::Mode;
use proc_macro2::TokenStream;

fn main() -> ExitCode {
    let (mut lines, mut rounds) = (560, 21);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|number| number.parse().ok());
        match (argument.as_str(), number) {
            ("--lines", Some(number)) => lines = number,
            ("--rounds", Some(number)) => rounds = number,
            _ => {
                eprintln!("expansion [--lines N] [--rounds N]");
                return ExitCode::FAILURE;
            }
        }
    }
    println!("| {lines} lines | compiling, ms | formatting, ms |");
    println!("| --- | --- | --- |");
    for compiler in Compiler::ALL {
        let tokens = many_lines::block(compiler, lines);
        let file = many_lines::file(compiler, lines);
        let compiling = median(rounds, || compile(compiler, tokens.clone()));
        let formatting = median(rounds, || {
            parseltongue_format::format(&file, &Style::default(), &[], &mut AsWritten).expect("tokens");
        });
        println!("| `{}!` | {compiling:.1} | {formatting:.1} |", compiler.macro_name());
    }
    match front_end_s() {
        Ok(seconds) => {
            println!("\nThe front end, built in debug with all that it needs: {seconds:.1} s of CPU time.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("expansion: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compile(compiler: Compiler, tokens: TokenStream) {
    let expansion = compiler.compile(tokens, Mode::Rustc);
    assert!(expansion.problems.is_empty(), "the block is wrong");
}

/// The median of the CPU time that `work` takes, in milliseconds.
fn median(rounds: usize, work: impl Fn()) -> f64 {
    let mut times: Vec<f64> = (0..rounds.max(1))
        .map(|_| {
            let before = cpu_s(libc::RUSAGE_SELF);
            work();
            (cpu_s(libc::RUSAGE_SELF) - before) * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// CPU time of a build of the macros of all dialects into an empty directory.
fn front_end_s() -> Result<f64, String> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let target = std::env::temp_dir().join(format!("parseltongue-front-end-{}", std::process::id()));
    let before = cpu_s(libc::RUSAGE_CHILDREN);
    let built = Command::new("cargo")
        .args(["build", "--quiet"])
        .args(["-p", "parseltongue-macros", "-p", "basilisk", "-p", "slytherin", "-p", "nagini"])
        .current_dir(house)
        .env("CARGO_TARGET_DIR", &target)
        .status();
    let seconds = cpu_s(libc::RUSAGE_CHILDREN) - before;
    let _ = std::fs::remove_dir_all(&target);
    match built {
        Ok(status) if status.success() => Ok(seconds),
        Ok(status) => Err(format!("cargo: {status}")),
        Err(error) => Err(format!("cargo: {error}")),
    }
}

/// CPU time so far, of this program or of all its children that have ended.
fn cpu_s(whose: libc::c_int) -> f64 {
    // SAFETY: the struct is plain memory that the call fills.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(whose, &mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
