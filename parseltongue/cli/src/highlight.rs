//! Syntax highlighting: a TextMate grammar that colours the words of blocks inside of Rust. Editors inject it into
//! their own grammar of Rust, which goes on colouring everything else.

use parseltongue_syntax::vocabulary::LANGUAGE;
use parseltongue_syntax::{Role, Vocabulary};
use serde_json::{Map, Value, json};

use crate::rooms::ROOMS;

/// What the injected grammar is called.
pub const SCOPE: &str = "source.parseltongue.injection";

/// The grammar, as a file of JSON.
#[must_use]
pub fn grammar() -> String {
    let dialects = || ROOMS.iter().map(|room| room.vocabulary).filter(|room| room.room != LANGUAGE.room);
    let mut repository = Map::new();
    let mut rule = |name: &str, rule: Value| repository.insert(name.to_owned(), rule);
    rule("quantity", quantity());
    rule(
        "names",
        json!({ "match": r"(?:\.|::)[A-Za-z_][A-Za-z0-9_]*", "name": "variable.other.member.parseltongue" }),
    );
    rule("body-words", json!({ "patterns": words(&LANGUAGE, BODIES) }));
    rule("line-words", json!({ "patterns": words(&LANGUAGE, LINES) }));
    rule("lines", inside("lines", &["#line-words"]));
    rule("lines-braces", braces("lines"));
    rule("body", inside("body", &["#body-words"]));
    rule("body-braces", braces("body"));
    let mut items = Vec::new();
    for word in LANGUAGE.of(&[Role::Item]).map(|item| item.word).filter(|word| word.starts_with("define_")) {
        items.push(definition(word));
    }
    for dialect in dialects() {
        let own = format!("{}-words", dialect.room);
        items.push(block(dialect.room));
        rule(&own, json!({ "patterns": words(dialect, BLOCKS) }));
        let within = ["#body-words".to_owned(), format!("#{own}"), "#line-words".to_owned()];
        rule(dialect.room, inside(dialect.room, &within.each_ref().map(String::as_str)));
        rule(&format!("{}-braces", dialect.room), braces(dialect.room));
    }
    let grammar = json!({
        "name": "Parseltongue",
        "comment": "Made from the tables of words: UPDATE_BOOK=1 cargo test -p parseltongue-cli --test pages",
        "scopeName": SCOPE,
        "injectionSelector": "L:source.rust -string -comment -meta.parseltongue",
        "patterns": items,
        "repository": repository,
    });
    // A grammar is texts, lists and maps: it can always be written.
    serde_json::to_string_pretty(&grammar).unwrap_or_default() + "\n"
}

/// What stands in bodies of every dialect.
const BODIES: &[Role] = &[Role::Statement, Role::Expression];
/// What stands in the lines of records, choices, errors, stores and programs.
const LINES: &[Role] = &[Role::Setting, Role::Declaration, Role::Type, Role::FieldRule, Role::Inner];
/// What stands in a block of a dialect.
const BLOCKS: &[Role] = &[Role::Setting, Role::Declaration, Role::Handler, Role::Element, Role::Inner];

/// What a role is coloured as, in the names that themes know.
fn scope(role: Role) -> &'static str {
    match role {
        Role::Item => "storage.type.item.parseltongue",
        Role::Setting => "support.type.property-name.parseltongue",
        Role::Declaration => "storage.type.declaration.parseltongue",
        Role::Handler => "keyword.other.handler.parseltongue",
        Role::Type => "support.type.parseltongue",
        Role::Unit => "keyword.other.unit.parseltongue",
        Role::FieldRule => "storage.modifier.parseltongue",
        Role::Statement => "keyword.control.parseltongue",
        Role::Expression => "keyword.operator.query.parseltongue",
        Role::Inner => "keyword.other.parseltongue",
        Role::Element => "support.function.element.parseltongue",
    }
}

/// A pattern for the words of each role, in the order in which they win.
fn words(room: &Vocabulary, roles: &[Role]) -> Vec<Value> {
    let pattern = |role: &Role| {
        let words: Vec<&str> = room.of(&[*role]).map(|word| word.word).collect();
        let listed = alternatives(&words);
        (!words.is_empty()).then(|| match role {
            // A setting is one by its colon.
            Role::Setting => json!({ "match": format!(r"\b({listed})\s*(:)"), "captures": { "1": { "name": scope(*role) } } }),
            _ => json!({ "match": format!(r"\b({listed})\b"), "name": scope(*role) }),
        })
    };
    roles.iter().filter_map(pattern).collect()
}

/// `50 ms`, `2 cores`
fn quantity() -> Value {
    let units: Vec<&str> = LANGUAGE.of(&[Role::Unit]).map(|word| word.word).collect();
    json!({
        "match": format!(r"\b([0-9][0-9_]*)\s+({})\b", alternatives(&units)),
        "captures": { "1": { "name": "constant.numeric.parseltongue" }, "2": { "name": scope(Role::Unit) } },
    })
}

/// The longest first: the first that fits wins.
fn alternatives(words: &[&str]) -> String {
    let mut words = words.to_vec();
    words.sort_by_key(|word| (usize::MAX - word.len(), *word));
    words.dedup();
    words.join("|")
}

/// `define_record Order { … }`, to its closing brace. Its head stands in one line.
fn definition(word: &str) -> Value {
    let within = if word.ends_with("function") { "#body" } else { "#lines" };
    json!({
        "begin": format!(r"\b({word})\s+([A-Za-z_][A-Za-z0-9_]*)([^{{]*)\{{"),
        "beginCaptures": {
            "1": { "name": scope(Role::Item) },
            "2": { "name": "entity.name.type.parseltongue" },
            "3": { "patterns": [{ "include": "#line-words" }, { "include": "source.rust" }] },
        },
        "end": r"\}",
        "name": "meta.parseltongue",
        "patterns": [{ "include": within }],
    })
}

/// `basilisk!<Exchange> { … }` and `basilisk! { <Exchange> … }`.
fn block(dialect: &str) -> Value {
    let name = r"<\s*([A-Za-z_][A-Za-z0-9_]*)\s*>";
    json!({
        "begin": format!(r"\b({dialect})!\s*(?:{name}\s*)?\{{(?:\s*{name})?"),
        "beginCaptures": {
            "1": { "name": scope(Role::Item) },
            "2": { "name": "entity.name.type.parseltongue" },
            "3": { "name": "entity.name.type.parseltongue" },
        },
        "end": r"\}",
        "name": "meta.parseltongue",
        "patterns": [{ "include": format!("#{dialect}") }],
    })
}

/// Comments and texts as Rust has them, braces in pairs, our words, and else what the editor makes of Rust.
fn inside(context: &str, words: &[&str]) -> Value {
    let braces = format!("#{context}-braces");
    let rust = ["source.rust#comments", "source.rust#block-comments", "source.rust#strings"];
    let parts = rust.into_iter().chain(["#quantity", "#names"]).chain(words.iter().copied());
    let parts = parts.chain([braces.as_str(), "source.rust"]);
    json!({ "patterns": parts.map(|part| json!({ "include": part })).collect::<Vec<Value>>() })
}

fn braces(context: &str) -> Value {
    json!({ "begin": r"\{", "end": r"\}", "patterns": [{ "include": format!("#{context}") }] })
}
