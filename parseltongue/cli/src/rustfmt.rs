//! rustfmt, which bodies are laid out by.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use parseltongue_format::{RustLayout, Style};

/// rustfmt with the configuration of one directory. Where it is not installed, Rust stays as it is.
pub(crate) struct Rustfmt {
    directory: PathBuf,
    is_installed: bool,
}

/// What a file is laid out as unless rustfmt's configuration says so itself.
const EDITION: &str = "2024";

impl Rustfmt {
    /// For files in `directory`.
    pub(crate) fn in_directory(directory: &Path) -> Rustfmt {
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        Rustfmt { directory: directory.to_path_buf(), is_installed: true }
    }

    /// What the configuration says about lines.
    pub(crate) fn style(&mut self) -> Style {
        let mut style = Style::default();
        // It wants the path of a file, which need not be there.
        let output = self.command().args(["--print-config", "current", "./lib.rs"]).output();
        let Ok(output) = output else {
            self.is_installed = false;
            return style;
        };
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Some((name, value)) = line.split_once(" = ") else { continue };
            match (name, value.parse()) {
                ("max_width", Ok(width)) => style.width = width,
                ("tab_spaces", Ok(tab)) => style.tab = tab,
                ("hard_tabs", _) => style.hard_tabs = value == "true",
                _ => {}
            }
        }
        style
    }

    fn command(&self) -> Command {
        let mut command = Command::new("rustfmt");
        command
            .current_dir(&self.directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    fn run(&self, file: &str) -> std::io::Result<Option<String>> {
        // The order of `use` lines is no white space, and a body keeps its own.
        let settings = "reorder_imports=false,reorder_modules=false,newline_style=Unix";
        let mut child = self.command().args(["--edition", EDITION, "--config", settings]).spawn()?;
        let mut stdin = child.stdin.take();
        let file = file.to_owned();
        // Both ends are served at once: a pipe holds less than a file.
        let writer = std::thread::spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(file.as_bytes())));
        let output = child.wait_with_output()?;
        // rustfmt that has given up reads no further.
        let _ = writer.join();
        let text = String::from_utf8(output.stdout).ok().filter(|text| !text.is_empty());
        Ok(text.filter(|_| output.status.success()))
    }
}

impl RustLayout for Rustfmt {
    fn lay_out(&mut self, file: &str) -> Option<String> {
        if !self.is_installed {
            return None;
        }
        let outcome = self.run(file);
        self.is_installed = outcome.is_ok();
        outcome.ok().flatten()
    }
}
