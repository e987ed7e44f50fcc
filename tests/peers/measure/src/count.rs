//! Instructions a request, counted by callgrind: free of the noise that a shared machine puts into times.
//!
//! A service is run twice for each work, with a number of requests over one connection and with three times that
//! number; the difference leaves out its start and its end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Work;
use crate::directory::Directory;
use crate::server::Spec;

/// Under callgrind a program starts slowly.
const START_LIMIT: Duration = Duration::from_secs(120);

/// Prints a row for each work and a column for each service.
pub fn run(specs: &[Spec], works: &[Work], requests: u64) -> Result<(), String> {
    let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    println!("| instructions a request | {} |", names.join(" | "));
    println!("| --- |{}", " --- |".repeat(specs.len()));
    for work in works {
        let mut row = format!("| {} |", work.name);
        for spec in specs {
            let few = instructions(spec, work, requests)?;
            let many = instructions(spec, work, 3 * requests)?;
            row += &format!(" {} |", many.saturating_sub(few) / (2 * requests));
        }
        println!("{row}");
    }
    Ok(())
}

fn instructions(spec: &Spec, work: &Work, requests: u64) -> Result<u64, String> {
    let counts = std::env::temp_dir().join(format!("measure-{}.callgrind", std::process::id()));
    let directory = Directory::new().map_err(|error| format!("no directory to run in: {error}"))?;
    let mut service = Service(
        Command::new("valgrind")
            .args(["--tool=callgrind", "--quiet"])
            .arg(format!("--callgrind-out-file={}", counts.display()))
            .args(&spec.command)
            .current_dir(directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("valgrind: {error}"))?,
    );
    let mut stream = connect(spec)?;
    let request = work.request(spec.port);
    for _ in 0..requests {
        stream.write_all(&request).map_err(|error| format!("{}: {error}", work.name))?;
        answer(&mut stream).map_err(|error| format!("{}: {error}", work.name))?;
    }
    drop(stream);
    service.stop()?;
    let text = std::fs::read_to_string(&counts).map_err(|error| format!("{}: {error}", counts.display()))?;
    let _ = std::fs::remove_file(&counts);
    let total =
        text.lines().find_map(|line| line.strip_prefix("summary: ")).ok_or("callgrind counted nothing")?;
    total.trim().parse().map_err(|_| format!("{total:?} is not a count"))
}

fn connect(spec: &Spec) -> Result<TcpStream, String> {
    let begun = Instant::now();
    loop {
        match TcpStream::connect(("127.0.0.1", spec.port)) {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(|error| error.to_string())?;
                return Ok(stream);
            }
            Err(error) if begun.elapsed() > START_LIMIT => return Err(format!("{}: {error}", spec.name)),
            // Not there yet; nothing but trying again tells when it is.
            Err(_) => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// Reads one answer to its end; it must be a success.
fn answer(stream: &mut TcpStream) -> Result<(), String> {
    let mut received = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).map_err(|error| error.to_string())?;
        if count == 0 {
            return Err("the service hung up".to_owned());
        }
        received.extend_from_slice(&chunk[..count]);
        let Some(head) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let headers = String::from_utf8_lossy(&received[..head]).to_ascii_lowercase();
        if !headers.starts_with("http/1.1 20") {
            return Err(headers);
        }
        let length = headers.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        if received.len() >= head + 4 + length {
            return Ok(());
        }
    }
}

/// A service under callgrind; dropped, it is killed.
struct Service(Child);

impl Service {
    /// Asks it to end, which writes the counts.
    fn stop(&mut self) -> Result<(), String> {
        // SAFETY: a signal to a child that has not been waited for.
        unsafe { libc::kill(self.0.id() as libc::pid_t, libc::SIGTERM) };
        self.0.wait().map(drop).map_err(|error| error.to_string())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
