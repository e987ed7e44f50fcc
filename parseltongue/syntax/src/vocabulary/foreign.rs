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

/// What a word that begins a line of a service or of a block of streams elsewhere may be called here: the first of
/// them that the block has.
pub fn foreign_line(word: &str) -> impl Iterator<Item = &'static str> {
    LINES.iter().filter(move |(words, _)| words.contains(&word)).map(|(_, here)| *here)
}

/// What an element or a line of a component of another framework is called here.
#[must_use]
pub fn foreign_element(word: &str) -> Option<&'static str> {
    here(ELEMENTS, word)
}

/// What an argument of an element of another framework is called here.
#[must_use]
pub fn foreign_argument(word: &str) -> Option<&'static str> {
    here(ARGUMENTS, word)
}

/// Why a word of another framework has no counterpart here, and what does its work.
#[must_use]
pub fn without_counterpart(word: &str) -> Option<&'static str> {
    NO_COUNTERPART.iter().find(|(words, _)| words.contains(&word)).map(|(_, why)| *why)
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
    let tables =
        [ITEMS, STATEMENTS, FIELD_RULES, MEANINGS, QUERY_WORDS, LINES, ELEMENTS, ARGUMENTS, NO_COUNTERPART];
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
        &[
            "i8", "i16", "i32", "i128", "isize", "int", "integer", "Integer", "Int", "INT", "INTEGER",
            "bigint", "smallint", "tinyint", "long",
        ],
        "i64",
        "Parseltongue has one integer type: write `i64`",
    ),
    (
        &["f32", "float", "double", "real", "Float", "number"],
        "f64",
        "Parseltongue has one float: write `f64`",
    ),
    (
        &["String", "str", "text", "Text", "varchar", "VARCHAR", "nvarchar", "char", "TEXT", "Str"],
        "string",
        "a text is a `string`",
    ),
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
        &[
            "struct",
            "model",
            "entity",
            "table",
            "record",
            "message",
            "schema",
            "type",
            "class",
            "create_table",
            "CREATE",
            "interface",
        ],
        "define_record",
    ),
    (&["enum", "choice"], "define_choice"),
    (&["error", "exception"], "define_error"),
    (&["database", "db", "store"], "define_store"),
    (&["fn", "function", "func", "def"], "define_function"),
    (&["program", "app", "application", "main"], "define_program"),
    (&["server", "service", "api", "http", "router", "routes", "controller"], "basilisk"),
    (&["ui", "view", "gui", "window", "component", "page"], "nagini"),
    (&["topic", "topics", "stream", "streams", "queue", "broker", "kafka"], "slytherin"),
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
    (&["primary", "PRIMARY", "primary_key", "id", "pk"], "key"),
    (
        &[
            "auto",
            "auto_increment",
            "autoincrement",
            "AUTO_INCREMENT",
            "serial",
            "auto_now",
            "auto_now_add",
            "identity",
        ],
        "generated",
    ),
    (&["index", "add_index"], "indexed"),
    (&["min", "minimum", "min_value", "gte", "ge", "not_less_than", "from"], "at_least"),
    (&["max", "maximum", "max_value", "lte", "le", "not_more_than", "up_to"], "at_most"),
    (&["gt", "greater_than", "above", "over"], "more_than"),
    (&["lt", "below", "under"], "less_than"),
    (&["len", "size", "min_length", "max_length", "min_len", "max_len"], "length"),
    (&["pattern", "regex", "regexp", "like"], "matches"),
    (&["enum", "choices", "oneof", "is_in"], "one_of"),
    (&["rename", "json", "alias", "as", "named"], "renamed"),
    (
        &["foreign_key", "belongs_to", "has_one", "fk", "refers_to", "reference", "REFERENCES", "foreign"],
        "references",
    ),
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
    (&["offset", "OFFSET"], "skip"),
    (&["group", "GROUP"], "group_by"),
    (&["include", "includes", "join", "JOIN", "preload"], "including"),
    (&["desc", "DESC"], "descending"),
    (&["asc", "ASC"], "ascending"),
    (&["AND"], "and"),
    (&["OR"], "or"),
];

const LINES: Foreign = &[
    // of a service
    (&["route", "endpoint", "GET", "show", "index"], "get"),
    (&["POST"], "post"),
    (&["PUT"], "put"),
    (&["PATCH"], "patch"),
    (&["DELETE", "destroy"], "delete"),
    (&["resources", "model", "table", "crud", "scaffold"], "resource"),
    (&["sse", "subscribe", "stream", "server_sent_events"], "events"),
    (&["port", "address", "addr", "bind", "host", "listen"], "listen_on"),
    (&["database", "db", "store", "pool"], "uses"),
    (&["timeout", "time_limit", "request_timeout"], "deadline"),
    (&["max_body", "body_size", "max_body_size", "client_max_body_size"], "body_limit"),
    (&["cors", "origins", "allowed_origins"], "allow_origins"),
    (&["before_action", "before_filter", "middleware", "before"], "before_each"),
    (&["after_action", "after_filter", "after"], "after_each"),
    (&["websocket", "ws", "channel"], "socket"),
    (&["static", "assets", "public"], "files"),
    (&["worker", "task", "sidekiq", "background"], "job"),
    (&["cron", "schedule", "timer", "interval"], "every"),
    // of a block of streams
    (&["topic", "queue", "log", "channel", "subject"], "stream"),
    (
        &["consumer", "consumer_group", "listener", "subscribe", "subscriber", "on", "handler", "group"],
        "consume",
    ),
    (&["path", "dir", "directory", "storage", "data_dir", "log_dir", "log_dirs"], "keep_in"),
    (&["retention", "ttl", "retention_ms", "max_age"], "retain"),
    (&["acks", "fsync", "flush", "sync"], "durability"),
    (&["partition", "num_partitions", "shards"], "partitions"),
    (&["partition_key", "key_by", "partition_by"], "key"),
    // of a store
    (&["tables", "records", "models", "entities"], "holds"),
    (&["migrate", "migrations"], "migration"),
    // of a view
    (&["title", "size"], "window"),
    (&["root", "main", "render", "renders", "body"], "shows"),
];

const ELEMENTS: Foreign = &[
    (
        &["div", "section", "main", "VStack", "Column", "vbox", "VBox", "View", "Box", "Stack", "form"],
        "column",
    ),
    (&["HStack", "Row", "hbox", "HBox", "flex", "nav"], "row"),
    (&["span", "p", "label", "Text", "Label", "strong", "em"], "text"),
    (&["h1", "h2", "h3", "title", "Heading", "header"], "heading"),
    (&["input", "textarea", "TextField", "TextInput", "textbox", "Input"], "text_input"),
    (&["btn", "Button", "a", "submit"], "button"),
    (&["ScrollView", "scroll_view", "overflow"], "scroll"),
    (&["hr", "Divider", "separator", "rule"], "divider"),
    (&["Spacer", "br", "gap"], "spacer"),
    (&["ul", "ol", "li", "List", "map", "foreach", "each", "v_for", "ForEach"], "for_each"),
    (&["useState", "state", "signal", "ref", "let", "const", "var"], "let_signal_var"),
    (&["useMemo", "computed", "memo", "derived"], "let_derived_var"),
];

const ARGUMENTS: Foreign = &[
    (&["onClick", "on_click", "onPress", "on_press", "click", "clicked", "onclick", "action"], "pressed"),
    (&["onSubmit", "on_submit", "submit", "onsubmit", "on_enter"], "submitted"),
    (&["spacing", "space", "gutter"], "gap"),
    (&["pad", "inset", "margin"], "padding"),
    (&["colour", "fill", "foreground", "fg"], "color"),
    (&["fontSize", "font_size", "text_size"], "size"),
    (&["placeholder", "aria_label", "ariaLabel", "alt", "name", "hint"], "label"),
    (&["model", "v_model", "bind", "onChange", "on_change"], "value"),
    (&["alignItems", "align_items", "justify", "alignment"], "align"),
];

/// Words that nothing here is called like, and what does their work.
const NO_COUNTERPART: &[(&[&str], &str)] = &[
    (
        &["not", "NOT", "null", "NULL", "required", "presence", "not_null", "non_null", "mandatory"],
        "a field is always there unless its type says `optional<…>`",
    ),
    (&["nullable", "blank", "allow_null"], "what may be absent has the type `optional<…>`"),
    (
        &["validates", "validate", "validates_presence_of"],
        "rules stand behind the type of a field: `at_least 1`, `length 1..=8`, `matches \"…\"`",
    ),
    (
        &["has_many", "has_and_belongs_to_many"],
        "the other record names this one: `account: uuid references Account`, and `find_all Order where .account == id` finds them",
    ),
    (&["timestamps", "created_at", "updated_at"], "write a field for it: `created_at: timestamp generated`"),
    (
        &["replication", "replication_factor", "replicas", "brokers", "bootstrap_servers"],
        "streams are kept by the program itself, on its own machine",
    ),
    (
        &["consumer_group", "group_id", "group"],
        "a group stands behind its stream: `consume Trades as \"billing\" (trade) { … }`",
    ),
    (
        &["className", "class", "style", "css", "sx"],
        "how an element looks is said by arguments of its own, such as `gap`, `padding`, `color`, `size`",
    ),
    (
        &["useEffect", "effect", "onMount"],
        "what reads a signal with `.get()` runs again by itself when the signal changes",
    ),
    (
        &["key", "v_key"],
        "the key of a list stands in its line: `for_each trade in trades.get() keyed_by trade.id { … }`",
    ),
    (
        &["select", "SELECT", "FROM"],
        "a query is written with words, and gives whole records: `find_all Order where .symbol == symbol`",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::LANGUAGE;

    #[test]
    fn a_word_of_elsewhere_stands_once_in_a_table_and_is_no_word_of_its_own_counterpart() {
        for table in
            [ITEMS, STATEMENTS, FIELD_RULES, MEANINGS, QUERY_WORDS, ELEMENTS, ARGUMENTS, NO_COUNTERPART]
        {
            let mut seen = std::collections::BTreeSet::new();
            for (words, here) in table {
                for word in *words {
                    assert!(seen.insert(word), "`{word}` stands twice in a table");
                    assert_ne!(word, here);
                }
            }
        }
    }

    #[test]
    fn every_counterpart_is_a_word_of_the_language() {
        let here = [ITEMS, STATEMENTS, FIELD_RULES, MEANINGS, QUERY_WORDS].into_iter().flatten();
        for (words, here) in here {
            assert!(LANGUAGE.words().any(|word| word.word == *here), "{words:?} are called `{here}` nowhere");
        }
    }
}
