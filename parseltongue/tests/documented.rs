//! A crate that denies missing documentation and all warnings: what its blocks say is at what they become, under
//! `#[cfg]` there is all of an item or nothing, and what is deprecated is so for the writer only.
#![cfg(all(feature = "basilisk", feature = "slytherin"))]
#![deny(missing_docs, warnings)]

use parseltongue::prelude::*;

parseltongue! {
    /// One order.
    define_record Order {
        /// Which one.
        id: uuid key generated,
        /// What is traded.
        symbol: string length 1..=8 indexed,
        /// Whose it is.
        #[deprecated(note = "accounts are no longer kept")]
        account: optional<string>,
        /// How it is done.
        how: How,
    }

    /// How an order is done.
    define_choice How {
        /// At any price.
        Market,
        /// At a price.
        Limit {
            /// The worst one.
            price: decimal,
        }
    }

    /// What may go wrong.
    define_error Refusal {
        /// Too late.
        Closed is conflict "closed",
        /// Nobody knows it.
        Unknown {
            /// What was asked for.
            symbol: string,
        } is not_found "no {symbol}",
    }

    /// Where orders are kept.
    define_store Books { keep_in: memory, holds: Order }

    /// Twice as much.
    define_function double(#[allow(unused_variables)] other: i64, number: i64) -> i64 { finish_with number * 2; }

    /// Nobody has it.
    #[cfg(any())]
    define_record Absent { id: Missing }

    /// Nobody serves it.
    #[cfg(any())]
    basilisk!<Nowhere> { listen_on: "127.0.0.1:0", get "/" () -> Missing { finish_with 1; } }

    /// Everybody has it.
    #[cfg(not(any()))]
    #[derive(Eq)]
    define_record Present {
        /// Which one.
        number: i64,
    }

    /// Old.
    #[deprecated]
    define_record Old {
        /// Which one.
        number: i64 key,
    }

    /// Old as well.
    #[deprecated]
    define_choice Kind {
        /// Of one kind.
        One,
        /// Of many.
        #[deprecated]
        Many {
            /// How many.
            count: i64,
        }
    }

    /// Streams.
    slytherin!<Market> {
        keep_in: memory,

        /// Every order.
        stream Orders of Order,

        /// Every order, once more.
        #[deprecated]
        stream Copies of Order,

        /// Copies.
        consume Orders as "copies" (order) { publish order to Self::Orders; }
    }

    /// A service.
    basilisk!<Exchange> {
        listen_on: "127.0.0.1:0",
        uses: Books,

        let_mut_shared_var asked: i64 = 0,

        /// Orders.
        resource Order at "/orders" { list, read }

        /// The time.
        #[deprecated]
        get "/time" (#[allow(unused_variables)] late: i64) -> i64 { asked.add(1); finish_with asked.get(); }
    }
}

/// A struct by hand.
#[derive(Clone, PartialEq, parseltongue::Record)]
#[record(key = "id")]
#[deprecated]
#[cfg(feature = "derive")]
pub struct ByHand {
    /// Which one.
    pub id: i64,
    /// Whose it is.
    #[deprecated]
    pub account: Option<String>,
}

#[test]
fn what_a_condition_leaves_in_is_whole() {
    let present = Present { number: double(0, 2) };
    assert!(present == present.clone());
    assert_eq!(Present::FIELDS[0].doc, "Which one.");
    assert_eq!(format!("{present:?}"), "Present { number: 4 }");
}
