//! How words are coloured: each by what it is, not by what the macro around it is.

use editors::Editor;

use crate::{DESK, MAIN, Test};

pub(crate) const TESTS: &[Test] = &[("names_are_coloured_by_what_they_are", names)];

fn names(editor: &mut Editor) {
    let kinds = [
        (MAIN, "find Or$0der with id", "struct"),
        (MAIN, "side: Si$0de,", "enum"),
        (MAIN, "choice Side { Bu$0y, Sell }", "enumMember"),
        (MAIN, "to Mar$0ket::Trades;", "struct"),
        (MAIN, "price: order.pri$0ce,", "property"),
        (MAIN, "symbol: or$0der.symbol", "variable"),
        (MAIN, "publish tra$0de to", "variable"),
        (MAIN, "function wor$0th(order", "function"),
        (DESK, "text(tra$0de.symbol", "variable"),
        (DESK, "text(trade.sym$0bol", "property"),
    ];
    let found = kinds.map(|(file, place, _)| {
        let at = editor.at(file, place);
        (file, place, editor.kind(&at))
    });
    assert_eq!(found, kinds.map(|(file, place, kind)| (file, place, kind.to_owned())));
}
