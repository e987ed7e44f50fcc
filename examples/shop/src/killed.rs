//! `kill -9` under load, with two programs on one database: every order that was acknowledged gets its receipt.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use parseltongue::cores::Running;
use parseltongue::prelude::{Timestamp, Uuid};
use parseltongue::records::jobs::{Lease, Room, SetBack, later};
use serde_json::Value;

use crate::worlds::{ask, start, until};
use crate::{Books, Shop};

/// Says to a child process of this test where to work.
const DIRECTORY: &str = "PARSELTONGUE_SHOP_DIRECTORY";
const KILLS: usize = 5;
const ORDERS: usize = 40;

/// A child: the shop, for as long as it lives.
#[test]
fn child() {
    let Some(directory) = std::env::var_os(DIRECTORY).map(PathBuf::from) else { return };
    let world = start(&directory);
    println!("listens on {}", world.address::<Shop>());
    world.run(std::future::pending::<()>());
}

struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start(directory: &Path) -> Process {
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "killed::child", "--nocapture"])
            .env(DIRECTORY, directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once("listens on ")?.1.parse().ok())
            .expect("it says where it listens");
        Process { child, address }
    }

    fn kill(&mut self) {
        self.child.kill().expect("it is a process of this test");
        self.child.wait().expect("it has ended");
    }
}

/// The number of an order that was acknowledged; none when the process died over it.
fn order(address: SocketAddr) -> Option<Uuid> {
    let draft = r#"{"mail": "ann@example.org", "amount": "1.00"}"#;
    let (status, body) = ask(address, "POST", "/orders", draft).ok()?;
    let order: Value = serde_json::from_str(&body).ok().filter(|_| status == 201)?;
    order["id"].as_str()?.parse().ok()
}

/// As when the leases of the dead are over: a runner whose clock is an hour ahead takes their jobs up, and gives
/// them back.
fn let_leases_run_out(world: &Running) {
    let queue = world.world().enter(parseltongue::store::queue::<Books>).expect("the store");
    let (holder, now) = (Uuid::now_v7(), later(Timestamp::now(), Duration::from_secs(3600)));
    let room = || Room { service: "Shop", kinds: vec![("Shop::SendReceipt", 1000)], most: 1000 };
    let claimed = world.run(queue.claim(room(), Lease { holder, now, until: now })).expect("the store");
    for job in claimed {
        world.run(queue.set_back(job.id, holder, Timestamp::now(), SetBack::GiveBack)).expect("the store");
    }
}

#[test]
fn no_order_that_was_acknowledged_goes_without_its_receipt() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut acknowledged = Vec::new();
    let mut lives = Process::start(directory.path());
    for _ in 0..KILLS {
        // The other one goes on with its jobs, and takes up new ones.
        let mut dies = Process::start(directory.path());
        let addresses = [dies.address, lives.address];
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..4)
                .map(|client| {
                    scope.spawn(move || {
                        (0..ORDERS).filter_map(|_| order(addresses[client % 2])).collect::<Vec<_>>()
                    })
                })
                .collect();
            // In the middle of it.
            acknowledged.extend((0..ORDERS / 4).filter_map(|_| order(dies.address)));
            dies.kill();
            acknowledged.extend(clients.into_iter().flat_map(|client| client.join().expect("a client")));
        });
    }
    lives.kill();
    assert!(acknowledged.len() > ORDERS * KILLS, "{}", acknowledged.len());

    let world = start(directory.path());
    let_leases_run_out(&world);
    let address = world.address::<Shop>();
    for id in acknowledged {
        until("a receipt", || {
            let (status, _) = ask(address, "GET", &format!("/receipts/{id}"), "").expect("an answer");
            (status == 200).then_some(())
        });
    }
    assert!(world.stop().is_clean());
}
