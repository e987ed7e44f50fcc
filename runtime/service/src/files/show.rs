//! What is answered to whoever asks for a file. It runs where waiting for the disk holds nobody up.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{
    HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, RANGE,
};
use rustix::io::Errno;

use super::folder::Folder;
use super::kinds::kind;
use super::path::Below;
use super::range::{Part, part};
use crate::compress::{self, Coding};
use crate::limits::{COMPRESS_BYTES_MIN, FILE_COMPRESS_BYTES_MAX, FILE_PIECE_BYTES};
use crate::tag::{self, Tag};

/// What a client asks for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) path: Below,
    /// The path as it was sent.
    pub(crate) address: String,
    /// Only GET has ranges.
    pub(crate) is_get: bool,
    pub(crate) headers: HeaderMap,
    /// The codings of the service.
    pub(crate) codings: &'static [Coding],
}

/// What it gets.
#[derive(Debug)]
pub(crate) enum Shown {
    File(Box<Found>),
    /// 304
    Unchanged {
        tag: Tag,
        modified: String,
    },
    /// 412
    OtherState,
    /// 308
    Elsewhere(String),
    /// 416, and how long the file is.
    OutOfRange(u64),
    /// 404
    Nothing,
}

/// A file, or a part of it.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) kind: &'static str,
    pub(crate) tag: HeaderValue,
    pub(crate) modified: String,
    pub(crate) coding: Option<Coding>,
    /// Another client may get it in another coding.
    pub(crate) has_forms: bool,
    /// The `Content-Range` of a part.
    pub(crate) part: Option<String>,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Whole(Bytes),
    Pieces(File, Range<u64>),
}

/// A file that was opened, and what is known of it.
struct Opened {
    file: File,
    path: PathBuf,
    length: u64,
    modified: SystemTime,
    tag: Tag,
}

/// Looks a file up and reads as much of it as is answered in one piece.
pub(crate) fn show(folder: &Folder, asked: &Asked) -> io::Result<Shown> {
    let opened = match find(folder, asked)? {
        Ok(opened) => opened,
        Err(shown) => return Ok(shown),
    };
    let (headers, tag) = (&asked.headers, &opened.tag);
    let modified = httpdate::fmt_http_date(opened.modified);
    match tag::read(headers, tag) {
        tag::Read::Unchanged(tag) => return Ok(Shown::Unchanged { tag, modified }),
        tag::Read::Other => return Ok(Shown::OtherState),
        tag::Read::Whole => {}
    }
    // A client that names states knows more than one that names a time (RFC 9110, section 13.2.2).
    if !headers.contains_key(IF_MATCH) && is_after(&opened, headers.get(IF_UNMODIFIED_SINCE)) == Some(true) {
        return Ok(Shown::OtherState);
    }
    if !headers.contains_key(IF_NONE_MATCH)
        && is_after(&opened, headers.get(IF_MODIFIED_SINCE)) == Some(false)
    {
        return Ok(Shown::Unchanged { tag: tag.clone(), modified });
    }
    let range = headers.get(RANGE).filter(|_| asked.is_get && has_same(headers, tag, &modified));
    match part(range, opened.length) {
        Part::Outside => Ok(Shown::OutOfRange(opened.length)),
        Part::Bytes(range) => {
            let (kind, tag) = (kind(&opened.path), tag.header());
            let part = format!("bytes {}-{}/{}", range.start, range.end - 1, opened.length);
            let has_forms = has_forms(asked, kind);
            let content = content(opened.file, range)?;
            let part = Some(part);
            Ok(Shown::File(Box::new(Found { kind, tag, modified, coding: None, has_forms, part, content })))
        }
        Part::Whole => whole(folder, asked, opened, modified).map(|found| Shown::File(Box::new(found))),
    }
}

/// The file that is meant: the one with the name, the `index.html` of a directory, or the one that stands in.
fn find(folder: &Folder, asked: &Asked) -> io::Result<Result<Opened, Shown>> {
    let Below { path, is_directory } = &asked.path;
    if let Some(found) = open(folder, path)? {
        if found.1.is_dir() {
            if let Some(index) = open_file(folder, &path.join("index.html"))? {
                let is_place = *is_directory || asked.address == "/";
                let elsewhere = || Shown::Elsewhere(format!("{}/", asked.address));
                return Ok(if is_place { Ok(index) } else { Err(elsewhere()) });
            }
        } else if !is_directory && found.1.is_file() {
            return Ok(Ok(Opened::of(path, found)));
        }
    }
    let Some(otherwise) = folder.files.otherwise else { return Ok(Err(Shown::Nothing)) };
    Ok(open_file(folder, Path::new(otherwise))?.ok_or(Shown::Nothing))
}

fn open_file(folder: &Folder, path: &Path) -> io::Result<Option<Opened>> {
    Ok(open(folder, path)?.filter(|found| found.1.is_file()).map(|found| Opened::of(path, found)))
}

fn open(folder: &Folder, path: &Path) -> io::Result<Option<(File, Metadata)>> {
    match folder.file(path) {
        Ok(file) => {
            let about = file.metadata()?;
            Ok(Some((file, about)))
        }
        Err(error) => match error.kind() {
            // Who may not read a file need not know that it is there; a socket cannot be opened at all.
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied => Ok(None),
            ErrorKind::InvalidFilename => Ok(None),
            // Links in a circle, and what cannot be opened at all.
            _ if is_one_of(&error, [Errno::LOOP, Errno::NXIO]) => Ok(None),
            _ => Err(error),
        },
    }
}

fn is_one_of(error: &io::Error, numbers: [Errno; 2]) -> bool {
    numbers.iter().any(|number| error.raw_os_error() == Some(number.raw_os_error()))
}

impl Opened {
    fn of(path: &Path, (file, about): (File, Metadata)) -> Opened {
        let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let since = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // What writes a file changes its time, its length or both.
        let tag =
            Tag::of(format!("{}.{:09}:{}", since.as_secs(), since.subsec_nanos(), about.len()).as_bytes());
        Opened { file, path: path.to_owned(), length: about.len(), modified, tag }
    }
}

/// Whether the file was written after the time that a header says; HTTP counts seconds.
fn is_after(opened: &Opened, header: Option<&HeaderValue>) -> Option<bool> {
    let time = httpdate::parse_http_date(header?.to_str().ok()?).ok()?;
    let seconds =
        |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Some(seconds(opened.modified) > seconds(time))
}

/// The client has a part of this very state, or does not say of which.
fn has_same(headers: &HeaderMap, tag: &Tag, modified: &str) -> bool {
    headers.get(IF_RANGE).is_none_or(|of| tag.is(of) || of.as_bytes() == modified.as_bytes())
}

fn has_forms(asked: &Asked, kind: &str) -> bool {
    !asked.codings.is_empty() && compress::is_text(kind)
}

/// All of a file: in a compressed form that lies beside it, compressed now, or as it is.
fn whole(folder: &Folder, asked: &Asked, opened: Opened, modified: String) -> io::Result<Found> {
    let kind = kind(&opened.path);
    let has_forms = has_forms(asked, kind);
    let plain = opened.tag.header();
    let mut found = Found {
        kind,
        tag: plain.clone(),
        modified,
        coding: None,
        has_forms,
        part: None,
        content: Content::Whole(Bytes::new()),
    };
    let liked = if has_forms { compress::liked(asked.codings, &asked.headers) } else { Vec::new() };
    for coding in &liked {
        let Some(beside) = beside(folder, &opened, *coding)? else { continue };
        (found.coding, found.content) = (Some(*coding), content(beside.file, 0..beside.length)?);
        found.tag = tag::coded(&plain, coding.name()).unwrap_or(plain);
        return Ok(found);
    }
    let is_compressed_now = (COMPRESS_BYTES_MIN as u64..=FILE_COMPRESS_BYTES_MAX).contains(&opened.length);
    let length = opened.length;
    if let Some(coding) = liked.first().filter(|_| is_compressed_now) {
        let bytes = read(&opened.file, 0..length)?;
        if let Some(coded) = compress::encode(*coding, &bytes).filter(|coded| coded.len() < bytes.len()) {
            found.coding = Some(*coding);
            found.content = Content::Whole(Bytes::from(coded));
            found.tag = tag::coded(&plain, coding.name()).unwrap_or(plain);
            return Ok(found);
        }
    }
    found.content = content(opened.file, 0..length)?;
    Ok(found)
}

/// `app.js.br` beside `app.js`, unless the file was written after it.
fn beside(folder: &Folder, opened: &Opened, coding: Coding) -> io::Result<Option<Opened>> {
    let ending = match coding {
        Coding::Gzip => ".gz",
        Coding::Brotli => ".br",
        Coding::Zstd => ".zst",
    };
    let mut path = opened.path.clone().into_os_string();
    path.push(ending);
    let beside = open_file(folder, Path::new(&path))?;
    Ok(beside.filter(|beside| beside.modified >= opened.modified))
}

/// A small part at once; a large one is read while it is sent.
fn content(file: File, range: Range<u64>) -> io::Result<Content> {
    if range.end - range.start > FILE_PIECE_BYTES as u64 {
        return Ok(Content::Pieces(file, range));
    }
    read(&file, range).map(Content::Whole)
}

fn read(file: &File, range: Range<u64>) -> io::Result<Bytes> {
    let length = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, range.start)?;
    Ok(Bytes::from(bytes))
}
