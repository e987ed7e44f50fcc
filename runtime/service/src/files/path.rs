//! The path of a request as that of a file.

use std::path::PathBuf;

use crate::segments::decode;

/// Which file is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Below {
    /// Relative to the directory, of plain names only; empty is the directory itself.
    pub(crate) path: PathBuf,
    /// The address ends in a slash: a directory is meant.
    pub(crate) is_directory: bool,
}

/// The file that `path` means below `prefix`; none when it could never be one that is shown.
///
/// Every segment is a plain name. `.` and `..`, escaped or not, a slash or a backslash within a name, control
/// characters, and names that begin with a dot (`.git`, `.env`) have no file; `.well-known` (RFC 8615) has.
pub(crate) fn below(prefix: &str, path: &str) -> Option<Below> {
    let rest = path.strip_prefix(prefix.trim_end_matches('/'))?;
    if rest.is_empty() {
        return Some(Below { path: PathBuf::new(), is_directory: false });
    }
    let mut segments: Vec<&str> = rest.strip_prefix('/')?.split('/').collect();
    let is_directory = segments.last().is_some_and(|last| last.is_empty());
    if is_directory {
        segments.pop();
    }
    let mut file = PathBuf::new();
    for segment in segments {
        let name = decode(segment, false)?;
        if !is_plain(&name) {
            return None;
        }
        file.push(&*name);
    }
    Some(Below { path: file, is_directory })
}

fn is_plain(name: &str) -> bool {
    // On Windows a colon names a drive or a stream of a file, and some names are devices.
    let is_sign = |character: char| {
        character.is_control() || matches!(character, '/' | '\\') || cfg!(windows) && character == ':'
    };
    let is_hidden = name.starts_with('.') && name != ".well-known";
    !name.is_empty() && !is_hidden && !name.contains(is_sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Option<(String, bool)> {
        below("/assets", path).map(|below| (below.path.to_string_lossy().into_owned(), below.is_directory))
    }

    #[test]
    fn plain_names_are_files() {
        for (path, expected, is_directory) in [
            ("/assets", "", false),
            ("/assets/", "", true),
            ("/assets/a.js", "a.js", false),
            ("/assets/a/b.js", "a/b.js", false),
            ("/assets/a/", "a", true),
            ("/assets/%C3%A4%20b", "ä b", false),
            ("/assets/a..b", "a..b", false),
            ("/assets/.well-known/x", ".well-known/x", false),
        ] {
            assert_eq!(file(path), Some((expected.to_owned(), is_directory)), "{path}");
        }
        assert_eq!(below("/", "/a"), Some(Below { path: "a".into(), is_directory: false }));
    }

    #[test]
    fn what_could_lead_elsewhere_is_no_file() {
        for path in [
            "/assets/..",
            "/assets/../x",
            "/assets/a/../x",
            "/assets/%2e%2e/x",
            "/assets/.%2E/x",
            "/assets/%2e",
            "/assets/./x",
            "/assets//x",
            "/assets//",
            "/assets/a//",
            "/assets/a%2fb",
            "/assets/..%2fx",
            "/assets/..%5cx",
            "/assets/a\\b",
            "/assets/a%00.js",
            "/assets/a%0a",
            "/assets/%ff",
            "/assets/%zz",
            "/assets/.git/config",
            "/assets/.env",
            "/assetsx",
            "/other",
        ] {
            assert_eq!(file(path), None, "{path}");
        }
    }
}
