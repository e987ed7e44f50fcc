//! Broken input: no panic, and the same output twice.

use parseltongue_syntax::{Mode, compile, fixtures};

use crate::{clock, handler};

#[test]
fn no_mutation_of_the_trading_desk_makes_the_compiler_panic() {
    fixtures::survives_every_mutation(include_str!("trading_desk.ptg"), |tokens| {
        compile(tokens, Mode::Rustc)
    });
}

#[test]
fn no_mutation_of_a_block_makes_its_readers_panic() {
    let source = "#![crate(my::path)] /// a clock
        <Wall> limit: 10, every: 50 ms, size: 64 KiB, runs_on: 2 cores, rate: 100 per second, by: .symbol, loud: true,
        shown_as: hands, holds: Order, some::Account, tick Wall { x } let_mut_shared_var hits: map<string, list<i64>> = a, b,
        take (id: uuid, limit: i64 = 50, body draft: optional<OrderDraft> in \"order\", header \"x\" y: rust<&'static [u8]>),";
    for mode in [Mode::Rustc, Mode::Editor] {
        fixtures::survives_every_mutation(source, |tokens| clock::compile(tokens, mode));
    }
}

#[test]
fn no_mutation_of_a_body_makes_the_rewriter_panic() {
    let source = "let_mut_var order: Order = find Order with id or_none else { fail_with E::A; };
        let_cow_var name: string = &x.y; require order.open and !z otherwise E::B { a };
        find_all Order where not (.a == b or 10 < .c) and .d is_missing and .e order_by .f descending, .g limit n + 1;
        match find_one R where .a == b { | A | B => finish_with (1, -2), _ => {} }
        change R with k set .a = x, .b = y; insert new R { a: 1, b }; remove R with f::<A, B>(k);
        in_transaction { insert order; x.map(|it, other| -> T { it }); order } publish order to M::T;
        let c = move || async move { x }; fn inner(x: i64) {} finish_with nothing;";
    for mode in [Mode::Rustc, Mode::Editor] {
        fixtures::survives_every_mutation(source, |tokens| handler::compile(tokens, mode));
    }
}
