//! What rustc's work on a block costs, beside the Rust that it becomes and beside the same service written by
//! hand with axum, serde and sqlx. CPU seconds of debug builds, because seconds on a shared machine say little.
//!
//! `compile_times PARSELTONGUE [--records N] [--rounds N]`: `PARSELTONGUE` is the command of that name.

mod programs;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(command) = arguments.next() else {
        eprintln!("compile_times PARSELTONGUE [--records N] [--rounds N]");
        return ExitCode::FAILURE;
    };
    let (mut records, mut rounds) = (25, 3);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|number| number.parse().ok());
        match (argument.as_str(), number) {
            ("--records", Some(number)) => records = number,
            ("--rounds", Some(number)) => rounds = number,
            _ => {
                eprintln!("{argument:?} is not understood");
                return ExitCode::FAILURE;
            }
        }
    }
    match measure(Path::new(&command), records, rounds) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compile_times: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One way to write the program.
struct Written {
    name: &'static str,
    crate_name: &'static str,
    directory: PathBuf,
    text: String,
}

fn measure(command: &Path, records: usize, rounds: usize) -> Result<(), String> {
    let root = std::env::temp_dir().join("parseltongue-compile-times");
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let house = house.canonicalize().map_err(|error| error.to_string())?;
    let ours = format!(
        "parseltongue = {{ path = {:?}, default-features = false, features = [\"basilisk\"] }}\n",
        house.join("parseltongue")
    );
    let block = write(&root, "the block", "block", &ours, programs::block(records))?;
    let expanded = Command::new(command)
        .arg("expand")
        .arg(block.directory.join("src/main.rs"))
        .output()
        .map_err(|error| format!("{}: {error}", command.display()))?;
    if !expanded.status.success() {
        return Err(String::from_utf8_lossy(&expanded.stderr).into_owned());
    }
    let expanded = String::from_utf8_lossy(&expanded.stdout).into_owned();
    let programs = [
        write(&root, "the Rust that it becomes", "expanded", &ours, expanded)?,
        write(
            &root,
            "axum, serde and sqlx by hand",
            "with_sqlx",
            programs::PEERS,
            programs::by_hand(records),
        )?,
        block,
    ];
    println!("| CPU seconds | lines | check after an edit | build after an edit | build of the crate |");
    println!("| --- | --- | --- | --- | --- |");
    for program in programs.iter().rev() {
        // What the crate depends on is built before.
        cargo(program, &["check"])?;
        cargo(program, &["build"])?;
        let mut figures = [Vec::new(), Vec::new(), Vec::new()];
        for round in 0..rounds {
            program.edit(2 * round + 1)?;
            figures[0].push(cargo(program, &["check"])?);
            program.edit(2 * round + 2)?;
            figures[1].push(cargo(program, &["build"])?);
            cargo(program, &["clean", "-p", program.crate_name])?;
            figures[2].push(cargo(program, &["build"])?);
        }
        let [check, edit, build] = figures.map(median);
        let lines = program.text.lines().filter(|line| !line.trim().is_empty()).count();
        println!("| {} | {lines} | {check:.2} | {edit:.2} | {build:.2} |", program.name);
    }
    Ok(())
}

fn write(
    root: &Path,
    name: &'static str,
    crate_name: &'static str,
    dependencies: &str,
    text: String,
) -> Result<Written, String> {
    let directory = root.join(crate_name);
    let manifest = format!(
        "[package]\nname = \"{crate_name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n[dependencies]\n{dependencies}"
    );
    std::fs::create_dir_all(directory.join("src")).map_err(|error| error.to_string())?;
    std::fs::write(directory.join("Cargo.toml"), manifest).map_err(|error| error.to_string())?;
    let program = Written { name, crate_name, directory, text };
    program.edit(0)?;
    Ok(program)
}

impl Written {
    /// Changes one line inside a body: every program has it once.
    fn edit(&self, number: usize) -> Result<(), String> {
        if !self.text.contains(programs::EDITED) {
            return Err(format!("{} has no line to edit", self.name));
        }
        let text = self.text.replacen(programs::EDITED, &format!("1_000_{number:03}"), 1);
        std::fs::write(self.directory.join("src/main.rs"), text).map_err(|error| error.to_string())
    }
}

/// Runs cargo and says how much CPU time it and all that it started took, in seconds.
fn cargo(program: &Written, arguments: &[&str]) -> Result<f64, String> {
    let before = children_s();
    let output = Command::new("cargo")
        .args(arguments)
        .arg("--quiet")
        .current_dir(&program.directory)
        // One for all programs: what the first two depend on is built once.
        .env("CARGO_TARGET_DIR", program.directory.join("../target"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("{}:\n{}", program.name, String::from_utf8_lossy(&output.stderr)));
    }
    Ok(children_s() - before)
}

/// CPU time of all children that have ended, and theirs.
fn children_s() -> f64 {
    // SAFETY: the struct is plain memory that the call fills.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
