//! Problems of blocks and their lines.

use proc_macro2::Ident;

use crate::attributes::Carrier;
use crate::vocabulary::{LANGUAGE, Later, Nearest, Role, foreign_line, foreign_word, without_counterpart};
use crate::{Place, Problem, Vocabulary};

/// A block stands without `<Name>`.
pub fn nameless_block(place: impl Into<Place>, word: &str) -> Problem {
    Problem::new("PT0003", place, "the block has no name")
        .expecting("`<Name>`")
        .with_help(format!("a block's name stands in angle brackets: `{word}!<Name> {{ … }}`, or by itself in Rust `{word}! {{ <Name> … }}`"))
}

/// An item begins with a word that is none of the language.
pub fn unknown_item(word: &Ident, nearest: Option<Nearest<'_>>) -> Problem {
    let name = word.to_string();
    let meant = nearest.or_else(|| foreign_word(&name).map(Nearest::guess));
    let problem = Problem::new("PT0004", word, format!("`{name}` begins no item of Parseltongue"))
        .with_help("an item is `define_record`, `define_choice`, `define_error`, `define_store`, `define_function`, `define_async_function`, `define_program`, a block such as `basilisk!<Name> { … }`, or any item of Rust");
    problem.instead(meant).completing("language", word)
}

/// A line begins with a word that `block` (`a service`) does not know.
pub fn unknown_word(word: &Ident, block: &str, vocabulary: &Vocabulary, roles: &[Role]) -> Problem {
    let name = word.to_string();
    let problem = Problem::new("PT0005", word, format!("{block} has no line that begins with `{name}`"))
        .instead(meant(vocabulary, roles, &name))
        .completing(vocabulary.room, word);
    with_choice(problem, &name, "its lines begin with", vocabulary, roles)
}

/// A setting that `block` (`a service`) does not have.
pub fn unknown_setting(word: &Ident, block: &str, vocabulary: &Vocabulary) -> Problem {
    let name = word.to_string();
    let problem = Problem::new("PT0006", word, format!("{block} has no setting `{name}`"))
        .instead(meant(vocabulary, &[Role::Setting], &name))
        .completing(vocabulary.room, word);
    with_choice(problem, &name, "its settings are", vocabulary, &[Role::Setting])
}

/// What to do about an item that stands where a line is due.
pub(super) fn inside_of_something(name: &str) -> Option<&'static str> {
    let is_of_rust =
        ["struct", "enum", "fn", "use", "impl", "mod", "const", "static", "trait", "pub"].contains(&name);
    let is_item = LANGUAGE.find(&[Role::Item], name).is_some();
    (is_of_rust || is_item).then_some("items stand one beside the other: is a `}` missing before it?")
}

/// What another language calls so, if the block has it, or else the nearest word.
fn meant<'v>(vocabulary: &Vocabulary, roles: &[Role], name: &str) -> Option<Nearest<'v>> {
    let elsewhere =
        foreign_line(name).find(|here| vocabulary.find(roles, here).is_some()).map(Nearest::guess);
    vocabulary.nearest(roles, name).filter(|nearest| nearest.is_certain || elsewhere.is_none()).or(elsewhere)
}

fn with_choice(
    problem: Problem,
    name: &str,
    introduction: &str,
    vocabulary: &Vocabulary,
    roles: &[Role],
) -> Problem {
    if let Some(why) = inside_of_something(name) {
        return problem.with_help(why);
    }
    let words: Vec<String> = vocabulary.of(roles).map(|entry| format!("`{}`", entry.word)).collect();
    let why = without_counterpart(name).map(str::to_owned);
    let choice = (!words.is_empty()).then(|| format!("{introduction} {}", words.join(", ")));
    let help: Vec<String> = why.into_iter().chain(choice).collect();
    if help.is_empty() { problem } else { problem.with_help(help.join("; ")) }
}

/// A setting stands twice.
pub fn duplicate_setting(word: &Ident) -> Problem {
    Problem::new("PT0007", word, format!("the setting `{word}` stands here a second time"))
        .with_help("one of the two would be ignored: take it out")
}

/// A line that ends without a comma.
pub fn comma_missing(place: impl Into<Place>) -> Problem {
    Problem::new("PT0008", place, "a comma is due after this")
        .expecting("`,`")
        .add_behind(",")
        .with_help("a line ends in `,` unless it ends in `{ … }`")
}

/// A comma after a line that ends in braces.
pub fn comma_after_braces(place: impl Into<Place>) -> Problem {
    Problem::new("PT0009", place, "a line that ends in `{ … }` takes no comma")
        .instead_certainly("")
        .with_help("take the comma out")
}

/// A word of the language that this version of `room` does not have.
pub fn not_in_this_version(place: impl Into<Place>, later: &Later, room: &str) -> Problem {
    let problem =
        Problem::new("PT0012", place, format!("`{}` is not part of this version of {room}", later.word));
    match later.today {
        Some(today) => problem.with_help(format!("today {today} does it")),
        None => problem,
    }
}

/// A setting without its colon.
pub fn setting_without_colon(word: &Ident) -> Problem {
    Problem::new("PT0019", word, format!("`{word}` is a setting: a colon stands between it and its value"))
        .instead_certainly(format!("{word}:"))
}

/// An attribute of Rust where nothing could carry it.
pub fn attribute_here(place: impl Into<Place>, word: &Ident, carrier: Carrier) -> Problem {
    let name = word.to_string();
    let help = match (carrier, name.as_str()) {
        (_, "cfg" | "cfg_attr") => {
            "what is declared is the same in every build; `#[cfg]` stands on whole items and blocks"
        }
        (Carrier::Nothing, "doc") => {
            "no item of Rust comes of this that the text could stand at; write it behind `//`"
        }
        (Carrier::Nothing, _) => {
            "no item of Rust comes of this that the attribute could stand at: take it out"
        }
        (Carrier::Lints, "doc") => "say it in the doc comment above; parameters have none in Rust",
        (Carrier::Docs, _) => {
            "a doc comment may stand here, because clients read it; nothing of Rust carries the rest"
        }
        _ => "doc comments and lints may stand here: `#[allow(…)]`, `#[deprecated]`",
    };
    let shown = if name == "doc" { "a doc comment".to_owned() } else { format!("`#[{name}]`") };
    Problem::new("PT0062", place, format!("{shown} cannot stand here")).with_help(help)
}
