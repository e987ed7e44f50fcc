//! Blocks of any length, the same few lines with other names again and again.

use std::fmt::Write as _;

use proc_macro2::TokenStream;

use crate::Compiler;

/// A block of about that many lines.
///
/// # Panics
/// When what is written here is no row of tokens.
#[must_use]
pub fn block(compiler: Compiler, lines: usize) -> TokenStream {
    text(compiler, lines).parse().expect("a row of tokens")
}

/// A file with such a block in it.
#[must_use]
pub fn file(compiler: Compiler, lines: usize) -> String {
    format!("{}! {{\n{}}}\n", compiler.macro_name(), text(compiler, lines))
}

/// What stands between its braces.
#[must_use]
pub fn text(compiler: Compiler, lines: usize) -> String {
    let (head, repeated): (&str, fn(&mut String, usize)) = match compiler {
        Compiler::Language => ("", language),
        Compiler::Basilisk => ("<Shop> listen_on: \"127.0.0.1:0\", uses: Books,\n", basilisk),
        Compiler::Slytherin => ("<Market> keep_in: memory,\n", slytherin),
        Compiler::Nagini => ("<Desk> window: \"Desk\" sized 800 by 600, shows: C0,\n", nagini),
    };
    let mut text = head.to_owned();
    let mut number = 0;
    while text.lines().count() < lines {
        // Counting lines is what costs here, so several are written between two counts.
        for _ in 0..5 {
            repeated(&mut text, number);
            number += 1;
        }
    }
    text
}

fn language(text: &mut String, n: usize) {
    let _ = writeln!(
        text,
        "/// An order.
define_record Order{n} {{
    id: uuid key generated,
    symbol: string length 1..=8 matches \"^[A-Z]+$\" indexed,
    quantity: i64 at_least 1 default 1,
    note: optional<string> length 0..=200,
    check .quantity < 10 || .symbol == \"A\" otherwise \"is too large\",
}}
define_error Error{n} {{
    Closed {{ why: string }} is conflict \"closed: {{why}}\",
}}
define_store Books{n} {{
    keep_in: memory,
    holds: Order{n},
}}
define_async_function of_symbol_{n}(symbol: string) -> list<Order{n}> fails_with Error{n} {{
    let_var found: list<Order{n}> = find_all Order{n} where .symbol == symbol order_by .quantity limit 10;
    require !found.is_empty() otherwise Error{n}::Closed {{ why: symbol }};
    finish_with found;
}}"
    );
}

fn basilisk(text: &mut String, n: usize) {
    let _ = writeln!(
        text,
        "let_mut_shared_var hits_{n}: i64 = 0,
resource Order{n} at \"/orders-{n}\" {{ list, read, create, change, delete }}
/// One more.
post \"/orders-{n}/{{id}}/fill\" (id: uuid, by: i64 = 1, body draft: Order{n}Draft) -> created Trade fails_with Error{n} {{
    let_mut_var order: Order{n} = find Order{n} with id;
    require order.quantity > by otherwise Error{n}::Closed;
    hits_{n}.add(1);
    finish_with new Trade {{ id: order.id, of: draft }};
}}"
    );
}

fn slytherin(text: &mut String, n: usize) {
    let _ = writeln!(
        text,
        "/// Trades.
stream Trades{n} of Trade{n} {{
    key: .symbol,
    partitions: 4,
    retain: 7 days up_to 10 GiB,
}}
consume Trades{n} as \"ledger-{n}\" (trade) retries 3 {{
    let_var entry: Entry = new Entry {{ trade: trade.id }};
    insert entry;
}}"
    );
}

fn nagini(text: &mut String, n: usize) {
    let _ = writeln!(
        text,
        "component C{n}(title: string = \"of\", size: i64 = 3) {{
    let_signal_var count_{n}: i64 = 0;
    column(gap: 8) {{
        heading(\"{{title}} {n}\")
        row(gap: 4) {{
            text(\"{{count_{n}.get()}} of {{size}}\")
            button(\"Add\", pressed: {{ count_{n}.add(1); }})
        }}
        if count_{n}.get() > 3 {{
            text(\"many\")
        }}
    }}
}}"
    );
}
