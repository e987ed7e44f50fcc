//! Where a name is declared, where it is used, and giving it another one.

use editors::{Editor, Target};

use crate::{DESK, MAIN, Test};

pub(crate) const TESTS: &[Test] = &[
    ("a_name_leads_to_its_declaration_and_nowhere_else", declarations),
    ("the_uses_of_a_record_a_field_and_a_stream_are_found", uses),
    ("a_field_that_is_renamed_is_renamed_in_handlers_and_queries", renaming),
];

fn target(file: &str, line: &str, word: &str) -> Target {
    Target { file: file.to_owned(), line: line.to_owned(), word: word.to_owned() }
}

const ORDER: (&str, &str, &str) = (MAIN, "define_record Order {", "Order");
const TRADE: (&str, &str, &str) = (MAIN, "define_record Trade {", "Trade");
const TRADES: (&str, &str, &str) = (MAIN, "stream Trades of Trade { key: .symbol, partitions: 2 }", "Trades");
const MARKET: (&str, &str, &str) = (MAIN, "slytherin!<Market> {", "Market");
const SYMBOL_OF_ORDER: (&str, &str, &str) = (MAIN, "symbol: string length 1..=8 indexed,", "symbol");
const SYMBOL_OF_TRADE: (&str, &str, &str) = (MAIN, "symbol: string,", "symbol");

fn declarations(editor: &mut Editor) {
    let lead = [
        // A stream and its block, from every other block.
        (MAIN, "publish trade to Market::Tra$0des", TRADES),
        (MAIN, "publish trade to Mar$0ket", MARKET),
        (MAIN, "from Market::Tra$0des,", TRADES),
        (MAIN, "consume Tra$0des", TRADES),
        (MAIN, "Mar$0ket: 1 core", MARKET),
        (DESK, "newest 100 of Market::Tra$0des", TRADES),
        // A record, where it is queried, made, served, kept and streamed.
        (MAIN, "find Or$0der with id", ORDER),
        (MAIN, "find_all Or$0der where .symbol == symbol", ORDER),
        (MAIN, "resource Or$0der", ORDER),
        (MAIN, "holds: Or$0der", ORDER),
        (MAIN, "list<Or$0der> {", ORDER),
        (MAIN, "new Tra$0de {", TRADE),
        (MAIN, "-> created Tra$0de", TRADE),
        (MAIN, "of Tra$0de {", TRADE),
        (DESK, "component Line(trade: Tra$0de", TRADE),
        // A field, in Rust, in a query, in `new`, as a key.
        (MAIN, "symbol: order.sym$0bol", SYMBOL_OF_ORDER),
        (MAIN, "where .sym$0bol == symbol", SYMBOL_OF_ORDER),
        (MAIN, "new Trade { sym$0bol:", SYMBOL_OF_TRADE),
        (MAIN, "key: .sym$0bol", SYMBOL_OF_TRADE),
        (DESK, "text(trade.sym$0bol", SYMBOL_OF_TRADE),
        // The rest.
        (MAIN, "side: Si$0de", (MAIN, "define_choice Side { Buy, Sell }", "Side")),
        (MAIN, "fails_with Exchange$0Error", (MAIN, "define_error ExchangeError {", "ExchangeError")),
        (
            MAIN,
            "uses: Bo$0oks,\n        deadline",
            (MAIN, "define_store Books { keep_in: memory, holds: Order }", "Books"),
        ),
        (MAIN, "De$0sk: main_thread", (DESK, "nagini!<Desk> {", "Desk")),
        (DESK, "shows: Bo$0ard", (DESK, "component Board() {", "Board")),
        (DESK, "Li$0ne(trade: trade", (DESK, "component Line(trade: Trade, pressed: action) {", "Line")),
    ];
    for (file, place, (declared_in, line, word)) in lead {
        let found = editor.definitions(&editor.at(file, place));
        assert_eq!(found, [target(declared_in, line, word)], "{place}");
    }
}

/// The lines on which something is used.
fn lines(targets: &[Target]) -> Vec<&str> {
    targets.iter().map(|target| target.line.as_str()).collect()
}

fn uses(editor: &mut Editor) {
    let order = editor.references(&editor.at(MAIN, "define_record Or$0der"));
    assert_eq!(
        lines(&order),
        [
            "define_function worth(order: Order) -> decimal {",
            "define_store Books { keep_in: memory, holds: Order }",
            "get \"/found/{symbol}\" (symbol: string) -> list<Order> {",
            "let_var found: list<Order> = find_all Order where .symbol == symbol limit 10;",
            "let_var known: list<Order> = find_all Order where .symbol == trade.symbol limit 10;",
            "let_var order: Order = find Order with id;",
            "resource Order at \"/orders\" { list, read, create }",
        ]
    );
    let symbol = editor.references(&editor.at(MAIN, "sym$0bol: string length"));
    assert_eq!(
        lines(&symbol),
        [
            "let_var found: list<Order> = find_all Order where .symbol == symbol limit 10;",
            "let_var known: list<Order> = find_all Order where .symbol == trade.symbol limit 10;",
            "let_var trade: Trade = new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };",
        ]
    );
    let trades = editor.references(&editor.at(MAIN, "stream Tra$0des"));
    assert_eq!(
        lines(&trades),
        [
            "let_stream_var trades: list<Trade> = newest 100 of Market::Trades;",
            "consume Trades as \"ledger\" (trade) retries 3 {",
            "events \"/trades\" from Market::Trades,",
            "publish trade to Market::Trades;",
        ]
    );
}

fn renaming(editor: &mut Editor) {
    let expected = editor
        .text(MAIN)
        .replace("symbol: string length", "ticker: string length")
        .replace("where .symbol ==", "where .ticker ==")
        .replace("order.symbol", "order.ticker");
    editor.rename(&editor.at(MAIN, "sym$0bol: string length"), "ticker");
    assert_eq!(editor.text(MAIN), expected);
    assert_eq!(editor.problems(MAIN), []);
}
