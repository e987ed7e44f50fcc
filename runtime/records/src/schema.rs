//! JSON Schema (2020-12, as OpenAPI 3.1 embeds it) of records, drafts, changes and choices.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use crate::{Case, ChoiceShape, Default, Field, FieldList, Json, Kind, Rule, fields::Part};

/// The schemas of one document: what is asked for, and the components that it refers to.
#[derive(Debug, Default)]
pub struct Schemas {
    components: BTreeMap<String, Json>,
}

impl Schemas {
    /// None yet.
    #[must_use]
    pub fn new() -> Schemas {
        Schemas::default()
    }

    /// The components, for `/components/schemas` of the document.
    #[must_use]
    pub fn into_components(self) -> Json {
        self.components.into_iter().collect::<Map<_, _>>().into()
    }

    /// The schema of a type. Records and choices are references to their components.
    pub fn of_kind(&mut self, kind: &Kind) -> Json {
        match kind {
            Kind::Integer => json!({ "type": "integer", "format": "int64" }),
            Kind::Float => json!({ "type": "number", "format": "double" }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Text => json!({ "type": "string" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Timestamp => json!({ "type": "string", "format": "date-time" }),
            Kind::Duration => json!({ "type": "string", "format": "duration" }),
            Kind::Decimal => json!({ "type": "string", "format": "decimal" }),
            Kind::Uuid => json!({ "type": "string", "format": "uuid" }),
            Kind::Json | Kind::Rust { .. } => json!({}),
            Kind::List(item) => json!({ "type": "array", "items": self.of_kind(item) }),
            Kind::Map(_, value) => json!({ "type": "object", "additionalProperties": self.of_kind(value) }),
            Kind::Optional(kind) => or_null(self.of_kind(kind)),
            Kind::Record(shape) => self.of_struct(&FieldList::whole(shape.name, shape.fields), shape.doc),
            Kind::Choice(shape) => self.of_choice(shape),
            Kind::Nothing => json!({ "type": "null" }),
        }
    }

    /// A reference to the schema of a record, its draft or its changes: `Order`, `OrderDraft`,
    /// `OrderChanges`.
    pub fn of_list(&mut self, list: &FieldList) -> Json {
        let doc = match list.part {
            Part::Whole => "",
            Part::Draft => "what is sent to make one",
            Part::Changes => "what is sent to change one; what is left out stays as it is",
        };
        self.of_struct(list, doc)
    }

    fn of_struct(&mut self, list: &FieldList, doc: &str) -> Json {
        let suffix = match list.part {
            Part::Whole => "",
            Part::Draft => "Draft",
            Part::Changes => "Changes",
        };
        let shown = || list.present().filter(|field| list.part != Part::Whole || !field.is_secret);
        let properties: Map<String, Json> =
            shown().map(|field| (field.wire.to_owned(), self.of_field(field, list.part))).collect();
        let is_required = |field: &&Field| match list.part {
            Part::Whole => true,
            Part::Draft => !field.may_be_left_out(),
            Part::Changes => false,
        };
        let required: Vec<&str> = shown().filter(is_required).map(|field| field.wire).collect();
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        if list.part != Part::Whole {
            schema["additionalProperties"] = false.into();
        }
        describe(&mut schema, doc);
        self.refer(format!("{}{suffix}", list.name), schema)
    }

    fn of_choice(&mut self, shape: &ChoiceShape) -> Json {
        let names =
            |cases: &[&Case]| -> Json { cases.iter().map(|case| case.name).collect::<Vec<_>>().into() };
        let (plain, with_fields): (Vec<&Case>, Vec<&Case>) =
            shape.cases.iter().partition(|case| case.fields.is_empty());
        let mut schema = json!({ "type": "string", "enum": names(&plain) });
        if !with_fields.is_empty() {
            let mut forms: Vec<Json> = with_fields.iter().map(|case| self.of_case(case)).collect();
            if !plain.is_empty() {
                forms.insert(0, schema);
            }
            schema = json!({ "oneOf": forms });
        }
        describe(&mut schema, shape.doc);
        self.refer(shape.name.to_owned(), schema)
    }

    fn of_case(&mut self, case: &Case) -> Json {
        let properties: Map<String, Json> = case
            .fields
            .iter()
            .map(|field| (field.wire.to_owned(), self.of_field(field, Part::Draft)))
            .collect();
        let required: Vec<&str> =
            case.fields.iter().filter(|field| !field.may_be_left_out()).map(|field| field.wire).collect();
        let fields = json!({
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        });
        let mut schema = json!({
            "type": "object",
            "properties": { case.name: fields },
            "required": [case.name],
            "additionalProperties": false,
        });
        describe(&mut schema, case.doc);
        schema
    }

    /// The schema of one field, its rules included.
    pub fn of_field(&mut self, field: &Field, part: Part) -> Json {
        let mut schema = self.of_kind(field.kind.required());
        if let Kind::Decimal = field.kind.required() {
            let places = match field.scale {
                0 => String::new(),
                scale => format!("(\\.[0-9]{{1,{scale}}})?"),
            };
            schema["pattern"] = format!("^[+-]?[0-9]+{places}$").into();
        }
        for rule in field.rules {
            apply(rule, field.kind.required(), &mut schema);
        }
        if field.kind.is_optional() {
            schema = or_null(schema);
        }
        describe(&mut schema, field.doc);
        if part == Part::Whole && field.is_generated {
            schema["readOnly"] = true.into();
        }
        if let (Default::Literal(literal), Part::Draft) = (field.default, part)
            && let Ok(value) = serde_json::from_str::<Json>(literal)
        {
            schema["default"] = value;
        }
        schema
    }

    /// Keeps the component under its name and refers to it. Two records of one name that differ
    /// get a number.
    fn refer(&mut self, name: String, schema: Json) -> Json {
        let mut unique = name.clone();
        let mut number = 2;
        while self.components.get(&unique).is_some_and(|known| *known != schema) {
            unique = format!("{name}{number}");
            number += 1;
        }
        let reference = json!({ "$ref": format!("#/components/schemas/{unique}") });
        self.components.insert(unique, schema);
        reference
    }
}

fn describe(schema: &mut Json, doc: &str) {
    if doc.is_empty() {
        return;
    }
    let said = schema["description"].as_str().unwrap_or_default();
    let separator = if said.is_empty() { "" } else { "; " };
    schema["description"] = format!("{doc}{separator}{said}").into();
}

/// The schema, or null.
fn or_null(mut schema: Json) -> Json {
    if let Json::String(kind) = &schema["type"]
        && schema.get("enum").is_none()
    {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    if schema.as_object().is_some_and(Map::is_empty) {
        return schema;
    }
    // Indexing above has put in a null where there was no type.
    if let Json::Object(entries) = &mut schema
        && entries.get("type").is_some_and(Json::is_null)
    {
        entries.remove("type");
    }
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn apply(rule: &Rule, kind: &Kind, schema: &mut Json) {
    match rule {
        Rule::AtLeast(bound) => limit(schema, kind, "minimum", "at least", bound),
        Rule::AtMost(bound) => limit(schema, kind, "maximum", "at most", bound),
        Rule::MoreThan(bound) => limit(schema, kind, "exclusiveMinimum", "more than", bound),
        Rule::LessThan(bound) => limit(schema, kind, "exclusiveMaximum", "less than", bound),
        Rule::Length(least, most) => {
            let (minimum, maximum) = match kind {
                Kind::Text => ("minLength", "maxLength"),
                Kind::List(_) => ("minItems", "maxItems"),
                Kind::Map(..) => ("minProperties", "maxProperties"),
                // The length of bytes is not that of the base64 which stands for them.
                _ => return,
            };
            if *least > 0 {
                schema[minimum] = (*least).into();
            }
            if *most < u64::MAX {
                schema[maximum] = (*most).into();
            }
        }
        Rule::Matches(pattern) if schema.get("pattern").is_some() => {
            let more = json!({ "pattern": pattern });
            match schema.get_mut("allOf").and_then(Json::as_array_mut) {
                Some(all) => all.push(more),
                None => schema["allOf"] = json!([more]),
            }
        }
        Rule::Matches(pattern) => schema["pattern"] = (*pattern).into(),
        Rule::OneOf(literals) => {
            let values = literals.iter().filter_map(|literal| serde_json::from_str::<Json>(literal).ok());
            schema["enum"] = values.collect::<Vec<_>>().into();
        }
        Rule::Email => schema["format"] = "email".into(),
        Rule::Url => schema["format"] = "uri".into(),
    }
}

/// A bound: a keyword where JSON has a number, words where it has a text.
fn limit(schema: &mut Json, kind: &Kind, keyword: &str, words: &str, bound: &str) {
    let number = serde_json::from_str::<Json>(&bound.replace('_', "")).ok();
    match (kind, number) {
        (Kind::Integer | Kind::Float, Some(number)) => schema[keyword] = number,
        _ => describe(schema, &format!("{words} {bound}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field::new("id", Kind::Uuid).key().generated(),
        Field::new("symbol", Kind::Text).rules(&[
            Rule::Length(1, 8),
            Rule::Matches("^[A-Z]+$"),
            Rule::Matches("A"),
        ]),
        Field::new("side", Kind::Choice(&SIDE)),
        Field::new("quantity", Kind::Integer).default(Default::Literal("1")).rules(&[Rule::AtLeast("1_000")]),
        Field::new("price", Kind::Decimal).scale(2).rules(&[Rule::MoreThan("0")]).doc("what one costs"),
        Field::new("other", Kind::Optional(&Kind::Choice(&SIDE))),
        Field::new("note", Kind::Optional(&Kind::Text)).renamed("remark").rules(&[Rule::Length(0, 200)]),
        Field::new("pin", Kind::Text).secret(),
    ];
    const SIDE: ChoiceShape = ChoiceShape {
        name: "Side",
        doc: "which side",
        cases: &[Case { name: "Buy", doc: "", fields: &[] }, Case { name: "Sell", doc: "", fields: &[] }],
    };
    const ORDER: FieldList = FieldList::whole("Order", FIELDS);

    #[test]
    fn a_draft_says_what_may_be_sent() {
        let mut schemas = Schemas::new();
        let reference = schemas.of_list(&FieldList::draft(ORDER));
        assert_eq!(reference, json!({ "$ref": "#/components/schemas/OrderDraft" }));
        let components = schemas.into_components();
        assert_eq!(
            components["OrderDraft"],
            json!({
                "type": "object",
                "description": "what is sent to make one",
                "additionalProperties": false,
                "required": ["symbol", "side", "price", "pin"],
                "properties": {
                    "symbol": {
                        "type": "string", "minLength": 1, "maxLength": 8, "pattern": "^[A-Z]+$",
                        "allOf": [{ "pattern": "A" }],
                    },
                    "side": { "$ref": "#/components/schemas/Side" },
                    "quantity": { "type": "integer", "format": "int64", "minimum": 1000, "default": 1 },
                    "price": {
                        "type": "string", "format": "decimal", "pattern": "^[+-]?[0-9]+(\\.[0-9]{1,2})?$",
                        "description": "what one costs; more than 0",
                    },
                    "other": { "anyOf": [{ "$ref": "#/components/schemas/Side" }, { "type": "null" }] },
                    "remark": { "type": ["string", "null"], "maxLength": 200 },
                    "pin": { "type": "string" },
                },
            })
        );
        assert_eq!(
            components["Side"],
            json!({ "type": "string", "enum": ["Buy", "Sell"], "description": "which side" })
        );
    }

    #[test]
    fn a_record_shows_no_secrets_and_changes_need_nothing() {
        let mut schemas = Schemas::new();
        schemas.of_list(&ORDER);
        schemas.of_list(&FieldList::changes(ORDER));
        let components = schemas.into_components();
        assert_eq!(components["Order"]["properties"].get("pin"), None);
        assert_eq!(components["Order"]["properties"]["id"]["readOnly"], true);
        assert_eq!(components["OrderChanges"].get("required"), None);
        assert_eq!(components["OrderChanges"]["properties"].get("id"), None);
    }

    #[test]
    fn cases_with_fields_are_objects_of_one_entry() {
        const SHAPE: ChoiceShape = ChoiceShape {
            name: "Kind",
            doc: "",
            cases: &[
                Case { name: "Market", doc: "", fields: &[] },
                Case { name: "Limit", doc: "", fields: &[Field::new("price", Kind::Integer)] },
            ],
        };
        let mut schemas = Schemas::new();
        schemas.of_kind(&Kind::List(&Kind::Choice(&SHAPE)));
        let components = schemas.into_components();
        assert_eq!(components["Kind"]["oneOf"][0], json!({ "type": "string", "enum": ["Market"] }));
        assert_eq!(components["Kind"]["oneOf"][1]["required"], json!(["Limit"]));
    }

    #[test]
    fn two_records_of_one_name_are_told_apart() {
        let mut schemas = Schemas::new();
        schemas.of_list(&FieldList::whole("Order", FIELDS));
        let other = schemas.of_list(&FieldList::whole("Order", &[]));
        assert_eq!(other, json!({ "$ref": "#/components/schemas/Order2" }));
        assert_eq!(schemas.of_list(&FieldList::whole("Order", &[])), other);
    }
}
