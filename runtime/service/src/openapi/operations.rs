//! The operations of a document, from the declarations of a service.

use std::collections::BTreeMap;

use parseltongue_records::fields::Part;
use parseltongue_records::json::Form;
use parseltongue_records::schema::Schemas;
use parseltongue_records::{Default, Kind};
use serde_json::{Map, Value as Json, json};

use super::schemas::{self, PROBLEM};
use crate::table::{Action, CallerIs, Entry, Events, Parameter, Place, Resource, Route};
use crate::{Shape, Verb};

/// The name of the scheme by which callers are known.
pub(crate) const SECURITY: &str = "caller";

const ETAG: &str = "the state of the record, for `If-Match` and `If-None-Match`";

/// Collects operations by path, and the schemas that they refer to.
#[derive(Debug)]
pub(crate) struct Operations {
    paths: Map<String, Json>,
    schemas: Schemas,
    has_deadline: bool,
    has_rate_limit: bool,
    shape: Shape,
}

/// One operation before it is written.
struct Operation {
    verb: &'static str,
    path: String,
    name: String,
    doc: String,
    parameters: Vec<Json>,
    body: Option<Json>,
    responses: BTreeMap<u16, Json>,
    caller: CallerIs,
}

impl Operations {
    pub(crate) fn new(has_deadline: bool, has_rate_limit: bool, shape: Shape) -> Operations {
        Operations { paths: Map::new(), schemas: Schemas::new(), has_deadline, has_rate_limit, shape }
    }

    /// The paths and the named schemas.
    pub(crate) fn finish(self) -> (Map<String, Json>, Json) {
        let mut components = self.schemas.into_components();
        components[PROBLEM] = match self.shape {
            Shape::Rfc9457 => schemas::problem(),
            Shape::Named(member) => schemas::named_problem(member),
        };
        (self.paths, components)
    }

    pub(crate) fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::Route(route) => self.route(route),
            Entry::Resource(resource) => {
                for action in resource.actions {
                    self.action(resource, *action);
                }
            }
            Entry::Events(events) => self.events(events),
            // A page or a picture is no operation of the service.
            Entry::Files(_) => {}
        }
    }

    /// What every service has without being asked.
    pub(crate) fn add_built_in(&mut self) {
        let health = json!({
            "type": "object",
            "required": ["status"],
            "properties": { "status": { "type": "string" } },
        });
        let checks = [("live", "Whether the service runs."), ("ready", "Whether it takes requests.")];
        for (name, doc) in checks {
            let path = format!("/health/{name}");
            let mut operation = Operation::new("get", &path, &format!("health_{name}"), doc);
            operation.answers(200, doc, &health);
            if name == "ready" {
                self.refuses(&mut operation, 503, &["the service is stopping"]);
            }
            self.insert(operation);
        }
    }

    fn route(&mut self, route: &Route) {
        let mut operation = Operation::new(verb_name(route.verb), route.path, route.name, route.doc);
        operation.parameters = route.parameters.iter().map(|it| self.parameter(it)).collect();
        let schema = schemas::within(route.reply.within, self.schemas.of_kind(&route.reply.kind));
        match route.reply.kind {
            // OpenAPI has no words for what is said behind it.
            Kind::Nothing if route.reply.status == 101 => {
                operation.responses.insert(101, json!({ "description": "a WebSocket follows" }));
                self.refuses(&mut operation, 400, &["the handshake is none"]);
                self.refuses(&mut operation, 403, &["a page of another origin asks"]);
                self.refuses(&mut operation, 426, &["no WebSocket was asked for"]);
            }
            Kind::Nothing => operation.answers_nothing(),
            _ => operation.answers(route.reply.status, "done", &schema),
        }
        operation.caller = route.caller;
        if route.caller != CallerIs::Anybody {
            self.refuses(&mut operation, 401, &["the token is missing or not valid"]);
        }
        self.asks_roles(&mut operation, route.roles);
        if route.is_limited {
            self.limits(&mut operation);
        }
        if !route.parameters.is_empty() {
            self.refuses(&mut operation, 400, &["a parameter is wrong"]);
        }
        if let Some(sent) = &route.body {
            self.takes(&mut operation, sent, route.body_within, "application/json");
        }
        let mut by_status: BTreeMap<u16, Vec<String>> = BTreeMap::new();
        for (case, meaning, message) in (route.failures)() {
            by_status.entry(meaning.status()).or_default().push(format!("{case}: {message}"));
        }
        for (status, messages) in by_status {
            let messages: Vec<_> = messages.iter().map(String::as_str).collect();
            self.refuses(&mut operation, status, &messages);
        }
        self.may_always_fail(&mut operation);
        self.insert(operation);
    }

    fn action(&mut self, resource: &Resource, action: Action) {
        let (list, one) = (resource.path.to_owned(), format!("{}/{{key}}", resource.path));
        let record = resource.record;
        let key = json!({
            "name": "key", "in": "path", "required": true,
            "schema": self.schemas.of_kind(&resource.key),
        });
        let schema = self.schemas.of_kind(&resource.kind);
        let (verb, path, word, doc) = match action {
            Action::List => ("get", list, "list", format!("A page of {record}, in the order of the keys.")),
            Action::Read => ("get", one, "read", format!("One {record}.")),
            Action::Create => ("post", list, "create", format!("Makes one {record}.")),
            Action::Change => ("patch", one, "change", format!("Changes one {record} (RFC 7396).")),
            Action::Delete => ("delete", one, "delete", format!("Takes one {record} out.")),
        };
        let mut operation = Operation::new(verb, &path, &format!("{word}_{record}"), &doc);
        if matches!(action, Action::Read | Action::Change | Action::Delete) {
            operation.parameters.push(key.clone());
            self.refuses(&mut operation, 400, &["the key is wrong"]);
            self.refuses(&mut operation, 404, &["nothing has this key"]);
        }
        match action {
            Action::List => {
                let limit = json!({
                    "type": "integer", "minimum": 1,
                    "maximum": resource.pages.most, "default": resource.pages.size,
                });
                let after = self.schemas.of_kind(&resource.key);
                operation.parameters.push(json!({ "name": "limit", "in": "query", "schema": limit }));
                operation.parameters.push(json!({ "name": "after", "in": "query", "schema": after }));
                let page = schemas::page(&resource.kind, &mut self.schemas);
                operation.answers(200, "one page", &page);
                operation.has_header(200, "Link", "the next page, as `rel=\"next\"`");
                self.refuses(&mut operation, 400, &["a parameter is wrong"]);
            }
            Action::Read => {
                operation.answers(200, "the record", &schema);
                operation.has_header(200, "ETag", ETAG);
                operation.takes_header("If-None-Match", "the states that the client has", false);
                operation.responses.insert(304, json!({ "description": "the client has this state" }));
            }
            Action::Create => {
                operation.answers(201, "the record", &schema);
                operation.has_header(201, "Location", "where the record can be read");
                operation.has_header(201, "ETag", ETAG);
                self.takes(&mut operation, &resource.draft, None, "application/json");
                self.refuses(&mut operation, 409, &["a unique value is taken"]);
            }
            Action::Change => {
                operation.answers(200, "the changed record", &schema);
                operation.has_header(200, "ETag", ETAG);
                self.takes(&mut operation, &resource.changes, None, "application/merge-patch+json");
                self.refuses(&mut operation, 409, &["a unique value is taken"]);
            }
            Action::Delete => {
                operation.answers_nothing();
                self.refuses(&mut operation, 409, &["another record still refers to it"]);
            }
        }
        if let Some(guard) = resource.guards.iter().find(|guard| guard.action == action) {
            operation.caller = guard.caller;
            if guard.caller == CallerIs::Known {
                self.refuses(&mut operation, 401, &["the token is missing or not valid"]);
            }
            self.asks_roles(&mut operation, guard.roles);
            match action {
                Action::Read if guard.is_of_record => {
                    self.refuses(&mut operation, 404, &["the caller may not see this record"]);
                }
                _ if guard.is_of_record => {
                    self.refuses(&mut operation, 403, &["the caller may not do this with this record"]);
                }
                _ => {}
            }
        }
        if matches!(action, Action::Change | Action::Delete) {
            let is_required = resource.if_match.contains(&action);
            operation.takes_header("If-Match", "the state that the client has read", is_required);
            self.refuses(&mut operation, 412, &["the record is in another state"]);
            if is_required {
                self.refuses(&mut operation, 428, &["`If-Match` is missing"]);
            }
        }
        self.may_always_fail(&mut operation);
        self.insert(operation);
    }

    fn events(&mut self, events: &Events) {
        let name = format!("events{}", events.path.replace(['/', '{', '}', '-', '.'], "_"));
        let mut operation = Operation::new("get", events.path, &name, events.doc);
        operation.parameters.push(json!({
            "name": "Last-Event-ID", "in": "header", "schema": { "type": "string" },
            "description": "the id of the last event that was seen; those behind it follow",
        }));
        let data = self.schemas.of_kind(&events.kind);
        let content =
            json!({ "text/event-stream": { "schema": { "type": "string", "contentSchema": data } } });
        let response =
            json!({ "description": "events whose data is the record as JSON", "content": content });
        operation.responses.insert(200, response);
        self.refuses(&mut operation, 400, &["the id is none of ours"]);
        self.refuses(&mut operation, 410, &["the stream no longer keeps what follows that id"]);
        self.may_always_fail(&mut operation);
        self.insert(operation);
    }

    fn parameter(&mut self, parameter: &Parameter) -> Json {
        let mut schema = match parameter.field() {
            Some(field) => self.schemas.of_field(&field, Part::Whole),
            None => self.schemas.of_kind(parameter.kind.required()),
        };
        if let Default::Literal(literal) = parameter.default
            && let (Ok(literal), Some(schema)) = (serde_json::from_str(literal), schema.as_object_mut())
        {
            schema.insert("default".to_owned(), literal);
        }
        let is_optional = matches!(parameter.kind, Kind::Optional(_));
        json!({
            "name": parameter.name,
            "in": match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
                Place::Cookie => "cookie",
            },
            "required": parameter.default == Default::Required && !is_optional,
            "schema": schema,
        })
    }

    fn takes(&mut self, operation: &mut Operation, sent: &Form, within: Option<&str>, content_type: &str) {
        let schema = schemas::within(within, schemas::sent(sent, &mut self.schemas));
        operation.body = Some(json!({ "required": true, "content": { content_type: { "schema": schema } } }));
        self.refuses(operation, 400, &["the body is not JSON, or a parameter is wrong"]);
        self.refuses(operation, 408, &["the body comes too slowly"]);
        self.refuses(operation, 413, &["the body is too large"]);
        self.refuses(operation, 415, &["the content type is not JSON"]);
        self.refuses(operation, 422, &["fields break rules; every one is named"]);
    }

    fn asks_roles(&mut self, operation: &mut Operation, roles: &[&str]) {
        if !roles.is_empty() {
            let reason = format!("the caller has not the role {}", roles.join(" or "));
            self.refuses(operation, 403, &[&reason]);
        }
    }

    fn limits(&mut self, operation: &mut Operation) {
        self.refuses(operation, 429, &["too many requests; `Retry-After` says when to come again"]);
        operation.has_header(429, "Retry-After", "seconds until the next request is taken");
    }

    fn may_always_fail(&mut self, operation: &mut Operation) {
        if self.has_rate_limit && !operation.responses.contains_key(&429) {
            self.limits(operation);
        }
        self.refuses(operation, 500, &["the service is at fault"]);
        self.refuses(operation, 503, &["a store or a stream cannot be reached"]);
        if self.has_deadline {
            self.refuses(operation, 504, &["the deadline passed"]);
        }
    }

    fn refuses(&self, operation: &mut Operation, status: u16, reasons: &[&str]) {
        let mut description = reasons.join("; ");
        if let Some(before) = operation.responses.get(&status).and_then(|it| it["description"].as_str()) {
            description = format!("{before}; {description}");
        }
        let schema = json!({ "$ref": format!("#/components/schemas/{PROBLEM}") });
        let content_type = match self.shape {
            Shape::Rfc9457 => "application/problem+json",
            Shape::Named(_) => "application/json",
        };
        let content = json!({ content_type: { "schema": schema } });
        operation.responses.insert(status, json!({ "description": description, "content": content }));
    }

    fn insert(&mut self, operation: Operation) {
        let responses: Map<String, Json> = operation
            .responses
            .into_iter()
            .map(|(status, response)| (status.to_string(), response))
            .collect();
        let mut written = Map::from_iter([
            ("operationId".to_owned(), Json::from(operation.name)),
            ("responses".to_owned(), Json::Object(responses)),
        ]);
        if !operation.doc.is_empty() {
            written.insert("description".to_owned(), operation.doc.into());
        }
        if !operation.parameters.is_empty() {
            written.insert("parameters".to_owned(), operation.parameters.into());
        }
        let known = json!({ SECURITY: [] });
        match operation.caller {
            CallerIs::Anybody => {}
            CallerIs::KnownIfSaid => drop(written.insert("security".to_owned(), json!([{}, known]))),
            CallerIs::Known => drop(written.insert("security".to_owned(), json!([known]))),
        }
        if let Some(body) = operation.body {
            written.insert("requestBody".to_owned(), body);
        }
        // Templates that differ only in a parameter's name are one path to OpenAPI, and it has
        // one name there: the first that came.
        let same = self.paths.keys().find(|path| shape(path) == shape(&operation.path)).cloned();
        let path = same.unwrap_or(operation.path.clone());
        rename_parameters(&mut written, &operation.path, &path);
        let item = self.paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(operation.verb.to_owned(), Json::Object(written));
        }
    }
}

impl Operation {
    fn new(verb: &'static str, path: &str, name: &str, doc: &str) -> Operation {
        Operation {
            verb,
            path: path.to_owned(),
            name: name.to_owned(),
            doc: doc.trim().to_owned(),
            parameters: Vec::new(),
            body: None,
            responses: BTreeMap::new(),
            caller: CallerIs::Anybody,
        }
    }

    fn answers(&mut self, status: u16, description: &str, schema: &Json) {
        let content = json!({ "application/json": { "schema": schema } });
        self.responses.insert(status, json!({ "description": description, "content": content }));
    }

    fn answers_nothing(&mut self) {
        self.responses.insert(204, json!({ "description": "done" }));
    }

    fn has_header(&mut self, status: u16, name: &str, description: &str) {
        if let Some(response) = self.responses.get_mut(&status) {
            response["headers"][name] = json!({ "description": description, "schema": { "type": "string" } });
        }
    }

    fn takes_header(&mut self, name: &str, description: &str, is_required: bool) {
        self.parameters.push(json!({
            "name": name, "in": "header", "required": is_required, "schema": { "type": "string" },
            "description": description,
        }));
    }
}

fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Post => "post",
        Verb::Put => "put",
        Verb::Patch => "patch",
        Verb::Delete => "delete",
        _ => "get",
    }
}

/// A path with the names of its parameters left out.
fn shape(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

/// Gives the path parameters of an operation the names that they have in `to`.
fn rename_parameters(operation: &mut Map<String, Json>, from: &str, to: &str) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Json::as_array_mut) else { return };
    let name = |segment: &'_ str| segment.trim_matches(['{', '}']).to_owned();
    for (old, new) in from.split('/').zip(to.split('/')).filter(|(old, new)| old != new) {
        for parameter in parameters.iter_mut().filter(|it| it["in"] == "path" && it["name"] == name(old)) {
            parameter["name"] = name(new).into();
        }
    }
}
