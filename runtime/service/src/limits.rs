//! Every limit on what a client controls, in one place, each with its unit.

use std::time::Duration;

/// Connections that one core keeps open; the next ones wait in the kernel's queue.
pub const CONNECTIONS_MAX: usize = 16_384;

/// Connections that the kernel holds for one core until it accepts them.
pub(crate) const BACKLOG: i32 = 1_024;

/// Bytes of a request's line and headers together; more is answered with 431.
pub const HEADER_BYTES_MAX: usize = 32 * 1024;

/// Bytes of the path and the query of a request; more is answered with 414.
pub const TARGET_BYTES_MAX: usize = 8 * 1024;

/// Headers of one request; more is answered with 431.
pub const HEADERS_MAX: usize = 100;

/// Bytes that are kept for one connection of HTTP/1.1 in each direction; then it waits.
pub(crate) const BUFFER_BYTES_MAX: usize = 64 * 1024;

/// Bytes of a request's body unless the service says `body_limit`; more is answered with 413.
pub const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// How long a client may take to send a body; then it is answered with 408.
pub const BODY_READ_LIMIT: Duration = Duration::from_secs(30);

/// How long a client may take from the first byte of a request to the end of its headers; then
/// it is answered with 408. A handshake of TLS may take as long; then the connection is dropped. Counted in ticks of a second.
pub const HEADER_READ_LIMIT_S: u32 = 10;

/// How often the files of a certificate are looked at. SIGHUP has them looked at now.
pub const CERTIFICATE_LOOK_INTERVAL: Duration = Duration::from_secs(10);

/// How long a connection is kept open with no request on it. Counted in ticks of a second.
pub const IDLE_LIMIT_S: u32 = 75;

/// How long a client may take no byte of what is sent to it; then the connection is dropped.
/// A client of `events` comes back and replays. Counted in ticks of a second.
pub const WRITE_STALL_LIMIT_S: u32 = 20;

/// How long a stopping service waits for requests in flight; then it drops them, and says how many.
/// A program gives its blocks 8 s.
pub const STOP_LIMIT: Duration = Duration::from_secs(7);

/// How long `after_each` may take; then the answer goes out without it.
pub const AFTER_EACH_LIMIT: Duration = Duration::from_secs(1);

/// How long `on_start` may take; then the program stops.
pub const START_LIMIT: Duration = Duration::from_secs(60);

/// How long `on_stop` may take. Most programs have few seconds left by then.
pub const STOP_HOOK_LIMIT: Duration = Duration::from_secs(5);

/// How long a stopping service waits for jobs that run; then it gives them back, for another program.
pub const JOBS_STOP_LIMIT: Duration = Duration::from_secs(5);

/// How long a core waits when it can open no more files before it accepts the next connection.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Bytes that are read and thrown away after an answer that came before the whole request did,
/// so that the kernel does not reset the connection under the answer.
pub(crate) const LINGER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How long that may take.
pub(crate) const LINGER_LIMIT: Duration = Duration::from_secs(2);

/// Streams that one HTTP/2 connection may have open at once.
pub const STREAMS_MAX: u32 = 200;

/// How often a quiet HTTP/2 connection is asked whether it still stands, and for how long.
pub(crate) const PING_INTERVAL: Duration = Duration::from_secs(30);
pub(crate) const PING_LIMIT: Duration = Duration::from_secs(20);

/// Messages that wait for the client of a `socket`; then its body waits.
pub const SOCKET_OUTBOX_MAX: usize = 64;

/// Messages of a client that wait for the body of a `socket`; then nothing more is read from it.
pub const SOCKET_INBOX_MAX: usize = 16;

/// How long a `socket` that is closed waits for its client's own close, and for its body when the client is gone.
pub const SOCKET_END_LIMIT: Duration = Duration::from_secs(5);

/// How often `events` sends a comment when there is nothing to send, so that proxies keep the
/// connection and a client that is gone is noticed.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// Records that `events` reads from its stream at once.
pub(crate) const EVENTS_AT_ONCE: usize = 256;

/// Bytes of an answer below which it is not compressed: it would still be one packet.
pub const COMPRESS_BYTES_MIN: usize = 1_024;

/// Bytes of a file that are read at once. A smaller file is one piece; of a larger one, two are in memory for
/// each client: the one that is sent and the next.
pub(crate) const FILE_PIECE_BYTES: usize = 64 * 1024;

/// Bytes of a file above which it is not compressed while it is answered; whoever wants that puts the compressed
/// form beside it.
pub const FILE_COMPRESS_BYTES_MAX: u64 = 1024 * 1024;

/// Records of one page of a `resource` when `limit` is not said, and the most that it may say.
pub const PAGE_SIZE: i64 = 50;
/// See [`PAGE_SIZE`].
pub const PAGE_SIZE_MAX: i64 = 500;

/// Callers and addresses whose rates a service remembers; beyond that it forgets those who have the least to wait.
pub const RATES_KEPT_MAX: usize = 1 << 18;

/// Unknown parameters of a query that one answer tells.
pub(crate) const UNKNOWN_TOLD_MAX: usize = 8;
