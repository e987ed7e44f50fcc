//! Writing a file anew, all of it or nothing, and only if nobody else has changed it.

use std::fs;
use std::path::Path;

/// Puts `text` in the place of a file that was read as `before`.
pub(crate) fn replace(path: &Path, before: &str, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    // A link stays one: what it leads to is written.
    let path = &fs::canonicalize(path).map_err(failed)?;
    let now = fs::read_to_string(path).map_err(failed)?;
    // Whoever made it so does not want it written, and a renaming would not ask.
    if fs::metadata(path).map_err(failed)?.permissions().readonly() {
        return Err(format!("{}: it is read-only; it was left alone", path.display()));
    }
    if now != before {
        return Err(format!("{}: somebody else has changed it meanwhile; it was left alone", path.display()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::write(&fresh, text)
        .and_then(|()| fs::set_permissions(&fresh, fs::metadata(path)?.permissions()))
        .and_then(|()| fs::rename(&fresh, path));
    written.map_err(|error| {
        // What is left over is of no use to anybody.
        let _ = fs::remove_file(&fresh);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_changed_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.rs");
        fs::write(&path, "one").unwrap();
        replace(&path, "one", "two").unwrap();
        assert!(replace(&path, "one", "three").unwrap_err().ends_with("it was left alone"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_read_only_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.rs");
        fs::write(&path, "one").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(replace(&path, "one", "two").unwrap_err().ends_with("it is read-only; it was left alone"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }
}
