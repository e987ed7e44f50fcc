//! A block in a crate that shadows what it can, forbids unsafe code and denies all warnings.

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
    define_record Trade { symbol: string, number: i64 }

    /// What may go wrong.
    define_error Refusal { Closed is conflict "closed" }

    slytherin!<Market> {
        keep_in: directory "data",
        durability: every 5 ms,
        /// Every trade.
        stream Trades of Trade { key: .symbol, partitions: 4, retain: 7 days up_to 10 GiB, durability: page_cache }
        stream Dead of Trade,
        consume Trades as "one by one" (trade) retries 3 then_to Dead fails_with Refusal {
            require trade.number > 0 otherwise Refusal::Closed;
            publish trade to Market::Dead;
            finish_with nothing;
        }
        consume Trades as "batches" (trades) in_batches_of 5 within 5 ms {
            let_var first: optional<Trade> = trades.first().cloned();
            ::core::mem::drop(first);
        }
    }

    slytherin!<Quick> { keep_in: memory, stream Trades of Trade }
}

#[::core::prelude::v1::test]
fn it_compiles() {
    ::core::assert_eq!(<Market as ::parseltongue::cores::Block>::NAME, "Market");
}
