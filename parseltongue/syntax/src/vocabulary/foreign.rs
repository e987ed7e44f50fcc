//! Words that people bring along from Rust, SQL and other places, and what they are called here.

/// What a type of Rust, SQL or TypeScript is called here, with the reason where there is one.
#[must_use]
pub fn foreign_type(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "u8" => (
            "i64",
            "Parseltongue has one integer type: write `i64`, and bound it with `at_least 0 at_most 255`",
        ),
        "u16" => (
            "i64",
            "Parseltongue has one integer type: write `i64`, and bound it with `at_least 0 at_most 65_535`",
        ),
        "u32" | "u64" | "u128" | "usize" => {
            ("i64", "Parseltongue has one integer type: write `i64`, and bound it with `at_least 0`")
        }
        "i8" | "i16" | "i32" | "i128" | "isize" | "int" | "integer" | "Integer" | "Int" | "bigint"
        | "long" => ("i64", "Parseltongue has one integer type: write `i64`"),
        "f32" | "float" | "double" | "real" | "Float" | "number" => {
            ("f64", "Parseltongue has one float: write `f64`")
        }
        "String" | "str" | "text" | "Text" | "varchar" | "char" | "Str" => ("string", "a text is a `string`"),
        "boolean" | "Bool" | "Boolean" => ("bool", "true or false is a `bool`"),
        "Vec" | "vec" | "List" | "array" | "Array" | "VecDeque" | "HashSet" | "BTreeSet" => {
            ("list<…>", "many of one type are a `list<T>`")
        }
        "HashMap" | "BTreeMap" | "Map" | "dict" | "Dict" | "IndexMap" => {
            ("map<…, …>", "values under keys are a `map<K, V>`")
        }
        "Option" | "Maybe" | "option" | "nullable" | "Optional" => {
            ("optional<…>", "what may be absent is an `optional<T>`")
        }
        "DateTime" | "datetime" | "Instant" | "SystemTime" | "Timestamp" | "time" | "date"
        | "timestamptz" => ("timestamp", "a moment is a `timestamp` (UTC, microseconds)"),
        "Duration" | "interval" | "TimeDelta" => ("duration", "a length of time is a `duration`"),
        "Decimal" | "numeric" | "money" | "BigDecimal" | "Numeric" => {
            ("decimal", "an exact number is a `decimal`")
        }
        "Uuid" | "UUID" | "guid" | "Guid" => ("uuid", "a unique identifier is a `uuid`"),
        "Value" | "Json" | "JSON" | "jsonb" | "any" | "object" => ("json", "any JSON is a `json`"),
        "Bytes" | "blob" | "Blob" | "bytea" | "ByteBuf" => ("bytes", "raw bytes are `bytes`"),
        "Box" | "Rc" | "Arc" | "Cow" | "Cell" | "RefCell" | "Mutex" | "RwLock" => (
            "",
            "a type says what a value is; how it is shared is said by the `let_` word: `let_shared_var`, `let_mut_shared_var`",
        ),
        _ => return None,
    })
}

/// What a word of Rust, SQL or another framework is called here, for words that begin lines and items.
#[must_use]
pub fn foreign_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "struct" | "model" | "entity" | "table" | "record" | "message" | "schema" | "type" | "class" => {
            "define_record"
        }
        "enum" | "choice" => "define_choice",
        "error" | "exception" => "define_error",
        "database" | "db" | "store" => "define_store",
        "fn" | "function" | "func" | "def" => "define_function",
        "program" | "app" | "application" | "main" => "define_program",
        "server" | "service" | "api" | "http" => "basilisk",
        "ui" | "view" | "gui" | "window" => "nagini",
        "topic" | "streams" | "queue" | "broker" => "slytherin",
        _ => return None,
    })
}

/// What a word that begins a statement or a query elsewhere is called here.
#[must_use]
pub fn foreign_statement(word: &str) -> Option<&'static str> {
    Some(match word {
        "throw" | "raise" | "bail" | "fail" | "error" => "fail_with",
        "finish" | "respond" | "reply" | "answer" => "finish_with",
        "ensure" | "assert" | "check" | "guard" => "require",
        "emit" | "send" | "produce" | "dispatch" => "publish",
        "transaction" | "atomic" | "begin" => "in_transaction",
        "select" | "SELECT" | "all" | "query" | "filter" => "find_all",
        "get" | "fetch" | "load" | "lookup" => "find",
        "first" => "find_one",
        "INSERT" | "add" | "create" | "save" | "store" => "insert",
        "update" | "UPDATE" | "modify" => "change",
        "delete" | "DELETE" => "remove",
        "var" | "val" | "auto" | "final" => "let_var",
        _ => return None,
    })
}
