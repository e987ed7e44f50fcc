//! Fields of types of Rust: `rust<path::Type>` in records, choices and errors.
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use parseltongue::prelude::*;
use parseltongue::records::json::{BodyProblem, read};
use parseltongue::records::{ColumnValue, Kind, Record, Report, Row, Value, schema::Schemas};

/// A type that knows nothing of Parseltongue, and is not even `Debug`.
#[derive(Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Point {
    pub x: i64,
    pub y: i64,
}

type Seats = BTreeMap<(i64, i64), String>;

parseltongue! {
    /// A machine and where it stands.
    define_record Machine {
        id: uuid key generated,
        address: rust<std::net::IpAddr>,
        place: rust<Point>,
        corner: optional<rust<Point>>,
        path: list<rust<Point>> length ..=3,
        named: map<string, rust<Point>> default {},
        hidden: optional<rust<Point>> secret renamed "dark",
    }

    define_record Reading { level: rust<f64>, levels: list<rust<f64>>, seats: rust<Seats> }

    define_record Pin { place: rust<Point>, label: string }

    define_choice Shape { Nothing, Circle { middle: rust<Point>, radius: i64 at_least 1 } }

    define_error Lost { Nowhere { near: rust<Point> } is not_found "nothing stands there" }

    define_function moved(from: rust<Point>, by: i64) -> rust<Point> {
        finish_with Point { x: from.x + by, y: from.y };
    }
}

const SENT: &str = r#"{"address":"127.0.0.1","place":{"x":1,"y":2},"path":[{"x":3,"y":4}]}"#;

fn machine() -> Machine {
    read::<MachineDraft>(SENT.as_bytes()).expect("a draft without problems").into_record()
}

/// A row of texts and nothing.
struct Stored(Vec<ColumnValue<'static>>);

impl Row for Stored {
    fn column(&self, index: usize) -> ColumnValue<'_> {
        self.0[index].clone()
    }
}

#[test]
fn a_type_of_rust_is_read_shown_and_compared() {
    let machine = machine();
    assert_eq!(machine.address, IpAddr::V4(Ipv4Addr::LOCALHOST));
    assert!(machine.place == Point { x: 1, y: 2 } && machine.corner.is_none() && machine.named.is_empty());
    assert!(machine == machine.clone());
    let json = serde_json::to_value(&machine).expect("JSON");
    assert_eq!(json["path"], serde_json::json!([{ "x": 3, "y": 4 }]));
    assert!(format!("{machine:?}").contains(r#"place: {"x":1,"y":2}, corner: None"#), "{machine:?}");
    assert!(moved(Point { x: 1, y: 2 }, 2) == Point { x: 3, y: 2 });
}

#[test]
fn what_a_client_sends_wrong_is_told_with_its_place() {
    let sent = r#"{"address":"here","place":{"x":1},"path":[{"x":3,"y":4},7]}"#;
    let Err(BodyProblem::Invalid(report)) = read::<MachineDraft>(sent.as_bytes()) else { panic!("taken") };
    let told: Vec<&str> = report.fields.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(told, ["/address", "/place", "/path/1"], "{report}");
    let sent = r#"{"Circle":{"middle":3,"radius":0}}"#;
    let Err(BodyProblem::Invalid(report)) = read::<Vec<Shape>>(format!("[{sent}]").as_bytes()) else {
        panic!()
    };
    assert_eq!(report.fields.len(), 2, "{report}");
}

#[test]
fn streams_and_columns_keep_it_as_json() {
    let mut machine = machine();
    machine.hidden = Some(Point { x: 5, y: 6 });
    let mut bytes = Vec::new();
    machine.encode(&mut bytes);
    let mut input = bytes.as_slice();
    assert!(Machine::decode(&mut input) == Ok(machine.clone()) && input.is_empty());
    assert!(Machine::decode(&mut &bytes[..bytes.len() - 3]).is_err());

    let columns = (0..Machine::FIELDS.len()).map(|index| machine.column(index).into_owned()).collect();
    let mut row = Stored(columns);
    assert_eq!(row.0[2], ColumnValue::Text(r#"{"x":1,"y":2}"#.into()));
    assert!(Machine::from_row(&row).expect("a row") == machine);
    row.0[2] = ColumnValue::Text("[]".into());
    assert_eq!(Machine::from_row(&row).expect_err("a misfit").column, "place");

    let circle = Shape::Circle { middle: Point { x: 1, y: 1 }, radius: 2 };
    let mut bytes = Vec::new();
    circle.encode(&mut bytes);
    assert!(Shape::decode(&mut bytes.as_slice()) == Ok(circle.clone()));
    assert_eq!(format!("{circle:?}"), r#"Circle { middle: {"x":1,"y":1}, radius: 2 }"#);
    let lost = Lost::Nowhere { near: Point::default() };
    assert_eq!(format!("{lost:?}"), r#"Nowhere { near: {"x":0,"y":0} }"#);
}

#[test]
fn changes_set_it_and_take_it_away() {
    let mut machine = machine();
    machine.corner = Some(Point::default());
    let sent = r#"{"place":{"x":9,"y":9},"corner":null}"#;
    let changes: MachineChanges = read(sent.as_bytes()).expect("changes");
    changes.apply(&mut machine, &mut Default::default());
    assert!(machine.place == Point { x: 9, y: 9 } && machine.corner.is_none());
    assert!(read::<MachineChanges>(br#"{"place":null}"#).is_err());
    let bound = Machine::COLUMNS.place.bind(&Point { x: 1, y: 0 });
    assert_eq!(bound, ColumnValue::Text(r#"{"x":1,"y":0}"#.into()));
}

#[test]
fn the_schema_takes_any_json() {
    let mut schemas = Schemas::default();
    schemas.of_kind(&Machine::KIND);
    let schema = &schemas.into_components()["Machine"]["properties"];
    assert_eq!(schema["place"], serde_json::json!({}));
    assert_eq!(schema["path"]["items"], serde_json::json!({}));
}

parseltongue! {
    define_function pin(place: rust<Point>) -> Pin {
        finish_with new Pin { place, label: "here".to_owned() };
    }
}

#[test]
fn new_makes_a_record_of_a_type_that_has_a_default() {
    assert!(pin(Point { x: 1, y: 2 }).place == Point { x: 1, y: 2 });
    assert!(matches!(Pin::FIELDS[0].kind, Kind::Rust { has_default: true }));
    // No `Default`: `new Machine { … }` would be refused while the program compiles, a draft makes one.
    assert!(!Machine::KIND.can_be_empty() && Pin::KIND.can_be_empty());
    assert_eq!(BTreeMap::from([("a", machine())]).len(), 1);
}

#[test]
fn what_could_not_be_read_back_breaks_a_rule() {
    let good = Reading { level: 1.5, levels: vec![0.5], seats: Seats::new() };
    let mut report = Report::default();
    good.check_all(&mut report);
    assert!(report.is_empty(), "{report}");
    let seats = Seats::from([((1, 2), "me".to_owned())]);
    let bad = Reading { level: f64::NAN, levels: vec![1.0, f64::INFINITY], seats };
    bad.check_all(&mut report);
    let told: Vec<&str> = report.fields.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(told, ["/level", "/levels/1", "/seats"], "{report}");
}
