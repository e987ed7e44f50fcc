//! The mistakes that can be made in items: each with its problems as caret comments, and no
//! broken item that the compiler does not survive.

use parseltongue_syntax::{Mode, compile, fixtures};

const MISTAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");

#[test]
fn every_mistake_in_an_item_is_told_on_its_own_words() {
    fixtures::check(MISTAKES, |tokens| compile(tokens, Mode::Rustc));
}

#[test]
fn no_mutation_of_an_item_makes_its_compiler_panic() {
    for source in [
        r#"/// One.
        define_record Order {
            /// What.
            id: uuid key generated, symbol: string length 1..=8 matches "^[A-Z]+$" indexed renamed "s",
            price: decimal scale 2 more_than 0 at_most -1.50 default 0.50, side: Side default Side::Buy secret unique,
            tags: map<string, list<i64>> length ..=3 default {}, code: string one_of ["a", "b"] email url,
            account: optional<a::B> references a::B, check .price < 1 && !(.a).b otherwise "no",
        }"#,
        r#"define_choice How { Market, Limit { price: decimal more_than 0, of: list<string> } Other, }"#,
        r#"define_error E { A { symbol: string } is not_found "{symbol:>5} {{}}", B from a::C is internal "{cause}", }"#,
        r#"define_store Books { keep_in: sqlite "a", holds: Order, a::Account, }"#,
        r#"define_async_function f(x: i64, y: optional<Order>) -> list<i64> fails_with E { finish_with x; }"#,
        r#"define_program P { housekeeping: 1 core, a::Market: 2 cores isolated memory 2 MiB, Desk: main_thread, }"#,
    ] {
        for mode in [Mode::Rustc, Mode::Editor] {
            fixtures::survives_every_mutation(source, |tokens| compile(tokens, mode));
        }
    }
}
