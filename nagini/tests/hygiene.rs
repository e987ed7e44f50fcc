//! A block in a crate that shadows what it can, forbids unsafe code and denies all warnings.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all, clippy::pedantic)]
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
pub struct Signal;
pub struct Ui;
pub mod std {}
pub mod core {}
pub mod view {}

mod names {
    pub(crate) mod tongue {
        pub(crate) use ::parseltongue::{cores, view};
    }
}

::parseltongue::parseltongue! {
    define_record Trade { symbol: string, number: i64 }

    slytherin!<Market> { keep_in: memory, stream Trades of Trade }

    /// What is seen.
    nagini!<Desk> {
        window: "Desk" sized 800 by 600,
        shows: Board,

        /// The root.
        component Board(title: string = "Desk") {
            let_stream_var trades: list<Trade> = newest 5 of Market::Trades;
            let_signal_var count: i64 = 0;
            let_signal_var ui: string = "no clash with a name of ours";
            let_signal_var value: optional<i64> = ::core::option::Option::None;
            let_derived_var doubled: i64 = count.get() * 2;

            column(gap: 8) {
                heading(title)
                text_input(value: bind ui, label: "Ui")
                for_each trade in trades.get() keyed_by trade.symbol {
                    Line(trade: trade, chosen: |it| { count.set(it); }, gone: { value.set(::core::option::Option::Some(trade.number)); }) {
                        text("{title}: {trade.symbol} {doubled.get():>3}")
                    }
                }
                for_each trade in trades.get() keyed_by trade.number { text("one more") }
                for_each number in 0..count.get() keyed_by number { }
                if count.get() > 3 { text(count.get()) } else { Empty() }
                if let ::core::option::Option::Some(value) = value.get() { text(value) }
                match value.get() {
                    ::core::option::Option::Some(3) => text("three"),
                    ::core::option::Option::Some(_) | ::core::option::Option::None => {}
                }
            }
        }

        component Line(trade: Trade, chosen: action<i64>, gone: action, children) {
            row(align: start) {
                button("{trade.symbol}", pressed: { chosen.call_with(trade.number); }, color: if trade.number > 3 { ::parseltongue::view::color::RED } else { ::parseltongue::view::color::TEXT })
                button("Gone", pressed: gone)
                children()
            }
        }

        component Empty() { }
    }
}

::parseltongue::nagini! {
    #![crate(crate::names::tongue)]
    <Other>
    window: "Other" sized 80 by 60,
    shows: Board,
    component Board() { text("a block on its own, the runtime under another name") }
}

#[::core::prelude::v1::test]
fn it_runs() {
    let other = Other::test();
    ::core::assert_eq!(other.texts(), ["a block on its own, the runtime under another name"]);
    ::core::assert_eq!(<Desk as ::parseltongue::view::View>::TITLE, "Desk");
}
