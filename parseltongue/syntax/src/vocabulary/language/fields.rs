//! The words that follow a field's type, and the lines of a record beside its fields.

use crate::vocabulary::{Role, Word, rule, word};

pub(super) static WORDS: &[Word] = &[
    rule(
        "key",
        "The field by which a record is found; one for each record: an `i64`, `string`, `uuid`, `timestamp` or a choice.",
        "field: type key",
        "id: uuid key generated",
    ),
    rule(
        "generated",
        "The program fills it and no client may send it: a new `uuid` (version 7), or the time for a `timestamp`.",
        "field: uuid generated · field: timestamp generated",
        "placed_at: timestamp generated",
    ),
    rule(
        "unique",
        "No two records in the store have the same value; as a line, the same values of several fields.",
        "field: type unique · unique .field, .field",
        "email: string unique",
    ),
    rule(
        "indexed",
        "The store finds records by it without reading the others; as a line, by several fields together, in their order.",
        "field: type indexed · indexed .field, .field",
        "symbol: string indexed",
    ),
    rule(
        "default",
        "What stands in when nothing is sent: a number, a text, `true`, `false`, a case, `[]` or `{}`.",
        "field: type default constant",
        "currency: string default \"EUR\"",
    ),
    rule(
        "secret",
        "It may be received and kept, and is never logged and never sent.",
        "field: type secret",
        "password_hash: string secret",
    ),
    rule(
        "renamed",
        "Its name in JSON, where that is not the field's own.",
        "field: type renamed \"name\"",
        "kind: string renamed \"type\"",
    ),
    rule(
        "references",
        "It holds the key of another record; the store refuses one that points at nothing.",
        "field: type references Record",
        "account: uuid references Account",
    ),
    rule(
        "scale",
        "How many digits a `decimal` keeps after the point, 0 to 18; 4 unless said.",
        "field: decimal scale n",
        "rate: decimal scale 6",
    ),
    rule("at_least", "The number or more.", "field: i64 at_least n", "quantity: i64 at_least 1"),
    rule("at_most", "The number or less.", "field: i64 at_most n", "percent: i64 at_least 0 at_most 100"),
    rule("more_than", "More than the number.", "field: decimal more_than n", "price: decimal more_than 0"),
    rule("less_than", "Less than the number.", "field: f64 less_than n", "ratio: f64 less_than 1.0"),
    rule(
        "length",
        "How many characters a text has, or items a list; one of the two ends may be left out.",
        "field: string length a..=b · length a.. · length ..=b",
        "symbol: string length 1..=8",
    ),
    rule(
        "matches",
        "The regular expression finds something in it; `^` and `$` tie it to the whole text.",
        "field: string matches \"regex\"",
        "symbol: string matches \"^[A-Z]+$\"",
    ),
    rule(
        "one_of",
        "It is one of these constants.",
        "field: type one_of [constant, …]",
        "currency: string one_of [\"EUR\", \"USD\"]",
    ),
    rule("email", "It is shaped like an e-mail address.", "field: string email", "contact: string email"),
    rule("url", "It is an http or https address.", "field: string url", "homepage: string url"),
];

pub(super) static LINES: &[Word] = &[
    word(
        Role::Declaration,
        "version",
        "How the record that was there before is read: `old` is the older record, each line makes a field of this one, and a field that is not said is taken from the older one's of that name.",
        "version number after Older { field: old.field, … }",
        "define_record Order { id: uuid, note: optional<string>, version 2 after OrderV1 { note: old.comment } } define_record OrderV1 { id: uuid, comment: optional<string> }",
    ),
    word(
        Role::Declaration,
        "after",
        "Names the older record.",
        "version number after Older { … }",
        "define_record Order { id: uuid, version 2 after OrderV1 { } }",
    ),
    word(
        Role::Declaration,
        "check",
        "What must hold of the record as a whole; the text is what a client is told otherwise. `.field` names a field.",
        "check condition otherwise \"text\",",
        "define_record Booking { starts: i64, ends: i64, check .ends > .starts otherwise \"ends before it starts\" }",
    ),
];
