//! The measured service on may_minihttp: coroutines on one worker, the bare work without duties, as its examples are.
//!
//! `may_peer PORT [store]`

use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use bytes::BufMut;
use may_minihttp::{HttpServer, HttpService, Request, Response};
use serde::Serialize;
use work::{Greeting, Item, ItemDraft, NoteDraft, Problem, Store, items};

#[derive(Clone)]
struct Service {
    items: Arc<Vec<Item>>,
    store: Option<Arc<Mutex<Store>>>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(8086);
    let store = arguments.next().map(|_| Arc::new(Mutex::new(Store::open().expect("a store"))));
    // SQLite wants more stack than a coroutine has unless it is told (in words).
    may::config().set_workers(1).set_stack_size(if store.is_some() { 0x8000 } else { 0x2000 });
    let service = Service { items: Arc::new(items()), store };
    HttpServer(service)
        .start(("127.0.0.1", port))
        .expect("a free port")
        .join()
        .expect("a server that serves");
}

impl HttpService for Service {
    fn call(&mut self, request: Request, response: &mut Response) -> io::Result<()> {
        let is_get = request.method() == "GET";
        if is_get && request.path() == "/plaintext" {
            response.header("Content-Type: text/plain");
            response.body("Hello, World!");
            return Ok(());
        }
        response.header("Content-Type: application/json");
        let answer =
            if is_get { self.read(request.path(), response) } else { self.create(request, response) };
        if let Err(problem) = answer {
            let reason = match problem.status {
                404 => "Not Found",
                422 => "Unprocessable Content",
                400 => "Bad Request",
                _ => "Internal Server Error",
            };
            response.status_code(usize::from(problem.status), reason);
            give(response, &problem);
        }
        Ok(())
    }
}

impl Service {
    fn read(&self, path: &str, response: &mut Response) -> Result<(), Problem> {
        let number = |id: &str| id.parse::<i64>().map_err(|error| Problem::bad_request(error.to_string()));
        if path == "/json" {
            give(response, &Greeting { message: "Hello, World!" });
        } else if let Some(id) = path.strip_prefix("/items/") {
            let id = number(id)?;
            let item = usize::try_from(id).ok().and_then(|at| self.items.get(at));
            give(response, item.ok_or_else(|| Problem::not_found(id))?);
        } else {
            let id = number(path.strip_prefix("/rows/").ok_or_else(|| Problem::not_found(0))?)?;
            let store =
                self.store.as_ref().and_then(|store| store.lock().ok()).ok_or_else(Problem::internal)?;
            let row = store.read(id).map_err(|_| Problem::internal())?;
            give(response, &row.ok_or_else(|| Problem::not_found(id))?);
        }
        Ok(())
    }

    fn create(&self, request: Request, response: &mut Response) -> Result<(), Problem> {
        let is_item = request.path() == "/items";
        let mut body = Vec::with_capacity(256);
        request.body().read_to_end(&mut body).map_err(|error| Problem::bad_request(error.to_string()))?;
        let wrong = |error: serde_json::Error| Problem::bad_request(error.to_string());
        if is_item {
            let item = serde_json::from_slice::<ItemDraft>(&body).map_err(wrong)?.check()?;
            response.status_code(201, "Created");
            give(response, &item);
        } else {
            let draft = serde_json::from_slice::<NoteDraft>(&body).map_err(wrong)?;
            let store =
                self.store.as_ref().and_then(|store| store.lock().ok()).ok_or_else(Problem::internal)?;
            let note = store.insert(draft).map_err(|_| Problem::internal())?;
            response.status_code(201, "Created");
            give(response, &note);
        }
        Ok(())
    }
}

fn give<T: Serialize>(response: &mut Response, value: &T) {
    let _ = serde_json::to_writer(response.body_mut().writer(), value);
}
