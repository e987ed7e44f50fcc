//! The command `parseltongue`: makes a project, checks and expands blocks, explains words and codes.

mod blocks;
mod calls;
mod check;
mod compilers;
mod declarations;
mod expand;
mod explain;
mod fix;
mod format;
mod message;
mod new;
mod pretty;
mod replace;
mod report;
mod rustfmt;
mod shorten;
mod source;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Services, streams and views declared in whole words, compiled into plain Rust.
#[derive(Parser)]
#[command(name = "parseltongue", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a project: one program, with a test
    New {
        /// The name of the directory and of the crate
        name: String,
        /// A service and its store, without a view
        #[arg(long)]
        service: bool,
    },
    /// Tells what is wrong with the blocks of this project, without building it
    Check {
        /// Files or directories; the working directory if there are none
        files: Vec<PathBuf>,
        /// Runs `cargo check` afterwards, for what only rustc can find
        #[arg(long)]
        cargo: bool,
        /// How problems are written
        #[arg(long, value_enum, default_value = "human")]
        message_format: check::MessageFormat,
        /// Mends what can mean nothing else: a word with one letter wrong, `String` for `string`, a missing comma
        #[arg(long)]
        fix: bool,
    },
    /// Shows the Rust that blocks become
    Expand {
        /// A file, a declaration (`Exchange`), one item of it (`Exchange::fill`), or a file and one of those
        #[arg(num_args = 0..=2, value_name = "FILE | ITEM")]
        what: Vec<String>,
    },
    /// Prints the language on one page: how to read it, whole programs, every word
    Card {
        /// Only what a program with this dialect needs: `basilisk`, `slytherin` or `nagini`
        dialect: Option<String>,
    },

    /// Lays out blocks, and nothing around them
    Format {
        /// Files or directories; the working directory if there are none
        files: Vec<PathBuf>,
        /// Changes nothing, shows what it would change, and fails if that is anything
        #[arg(long)]
        check: bool,
        /// Reads the standard input and writes to the standard output
        #[arg(long, conflicts_with = "files")]
        stdin: bool,
    },
    /// Prints a grammar of whole programs in GBNF, for what tells a model which text it may write
    Grammar,
    /// Explains a word of the language or the code of a problem; lists all words if there is none
    Explain {
        /// `deadline`, `PT0006`
        word: Option<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::New { name, service } => new::new(&name, service),
        Command::Check { files, cargo, message_format, fix } => {
            check::check(&files, cargo, message_format, fix)
        }
        Command::Expand { what } => expand::expand(&what),
        Command::Grammar => explain::grammar(),
        Command::Card { dialect } => explain::card(dialect.as_deref()),
        Command::Format { files, check, stdin } => format::format(&files, check, stdin),
        Command::Explain { word } => explain::explain(word.as_deref()),
    };
    outcome.unwrap_or_else(|reason| {
        eprintln!("parseltongue: {reason}");
        ExitCode::FAILURE
    })
}
