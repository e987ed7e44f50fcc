//! JSON schemas of the language's types, from their fields and rules.

use parseltongue_records::fields::Part;
use parseltongue_records::json::Form;
use parseltongue_records::{Case, ChoiceShape, Default, Field, Kind, Rule, Shape};
use serde_json::{Map, Value as Json, json};

/// Whether a schema tells what is answered or what may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Answers hold every field, but never a secret one.
    Answered,
    /// What is sent may leave out what has a default.
    Sent,
}

/// The schemas that a document refers to by name.
#[derive(Debug, std::default::Default)]
pub(crate) struct Schemas {
    named: Map<String, Json>,
}

impl Schemas {
    pub(crate) fn into_named(self) -> Map<String, Json> {
        self.named
    }

    /// The schema of a kind; records and choices are named and referred to.
    pub(crate) fn of(&mut self, kind: &Kind, direction: Direction) -> Json {
        match kind {
            Kind::Integer => json!({ "type": "integer", "format": "int64" }),
            Kind::Float => json!({ "type": "number", "format": "double" }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Text => json!({ "type": "string" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Timestamp => json!({ "type": "string", "format": "date-time" }),
            Kind::Duration => json!({ "type": "string", "format": "duration" }),
            Kind::Decimal if direction == Direction::Sent => {
                json!({ "type": ["string", "number"], "format": "decimal" })
            }
            Kind::Decimal => json!({ "type": "string", "format": "decimal" }),
            Kind::Uuid => json!({ "type": "string", "format": "uuid" }),
            Kind::List(kind) => json!({ "type": "array", "items": self.of(kind, direction) }),
            Kind::Map(_, kind) => {
                json!({ "type": "object", "additionalProperties": self.of(kind, direction) })
            }
            Kind::Optional(kind) => json!({ "anyOf": [self.of(kind, direction), { "type": "null" }] }),
            Kind::Record(shape) => self.record(shape, direction),
            Kind::Choice(shape) => self.choice(shape, direction),
            Kind::Nothing => json!({ "type": "null" }),
            // Any JSON value; also what a later version of the language adds.
            _ => json!({}),
        }
    }

    /// The schema of one page of a list.
    pub(crate) fn page(&mut self, kind: &Kind) -> Json {
        json!({
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": { "type": "array", "items": self.of(kind, Direction::Answered) },
                "next": {
                    "description": "what `after` must be for the next page; `null` on the last",
                    "type": ["string", "null"],
                },
            },
        })
    }

    /// The schema of what a client sends.
    pub(crate) fn sent(&mut self, form: &Form) -> Json {
        let list = match form {
            Form::Fields(list) => list,
            Form::Value(kind) => return self.of(kind, Direction::Sent),
        };
        let suffix = match list.part {
            Part::Whole => "",
            Part::Draft => "Draft",
            Part::Changes => "Changes",
        };
        let name = format!("{}{suffix}", list.name);
        if self.begin(&name) {
            let mut schema = self.object(list.present(), Direction::Sent);
            if list.part == Part::Changes {
                // Nothing is required, and what is left out stays as it is.
                schema.remove("required");
                let properties = schema.get_mut("properties").and_then(Json::as_object_mut);
                for (_, property) in properties.into_iter().flatten() {
                    if let Some(property) = property.as_object_mut() {
                        property.remove("default");
                    }
                }
            }
            self.named.insert(name.clone(), Json::Object(schema));
        }
        reference(&name)
    }

    /// The schema of problem documents.
    pub(crate) fn problem(&mut self) -> Json {
        if self.begin("Problem") {
            let field = json!({
                "type": "object",
                "required": ["field", "rule", "message"],
                "properties": {
                    "field": { "type": "string" },
                    "rule": { "type": "string" },
                    "message": { "type": "string" },
                },
            });
            let problem = json!({
                "type": "object",
                "description": "what went wrong (RFC 9457)",
                "required": ["type", "title", "status"],
                "properties": {
                    "type": { "type": "string", "format": "uri" },
                    "title": { "type": "string" },
                    "status": { "type": "integer" },
                    "detail": { "type": "string" },
                    "fields": { "type": "array", "items": field },
                },
            });
            self.named.insert("Problem".to_owned(), problem);
        }
        reference("Problem")
    }

    fn record(&mut self, shape: &Shape, direction: Direction) -> Json {
        // A record inside of what is sent is whole, as it is in an answer.
        if self.begin(shape.name) {
            let mut schema = self.object(shape.fields, direction);
            describe(&mut schema, shape.doc);
            self.named.insert(shape.name.to_owned(), Json::Object(schema));
        }
        reference(shape.name)
    }

    fn choice(&mut self, shape: &ChoiceShape, direction: Direction) -> Json {
        if self.begin(shape.name) {
            let mut schema = if shape.cases.iter().all(|case| case.fields.is_empty()) {
                let names: Vec<_> = shape.cases.iter().map(|case| case.name).collect();
                Map::from_iter([("type".to_owned(), "string".into()), ("enum".to_owned(), names.into())])
            } else {
                let cases: Vec<_> = shape.cases.iter().map(|case| self.case(case, direction)).collect();
                Map::from_iter([("oneOf".to_owned(), cases.into())])
            };
            describe(&mut schema, shape.doc);
            self.named.insert(shape.name.to_owned(), Json::Object(schema));
        }
        reference(shape.name)
    }

    fn case(&mut self, case: &Case, direction: Direction) -> Json {
        let mut schema = if case.fields.is_empty() {
            Map::from_iter([("const".to_owned(), Json::from(case.name))])
        } else {
            let fields = self.object(case.fields, direction);
            let properties = Map::from_iter([(case.name.to_owned(), Json::Object(fields))]);
            Map::from_iter([
                ("type".to_owned(), "object".into()),
                ("required".to_owned(), json!([case.name])),
                ("properties".to_owned(), Json::Object(properties)),
            ])
        };
        describe(&mut schema, case.doc);
        Json::Object(schema)
    }

    fn object<'f>(
        &mut self,
        fields: impl IntoIterator<Item = &'f Field>,
        direction: Direction,
    ) -> Map<String, Json> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in fields {
            if field.is_secret && direction == Direction::Answered {
                continue;
            }
            properties.insert(field.wire.to_owned(), self.field(field, direction));
            let may_be_left_out =
                matches!(field.kind, Kind::Optional(_)) || field.default != Default::Required;
            if direction == Direction::Answered || !may_be_left_out {
                required.push(Json::from(field.wire));
            }
        }
        let mut schema = Map::from_iter([
            ("type".to_owned(), "object".into()),
            ("properties".to_owned(), properties.into()),
        ]);
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        schema
    }

    fn field(&mut self, field: &Field, direction: Direction) -> Json {
        let mut schema = self.of(&field.kind, direction);
        let Some(outer) = schema.as_object_mut() else { return schema };
        describe(outer, field.doc);
        if field.is_secret {
            outer.insert("writeOnly".to_owned(), true.into());
        }
        if let Default::Literal(literal) = field.default
            && let Ok(literal) = serde_json::from_str(literal)
        {
            outer.insert("default".to_owned(), literal);
        }
        // Rules speak of the value; around an optional one stands its `null`.
        let is_optional = matches!(field.kind, Kind::Optional(_));
        let bounded = if is_optional { outer.get_mut("anyOf").and_then(|any| any.get_mut(0)) } else { None };
        let bounded = match bounded {
            Some(inner) => inner.as_object_mut(),
            None => Some(outer),
        };
        if let Some(bounded) = bounded {
            let kind = if let Kind::Optional(inner) = field.kind { *inner } else { field.kind };
            for rule in field.rules {
                bound(bounded, &kind, rule);
            }
        }
        schema
    }

    /// Notes that the schema `name` will be there; says whether it is still to be made.
    fn begin(&mut self, name: &str) -> bool {
        if self.named.contains_key(name) {
            return false;
        }
        self.named.insert(name.to_owned(), Json::Null);
        true
    }
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn describe(schema: &mut Map<String, Json>, doc: &str) {
    if !doc.is_empty() {
        schema.insert("description".to_owned(), doc.trim().into());
    }
}

/// Adds what JSON schema can say of a rule. Bounds of decimals, which are texts there, it cannot.
fn bound(schema: &mut Map<String, Json>, kind: &Kind, rule: &Rule) {
    let is_number = matches!(kind, Kind::Integer | Kind::Float);
    let mut number = |word: &str, text: &str| {
        if is_number && let Ok(number @ Json::Number(_)) = serde_json::from_str(&text.replace('_', "")) {
            schema.insert(word.to_owned(), number);
        }
    };
    match *rule {
        Rule::AtLeast(text) => number("minimum", text),
        Rule::AtMost(text) => number("maximum", text),
        Rule::MoreThan(text) => number("exclusiveMinimum", text),
        Rule::LessThan(text) => number("exclusiveMaximum", text),
        Rule::Length(least, most) => {
            let (low, high) =
                if let Kind::List(_) = kind { ("minItems", "maxItems") } else { ("minLength", "maxLength") };
            schema.insert(low.to_owned(), least.into());
            if most != u64::MAX {
                schema.insert(high.to_owned(), most.into());
            }
        }
        Rule::Matches(pattern) => {
            schema.insert("pattern".to_owned(), pattern.into());
        }
        Rule::OneOf(literals) => {
            let literals: Vec<Json> =
                literals.iter().filter_map(|literal| serde_json::from_str(literal).ok()).collect();
            schema.insert("enum".to_owned(), literals.into());
        }
        Rule::Email => {
            schema.insert("format".to_owned(), "email".into());
        }
        Rule::Url => {
            schema.insert("format".to_owned(), "uri".into());
        }
        _ => {}
    }
}
