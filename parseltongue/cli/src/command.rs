//! What the command is asked for, and who does it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::check;
use crate::eject;
use crate::expand;
use crate::explain;
use crate::format;
use crate::new;

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
        /// The `let_…!` macros of plain Rust, too
        #[arg(long)]
        lets: bool,
    },
    /// Prints the language on one page: how to read it, whole programs, every word
    Card {
        /// Only what a program with this dialect needs: `basilisk`, `slytherin` or `nagini`
        dialect: Option<String>,
    },

    /// Puts the Rust that a block becomes in the block's place, for good
    Eject {
        /// A declaration (`Exchange`), and the file that it stands in if there is more than one
        #[arg(num_args = 1..=2, required = true, value_name = "FILE | BLOCK")]
        what: Vec<String>,
        /// Everything of one file
        #[arg(long)]
        all: bool,
        /// Also where git could not bring the file back
        #[arg(long)]
        force: bool,
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

/// Does what the arguments of this process ask for.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::New { name, service } => new::new(&name, service),
        Command::Check { files, cargo, message_format, fix } => {
            check::check(&files, cargo, message_format, fix)
        }
        Command::Expand { what, lets } => expand::expand(&what, lets),
        Command::Grammar => explain::grammar(),
        Command::Card { dialect } => explain::card(dialect.as_deref()),
        Command::Eject { what, all, force } => eject::eject(&what, all, force),
        Command::Format { files, check, stdin } => format::format(&files, check, stdin),
        Command::Explain { word } => explain::explain(word.as_deref()),
    };
    outcome.unwrap_or_else(|reason| {
        eprintln!("parseltongue: {reason}");
        ExitCode::FAILURE
    })
}
