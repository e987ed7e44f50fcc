//! `kill -9` under load: what was acknowledged is there afterwards.
//!
//! That proves the process's death only. For a loss of power the store relies on SQLite's
//! `synchronous = FULL`, which another test reads back.
#![allow(missing_docs)]

mod cluster;
mod written;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use parseltongue_records::sql::Sql;
use parseltongue_records::{NoError, Record, sql};
use parseltongue_store::{Location, find_all, in_transaction, insert};
use written::{record, store, written};

record!(Count, CountDraft, CountChanges, CountColumns, "Count", "\"id\", \"value\"" {
    0 id: i64 = doc("");
    1 value: i64 = doc("");
});
store!(Counts, Counting: Location::File("counts.db"), holds Count);

const ALL: Sql =
    sql!["SELECT ", <Count as Record>::SELECT, " FROM \"", <Count as Record>::TABLE, "\" ORDER BY \"id\""];
/// Says to the child process of this test where to write.
const DIRECTORY: &str = "PARSELTONGUE_KILLED_DIRECTORY";
const KILLS: usize = 20;

/// The child: writes pairs for as long as it lives, and says which were acknowledged.
#[test]
fn child() {
    let Some(directory) = std::env::var_os(DIRECTORY).map(PathBuf::from) else { return };
    let program = Counting::start(&directory);
    program.run(async {
        let mut next =
            find_all::<Counts, Count>(ALL, &[]).await.unwrap().last().map_or(0, |last| last.id + 1);
        loop {
            if next % 4 == 0 {
                insert::<Counts, _>(&Count { id: next, value: 1 }).await.unwrap();
                next += 1;
            } else {
                let pair = in_transaction::<Counts, _, NoError>(move |transaction| {
                    transaction.insert(&Count { id: next, value: 2 })?;
                    transaction.insert(&Count { id: next + 1, value: 2 })?;
                    Ok(())
                });
                pair.await.unwrap();
                next += 2;
            }
            let mut out = std::io::stdout().lock();
            writeln!(out, "acknowledged {next}").and_then(|()| out.flush()).unwrap();
        }
    });
}

/// Kills the child once it has acknowledged so many writes; gives the last that it acknowledged.
fn kill_after(directory: &Path, acknowledgements: usize) -> i64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let acknowledged = |line: String| line.strip_prefix("acknowledged ")?.parse::<i64>().ok();
    let mut last = lines.by_ref().filter_map(acknowledged).nth(acknowledgements).expect("the child writes");
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it died.
    if let Some(later) = lines.filter_map(acknowledged).last() {
        last = later;
    }
    last
}

#[test]
fn what_was_acknowledged_survives_the_process() {
    let directory = tempfile::tempdir().unwrap();
    for round in 0..KILLS {
        let acknowledged = kill_after(directory.path(), round * 7 % 40);
        let program = Counting::start(directory.path());
        let stored = program.run(find_all::<Counts, Count>(ALL, &[])).unwrap();
        assert!(stored.len() as i64 >= acknowledged, "{} of {acknowledged} are left", stored.len());
        assert!(stored.iter().enumerate().all(|(index, it)| it.id == index as i64), "each is there once");
        let pairs = stored.iter().filter(|it| it.value == 2).count();
        assert_eq!(pairs % 2, 0, "a transaction is there whole or not at all");
        assert!(program.stop().is_clean());
    }
}
