//! `kill -9` under load, again and again: what was acknowledged is there, once and in order.

mod desk;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use desk::Desk;
use serde_json::{Value, json};

const CRASHES: u32 = 20;
const CLIENTS: usize = 4;
const SYMBOLS: [&str; 5] = ["ACME", "GLOBEX", "INITECH", "UMBRELLA", "STARK"];

/// What the program has acknowledged, over all of its lives.
#[derive(Default)]
struct Acknowledged {
    orders: Vec<Value>,
    /// Trades in the order in which one client saw them acknowledged, by client and symbol.
    trades: BTreeMap<(usize, &'static str), Vec<Value>>,
}

#[test]
fn nothing_acknowledged_is_lost_doubled_or_moved_by_twenty_crashes() {
    let directory = tempfile::tempdir().expect("a directory");
    let acknowledged = Mutex::new(Acknowledged::default());
    let mut random = Random::seeded();
    println!("seed {}", random.0);

    for crash in 1..=CRASHES {
        let desk = Desk::start(directory.path());
        expect_everything(&desk, &acknowledged.lock().expect("no poison"), crash);
        let life = Duration::from_millis(20 + random.below(180));
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (desk, acknowledged) = (&desk, &acknowledged);
                scope.spawn(move || place_and_fill(client, desk, acknowledged));
            }
            // The delay is the crash's own random moment, not a wait for something to happen.
            std::thread::sleep(life);
            desk.kill_now();
        });
    }

    let desk = Desk::start(directory.path());
    let acknowledged = acknowledged.into_inner().expect("no poison");
    assert!(acknowledged.orders.len() > CRASHES as usize, "the load was too small to prove anything");
    expect_everything(&desk, &acknowledged, CRASHES + 1);
}

/// Creates orders and fills them until the program is gone.
fn place_and_fill(client: usize, desk: &Desk, acknowledged: &Mutex<Acknowledged>) {
    for round in 0.. {
        let symbol = SYMBOLS[(client + round) % SYMBOLS.len()];
        let order = json!({ "symbol": symbol, "side": "Sell", "quantity": 1 + round, "price": "10.5" });
        let json_type = [("Content-Type", "application/json")];
        let Ok(created) = desk.ask("POST", "/orders", &json_type, order.to_string().as_bytes()) else {
            return;
        };
        assert!(matches!(created.status, 201 | 503 | 504), "{created:?}");
        if created.status != 201 {
            continue;
        }
        let order = created.json();
        acknowledged.lock().expect("no poison").orders.push(order.clone());
        let path = format!("/orders/{}/fill", order["id"].as_str().expect("an id"));
        let Ok(filled) = desk.ask("POST", &path, &json_type, b"{}") else { return };
        assert!(matches!(filled.status, 201 | 503 | 504), "{filled:?}");
        if filled.status == 201 {
            let mut acknowledged = acknowledged.lock().expect("no poison");
            acknowledged.trades.entry((client, symbol)).or_default().push(filled.json());
        }
    }
}

/// Every acknowledged order can be read; every acknowledged trade stands in the stream exactly
/// once, and those of one client and symbol in the order in which they were acknowledged.
fn expect_everything(desk: &Desk, acknowledged: &Acknowledged, life: u32) {
    for order in &acknowledged.orders {
        let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
        let read = desk.get(&path);
        assert_eq!((read.status, &read.json()), (200, order), "order lost before life {life}");
    }
    let wanted: usize = acknowledged.trades.values().map(Vec::len).sum();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = 0;
    if wanted > 0 {
        for (place, event) in desk.trades_after(Some("0.0.0.0")).enumerate() {
            let is_acknowledged = acknowledged.trades.values().flatten().any(|trade| *trade == event.data);
            let id = event.data["id"].as_str().expect("an id").to_owned();
            assert_eq!(places.insert(id, place), None, "a trade stands twice before life {life}");
            found += usize::from(is_acknowledged);
            if found == wanted {
                break;
            }
        }
    }
    for trades in acknowledged.trades.values() {
        let places: Vec<usize> =
            trades.iter().map(|trade| places[trade["id"].as_str().expect("an id")]).collect();
        assert!(places.is_sorted(), "trades moved before life {life}: {places:?}");
    }
}

/// A small generator (splitmix64), so that a failing run can be told by its seed.
struct Random(u64);

impl Random {
    fn seeded() -> Random {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_nanos());
        Random(nanos as u64)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}
