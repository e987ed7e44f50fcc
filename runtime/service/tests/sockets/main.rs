//! Services over real sockets: every status that is promised, both protocols, and the ways in
//! which clients misbehave.

mod answers;
mod client;
mod connections;
mod events;
mod exchange;
#[cfg(feature = "compression")]
mod files;
mod metrics;
mod note;
mod origins;
mod program;
mod refusals;
mod resources;
#[cfg(feature = "tls")]
mod secured;
mod smuggling;
mod stopping;
#[cfg(feature = "sockets")]
mod talks;
