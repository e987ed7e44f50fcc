//! Each word with its meaning, grammar and an example.

use parseltongue_syntax::vocabulary::Later;
use parseltongue_syntax::{Role, Word};

const fn word(
    word: &'static str,
    role: Role,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    Word { word, role, meaning, grammar, example }
}

const fn argument(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(name, Role::Inner, meaning, grammar, example)
}

const fn element(
    name: &'static str,
    meaning: &'static str,
    grammar: &'static str,
    example: &'static str,
) -> Word {
    word(name, Role::Element, meaning, grammar, example)
}

/// What a line of a block begins with.
pub(super) const LINES: &[Word] = &[
    word(
        "window",
        Role::Setting,
        "The window's title, and its width and height at first in logical pixels.",
        "window: \"title\" sized width by height,",
        "window: \"Trading desk\" sized 1280 by 800,",
    ),
    word(
        "shows",
        Role::Setting,
        "The component that fills the window.",
        "shows: Component,",
        "shows: Board,",
    ),
    word(
        "component",
        Role::Declaration,
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
    argument(
        "label",
        "What assistive technology calls the element. A control that shows no text needs one.",
        "label: text",
        "label: \"Filter\"",
    ),
    argument("placeholder", "What an empty text input shows.", "placeholder: text", "placeholder: \"AAPL\""),
    argument("gap", "Room between children, in logical pixels.", "gap: number", "gap: 8"),
    argument(
        "padding",
        "Room between the edges and what is inside, in logical pixels.",
        "padding: number",
        "padding: 16",
    ),
    argument(
        "width",
        "How wide, in logical pixels. Text in it breaks into lines.",
        "width: number",
        "width: 120",
    ),
    argument("height", "How high, in logical pixels.", "height: number", "height: 28"),
    argument(
        "grow",
        "Which share of the room left over it takes. Equal shares are equally wide, so columns line up.",
        "grow: number",
        "grow: 1",
    ),
    argument(
        "align",
        "Where children stand across their row or column, or text within its width.",
        "align: start | center | end | stretch",
        "align: end",
    ),
    argument("color", "The colour of the text.", "color: colour", "color: color::GREEN"),
    argument("background", "The colour behind it.", "background: colour", "background: color::SURFACE"),
    argument(
        "border",
        "The colour of a line of one pixel along its edges.",
        "border: colour",
        "border: color::BORDER",
    ),
    argument(
        "corner",
        "How round its corners are: their radius in logical pixels.",
        "corner: number",
        "corner: 8",
    ),
    argument("size", "How large the letters are, in logical pixels.", "size: number", "size: 12"),
    argument(
        "weight",
        "How bold the letters are.",
        "weight: regular | medium | semibold | bold",
        "weight: bold",
    ),
    argument(
        "disabled",
        "Whether a control can not be used.",
        "disabled: flag",
        "disabled: count.get() == 0",
    ),
    argument("pressed", "What a button does.", "pressed: { … }", "pressed: { count.add(1); }"),
    argument(
        "submitted",
        "What happens when Enter is pressed in a text input.",
        "submitted: { … }",
        "submitted: { filter.set(String::new()); }",
    ),
    argument(
        "value",
        "The signal that a text input shows and writes to.",
        "value: bind signal",
        "value: bind filter",
    ),
];

/// What stands inside of lines.
pub(super) const INSIDE: &[Word] = &[
    argument(
        "sized",
        "A window's width and height at first, in logical pixels.",
        "sized width by height",
        "sized 1280 by 800",
    ),
    argument(
        "keyed_by",
        "What an item of a `for_each` is known by; no two may have the same.",
        "keyed_by key",
        "keyed_by trade.id",
    ),
    argument(
        "bind",
        "Both ways: what is shown follows the signal, what is written goes into it.",
        "bind signal",
        "value: bind filter",
    ),
    argument(
        "newest",
        "The newest records of a stream, oldest first.",
        "newest count of Block::Stream",
        "newest 1_000 of Market::Trades",
    ),
];

const fn later(word: &'static str, role: Role, today: Option<&'static str>) -> Later {
    Later { word, role, today }
}

/// What the language will have and this version has not.
pub(super) const LATER: &[Later] = &[
    later("theme", Role::Setting, None),
    later("font", Role::Setting, None),
    later("frame_budget", Role::Setting, None),
    later(
        "grid",
        Role::Element,
        Some("a `row` of elements with equal `width` or `grow`, in each line of a `column`,"),
    ),
    later("stack", Role::Element, None),
    later("image", Role::Element, None),
    later("icon", Role::Element, Some("a `text` with a sign in it")),
    later("canvas", Role::Element, None),
    later("chart", Role::Element, None),
    later("text_area", Role::Element, None),
    later("checkbox", Role::Element, Some("a `button` that shows its state")),
    later("radio_group", Role::Element, Some("a `row` of buttons")),
    later("switch", Role::Element, Some("a `button` that shows its state")),
    later("slider", Role::Element, None),
    later("select", Role::Element, Some("a `row` of buttons")),
    later("date_input", Role::Element, Some("a `text_input`")),
    later("tabs", Role::Element, Some("a `row` of buttons and a `match`")),
    later(
        "table",
        Role::Element,
        Some("a `row` for each line, with equal `width` or `grow` for each column,"),
    ),
    later("tree", Role::Element, None),
    later("menu", Role::Element, None),
    later("dialog", Role::Element, Some("an `if` around a `column`")),
    later("tooltip", Role::Element, None),
    later("progress", Role::Element, None),
    later("row_height", Role::Inner, None),
    later("on_change", Role::Statement, Some("a `let_derived_var`")),
    later("on_mount", Role::Statement, None),
    later("on_unmount", Role::Statement, None),
    later("load", Role::Statement, None),
    later("animate", Role::Statement, None),
    later("provide", Role::Statement, Some("a prop")),
    later("use_provided", Role::Statement, Some("a prop")),
    later("navigate", Role::Statement, Some("a signal and a `match`")),
];
