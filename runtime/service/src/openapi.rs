//! `/openapi.json`: OpenAPI 3.1, made once from the routes' tables and the records' fields.

mod operations;
mod schemas;

use bytes::Bytes;
use serde_json::{Map, Value as Json, json};

use self::operations::{Operations, SECURITY};
use crate::{BEARER, Bearer, Service};

/// The document of the service `S`.
pub(crate) fn document<S: Service>() -> Bytes {
    let mut operations = Operations::new(S::DEADLINE.is_some(), !S::RATE_LIMITS.is_empty(), S::PROBLEMS);
    for entry in S::TABLE {
        operations.add(entry);
    }
    operations.add_built_in();
    let (paths, schemas) = operations.finish();
    let mut info = Map::from_iter([
        ("title".to_owned(), Json::from(S::NAME)),
        ("version".to_owned(), Json::from(S::VERSION)),
    ]);
    if !S::DOC.is_empty() {
        info.insert("description".to_owned(), S::DOC.into());
    }
    let mut components = json!({ "schemas": schemas });
    if let Some(bearer) = S::AUTHENTICATE {
        components["securitySchemes"] = json!({ SECURITY: security(bearer) });
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": info,
        "paths": paths,
        "components": components,
    });
    Bytes::from(document.to_string())
}

/// How OpenAPI says by what callers are known; it has no word for schemes of one's own.
fn security(bearer: Bearer) -> Json {
    if bearer.scheme.eq_ignore_ascii_case(BEARER) {
        return json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" });
    }
    let description = format!("a JWT behind the word `{}`", bearer.scheme);
    json!({ "type": "apiKey", "in": "header", "name": "Authorization", "description": description })
}
