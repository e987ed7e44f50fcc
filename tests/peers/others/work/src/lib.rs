//! What every measured service does between a request and its answer: the items, their two rules, problem documents,
//! what is counted of a route, the rows of the store. Each server writes only what is its own.

mod meters;
mod store;

pub use meters::{Meters, Route};
pub use store::{Note, NoteDraft, Store};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a request may take.
pub const DEADLINE: Duration = Duration::from_millis(50);
/// How long a head may take to come.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest body.
pub const BODY_LIMIT_BYTES: usize = 64 * 1024;
/// The most connections.
pub const CONNECTIONS_MOST: usize = 10_000;

const ITEMS: i64 = 10_000;

/// Six fields.
#[derive(Clone, Serialize)]
pub struct Item {
    pub id: i64,
    pub symbol: String,
    pub quantity: i64,
    pub price: Decimal,
    pub note: Option<String>,
    pub placed_at: jiff::Timestamp,
}

/// What a client sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemDraft {
    pub id: i64,
    pub symbol: String,
    pub quantity: i64,
    pub price: Decimal,
    pub note: Option<String>,
}

/// The answer of the row "JSON".
#[derive(Serialize)]
pub struct Greeting {
    pub message: &'static str,
}

/// A problem document (RFC 9457).
#[derive(Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: &'static str,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

/// One wrong field.
#[derive(Serialize)]
pub struct FieldProblem {
    pub field: &'static str,
    pub rule: &'static str,
    pub message: &'static str,
}

impl Problem {
    pub fn new(status: u16, kind: &'static str, title: &'static str) -> Problem {
        Problem { kind, title, status, detail: None, fields: Vec::new() }
    }

    pub fn not_found(id: i64) -> Problem {
        let detail = Some(format!("no Item has the key {id}"));
        Problem { detail, ..Problem::new(404, "urn:problem:NotFound", "Not found") }
    }

    pub fn bad_request(detail: String) -> Problem {
        Problem { detail: Some(detail), ..Problem::new(400, "urn:problem:BadRequest", "Bad request") }
    }

    pub fn internal() -> Problem {
        Problem::new(500, "urn:problem:Internal", "Internal error")
    }

    pub fn deadline_passed() -> Problem {
        Problem::new(504, "urn:problem:DeadlinePassed", "Deadline passed")
    }
}

/// The 10,000 items that stand in memory, found by their place.
pub fn items() -> Vec<Item> {
    let item = |id| Item {
        id,
        symbol: "ACME".to_owned(),
        quantity: 100 + id,
        price: Decimal::new(1_012_500 + id, 4),
        note: Some("placed by the measuring program".to_owned()),
        placed_at: now(),
    };
    (0..ITEMS).map(item).collect()
}

impl ItemDraft {
    /// The item, or what is wrong with each field.
    pub fn check(self) -> Result<Item, Problem> {
        let mut fields = Vec::new();
        if !(1..=8).contains(&self.symbol.chars().count()) {
            fields.push(FieldProblem {
                field: "/symbol",
                rule: "length",
                message: "must be 1 to 8 characters long",
            });
        }
        if self.quantity < 1 {
            fields.push(FieldProblem { field: "/quantity", rule: "at_least", message: "must be at least 1" });
        }
        if !fields.is_empty() {
            return Err(Problem { fields, ..Problem::new(422, "urn:problem:Invalid", "Invalid fields") });
        }
        let ItemDraft { id, symbol, quantity, price, note } = self;
        Ok(Item { id, symbol, quantity, price, note, placed_at: now() })
    }
}

/// Microseconds, as the generated service keeps its timestamps.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(jiff::Timestamp::now().as_microsecond()).expect("a time in range")
}
