//! The words of bodies and queries.

use crate::vocabulary::{Word, expression, inner, statement};

pub(super) static LET_WORDS: &[Word] = &[
    statement("let_var", "A value that does not change.", "let_var x: T = e;", "let_var total: i64 = 2 + 3;"),
    statement("let_mut_var", "A value that changes.", "let_mut_var x: T = e;", "let_mut_var total: i64 = 0;"),
    statement(
        "let_cow_var",
        "A value borrowed until it is first changed: read `x`, change `x.to_mut()`.",
        "let_cow_var x: T = e;",
        "let_cow_var name: string = &order.symbol;",
    ),
    statement(
        "let_shared_var",
        "One value with many owners on any thread: read `x`, hand out `x.share()`.",
        "let_shared_var x: T = e;",
        "let_shared_var names: list<string> = load_names();",
    ),
    statement(
        "let_mut_shared_var",
        "One changing value with many owners on any thread; an atomic for `i64`, `f64` and `bool`, a lock otherwise.",
        "let_mut_shared_var x: T = e;",
        "let_mut_shared_var hits: i64 = 0;",
    ),
    statement(
        "let_local_shared_var",
        "One value with many owners on one core, with no atomics.",
        "let_local_shared_var x: T = e;",
        "let_local_shared_var names: list<string> = load_names();",
    ),
    statement(
        "let_mut_local_shared_var",
        "One changing value with many owners on one core, with no atomics.",
        "let_mut_local_shared_var x: T = e;",
        "let_mut_local_shared_var hits: i64 = 0;",
    ),
    statement(
        "let_lazy_var",
        "A value made at first use: `x.get()`.",
        "let_lazy_var x: T = e;",
        "let_lazy_var table: list<i64> = build_table();",
    ),
    statement(
        "let_constant_var",
        "A value fixed when the program compiles.",
        "let_constant_var x: T = e;",
        "let_constant_var limit: i64 = 60 * 60;",
    ),
    statement(
        "let_signal_var",
        "State that a view depends on; `x.get()` makes what reads it follow it.",
        "let_signal_var x: T = e;",
        "let_signal_var filter: string = String::new();",
    ),
    statement(
        "let_derived_var",
        "What follows from other state of a view.",
        "let_derived_var x: T = e;",
        "let_derived_var shown: i64 = count.get() * 2;",
    ),
    statement(
        "let_stream_var",
        "The newest records of a stream, live.",
        "let_stream_var x: list<R> = newest n of Block::Stream;",
        "let_stream_var trades: list<Trade> = newest 1_000 of Market::Trades;",
    ),
];

pub(super) static STATEMENTS: &[Word] = &[
    statement("finish_with", "Leaves the body with a value.", "finish_with e;", "finish_with trade;"),
    statement(
        "fail_with",
        "Leaves the body with an error.",
        "fail_with Error::Case;",
        "fail_with ExchangeError::MarketClosed;",
    ),
    statement(
        "require",
        "Leaves the body with an error unless the condition holds.",
        "require condition otherwise Error::Case;",
        "require open otherwise ExchangeError::MarketClosed;",
    ),
    statement(
        "publish",
        "Appends a record to a stream and waits as the stream's durability says. The record is only borrowed.",
        "publish v to Block::Stream;",
        "publish trade to Market::Trades;",
    ),
    statement(
        "in_transaction",
        "All or nothing: store words, `publish` (through the store's outbox) and Rust that does not wait. The block's value is the value of its last expression; captured values move in.",
        "in_transaction { … }",
        "in_transaction { insert order; publish trade to Market::Trades; }",
    ),
];

pub(super) static EXPRESSIONS: &[Word] = &[
    expression(
        "new",
        "A record with its generated and defaulted fields filled.",
        "new R { field: e, field }",
        "new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity }",
    ),
    expression(
        "find",
        "The record with that key. Without `or_none` the body ends with 404 when there is none.",
        "find R with key · find R with key or_none",
        "find Order with id",
    ),
    expression(
        "find_one",
        "The first record that fits, or none.",
        "find_one R where conditions order_by .field",
        "find_one Order where .symbol == symbol",
    ),
    expression(
        "find_all",
        "The records that fit, at most so many; page by page with `after`.",
        "find_all R where conditions order_by .field descending limit n after key",
        "find_all Order where .symbol == symbol and .quantity > 10 order_by .placed_at descending limit 50",
    ),
    expression(
        "count_of",
        "How many records fit.",
        "count_of R where conditions",
        "count_of Order where .symbol == symbol",
    ),
    expression(
        "exists",
        "Whether a record fits; in a condition, whether others belong to the record at hand.",
        "exists R where conditions · exists R by .field of .field where conditions",
        "exists Order where .symbol == symbol",
    ),
    expression(
        "insert",
        "Adds a record, or all of a list or none; on disk when the statement is done.",
        "insert v · insert all list · insert v on_conflict ignore · insert v on_conflict .field replace",
        "insert order",
    ),
    expression(
        "change",
        "Changes fields of the record with that key and gives the changed record; 404 if there is none, 422 if it breaks rules. With `all`, of every record that fits: all of them or none, and it gives their number.",
        "change R with key set .field = e, .field = .field + e · change all R where conditions set .field = e",
        "change Order with id set .quantity = .quantity - 1",
    ),
    expression(
        "remove",
        "Takes the record with that key out; 404 if there is none. With `all`, every record that fits, and it gives their number.",
        "remove R with key · remove all R where conditions limit n",
        "remove Order with id",
    ),
    expression(
        "enqueue",
        "Has a service do a job, not before and not instead of the answer: on disk when the statement is done, and inside of a transaction part of it. Gives the job's number.",
        "enqueue Job { field: e } after time at e priority high unique_for time",
        "enqueue SendReceipt { order: order.id } after 5 minutes priority high unique_for 1 hour",
    ),
];

pub(super) static QUERY_WORDS: &[Word] = &[
    inner("with", "Names the key.", "find R with key", "find Order with id"),
    inner(
        "or_none",
        "Gives an optional record in place of a 404.",
        "find R with key or_none",
        "find Order with id or_none",
    ),
    inner(
        "where",
        "Says which records.",
        "where .field == e and .field > e",
        "find_all Order where .quantity > 10 limit 50",
    ),
    inner("and", "Both hold.", "a and b", "find_all Order where .quantity > 10 and .quantity < 20 limit 50"),
    inner(
        "or",
        "One of the two holds.",
        "a or b",
        "find_all Order where .quantity < 10 or .quantity > 20 limit 50",
    ),
    inner("not", "It does not hold.", "not a", "find_all Order where not .quantity == 10 limit 50"),
    inner(
        "is_missing",
        "The optional field has no value.",
        ".field is_missing",
        "find_all Order where .note is_missing limit 50",
    ),
    inner(
        "is_in",
        "It is one of the values of a list.",
        ".field is_in list",
        "find_all Order where .symbol is_in [\"ACME\", \"GLOBEX\"] limit 50",
    ),
    inner(
        "contains",
        "The text stands in it, letter for letter.",
        ".field contains text",
        "find_all Order where .note contains \"urgent\" limit 50",
    ),
    inner(
        "starts_with",
        "It begins with the text, letter for letter.",
        ".field starts_with text",
        "find_all Order where .symbol starts_with \"AC\" limit 50",
    ),
    inner(
        "order_by",
        "Says in which order.",
        "order_by .field, .field descending",
        "find_all Order order_by .placed_at descending limit 50",
    ),
    inner(
        "ascending",
        "The least first.",
        "order_by .field ascending",
        "find_all Order order_by .quantity ascending limit 50",
    ),
    inner(
        "descending",
        "The greatest first.",
        "order_by .field descending",
        "find_all Order order_by .quantity descending limit 50",
    ),
    inner(
        "if_given",
        "The condition is asked only when an optional value is there; in it the value is no longer optional.",
        "condition if_given name",
        "find_all Order where .symbol == symbol if_given symbol limit 50",
    ),
    inner(
        "by",
        "Names the field of other records that names the record at hand.",
        "exists R by .field",
        "find_all Article where exists Favourite by .article where .user == user limit 50",
    ),
    inner(
        "of",
        "Names the field of the record at hand that others name, where that is not the key.",
        "exists R by .field of .field",
        "find_all Article where exists Follow by .followed of .author where .follower == user limit 50",
    ),
    inner("limit", "At most so many; no more than 100,000.", "limit n", "find_all Order limit 50"),
    inner(
        "skip",
        "Leaves so many out at the front; no more than 100,000. `after` costs the same on every page, and this more on each.",
        "limit n skip n",
        "find_all Order order_by .placed_at descending limit 20 skip 40",
    ),
    inner(
        "after",
        "Goes on behind the record with that key, in the query's order; from the front when there is no key. Behind a job: how long it waits.",
        "limit n after key · enqueue Job { … } after time",
        "find_all Order order_by .placed_at descending limit 50 after last",
    ),
    inner(
        "set",
        "Says what changes.",
        "set .field = e, .field = e",
        "change Order with id set .quantity = 5",
    ),
    inner(
        "priority",
        "Which jobs come first, `high`, `normal` or `low`; `normal` unless said.",
        "enqueue Job { … } priority high",
        "enqueue SendReceipt { order: order.id } priority low",
    ),
    inner(
        "high",
        "Before all others that are due.",
        "priority high",
        "enqueue SendReceipt { order: order.id } priority high",
    ),
    inner(
        "normal",
        "Behind those that are `high`.",
        "priority normal",
        "enqueue SendReceipt { order: order.id } priority normal",
    ),
    inner(
        "low",
        "When no other is due.",
        "priority low",
        "enqueue SendReceipt { order: order.id } priority low",
    ),
    inner(
        "unique_for",
        "An equal job that was enqueued so long ago at most, and is not done, is this one.",
        "enqueue Job { … } unique_for time",
        "enqueue SendReceipt { order: order.id } unique_for 1 hour",
    ),
    inner(
        "all",
        "All of a list, or all records that fit; all or none of them.",
        "insert all list · change all R where … · remove all R where …",
        "remove all Order where .symbol == symbol",
    ),
    inner(
        "on_conflict",
        "Says what happens when the key or another unique value is taken. A field names the one that `replace` and `set` speak of; without one it is the key.",
        "insert v on_conflict ignore · insert v on_conflict .field replace · insert v on_conflict .field set .field = e",
        "insert order on_conflict ignore",
    ),
    inner(
        "ignore",
        "Adds nothing then; the statement gives whether the record was added.",
        "insert v on_conflict ignore",
        "insert order on_conflict ignore",
    ),
    inner(
        "replace",
        "Puts every field but the key over those of the record that is there, and gives it.",
        "insert v on_conflict .field replace",
        "insert order on_conflict replace",
    ),
    inner("to", "Names the stream.", "publish v to Block::Stream", "publish trade to Market::Trades"),
    inner(
        "otherwise",
        "Says the error.",
        "require c otherwise E::Case",
        "require open otherwise ExchangeError::MarketClosed;",
    ),
    inner(
        "fails_with",
        "Names the error type.",
        "-> T fails_with Error",
        "define_function half(x: i64) -> i64 fails_with OddError { finish_with x / 2; }",
    ),
    inner(
        "uses",
        "Names the store that a function asks, where more than one holds the record.",
        "-> T uses Store",
        "define_async_function newest() -> list<Order> uses Books { finish_with find_all Order limit 10; }",
    ),
];
