//! What flows for longer than a request: events, files and sockets.

use parseltongue_syntax::vocabulary::word;
use parseltongue_syntax::{Role, Word};

pub(super) const WORDS: &[Word] = &[
    word(
        Role::Declaration,
        "events",
        "A stream's records as server-sent events, from now on or from behind `Last-Event-ID`. A client that is too slow is dropped, comes back and replays.",
        "events \"/path\" from Block::Stream,",
        "events \"/trades\" from Market::Trades,",
    ),
    word(
        Role::Declaration,
        "files",
        "The files of a directory, each below the path by its name: with ranges, tags, and `index.html` for a directory. A relative directory is looked for where the program is started. Routes come first.",
        "files \"/path\" from \"directory\" kept_for time otherwise \"file\",",
        "files \"/assets\" from \"public\" kept_for 1 hour,",
    ),
    word(
        Role::Declaration,
        "socket",
        "A WebSocket: its body receives messages that are read and checked, and sends others, as JSON in texts. Pings, limits, pages of other origins and a graceful end are seen to. Needs the feature `sockets`.",
        "socket \"/path/{a}\" (a: type) sends type from Block::Stream receives Draft fails_with Error { body }",
        "socket \"/echo\" sends string receives string { for each text received { send text; } }",
    ),
    word(
        Role::Inner,
        "from",
        "The stream that events come from, or the directory of files.",
        "events \"/path\" from Block::Stream, · files \"/path\" from \"directory\",",
        "events \"/trades\" from Market::Trades,",
    ),
    word(
        Role::Inner,
        "kept_for",
        "How long a client may keep a file without asking whether it has changed; it asks each time unless said.",
        "kept_for time",
        "files \"/assets\" from \"public\" kept_for 1 hour,",
    ),
    word(
        Role::Inner,
        "otherwise",
        "The file that is shown where there is none: the page of an application that reads its address itself.",
        "otherwise \"file\"",
        "files \"/\" from \"public\" otherwise \"index.html\",",
    ),
    word(
        Role::Inner,
        "sends",
        "The type of the messages that a socket sends; `from Block::Stream` behind it sends a stream's records, too, as they are published.",
        "sends type from Block::Stream",
        "socket \"/echo\" sends string receives string { for each text received { send text; } }",
    ),
    word(
        Role::Inner,
        "receives",
        "The type of the messages that a socket receives: whatever can be a body. One that is wrong closes the socket with 1007 and the reason.",
        "receives Draft",
        "socket \"/echo\" sends string receives string { for each text received { send text; } }",
    ),
    word(
        Role::Inner,
        "each",
        "`for each message received { … }` in the body of a socket: once for every message, until the client is gone.",
        "for each name received { body }",
        "socket \"/echo\" sends string receives string { for each text received { send text; } }",
    ),
    word(
        Role::Inner,
        "received",
        "See `each`.",
        "for each name received { body }",
        "socket \"/echo\" sends string receives string { for each text received { send text; } }",
    ),
    word(
        Role::Inner,
        "send",
        "Sends a message to the client of a socket; waits while it has not taken those before.",
        "send value;",
        "socket \"/echo\" sends string receives string { for each text received { send text; } }",
    ),
];
