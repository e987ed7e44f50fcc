//! Words that people bring along from Rust, SQL and other places, and what they are called here.

/// Words of elsewhere and the word here.
type Foreign = &'static [(&'static [&'static str], &'static str)];

/// What a type of Rust, SQL or TypeScript is called here, with the reason where there is one.
#[must_use]
pub fn foreign_type(word: &str) -> Option<(&'static str, &'static str)> {
    TYPES.iter().find(|(words, ..)| words.contains(&word)).map(|(_, here, reason)| (*here, *reason))
}

/// What a word of Rust, SQL or another framework is called here, for words that begin lines and items.
#[must_use]
pub fn foreign_word(word: &str) -> Option<&'static str> {
    here(ITEMS, word)
}

/// What a word that begins a statement or a query elsewhere is called here.
#[must_use]
pub fn foreign_statement(word: &str) -> Option<&'static str> {
    here(STATEMENTS, word)
}

/// What a word of another framework for a field is called here.
pub(crate) fn foreign_field_word(word: &str) -> Option<&'static str> {
    here(FIELD_RULES, word)
}

/// What a meaning of another framework is called here.
pub(crate) fn foreign_meaning(word: &str) -> Option<&'static str> {
    here(MEANINGS, word)
}

/// What a word of SQL or of a query builder is called here.
pub(crate) fn foreign_query_word(word: &str) -> Option<&'static str> {
    here(QUERY_WORDS, word)
}

/// Every word of elsewhere that has a counterpart here.
pub fn foreign_words() -> impl Iterator<Item = &'static str> {
    let types = TYPES.iter().map(|(words, ..)| *words);
    let tables = [ITEMS, STATEMENTS, FIELD_RULES, MEANINGS, QUERY_WORDS];
    let others = tables.into_iter().flatten().map(|(words, _)| *words);
    types.chain(others).flatten().copied()
}

fn here(table: Foreign, word: &str) -> Option<&'static str> {
    table.iter().find(|(words, _)| words.contains(&word)).map(|(_, here)| *here)
}

/// Types of elsewhere, the type here, and why.
const TYPES: &[(&[&str], &str, &str)] = &[
    (
        &["u8"],
        "i64",
        "Parseltongue has one integer type: write `i64`, and bound it with `at_least 0 at_most 255`",
    ),
    (
        &["u16"],
        "i64",
        "Parseltongue has one integer type: write `i64`, and bound it with `at_least 0 at_most 65_535`",
    ),
    (
        &["u32", "u64", "u128", "usize"],
        "i64",
        "Parseltongue has one integer type: write `i64`, and bound it with `at_least 0`",
    ),
    (
        &["i8", "i16", "i32", "i128", "isize", "int", "integer", "Integer", "Int", "bigint", "long"],
        "i64",
        "Parseltongue has one integer type: write `i64`",
    ),
    (
        &["f32", "float", "double", "real", "Float", "number"],
        "f64",
        "Parseltongue has one float: write `f64`",
    ),
    (&["String", "str", "text", "Text", "varchar", "char", "Str"], "string", "a text is a `string`"),
    (&["boolean", "Bool", "Boolean"], "bool", "true or false is a `bool`"),
    (
        &["Vec", "vec", "List", "array", "Array", "VecDeque", "HashSet", "BTreeSet"],
        "list<…>",
        "many of one type are a `list<T>`",
    ),
    (
        &["HashMap", "BTreeMap", "Map", "dict", "Dict", "IndexMap"],
        "map<…, …>",
        "values under keys are a `map<K, V>`",
    ),
    (
        &["Option", "Maybe", "option", "nullable", "Optional"],
        "optional<…>",
        "what may be absent is an `optional<T>`",
    ),
    (
        &["DateTime", "datetime", "Instant", "SystemTime", "Timestamp", "time", "date", "timestamptz"],
        "timestamp",
        "a moment is a `timestamp` (UTC, microseconds)",
    ),
    (&["Duration", "interval", "TimeDelta"], "duration", "a length of time is a `duration`"),
    (&["Decimal", "numeric", "money", "BigDecimal", "Numeric"], "decimal", "an exact number is a `decimal`"),
    (&["Uuid", "UUID", "guid", "Guid"], "uuid", "a unique identifier is a `uuid`"),
    (&["Value", "Json", "JSON", "jsonb", "any", "object"], "json", "any JSON is a `json`"),
    (&["Bytes", "blob", "Blob", "bytea", "ByteBuf"], "bytes", "raw bytes are `bytes`"),
    (
        &["Box", "Rc", "Arc", "Cow", "Cell", "RefCell", "Mutex", "RwLock"],
        "",
        "a type says what a value is; how it is shared is said by the `let_` word: `let_shared_var`, `let_mut_shared_var`",
    ),
];

const ITEMS: Foreign = &[
    (
        &["struct", "model", "entity", "table", "record", "message", "schema", "type", "class"],
        "define_record",
    ),
    (&["enum", "choice"], "define_choice"),
    (&["error", "exception"], "define_error"),
    (&["database", "db", "store"], "define_store"),
    (&["fn", "function", "func", "def"], "define_function"),
    (&["program", "app", "application", "main"], "define_program"),
    (&["server", "service", "api", "http"], "basilisk"),
    (&["ui", "view", "gui", "window"], "nagini"),
    (&["topic", "streams", "queue", "broker"], "slytherin"),
];

const STATEMENTS: Foreign = &[
    (&["throw", "raise", "bail", "fail", "error"], "fail_with"),
    (&["finish", "respond", "reply", "answer"], "finish_with"),
    (&["ensure", "assert", "check", "guard"], "require"),
    (&["emit", "send", "produce", "dispatch"], "publish"),
    (&["transaction", "atomic", "begin"], "in_transaction"),
    (&["select", "SELECT", "all", "query", "filter"], "find_all"),
    (&["get", "fetch", "load", "lookup"], "find"),
    (&["first"], "find_one"),
    (&["INSERT", "add", "create", "save", "store"], "insert"),
    (&["update", "UPDATE", "modify"], "change"),
    (&["delete", "DELETE"], "remove"),
    (&["var", "val", "auto", "final"], "let_var"),
];

const FIELD_RULES: Foreign = &[
    (&["primary", "primary_key", "id", "pk"], "key"),
    (&["auto", "auto_increment", "autoincrement", "serial", "auto_now", "auto_now_add"], "generated"),
    (&["index"], "indexed"),
    (&["min", "minimum", "gte", "ge", "not_less_than", "from"], "at_least"),
    (&["max", "maximum", "lte", "le", "not_more_than", "up_to"], "at_most"),
    (&["gt", "greater_than", "above", "over"], "more_than"),
    (&["lt", "below", "under"], "less_than"),
    (&["len", "size", "min_length", "max_length", "min_len", "max_len"], "length"),
    (&["pattern", "regex", "regexp", "like"], "matches"),
    (&["enum", "choices", "oneof", "is_in"], "one_of"),
    (&["rename", "json", "alias", "as", "named"], "renamed"),
    (&["foreign_key", "belongs_to", "fk", "refers_to", "reference"], "references"),
    (&["hidden", "private", "sensitive", "write_only"], "secret"),
    (&["precision", "digits"], "scale"),
    (&["uri", "link"], "url"),
    (&["mail"], "email"),
];

const MEANINGS: Foreign = &[
    (&["notfound", "missing", "NotFound", "unknown"], "not_found"),
    (&["unauthorized", "Unauthorized", "unauthorised"], "unauthenticated"),
    (&["denied", "not_allowed", "permission_denied"], "forbidden"),
    (&["exists", "already_exists", "duplicate"], "conflict"),
    (&["unprocessable", "unprocessable_entity", "validation"], "invalid"),
    (&["internal_server_error", "server_error", "bug", "panic"], "internal"),
    (&["service_unavailable", "busy", "down"], "unavailable"),
    (&["timeout", "gateway_timeout"], "deadline_passed"),
    (&["rate_limited", "throttled"], "too_many_requests"),
    (&["payload_too_large", "content_too_large"], "too_large"),
];

const QUERY_WORDS: Foreign = &[
    (&["order", "ORDER", "sort", "sort_by", "sorted", "sorted_by"], "order_by"),
    (&["WHERE", "filter", "when", "having"], "where"),
    (&["take", "LIMIT", "first", "top"], "limit"),
    (&["desc", "DESC"], "descending"),
    (&["asc", "ASC"], "ascending"),
    (&["AND"], "and"),
    (&["OR"], "or"),
];
