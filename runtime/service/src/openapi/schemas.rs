//! The schemas of a document that no record has: pages, problems, bodies.

use parseltongue_records::Kind;
use parseltongue_records::json::Form;
use parseltongue_records::schema::Schemas;
use serde_json::{Value as Json, json};

/// The name of the problem documents' schema.
pub(crate) const PROBLEM: &str = "ProblemDocument";

/// The schema of what a client sends.
pub(crate) fn sent(form: &Form, schemas: &mut Schemas) -> Json {
    match form {
        Form::Fields(list) => schemas.of_list(list),
        Form::Value(kind) => schemas.of_kind(kind),
    }
}

/// The schema of a value in its envelope.
pub(crate) fn within(envelope: Option<&str>, schema: Json) -> Json {
    match envelope {
        Some(envelope) => {
            json!({ "type": "object", "required": [envelope], "properties": { envelope: schema } })
        }
        None => schema,
    }
}

/// The schema of problems as messages under the names of fields.
pub(crate) fn named_problem(member: &str) -> Json {
    let messages = json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "type": "object",
        "description": "what went wrong, under the name of each field, or under `body`",
        "required": [member],
        "properties": { member: { "type": "object", "additionalProperties": messages } },
    })
}

/// The schema of one page of a list.
pub(crate) fn page(kind: &Kind, schemas: &mut Schemas) -> Json {
    json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": { "type": "array", "items": schemas.of_kind(kind) },
            "next": {
                "description": "what `after` must be for the next page; `null` on the last",
                "type": ["string", "null"],
            },
        },
    })
}

/// The schema of problem documents.
pub(crate) fn problem() -> Json {
    let field = json!({
        "type": "object",
        "required": ["field", "rule", "message"],
        "properties": {
            "field": { "type": "string" },
            "rule": { "type": "string" },
            "message": { "type": "string" },
        },
    });
    json!({
        "type": "object",
        "description": "what went wrong (RFC 9457)",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string", "format": "uri" },
            "fields": { "type": "array", "items": field },
        },
    })
}
