//! A service in a crate that shadows what it can, forbids unsafe code and denies all warnings.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]
#![allow(dead_code, missing_docs)]

pub struct Option;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Result;
pub struct String;
pub struct Vec;
pub struct Box;
pub mod std {}
pub mod core {}

::parseltongue::parseltongue! {
    /// What is traded.
    define_record Trade { id: uuid key generated, symbol: string length 1..=8, number: i64 at_least 1 }

    define_choice Side { Buy, Sell }

    /// What may go wrong.
    define_error Refusal { Closed is conflict "closed", Unknown { symbol: string } is not_found "no {symbol}" }

    define_store Books { keep_in: memory, holds: Trade }

    slytherin!<Market> {
        keep_in: memory,
        stream Trades of Trade,
    }

    /// A service.
    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,
        deadline: 50 ms,
        body_limit: 64 KiB,
        allow_origins: "https://desk.example",
        compress: gzip, brotli,
        tls: certificate "desk.pem" key env "HYGIENE_KEY",
        problems: shape "errors",
        authenticate_with: bearer_jwt env "HYGIENE_SECRET",

        let_shared_var greeting: i64 = 7,
        let_mut_shared_var hits: i64 = 0,
        let_local_shared_var size: i64 = 7,
        let_mut_local_shared_var here: i64 = 0,

        resource Trade at "/trades" { list, read, create, change requires if_match, delete }

        post "/trades/{id}/again" (id: uuid) -> created Trade fails_with Refusal {
            let_var trade: Trade = find Trade with id;
            require trade.number > 1 otherwise Refusal::Closed;
            publish trade to Market::Trades;
            finish_with trade;
        }

        get "/all" (side: optional<Side>, limit: i64 = 50, tag: string = "none", header "x-tag" more: optional<string>) -> list<Trade> {
            hits.add(1);
            here.add(1);
            let _ = (side, limit, tag, more, greeting, size);
            finish_with find_all Trade where .number > 1 order_by .number limit 10;
        }

        put "/{call}/{given}" (call: i64, given: i64, body draft: TradeDraft) -> nothing {
            let _ = (call, given);
            let made = ::parseltongue::records::Draft::into_record(draft);
            insert made;
        }

        put "/mine/{given}" (given: i64, caller me: Trade, cookie "c" call: i64 = 1, body draft: TradeDraft in "trade") -> Trade in "trade" {
            let _ = (call, given, draft);
            finish_with me;
        }

        get "/maybe" (caller me: optional<Trade>) -> bool {
            finish_with me.is_some();
        }

        events "/events" from Market::Trades,

        socket "/socket/{held}" (held: i64, socket: i64 = 1) sends Trade from Market::Trades receives TradeDraft fails_with Refusal {
            hits.add(held + socket);
            here.add(1);
            for each draft received {
                require hits.get() > 1 otherwise Refusal::Closed;
                let made = ::parseltongue::records::Draft::into_record(draft);
                send made;
            }
        }

        socket "/echo" sends string receives string { for each text received { send text; } }

        files "/" from "public" kept_for 1 hour otherwise "index.html",
    }
}

#[test]
fn it_compiles() {}
