//! Who calls, what they may, and how often.

use parseltongue_syntax::catalogue::{ITEM, Subject, code};

pub(super) const SUBJECT: Subject = Subject {
page: "callers",
title: "Callers",
introduction: "What can be wrong with who calls a service and what they may. The lines stand in a `basilisk!` block with `listen_on` and `uses`.",
frame: super::IN_A_SERVICE,
codes: &[
    code(
        "PT2027",
        "A scheme that is no word",
        "The header is `Authorization: Token eyJ…`: one word, a space, the token. The word is `Bearer` unless `scheme` says another.",
        "authenticate_with: bearer_jwt env \"SECRET\" scheme \"my token\",",
        "authenticate_with: bearer_jwt env \"SECRET\" scheme \"Token\",",
    ),
    code(
        "PT2028",
        "A caller in a service that knows none",
        "`caller` is the record that the token of a request names, so the service has to say what tokens it takes.",
        "get \"/me\" (caller me: Account) -> Account { finish_with me; }",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller me: Account) -> Account { finish_with me; }",
    ),
    code(
        "PT2029",
        "A caller without a store",
        "A token holds the key of a record; `uses` says in which store that record is looked up.",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller me: Account) -> Account { finish_with me; } }",
        "basilisk!<Exchange> { listen_on: \"127.0.0.1:8080\", uses: Books, authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller me: Account) -> Account { finish_with me; } }",
    ).within(ITEM),
    code(
        "PT2030",
        "A second caller",
        "A request comes from one caller.",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller a: Account, caller b: Account) -> Account { finish_with a; }",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller a: Account) -> Account { finish_with a; }",
    ),
    code(
        "PT2031",
        "A caller that is no record",
        "The token of a request names a record of the store by its key. It has no text and no default; `optional<Account>` lets those call, too, who send no token.",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller me: string) -> string { finish_with me; }",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/me\" (caller me: optional<Account>) -> bool { finish_with me.is_some(); }",
    ),
    code(
        "PT2040",
        "A role or a rule in a service that does not know its callers",
        "`requires role` and a rule that speaks of `caller` need the record of whoever calls, of every route and resource alike. `callers` says it once: the record, and which of its fields is the role.",
        "authenticate_with: bearer_jwt env \"SECRET\", resource Order at \"/orders\" { read, delete allow when .owner == caller.id }",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, resource Order at \"/orders\" { read, delete allow when .owner == caller.id }",
    ),
    code(
        "PT2041",
        "A role where callers have none",
        "A role is a field of the caller's record: a string, a choice, or a list of either.",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account, resource Order at \"/orders\" { list requires role \"trader\" }",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, resource Order at \"/orders\" { list requires role \"trader\" }",
    ),
    code(
        "PT2042",
        "A rule of a list",
        "A page of a list has as many records as were asked for. Taking some out afterwards would give short pages, and tell by their gaps what is hidden. A route says the rule as a query, of which the database knows.",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, resource Order at \"/orders\" { list allow when .owner == caller.id }",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, get \"/orders\" (caller me: Account) -> list<Order> { finish_with find_all Order where .owner == me.id limit 50; }",
    ),
    code(
        "PT2043",
        "A list that shows what is hidden",
        "When `read` is allowed for some records only, a list of all of them would show the others. Either only some may list, or a route lists what the caller may see.",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, resource Order at \"/orders\" { list, read allow when .owner == caller.id }",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, resource Order at \"/orders\" { list requires role \"clerk\", read allow when .owner == caller.id }",
    ),
    code(
        "PT2044",
        "A role of somebody who may be nobody",
        "With `optional<Account>` whoever sends no token may call, who has no role.",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, get \"/me\" (caller me: optional<Account>) -> bool requires role \"trader\" { finish_with me.is_some(); }",
        "authenticate_with: bearer_jwt env \"SECRET\", callers: Account role .role, get \"/me\" (caller me: Account) -> string requires role \"trader\" { finish_with me.name; }",
    ),
    code(
        "PT2045",
        "A limit by caller where nobody asks who calls",
        "A route knows its caller by a parameter or by a role. One that asks for neither is called by addresses.",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/a\" () -> i64 rate_limit 5 per minute by caller { finish_with 1; }",
        "authenticate_with: bearer_jwt env \"SECRET\", get \"/a\" (caller me: Account) -> Account rate_limit 5 per minute by caller { finish_with me; }",
    ),
],
};
