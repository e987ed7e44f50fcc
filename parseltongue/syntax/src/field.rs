//! One field: `name: type words…`, as a record, a case of a choice and a case of an error hold it.

mod attributes;
mod check;
mod constant;
mod parameter;
mod parse;
mod pattern;
mod plan;
mod rules;
mod table;
mod words;

pub(crate) use check::{Field, Owner, checked, one_name_each, plain_name, type_name};
pub(crate) use constant::Constant;
pub use parameter::{Rules, Words};
pub(crate) use parse::{FieldTree, field};
pub(crate) use plan::{FieldPlan, plan};
pub(crate) use table::table_line;
pub(crate) use words::words;
