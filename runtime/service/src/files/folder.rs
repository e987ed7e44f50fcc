//! A directory whose files are shown. Nothing outside of it is opened, also not through a symbolic link.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{CWD, Mode, OFlags, open, openat};

use crate::table::{Entry, Files};

/// A file is opened without waiting for what is none: a pipe would wait for its writer.
const READ: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);

/// The directory of one `files`.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) files: Files,
    /// Absolute: a program that changes its directory later shows the same files. It is looked up by name each
    /// time, so that a directory that is replaced as a whole is seen.
    root: PathBuf,
}

/// The directories of a table, each of which must be there.
pub(crate) fn folders(table: &[Entry]) -> Result<Vec<Arc<Folder>>, String> {
    let files = table.iter().filter_map(|entry| match entry {
        Entry::Files(files) => Some(*files),
        _ => None,
    });
    files.map(|files| Folder::open(files).map(Arc::new)).collect()
}

impl Folder {
    pub(crate) fn open(files: Files) -> Result<Folder, String> {
        let Files { path, from, .. } = files;
        let told = |what: String| format!("`files \"{path}\" from \"{from}\"`: {what}");
        let root = std::path::absolute(from).map_err(|error| told(error.to_string()))?;
        let shown = root.display();
        match std::fs::read_dir(&root) {
            Ok(_) => Ok(Folder { files, root }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(told(format!(
                "there is no directory {shown}; a relative one is looked for where the program is started"
            ))),
            Err(error) => Err(told(format!("the directory {shown} cannot be read: {error}"))),
        }
    }

    /// Opens what stands at a path of plain names; empty is the directory itself.
    pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let root = openat(CWD, &self.root, READ | OFlags::DIRECTORY, Mode::empty())?;
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{ResolveFlags, openat2};
            use rustix::io::Errno;

            let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
            match openat2(&root, path, READ, Mode::empty(), beneath) {
                // The link leads out.
                Err(Errno::XDEV) => return Err(io::ErrorKind::NotFound.into()),
                // A kernel before 5.6, or a container that knows no such call.
                Err(Errno::NOSYS | Errno::PERM) => {}
                opened => return Ok(opened?.into()),
            }
        }
        drop(root);
        self.file_by_name(path)
    }

    /// The same where the kernel cannot look: whoever may replace a directory of the path by a link at the very
    /// moment could lead out of it.
    fn file_by_name(&self, path: &Path) -> io::Result<File> {
        let path = self.root.join(path).canonicalize()?;
        if !path.starts_with(self.root.canonicalize()?) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(open(&path, READ, Mode::empty())?.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_that_leads_out_opens_nothing() {
        let place = tempfile::tempdir().unwrap();
        let public = place.path().join("public");
        std::fs::create_dir_all(public.join("a")).unwrap();
        std::fs::write(place.path().join("secret"), "secret").unwrap();
        std::fs::write(public.join("a/shown"), "shown").unwrap();
        symlink("../secret", public.join("out")).unwrap();
        symlink(place.path().join("secret"), public.join("absolute")).unwrap();
        symlink("..", public.join("above")).unwrap();
        symlink("a/shown", public.join("in")).unwrap();
        let from: &'static str = public.to_str().unwrap().to_owned().leak();
        let folder = Folder::open(Files::of("/", from)).unwrap();
        type Open = fn(&Folder, &Path) -> io::Result<File>;
        for open in [Folder::file as Open, Folder::file_by_name] {
            let read = |path: &str| {
                let mut text = String::new();
                open(&folder, Path::new(path))
                    .and_then(|mut file| file.read_to_string(&mut text))
                    .map(|_| text)
            };
            for path in ["out", "absolute", "above/secret"] {
                assert_eq!(read(path).unwrap_err().kind(), io::ErrorKind::NotFound, "{path}");
            }
            for path in ["in", "a/shown"] {
                assert_eq!(read(path).unwrap(), "shown", "{path}");
            }
        }
    }

    #[test]
    fn a_directory_that_is_missing_is_told_with_its_whole_name() {
        let told = Folder::open(Files::of("/assets", "no/such/directory")).unwrap_err();
        assert!(
            told.starts_with("`files \"/assets\" from \"no/such/directory\"`: there is no directory /"),
            "{told}"
        );
    }
}
