//! The measured service on axum: a router with state on one single-threaded tokio.
//!
//! `axum_peer PORT [duties] [store]`. Bare, it is `axum::serve`. With `duties` it has what a service in front of customers
//! has: a deadline, a panic that breaks its own request only, a body limit, a header timeout, a bound of connections,
//! counters of each route, problem documents.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Json, MatchedPath, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use work::{
    BODY_LIMIT_BYTES, CONNECTIONS_MOST, DEADLINE, Greeting, HEADER_TIMEOUT, Item, ItemDraft, Meters,
    NoteDraft, Problem, Route, Store, items,
};

struct Service {
    items: Vec<Item>,
    meters: Meters,
    store: Option<Mutex<Store>>,
}

/// A problem as an answer.
struct Failed(Problem);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let says = |word: &str| arguments.iter().any(|argument| argument == word);
    let port: u16 = arguments.first().and_then(|port| port.parse().ok()).unwrap_or(8084);
    let store = says("store").then(|| Mutex::new(Store::open().expect("a store")));
    let service = Arc::new(Service { items: items(), meters: Meters::default(), store });
    let routes = Router::new()
        .route("/plaintext", get(|| async { "Hello, World!" }))
        .route("/json", get(|| async { Json(Greeting { message: "Hello, World!" }) }))
        .route("/items", post(create))
        .route("/items/{id}", get(read))
        .route("/notes", post(insert))
        .route("/rows/{id}", get(row));
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    if says("duties") {
        let routes = routes
            .route(
                "/metrics",
                get(|State(service): State<Arc<Service>>| async move { service.meters.tell() }),
            )
            .fallback(|| async { Failed(Problem::not_found(0)) })
            .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
            .layer(CatchPanicLayer::custom(|_| Failed(Problem::internal()).into_response()))
            .route_layer(from_fn_with_state(Arc::clone(&service), watched))
            .with_state(service);
        serve(listener, routes).await;
    } else {
        axum::serve(listener, routes.with_state(service)).await.expect("a server that serves");
    }
}

/// What `axum::serve` has no settings for: the header timeout and the bound of connections.
async fn serve(listener: TcpListener, routes: Router) {
    static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_headers(64);
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        if CONNECTIONS.load(Relaxed) >= CONNECTIONS_MOST {
            continue;
        }
        CONNECTIONS.fetch_add(1, Relaxed);
        let _ = stream.set_nodelay(true);
        let connection =
            http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes.clone()));
        tokio::spawn(async move {
            let _ = connection.await;
            CONNECTIONS.fetch_sub(1, Relaxed);
        });
    }
}

/// Counts a request and ends it at the deadline.
async fn watched(
    State(service): State<Arc<Service>>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let route = match path.as_str() {
        "/plaintext" => Route::Plaintext,
        "/json" => Route::Json,
        "/items" => Route::Items,
        "/items/{id}" => Route::Item,
        "/notes" => Route::Notes,
        "/rows/{id}" => Route::Row,
        _ => Route::Nowhere,
    };
    service.meters.come(route);
    let answer = tokio::time::timeout(DEADLINE, next.run(request)).await;
    let answer = answer.unwrap_or_else(|_| Failed(Problem::deadline_passed()).into_response());
    service.meters.answered(route, answer.status().as_u16(), begun.elapsed());
    answer
}

async fn read(
    State(service): State<Arc<Service>>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Failed> {
    let Path(id) = id.map_err(|wrong| Failed(Problem::bad_request(wrong.body_text())))?;
    let item = usize::try_from(id).ok().and_then(|at| service.items.get(at));
    Ok(Json(item.ok_or_else(|| Failed(Problem::not_found(id)))?).into_response())
}

async fn create(draft: Result<Json<ItemDraft>, JsonRejection>) -> Result<(StatusCode, Json<Item>), Failed> {
    let Json(draft) = draft.map_err(unreadable)?;
    Ok((StatusCode::CREATED, Json(draft.check().map_err(Failed)?)))
}

async fn row(
    State(service): State<Arc<Service>>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Failed> {
    let Path(id) = id.map_err(|wrong| Failed(Problem::bad_request(wrong.body_text())))?;
    let store =
        service.store.as_ref().and_then(|store| store.lock().ok()).ok_or(Failed(Problem::internal()))?;
    let row = store.read(id).map_err(|_| Failed(Problem::internal()))?;
    Ok(Json(row.ok_or_else(|| Failed(Problem::not_found(id)))?).into_response())
}

async fn insert(
    State(service): State<Arc<Service>>,
    draft: Result<Json<NoteDraft>, JsonRejection>,
) -> Result<Response, Failed> {
    let Json(draft) = draft.map_err(unreadable)?;
    let store =
        service.store.as_ref().and_then(|store| store.lock().ok()).ok_or(Failed(Problem::internal()))?;
    let note = store.insert(draft).map_err(|_| Failed(Problem::internal()))?;
    Ok((StatusCode::CREATED, Json(note)).into_response())
}

/// 413, 415 or 400, as axum tells them apart.
fn unreadable(wrong: JsonRejection) -> Failed {
    Failed(match wrong.status().as_u16() {
        413 => Problem::new(413, "urn:problem:TooLarge", "Content too large"),
        415 => Problem::new(415, "urn:problem:UnsupportedMediaType", "Unsupported media type"),
        _ => Problem::bad_request(wrong.body_text()),
    })
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = (status, Json(self.0)).into_response();
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
        answer
    }
}
