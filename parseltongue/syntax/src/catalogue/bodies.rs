//! The codes of the words of bodies.

use super::{BODY, ITEM, SERVICE, Subject, code};

/// The action of a button.
const ACTION: &str = "nagini!<Desk> { window: \"Desk\" sized 640 by 480, shows: Board, \
    component Board() { button(\"Add\", pressed: { {line} }) } }";

pub(super) const SUBJECT: Subject = Subject {
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
        "`let_signal_var`, `let_derived_var` and `let_stream_var` belong to components of a view; lines of a service and of a block of streams are `let_shared_var`, `let_mut_shared_var`, `let_local_shared_var` and `let_mut_local_shared_var`.",
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
    code(
        "PT0047",
        "Not a term of a job",
        "Behind the fields of a job stand its terms: `after` a length of time or `at` a moment says when it is due, `priority` which jobs come first, `unique_for` for how long an equal one is the same.",
        "enqueue SendReceipt { order: order.id } delay 5 minutes; finish_with nothing;",
        "enqueue SendReceipt { order: order.id } after 5 minutes; finish_with nothing;",
    ),
    code(
        "PT0048",
        "A term of a job that is said twice",
        "Each term stands once, and a job is due either `after` a length of time or `at` a moment.",
        "enqueue SendReceipt { order: order.id } after 5 minutes after 1 hour; finish_with nothing;",
        "enqueue SendReceipt { order: order.id } after 1 hour; finish_with nothing;",
    ),
],
};
