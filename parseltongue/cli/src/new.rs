//! `parseltongue new`: a project whose `cargo run` and `cargo test` work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a program may not be called, because the template has blocks of that name.
const NAMES_TAKEN: &[&str] =
    &["Task", "Tasks", "TaskDraft", "TaskChanges", "Finished", "Progress", "Api", "Desk"];

/// Names that cargo refuses for a crate, or that would hide what every program needs.
const CRATES_TAKEN: &[&str] = &[
    "test",
    "core",
    "std",
    "alloc",
    "proc_macro",
    "parseltongue",
    "build",
    "deps",
    "examples",
    "incremental",
];

const GITIGNORE: &str = "/target\n/data\n";

/// Makes the directory `name` with a project in it.
pub(crate) fn new(name: &str, service: bool) -> Result<ExitCode, String> {
    check_name(name)?;
    let directory = Path::new(name);
    if directory.exists() {
        return Err(format!("`{name}` is there already; nothing was changed"));
    }
    let (main, tests) = match service {
        true => (include_str!("../templates/service.rs"), include_str!("../templates/service_tests.rs")),
        false => (include_str!("../templates/with_view.rs"), include_str!("../templates/with_view_tests.rs")),
    };
    let here = std::env::current_dir().map_err(|error| format!("the working directory: {error}"))?;
    write(&directory.join("Cargo.toml"), &manifest(name, service, is_in_workspace(&here)))?;
    write(&directory.join(".gitignore"), GITIGNORE)?;
    write(&directory.join("src/main.rs"), &filled(main, name))?;
    write(&directory.join("src/tests.rs"), &filled(tests, name))?;
    println!(
        "{name} is made:\n\n  cd {name}\n  cargo run\n  curl -d '{{\"title\":\"water the plants\"}}' -H 'content-type: application/json' http://127.0.0.1:8080/tasks"
    );
    Ok(ExitCode::SUCCESS)
}

fn check_name(name: &str) -> Result<(), String> {
    let refused = |reason: &str| Err(format!("`{name}` is no name for a project: {reason}"));
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return refused("it begins with a lower-case letter");
    }
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-')) {
        return refused("it is of lower-case letters, digits, `_` and `-`");
    }
    let name_in_rust = name.replace('-', "_");
    if syn::parse_str::<syn::Ident>(&name_in_rust).is_err() {
        return refused("it is a keyword of Rust");
    }
    if CRATES_TAKEN.contains(&name_in_rust.as_str()) {
        return refused("another crate is called so");
    }
    Ok(())
}

fn filled(template: &str, name: &str) -> String {
    template
        .replace("{{crate}}", name)
        .replace("{{title}}", &title(name))
        .replace("{{program}}", &program(name))
}

/// `task-list` is `Task list`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    words[..1].to_uppercase() + &words[1..]
}

/// `task-list` is `TaskList`.
fn program(name: &str) -> String {
    let words = name.split(['-', '_']).filter(|word| !word.is_empty());
    let program: String = words.map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    if NAMES_TAKEN.contains(&program.as_str()) { format!("{program}Program") } else { program }
}

fn manifest(name: &str, service: bool, is_in_workspace: bool) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let rust_version = env!("CARGO_PKG_RUST_VERSION");
    let mut wishes = vec![match checkout() {
        Some(path) => format!("path = {:?}", path.display().to_string()),
        None => format!("version = {version:?}"),
    }];
    if service {
        wishes.push("default-features = false, features = [\"basilisk\"]".to_owned());
    }
    let workspace = match is_in_workspace {
        true => "\n# A project of its own, although a workspace stands above it.\n[workspace]\n",
        false => "",
    };
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = {rust_version:?}\n\n\
         [dependencies]\nparseltongue = {{ {} }}\n\n\
         # Builds in less time and room; a backtrace still has its lines.\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n{workspace}",
        wishes.join(", ")
    )
}

/// The checkout that this command was built from, as long as it is there: a project made by a
/// command that came from no registry depends on what it came from.
fn checkout() -> Option<PathBuf> {
    let facade = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let is_checkout = facade.join("Cargo.toml").is_file() && facade.join("macros/Cargo.toml").is_file();
    is_checkout.then(|| facade.to_path_buf())
}

/// A directory above is a workspace, which cargo would take the project for a lost member of.
fn is_in_workspace(directory: &Path) -> bool {
    let is_workspace = |manifest: PathBuf| {
        fs::read_to_string(manifest).is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
    };
    directory.ancestors().any(|above| is_workspace(above.join("Cargo.toml")))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let refusals = |name| check_name(name).unwrap_err();
        assert_eq!(check_name("task-list_2"), Ok(()));
        assert!(refusals("").ends_with("it begins with a lower-case letter"));
        assert!(refusals("../up").ends_with("it begins with a lower-case letter"));
        assert!(refusals("a/b").ends_with("digits, `_` and `-`"));
        assert!(refusals("match").ends_with("it is a keyword of Rust"));
        assert!(refusals("std").ends_with("another crate is called so"));
    }

    #[test]
    fn names_become_titles_and_programs() {
        assert_eq!((title("task-list").as_str(), program("task-list").as_str()), ("Task list", "TaskList"));
        assert_eq!(program("tasks"), "TasksProgram");
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for template in [
            include_str!("../templates/service.rs"),
            include_str!("../templates/service_tests.rs"),
            include_str!("../templates/with_view.rs"),
            include_str!("../templates/with_view_tests.rs"),
        ] {
            assert!(!filled(template, "demo").contains("{{"));
        }
    }
}
