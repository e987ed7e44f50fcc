//! Each word with its meaning, grammar and an example.

use parseltongue_syntax::vocabulary::{Later, element, inner, later, setting, word};
use parseltongue_syntax::{Role, Word};

/// What a line of a block begins with.
pub(super) const LINES: &[Word] = &[
    setting(
        "window",
        "The window's title, and its width and height at first in logical pixels.",
        "window: \"title\" sized width by height,",
        "window: \"Trading desk\" sized 1280 by 800,",
    ),
    setting("shows", "The component that fills the window.", "shows: Component,", "shows: Board,"),
    word(
        Role::Declaration,
        "component",
        "A part of a view with a name: `let_` lines first, then what it shows. A prop is a value, an `action`, or `children`.",
        "component Name(prop: type, prop: type = default, pressed: action, chosen: action<T>, children) { … }",
        "component Quote(symbol: string, price: decimal) { text(\"{symbol} {price}\") }",
    ),
];

/// What shows something.
pub(super) const ELEMENTS: &[Word] = &[
    element(
        "row",
        "Its children side by side, each in the middle from top to bottom.",
        "row(gap: n, …) { … }",
        "row(gap: 12) { text(\"left\") text(\"right\") }",
    ),
    element(
        "column",
        "Its children one below the other, each as wide as the column.",
        "column(gap: n, …) { … }",
        "column(gap: 8, padding: 16) { heading(\"Trades\") }",
    ),
    element(
        "scroll",
        "A column of which a part is seen; the wheel, keys and its bar move it. It takes the room that is left.",
        "scroll(…) { … }",
        "scroll(padding: 8) { text(\"a long list\") }",
    ),
    element("spacer", "Room that grows.", "spacer()", "row { text(\"left\") spacer() text(\"right\") }"),
    element(
        "divider",
        "A line between what stands before and behind it.",
        "divider(color: c)",
        "column { text(\"above\") divider() text(\"below\") }",
    ),
    element(
        "text",
        "Text: anything with `Display`, or a text literal that mixes. Its digits are equally wide.",
        "text(value, color: c, size: n, weight: w, width: n, align: a)",
        "text(\"{symbol} at {price:.2}\", color: color::MUTED)",
    ),
    element("heading", "Text that heads what follows.", "heading(value, …)", "heading(\"Trades\")"),
    element(
        "button",
        "A control that does something when it is pressed.",
        "button(text, pressed: { … }, disabled: flag)",
        "button(\"Add\", pressed: { count.add(1); })",
    ),
    element(
        "text_input",
        "One line of text that a person writes, kept in a signal both ways.",
        "text_input(value: bind signal, label: text, placeholder: text, submitted: { … })",
        "text_input(value: bind filter, label: \"Filter\")",
    ),
    element(
        "if",
        "Shows the one or the other, and again when a signal that the condition reads has changed.",
        "if condition { … } else { … }",
        "if count.get() > 0 { text(\"some\") } else { text(\"none\") }",
    ),
    element(
        "match",
        "Shows what stands behind the pattern that fits.",
        "match value { pattern => { … }, pattern => { … } }",
        "match count.get() { 0 => { text(\"none\") } _ => { text(\"some\") } }",
    ),
    element(
        "for_each",
        "Shows each item of a list. An item is known by its key: while the key stays, its elements stay and move with it.",
        "for_each item in items keyed_by key { … }",
        "for_each trade in trades.get() keyed_by trade.id { text(trade.symbol) }",
    ),
    element(
        "children",
        "What stands between the component's braces where it is used.",
        "children()",
        "component Panel(children) { column(padding: 8) { children() } }",
    ),
];

/// What an element is told.
pub(super) const ARGUMENTS: &[Word] = &[
    inner(
        "label",
        "What assistive technology calls the element. A control that shows no text needs one.",
        "label: text",
        "label: \"Filter\"",
    ),
    inner("placeholder", "What an empty text input shows.", "placeholder: text", "placeholder: \"AAPL\""),
    inner("gap", "Room between children, in logical pixels.", "gap: number", "gap: 8"),
    inner(
        "padding",
        "Room between the edges and what is inside, in logical pixels.",
        "padding: number",
        "padding: 16",
    ),
    inner(
        "width",
        "How wide, in logical pixels. Text in it breaks into lines.",
        "width: number",
        "width: 120",
    ),
    inner("height", "How high, in logical pixels.", "height: number", "height: 28"),
    inner(
        "grow",
        "Which share of the room left over it takes. Equal shares are equally wide, so columns line up.",
        "grow: number",
        "grow: 1",
    ),
    inner(
        "align",
        "Where children stand across their row or column, or text within its width.",
        "align: start | center | end | stretch",
        "align: end",
    ),
    inner("color", "The colour of the text.", "color: colour", "color: color::GREEN"),
    inner("background", "The colour behind it.", "background: colour", "background: color::SURFACE"),
    inner(
        "border",
        "The colour of a line of one pixel along its edges.",
        "border: colour",
        "border: color::BORDER",
    ),
    inner(
        "corner",
        "How round its corners are: their radius in logical pixels.",
        "corner: number",
        "corner: 8",
    ),
    inner("size", "How large the letters are, in logical pixels.", "size: number", "size: 12"),
    inner(
        "weight",
        "How bold the letters are.",
        "weight: regular | medium | semibold | bold",
        "weight: bold",
    ),
    inner("disabled", "Whether a control can not be used.", "disabled: flag", "disabled: count.get() == 0"),
    inner("pressed", "What a button does.", "pressed: { … }", "pressed: { count.add(1); }"),
    inner(
        "submitted",
        "What happens when Enter is pressed in a text input.",
        "submitted: { … }",
        "submitted: { filter.set(String::new()); }",
    ),
    inner(
        "value",
        "The signal that a text input shows and writes to.",
        "value: bind signal",
        "value: bind filter",
    ),
];

/// What stands inside of lines.
pub(super) const INSIDE: &[Word] = &[
    inner(
        "sized",
        "A window's width and height at first, in logical pixels.",
        "sized width by height",
        "sized 1280 by 800",
    ),
    inner(
        "keyed_by",
        "What an item of a `for_each` is known by; no two may have the same.",
        "keyed_by key",
        "keyed_by trade.id",
    ),
    inner(
        "bind",
        "Both ways: what is shown follows the signal, what is written goes into it.",
        "bind signal",
        "value: bind filter",
    ),
    inner(
        "newest",
        "The newest records of a stream, oldest first.",
        "newest count of Block::Stream",
        "newest 1_000 of Market::Trades",
    ),
    inner(
        "of",
        "Stands before the stream of a `let_stream_var`.",
        "newest count of Block::Stream",
        "newest 1_000 of Market::Trades",
    ),
    inner(
        "by",
        "Stands between a window's width and its height.",
        "sized width by height",
        "sized 1280 by 800",
    ),
    inner(
        "in",
        "Stands before the items of a `for_each`.",
        "for_each item in items keyed_by key { … }",
        "for_each trade in trades.get() keyed_by trade.id { text(trade.symbol) }",
    ),
    inner(
        "else",
        "What is shown when the condition does not hold.",
        "if condition { … } else { … }",
        "if count.get() > 0 { text(\"some\") } else { text(\"none\") }",
    ),
    inner(
        "action",
        "The type of a prop that is something to do; only such a prop takes a body.",
        "prop: action · prop: action<type>",
        "component Close(pressed: action) { button(\"Close\", pressed: pressed) }",
    ),
];

/// The words that `align` takes.
pub(super) const ALIGN: &[Word] = &[
    inner("start", "At the front: left, or above.", "align: start", "align: start"),
    inner("center", "In the middle.", "align: center", "align: center"),
    inner("end", "At the end: right, or below.", "align: end", "align: end"),
    inner("stretch", "Over all the room there is.", "align: stretch", "align: stretch"),
];

/// The words that `weight` takes.
pub(super) const WEIGHT: &[Word] = &[
    inner("regular", "Letters as bold as any text's.", "weight: regular", "weight: regular"),
    inner("medium", "A little bolder.", "weight: medium", "weight: medium"),
    inner("semibold", "Half bold.", "weight: semibold", "weight: semibold"),
    inner("bold", "Bold.", "weight: bold", "weight: bold"),
];

/// What the language will have and this version has not.
pub(super) const LATER: &[Later] = &[
    later(Role::Setting, "theme", None),
    later(Role::Setting, "font", None),
    later(Role::Setting, "frame_budget", None),
    later(
        Role::Element,
        "grid",
        Some("a `row` of elements with equal `width` or `grow`, in each line of a `column`,"),
    ),
    later(Role::Element, "stack", None),
    later(Role::Element, "image", None),
    later(Role::Element, "icon", Some("a `text` with a sign in it")),
    later(Role::Element, "canvas", None),
    later(Role::Element, "chart", None),
    later(Role::Element, "text_area", None),
    later(Role::Element, "checkbox", Some("a `button` that shows its state")),
    later(Role::Element, "radio_group", Some("a `row` of buttons")),
    later(Role::Element, "switch", Some("a `button` that shows its state")),
    later(Role::Element, "slider", None),
    later(Role::Element, "select", Some("a `row` of buttons")),
    later(Role::Element, "date_input", Some("a `text_input`")),
    later(Role::Element, "tabs", Some("a `row` of buttons and a `match`")),
    later(
        Role::Element,
        "table",
        Some("a `row` for each line, with equal `width` or `grow` for each column,"),
    ),
    later(Role::Element, "tree", None),
    later(Role::Element, "menu", None),
    later(Role::Element, "dialog", Some("an `if` around a `column`")),
    later(Role::Element, "tooltip", None),
    later(Role::Element, "progress", None),
    later(Role::Inner, "row_height", None),
    later(Role::Statement, "on_change", Some("a `let_derived_var`")),
    later(Role::Statement, "on_mount", None),
    later(Role::Statement, "on_unmount", None),
    later(Role::Statement, "load", None),
    later(Role::Statement, "animate", None),
    later(Role::Statement, "provide", Some("a prop")),
    later(Role::Statement, "use_provided", Some("a prop")),
    later(Role::Statement, "navigate", Some("a signal and a `match`")),
];
