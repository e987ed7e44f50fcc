//! A program on disk, far from this workspace's own, as a user has it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The directory of a program and the texts of its files.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    files: BTreeMap<String, String>,
}

impl Project {
    /// Writes `files` below `root`, with a `Cargo.toml` whose one dependency is this repository's `parseltongue`.
    ///
    /// # Panics
    /// When the directory cannot be written.
    #[must_use]
    pub fn new(root: &Path, files: &[(&str, &str)]) -> Project {
        let repository =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository");
        let manifest = format!(
            "[package]\nname = \"written\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n\n\
             [dependencies.parseltongue]\npath = \"{}\"\ndefault-features = false\n\
             features = [\"basilisk\", \"slytherin\", \"nagini\"]\n",
            repository.join("parseltongue").display()
        );
        let project = Project {
            root: root.to_owned(),
            files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
        };
        if root.exists() {
            std::fs::remove_dir_all(root).expect("what an earlier run left is removed");
        }
        project.write("Cargo.toml", &manifest);
        // The same versions as here: nothing is fetched, and what was built for other tests is used again.
        let lock = std::fs::read_to_string(repository.join("Cargo.lock")).expect("the repository's versions");
        project.write("Cargo.lock", &lock);
        for (path, text) in &project.files {
            project.write(path, text);
        }
        project.settle();
        project
    }

    /// Has cargo write what it wants to write into `Cargo.lock`, so that no server sees the project change.
    fn settle(&self) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let told = Command::new(cargo)
            .args(["update", "--workspace", "--offline", "--quiet"])
            .current_dir(&self.root)
            .output()
            .expect("cargo runs");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("it is below the root")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }

    /// The directory of its `Cargo.toml`.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The paths of its files and their texts.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one of its files.
    ///
    /// # Panics
    /// When it has no such file.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        self.files.get(path).unwrap_or_else(|| panic!("no file {path}"))
    }
}
