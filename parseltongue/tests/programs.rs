//! What `define_program` gives: a plan of cores and a `main`; here a world in which its store is used.
#![cfg(feature = "store")]
#![allow(missing_docs)]

use parseltongue::cores::{
    Block, BlockKind, FitsIn, Launch, LocalFuture, Names, Opening, Program, StartError, stopping,
};
use parseltongue::prelude::*;

parseltongue! {
    define_record Visit { id: uuid key generated, page: string length 1.. }

    define_store Visits { keep_in: sqlite "data/visits.db", holds: Visit }

    define_async_function visit(page: string) -> Visit {
        let_var visit: Visit = new Visit { page };
        insert visit;
        finish_with visit;
    }

    define_async_function pages() -> i64 {
        let_var visits: list<Visit> = find_all Visit limit 100;
        finish_with visits.len() as i64;
    }

    /// Counts visits.
    define_program Counting { housekeeping: 1 core, Site: 1 core }
}

/// What `basilisk!` would write for a service that uses the store.
struct Site;

impl Block for Site {
    const NAME: &'static str = "Site";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.open::<Visits>()
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(async { stopping().await })
    }
}

impl<P: Names<Site>> FitsIn<P> for Site {}

#[test]
fn the_plan_says_which_block_runs_where() {
    assert_eq!(Counting::NAME, "Counting");
    assert_eq!(Counting::VERSION, env!("CARGO_PKG_VERSION"));
    let lines: Vec<&str> = Counting::PLAN.iter().map(parseltongue::cores::Line::name).collect();
    assert_eq!(lines, ["housekeeping", "Site"]);
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    for round in 1..=2 {
        let running = Launch::of::<Counting>().in_directory(directory.path()).start().expect("it starts");
        let page = running.run(visit("/home".to_owned())).expect("it is written").page;
        assert_eq!(page, "/home");
        assert_eq!(running.run(pages()).expect("they are read"), round);
        running.stop();
    }
    assert!(directory.path().join("data/visits.db").exists());
}
