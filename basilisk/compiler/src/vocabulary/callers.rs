//! Who calls, what they may, and how often.

use parseltongue_syntax::vocabulary::word;
use parseltongue_syntax::{Role, Word};

pub(super) const WORDS: &[Word] = &[
    word(
        Role::Setting,
        "authenticate_with",
        "By what the service knows who calls: a signed token (JWT) in the header `Authorization`, whose `sub` is the key of a record. Needs the feature `authentication`.",
        "authenticate_with: bearer_jwt env \"VARIABLE\", · authenticate_with: bearer_jwt env \"VARIABLE\" scheme \"Word\",",
        "authenticate_with: bearer_jwt env \"DESK_SECRET\" scheme \"Token\",",
    ),
    word(
        Role::Setting,
        "callers",
        "The record of whoever calls; `role` names its field of roles: a string, a choice, or a list of either.",
        "callers: Record, · callers: Record role .field,",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role,",
    ),
    word(
        Role::Setting,
        "rate_limit",
        "How often one address or caller may call; more is answered 429. Also behind the result of a route, for that route.",
        "rate_limit: number per second by address and number per hour by caller,",
        "rate_limit: 100 per second by address,",
    ),
    word(
        Role::Setting,
        "behind_proxies",
        "How many proxies before the service add to `X-Forwarded-For`; without it no header is believed.",
        "behind_proxies: number,",
        "behind_proxies: 1,",
    ),
    word(
        Role::Inner,
        "role",
        "See `requires` and `callers`.",
        "list requires role \"name\"",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, resource Order at \"/orders\" { list requires role \"clerk\" or \"trader\" }",
    ),
    word(
        Role::Inner,
        "allow",
        "What must hold of the record and of the `caller`, as in queries; or else 403, and 404 where it may not be read.",
        "read allow when condition",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account, resource Order at \"/orders\" { read, delete allow when .owner == caller.id }",
    ),
    word(
        Role::Inner,
        "when",
        "See `allow`.",
        "change allow when condition",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account, resource Order at \"/orders\" { read, change allow when .owner == caller.id }",
    ),
    word(
        Role::Inner,
        "by",
        "Whose requests are counted: those of one `address`, or of one `caller`.",
        "number per second by address",
        "rate_limit: 20 per second by address,",
    ),
    word(
        Role::Inner,
        "address",
        "From where a request comes; of IPv6 the first half, for whoever has one address has all of those.",
        "number per second by address",
        "rate_limit: 20 per second by address,",
    ),
    word(
        Role::Inner,
        "caller",
        "A parameter that is the record whose key the token of the request holds; 401 without one, unless it is optional.",
        "(caller name: Record) · (caller name: optional<Record>)",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller me: Account) -> Account { finish_with me; }",
    ),
    word(
        Role::Inner,
        "bearer_jwt",
        "Tokens as RFC 7519 has them, signed with a secret (HS256, HS384, HS512) or for a public key (RSA, elliptic curves, Ed25519). They must say when they end.",
        "bearer_jwt env \"VARIABLE\" scheme \"Word\"",
        "authenticate_with: bearer_jwt env \"DESK_SECRET\",",
    ),
    word(
        Role::Inner,
        "env",
        "The variable of the environment that holds the secret of at least 32 bytes, or the public key as PEM; behind `certificate` and `key` the path of a file. The program does not start without it.",
        "env \"VARIABLE\"",
        "authenticate_with: bearer_jwt env \"DESK_SECRET\",",
    ),
    word(
        Role::Inner,
        "scheme",
        "The word before the token, `Bearer` unless said.",
        "scheme \"Word\"",
        "authenticate_with: bearer_jwt env \"DESK_SECRET\" scheme \"Token\",",
    ),
];
