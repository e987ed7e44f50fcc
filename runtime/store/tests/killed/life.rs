//! A child process that works until it is killed.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cluster;

/// Say to a child where to work, and with which number to begin.
const DIRECTORY: &str = "PARSELTONGUE_KILLED_DIRECTORY";
const FIRST: &str = "PARSELTONGUE_KILLED_FIRST";

/// Where this process is to work, and from which number on, if it is a child.
pub(crate) fn own() -> Option<(PathBuf, i64)> {
    let directory = std::env::var_os(DIRECTORY)?;
    Some((directory.into(), std::env::var(FIRST).ok()?.parse().ok()?))
}

/// Says something to the parent.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "said {line}").and_then(|()| out.flush()).unwrap();
}

/// Lives the test `child` of a module in a process of its own, and kills that once it has said so many lines; gives all
/// that it said.
pub(crate) fn said_until_killed(
    module: &str,
    directory: &Path,
    first: i64,
    lines_heard: usize,
) -> Vec<String> {
    let (_, path) = module.split_once("::").unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("{path}::child"), "--nocapture"]);
    command.env(DIRECTORY, directory).env(FIRST, first.to_string());
    if let Some(url) = cluster::url() {
        command.env(cluster::URL, url);
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut lines = lines.filter_map(|line| Some(line.split_once("said ")?.1.to_owned()));
    let mut said: Vec<String> = lines.by_ref().take(lines_heard).collect();
    assert_eq!(said.len(), lines_heard, "the child works");
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it died.
    said.extend(lines);
    said
}
