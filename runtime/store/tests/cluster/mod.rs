//! A PostgreSQL of the tests' own: made in a temporary directory, reached through a socket in it, gone with the
//! process. Nothing that runs on the machine is touched.
// Each test file uses a part of it.
#![allow(dead_code)]

use std::io::Read;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Says to a child process which cluster is its parent's.
pub(crate) const URL: &str = "PARSELTONGUE_CLUSTER_URL";

/// The URL of the cluster that the tests of this process share; none, said aloud, where there is no PostgreSQL.
pub(crate) fn url() -> Option<String> {
    static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
    if let Ok(url) = std::env::var(URL) {
        return Some(url);
    }
    SHARED.get_or_init(Cluster::start).as_ref().map(Cluster::url)
}

/// A store in PostgreSQL is in the tests' own, in a schema that goes by the test's directory.
pub(crate) fn launched(
    launch: parseltongue_cores::Launch,
    location: parseltongue_store::Location,
) -> parseltongue_cores::Launch {
    match location {
        parseltongue_store::Location::Postgres { variable } => {
            let url = url().expect("who has no PostgreSQL starts no store in it");
            launch.on_free_ports().with_variable(variable, url)
        }
        _ => launch,
    }
}

/// A cluster. It ends with the process that made it, however that ends.
pub(crate) struct Cluster {
    binaries: PathBuf,
    directory: tempfile::TempDir,
    server: Option<Child>,
}

impl Cluster {
    pub(crate) fn start() -> Option<Cluster> {
        let Some(binaries) = binaries() else {
            let required = std::env::var("PARSELTONGUE_REQUIRE").unwrap_or_default();
            assert!(
                !required.split(',').any(|it| it.trim() == "postgres"),
                "PARSELTONGUE_REQUIRE asks for PostgreSQL, and neither initdb nor postgres is found"
            );
            eprintln!(
                "SKIPPED: no PostgreSQL is found (initdb and postgres), so stores in it are not tested"
            );
            return None;
        };
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut cluster = Cluster { binaries, directory, server: None };
        if let Some((user, group)) = servant() {
            chown(cluster.directory.path(), Some(user), Some(group)).unwrap();
        }
        // Others may come to the socket: the tests run as another user than the server.
        std::fs::set_permissions(cluster.directory.path(), PermissionsExt::from_mode(0o711)).unwrap();
        let made = cluster
            .command("initdb")
            .args([
                "--auth=trust",
                "--username=tester",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "-D",
            ])
            .arg(cluster.data())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.begin();
        Some(cluster)
    }

    /// Starts the server, and waits until it answers.
    pub(crate) fn begin(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        // The pipe closes when this process ends, and with it the server.
        let script = format!(
            "'{}' -D '{}' -k '{}' -c listen_addresses= -c port=5432 -c max_connections=200 -c logging_collector=off \
             >>'{2}/log' 2>&1 & server=$!; cat >/dev/null; kill -INT $server; wait $server",
            self.binaries.join("postgres").display(),
            self.data().display(),
            self.directory.path().display(),
        );
        let mut command = as_servant(Command::new("/bin/sh"));
        let server =
            command.arg("-c").arg(script).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        self.server = Some(server);
        let begun = Instant::now();
        while !self.answers() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not begin:\n{}", self.log());
            std::thread::yield_now();
        }
    }

    /// Stops the server: sessions are ended, what was committed stays.
    pub(crate) fn end(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.stdin.take());
            server.wait().unwrap();
        }
    }

    fn answers(&self) -> bool {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { tokio_postgres::connect(&self.url(), tokio_postgres::NoTls).await.is_ok() })
    }

    /// The address of its database.
    pub(crate) fn url(&self) -> String {
        let directory = self.directory.path().display().to_string().replace('/', "%2F");
        format!("postgres://tester@{directory}:5432/postgres")
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, name: &str) -> Command {
        as_servant(Command::new(self.binaries.join(name)))
    }

    /// What the server has logged.
    pub(crate) fn log(&self) -> String {
        let mut log = String::new();
        let opened = std::fs::File::open(self.directory.path().join("log"));
        let _ = opened.and_then(|mut file| file.read_to_string(&mut log));
        log
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end();
    }
}

/// The newest that is installed as Debian does it, or what the path has.
fn binaries() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))
        })
        .collect();
    found.sort();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    let all = found.into_iter().rev().map(|(_, path)| path).chain(on_path);
    all.into_iter().find(|path| is_there(path, "initdb") && is_there(path, "postgres"))
}

fn is_there(path: &Path, name: &str) -> bool {
    path.join(name).is_file()
}

/// Whom the server runs as when the tests run as root, which it refuses: its own user, or nobody.
fn servant() -> Option<(u32, u32)> {
    let own = std::fs::metadata("/proc/self").map(|it| std::os::unix::fs::MetadataExt::uid(&it)).ok()?;
    if own != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    of("postgres").or_else(|| of("nobody"))
}

fn as_servant(mut command: Command) -> Command {
    if let Some((user, group)) = servant() {
        command.uid(user).gid(group);
    }
    command.current_dir("/");
    command
}
