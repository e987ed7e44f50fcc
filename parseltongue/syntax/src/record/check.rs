//! Meaning of a record: names, types, and what its words say of each other.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};

use super::condition::{self, Condition};
use super::constant::Constant;
use super::parse::{CheckTree, FieldTree, RecordTree};
use super::rules::{self, Rule};
use super::words::{FieldWord, Says};
use crate::header::doc_text;
use crate::problems::records as problem;
use crate::vocabulary::foreign_type;
use crate::{Problems, Type, TypeKind, problems};

/// A record in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
    pub(super) checks: Vec<Check>,
}

/// A field with everything that is said of it.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) doc: String,
    pub(super) kind: Type,
    pub(super) is_key: bool,
    pub(super) is_generated: bool,
    pub(super) is_unique: bool,
    pub(super) is_indexed: bool,
    pub(super) is_secret: bool,
    pub(super) wire: Option<String>,
    pub(super) default: Option<Constant>,
    pub(super) scale: Option<u32>,
    pub(super) references: Option<TokenStream>,
    pub(super) rules: Vec<Rule>,
}

/// What must hold of the record as a whole.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) condition: Condition,
    pub(super) message: String,
}

/// Checks a record and tells of everything that is wrong with it.
pub(super) fn record(tree: RecordTree, problems: &mut Problems) -> Record {
    record_name(&tree.name, problems);
    let has_lines = !tree.fields.is_empty();
    let mut record = Record {
        doc: doc_text(&tree.attributes),
        name: tree.name,
        attributes: tree.attributes,
        fields: Vec::new(),
        checks: Vec::new(),
    };
    for field in tree.fields {
        if let Some(field) = checked_field(field, &record, problems) {
            record.fields.push(field);
        }
    }
    if !has_lines && problems.is_empty() {
        problems.push(problem::record_without_fields(tree.place, &record.name));
    }
    wire_names(&record.fields, problems);
    let names: Vec<String> = record.fields.iter().map(|field| field.name.to_string()).collect();
    record.checks = tree.checks.into_iter().map(|check| checked_check(check, &names, problems)).collect();
    record
}

/// The name must be one that can stand as a type.
pub(crate) fn record_name(name: &Ident, problems: &mut Problems) {
    let text = name.to_string();
    if !text.starts_with(char::is_uppercase) {
        problems.push(problem::name_in_lower_case(name));
    } else if let Some((here, _)) = foreign_type(&text) {
        problems.push(problem::name_of_a_type(name, here));
    }
}

fn checked_field(tree: FieldTree, record: &Record, problems: &mut Problems) -> Option<Field> {
    let FieldTree { attributes, name, kind, words } = tree;
    let text = name.to_string();
    if !field_name(&name, problems) {
        return None;
    }
    if record.fields.iter().any(|other| other.name == name) {
        problems.push(problems::duplicate("the field", &text, &name));
        return None;
    }
    if !can_be_a_field(&kind, &record.name, problems) {
        return None;
    }
    let mut field = Field {
        doc: doc_text(&attributes),
        name,
        attributes,
        kind,
        is_key: false,
        is_generated: false,
        is_unique: false,
        is_indexed: false,
        is_secret: false,
        wire: None,
        default: None,
        scale: None,
        references: None,
        rules: Vec::new(),
    };
    let first_key = record.fields.iter().find(|other| other.is_key);
    words_of(&mut field, words, first_key, problems);
    Some(field)
}

/// A word of Rust cannot be a field's name; says whether the field can be written all the same.
fn field_name(name: &Ident, problems: &mut Problems) -> bool {
    let text = name.to_string();
    if syn::parse_str::<Ident>(&text).is_err() && !text.starts_with("r#") {
        problems.push(problem::field_named_as_a_keyword(name));
        return false;
    }
    true
}

fn can_be_a_field(kind: &Type, record: &Ident, problems: &mut Problems) -> bool {
    match &kind.kind {
        TypeKind::Rust(_) => {
            problems.push(problem::type_of_rust(kind.place));
            false
        }
        TypeKind::Named(named) => match &named.word {
            Some(word) if word == record => {
                problems.push(problem::record_in_itself(kind.place, record));
                false
            }
            Some(word) if word == "action" || word == "children" => {
                problems.push(problems::unknown_type(word, None));
                false
            }
            _ => true,
        },
        TypeKind::List(item) | TypeKind::Optional(item) => can_be_a_field(item, record, problems),
        TypeKind::Map(key, value) => {
            can_be_a_field(key, record, problems) && can_be_a_field(value, record, problems)
        }
        _ => true,
    }
}

fn words_of(field: &mut Field, words: Vec<FieldWord>, first_key: Option<&Field>, problems: &mut Problems) {
    let mut seen: BTreeMap<String, Ident> = BTreeMap::new();
    for word in words {
        let text = word.word.to_string();
        if seen.contains_key(&text) {
            problems.push(problem::word_twice(&word.word, &field.name));
            continue;
        }
        seen.insert(text, word.word.clone());
        if !rules::fits_the_type(&word, &field.name, &field.kind, problems) {
            continue;
        }
        match word.says {
            Says::Key if first_key.is_some() => {
                let first = first_key.map(|field| field.name.to_string()).unwrap_or_default();
                problems.push(problem::second_key(&word.word, &first));
            }
            Says::Key => field.is_key = true,
            Says::Generated => field.is_generated = true,
            Says::Unique => field.is_unique = true,
            Says::Indexed => field.is_indexed = true,
            Says::Secret => field.is_secret = true,
            Says::Renamed(name) if name.value.is_empty() => {
                problems.push(problem::renamed_to_nothing(&name));
            }
            Says::Renamed(name) => field.wire = Some(name.value),
            Says::References(record) => field.references = Some(record),
            Says::Scale(scale) => field.scale = u32::try_from(scale.value).ok(),
            Says::Default(constant) => field.default = Some(constant),
            Says::Email => field.rules.push(Rule::Email),
            Says::Url => field.rules.push(Rule::Url),
            Says::Bound(bound, number) => field.rules.push(Rule::Bound(bound, number)),
            Says::Length(length) => field.rules.push(Rule::Length(length)),
            Says::Matches(pattern) => field.rules.push(Rule::Matches(pattern)),
            Says::OneOf(constants, place) => {
                if constants.is_empty() {
                    problems.push(problem::one_of_nothing(place));
                } else {
                    field.rules.push(Rule::OneOf(constants));
                }
            }
        }
    }
    words_beside_each_other(&seen, problems);
    rules::agree(field, &seen, problems);
}

/// Words that say the same twice, or the opposite of each other.
fn words_beside_each_other(seen: &BTreeMap<String, Ident>, problems: &mut Problems) {
    const IMPLIED: &[(&str, &str, &str)] = &[
        ("key", "unique", "no two records have the same key"),
        ("key", "indexed", "records are found by their key without an index of its own"),
        ("unique", "indexed", "what is unique is indexed"),
    ];
    const OPPOSED: &[(&str, &str, &str)] = &[
        ("generated", "default", "the program fills it, so nothing can be missing"),
        ("key", "default", "two records would get the same key"),
        ("key", "secret", "a key stands in the record's address"),
        ("generated", "one_of", "the program fills it; no client's value has to be checked"),
        ("generated", "length", "the program fills it; no client's value has to be checked"),
        ("generated", "matches", "the program fills it; no client's value has to be checked"),
        ("generated", "references", "the program makes a new value, which points at nothing"),
    ];
    for (word, implied, why) in IMPLIED {
        if let (Some(_), Some(second)) = (seen.get(*word), seen.get(*implied)) {
            problems.push(problem::word_implied(second, word, why));
        }
    }
    for (word, opposed, why) in OPPOSED {
        if let (Some(_), Some(second)) = (seen.get(*word), seen.get(*opposed)) {
            problems.push(problem::words_opposed(second, word, why));
        }
    }
}

/// Two fields cannot have one name in JSON.
fn wire_names(fields: &[Field], problems: &mut Problems) {
    for (index, field) in fields.iter().enumerate() {
        let wire = wire_name(field);
        if let Some(other) = fields[..index].iter().find(|other| wire_name(other) == wire) {
            problems.push(problem::one_name_in_json(&field.name, &other.name, &wire));
        }
    }
}

/// The field's name in JSON.
pub(super) fn wire_name(field: &Field) -> String {
    field.wire.clone().unwrap_or_else(|| plain_name(&field.name))
}

/// The name without the `r#` that Rust needs in front of its own words.
pub(super) fn plain_name(name: &Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

fn checked_check(tree: CheckTree, names: &[String], problems: &mut Problems) -> Check {
    let condition = condition::of_the_record(tree.condition);
    for field in &condition.fields {
        let name = field.to_string();
        if !names.contains(&name) {
            let nearest = crate::vocabulary::nearest(&name, names.iter().map(String::as_str));
            problems.push(problem::check_of_no_field(field, nearest));
        }
    }
    for word in &condition.query_words {
        problems.push(problem::query_word_in_a_check(word));
    }
    Check { condition, message: tree.message.value }
}
