//! The words of `slytherin!`.

use parseltongue_syntax::vocabulary::{Later, later, word};
use parseltongue_syntax::{Role, Vocabulary, Word};

const BLOCK_WORDS: &[Word] = &[
    word(
        Role::Setting,
        "keep_in",
        "Where the block keeps its streams: in memory, or in a directory that survives the program.",
        "keep_in: memory | directory \"path\",",
        "keep_in: directory \"data/market\",",
    ),
    word(
        Role::Setting,
        "durability",
        "When a publish is acknowledged. `every_message` (the usual): when it is on disk. `every 5 ms`: at once, and on disk that much later. `page_cache`: at once, and on disk when the operating system sees fit. For the whole block, or for one stream.",
        "durability: every_message | every time | page_cache,",
        "durability: every 5 ms,",
    ),
    word(
        Role::Setting,
        "uses",
        "The store that the query words in bodies speak to.",
        "uses: Store,",
        "uses: Books,",
    ),
    word(
        Role::Declaration,
        "stream",
        "A partitioned, ordered, replayable log of typed records. Others name it by the block: `Market::Trades`.",
        "stream Name of Record { key: .field, partitions: n, retain: time up_to size, durability: … }",
        "stream Trades of Trade { key: .symbol, partitions: 4, retain: 7 days up_to 10 GiB }",
    ),
    word(
        Role::Handler,
        "consume",
        "Runs a body for every record of a stream, on the block's own cores. The group's offset is committed after the body; a body that fails is tried again, so a record may be seen twice, and is never skipped silently.",
        "consume Stream as \"group\" (record) in_batches_of n within time retries n then_to Stream fails_with Error { body }",
        "consume Trades as \"billing\" (trade) retries 3 then_to Dead { finish_with nothing; }",
    ),
];

const STREAM_WORDS: &[Word] = &[
    word(
        Role::Setting,
        "key",
        "The field by which records are shared out: those with one value of it stand in one partition, in their order.",
        "key: .field,",
        "key: .symbol,",
    ),
    word(
        Role::Setting,
        "partitions",
        "How many parts the stream has. Order is kept within a part; as many cores as there are parts can consume at once.",
        "partitions: n,",
        "partitions: 4,",
    ),
    word(
        Role::Setting,
        "retain",
        "How long and how much is kept. The oldest goes first, in whole segments; without it a stream in a directory keeps everything, one in memory 64 MiB.",
        "retain: time up_to size,",
        "retain: 7 days up_to 10 GiB,",
    ),
];

const CONSUMER_WORDS: &[Word] = &[
    word(
        Role::Inner,
        "in_batches_of",
        "The body gets a list of at most so many records: as many as there are, or as come in time.",
        "in_batches_of n within time",
        "in_batches_of 500 within 5 ms",
    ),
    word(
        Role::Inner,
        "retries",
        "How often a body that failed is tried again, ever later, before its record is set aside. Three times unless said.",
        "retries n",
        "retries 3",
    ),
    word(
        Role::Inner,
        "then_to",
        "The stream of the same block, with the same record, that gets what the body cannot do. Without it the partition waits for the record, and says so.",
        "then_to Stream",
        "then_to Dead",
    ),
    word(
        Role::Inner,
        "fails_with",
        "The error that the body may end with.",
        "fails_with Error",
        "fails_with BillingError",
    ),
];

const INNER_WORDS: &[Word] = &[
    word(
        Role::Inner,
        "of",
        "Stands before the record of a stream.",
        "stream Name of Record",
        "stream Trades of Trade",
    ),
    word(
        Role::Inner,
        "as",
        "Stands before the name of a consumer's group, under which its offsets are kept.",
        "consume Stream as \"group\" (record) { body }",
        "consume Trades as \"billing\" (trade) { finish_with nothing; }",
    ),
    word(Role::Inner, "memory", "Kept as long as the program runs.", "keep_in: memory,", "keep_in: memory,"),
    word(
        Role::Inner,
        "directory",
        "Kept in files of this directory; a relative path begins at the program's own.",
        "keep_in: directory \"path\",",
        "keep_in: directory \"data/market\",",
    ),
    word(
        Role::Inner,
        "every_message",
        "A publish is acknowledged when it is on disk.",
        "durability: every_message,",
        "durability: every_message,",
    ),
    word(
        Role::Inner,
        "every",
        "A publish is acknowledged at once and is on disk so much later at most.",
        "durability: every time,",
        "durability: every 5 ms,",
    ),
    word(
        Role::Inner,
        "page_cache",
        "A publish is acknowledged at once; the operating system writes it when it sees fit.",
        "durability: page_cache,",
        "durability: page_cache,",
    ),
    word(
        Role::Inner,
        "up_to",
        "The most bytes that a stream keeps.",
        "retain: up_to size,",
        "retain: up_to 10 GiB,",
    ),
    word(
        Role::Inner,
        "within",
        "How long a batch waits for more records.",
        "in_batches_of n within time",
        "in_batches_of 500 within 5 ms",
    ),
];

const BLOCK_LATER: &[Later] = &[
    later(Role::Setting, "serve_kafka_on", None),
    later(Role::Declaration, "ring", Some("`stream` with `keep_in: memory`")),
    later(Role::Declaration, "pipeline", Some("`consume` with a body that publishes")),
    later(Role::Declaration, "packets", None),
];
const KEEPERS_LATER: &[Later] = &[
    later(Role::Inner, "kafka", Some("`keep_in: directory \"…\"`")),
    later(Role::Inner, "nats", Some("`keep_in: directory \"…\"`")),
];
const STREAM_LATER: &[Later] = &[later(Role::Setting, "compact", None)];

/// All words: what hover texts and the card are made from.
pub static WORDS: Vocabulary = Vocabulary {
    room: "slytherin",
    tables: &[BLOCK_WORDS, STREAM_WORDS, CONSUMER_WORDS, INNER_WORDS],
    later: &[
        BLOCK_LATER[0],
        BLOCK_LATER[1],
        BLOCK_LATER[2],
        BLOCK_LATER[3],
        KEEPERS_LATER[0],
        KEEPERS_LATER[1],
        STREAM_LATER[0],
    ],
};
/// The words that begin the lines of a block.
pub(crate) static BLOCK: Vocabulary =
    Vocabulary { room: "slytherin", tables: &[BLOCK_WORDS], later: BLOCK_LATER };
/// The settings of a stream.
pub(crate) static STREAM: Vocabulary =
    Vocabulary { room: "slytherin", tables: &[STREAM_WORDS, STREAM_DURABILITY], later: STREAM_LATER };
/// The words between a consumer's parameters and its body.
pub(crate) static CONSUMER: Vocabulary =
    Vocabulary { room: "slytherin", tables: &[CONSUMER_WORDS], later: &[] };

/// A stream has this setting too; among [`WORDS`] it stands once, with the block's.
const STREAM_DURABILITY: &[Word] = &[BLOCK_WORDS[1]];
