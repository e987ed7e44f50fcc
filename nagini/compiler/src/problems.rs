//! Every problem of a `nagini!` block, as named constructors: code, message, what to do.
//! The codes PT4000 to PT4999; what each means at length stands in [`crate::catalogue`].

use parseltongue_syntax::vocabulary::{
    Nearest, foreign_argument, foreign_element, nearest, without_counterpart,
};
use parseltongue_syntax::{Place, Problem, Role, Word};
use proc_macro2::{Ident, Literal};

use crate::vocabulary::WORDS;

/// The block has no `window` line.
pub fn window_missing(name: &Ident) -> Problem {
    Problem::new("PT4001", name, format!("the view `{name}` has no `window`"))
        .with_help("say its title and size: `window: \"Trading desk\" sized 1280 by 800,`")
}

/// The block has no `shows` line.
pub fn shows_missing(name: &Ident, components: &[String]) -> Problem {
    let problem = Problem::new("PT4002", name, format!("the view `{name}` does not say what it shows"));
    match components.first() {
        Some(first) => {
            problem.with_help(format!("name the component that fills the window: `shows: {first},`"))
        }
        None => problem.with_help("declare a component and name it: `shows: Board,`"),
    }
}

/// `shows` names no component of the block, or one that has to be handed something.
pub fn unknown_root(word: &Ident, view: &Ident, components: &[String]) -> Problem {
    let name = word.to_string();
    Problem::new("PT4003", word, format!("this view has no component `{name}`"))
        .instead(nearest(&name, components.iter().map(String::as_str)))
        .completing_in(view, word)
}

/// The root component has a prop without a default.
pub fn root_with_props(word: &Ident, prop: &Ident) -> Problem {
    Problem::new("PT4004", word, format!("`{word}` fills the window, so nothing can hand it `{prop}`"))
        .with_help(format!("give the prop a default, or show a component that uses `{word}`"))
}

/// Neither an element nor a component.
pub fn unknown_element(word: &Ident, view: &Ident, components: &[String]) -> Problem {
    let name = word.to_string();
    let elements = WORDS.of(&[Role::Element]).map(|word| word.word);
    let near = nearest(&name, elements.chain(components.iter().map(String::as_str)));
    // A word of another framework means what it means there, unless there is just a slip in it.
    let elsewhere = foreign_element(&name).map(Nearest::guess);
    let near = near.filter(|near| near.is_certain || elsewhere.is_none()).or(elsewhere);
    let elements: Vec<String> = WORDS.of(&[Role::Element]).map(|word| format!("`{}`", word.word)).collect();
    let problem =
        Problem::new("PT4005", word, format!("`{name}` is neither an element nor a component of this view"))
            .instead(near)
            .with_help(format!("elements are {}", elements.join(", ")));
    let is_of_a_component = name.starts_with(char::is_uppercase);
    if is_of_a_component { problem.completing_in(view, word) } else { problem.completing(WORDS.room, word) }
}

/// An argument that the element does not take.
pub fn unknown_argument(word: &Ident, element: &str, takes: &[&str]) -> Problem {
    let name = word.to_string();
    let listed: Vec<String> = takes.iter().map(|name| format!("`{name}`")).collect();
    let problem = Problem::new("PT4006", word, format!("`{element}` takes no argument `{name}`"))
        .instead(argument_meant(&name, takes))
        .completing(WORDS.room, word);
    let why = without_counterpart(&name).map(str::to_owned);
    let choice = (!takes.is_empty()).then(|| format!("it takes {}", listed.join(", ")));
    let help: Vec<String> = why.into_iter().chain(choice).collect();
    if help.is_empty() { problem } else { problem.with_help(help.join("; ")) }
}

/// The argument among those that an element takes that was probably meant by `name`.
pub fn argument_meant<'t>(name: &str, takes: &[&'t str]) -> Option<Nearest<'t>> {
    let elsewhere = foreign_argument(name).and_then(|here| takes.iter().find(|takes| **takes == here));
    elsewhere.map(|here| Nearest::guess(here)).or_else(|| nearest(name, takes.iter().copied()))
}

/// A control that nobody could name to a person who does not see it.
pub fn unlabelled_control(word: &Ident) -> Problem {
    Problem::new("PT4007", word, format!("this `{word}` has no label"))
        .with_help("a person who does not see the window hears the label: add `label: \"…\"`")
}

/// An argument that the element cannot do without.
pub fn argument_missing(word: &Ident, name: &str, grammar: &str) -> Problem {
    Problem::new("PT4008", word, format!("this `{word}` has no `{name}`"))
        .with_help(format!("add `{grammar}`"))
}

/// A value without a name where names are due.
pub fn nameless_argument(place: Place, element: &str, takes: &[&str]) -> Problem {
    let listed: Vec<String> = takes.iter().map(|name| format!("`{name}`")).collect();
    let problem = Problem::new("PT4009", place, format!("an argument of `{element}` stands with its name"));
    if takes.is_empty() {
        problem
    } else {
        problem.with_help(format!("as in `name: value`; it takes {}", listed.join(", ")))
    }
}

/// Braces behind an element that holds nothing.
pub fn holds_nothing(place: Place, word: &Ident) -> Problem {
    Problem::new("PT4010", place, format!("`{word}` holds no elements"))
        .with_help("put them behind it, or both into a `row` or `column`")
}

/// Something else than a body where something to do is due.
pub fn action_expected(place: Place, name: &str) -> Problem {
    Problem::new("PT4011", place, format!("`{name}` takes something to do")).expecting("`{ … }`").with_help(
        format!("write `{name}: {{ count.add(1); }}`, or name an action that the component is handed"),
    )
}

/// A body where a value is due.
pub fn body_for_value(place: Place, name: &str) -> Problem {
    Problem::new("PT4012", place, format!("`{name}` takes a value, not something to do"))
        .with_help("only a prop of type `action` takes a body")
}

/// A value where a signal is due.
pub fn bind_expected(place: Place, name: &str) -> Problem {
    Problem::new("PT4013", place, format!("`{name}` goes both ways, so it takes a signal"))
        .expecting("`bind signal`")
        .with_help("declare one with `let_signal_var filter: string = \"\";` and write `value: bind filter`")
}

/// `bind` where a value is due.
pub fn bind_elsewhere(place: Place, name: &str) -> Problem {
    Problem::new("PT4014", place, format!("`{name}` is only shown, so it takes a value"))
        .with_help("read the signal with `.get()`; only `value` of a `text_input` is bound")
}

/// Another word than those that the argument takes.
pub fn unknown_choice(place: Place, name: &str, found: &str, words: &[Word]) -> Problem {
    let listed: Vec<String> = words.iter().map(|word| format!("`{}`", word.word)).collect();
    Problem::new("PT4015", place, format!("`{name}` is one of {}", listed.join(", ")))
        .instead(nearest(found, words.iter().map(|word| word.word)))
}

/// A `let_…` line behind what the component shows.
pub fn let_line_behind_elements(keyword: &Ident) -> Problem {
    Problem::new("PT4016", keyword, format!("`{keyword}` stands behind what the component shows"))
        .with_help("`let_` lines come first in a component, and not inside of elements")
}

/// A comma or semicolon between elements.
pub fn separator_between_elements(place: Place) -> Problem {
    Problem::new("PT4017", place, "nothing stands between elements").with_help("take it out")
}

/// An element without brackets.
pub fn element_without_brackets(word: &Ident) -> Problem {
    let name = word.to_string();
    let elements = WORDS.of(&[Role::Element]).map(|word| word.word).filter(|element| *element != name);
    Problem::new("PT4018", word, format!("`{word}` stands here without brackets"))
        .instead(nearest(&name, elements))
        .with_help(format!("an element reads as a call: `{word}(…)`, or `{word} {{ … }}` for what it holds"))
        .completing(WORDS.room, word)
}

/// A `for_each` without a key.
pub fn for_each_without_key(place: Place, item: &Ident) -> Problem {
    Problem::new("PT4019", place, "what each item is known by is missing here")
        .expecting("`keyed_by`")
        .with_help(format!("say what tells two items apart, so that the elements of one stay when the list changes: `keyed_by {item}.id`"))
}

/// A guard in a `match` among elements.
pub fn guard_in_match(guard: &Ident) -> Problem {
    Problem::new("PT4020", guard, "a case with a condition is not part of this version of nagini")
        .with_help("put an `if` inside of the case")
}

/// A `let_stream_var` that is no list.
pub fn stream_is_a_list(place: Place, written: &str) -> Problem {
    Problem::new("PT4021", place, format!("the newest records of a stream are a list, not a `{written}`"))
        .instead(format!("list<{written}>"))
}

/// A stream without its block.
pub fn stream_without_block(place: Place) -> Problem {
    Problem::new("PT4022", place, "a stream is named with its block")
        .with_help("write `Market::Trades`: the `slytherin!` block, and the stream that it declares")
}

/// A component's name begins with a small letter, as elements do.
pub fn component_in_small_letters(name: &Ident) -> Problem {
    let written = name.to_string();
    let mut letters = written.chars();
    let better: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    Problem::new(
        "PT4023",
        name,
        format!("a component's name begins with a capital letter, unlike `{written}`"),
    )
    .instead(better)
}

/// A prop that the component needs.
pub fn prop_missing(word: &Ident, prop: &Ident) -> Problem {
    Problem::new("PT4024", word, format!("`{word}` is not handed `{prop}`"))
        .with_help(format!("write `{prop}: …`, or give the prop a default where `{word}` is declared"))
}

/// Braces behind a component that shows no children.
pub fn no_children_prop(place: Place, word: &Ident) -> Problem {
    Problem::new("PT4025", place, format!("`{word}` shows no children"))
        .with_help(format!("declare it as `component {word}(children)` and show them with `children()`"))
}

/// `children()` in a component without that prop.
pub fn children_not_declared(word: &Ident, component: &Ident) -> Problem {
    Problem::new("PT4026", word, format!("`{component}` is not handed any children"))
        .with_help(format!("declare it as `component {component}(children)`"))
}

/// A default on an action or on children.
pub fn default_of_action(name: &Ident) -> Problem {
    Problem::new("PT4027", name, format!("`{name}` is something to do, so it has no default"))
        .with_help("take the default out")
}

/// What stands between braces in a text cannot be read as Rust.
pub fn unreadable_mix(literal: &Literal, part: &str) -> Problem {
    Problem::new("PT4028", literal.span(), format!("`{{{part}}}` in this text is no value"))
        .with_help("between braces stands a value, and maybe how it is shown: `{trade.price:.2}`; a brace itself is written twice, `{{`")
}

/// The name of a signal stands where what it holds is shown.
pub fn signal_as_text(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new(
        "PT4032",
        place,
        format!("`{name}` is a signal, and no text: what it holds is `{name}.get()`"),
    )
    .with_help("reading it with `.get()` also makes the text follow it")
}

/// `let_mut_var` in a component.
pub fn changing_without_showing(word: &Ident, name: &Ident) -> Problem {
    Problem::new("PT4033", word, format!("`{name}` could change, and what shows it would not know"))
        .instead(Some(Nearest::guess("let_signal_var")))
        .with_help(format!(
            "`{name}.set(…)` changes a signal, and everything that reads `{name}.get()` follows"
        ))
}

/// `let_cow_var` in a component.
pub fn nothing_to_borrow(word: &Ident, name: &Ident) -> Problem {
    Problem::new(
        "PT4034",
        word,
        format!("`{name}` has nothing to borrow from: a component outlives its lines"),
    )
    .instead(Some(Nearest::guess("let_var")))
    .with_help("`let_var` for a value that stays, `let_signal_var` for one that changes")
}

/// Something on show reads a variable that no view is told about.
pub fn shows_what_is_not_followed(place: Place, name: &Ident, keyword: &str) -> Problem {
    Problem::new("PT4035", place, format!("nothing is shown again when `{name}` changes"))
        .expecting(format!("`let_signal_var {name}: type = …;`"))
        .with_help(format!(
            "a view follows signals; `{keyword}` is for what actions remember and share and nothing shows"
        ))
}

/// A component that shows itself without any condition.
pub fn shows_itself(word: &Ident, path: &[String]) -> Problem {
    Problem::new("PT4029", word, format!("this never ends: `{}`", path.join("` shows `")))
        .with_help("put it into an `if` or `for_each` that ends")
}

/// An action that is called back with something takes a name for it.
pub fn closure_expected(place: Place, prop: &str) -> Problem {
    Problem::new("PT4030", place, format!("`{prop}` hands over what it is about"))
        .expecting("`|it| { … }`")
        .with_help(format!("name it: `{prop}: |it| {{ … }}`"))
}

/// A parameter where an action has nothing to hand over.
pub fn closure_without_need(place: Place, name: &str) -> Problem {
    Problem::new("PT4031", place, format!("`{name}` hands nothing over")).instead("{ … }".to_owned())
}
