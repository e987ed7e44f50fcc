//! `after key`: the records behind another one, in the query's order and then in that of the keys.
//!
//! The values of that record are bound behind the query's own, one for each field of the order and
//! one for the key. Fields that go the same way are compared as one row, which an index answers;
//! where they go different ways, the first field bounds what is looked at.

use super::Order;
use super::sql::Writer;

/// The key goes the way of the last field.
pub(super) fn ends_descending(order: &[Order]) -> bool {
    order.last().is_some_and(|last| last.descending)
}

/// Writes the condition, which binds tighter than `AND`.
pub(super) fn write(writer: &mut Writer<'_>, order: &[Order]) {
    let first = writer.bound() + 1;
    let is_down = |index: usize| order.get(index).map_or_else(|| ends_descending(order), |it| it.descending);
    let sign = |index: usize| if is_down(index) { "<" } else { ">" };
    let column = |writer: &mut Writer<'_>, index: usize| match order.get(index) {
        Some(order) => writer.column(&order.field),
        None => writer.key(),
    };
    let place = |writer: &mut Writer<'_>, index: usize| {
        writer.place(order.get(index).map(|it| &it.field), first + index);
    };
    let count = order.len() + 1;
    if (1..count).all(|index| is_down(index) == is_down(0)) {
        writer.text("(");
        for index in 0..count {
            writer.text(if index == 0 { "" } else { ", " });
            column(writer, index);
        }
        writer.text(&format!(") {} (", sign(0)));
        for index in 0..count {
            writer.text(if index == 0 { "" } else { ", " });
            place(writer, index);
        }
        writer.text(")");
        return;
    }
    column(writer, 0);
    writer.text(&format!(" {}= ", sign(0)));
    place(writer, 0);
    writer.text(" AND (");
    for last in 0..count {
        writer.text(if last == 0 { "" } else { " OR " });
        for index in 0..last {
            column(writer, index);
            writer.text(" = ");
            place(writer, index);
            writer.text(" AND ");
        }
        column(writer, last);
        writer.text(&format!(" {} ", sign(last)));
        place(writer, last);
    }
    writer.text(")");
}
