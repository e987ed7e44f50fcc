//! `files`: what lies in a directory, over real sockets.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use parseltongue_cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue_service as service;
use parseltongue_service::{Call, Coding, Entry, Files, Outcome, Verb};

use crate::client::{Client, Reply};

const ROOT: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/shelf/public");

/// Longer than what is read at once, and no two of its pieces are equal.
const LARGE_BYTES: usize = 1_000_003;

fn large() -> Vec<u8> {
    (0..LARGE_BYTES as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

fn script() -> String {
    "export const answer = 42;\n".repeat(200)
}

/// Writes the files, once.
fn written() -> &'static Path {
    static WRITTEN: OnceLock<PathBuf> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let root = PathBuf::from(ROOT);
        let _ = std::fs::remove_dir_all(root.parent().unwrap());
        std::fs::create_dir_all(root.join("guide/.git")).unwrap();
        std::fs::create_dir_all(root.join("bare")).unwrap();
        std::fs::write(root.join("../secret.txt"), "secret").unwrap();
        std::os::unix::fs::symlink("../secret.txt", root.join("link.txt")).unwrap();
        std::fs::write(root.join("guide/.git/config"), "secret").unwrap();
        std::fs::write(root.join("index.html"), "<h1>home</h1>").unwrap();
        std::fs::write(root.join("guide/index.html"), "<h1>guide</h1>").unwrap();
        std::fs::write(root.join("digits.txt"), "0123456789").unwrap();
        std::fs::write(root.join("empty.txt"), "").unwrap();
        std::fs::write(root.join("app.js"), script()).unwrap();
        std::fs::write(root.join("kept.js"), script()).unwrap();
        std::fs::write(root.join("kept.js.br"), "made beforehand").unwrap();
        std::fs::write(root.join("stale.js"), script()).unwrap();
        let mut stale = std::fs::File::create(root.join("stale.js.br")).unwrap();
        stale.write_all(b"out of date").unwrap();
        stale.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
        std::fs::write(root.join("large.bin"), large()).unwrap();
        let dated = std::fs::File::options().write(true).open(root.join("digits.txt")).unwrap();
        dated.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500)).unwrap();
        root
    })
}

struct Shelf;

impl service::Service for Shelf {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const COMPRESS: &'static [Coding] = service::codings(&[Coding::Brotli, Coding::Gzip]);
    const TABLE: &'static [Entry] = &[
        Entry::Files(Files::of("/assets", ROOT)),
        Entry::Files(Files {
            kept_for: Some(Duration::from_secs(60)),
            otherwise: Some("index.html"),
            ..Files::of("/", ROOT)
        }),
    ];

    type Shared = ();
    type Local = ();

    fn shared() {}

    fn local() {}

    async fn answer(call: &Call<'_, Self>) -> Outcome {
        match *call.segments::<3>().as_slice() {
            ["assets", ..] => match call.verb() {
                Verb::Get => service::files(call.at(0), 0).await,
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            [..] => match call.verb() {
                Verb::Get => service::files(call.at(1), 1).await,
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
        }
    }
}

impl Block for Shelf {
    const NAME: &'static str = "Shelf";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        service::run::<Self>(core)
    }
}

struct Library;

impl Program for Library {
    const NAME: &'static str = "Library";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Shelf>(1)];
}

fn start() -> (Running, Client) {
    written();
    let running = Launch::of::<Library>().on_free_ports().start().expect("the program starts");
    let client = Client::new(running.address::<Shelf>());
    (running, client)
}

fn get(client: &mut Client, path: &str, headers: &str) -> Reply {
    client.request("GET", path, headers, "")
}

#[test]
fn a_file_comes_with_its_type_its_tag_and_its_time() {
    let (_running, mut client) = start();
    let reply = client.get("/assets/digits.txt");
    assert_eq!((reply.status, reply.body.as_str()), (200, "0123456789"));
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("content-length", "10"),
        ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("accept-ranges", "bytes"),
        ("cache-control", "no-cache"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    assert!(reply.header("etag").is_some_and(|tag| tag.starts_with('"')));
    assert_eq!(client.get("/digits.txt").header("cache-control"), Some("max-age=60"));
    assert_eq!(client.get("/assets/empty.txt").header("content-length"), Some("0"));
}

#[test]
fn a_large_file_comes_whole_and_its_head_alone() {
    let (_running, mut client) = start();
    client.send("GET /assets/large.bin HTTP/1.1\r\nhost: h\r\n\r\n");
    assert!(client.bytes() == large());
    let head = client.request("HEAD", "/assets/large.bin", "", "");
    assert_eq!((head.status, head.header("content-length")), (200, Some("1000003")));
    client.send("GET /assets/large.bin HTTP/1.1\r\nhost: h\r\nrange: bytes=100000-299999\r\n\r\n");
    assert!(client.bytes() == large()[100_000..300_000]);
}

#[test]
fn ranges_are_parts() {
    let (_running, mut client) = start();
    for (range, body, content_range) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=4-100", "456789", "bytes 4-9/10"),
    ] {
        let reply = get(&mut client, "/assets/digits.txt", &format!("range: {range}\r\n"));
        assert_eq!((reply.status, reply.body.as_str()), (206, body), "{range}");
        assert_eq!(reply.header("content-range"), Some(content_range));
    }
    let reply = get(&mut client, "/assets/digits.txt", "range: bytes=10-\r\n");
    assert_eq!((reply.status, reply.header("content-range")), (416, Some("bytes */10")));
    assert_eq!(reply.problem().0, "urn:problem:RangeNotSatisfiable");
    let several = get(&mut client, "/assets/digits.txt", "range: bytes=0-1,3-4\r\n");
    assert_eq!((several.status, several.body.as_str()), (200, "0123456789"));
    // A part is one of the plain form, whatever the client could read.
    let part = get(&mut client, "/assets/app.js", "range: bytes=0-5\r\naccept-encoding: br\r\n");
    assert_eq!((part.status, part.body.as_str(), part.header("content-encoding")), (206, "export", None));
    let head = client.request("HEAD", "/assets/digits.txt", "range: bytes=0-3\r\n", "");
    assert_eq!((head.status, head.header("content-length")), (200, Some("10")));
}

#[test]
fn a_part_of_another_state_is_the_whole() {
    let (_running, mut client) = start();
    let tag = client.get("/assets/digits.txt").header("etag").unwrap().to_owned();
    let mut part = |of: &str| {
        get(&mut client, "/assets/digits.txt", &format!("range: bytes=0-3\r\nif-range: {of}\r\n")).status
    };
    assert_eq!(part(&tag), 206);
    assert_eq!(part("Sun, 06 Nov 1994 08:49:37 GMT"), 206);
    assert_eq!(part(&format!("W/{tag}")), 200);
    assert_eq!(part("\"other\""), 200);
    assert_eq!(part("Sun, 06 Nov 1994 08:49:38 GMT"), 200);
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    let (_running, mut client) = start();
    let tag = client.get("/assets/digits.txt").header("etag").unwrap().to_owned();
    let same = "Sun, 06 Nov 1994 08:49:37 GMT";
    let before = "Sun, 06 Nov 1994 08:49:36 GMT";
    for (headers, status) in [
        (format!("if-none-match: {tag}\r\n"), 304),
        (format!("if-none-match: W/{tag}\r\n"), 304),
        ("if-none-match: \"other\"\r\n".to_owned(), 200),
        // A client that names a state is not asked about the time.
        (format!("if-none-match: \"other\"\r\nif-modified-since: {same}\r\n"), 200),
        (format!("if-modified-since: {same}\r\n"), 304),
        (format!("if-modified-since: {before}\r\n"), 200),
        ("if-modified-since: nonsense\r\n".to_owned(), 200),
        (format!("if-match: {tag}\r\n"), 200),
        ("if-match: \"other\"\r\n".to_owned(), 412),
        (format!("if-unmodified-since: {same}\r\n"), 200),
        (format!("if-unmodified-since: {before}\r\n"), 412),
    ] {
        let reply = get(&mut client, "/assets/digits.txt", &headers);
        assert_eq!(reply.status, status, "{headers}");
        if status == 304 {
            assert_eq!((reply.header("etag"), reply.body.as_str()), (Some(tag.as_str()), ""), "{headers}");
        }
    }
}

#[test]
fn a_directory_shows_its_index_at_its_slash() {
    let (_running, mut client) = start();
    assert_eq!(client.get("/assets/guide/").body, "<h1>guide</h1>");
    let reply = client.get("/assets/guide");
    assert_eq!((reply.status, reply.header("location")), (308, Some("/assets/guide/")));
    assert_eq!(client.get("/assets").header("location"), Some("/assets/"));
    assert_eq!(client.get("/").body, "<h1>home</h1>");
    assert_eq!(client.get("/assets/bare/").status, 404);
    assert_eq!(client.get("/assets/digits.txt/").status, 404);
    // Where a page stands in, it does so at every address.
    assert_eq!(client.get("/orders/17").body, "<h1>home</h1>");
}

#[test]
fn nothing_outside_and_nothing_hidden_is_shown() {
    let (_running, mut client) = start();
    for path in [
        "/assets/../secret.txt",
        "/assets/%2e%2e/secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/guide/../../secret.txt",
        "/assets/..\\secret.txt",
        "/assets/..%5csecret.txt",
        "/assets/link.txt",
        "/assets/digits.txt%00.js",
        "/assets/%00",
        "/assets/guide/.git/config",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/missing.txt",
    ] {
        let reply = client.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.body.contains("secret\""), "{path}");
    }
    assert_eq!(
        client.request("POST", "/assets/digits.txt", "", "").header("allow"),
        Some("GET, HEAD, OPTIONS")
    );
}

#[test]
fn a_client_gets_the_form_that_it_likes() {
    let (_running, mut client) = start();
    let plain = client.get("/assets/app.js");
    assert_eq!((plain.body.clone(), plain.header("vary")), (script(), Some("accept-encoding")));
    let headers = "accept-encoding: gzip\r\n";
    client.send(format!("GET /assets/app.js HTTP/1.1\r\nhost: h\r\n{headers}\r\n"));
    let (reply, bytes) = client.reply_of_bytes();
    assert_eq!(
        (reply.header("content-encoding"), reply.header("vary")),
        (Some("gzip"), Some("accept-encoding"))
    );
    assert!(bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() < script().len() / 10);
    let tag = reply.header("etag").unwrap().to_owned();
    assert!(tag.ends_with("-gzip\""), "{tag}");
    let again = get(&mut client, "/assets/app.js", &format!("{headers}if-none-match: {tag}\r\n"));
    assert_eq!((again.status, again.header("etag")), (304, Some(tag.as_str())));
    let beside = get(&mut client, "/assets/kept.js", "accept-encoding: br, gzip\r\n");
    assert_eq!((beside.body.as_str(), beside.header("content-encoding")), ("made beforehand", Some("br")));
    assert_eq!(beside.header("content-type"), Some("text/javascript; charset=utf-8"));
    client.send("GET /assets/stale.js HTTP/1.1\r\nhost: h\r\naccept-encoding: br\r\n\r\n");
    let (reply, bytes) = client.reply_of_bytes();
    assert_eq!(reply.header("content-encoding"), Some("br"));
    assert_ne!(bytes, b"out of date");
}

#[test]
fn a_directory_that_is_missing_is_told_at_start() {
    struct Lost;
    impl service::Service for Lost {
        const LISTEN_ON: &'static str = "127.0.0.1:0";
        const TABLE: &'static [Entry] = &[Entry::Files(Files::of("/", "no/such/directory"))];
        type Shared = ();
        type Local = ();
        fn shared() {}
        fn local() {}
        async fn answer(call: &Call<'_, Self>) -> Outcome {
            service::files(call.at(0), 0).await
        }
    }
    impl Block for Lost {
        const NAME: &'static str = "Lost";
        const KIND: BlockKind = BlockKind::Service;
        fn open(opening: &mut Opening) -> Result<(), StartError> {
            service::open::<Self>(opening)
        }
        fn run(core: usize) -> LocalFuture<()> {
            service::run::<Self>(core)
        }
    }
    struct Nowhere;
    impl Program for Nowhere {
        const NAME: &'static str = "Nowhere";
        const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Lost>(1)];
    }
    let told = Launch::of::<Nowhere>().on_free_ports().start().expect_err("it does not start").to_string();
    assert!(told.contains("`files \"/\" from \"no/such/directory\"`: there is no directory /"), "{told}");
}
