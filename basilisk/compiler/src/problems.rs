//! Every problem of `basilisk!`, as named constructors: code, message, help. One file for each subject, as in
//! [`crate::catalogue`].

mod callers;
mod resources;
mod routes;
mod services;
mod work;

pub(crate) use callers::*;
pub(crate) use resources::*;
pub(crate) use routes::*;
pub(crate) use services::*;
pub(crate) use work::*;
