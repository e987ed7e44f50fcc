//! What will exist for a field, as plain data. Its name and type as written stand in the checked field beside it.

use super::check::{Field, plain_name, wire_name};
use super::rules::Rule;
use super::words::Bound;
use crate::TypeKind;

/// What is written for a field.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) name: String,
    /// The name in JSON, where it is another one.
    pub(crate) wire: Option<String>,
    pub(crate) doc: String,
    pub(crate) is_key: bool,
    pub(crate) is_generated: bool,
    pub(crate) is_unique: bool,
    pub(crate) is_indexed: bool,
    pub(crate) is_secret: bool,
    /// The default as JSON.
    pub(crate) default: Option<String>,
    pub(crate) scale: Option<u32>,
    pub(crate) rules: Vec<RulePlan>,
}

/// A rule as it stands in the table of fields; constants are JSON.
#[derive(Clone, Debug)]
pub(crate) enum RulePlan {
    AtLeast(String),
    AtMost(String),
    MoreThan(String),
    LessThan(String),
    Length(u64, u64),
    Matches(String),
    OneOf(Vec<String>),
    Email,
    Url,
}

impl FieldPlan {
    /// A client may send it to make a record.
    pub(crate) fn is_in_draft(&self) -> bool {
        !self.is_generated
    }

    /// A client may send it to change a record.
    pub(crate) fn is_in_changes(&self) -> bool {
        !self.is_generated && !self.is_key
    }
}

/// Plans a field.
pub(crate) fn plan(field: &Field) -> FieldPlan {
    let name = plain_name(&field.name);
    let wire = wire_name(field);
    let is_decimal = matches!(field.kind.without_optional().kind, TypeKind::Decimal);
    FieldPlan {
        wire: (wire != name).then_some(wire),
        name,
        doc: field.doc.clone(),
        is_key: field.is_key,
        is_generated: field.is_generated,
        is_unique: field.is_unique,
        is_indexed: field.is_indexed,
        is_secret: field.is_secret,
        default: field.default.as_ref().map(|default| default.json(is_decimal)),
        scale: field.scale,
        rules: field.rules.iter().map(|rule| rule_plan(rule, is_decimal)).collect(),
    }
}

fn rule_plan(rule: &Rule, is_decimal: bool) -> RulePlan {
    match rule {
        Rule::Bound(Bound::AtLeast, number) => RulePlan::AtLeast(number.text.clone()),
        Rule::Bound(Bound::AtMost, number) => RulePlan::AtMost(number.text.clone()),
        Rule::Bound(Bound::MoreThan, number) => RulePlan::MoreThan(number.text.clone()),
        Rule::Bound(Bound::LessThan, number) => RulePlan::LessThan(number.text.clone()),
        Rule::Length(length) => RulePlan::Length(length.least, length.most.unwrap_or(u64::MAX)),
        Rule::Matches(pattern) => RulePlan::Matches(pattern.value.clone()),
        Rule::OneOf(constants) => {
            RulePlan::OneOf(constants.iter().map(|constant| constant.json(is_decimal)).collect())
        }
        Rule::Email => RulePlan::Email,
        Rule::Url => RulePlan::Url,
    }
}
