//! What each code of `slytherin!` means at length: what `parseltongue explain PT3001` shows.

use parseltongue_syntax::catalogue::{ITEM, Subject, code};

/// The codes PT3001 to PT3999.
pub static SUBJECTS: &[Subject] = &[Subject {
    page: "streams",
    title: "Streams",
    introduction: "What can be wrong with a `slytherin!` block. The lines stand in one with `keep_in`, `stream Trades of Trade` and `stream Dead of Trade`.",
    frame: "slytherin!<Market> { keep_in: memory, stream Trades of Trade, stream Dead of Trade, {line} }",
    codes: &[
    code(
        "PT3001",
        "A stream that the block does not have",
        "A consumer reads a stream of its own block, and sets records aside to one of them. The message lists the streams of the block.",
        "consume Trads as \"billing\" (trade) { }",
        "consume Trades as \"billing\" (trade) { }",
    ),
    code(
        "PT3002",
        "One group, two bodies",
        "The members of a group share out a stream's records: each record goes to one of them. Two bodies under one name would each see a part. A group's offsets are kept under its name.",
        "consume Trades as \"billing\" (trade) { } consume Trades as \"billing\" (trade) { }",
        "consume Trades as \"billing\" (trade) { } consume Trades as \"tax\" (trade) { }",
    ),
    code(
        "PT3003",
        "A block that does not say where it keeps its streams",
        "Whether records survive the program is not a thing to guess: `keep_in: memory` or `keep_in: directory \"…\"`.",
        "slytherin!<Market> { stream Trades of Trade }",
        "slytherin!<Market> { keep_in: memory, stream Trades of Trade }",
    ).within(ITEM),
    code(
        "PT3004",
        "A stream that gets its own broken records back",
        "`then_to` names the stream for records that a body cannot do. Set aside to the stream they came from, they would come again, for ever.",
        "consume Trades as \"billing\" (trade) retries 3 then_to Trades { }",
        "consume Trades as \"billing\" (trade) retries 3 then_to Dead { }",
    ),
    code(
        "PT3005",
        "A durability in memory",
        "`durability` says when a record must be on disk. What is kept in memory never is.",
        "stream Quick of Trade { durability: every 5 ms }",
        "stream Quick of Trade { retain: up_to 16 MiB }",
    ),
    code(
        "PT3006",
        "Retention that retains nothing",
        "Retention drops whole segments, and never the one that is written to. Less than a second, or less than the largest record, could not be kept to.",
        "stream Short of Trade { retain: 1 ms }",
        "stream Short of Trade { retain: 1 s }",
    ),
    code(
        "PT3007",
        "A consumer without one name for its record",
        "In the parentheses stands one name, without a type: the stream knows its record. With `in_batches_of` it names a list.",
        "consume Trades as \"billing\" () { }",
        "consume Trades as \"billing\" (trade) { }",
    ),
    code(
        "PT3008",
        "A group's name of a length that cannot be",
        "A file is called after a group, so its name has 1 to 64 bytes.",
        "consume Trades as \"\" (trade) { }",
        "consume Trades as \"billing\" (trade) { }",
    ),
    code(
        "PT3009",
        "A directory without a name",
        "The streams of a block have a directory of their own, locked while the program runs.",
        "slytherin!<Market> { keep_in: directory \"\" }",
        "slytherin!<Market> { keep_in: directory \"data/market\" }",
    ).within(ITEM),
    code(
        "PT3010",
        "A stream of another block",
        "Consumers run on the cores of the block that keeps the stream, so a `consume` line stands in that block, and names the stream alone.",
        "consume Market::Trades as \"billing\" (trade) { }",
        "consume Trades as \"billing\" (trade) { }",
    ),
    code(
        "PT3011",
        "An unknown word before a consumer's body",
        "Between a consumer's parentheses and its body stand `in_batches_of`, `retries`, `then_to` and `fails_with`, in any order.",
        "consume Trades as \"billing\" (trade) retry 3 { }",
        "consume Trades as \"billing\" (trade) retries 3 { }",
    ),
],
}];
