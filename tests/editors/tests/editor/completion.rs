//! What is offered while one types.

use editors::Editor;

use crate::{DESK, MAIN, Test};

pub(crate) const TESTS: &[Test] = &[
    ("the_fields_of_a_record_are_offered_behind_its_dot", fields_behind_a_dot),
    ("what_a_block_declares_is_offered_behind_its_name", streams_of_a_block),
    ("records_are_offered_where_one_is_due", records),
    ("the_fields_of_the_record_at_hand_are_offered_in_a_query", fields_in_a_query),
    ("fields_and_records_are_offered_in_new", fields_in_new),
    ("a_half_typed_word_of_the_language_is_offered_where_it_is_due", words),
    ("a_view_offers_fields_colours_elements_and_its_components", views),
];

/// Writes `new` in place of `old`, and expects each of `offered` at the `$0` in it.
fn offers(editor: &mut Editor, file: &str, old: &str, new: &str, offered: &[&str]) {
    let mark = editor.write(file, old, new);
    let found = editor.completions(&mark);
    for word in offered {
        assert!(found.iter().any(|it| it == word), "no `{word}` for `{new}`, only {found:?}");
    }
    editor.restore();
}

const ORDER: [&str; 5] = ["id", "symbol", "side", "quantity", "price"];

fn fields_behind_a_dot(editor: &mut Editor) {
    let next = "publish trade to Market::Trades;";
    for half in ["order.$0", "order.sy$0", "drop(order.$0);"] {
        offers(editor, MAIN, next, &format!("{half}\n            {next}"), &ORDER);
    }
    offers(editor, MAIN, "finish_with order.price * order.quantity;", "finish_with order.$0", &ORDER);
}

fn streams_of_a_block(editor: &mut Editor) {
    offers(editor, MAIN, "publish trade to Market::Trades;", "publish trade to Market::$0;", &["Trades"]);
    offers(editor, MAIN, "publish trade to Market::Trades;", "publish trade to Market::Tr$0", &["Trades"]);
    offers(
        editor,
        MAIN,
        "events \"/trades\" from Market::Trades,",
        "events \"/trades\" from Market::$0",
        &["Trades"],
    );
    offers(editor, DESK, "newest 100 of Market::Trades;", "newest 100 of Market::$0", &["Trades"]);
}

fn records(editor: &mut Editor) {
    let names = ["Order", "Trade"];
    offers(editor, MAIN, "find Order with id;", "find Ord$0", &names);
    offers(editor, MAIN, "resource Order at", "resource Or$0 at", &names);
    offers(editor, MAIN, "-> created Trade", "-> created Tr$0", &names);
    offers(editor, MAIN, "holds: Order }", "holds: Or$0 }", &names);
    offers(editor, MAIN, "side: Side,", "side: Si$0,", &["Side"]);
    offers(editor, MAIN, "uses: Books,\n        deadline", "uses: $0,\n        deadline", &["Books"]);
    offers(editor, MAIN, "fails_with ExchangeError", "fails_with Ex$0", &["ExchangeError"]);
    offers(editor, DESK, "component Line(trade: Trade", "component Line(trade: Tr$0", &["Trade"]);
}

fn fields_in_a_query(editor: &mut Editor) {
    let condition = "where .symbol == symbol limit 10;";
    for half in [
        "where .$0;",
        "where .$0 limit 10;",
        "where .sy$0 limit 10;",
        "where .symbol == symbol and .$0 limit 10;",
        "where .symbol == symbol order_by .$0 limit 10;",
    ] {
        offers(editor, MAIN, condition, half, &ORDER);
    }
    offers(editor, MAIN, condition, "where .symbol == sym$0;", &["symbol"]);
    for half in ["key: .sy$0,", "key: .$0,"] {
        offers(editor, MAIN, "key: .symbol,", half, &["id", "symbol", "price", "quantity"]);
    }
}

fn fields_in_new(editor: &mut Editor) {
    let fields = "new Trade { symbol: order.symbol, price: order.price,";
    offers(editor, MAIN, fields, "new Trade { symbol: order.$0, price: order.price,", &ORDER);
    offers(editor, MAIN, fields, "new Trade { sy$0, price: order.price,", &["id", "symbol"]);
    offers(editor, MAIN, fields, "new Trade { sy$0 price: order.price,", &["id", "symbol"]);
    offers(editor, MAIN, fields, "new Trade { $0", &["id", "symbol", "price"]);
    offers(editor, MAIN, fields, "new Tr$0 { symbol: order.symbol, price: order.price,", &["Trade", "order"]);
}

fn words(editor: &mut Editor) {
    let half_typed = [
        // Items, lines, what follows a field, a route, a stream.
        ("define_choice Side", "define_ch$0 Side", "define_choice"),
        ("deadline: 50 ms,", "dead$0", "deadline"),
        ("resource Order at \"/orders\" { list, read, create }", "res$0", "resource"),
        ("{ list, read, create }", "{ list, rea$0 }", "read"),
        ("length 1..=8 indexed,", "len$0,", "length"),
        ("length 1..=8 indexed,", "length 1..=8 ind$0,", "indexed"),
        ("MarketClosed is conflict", "MarketClosed is conf$0", "conflict"),
        ("as \"ledger\" (trade) retries 3 {", "as \"ledger\" (trade) retr$0 {", "retries"),
        // Types, units, values of settings.
        ("symbol: string length", "symbol: stri$0 length", "string"),
        ("let_var found: list<Order>", "let_var found: li$0", "list"),
        ("deadline: 50 ms,", "deadline: 50 mi$0,", "minutes"),
        ("Exchange: 1 core", "Exchange: 1 co$0", "cores"),
        ("keep_in: memory, holds", "keep_in: mem$0, holds", "memory"),
        // Statements.
        ("let_var totals", "let_v$0 totals", "let_var"),
    ];
    for (old, new, word) in half_typed {
        offers(editor, MAIN, old, new, &[word]);
    }
}

fn views(editor: &mut Editor) {
    let line = "text(trade.symbol, grow: 1)";
    offers(editor, DESK, line, "text(trade.$0, grow: 1)", &["id", "symbol", "price", "quantity"]);
    offers(editor, DESK, line, "text(trade.symbol, color: color::$0)", &["GREEN", "MUTED"]);
    offers(editor, DESK, line, "text(trade.symbol, gr$0: 1)", &["grow"]);
    offers(editor, DESK, line, "te$0", &["text"]);
    // What is handed to props, arguments that are bodies.
    offers(editor, DESK, "Line(trade: trade, pressed", "Line(trade: tr$0, pressed", &["trade", "trades"]);
    offers(editor, DESK, "chosen.set(Some(trade.clone()));", "chosen.$0", &["get", "set", "update"]);
    offers(editor, DESK, "pressed.call();", "pressed.$0", &["call"]);
    offers(editor, DESK, "keyed_by trade.id {", "keyed_by trade.$0 {", &["id"]);
    offers(editor, DESK, "newest 100 of", "new$0 100 of", &["newest"]);
    offers(editor, DESK, "Line(trade: trade,", "Li$0(trade: trade,", &["Board", "Line"]);
    offers(editor, DESK, "shows: Board,", "shows: Bo$0,", &["Board", "Line"]);
}
