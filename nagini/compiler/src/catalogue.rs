//! What each code of nagini means at length: what `parseltongue explain PT4007` and the book's reference show.

use parseltongue_syntax::catalogue::{ITEM, Subject, code};

/// What a component shows.
const IN_A_COMPONENT: &str =
    "nagini!<Desk> { window: \"Desk\" sized 640 by 480, shows: It, component It() { {line} } }";

/// The components of a view that shows another one.
const COMPONENTS: &str =
    "nagini!<Desk> { window: \"Desk\" sized 640 by 480, shows: It, component It() { text(\"it\") } {line} }";

/// A view that does not say yet what it shows.
const VIEW: &str = "nagini!<Desk> { window: \"Desk\" sized 640 by 480, {line} }";

/// The codes PT4001 to PT4999.
pub static SUBJECTS: &[Subject] = &[Subject {
    page: "views",
    title: "Views",
    introduction: "What can be wrong with a `nagini!` block. The lines stand in a component of it.",
    frame: IN_A_COMPONENT,
    codes: &[
    code(
        "PT4001",
        "A view without a window",
        "A view says the title of its window and how large it is at first.",
        "nagini!<Desk> { shows: Board, component Board() { text(\"a\") } }",
        "nagini!<Desk> { window: \"Desk\" sized 800 by 600, shows: Board, component Board() { text(\"a\") } }",
    ).within(ITEM),
    code(
        "PT4002",
        "A view that shows nothing",
        "One component fills the window; `shows` names it.",
        "nagini!<Desk> { window: \"Desk\" sized 800 by 600, component Board() { text(\"a\") } }",
        "nagini!<Desk> { window: \"Desk\" sized 800 by 600, shows: Board, component Board() { text(\"a\") } }",
    ).within(ITEM),
    code(
        "PT4003",
        "An unknown root",
        "`shows` names a component of the same block.",
        "shows: Bord, component Board() { text(\"a\") }",
        "shows: Board, component Board() { text(\"a\") }",
    ).within(VIEW),
    code(
        "PT4004",
        "A root that must be handed something",
        "Nobody uses the component that fills the window, so nobody can hand it a prop.",
        "shows: Board, component Board(title: string) { text(title) }",
        "shows: Board, component Board(title: string = \"Trades\") { text(title) }",
    ).within(VIEW),
    code(
        "PT4005",
        "An unknown element",
        "What a component shows is an element of the language or a component of the same block.",
        "colum { text(\"a\") }",
        "column { text(\"a\") }",
    ),
    code(
        "PT4006",
        "An unknown argument",
        "Each element has its own arguments, a component its props.",
        "row(gapp: 8) { text(\"a\") }",
        "row(gap: 8) { text(\"a\") }",
    ),
    code(
        "PT4007",
        "A control without a label",
        "A person who does not see the window hears what each control is called; a test finds it by that, too.",
        "text_input(value: bind filter)",
        "text_input(value: bind filter, label: \"Filter\")",
    ),
    code(
        "PT4008",
        "A missing argument",
        "The element cannot do without it.",
        "button(\"Add\")",
        "button(\"Add\", pressed: { count.add(1); })",
    ),
    code(
        "PT4009",
        "An argument without its name",
        "Only what a text, heading or button says stands without a name, as the first argument.",
        "row(8) { text(\"a\") }",
        "row(gap: 8) { text(\"a\") }",
    ),
    code(
        "PT4010",
        "Braces behind an element that holds nothing",
        "Rows, columns and scrolls hold elements.",
        "text(\"a\") { text(\"b\") }",
        "row { text(\"a\") text(\"b\") }",
    ),
    code(
        "PT4011",
        "Something to do was expected",
        "An action takes a body in braces, or an action that the component was handed.",
        "button(\"Add\", pressed: \"add\")",
        "button(\"Add\", pressed: { count.add(1); })",
    ),
    code(
        "PT4012",
        "A body where a value is due",
        "Only a prop of type `action`, `pressed` and `submitted` take a body.",
        "text(\"a\", size: { 12 })",
        "text(\"a\", size: 12)",
    ),
    code(
        "PT4013",
        "A signal was expected",
        "A text input shows a signal and writes to it.",
        "text_input(value: filter.get(), label: \"Filter\")",
        "text_input(value: bind filter, label: \"Filter\")",
    ),
    code(
        "PT4014",
        "`bind` where a value is due",
        "What is only shown is read with `.get()`.",
        "text(bind filter)",
        "text(filter.get())",
    ),
    code(
        "PT4015",
        "Another word than the argument takes",
        "The argument takes one of a few words, without quotes.",
        "row(align: middle) { text(\"a\") }",
        "row(align: center) { text(\"a\") }",
    ),
    code(
        "PT4016",
        "A `let_` line behind elements",
        "A component's `let_` lines come first, so that all that it shows can use them.",
        "text(\"a\") let_signal_var n: i64 = 0;",
        "let_signal_var n: i64 = 0; text(\"a\")",
    ),
    code(
        "PT4017",
        "A separator between elements",
        "Elements stand one behind the other; white space is enough.",
        "text(\"a\"), text(\"b\")",
        "text(\"a\") text(\"b\")",
    ),
    code(
        "PT4018",
        "An element without brackets",
        "An element reads as a call, also when it takes nothing.",
        "spacer",
        "spacer()",
    ),
    code(
        "PT4019",
        "A list without keys",
        "The key tells items apart: while a key stays in the list its elements stay, keep their state, and move with it.",
        "for_each trade in trades.get() { text(trade.symbol) }",
        "for_each trade in trades.get() keyed_by trade.id { text(trade.symbol) }",
    ),
    code(
        "PT4020",
        "A case with a condition",
        "This version chooses a case by its pattern alone.",
        "match count.get() { n if n > 3 => text(\"many\") }",
        "match count.get() { _ => if count.get() > 3 { text(\"many\") } }",
    ),
    code(
        "PT4021",
        "A stream that is no list",
        "A `let_stream_var` holds the newest records of a stream, so its type is a list.",
        "let_stream_var trades: Trade = newest 10 of Market::Trades;",
        "let_stream_var trades: list<Trade> = newest 10 of Market::Trades;",
    ),
    code(
        "PT4022",
        "A stream without its block",
        "A stream is a constant of the `slytherin!` block that declares it.",
        "let_stream_var trades: list<Trade> = newest 10 of Trades;",
        "let_stream_var trades: list<Trade> = newest 10 of Market::Trades;",
    ),
    code(
        "PT4023",
        "A component in small letters",
        "Capital letters tell components from elements.",
        "component board() { text(\"a\") }",
        "component Board() { text(\"a\") }",
    ).within(COMPONENTS),
    code(
        "PT4024",
        "A missing prop",
        "A prop without a default has to be handed where the component is used.",
        "component Line(symbol: string) { text(symbol) } component Board() { Line() }",
        "component Line(symbol: string) { text(symbol) } component Board() { Line(symbol: \"AAPL\") }",
    ).within(COMPONENTS),
    code(
        "PT4025",
        "Children that are not shown",
        "A component that is used with braces declares `children` and says where they go.",
        "component Panel() { text(\"a\") } component Board() { Panel() { text(\"b\") } }",
        "component Panel(children) { column { children() } } component Board() { Panel() { text(\"b\") } }",
    ).within(COMPONENTS),
    code(
        "PT4026",
        "`children()` without the prop",
        "A component shows its children where it says `children()`; it has to declare that it takes any.",
        "component Panel() { children() }",
        "component Panel(children) { children() }",
    ).within(COMPONENTS),
    code(
        "PT4027",
        "A default of an action",
        "An action has no default: whoever uses the component says what is to be done.",
        "component Add(pressed: action = 3) { button(\"Add\", pressed: pressed) }",
        "component Add(pressed: action) { button(\"Add\", pressed: pressed) }",
    ).within(COMPONENTS),
    code(
        "PT4028",
        "A text that cannot be mixed",
        "Between braces in a text stands a value of Rust, and behind a colon how it is shown.",
        "text(\"now {}\")",
        "text(\"now {price:.2}\")",
    ),
    code(
        "PT4029",
        "A component that shows itself",
        "Without a condition on the way it would never end.",
        "component Tree() { Tree() }",
        "component Tree(depth: i64 = 3) { if depth > 0 { Tree(depth: depth - 1) } }",
    ).within(COMPONENTS),
    code(
        "PT4030",
        "An action that hands something over",
        "A prop of type `action<T>` is called with a `T`, which takes a name.",
        "component Line(chosen: action<i64>) { text(\"a\") } component Board() { Line(chosen: { go(); }) }",
        "component Line(chosen: action<i64>) { text(\"a\") } component Board() { Line(chosen: |order| { go(order); }) }",
    ).within(COMPONENTS),
    code(
        "PT4031",
        "A parameter for nothing",
        "A prop of type `action` hands nothing over.",
        "button(\"Add\", pressed: |it| { count.add(it); })",
        "button(\"Add\", pressed: { count.add(1); })",
    ),
    code(
        "PT4032",
        "A signal as text",
        "A signal is a place that holds a value. `.get()` reads the value and makes the text follow it.",
        "let_signal_var filter: string = String::new(); text(\"{filter} is shown\")",
        "let_signal_var filter: string = String::new(); text(\"{filter.get()} is shown\")",
    ),
    code(
        "PT4033",
        "A variable that changes unseen",
        "A component's lines are worked out once, when it is put up. What changes later is a signal: whatever shows it follows.",
        "let_mut_var count: i64 = 0; button(\"Add\", pressed: { count += 1; })",
        "let_signal_var count: i64 = 0; button(\"Add\", pressed: { count.add(1); })",
    ),
    code(
        "PT4034",
        "A component that would borrow",
        "What a component shows lives longer than the lines at its head, so they own what they hold.",
        "let_cow_var title: string = \"Trades\"; text(title)",
        "let_var title: string = \"Trades\"; text(title)",
    ),
    code(
        "PT4035",
        "Showing what nobody follows",
        "A view shows something again when a signal that it read has changed. A `let_mut_shared_var` is for what actions remember, or share with other threads; it tells no view.",
        "let_mut_shared_var count: i64 = 0; text(\"{count.get()}\")",
        "let_signal_var count: i64 = 0; text(\"{count.get()}\")",
    ),
],
}];
