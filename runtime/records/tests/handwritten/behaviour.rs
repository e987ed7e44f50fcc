//! What the lines above do.

use parseltongue_records::json::{Body as _, BodyProblem, read};
use parseltongue_records::{
    At, Changes, Choice, ColumnValue, Decimal, DecodeError, Draft, Failure, Field, Json, Meaning, Record,
    Report, Row, Value,
};

use super::{ExchangeError, Kind, Order, OrderChanges, OrderDraft, Side, new_order};

const GOOD: &str = r#"{"symbol":"ABC","side":"Buy","quantity":3,"price":"12.50","note":"soon"}"#;

fn draft(json: &str) -> OrderDraft {
    read(json.as_bytes()).unwrap()
}

fn problems<T: parseltongue_records::json::Body + std::fmt::Debug>(json: &str) -> Vec<String> {
    match read::<T>(json.as_bytes()).unwrap_err() {
        BodyProblem::Invalid(report) => {
            report.fields.into_iter().map(|it| format!("{} {}: {}", it.field, it.rule, it.message)).collect()
        }
        syntax => vec![syntax.to_string()],
    }
}

#[test]
fn a_draft_is_read_in_any_order_and_completed() {
    let in_order = draft(GOOD).into_record();
    let shuffled =
        draft(r#" {"note":"soon","price":12.5,"side":"Buy","quantity":3,"symbol":"ABC"} "#).into_record();
    assert_eq!((&in_order.symbol, in_order.side, in_order.quantity), (&"ABC".to_owned(), Side::Buy, 3));
    assert_eq!(in_order.price, Decimal::new(125, 1));
    assert_eq!(in_order.note, shuffled.note);
    assert_eq!(in_order.price, shuffled.price);
    assert_ne!(in_order.id, shuffled.id);
    assert_eq!(in_order.id.get_version_num(), 7);
    let least = draft(r#"{"symbol":"ABC","side":"Sell","price":1}"#);
    assert_eq!((least.quantity, least.note), (1, None));
}

#[test]
fn every_wrong_field_is_reported_at_once() {
    assert_eq!(
        problems::<OrderDraft>(
            r#"{"symbol":"abc","side":"Hold","quantity":0,"prise":1,"note":7,"id":"x","placed_at":null}"#
        ),
        [
            "/symbol matches: must match ^[A-Z]+$",
            "/side type: must be one of Buy, Sell",
            "/quantity at_least: must be at least 1",
            "/price required: is required",
            "/note type: must be a text",
            "/id generated: is generated and cannot be sent",
            "/placed_at generated: is generated and cannot be sent",
            "/prise unknown: is not a field of Order; did you mean `price`?",
        ]
    );
    assert_eq!(
        problems::<OrderDraft>(r#"{"symbol":"ABCDEFGHI","side":"Buy","quantity":1.5,"price":"0"}"#),
        [
            "/symbol length: must have 1 to 8 characters",
            "/quantity type: must be a whole number",
            "/price more_than: must be more than 0",
        ]
    );
    assert_eq!(problems::<OrderDraft>("[]"), [" type: must be an object"]);
    assert_eq!(
        problems::<OrderDraft>(&GOOD.replace("12.50", "0.00001")),
        ["/price scale: must have at most 4 digits after the point"]
    );
}

#[test]
fn lists_and_nested_records_say_where() {
    let order = serde_json::to_value(new_order("ABC".into())).unwrap();
    let mut broken = order.clone();
    broken["symbol"] = Json::from("");
    broken["side"] = Json::Null;
    assert_eq!(
        problems::<Vec<Order>>(&Json::from(vec![order, broken]).to_string()),
        [
            "/1/symbol length: must have 1 to 8 characters",
            "/1/symbol matches: must match ^[A-Z]+$",
            "/1/side type: must be one of Buy, Sell",
        ]
    );
}

#[test]
fn broken_json_says_where() {
    assert_eq!(problems::<OrderDraft>(""), ["line 1, column 1: the body is empty"]);
    assert_eq!(problems::<OrderDraft>("{\n  \"a\": }"), ["line 2, column 8: expected value"]);
    assert_eq!(
        problems::<OrderDraft>(&GOOD.replace("\"note\":\"soon\"", "\"symbol\":\"X\"")),
        ["line 1, column 66: the field `symbol` stands there twice"]
    );
    let deep = "[".repeat(100_000);
    assert_eq!(
        problems::<Json>(&deep),
        ["line 1, column 128: lists and objects stand more than 127 deep in each other"]
    );
    assert_eq!(read::<OrderDraft>(b"{").unwrap_err().problem().status, 400);
    assert_eq!(read::<OrderDraft>(b"{}").unwrap_err().problem().status, 422);
}

#[test]
fn changes_carry_over_what_was_sent() {
    let mut order = new_order("ABC".into());
    order.note = Some("old".into());
    let mut report = Report::default();
    let changes: OrderChanges = read(br#"{"quantity":7,"note":null}"#).unwrap();
    changes.apply(&mut order, &mut report);
    assert_eq!((order.quantity, &order.note, &*order.symbol), (7, &None, "ABC"));
    assert!(report.is_empty());

    let changes: OrderChanges = read(br#"{"quantity":10,"price":1000}"#).unwrap();
    changes.apply(&mut order, &mut report);
    assert_eq!(report.to_string(), "is too large an order");

    assert_eq!(
        problems::<OrderChanges>(r#"{"symbol":null,"quantity":0,"id":"x"}"#),
        [
            "/symbol required: is required and cannot be taken away",
            "/quantity at_least: must be at least 1",
            "/id generated: is generated and cannot be sent",
        ]
    );
}

#[test]
fn a_record_comes_back_from_json_and_from_its_encoding() {
    let order = draft(GOOD).into_record();
    let json = serde_json::to_string(&order).unwrap();
    assert!(json.contains(r#""side":"Buy","quantity":3,"price":"12.5","note":"soon""#), "{json}");
    assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
    let newer = json.replace("\"side\"", "\"added_later\":[1],\"side\"");
    assert_eq!(serde_json::from_str::<Order>(&newer).unwrap(), order);

    let mut bytes = Vec::new();
    order.encode(&mut bytes);
    let mut input = bytes.as_slice();
    assert_eq!(Order::decode(&mut input), Ok(order.clone()));
    assert!(input.is_empty());
    for end in 0..bytes.len() {
        assert!(matches!(Order::decode(&mut &bytes[..end]), Err(DecodeError::Truncated(_))));
    }
    assert_eq!(order.clone(), order);
    assert!(format!("{order:?}").starts_with("Order { id: "));
}

struct Columns<'a>(Vec<ColumnValue<'a>>);

impl Row for Columns<'_> {
    fn column(&self, index: usize) -> ColumnValue<'_> {
        self.0[index].clone()
    }
}

#[test]
fn a_record_comes_back_from_its_row() {
    let order = draft(GOOD).into_record();
    let mut row = Columns((0..Order::FIELDS.len()).map(|index| order.column(index)).collect());
    assert_eq!(row.0[4], ColumnValue::Integer(125_000));
    assert_eq!(row.0[2], ColumnValue::Text("Buy".into()));
    assert_eq!(Order::from_row(&row).unwrap(), order);
    row.0[3] = ColumnValue::Null;
    assert_eq!(Order::from_row(&row).unwrap().quantity, 1);
    row.0[6] = ColumnValue::Text("now".into());
    assert_eq!(
        Order::from_row(&row).unwrap_err().to_string(),
        "column \"placed_at\" holds a text of 3 bytes where a moment in microseconds is expected"
    );
}

#[test]
fn a_column_binds_what_it_can_be_compared_with() {
    let columns = Order::COLUMNS;
    let symbol = "ABC".to_owned();
    assert_eq!(columns.symbol.bind(&"ABC"), ColumnValue::Text("ABC".into()));
    assert_eq!(columns.symbol.bind(&symbol), ColumnValue::Text("ABC".into()));
    assert_eq!(columns.symbol.bind(&&symbol), ColumnValue::Text("ABC".into()));
    assert_eq!(columns.symbol.bind("ABC"), ColumnValue::Text("ABC".into()));
    assert_eq!(columns.quantity.bind(&10), ColumnValue::Integer(10));
    assert_eq!(columns.price.bind(&10), ColumnValue::Integer(100_000));
    assert_eq!(columns.price.bind(&Decimal::new(5, 1)), ColumnValue::Integer(5_000));
    assert_eq!(columns.note.bind(&"x"), ColumnValue::Text("x".into()));
    assert_eq!(columns.note.bind(&symbol), ColumnValue::Text("ABC".into()));
    assert_eq!(columns.note.bind(&None::<String>), ColumnValue::Null);
    assert_eq!(columns.side.bind(&Side::Sell), ColumnValue::Text("Sell".into()));
    const SQL: parseltongue_records::sql::Sql = parseltongue_records::sql![
        "SELECT ",
        <Order as Record>::SELECT,
        " FROM \"",
        <Order as Record>::TABLE,
        "\" WHERE ",
        <Order as Record>::COLUMNS.symbol.is("?1"),
        " AND ",
        <Order as Record>::COLUMNS.note.is("?2"),
        " AND ",
        <Order as Record>::COLUMNS.price.against(" > ", "?3"),
        " ORDER BY ",
        <Order as Record>::COLUMNS.note.descending(),
    ];
    let behind = |sql: &'static str| sql.split_once(" WHERE ").unwrap().1;
    assert_eq!(
        behind(SQL.sqlite),
        r#""symbol" IS ?1 AND "note" IS ?2 AND "price" > ?3 ORDER BY "note" DESC"#
    );
    assert_eq!(
        behind(SQL.postgres),
        r#""symbol" = $1 AND ("note" = $2 OR "note" IS NULL AND $2 IS NULL) AND "price" > $3 * 1e-4 ORDER BY "note" DESC NULLS LAST"#
    );
}

#[test]
fn choices_are_spelled_as_written() {
    assert_eq!("Sell".parse(), Ok(Side::Sell));
    assert_eq!("sell".parse::<Side>().unwrap_err().to_string(), "must be one of Buy, Sell");
    assert_eq!(format!("{:>6}", Side::Buy), "   Buy");

    let limit = Kind::Limit { price: Decimal::new(125, 1) };
    assert_eq!(serde_json::to_string(&limit).unwrap(), r#"{"Limit":{"price":"12.5"}}"#);
    assert_eq!(serde_json::to_string(&Kind::Market).unwrap(), r#""Market""#);
    let field = Field::new("kind", Kind::KIND);
    for kind in [limit, Kind::Market] {
        let json = serde_json::to_string(&kind).unwrap();
        assert_eq!(serde_json::from_str::<Kind>(&json).unwrap(), kind);
        let mut bytes = Vec::new();
        kind.encode(&mut bytes);
        assert_eq!(Kind::decode(&mut bytes.as_slice()), Ok(kind.clone()));
        assert_eq!(Kind::from_column(kind.to_column(&field), &field).unwrap(), kind);
    }
    assert_eq!(Kind::decode(&mut &[9][..]), Err(DecodeError::Malformed("Kind")));
    assert_eq!(Kind::SHAPE.cases[1].name, "Limit");
}

#[test]
fn a_wrong_choice_says_what_is_wrong_with_its_fields() {
    let explain = |json: &str| {
        let mut report = Report::default();
        Kind::explain(&serde_json::from_str(json).unwrap(), &At::Body, &mut report);
        report.to_string()
    };
    assert_eq!(explain(r#"{"Limit":{}}"#), "Limit/price is required");
    assert_eq!(
        explain(r#"{"Limit":{"price":true}}"#),
        "Limit/price must be a decimal number as text, such as \"12.5\", or a number of at most 15 digits"
    );
    assert_eq!(explain(r#"{"Limit":7}"#), "Limit must be an object");
    assert_eq!(explain(r#""Limt""#), "must be one of Market, Limit");
    let mut report = Report::default();
    Kind::Limit { price: Decimal::ZERO }.check(&Field::new("kind", Kind::KIND), &At::Body, &mut report);
    assert_eq!(report.to_string(), "Limit/price must be more than 0");
}

#[test]
fn an_error_case_becomes_a_problem_document() {
    let failure = Failure::from(ExchangeError::UnknownSymbol { symbol: "XYZ".into() });
    let problem = failure.problem();
    assert_eq!((problem.status, &*problem.kind), (404, "urn:problem:UnknownSymbol"));
    assert_eq!(problem.detail.as_deref(), Some("nobody trades XYZ here"));
    assert_eq!(ExchangeError::MarketClosed.meaning().status(), 409);
    assert_eq!(ExchangeError::cases().len(), 2);
}

/// Every body that can be made of a good one by leaving a field out, or by putting another value
/// in its place.
fn variations() -> Vec<Json> {
    let others = [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e30",
        "9223372036854775808",
        "\"\"",
        "\"x\"",
        "\"Buy\"",
        "\"12.5\"",
        "\"2026-11-23T15:16:00Z\"",
        "[]",
        "[1]",
        "{}",
        "{\"Limit\":{}}",
    ];
    let good: Json = serde_json::from_str(GOOD).unwrap();
    let mut bodies = vec![good.clone()];
    for name in ["symbol", "side", "quantity", "price", "note", "id", "unknown"] {
        let mut without = good.clone();
        without.as_object_mut().unwrap().remove(name);
        bodies.push(without);
        for other in others {
            let mut with = good.clone();
            with[name] = serde_json::from_str(other).unwrap();
            bodies.push(with);
        }
    }
    bodies
}

#[test]
fn what_is_refused_is_explained_and_what_is_taken_is_not() {
    for body in variations() {
        let text = body.to_string();
        let mut report = Report::default();
        let explained = <OrderDraft as parseltongue_records::json::Body>::explain(&body, &mut report);
        match read::<OrderDraft>(text.as_bytes()) {
            Ok(_) => assert!(explained.is_some() && report.is_empty(), "{text}: {report}"),
            Err(BodyProblem::Invalid(found)) => assert_eq!(found, report, "{text}"),
            Err(other) => panic!("{text}: {other}"),
        }
        let mut report = Report::default();
        let explained = <OrderChanges as parseltongue_records::json::Body>::explain(&body, &mut report);
        match read::<OrderChanges>(text.as_bytes()) {
            Ok(_) => assert!(explained.is_some() && report.is_empty(), "{text}: {report}"),
            Err(BodyProblem::Invalid(found)) => assert_eq!(found, report, "{text}"),
            Err(other) => panic!("{text}: {other}"),
        }
    }
}

#[test]
fn a_body_in_its_usual_form_is_read_as_serde_json_reads_it() {
    let good =
        r#" { "symbol" : "ABé" ,"side":"Buy","quantity":-120, "price":"12.50","note": "s\u006fon\n" }"#;
    let is_read = |body: &[u8]| {
        let usual = OrderDraft::read_usual(body);
        if let Some(usual) = &usual {
            let said = String::from_utf8_lossy(body);
            let other: OrderDraft =
                serde_json::from_slice(body).unwrap_or_else(|error| panic!("{said}: {error}"));
            assert_eq!(format!("{usual:?}"), format!("{other:?}"), "{said}");
        }
        usual.is_some()
    };
    assert!(is_read(good.as_bytes()));
    assert!(is_read(GOOD.as_bytes()));
    // A field that may be left out is no reason to begin again.
    assert!(is_read(br#"{"symbol":"ABC","side":"Buy","price":1.25}"#));
    assert!(!is_read(br#"{"side":"Buy","symbol":"ABC","price":1.25}"#));
    // One byte is another, is left out, or stands there twice.
    for index in 0..good.len() {
        for change in b" \t\x00\"\\{}[]:,-.0159eEntfx\x80\xff" {
            let mut body = good.as_bytes().to_vec();
            body[index] = *change;
            is_read(&body);
        }
        let (before, behind) = good.as_bytes().split_at(index);
        is_read(&[before, &behind[1..]].concat());
        is_read(&[before, &behind[..1], behind].concat());
        assert!(!is_read(before));
    }
}

#[test]
fn no_bytes_make_a_decoder_panic() {
    let mut good = Vec::new();
    draft(GOOD).into_record().encode(&mut good);
    for index in 0..good.len() {
        for change in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut bytes = good.clone();
            bytes[index] = change;
            if let Ok(order) = Order::decode(&mut bytes.as_slice()) {
                // What is taken can be shown and stored.
                let _ = (format!("{order:?}"), serde_json::to_string(&order).unwrap());
            }
            bytes.truncate(index);
            assert!(Order::decode(&mut bytes.as_slice()).is_err());
        }
    }
}

#[test]
fn lists_maps_and_optionals_come_back() {
    use std::collections::BTreeMap;

    type Nested = BTreeMap<i64, Vec<Option<Decimal>>>;
    let nested: Nested = [(-7, vec![None, Some(Decimal::new(5, 1))]), (3, vec![])].into();
    let field = Field::new("nested", Nested::KIND);
    let json = serde_json::to_string(&nested).unwrap();
    assert_eq!(json, r#"{"-7":[null,"0.5"],"3":[]}"#);
    assert_eq!(serde_json::from_str::<Nested>(&json).unwrap(), nested);
    assert_eq!(Nested::from_column(nested.to_column(&field), &field).unwrap(), nested);
    let mut bytes = Vec::new();
    nested.encode(&mut bytes);
    assert_eq!(Nested::decode(&mut bytes.as_slice()), Ok(nested));
    assert_eq!(problems::<Nested>(r#"{"7":[true]}"#)[0].split(": ").next(), Some("/7/0 type"));
    assert_eq!(problems::<Nested>(r#"{"x":[]}"#), [" type: has a name that must be a whole number"]);
    assert_eq!(problems::<Nested>("7"), [" type: must be an object"]);
}
