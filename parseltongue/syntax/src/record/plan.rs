//! What will exist for a record, as plain data. Names, types and conditions as written stand in the checked
//! record beside it; a field's number is its index in both.

use super::check::Record;
use crate::field::{self, FieldPlan};

/// What is written for a record.
#[derive(Debug)]
pub(super) struct RecordPlan {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) table: String,
    /// The quoted columns, for `SELECT`.
    pub(super) select: String,
    /// The key field's number.
    pub(super) key: Option<usize>,
    pub(super) fields: Vec<FieldPlan>,
    /// What a client is told where a check does not hold; the conditions stand in the checked record.
    pub(super) checks: Vec<String>,
}

/// Plans a record.
pub(super) fn record(record: &Record) -> RecordPlan {
    let fields: Vec<FieldPlan> = record.fields.iter().map(field::plan).collect();
    let columns: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.name)).collect();
    RecordPlan {
        name: record.name.to_string(),
        doc: record.doc.clone(),
        table: record.name.to_string(),
        select: columns.join(", "),
        key: fields.iter().position(|field| field.is_key),
        fields,
        checks: record.checks.iter().map(|check| check.message.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_an_order() {
        let plan = read(
            r##"/// One order as a trader places it.
             define_record Order {
                 id: uuid key generated,
                 /// What is traded.
                 symbol: string length 1..=8 matches "^[A-Z]+$" indexed,
                 side: Side default Side::Buy,
                 price: decimal scale 2 more_than 0 default 0.50,
                 currency: string renamed "ccy" one_of ["EUR", "USD"],
                 account: uuid references Account,
                 note: optional<string> length ..=200 secret,
                 placed_at: timestamp generated,
                 check .price < 1_000 otherwise "is too dear",
             }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::record(item, cursor, problems).expect("a record");
                super::record(&super::super::check::record(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
