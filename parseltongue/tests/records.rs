//! What `define_record` gives: drafts from JSON with every wrong field told, changes, columns, encodings.
#![allow(missing_docs)]

use parseltongue::prelude::*;
use parseltongue::records::json::{BodyProblem, read};
use parseltongue::records::{ColumnValue, Field, Kind, Report, Row, Rule, Value};

parseltongue! {
    /// Who trades.
    define_record Account {
        id: uuid key generated,
        parent: optional<uuid> references Account,
        name: string length 1..=80 unique,
        password: string length 8.. secret,
        /// What there is to spend.
        balance: decimal scale 2 at_least 0 default 0.50,
        currency: string one_of ["EUR", "USD"] default "EUR" renamed "ccy",
        contact: optional<string> email,
        homepage: optional<string> url,
        tags: list<string> length ..=3 default [],
        limits: map<string, i64> default {},
        ratio: f64 more_than -1 less_than 1 default -0.5,
        tier: Tier default Tier::Silver,
        is_open: bool default true,
        address: optional<Address>,
        since: timestamp generated indexed,
        check .balance < 1_000 || .is_open otherwise "is closed and owes",
        check !.tags.iter().any(|tag| *tag == .name) otherwise "is tagged with its own name",
    }

    define_record Address { street: string length 1.., code: string matches "^[0-9]{5}$" }

    define_choice Tier { Silver, Gold }

    define_record Tick { id: uuid key generated, at: timestamp generated }
}

const LEAST: &str = r#"{"name":"Ada","password":"secret-enough"}"#;

fn draft(json: &str) -> AccountDraft {
    read(json.as_bytes()).expect("a draft without problems")
}

fn wrong<T: parseltongue::records::json::Body + std::fmt::Debug>(json: &str) -> Vec<String> {
    match read::<T>(json.as_bytes()).expect_err("a body with problems") {
        BodyProblem::Invalid(report) => {
            report.fields.into_iter().map(|it| format!("{} {}", it.field, it.rule)).collect()
        }
        syntax => vec![syntax.to_string()],
    }
}

#[test]
fn what_is_not_sent_is_filled_by_defaults_and_by_the_program() {
    let account = draft(LEAST).into_record();
    assert_eq!(account.balance, Decimal::new(50, 2));
    assert_eq!((account.currency.as_str(), account.tier, account.is_open), ("EUR", Tier::Silver, true));
    assert_eq!((account.ratio, account.tags.len(), account.limits.len()), (-0.5, 0, 0));
    assert_eq!((account.parent, account.address.is_some()), (None, false));
    assert_eq!(account.id.get_version_num(), 7);
}

#[test]
fn every_wrong_field_is_told_at_once_in_the_words_of_the_language() {
    let json = r#"{
        "name": "", "password": "short", "balance": "-1", "ccy": "GBP", "contact": "nobody",
        "homepage": "ftp://x", "tags": ["a", "b", "c", "d"], "ratio": 1, "tier": "Bronze", "is_open": "yes",
        "address": {"street": "", "code": "1"}, "limits": {"a": 1.5}, "id": "x", "nmae": 1
    }"#;
    assert_eq!(
        wrong::<AccountDraft>(json),
        [
            "/name length",
            "/password length",
            "/balance at_least",
            "/ccy one_of",
            "/contact email",
            "/homepage url",
            "/tags length",
            "/limits/a type",
            "/ratio less_than",
            "/tier type",
            "/is_open type",
            "/address/street length",
            "/address/code matches",
            "/id generated",
            "/nmae unknown",
        ]
    );
}

#[test]
fn rules_of_the_whole_record_are_told_of_a_record_and_of_changes() {
    let mut account = draft(LEAST).into_record();
    account.is_open = false;
    account.balance = Decimal::new(1_000, 0);
    account.tags = vec!["Ada".to_owned()];
    let mut report = Report::default();
    account.check_all(&mut report);
    assert_eq!(report.to_string(), "is closed and owes; is tagged with its own name");
    let mut report = Report::default();
    let changes: AccountChanges = read(br#"{"is_open":true,"tags":["x"]}"#).expect("changes");
    changes.apply(&mut account, &mut report);
    assert!(report.is_empty(), "{report}");
    assert_eq!((account.is_open, account.tags), (true, vec!["x".to_owned()]));
}

#[test]
fn changes_carry_only_what_was_sent_and_null_takes_an_optional_away() {
    let mut account = draft(LEAST).into_record();
    account.contact = Some("ada@example.org".to_owned());
    let before = account.clone();
    let changes: AccountChanges = read(br#"{"contact":null,"ccy":"USD"}"#).expect("changes");
    assert_eq!((&changes.contact, &changes.name), (&Some(None), &None));
    changes.apply(&mut account, &mut Report::default());
    assert_eq!(account, Account { contact: None, currency: "USD".to_owned(), ..before });
    assert_eq!(
        wrong::<AccountChanges>(r#"{"id":"x","since":1,"name":null,"balance":"0.001"}"#),
        ["/name required", "/balance scale", "/id generated", "/since generated"]
    );
}

#[test]
fn json_has_wire_names_and_no_secrets() {
    let account = draft(LEAST).into_record();
    let json = serde_json::to_value(&account).expect("JSON");
    assert_eq!(json["ccy"], "EUR");
    assert_eq!(json["balance"], "0.5");
    assert!(json.get("password").is_none() && json.get("currency").is_none());
    let shown = format!("{account:?}");
    assert!(!shown.contains("secret-enough"), "{shown}");
    assert!(shown.contains("tier: Silver"), "{shown}");
}

#[test]
fn a_record_comes_back_from_its_encoding_and_from_its_row() {
    struct Columns<'a>(&'a Account);
    impl Row for Columns<'_> {
        fn column(&self, index: usize) -> ColumnValue<'_> {
            self.0.column(index)
        }
    }

    let mut account = draft(LEAST).into_record();
    account.address = Some(Address { street: "Main".to_owned(), code: "12345".to_owned() });
    let mut bytes = Vec::new();
    account.encode(&mut bytes);
    assert_eq!(Account::decode(&mut bytes.as_slice()), Ok(account.clone()));
    assert_eq!(Account::from_row(&Columns(&account)).expect("the row fits"), account);
    for end in 0..bytes.len() {
        assert!(Account::decode(&mut &bytes[..end]).is_err(), "{end} bytes");
    }
}

#[test]
fn the_table_of_fields_repeats_every_word() {
    let field = |name: &str| -> &Field {
        Account::FIELDS.iter().find(|field| field.name == name).expect("a field of the record")
    };
    assert!(field("id").is_key && field("id").is_generated);
    assert!(field("name").is_unique && field("since").is_indexed && field("password").is_secret);
    assert_eq!(field("parent").references, Some(("Account", "id")));
    assert_eq!((field("balance").scale, field("balance").doc), (2, "What there is to spend."));
    assert_eq!((field("currency").wire, field("password").rules), ("ccy", &[Rule::Length(8, u64::MAX)][..]));
    assert!(matches!(field("address").kind, Kind::Optional(Kind::Record(shape)) if shape.name == "Address"));
    assert_eq!(Account::COLUMNS.currency.name, "currency");
    assert!(Account::SELECT.starts_with("\"id\", \"parent\", \"name\""));
    assert_eq!((Account::KEY, Account::KEY_NAME, Account::TABLE), (0, "id", "Account"));
}

#[test]
fn a_record_of_generated_fields_has_an_empty_draft() {
    let first = read::<TickDraft>(b"{}").expect("a draft").into_record();
    let second = parseltongue::records::fields::template::<Tick>();
    assert_ne!(first.id, second.id);
    let mut tick = first.clone();
    read::<TickChanges>(b"{}").expect("changes").apply(&mut tick, &mut Report::default());
    assert_eq!(tick, first);
}
