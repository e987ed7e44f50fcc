//! The same service twice: as a block, and by hand. For each record: list, read, create, change, delete, and one
//! route that changes it under a condition.

/// The number in a body that is edited.
pub const EDITED: &str = "1_000_000";

/// What the program written by hand depends on.
pub const PEERS: &str = r#"axum = "0.8"
chrono = { version = "0.4", features = ["serde"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
sqlx = { version = "0.8", default-features = false, features = ["sqlite", "runtime-tokio", "macros", "chrono", "uuid"] }
tokio = { version = "1", features = ["rt-multi-thread", "net", "macros"] }
uuid = { version = "1", features = ["v7", "serde"] }
"#;

/// The program as a block, twenty lines for each record.
pub fn block(records: usize) -> String {
    let each = |line: &dyn Fn(usize) -> String| (0..records).map(line).collect::<String>();
    let definitions = each(&|n| RECORD.replace("@", &n.to_string()));
    let held: Vec<String> = (0..records).map(|n| format!("Order{n}")).collect();
    let routes = each(&|n| {
        let most = if n == 0 { EDITED } else { "500" };
        ROUTES.replace("@", &n.to_string()).replace("MOST", most)
    });
    format!(
        "use parseltongue::prelude::*;

parseltongue! {{
{definitions}
    define_error ShopError {{
        TooMany is conflict \"too many\",
    }}

    define_store Books {{
        keep_in: memory,
        holds: {},
    }}

    basilisk!<Shop> {{
        listen_on: \"127.0.0.1:8080\",
        uses: Books,
{routes}    }}

    define_program Measured {{
        Shop: 1 core,
    }}
}}
",
        held.join(", ")
    )
}

const RECORD: &str = "
    define_record Order@ {
        id: uuid key generated,
        symbol: string length 1..=8 indexed,
        quantity: i64 at_least 1,
        weight: f64 default 1.5,
        is_open: bool default true,
        note: optional<string> length 0..=200,
        placed_at: timestamp generated,
    }
";

const ROUTES: &str = "
        resource Order@ at \"/orders-@\" { list, read, create, change, delete }
        post \"/orders-@/{id}/more\" (id: uuid, by: i64 = 1) -> Order@ fails_with ShopError {
            let_var order: Order@ = find Order@ with id;
            require order.quantity + by < MOST otherwise ShopError::TooMany;
            let_var changed: Order@ = change Order@ with id set .quantity = order.quantity + by;
            finish_with changed;
        }
        get \"/of-@/{symbol}\" (symbol: string, limit: i64 = 50) -> list<Order@> {
            finish_with find_all Order@ where .symbol == symbol order_by .placed_at descending limit limit;
        }
";

/// The program by hand.
pub fn by_hand(records: usize) -> String {
    let mut text = HEAD.to_owned();
    for n in 0..records {
        let most = if n == 0 { EDITED } else { "500" };
        text += &RECORD_BY_HAND.replace("@", &n.to_string()).replace("MOST", most);
    }
    text += "
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePool::connect(\"sqlite::memory:\").await?;
    let mut router = Router::new();
";
    for n in 0..records {
        text += &format!(
            "    sqlx::query(CREATE_ORDER{n}).execute(&pool).await?;
    router = router
        .route(\"/orders-{n}\", get(list_order{n}).post(create_order{n}))
        .route(\"/orders-{n}/{{id}}\", get(read_order{n}).patch(change_order{n}).delete(delete_order{n}))
        .route(\"/orders-{n}/{{id}}/more\", post(more_order{n}))
        .route(\"/of-{n}/{{symbol}}\", get(of_order{n}));
"
        );
    }
    text += "    let listener = tokio::net::TcpListener::bind(\"127.0.0.1:8080\").await?;
    axum::serve(listener, router.with_state(pool)).await?;
    Ok(())
}
";
    text
}

const HEAD: &str = r#"use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqlitePool};
use uuid::Uuid;

#[derive(Debug)]
pub enum Failure {
    NotFound,
    TooMany,
    Invalid(Vec<Wrong>),
    Store(sqlx::Error),
}

#[derive(Debug, Serialize)]
pub struct Wrong {
    field: &'static str,
    message: &'static str,
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Failure::NotFound,
            error => Failure::Store(error),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, title, fields) = match self {
            Failure::NotFound => (StatusCode::NOT_FOUND, "Not found", Vec::new()),
            Failure::TooMany => (StatusCode::CONFLICT, "too many", Vec::new()),
            Failure::Invalid(fields) => (StatusCode::UNPROCESSABLE_ENTITY, "Invalid fields", fields),
            Failure::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "Store unavailable", Vec::new()),
        };
        let problem = serde_json::json!({ "title": title, "status": status.as_u16(), "fields": fields });
        (status, Json(problem)).into_response()
    }
}

#[derive(Deserialize)]
pub struct Page {
    after: Option<Uuid>,
    limit: Option<i64>,
}

#[derive(Deserialize)]
pub struct More {
    by: Option<i64>,
}

#[derive(Serialize)]
pub struct Items<T> {
    items: Vec<T>,
}

fn one_and_a_half() -> f64 {
    1.5
}

fn yes() -> bool {
    true
}
"#;

const RECORD_BY_HAND: &str = r#"
#[derive(Clone, Debug, PartialEq, Serialize, FromRow)]
pub struct Order@ {
    id: Uuid,
    symbol: String,
    quantity: i64,
    weight: f64,
    is_open: bool,
    note: Option<String>,
    placed_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order@Draft {
    symbol: String,
    quantity: i64,
    #[serde(default = "one_and_a_half")]
    weight: f64,
    #[serde(default = "yes")]
    is_open: bool,
    note: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order@Changes {
    symbol: Option<String>,
    quantity: Option<i64>,
    weight: Option<f64>,
    is_open: Option<bool>,
    note: Option<String>,
}

const CREATE_ORDER@: &str = "CREATE TABLE orders_@ (id BLOB PRIMARY KEY, symbol TEXT NOT NULL, quantity INTEGER NOT NULL, \
     weight REAL NOT NULL, is_open INTEGER NOT NULL, note TEXT, placed_at TEXT NOT NULL); CREATE INDEX orders_@_symbol ON orders_@ (symbol)";

impl Order@ {
    fn check(&self) -> Result<(), Failure> {
        let mut wrong = Vec::new();
        if !(1..=8).contains(&self.symbol.chars().count()) {
            wrong.push(Wrong { field: "symbol", message: "must be 1 to 8 characters long" });
        }
        if self.quantity < 1 {
            wrong.push(Wrong { field: "quantity", message: "must be at least 1" });
        }
        if self.note.as_ref().is_some_and(|note| note.chars().count() > 200) {
            wrong.push(Wrong { field: "note", message: "must be at most 200 characters long" });
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::Invalid(wrong)) }
    }
}

async fn list_order@(State(pool): State<SqlitePool>, Query(page): Query<Page>) -> Result<Json<Items<Order@>>, Failure> {
    let items = sqlx::query_as("SELECT * FROM orders_@ WHERE id > ? ORDER BY id LIMIT ?")
        .bind(page.after.unwrap_or_default())
        .bind(page.limit.unwrap_or(50))
        .fetch_all(&pool)
        .await?;
    Ok(Json(Items { items }))
}

async fn read_order@(State(pool): State<SqlitePool>, Path(id): Path<Uuid>) -> Result<Json<Order@>, Failure> {
    Ok(Json(sqlx::query_as("SELECT * FROM orders_@ WHERE id = ?").bind(id).fetch_one(&pool).await?))
}

async fn create_order@(
    State(pool): State<SqlitePool>,
    Json(draft): Json<Order@Draft>,
) -> Result<(StatusCode, Json<Order@>), Failure> {
    let Order@Draft { symbol, quantity, weight, is_open, note } = draft;
    let order = Order@ { id: Uuid::now_v7(), symbol, quantity, weight, is_open, note, placed_at: Utc::now() };
    order.check()?;
    sqlx::query("INSERT INTO orders_@ (id, symbol, quantity, weight, is_open, note, placed_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(order.id)
        .bind(&order.symbol)
        .bind(order.quantity)
        .bind(order.weight)
        .bind(order.is_open)
        .bind(&order.note)
        .bind(order.placed_at)
        .execute(&pool)
        .await?;
    Ok((StatusCode::CREATED, Json(order)))
}

async fn change_order@(
    State(pool): State<SqlitePool>,
    Path(id): Path<Uuid>,
    Json(changes): Json<Order@Changes>,
) -> Result<Json<Order@>, Failure> {
    let mut order: Order@ = sqlx::query_as("SELECT * FROM orders_@ WHERE id = ?").bind(id).fetch_one(&pool).await?;
    order.symbol = changes.symbol.unwrap_or(order.symbol);
    order.quantity = changes.quantity.unwrap_or(order.quantity);
    order.weight = changes.weight.unwrap_or(order.weight);
    order.is_open = changes.is_open.unwrap_or(order.is_open);
    order.note = changes.note.or(order.note);
    order.check()?;
    sqlx::query("UPDATE orders_@ SET symbol = ?, quantity = ?, weight = ?, is_open = ?, note = ? WHERE id = ?")
        .bind(&order.symbol)
        .bind(order.quantity)
        .bind(order.weight)
        .bind(order.is_open)
        .bind(&order.note)
        .bind(id)
        .execute(&pool)
        .await?;
    Ok(Json(order))
}

async fn delete_order@(State(pool): State<SqlitePool>, Path(id): Path<Uuid>) -> Result<StatusCode, Failure> {
    let deleted = sqlx::query("DELETE FROM orders_@ WHERE id = ?").bind(id).execute(&pool).await?;
    if deleted.rows_affected() == 0 { Err(Failure::NotFound) } else { Ok(StatusCode::NO_CONTENT) }
}

async fn more_order@(
    State(pool): State<SqlitePool>,
    Path(id): Path<Uuid>,
    Query(more): Query<More>,
) -> Result<Json<Order@>, Failure> {
    let mut order: Order@ = sqlx::query_as("SELECT * FROM orders_@ WHERE id = ?").bind(id).fetch_one(&pool).await?;
    let quantity = order.quantity + more.by.unwrap_or(1);
    if quantity >= MOST {
        return Err(Failure::TooMany);
    }
    sqlx::query("UPDATE orders_@ SET quantity = ? WHERE id = ?").bind(quantity).bind(id).execute(&pool).await?;
    order.quantity = quantity;
    Ok(Json(order))
}

async fn of_order@(
    State(pool): State<SqlitePool>,
    Path(symbol): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Order@>>, Failure> {
    let found = sqlx::query_as("SELECT * FROM orders_@ WHERE symbol = ? ORDER BY placed_at DESC LIMIT ?")
        .bind(symbol)
        .bind(page.limit.unwrap_or(50))
        .fetch_all(&pool)
        .await?;
    Ok(Json(found))
}
"#;
