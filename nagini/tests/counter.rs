//! Blocks as users write them, driven without a window.
#![deny(warnings, clippy::all)]
#![allow(missing_docs)]

use parseltongue::prelude::*;
use parseltongue::view::Role;
use parseltongue::view::input::Key;

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    id: i64,
    symbol: String,
    quantity: i64,
}

fn orders() -> Vec<Order> {
    let order = |id, symbol: &str, quantity| Order { id, symbol: symbol.to_owned(), quantity };
    vec![order(1, "AAPL", 10), order(2, "MSFT", 200), order(3, "APPN", 30)]
}

parseltongue! {
    nagini!<Tour> {
        window: "Tour" sized 800 by 600,
        shows: Root,

        component Root(title: string = "Tour", most: i64 = 3) {
            let_signal_var count: i64 = 0;
            let_signal_var filter: string = "";
            let_signal_var list: list<rust<Order>> = orders();
            let_signal_var chosen: optional<rust<Order>> = None;
            let_derived_var doubled: i64 = count.get() * 2 + most;

            column(gap: 8, padding: 16, label: "tour") {
                heading(title)
                Panel(title: "Count of {count.get():>2}") {
                    row(gap: 4) {
                        text("{{{count.get()}}} twice is {doubled.get()}", weight: bold, size: 12, align: end, width: 90)
                        button("Add", pressed: { count.add(1); }, disabled: count.get() >= most)
                        button("Reset", pressed: { count.set(0) })
                        spacer()
                        text_input(value: bind filter, label: "Filter", placeholder: "AAPL", submitted: { filter.set(String::new()); })
                    }
                }
                divider()
                scroll(label: "orders") {
                    for_each order in list.get().into_iter().filter(move |order| order.symbol.contains(&filter.get())) keyed_by order.id {
                        Line(
                            order: order,
                            chosen: |it| { chosen.set(Some(it)); },
                            removed: { list.update(|list| list.retain(|it| it.id != order.id)); },
                        )
                    }
                }
                if count.get() == 0 { text("nothing yet") } else if count.get() < most { text("some") } else { text("many", color: color::RED) }
                if let Some(order) = chosen.get() { text("chosen {order.symbol}") }
                match chosen.get() {
                    Some(Order { symbol, quantity: amount, .. }) => { text("{symbol}: {amount}") text("{title} {most}") }
                    None => text("none chosen"),
                }
            }
        }

        component Panel(title: string, children) {
            column(padding: 8, border: color::BORDER) { text(title, color: color::MUTED) children() }
        }

        component Line(order: rust<Order>, chosen: action<rust<Order>>, removed: action) {
            row(gap: 8) {
                text(order.symbol, grow: 1, color: if order.quantity > 100 { color::GREEN } else { color::TEXT })
                button("Choose {order.symbol}", pressed: { chosen.call_with(order); })
                button("Remove", label: "Remove {order.symbol}", pressed: removed)
            }
        }
    }
}

#[test]
fn the_view_begins_as_it_is_written() {
    let view = Tour::test();
    assert_eq!(
        view.texts(),
        ["Tour", "Count of  0", "{0} twice is 3", "AAPL", "MSFT", "APPN", "nothing yet", "none chosen"]
    );
}

#[test]
fn a_press_changes_what_follows_from_it_and_no_more() {
    let mut view = Tour::test();
    let work = view.work_of(|view| view.find(Role::Button, "Add").click());
    assert!(view.has(Role::Label, "Count of  1") && view.has(Role::Label, "{1} twice is 5"));
    assert!(view.has(Role::Label, "some"));
    // The panel's title, the text, `disabled`, and the two branches.
    assert_eq!((work.bindings_run, work.nodes_made), (5, 2));
    view.find(Role::Button, "Add").click();
    view.find(Role::Button, "Add").click();
    assert!(view.has(Role::Label, "many"));
    assert!(view.find(Role::Button, "Add").node().is_disabled);
    view.find(Role::Button, "Reset").click();
    assert!(view.has(Role::Label, "nothing yet"));
}

#[test]
fn typing_filters_the_list() {
    let mut view = Tour::test();
    view.find(Role::TextInput, "Filter").type_text("AP");
    assert!(view.has(Role::Label, "AAPL") && view.has(Role::Label, "APPN") && !view.has(Role::Label, "MSFT"));
    view.press(Key::Enter);
    assert!(view.has(Role::Label, "MSFT"));
}

#[test]
fn what_a_component_hands_back_reaches_its_user() {
    let mut view = Tour::test();
    view.find(Role::Button, "Choose MSFT").click();
    assert!(view.has(Role::Label, "chosen MSFT") && view.has(Role::Label, "MSFT: 200"));
    assert!(view.has(Role::Label, "Tour 3"));
    view.find(Role::Button, "Remove MSFT").click();
    assert_eq!(view.texts().iter().filter(|text| text.contains("MSFT")).count(), 2, "it is still chosen");
    assert_eq!(view.reports(), Vec::<String>::new());
}
