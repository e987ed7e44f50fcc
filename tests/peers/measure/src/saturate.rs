//! As many requests as the service can answer: `wrk` on core 1 with 64 connections.

use std::process::Command;
use std::time::Duration;

use crate::Work;
use crate::server::Server;

/// What the service did while it was saturated.
pub struct Saturation {
    /// Answered requests a second.
    pub requests_per_second: f64,
    /// The program's own CPU time a request.
    pub user_us: f64,
    /// The same with the kernel's.
    pub total_us: f64,
}

/// Saturates `server` for `time`.
pub fn run(server: &Server, work: &Work, time: Duration) -> Result<Saturation, String> {
    let script = std::env::temp_dir().join(format!("measure-{}.lua", std::process::id()));
    std::fs::write(&script, work.script()).map_err(|error| format!("{}: {error}", script.display()))?;
    let before = server.cpu_time()?;
    let output = Command::new("taskset")
        .args(["-c", "1", "wrk", "-t", "1", "-c", "64", "-d", &format!("{}s", time.as_secs()), "-s"])
        .arg(&script)
        .arg(format!("http://127.0.0.1:{}", server.port))
        .output()
        .map_err(|error| format!("wrk: {error}"))?;
    let after = server.cpu_time()?;
    let _ = std::fs::remove_file(&script);
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains("Non-2xx") {
        return Err(format!("{} was answered with failures:\n{text}", work.name));
    }
    // "  1234567 requests in 5.00s, 100.00MB read"
    let line = text
        .lines()
        .find(|line| line.contains(" requests in "))
        .ok_or_else(|| format!("wrk said:\n{text}"))?;
    let requests: f64 = line.trim().split(' ').next().and_then(|n| n.parse().ok()).ok_or("wrk's count")?;
    Ok(Saturation {
        requests_per_second: requests / time.as_secs_f64(),
        user_us: (after.user_us - before.user_us) / requests,
        total_us: (after.total_us - before.total_us) / requests,
    })
}
