//! What a stream costs beside a bare loop that writes the same bytes:
//! `cargo run --release -p slytherin --example append [DIRECTORY]`.
//!
//! Each row runs the bare loop and the stream by turns and shows medians. The bare loop writes into a
//! file that was filled with zeros before, one `pwrite` and one `fdatasync` for each batch.

#![allow(missing_docs)]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use parseltongue::cores::{Launch, Line, Machine, Program, Running};
use parseltongue::prelude::*;
use parseltongue::records::{Feed, Position};
use parseltongue::streams::{Stream, publish, publish_all};

const ROUNDS: usize = 5;
const TEXT_BYTES: usize = 92;
/// What such a record takes in the log, its length counted.
const RECORD_BYTES: usize = 108;
const FILE_BYTES: u64 = 256 << 20;

parseltongue! {
    define_record Note { number: i64, text: string }

    slytherin!<Durable> {
        keep_in: directory "durable",
        stream Notes of Note { retain: up_to 1 GiB }
    }
    slytherin!<Cached> {
        keep_in: directory "cached",
        durability: page_cache,
        stream Notes of Note { retain: up_to 1 GiB }
    }
    slytherin!<Quick> {
        keep_in: memory,
        stream Notes of Note { retain: up_to 256 MiB }
    }
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[
        Line::housekeeping(1),
        Line::cores::<Durable>(1),
        Line::cores::<Cached>(1),
        Line::cores::<Quick>(1),
    ];
}

fn main() {
    let directory = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let directory = directory.join(format!("parseltongue-append-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("the directory can be made");
    let running = Launch::of::<Desk>().on_machine(Machine::read()).in_directory(&directory).start();
    measure(&running.expect("the program starts"), &directory);
    std::fs::remove_dir_all(&directory).expect("the directory can be removed");
}

fn measure(running: &Running, directory: &Path) {
    println!(
        "{:<44}{:>14}{:>14}{:>8}",
        "records of 104 bytes, one writer", "bare, 1/s", "stream, 1/s", "ratio"
    );
    let path = directory.join("bare");
    for (name, batch, batches, is_durable) in [
        ("every message durable", 1, 1_500, true),
        ("batches of 100, durable", 100, 800, true),
        ("batches of 1,000, durable", 1_000, 400, true),
        ("batches of 1,000, page cache", 1_000, 2_000, false),
    ] {
        let notes = notes(batch);
        let (mut bare, mut stream) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            bare.push(bare_loop(&path, batch * RECORD_BYTES, batches, is_durable));
            stream.push(running.run(async {
                if is_durable {
                    append(Durable::Notes, &notes, batches).await
                } else {
                    append(Cached::Notes, &notes, batches).await
                }
            }));
        }
        let records = (batch * batches) as f64;
        let (bare, stream) = (records / median(bare), records / median(stream));
        println!("{name:<44}{bare:>14.0}{stream:>14.0}{:>8.2}", stream / bare);
    }
    let one = notes(1);
    let single = (0..ROUNDS).map(|_| running.run(append(Quick::Notes, &one, 200_000))).collect();
    println!("{:<44}{:>14}{:>14.0}", "one after the other, memory", "", 200_000.0 / median(single));
    let many = notes(1_000);
    let batches = (0..ROUNDS).map(|_| running.run(append(Quick::Notes, &many, 500))).collect();
    println!("{:<44}{:>14}{:>14.0}", "batches of 1,000, memory", "", 500_000.0 / median(batches));
    let read = (0..ROUNDS).map(|_| running.run(read(Quick::Notes, 200_000))).collect();
    println!("{:<44}{:>14}{:>14.0}", "read and decoded, 1,000 at once, memory", "", 200_000.0 / median(read));
}

fn notes(count: usize) -> Vec<Note> {
    (0..count).map(|number| Note { number: number as i64, text: "n".repeat(TEXT_BYTES) }).collect()
}

async fn append<B: parseltongue::streams::Streams>(
    stream: Stream<B, Note>,
    notes: &[Note],
    times: usize,
) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        match notes {
            [note] => publish(stream, note).await.expect("it is published"),
            notes => publish_all(stream, notes).await.expect("they are published"),
        }
    }
    start.elapsed().as_secs_f64()
}

async fn read<B: parseltongue::streams::Streams>(stream: Stream<B, Note>, count: usize) -> f64 {
    let start = Instant::now();
    let (mut position, mut seen) = (Position::default(), 0);
    while seen < count {
        seen += stream.next(&mut position, 1_000).await.expect("there are so many").len();
    }
    start.elapsed().as_secs_f64()
}

fn bare_loop(path: &Path, bytes: usize, times: usize, is_durable: bool) -> f64 {
    let file = File::options().read(true).write(true).create(true).truncate(true).open(path).expect("a file");
    let zeros = vec![0; 1 << 20];
    for at in (0..FILE_BYTES).step_by(zeros.len()) {
        file.write_all_at(&zeros, at).expect("room for it");
    }
    file.sync_all().expect("it is synced");
    let batch = vec![7; bytes];
    let start = Instant::now();
    let mut at = 0;
    for _ in 0..times {
        file.write_all_at(&batch, at).expect("it is written");
        at = (at + bytes as u64) % (FILE_BYTES - bytes as u64);
        if is_durable {
            file.sync_data().expect("it is synced");
        }
    }
    start.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
