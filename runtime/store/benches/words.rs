//! What the store's words cost: `cargo bench -p parseltongue-store`.
//!
//! One thread, one caller at a time, but for the grouped writes. Figures are of this machine and this run only.
#![allow(missing_docs)]

#[path = "../tests/cluster/mod.rs"]
mod cluster;
#[path = "../tests/written/mod.rs"]
mod written;

use std::future::Future;
use std::time::Instant;

use parseltongue_records::Uuid;
use parseltongue_store::{Location, find, insert, statistics};
use written::{record, store, written};

record!(Order, OrderDraft, OrderChanges, OrderColumns, "Order", "\"id\", \"symbol\", \"quantity\", \"note\"" {
    0 id: Uuid = generated();
    1 symbol: String = indexed();
    2 quantity: i64 = doc("");
    3 note: Option<String> = doc("");
});
store!(Books, Library: Location::File("books.db"), holds Order);
store!(Memory, Mind: Location::Memory, holds Order);

fn order(id: Uuid) -> Order {
    Order { id, symbol: "ABC".into(), quantity: 7, note: None }
}

async fn timed<F: Future>(what: &str, count: usize, mut work: impl FnMut(usize) -> F) {
    let begun = Instant::now();
    for index in 0..count {
        work(index).await;
    }
    let each = begun.elapsed().as_secs_f64() * 1e6 / count as f64;
    println!("{what:<40} {each:>9.2} us");
}

fn ids(count: usize) -> Vec<Uuid> {
    (0..count).map(|_| Uuid::now_v7()).collect()
}

fn main() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let memory = Mind::start(directory.path());
    memory.run(async {
        let ids = &ids(50_000);
        timed("insert, memory", ids.len(), |index| async move {
            insert::<Memory, _>(&order(ids[index])).await.expect("it is stored");
        })
        .await;
        timed("find, memory", ids.len(), |index| async move {
            find::<Memory, Order>(&ids[index]).await.expect("it is there");
        })
        .await;
    });
    let file = Library::start(directory.path());
    file.run(async {
        let ids = &ids(3_000);
        timed("insert, file, one at a time", ids.len(), |index| async move {
            insert::<Books, _>(&order(ids[index])).await.expect("it is stored");
        })
        .await;
        timed("find, file", 50_000, |index| async move {
            find::<Books, Order>(&ids[index % ids.len()]).await.expect("it is there");
        })
        .await;
        let before = statistics::<Books>().expect("the store is open");
        timed("insert, file, of 64 callers", 200, |_| async {
            let writes: Vec<_> = (0..64)
                .map(|_| {
                    tokio::task::spawn_local(parseltongue_cores::World::current().scope(async {
                        insert::<Books, _>(&order(Uuid::now_v7())).await.expect("it is stored");
                    }))
                })
                .collect();
            for write in writes {
                write.await.expect("no panic");
            }
        })
        .await;
        let after = statistics::<Books>().expect("the store is open");
        println!(
            "  (of each 64; {} writes took {} commits)",
            after.writes - before.writes,
            after.commits - before.commits
        );
    });
}
