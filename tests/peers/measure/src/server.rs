//! One service under measurement: started on core 0, watched through `/proc`, stopped by its id.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Work;
use crate::directory::Directory;

/// Which service, on which port, started how.
pub struct Spec {
    /// The name in the table.
    pub name: String,
    /// The port that it listens on.
    pub port: u16,
    /// The program and its arguments.
    pub command: Vec<String>,
}

impl Spec {
    /// Reads `NAME=PORT=COMMAND`; the command is split at spaces.
    pub fn parse(text: &str) -> Option<Spec> {
        let mut parts = text.splitn(3, '=');
        let name = parts.next()?.to_owned();
        let port = parts.next()?.parse().ok()?;
        let command = parts.next()?.split(' ').map(str::to_owned).collect();
        Some(Spec { name, port, command })
    }
}

/// A running service; dropped, it is stopped.
pub struct Server {
    child: Child,
    /// The port that it listens on.
    pub port: u16,
    /// From just before the process was made until the first answer had come, in milliseconds.
    pub first_answer_ms: f64,
    _directory: Directory,
}

/// CPU time that a process has used, in microseconds.
#[derive(Clone, Copy)]
pub struct CpuTime {
    /// Spent in the program itself.
    pub user_us: f64,
    /// Spent in the program and in the kernel for it.
    pub total_us: f64,
}

impl Server {
    /// Starts the service on core 0 in an empty directory and waits for its first answer.
    pub fn start(spec: &Spec) -> Result<Server, String> {
        let directory = Directory::new().map_err(|error| format!("no directory to run in: {error}"))?;
        let (program, arguments) = spec.command.split_first().ok_or("no command")?;
        let begun = Instant::now();
        let child = Command::new("taskset")
            .args(["-c", "0", program])
            .args(arguments)
            .current_dir(directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let mut server = Server { child, port: spec.port, first_answer_ms: 0.0, _directory: directory };
        while server.ask(b"GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").is_none() {
            if begun.elapsed() > Duration::from_secs(60) {
                return Err(format!("{} did not answer within 60 s", spec.name));
            }
        }
        server.first_answer_ms = begun.elapsed().as_secs_f64() * 1000.0;
        Ok(server)
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Refuses to measure a service that does not do the work.
    pub fn expect_success(&self, work: &Work) -> Result<(), String> {
        let answer = self.ask(&work.request(self.port)).unwrap_or_default();
        if answer.starts_with("HTTP/1.1 20") { Ok(()) } else { Err(format!("{}: {answer}", work.name)) }
    }

    fn ask(&self, request: &[u8]) -> Option<String> {
        let mut stream = TcpStream::connect(self.address()).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.write_all(request).ok()?;
        let mut answer = vec![0; 4096];
        let count = stream.read(&mut answer).ok().filter(|count| *count > 0)?;
        Some(String::from_utf8_lossy(&answer[..count]).into_owned())
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> Result<f64, String> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .map_err(|e| e.to_string())?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().map_err(|_| "no VmRSS")?;
        Ok(kib / 1024.0)
    }

    /// CPU time so far (`proc_pid_stat(5)`, fields 14 and 15, in clock ticks).
    pub fn cpu_time(&self) -> Result<CpuTime, String> {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).map_err(|e| e.to_string())?;
        let after_name = stat.rsplit_once(')').ok_or("no stat")?.1;
        let mut fields =
            after_name.split_ascii_whitespace().skip(11).map(|field| field.parse::<f64>().unwrap_or(0.0));
        // SAFETY: `sysconf` reads a constant of the system.
        let tick_us = 1e6 / unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
        let user_us = fields.next().ok_or("no utime")? * tick_us;
        let system_us = fields.next().ok_or("no stime")? * tick_us;
        Ok(CpuTime { user_us, total_us: user_us + system_us })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
