//! A program of all three dialects in a crate that gives the prelude's names other meanings,
//! forbids unsafe code and denies every warning: what the compilers write must not care.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]

/// Other meanings for everything that careless generated code would reach for.
mod shadows {
    #![allow(dead_code)]

    pub(crate) struct Option;
    pub(crate) struct Some;
    pub(crate) struct None;
    pub(crate) struct Ok;
    pub(crate) struct Err;
    pub(crate) struct Result;
    pub(crate) struct String;
    pub(crate) struct Vec;
    pub(crate) struct Box;
    pub(crate) struct Default;
    pub(crate) struct Clone;
    pub(crate) struct Into;
    pub(crate) struct From;
    pub(crate) mod std {}
    pub(crate) mod core {}
    pub(crate) mod alloc {}
    pub(crate) mod serde {}
    pub(crate) mod tokio {}
}
#[allow(unused_imports)]
use shadows::*;

/// A record that was written by hand.
#[derive(::std::clone::Clone, ::std::cmp::PartialEq, ::parseltongue::Record)]
#[record(key = "id")]
pub struct Remark {
    /// Made by the program.
    #[record(generated)]
    pub id: ::parseltongue::records::Uuid,
    #[record(length = 1..=8, default = "new", renamed = "type")]
    r#type: ::std::string::String,
    #[record(rust)]
    senders: ::std::vec::Vec<::std::net::IpAddr>,
    #[record(secret, more_than = -1, default = 0)]
    weight: ::std::option::Option<f64>,
}

::parseltongue::parseltongue! {
    /// A reading of one sensor.
    define_record Reading {
        id: uuid key generated,
        sensor: string length 1..=16 matches "^[a-z]+$" indexed,
        state: State default State::Fresh,
        level: i64 at_least 0 at_most 100 default 50,
        price: decimal more_than 0,
        note: optional<string>,
        tags: list<string>,
        taken_at: timestamp generated,
        sender: optional<rust<::std::net::IpAddr>>,
        check .level < 100 otherwise "the level is too high",
    }

    define_choice State { Fresh, Stale }

    define_error ReadingError {
        Unknown { sensor: string } is not_found "there is no sensor {sensor}",
        Busy is conflict "busy",
    }

    define_store Shelf { keep_in: memory, holds: Reading, Remark }

    define_function doubled(value: i64) -> i64 {
        finish_with value * 2;
    }

    slytherin!<Feed> {
        keep_in: memory,
        stream Remarks of Remark { key: .id }
        stream Readings of Reading { key: .sensor, partitions: 2, retain: 1 hours up_to 1 MiB }

        consume Readings as "ledger" (reading) retries 2 {
            let_var _level: i64 = reading.level;
        }
    }

    basilisk!<Api> {
        listen_on: "127.0.0.1:0",
        uses: Shelf,
        deadline: 250 ms,

        let_mut_shared_var hits: i64 = 0,
        let_mut_local_shared_var here: i64 = 0,

        resource Reading at "/readings" { list, read, create, change, delete }

        get "/doubled/{value}" (value: i64, times: i64 = 1) -> i64 {
            hits.add(1);
            here.add(1);
            finish_with doubled(value) * times;
        }

        post "/readings/{id}/publish" (id: uuid) -> created Reading fails_with ReadingError {
            let_var reading: Reading = find Reading with id;
            require reading.level > 0 otherwise ReadingError::Busy;
            publish reading to Feed::Readings;
            finish_with reading;
        }

        get "/sensors/{sensor}" (sensor: string) -> list<Reading> fails_with ReadingError {
            let_var found: list<Reading> = find_all Reading
                where .sensor == sensor and .level >= 0
                order_by .taken_at descending
                limit 10;
            if found.is_empty() {
                fail_with ReadingError::Unknown { sensor };
            }
            finish_with found;
        }

        events "/events" from Feed::Readings,
    }

    nagini!<Panel> {
        window: "Panel" sized 640 by 480,
        shows: Board,

        component Board() {
            let_signal_var filter: string = ::std::string::String::new();
            let_signal_var count: i64 = 0;
            let_derived_var twice: i64 = count.get() * 2;
            let_stream_var readings: list<Reading> = newest 100 of Feed::Readings;

            column(gap: 8) {
                heading("Readings")
                text_input(label: "Filter", value: bind filter)
                button("Add", pressed: { count.add(1); })
                if twice.get() > 2 {
                    text("{twice.get()} is more than two")
                } else {
                    text("not yet")
                }
                scroll() {
                    for_each reading in readings.get() keyed_by reading.id {
                        Line(reading: reading)
                    }
                }
            }
        }

        component Line(reading: Reading, gap: f64 = 4.0) {
            row(gap: gap) {
                text(reading.sensor)
                match reading.state {
                    State::Fresh => { text("fresh") }
                    State::Stale => { text("stale") }
                }
            }
        }
    }

    define_program Hygiene {
        housekeeping: 1 core,
        Feed: 1 core,
        Api: 1 core,
        Panel: main_thread,
    }
}
