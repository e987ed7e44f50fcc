//! Meaning of a field: its name, its type, and what its words say of each other.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};

use super::attributes::passing;
use super::constant::Constant;
use super::parse::FieldTree;
use super::rules::{self, Rule};
use super::words::{FieldWord, Says};
use crate::header::doc_text;
use crate::problems::records as problem;
use crate::vocabulary::foreign_type;
use crate::{Problems, Type, TypeKind, problems};

/// A field with everything that is said of it.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) attributes: TokenStream,
    /// `pub`, or what stands before it in a struct that was written by hand.
    pub(crate) visibility: TokenStream,
    pub(crate) doc: String,
    pub(crate) kind: Type,
    pub(crate) is_key: bool,
    pub(crate) is_generated: bool,
    pub(crate) is_unique: bool,
    pub(crate) is_indexed: bool,
    pub(crate) is_secret: bool,
    pub(crate) wire: Option<String>,
    pub(crate) default: Option<Constant>,
    pub(crate) scale: Option<u32>,
    pub(crate) references: Option<TokenStream>,
    pub(super) rules: Vec<Rule>,
}

impl Field {
    /// A field of which nothing is said.
    pub(super) fn new(name: Ident, kind: Type) -> Field {
        Field {
            name,
            kind,
            attributes: TokenStream::new(),
            visibility: TokenStream::new(),
            doc: String::new(),
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
        }
    }

    /// Where the calls that hand the field to the runtime are located: at the type of Rust in it, because rustc
    /// tells there what that type lacks; of a type of the language that was told already.
    pub(crate) fn span_of_calls(&self) -> Span {
        if self.kind.holds_rust() { self.kind.span_of_rust() } else { Span::call_site() }
    }
}

/// Who holds the field, by name. It decides which words the field may have.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner<'a> {
    /// A record: every word.
    Record(&'a Ident),
    /// A case of a choice: rules, `scale` and `renamed`.
    Choice(&'a Ident),
    /// A case of an error: none.
    Error(&'a Ident),
    /// A route: rules and `scale`.
    Parameter,
}

impl Owner<'_> {
    fn name(&self) -> Option<&Ident> {
        match self {
            Owner::Record(name) | Owner::Choice(name) | Owner::Error(name) => Some(name),
            Owner::Parameter => None,
        }
    }

    /// The word may be said here; where not, it is told.
    pub(super) fn takes(&self, word: &FieldWord, problems: &mut Problems) -> bool {
        let is_of_the_value = !matches!(
            word.says,
            Says::Key
                | Says::Generated
                | Says::Unique
                | Says::Indexed
                | Says::Secret
                | Says::Default(_)
                | Says::References(_)
        );
        let takes = match self {
            Owner::Record(_) => true,
            Owner::Choice(_) => is_of_the_value,
            Owner::Error(_) => false,
            Owner::Parameter => is_of_the_value && !matches!(word.says, Says::Renamed(_)),
        };
        if !takes {
            let instead = match self {
                Owner::Choice(_) => {
                    "a case's fields take rules (at_least, length, matches …), `scale` and `renamed`"
                }
                Owner::Parameter => {
                    "a parameter takes rules (at_least, length, matches …) and `scale`; its default stands behind `=`"
                }
                Owner::Record(_) | Owner::Error(_) => "the fields of an error have a name and a type",
            };
            problems.push(problem::word_of_a_record(&word.word, instead));
        }
        takes
    }
}

/// The name must be one that can stand as a type.
pub(crate) fn type_name(name: &Ident, problems: &mut Problems) {
    let text = name.to_string();
    if !text.starts_with(char::is_uppercase) {
        problems.push(problem::name_in_lower_case(name));
    } else if let Some((here, _)) = foreign_type(&text) {
        problems.push(problem::name_of_a_type(name, here));
    }
}

/// Checks a field that comes after `earlier` ones. None when it cannot be written at all.
pub(crate) fn checked(
    tree: FieldTree,
    earlier: &[Field],
    owner: Owner<'_>,
    problems: &mut Problems,
) -> Option<Field> {
    let FieldTree { attributes, visibility, name, kind, words } = tree;
    let text = name.to_string();
    let attributes = passing(&attributes, problems);
    if !field_name(&name, problems) {
        return None;
    }
    if earlier.iter().any(|other| other.name == name) {
        problems.push(problems::duplicate("the field", &text, &name));
        return None;
    }
    if !can_be_a_field(&kind, owner.name(), problems) {
        return None;
    }
    let mut field = Field { doc: doc_text(&attributes), visibility, attributes, ..Field::new(name, kind) };
    let first_key = earlier.iter().find(|other| other.is_key);
    let words = words.into_iter().filter(|word| owner.takes(word, problems)).collect();
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

fn can_be_a_field(kind: &Type, record: Option<&Ident>, problems: &mut Problems) -> bool {
    match &kind.kind {
        TypeKind::Named(named) => match &named.word {
            Some(word) if record == Some(word) => {
                problems.push(problem::record_in_itself(kind.place, word));
                false
            }
            Some(word) if word == "action" || word == "children" => {
                problems.push(problems::unknown_type(word, None));
                false
            }
            _ => true,
        },
        TypeKind::List(item) | TypeKind::Optional(item) => can_be_a_field(item, record, problems),
        TypeKind::Map(key, _) if matches!(key.kind, TypeKind::Rust(_)) => {
            problems.push(problems::map_key(key.place));
            false
        }
        TypeKind::Map(key, value) => {
            can_be_a_field(key, record, problems) && can_be_a_field(value, record, problems)
        }
        _ => true,
    }
}

pub(super) fn words_of(
    field: &mut Field,
    words: Vec<FieldWord>,
    first_key: Option<&Field>,
    problems: &mut Problems,
) {
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
pub(crate) fn one_name_each(fields: &[Field], problems: &mut Problems) {
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
pub(crate) fn plain_name(name: &Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}
