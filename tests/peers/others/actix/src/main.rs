//! The measured service on actix-web: one worker.
//!
//! `actix_peer PORT [duties] [store]`. Bare, it is an `App` with its routes. With `duties` it has what a service in front of
//! customers has: a deadline, a body limit, a header timeout, a bound of connections, counters of each route, problem
//! documents. (A panic ends actix's connection, not its worker.)

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{JsonPayloadError, PathError};
use actix_web::http::StatusCode;
use actix_web::middleware::{Condition, Next, from_fn};
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, ResponseError, get, post, web};
use work::{
    BODY_LIMIT_BYTES, CONNECTIONS_MOST, DEADLINE, Greeting, HEADER_TIMEOUT, Item, ItemDraft, Meters,
    NoteDraft, Problem, Route, Store, items,
};

struct Service {
    items: Vec<Item>,
    meters: Meters,
    store: Option<RefCell<Store>>,
}

/// The worker's own service.
type Own = web::Data<Rc<Service>>;

/// A problem as an answer.
struct Failed(Problem);

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let says = |word: &str| arguments.iter().any(|argument| argument == word);
    let port: u16 = arguments.first().and_then(|port| port.parse().ok()).unwrap_or(8085);
    let (has_duties, has_store) = (says("duties"), says("store"));
    HttpServer::new(move || {
        let store = has_store.then(|| RefCell::new(Store::open().expect("a store")));
        let service = Rc::new(Service { items: items(), meters: Meters::default(), store });
        App::new()
            .app_data(web::Data::new(service))
            .app_data(web::JsonConfig::default().limit(BODY_LIMIT_BYTES).error_handler(unreadable))
            .app_data(web::PathConfig::default().error_handler(not_a_number))
            .wrap(Condition::new(has_duties, from_fn(watched)))
            .service(plaintext)
            .service(greeting)
            .service(read)
            .service(create)
            .service(row)
            .service(insert)
            .service(metrics)
    })
    .workers(1)
    .client_request_timeout(HEADER_TIMEOUT)
    .max_connections(CONNECTIONS_MOST)
    .bind(("127.0.0.1", port))?
    .run()
    .await
}

/// Counts a request and ends it at the deadline.
async fn watched(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = Instant::now();
    let service = request.app_data::<Own>().cloned();
    let route = Route::of(request.path());
    if let Some(service) = &service {
        service.meters.come(route);
    }
    let answer = tokio::time::timeout(DEADLINE, next.call(request)).await;
    let answer = answer.unwrap_or_else(|_| Err(Failed(Problem::deadline_passed()).into()));
    if let Some(service) = &service {
        let status = match &answer {
            Ok(answer) => answer.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        service.meters.answered(route, status.as_u16(), begun.elapsed());
    }
    answer
}

#[get("/plaintext")]
async fn plaintext() -> &'static str {
    "Hello, World!"
}

#[get("/json")]
async fn greeting() -> web::Json<Greeting> {
    web::Json(Greeting { message: "Hello, World!" })
}

#[get("/items/{id}")]
async fn read(service: Own, id: web::Path<i64>) -> Result<HttpResponse, Failed> {
    let item = usize::try_from(*id).ok().and_then(|at| service.items.get(at));
    Ok(HttpResponse::Ok().json(item.ok_or_else(|| Failed(Problem::not_found(*id)))?))
}

#[post("/items")]
async fn create(draft: web::Json<ItemDraft>) -> Result<HttpResponse, Failed> {
    Ok(HttpResponse::Created().json(draft.into_inner().check().map_err(Failed)?))
}

#[get("/rows/{id}")]
async fn row(service: Own, id: web::Path<i64>) -> Result<HttpResponse, Failed> {
    let store = service.store.as_ref().ok_or(Failed(Problem::internal()))?.borrow();
    let row = store.read(*id).map_err(|_| Failed(Problem::internal()))?;
    Ok(HttpResponse::Ok().json(row.ok_or_else(|| Failed(Problem::not_found(*id)))?))
}

#[post("/notes")]
async fn insert(service: Own, draft: web::Json<NoteDraft>) -> Result<HttpResponse, Failed> {
    let store = service.store.as_ref().ok_or(Failed(Problem::internal()))?.borrow();
    let note = store.insert(draft.into_inner()).map_err(|_| Failed(Problem::internal()))?;
    Ok(HttpResponse::Created().json(note))
}

#[get("/metrics")]
async fn metrics(service: Own) -> String {
    service.meters.tell()
}

fn unreadable(wrong: JsonPayloadError, _: &HttpRequest) -> Error {
    let problem = match &wrong {
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            Problem::new(413, "urn:problem:TooLarge", "Content too large")
        }
        JsonPayloadError::ContentType => {
            Problem::new(415, "urn:problem:UnsupportedMediaType", "Unsupported media type")
        }
        _ => Problem::bad_request(wrong.to_string()),
    };
    Failed(problem).into()
}

fn not_a_number(wrong: PathError, _: &HttpRequest) -> Error {
    Failed(Problem::bad_request(wrong.to_string())).into()
}

impl ResponseError for Failed {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).content_type("application/problem+json").json(&self.0)
    }
}

impl std::fmt::Debug for Failed {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(self.0.title)
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(self.0.title)
    }
}
