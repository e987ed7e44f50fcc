//! Measures services side by side in one run and prints one table for the book.
//!
//! `measure [--store] [--seconds N] [--rounds N] NAME=PORT=COMMAND …`
//! `measure --count [--store] [--requests N] NAME=PORT=COMMAND …`
//!
//! With `--store` the work is that of a SQLite file, otherwise that of the memory.
//!
//! Every service is pinned to core 0, the load to core 1; rounds alternate between the services
//! and medians are printed. Requests a second come from `wrk` with 64 connections; CPU a request
//! from `/proc/PID/stat` over the same time; the tail from an open loop at half of the slowest
//! service's rate, where a request's time begins when it was due, not when it could be sent.

mod count;
mod directory;
mod pace;
mod saturate;
mod server;

use std::process::ExitCode;
use std::time::Duration;

use saturate::Saturation;
use server::{Server, Spec};

/// What is asked of a service.
#[derive(Clone, Copy)]
pub struct Work {
    /// The name in the table.
    pub name: &'static str,
    method: &'static str,
    path: &'static str,
    body: &'static str,
}

const PLAINTEXT: Work = Work { name: "plaintext", method: "GET", path: "/plaintext", body: "" };

/// A body of 184 bytes with two rules to check.
const DRAFT: &str = r#"{"id":17,"symbol":"ACME","quantity":250,"price":"101.2500","note":"as long as the bodies that the peers were measured with before this program was written, to the byte, which needs t"}"#;
const _: () = assert!(DRAFT.len() == 184);

const NOTE: &str = r#"{"symbol":"ACME","quantity":250,"text":"as long as a note is that somebody leaves"}"#;

const IN_MEMORY: &[Work] = &[
    PLAINTEXT,
    Work { name: "JSON", method: "GET", path: "/json", body: "" },
    Work { name: "read by id from memory", method: "GET", path: "/items/4711", body: "" },
    Work { name: "validated create in memory", method: "POST", path: "/items", body: DRAFT },
];

const IN_STORE: &[Work] = &[
    Work { name: "read from SQLite by key", method: "GET", path: "/rows/4711", body: "" },
    Work { name: "insert into SQLite", method: "POST", path: "/notes", body: NOTE },
];

impl Work {
    /// The request as it goes over the wire.
    pub fn request(&self, port: u16) -> Vec<u8> {
        let mut request = format!("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n", self.method, self.path);
        if !self.body.is_empty() {
            request += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", self.body.len());
        }
        (request + "\r\n" + self.body).into_bytes()
    }

    /// The `wrk` script that sends it.
    fn script(&self) -> String {
        format!(
            "wrk.method = {:?}\nwrk.path = {:?}\nwrk.body = {:?}\nwrk.headers[\"Content-Type\"] = \"application/json\"\n",
            self.method, self.path, self.body
        )
    }
}

fn main() -> ExitCode {
    let mut seconds = 5;
    let mut rounds = 5;
    let mut requests = 1000;
    let mut counts = false;
    let mut works = IN_MEMORY;
    let mut specs = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => seconds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(seconds),
            "--rounds" => rounds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(rounds),
            "--requests" => requests = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(requests),
            "--count" => counts = true,
            "--store" => works = IN_STORE,
            spec => match Spec::parse(spec) {
                Some(spec) => specs.push(spec),
                None => {
                    eprintln!("{spec:?} is not NAME=PORT=COMMAND");
                    return ExitCode::FAILURE;
                }
            },
        }
    }
    let done = match counts {
        true => count::run(&specs, works, requests),
        false => measure(&specs, works, Duration::from_secs(seconds), rounds),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("measure: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(specs: &[Spec], works: &[Work], time: Duration, rounds: usize) -> Result<(), String> {
    println!("| service | start to first answer, ms | idle, MiB | after load, MiB |");
    println!("| --- | --- | --- | --- |");
    for spec in specs {
        let mut starts = Vec::new();
        let mut idle = Vec::new();
        let mut loaded = Vec::new();
        for _ in 0..rounds {
            let server = Server::start(spec)?;
            starts.push(server.first_answer_ms);
            idle.push(server.resident_mib()?);
            saturate::run(&server, &PLAINTEXT, Duration::from_secs(1))?;
            loaded.push(server.resident_mib()?);
        }
        println!(
            "| {} | {:.2} | {:.1} | {:.1} |",
            spec.name,
            median(&mut starts),
            median(&mut idle),
            median(&mut loaded)
        );
    }
    for work in works {
        println!(
            "\n| {} | requests a second | user us a request | total us a request | p50 us | p99 us | p99.9 us |",
            work.name
        );
        println!("| --- | --- | --- | --- | --- | --- | --- |");
        let mut runs: Vec<Vec<Saturation>> = specs.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for (spec, runs) in specs.iter().zip(&mut runs) {
                let server = Server::start(spec)?;
                server.expect_success(work)?;
                saturate::run(&server, work, Duration::from_secs(1))?;
                runs.push(saturate::run(&server, work, time)?);
            }
        }
        let rates: Vec<f64> =
            runs.iter().map(|runs| median_of(runs, |run| run.requests_per_second)).collect();
        let half = rates.iter().copied().fold(f64::INFINITY, f64::min) / 2.0;
        let mut tails: Vec<Vec<pace::Tail>> = specs.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for (spec, tails) in specs.iter().zip(&mut tails) {
                let server = Server::start(spec)?;
                saturate::run(&server, work, Duration::from_secs(1))?;
                tails.push(pace::run(&server, work, half, time)?);
            }
        }
        for ((spec, runs), (tails, rate)) in specs.iter().zip(&runs).zip(tails.iter().zip(&rates)) {
            println!(
                "| {} | {:.0} | {:.2} | {:.2} | {:.0} | {:.0} | {:.0} |",
                spec.name,
                rate,
                median_of(runs, |run| run.user_us),
                median_of(runs, |run| run.total_us),
                median_of(tails, |tail| tail.p50_us),
                median_of(tails, |tail| tail.p99_us),
                median_of(tails, |tail| tail.p999_us),
            );
        }
        println!("\nThe tail was taken at {half:.0} requests a second.");
    }
    Ok(())
}

fn median_of<T>(runs: &[T], figure: impl Fn(&T) -> f64) -> f64 {
    median(&mut runs.iter().map(figure).collect::<Vec<_>>())
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
