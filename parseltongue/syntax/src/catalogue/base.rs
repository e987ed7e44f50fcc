//! The codes PT0001 to PT0999: what all dialects share.

use super::{BODY, ITEM, Subject, code};

/// The lines of a service.
const SERVICE: &str = "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", {line} }";

/// The lines of a block of streams.
const STREAMS: &str = "slytherin!<Market> { keep_in: memory, {line} }";

/// The action of a button.
const ACTION: &str = "nagini!<Desk> { window: \"Desk\" sized 640 by 480, shows: Board, \
    component Board() { button(\"Add\", pressed: { {line} }) } }";

/// Blocks, lines, settings, types, units, parameters.
pub(super) const BLOCKS: Subject = Subject {
    page: "blocks",
    title: "Blocks, lines and types",
    introduction: "What every block shares. The lines stand in a service with its `listen_on`, or in a block of streams with its `keep_in`; items stand by themselves.",
    frame: SERVICE,
    codes: &[
    code(
        "PT0001",
        "Something else was expected",
        "The line's grammar needs something that is not there. The message names what is due and what stands in its place; `parseltongue explain WORD` shows the whole grammar of the line's first word.",
        "deadline: soon,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0002",
        "Something is left over",
        "The line is complete, and yet something stands before its comma. Often a comma is missing before it, or an operator inside a value.",
        "define_record Order { id: uuid key generated, tags: list<string i64> }",
        "define_record Order { id: uuid key generated, tags: list<string> }",
    ).within(ITEM),
    code(
        "PT0003",
        "A block without a name",
        "Other blocks, tests and the program name a block by its name, which stands in angle brackets: behind the `!` inside `parseltongue!`, as the first thing in the braces when the block stands in Rust on its own.",
        "basilisk! { listen_on: \"127.0.0.1:8080\" }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\" }",
    ).within(ITEM),
    code(
        "PT0004",
        "Not an item of Parseltongue",
        "Between the braces of `parseltongue!` stand `define_…` items, blocks of the dialects, and items of Rust. The word is none of them.",
        "define_rekord Order { id: i64 key }",
        "define_record Order { id: i64 key }",
    ).within(ITEM),
    code(
        "PT0005",
        "No line begins with this word",
        "A block's lines begin with its settings, its declarations and its verbs. The word is none of them; the message lists them all.",
        "got \"/time\" () -> i64 { finish_with 1; }",
        "get \"/time\" () -> i64 { finish_with 1; }",
    ),
    code(
        "PT0006",
        "An unknown setting",
        "The block has no setting of this name. The message lists those it has and shows the nearest.",
        "dedline: 50 ms,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0007",
        "A setting twice",
        "A setting has one value. Of two, one would be ignored silently, so the compiler refuses both orders.",
        "deadline: 50 ms, deadline: 80 ms,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0008",
        "A missing comma",
        "A line ends in a comma, or in `{ … }`. The last line of a block may leave its comma out.",
        "deadline: 50 ms body_limit: 64 KiB,",
        "deadline: 50 ms, body_limit: 64 KiB,",
    ),
    code(
        "PT0009",
        "A comma behind braces",
        "A line that ends in `{ … }` ends there; it takes no comma.",
        "get \"/time\" () -> i64 { finish_with 1; },",
        "get \"/time\" () -> i64 { finish_with 1; }",
    ),
    code(
        "PT0010",
        "A quantity without its unit",
        "Times, sizes, rates and numbers of cores are written with their unit, so that nobody has to guess whether 50 are milliseconds or seconds.",
        "deadline: 50,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0011",
        "A unit that does not fit",
        "The unit is unknown, or it is one of something else: a size where a time is due.",
        "deadline: 50 KiB,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0012",
        "Not part of this version",
        "The word belongs to the language, and this version does not have it yet. It is refused in place of being ignored.",
        "packets Quotes on udp \"239.0.0.1:9000\" of Quote { }",
        "stream Quotes of Quote,",
    ).within(STREAMS),
    code(
        "PT0013",
        "An unknown type",
        "Types in lower case are words of the language. Records and choices are named as declared, any other type of Rust as `rust<path::Type>`.",
        "define_function greet(name: strng) { log(name); }",
        "define_function greet(name: string) { log(name); }",
    ).within(ITEM),
    code(
        "PT0014",
        "A type of another language",
        "There is one spelling for each type: `string` for texts, `i64` for whole numbers, `list<T>`, `map<K, V>`, `optional<T>`.",
        "define_function total(prices: Vec<u32>) { log(prices); }",
        "define_function total(prices: list<i64>) { log(prices); }",
    ).within(ITEM),
    code(
        "PT0015",
        "A field without its dot",
        "Wherever a key, a rule or a query speaks of the record at hand, a leading dot names its field; what has no dot is a variable of yours.",
        "stream Trades of Trade { key: symbol }",
        "stream Trades of Trade { key: .symbol }",
    ).within(STREAMS),
    code(
        "PT0016",
        "A number out of range",
        "The number is too small, too large, or not whole. The message says the range.",
        "stream Trades of Trade { partitions: 1_000_000 }",
        "stream Trades of Trade { partitions: 4 }",
    ).within(STREAMS),
    code(
        "PT0017",
        "A unit glued to its number",
        "A space stands between a number and its unit.",
        "deadline: 50ms,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0018",
        "A name twice",
        "Two things of one kind have one name here, so neither could be meant.",
        "define_function add(x: i64, x: i64) -> i64 { finish_with x + x; }",
        "define_function add(x: i64, y: i64) -> i64 { finish_with x + y; }",
    ).within(ITEM),
    code(
        "PT0019",
        "A setting without its colon",
        "A setting is `word: value,`. Without the colon it reads like a declaration.",
        "deadline 50 ms,",
        "deadline: 50 ms,",
    ),
    code(
        "PT0020",
        "`#![crate(…)]` without a path",
        "When the dependency has another name than `parseltongue`, the head of the block says under which path it is known.",
        "#![crate(\"pt\")]",
        "#![crate(my::pt)]",
    ).within(ITEM),
    code(
        "PT0021",
        "A type that does not say what it holds",
        "`list`, `optional` and `map` name in angle brackets what they hold.",
        "define_function total(prices: list) { log(prices); }",
        "define_function total(prices: list<i64>) { log(prices); }",
    ).within(ITEM),
    code(
        "PT0022",
        "A key that a map cannot have",
        "A map's keys are compared and spelled as text in JSON, so they are texts, whole numbers, booleans, identifiers, moments or choices.",
        "define_function total(prices: map<f64, i64>) { log(prices); }",
        "define_function total(prices: map<string, i64>) { log(prices); }",
    ).within(ITEM),
    code(
        "PT0023",
        "A slip in a word",
        "One or two letters of a word are wrong, and no other word is as near. It is read as the word that was meant, so that the rest of the line is still checked.",
        "define_function half(x: i64) -> i64 fials_with OddError { finish_with x / 2; }",
        "define_function half(x: i64) -> i64 fails_with OddError { finish_with x / 2; }",
    ).within(ITEM),
],
};

/// The words of bodies.
pub(super) const BODIES: Subject = Subject {
    page: "bodies",
    title: "Bodies",
    introduction: "The words of bodies. The lines stand in the body of a handler that gives an `i64`, fails with an error of its own, and uses a store.",
    frame: BODY,
    codes: &[
    code(
        "PT0030",
        "Not a word of the `let_` family",
        "The words are whole and say what one gets: `let_var`, `let_mut_var`, `let_cow_var`, `let_shared_var`, `let_mut_shared_var`, `let_local_shared_var`, `let_mut_local_shared_var`, `let_lazy_var`, `let_constant_var`.",
        "let_mutable_var x: i64 = 3; finish_with x;",
        "let_mut_var x: i64 = 3; finish_with x;",
    ),
    code(
        "PT0031",
        "A `let_` word in the wrong place",
        "`let_signal_var`, `let_derived_var` and `let_stream_var` belong to components of a view; lines of a service are `let_mut_shared_var` and `let_mut_local_shared_var`.",
        "let_signal_var x: i64 = 3; finish_with x;",
        "let_mut_var x: i64 = 3; finish_with x;",
    ),
    code(
        "PT0032",
        "A variable without its type",
        "A `let_` line names its type, so that a reader knows it without asking the compiler. Where Rust shall find it, Rust's own `let` stands.",
        "let_var x = 3; finish_with x;",
        "let_var x: i64 = 3; finish_with x;",
    ),
    code(
        "PT0033",
        "Leaving a body from inside a closure",
        "`finish_with`, `fail_with` and `require` leave the body. Inside a closure or an async block they would leave only that, which nobody means.",
        "orders.iter().for_each(|order| { finish_with order; }); finish_with nothing;",
        "for order in orders { finish_with order; } finish_with nothing;",
    ),
    code(
        "PT0034",
        "A statement inside an expression",
        "The word begins a statement. It stands behind `;`, behind `{ … }`, at the front of a block, or behind a match arm's `=>`.",
        "let x = wrap(finish_with y); finish_with x;",
        "finish_with wrap(y);",
    ),
    code(
        "PT0035",
        "A missing semicolon",
        "A statement of the language ends in a semicolon, as in Rust.",
        "let_var x: i64 = 3 finish_with x;",
        "let_var x: i64 = 3; finish_with x;",
    ),
    code(
        "PT0036",
        "Nothing to leave",
        "An action of a view gives no value and no error to anybody, so it has no use for the words that leave a body.",
        "finish_with 3;",
        "log(3);",
    ).within(ACTION),
    code(
        "PT0037",
        "A body that declares no error",
        "`fail_with` and `require` end the body with an error of the type that stands behind `fails_with`.",
        "get \"/first\" () -> i64 { fail_with Empty::Nothing; }",
        "get \"/first\" () -> i64 fails_with Empty { fail_with Empty::Nothing; }",
    ).within(SERVICE),
    code(
        "PT0038",
        "Waiting where nothing may wait",
        "The store and the streams are asked without blocking the core, so the body waits for them. A plain function and a closure cannot.",
        "let all = ids.iter().map(|id| find Order with id); finish_with all;",
        "for id in ids { let_var order: Order = find Order with id; touch(order); } finish_with nothing;",
    ),
    code(
        "PT0039",
        "Not in a transaction",
        "A transaction runs on the store's writer together with others, holds everything that is in it already, and gives a value out; what follows from that comes behind it.",
        "in_transaction { insert trade; finish_with trade.id; }",
        "let_var id: uuid = in_transaction { insert trade; trade.id }; finish_with id;",
    ),
    code(
        "PT0040",
        "A value at the end of a body",
        "A body ends in success or in failure and says which: `finish_with value;` or `fail_with Error::Case;`. A bare value at its end, as in Rust, says neither.",
        "x + 1",
        "finish_with x + 1;",
    ),
    code(
        "PT0041",
        "A new record without its fields",
        "`new R { … }` fills generated, defaulted and optional fields by itself; the others are named.",
        "let order = new Order(symbol); finish_with order;",
        "let order = new Order { symbol }; finish_with order;",
    ),
    code(
        "PT0042",
        "Not a field of a new record",
        "A field is `name: value`, or `name` when the variable has the field's name. There is no `..rest`: what is left out fills itself or is named as missing.",
        "finish_with new Order { ..other };",
        "finish_with new Order { symbol };",
    ),
    code(
        "PT0043",
        "Nearly a word of the language",
        "Two words side by side are no Rust, so the first must be a word of the language, and there is a slip in it or another language has it.",
        "publsh trade to Market::Trades; finish_with nothing;",
        "publish trade to Market::Trades; finish_with nothing;",
    ),
    code(
        "PT0044",
        "`mut` behind a `let_` word",
        "The first word says all of what one gets, also whether it changes.",
        "let_var mut x: i64 = 3; finish_with x;",
        "let_mut_var x: i64 = 3; finish_with x;",
    ),
    code(
        "PT0045",
        "A body that never gives its value",
        "The body says `-> type` and runs to its end without `finish_with`. A body that only does something says so by leaving its result out.",
        "define_async_function double(x: i64) -> i64 { let_var y: i64 = x * 2; }",
        "define_async_function double(x: i64) -> i64 { let_var y: i64 = x * 2; finish_with y; }",
    ).within(ITEM),
        code(
            "PT0046",
            "`return` in a body",
            "A body ends in success or in failure, and says which. `return` leaves a closure, or a function of Rust that stands in the body, and those only.",
            "if done { return 3; } finish_with 4;",
            "if done { finish_with 3; } finish_with 4;",
        ),
],
};

/// The words of queries.
pub(super) const QUERIES: Subject = Subject {
    page: "queries",
    title: "Queries",
    introduction: "The words that ask the store. The lines stand in the body of a handler.",
    frame: BODY,
    codes: &[
        code(
            "PT0050",
            "Not a word of a query",
            "A query is `find_all R where … order_by .field descending limit n`, each part once and in this order.",
            "find_all Order sorted .symbol; finish_with nothing;",
            "find_all Order order_by .symbol; finish_with nothing;",
        ),
        code(
            "PT0051",
            "A sign of another language",
            "Conditions are joined with `and`, `or`, `not` and compared with `==` and `!=`.",
            "find_all Order where .a = b && .c == d; finish_with nothing;",
            "find_all Order where .a == b and .c == d; finish_with nothing;",
        ),
        code(
            "PT0052",
            "A comparison without its sign",
            "A condition compares a field with a value, or asks whether an optional field `is_missing`. A field that is true or false stands alone.",
            "find_all Order where .a b; finish_with nothing;",
            "find_all Order where .a == b; finish_with nothing;",
        ),
        code(
            "PT0053",
            "A comparison with three sides",
            "A comparison has two sides; two comparisons are joined with `and`.",
            "find_all Order where low < .price < high; finish_with nothing;",
            "find_all Order where .price > low and .price < high; finish_with nothing;",
        ),
        code(
            "PT0054",
            "A comparison that names no field",
            "A query asks the store about the record's fields, and a field has a dot. What does not depend on the record is decided before the query, with `if`.",
            "find_all Order where symbol == name; finish_with nothing;",
            "find_all Order where .symbol == name; finish_with nothing;",
        ),
        code(
            "PT0055",
            "A key that is not named",
            "`find`, `change` and `remove` speak of the one record with a key: `find R with key`. Conditions belong to `find_one` and `find_all`.",
            "find Order id; finish_with nothing;",
            "find Order with id; finish_with nothing;",
        ),
        code(
            "PT0056",
            "A limit on one record",
            "`find_one` gives the first record that fits, or none.",
            "find_one Order where .a == b limit 5; finish_with nothing;",
            "find_all Order where .a == b limit 5; finish_with nothing;",
        ),
        code(
            "PT0057",
            "A missing condition",
            "Behind `where`, `and`, `or` and `not` stands a condition.",
            "find_all Order where limit 5; finish_with nothing;",
            "find_all Order where .a == b limit 5; finish_with nothing;",
        ),
    ],
};
