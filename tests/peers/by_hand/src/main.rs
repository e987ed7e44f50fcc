//! The measured service as a careful expert writes it on hyper: one pinned-able thread, one
//! single-threaded tokio, and the same duties as the generated one: a deadline around every
//! handler, a panic that breaks its own request only, a body limit, a header timeout, a connection
//! limit, metrics of each route, the request's id in what fails, and a problem document for every
//! failure.
//!
//! `by_hand PORT [store]`

mod meters;

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use meters::{Meters, Route};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use work::{Greeting, NoteDraft, Store};

const DEADLINE: Duration = Duration::from_millis(50);
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
const BODY_LIMIT_BYTES: usize = 64 * 1024;
const REQUEST_ID: &str = "x-request-id";
const CONNECTIONS_MOST: usize = 10_000;
const ITEMS: i64 = 10_000;

#[derive(Serialize)]
struct Item {
    id: i64,
    symbol: String,
    quantity: i64,
    price: Decimal,
    note: Option<String>,
    placed_at: jiff::Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemDraft {
    id: i64,
    symbol: String,
    quantity: i64,
    price: Decimal,
    note: Option<String>,
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldProblem>,
}

#[derive(Serialize)]
struct FieldProblem {
    field: &'static str,
    rule: &'static str,
    message: &'static str,
}

struct Core {
    items: RefCell<Vec<Item>>,
    store: Option<Store>,
    meters: Meters,
    failures: Cell<u64>,
    connections: Cell<usize>,
}

type Answer = Response<Full<Bytes>>;

fn main() {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8081);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, serve(SocketAddr::from(([127, 0, 0, 1], port))));
}

async fn serve(address: SocketAddr) {
    let listener = listen(address).expect("a free port");
    let core = Rc::new(Core {
        items: RefCell::new((0..ITEMS).map(item).collect()),
        store: std::env::args().nth(2).map(|_| Store::open().expect("a store")),
        meters: Meters::new(),
        failures: Cell::new(0),
        connections: Cell::new(0),
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_headers(64);
    let mut stop =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("a handler");
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.recv() => break,
        };
        let Ok((stream, _)) = accepted else { continue };
        if core.connections.get() >= CONNECTIONS_MOST {
            continue;
        }
        core.connections.set(core.connections.get() + 1);
        let _ = stream.set_nodelay(true);
        let core = Rc::clone(&core);
        let connection = http.serve_connection(
            TokioIo::new(stream),
            service_fn({
                let core = Rc::clone(&core);
                move |request| answer(Rc::clone(&core), request)
            }),
        );
        tokio::task::spawn_local(async move {
            let _ = connection.await;
            core.connections.set(core.connections.get() - 1);
        });
    }
}

fn listen(address: SocketAddr) -> std::io::Result<tokio::net::TcpListener> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    tokio::net::TcpListener::from_std(socket.into())
}

async fn answer(core: Rc<Core>, mut request: Request<Incoming>) -> Result<Answer, Infallible> {
    let begun = Instant::now();
    let route = Route::of(request.uri().path());
    let active = core.meters.come(route);
    let mut answer = match tokio::time::timeout(DEADLINE, caught(handle(&core, route, &mut request))).await {
        Ok(Some(answer)) => answer,
        Ok(None) => {
            problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal", "Internal error", None, Vec::new())
        }
        Err(_) => problem(StatusCode::GATEWAY_TIMEOUT, "DeadlinePassed", "Deadline passed", None, Vec::new()),
    };
    if answer.status().is_server_error() {
        core.failures.set(core.failures.get() + 1);
        let request_id = request.headers().get(REQUEST_ID);
        eprintln!("failure {}: {} {request_id:?}", core.failures.get(), answer.status());
        if let Some(request_id) = request_id {
            answer.headers_mut().insert(REQUEST_ID, request_id.clone());
        }
    }
    drop(active);
    core.meters.answered(route, answer.status(), begun.elapsed());
    Ok(answer)
}

/// What `work` gives, or nothing if it panics.
async fn caught<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
        Ok(polled) => polled.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}

async fn handle(core: &Core, route: Route, request: &mut Request<Incoming>) -> Answer {
    match (route, request.method()) {
        (Route::Plaintext, &Method::GET) => json(StatusCode::OK, "Hello, World!"),
        (Route::Plaintext, _) => method_not_allowed("GET"),
        (Route::Json, &Method::GET) => json(StatusCode::OK, &Greeting { message: "Hello, World!" }),
        (Route::Json, _) => method_not_allowed("GET"),
        (Route::Items, &Method::POST) => create(request).await,
        (Route::Items, _) => method_not_allowed("POST"),
        (Route::Item, &Method::GET) => read(core, &request.uri().path()["/items/".len()..]),
        (Route::Item, _) => method_not_allowed("GET"),
        (Route::Notes, &Method::POST) => insert(core, request).await,
        (Route::Notes, _) => method_not_allowed("POST"),
        (Route::Row, &Method::GET) => row(core, &request.uri().path()["/rows/".len()..]),
        (Route::Row, _) => method_not_allowed("GET"),
        (Route::Nowhere, &Method::GET) if request.uri().path() == "/metrics" => {
            plain(Bytes::from(core.meters.tell()))
        }
        (Route::Nowhere, _) => problem(StatusCode::NOT_FOUND, "NotFound", "Not found", None, Vec::new()),
    }
}

fn read(core: &Core, id: &str) -> Answer {
    let Ok(id) = id.parse::<i64>() else {
        let wrong = FieldProblem { field: "id", rule: "type", message: "must be an integer" };
        return problem(StatusCode::BAD_REQUEST, "BadRequest", "Bad request", None, vec![wrong]);
    };
    let items = core.items.borrow();
    match usize::try_from(id).ok().and_then(|index| items.get(index)) {
        Some(item) => json(StatusCode::OK, item),
        None => problem(
            StatusCode::NOT_FOUND,
            "NotFound",
            "Not found",
            Some(format!("no Item has the key {id}")),
            Vec::new(),
        ),
    }
}

async fn create(request: &mut Request<Incoming>) -> Answer {
    let draft: ItemDraft = match body(request).await {
        Ok(draft) => draft,
        Err(answer) => return answer,
    };
    let mut wrong = Vec::new();
    if !(1..=8).contains(&draft.symbol.chars().count()) {
        wrong.push(FieldProblem {
            field: "/symbol",
            rule: "length",
            message: "must be 1 to 8 characters long",
        });
    }
    if draft.quantity < 1 {
        wrong.push(FieldProblem { field: "/quantity", rule: "at_least", message: "must be at least 1" });
    }
    if !wrong.is_empty() {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "Invalid", "Invalid fields", None, wrong);
    }
    let item = Item {
        id: draft.id,
        symbol: draft.symbol,
        quantity: draft.quantity,
        price: draft.price,
        note: draft.note,
        placed_at: now(),
    };
    json(StatusCode::CREATED, &item)
}

fn row(core: &Core, id: &str) -> Answer {
    let Ok(id) = id.parse::<i64>() else {
        let wrong = FieldProblem { field: "id", rule: "type", message: "must be an integer" };
        return problem(StatusCode::BAD_REQUEST, "BadRequest", "Bad request", None, vec![wrong]);
    };
    match core.store.as_ref().map(|store| store.read(id)) {
        Some(Ok(Some(row))) => json(StatusCode::OK, &row),
        Some(Ok(None)) => problem(
            StatusCode::NOT_FOUND,
            "NotFound",
            "Not found",
            Some(format!("no Row has the key {id}")),
            Vec::new(),
        ),
        _ => problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal", "Internal error", None, Vec::new()),
    }
}

async fn insert(core: &Core, request: &mut Request<Incoming>) -> Answer {
    let draft: NoteDraft = match body(request).await {
        Ok(draft) => draft,
        Err(answer) => return answer,
    };
    match core.store.as_ref().map(|store| store.insert(draft)) {
        Some(Ok(note)) => json(StatusCode::CREATED, &note),
        _ => problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal", "Internal error", None, Vec::new()),
    }
}

/// The request's JSON body, or what is answered when it is none.
async fn body<T: DeserializeOwned>(request: &mut Request<Incoming>) -> Result<T, Answer> {
    let is_json =
        request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
            kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        });
    if !is_json {
        return Err(problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "Unsupported media type",
            None,
            Vec::new(),
        ));
    }
    let bad = |detail| problem(StatusCode::BAD_REQUEST, "BadRequest", "Bad request", detail, Vec::new());
    let body = match Limited::new(request.body_mut(), BODY_LIMIT_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "TooLarge",
                "Content too large",
                None,
                Vec::new(),
            ));
        }
        Err(_) => return Err(bad(None)),
    };
    serde_json::from_slice(&body).map_err(|error| bad(Some(error.to_string())))
}

fn item(id: i64) -> Item {
    Item {
        id,
        symbol: "ACME".to_owned(),
        quantity: 100 + id,
        price: Decimal::new(1_012_500 + id, 4),
        note: Some("placed by the measuring program".to_owned()),
        placed_at: now(),
    }
}

/// Microseconds, as the generated service keeps its timestamps.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(jiff::Timestamp::now().as_microsecond()).expect("a time in range")
}

fn plain(body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}

fn json<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> Answer {
    let mut body = Vec::with_capacity(256);
    serde_json::to_writer(&mut body, value).expect("plain data");
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

fn method_not_allowed(allowed: &'static str) -> Answer {
    let mut answer =
        problem(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "Method not allowed", None, Vec::new());
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

fn problem(
    status: StatusCode,
    case: &str,
    title: &str,
    detail: Option<String>,
    fields: Vec<FieldProblem>,
) -> Answer {
    let kind = format!("urn:problem:{case}");
    let mut answer = json(status, &Problem { kind: &kind, title, status: status.as_u16(), detail, fields });
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    answer
}
