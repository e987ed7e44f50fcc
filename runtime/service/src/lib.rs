//! HTTP on cores: what the code that `basilisk!` writes stands on.
//!
//! A service is an implementation of [`Service`]: constants, a table of its routes, and a match
//! that finds the route of a [`Call`]. This crate does the rest:
//!
//! - [`open`] binds one socket for each core on one address, [`run`] serves on one core;
//! - HTTP/1.1 on httparse and HTTP/2 by hyper, on one port, with or without TLS ([`tls`]), with limits on everything that a
//!   client controls ([`limits`]);
//! - [`Given`] reads parameters, [`Call::body`] bodies; everything wrong with them is told at once;
//! - whatever fails is answered as a problem document (RFC 9457), also bytes that
//!   are no request, and handlers that panic;
//! - [`resource`] is REST over a [`parseltongue_records::Repository`], [`events`] are server-sent
//!   events from a [`parseltongue_records::Feed`], [`jobs`] do work beside requests, [`built_in`] is health, `/metrics` and `/openapi.json`.

mod address;
mod answer;
mod around;
mod body;
mod call;
mod caller;
mod carried;
mod compress;
mod connection;
mod core;
mod deadline;
mod events;
mod every;
mod files;
mod given;
mod guarded;
mod handle;
mod head;
mod health;
mod hooks;
mod http1;
mod incoming;
pub mod jobs;
pub mod limits;
mod listen;
mod meters;
mod metrics;
mod openapi;
mod origins;
mod pieces;
mod pulse;
mod rate;
mod refusal;
pub mod resource;
mod run;
mod segments;
mod service;
#[cfg(feature = "sockets")]
mod sockets;
mod table;
mod tag;
mod text;
mod tls;
mod trace;
mod wire;
mod work;

pub use answer::{Answer, Body, Shape};
pub use around::{Answered, Request};
pub use call::{Call, Verb};
#[cfg(feature = "authentication")]
pub use caller::token_for;
pub use caller::{BEARER, Bearer, bearer_jwt};
pub use compress::{Coding, codings};
pub use events::events;
pub use every::{Every, Rhythm, Timetable};
pub use files::files;
pub use given::Given;
pub use guarded::{May, change_if, create_if, delete_if, may, read_if};
pub use health::built_in;
pub use limits::BODY_LIMIT_BYTES;
pub use listen::open;
pub use rate::RateLimit;
pub use refusal::{Outcome, Refusal};
pub use run::run;
pub use segments::Segments;
pub use service::Service;
#[cfg(feature = "sockets")]
pub use sockets::{Held, Socket, socket, socket_from};
pub use table::{
    Action, CallerIs, Entry, Events, Files, Guard, Pages, Parameter, Place, Reply, Resource, Route,
};
pub use tls::{Named, Tls, tls};
pub use work::{Duty, JobLine, Kept, Setback, Which, Work};

pub use self::core::{Counts, address, counts};
