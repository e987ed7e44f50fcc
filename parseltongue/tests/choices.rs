//! What `define_choice` gives: cases spelled on the wire as written, with fields or as parameters and keys.
#![allow(missing_docs)]

use parseltongue::prelude::*;
use parseltongue::records::json::read;
use parseltongue::records::{ColumnValue, Field, Value};

parseltongue! {
    define_choice Side { Buy, Sell }

    define_choice How {
        Market,
        Limit { price: decimal more_than 0, side: Side }
        Iceberg { shown: i64 at_least 1 }
    }

    define_choice Only { One { of: list<string> } }

    define_record Setting { side: Side key, how: How, others: list<How> default [] }
}

fn limit() -> How {
    How::Limit { price: Decimal::new(125, 1), side: Side::Sell }
}

#[test]
fn a_plain_choice_is_shown_read_compared_and_ordered() {
    assert_eq!(Side::Buy.to_string(), "Buy");
    assert_eq!(format!("{:>5}|{:?}", Side::Buy, Side::Sell), "  Buy|Sell");
    assert_eq!("Sell".parse::<Side>(), Ok(Side::Sell));
    assert_eq!("sell".parse::<Side>().expect_err("another spelling").to_string(), "must be one of Buy, Sell");
    assert!(Side::Buy < Side::Sell);
}

#[test]
fn json_is_the_name_or_an_object_of_one_entry() {
    let json = |how: &How| serde_json::to_string(how).expect("JSON");
    assert_eq!(json(&How::Market), r#""Market""#);
    assert_eq!(json(&limit()), r#"{"Limit":{"price":"12.5","side":"Sell"}}"#);
    for how in [How::Market, limit(), How::Iceberg { shown: 5 }] {
        assert_eq!(serde_json::from_str::<How>(&json(&how)).expect("a case"), how);
    }
    assert!(serde_json::from_str::<How>(r#""Limit""#).is_err());
}

#[test]
fn wrong_fields_of_cases_are_told_with_their_place() {
    let body = r#"{"side":"Hold","how":{"Limit":{"price":"0","side":5}},"others":[{"Iceberg":{"shown":0}},"Never"]}"#;
    let problem = read::<SettingDraft>(body.as_bytes()).expect_err("a wrong body").problem();
    let places: Vec<&str> = problem.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(
        places,
        ["/side", "/how/Limit/price", "/how/Limit/side", "/others/0/Iceberg/shown", "/others/1"]
    );
}

#[test]
fn a_choice_comes_back_from_its_encoding_and_its_column() {
    let field = Field::new("how", How::KIND);
    for how in [How::Market, limit(), How::Iceberg { shown: 5 }] {
        let mut bytes = Vec::new();
        how.encode(&mut bytes);
        assert_eq!(How::decode(&mut bytes.as_slice()), Ok(how.clone()));
        let column = how.to_column(&field).into_owned();
        assert_eq!(How::from_column(column, &field).expect("it fits"), how);
    }
    assert_eq!(Side::Buy.to_column(&field), ColumnValue::Text("Buy".into()));
    assert!(Side::decode(&mut &[2][..]).is_err());
}

#[test]
fn a_choice_is_a_key() {
    let setting = Setting { side: Side::Buy, how: How::Market, others: Vec::new() };
    assert_eq!(setting.key(), &Side::Buy);
    assert_eq!(Only::One { of: Vec::new() }, Only::empty());
}
