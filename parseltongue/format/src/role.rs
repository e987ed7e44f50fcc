//! What stands in a pair of brackets. The words come from the vocabularies; what those do not know is told by
//! its shape, so that a new declaration is laid out before anybody teaches the formatter its name.

use parseltongue_syntax::Vocabulary;
use parseltongue_syntax::items::DIALECTS;
use parseltongue_syntax::vocabulary::LANGUAGE;

use crate::tree::{Group, Node};

/// What stands in a pair of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// `parseltongue! { … }`: items, and Rust between them.
    Items,
    /// Fields, cases, settings, declarations: each ends in a comma or in braces.
    Lines(Room),
    /// Parameters and arguments.
    Arguments(Room),
    /// What a view shows, one after another.
    Elements,
    /// `pattern => …` of a view's `match`.
    Arms,
    /// Statements of Rust with the language's words in them.
    Body,
    /// Anything of Rust inside of a line.
    Rust,
}

/// Whose words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Language,
    Basilisk,
    Slytherin,
    Nagini,
}

impl Room {
    /// The room of a dialect's macro.
    pub(crate) fn of(dialect: &str) -> Option<Room> {
        match dialect {
            "basilisk" => Some(Room::Basilisk),
            "slytherin" => Some(Room::Slytherin),
            "nagini" => Some(Room::Nagini),
            _ => None,
        }
    }

    fn vocabulary(self) -> &'static Vocabulary {
        match self {
            Room::Language => &LANGUAGE,
            Room::Basilisk => &basilisk_compiler::vocabulary::WORDS,
            Room::Slytherin => &slytherin_compiler::vocabulary::WORDS,
            Room::Nagini => &nagini_compiler::vocabulary::WORDS,
        }
    }
}

/// What a block of that macro holds.
pub(crate) fn of_macro(name: &str) -> Option<Role> {
    if name == "parseltongue" { Some(Role::Items) } else { Room::of(name).map(Role::Lines) }
}

/// What the group at `index` of a row holds. `parent` is what the row itself stands in.
pub(crate) fn of_group(parent: Role, row: &[Node<'_>], index: usize) -> Role {
    let Node::Group(group) = &row[index] else { return Role::Rust };
    let braces = group.open.is("{");
    let first = row.first().and_then(Node::word).unwrap_or_default();
    match parent {
        Role::Items if DIALECTS.contains(&first) => {
            Room::of(first).filter(|_| braces).map_or(Role::Rust, Role::Lines)
        }
        Role::Items if first.starts_with("define_") => defined(first, group),
        Role::Lines(room) => of_line(room, first, row, index, group),
        Role::Arguments(Room::Nagini) if braces && is_whole_value(row, index) => Role::Body,
        Role::Elements => of_element(first, row, index, group),
        Role::Arms => of_arm(row, index),
        _ => Role::Rust,
    }
}

fn defined(word: &str, group: &Group<'_>) -> Role {
    let is_function = word.ends_with("_function");
    match group.open.text {
        "(" if is_function => Role::Arguments(Room::Language),
        "{" if is_function => Role::Body,
        "{" => Role::Lines(Room::Language),
        _ => Role::Rust,
    }
}

fn of_line(room: Room, first: &str, row: &[Node<'_>], index: usize, group: &Group<'_>) -> Role {
    use parseltongue_syntax::Role as Word;
    let is_label = row.get(1).is_some_and(|node| node.is(":"));
    if is_label || first.starts_with("let_") {
        return Role::Rust;
    }
    let is_component = room == Room::Nagini && first == "component";
    let is_handler = room.vocabulary().find(&[Word::Handler], first).is_some();
    match group.open.text {
        "(" if is_component || is_handler => Role::Arguments(room),
        "{" if is_component => Role::Elements,
        "{" if is_handler || holds_statements(group) => Role::Body,
        "{" if row[..index].iter().all(|node| !node.is("=")) => Role::Lines(room),
        _ => Role::Rust,
    }
}

/// Statements of Rust rather than lines of a block.
fn holds_statements(group: &Group<'_>) -> bool {
    let begins_a_statement = |word: &str| {
        word.starts_with("let_") || LANGUAGE.find(&[parseltongue_syntax::Role::Statement], word).is_some()
    };
    group.nodes.iter().any(|node| node.is(";"))
        || group.nodes.first().and_then(Node::word).is_some_and(begins_a_statement)
}

fn of_element(first: &str, row: &[Node<'_>], index: usize, group: &Group<'_>) -> Role {
    let is_last = index + 1 == row.len();
    match (first, group.open.text) {
        ("if", "{") => {
            let ends_a_branch = is_last || row[index + 1].is("else");
            if ends_a_branch { Role::Elements } else { Role::Rust }
        }
        ("match", "{") if is_last => Role::Arms,
        ("if" | "match" | "for_each", "(" | "[") => Role::Rust,
        (_, "(") if index == 1 => Role::Arguments(Room::Nagini),
        (_, "{") if is_last => Role::Elements,
        _ => Role::Rust,
    }
}

/// `pattern => { … }`, `pattern => text(…),`
fn of_arm(row: &[Node<'_>], index: usize) -> Role {
    let Some(arrow) = row[..index].iter().position(|node| node.is("=>")) else { return Role::Rust };
    let end = if row.last().is_some_and(|node| node.is(",")) { row.len() - 1 } else { row.len() };
    let (shown, index) = (&row[arrow + 1..end], index - arrow - 1);
    match shown.first() {
        Some(Node::Group(_)) => Role::Elements,
        _ => of_group(Role::Elements, shown, index),
    }
}

/// `pressed: { … }`, `chosen: |order| { … }`: the braces are all of the value.
fn is_whole_value(row: &[Node<'_>], index: usize) -> bool {
    let ends = index + 1 == row.len() || row[index + 1].is(",");
    let begins = index == 0 || row[index - 1].is(":") || row[index - 1].is("|") || row[index - 1].is("||");
    begins && ends
}
