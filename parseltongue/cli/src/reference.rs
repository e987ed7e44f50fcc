//! The book's reference: every word of a room with its meaning, its grammar and an example.

use std::fmt::Write as _;

use parseltongue_syntax::vocabulary::LANGUAGE;
use parseltongue_syntax::{Role, Word};

use crate::rooms::{ROOMS, Room};

const MADE: &str =
    "<!-- Made from the tables of words: UPDATE_BOOK=1 cargo test -p parseltongue-cli --test pages -->";

/// A page of the reference.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file below `book/src`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The pages of all rooms.
#[must_use]
pub fn pages() -> Vec<Page> {
    ROOMS
        .iter()
        .map(|room| Page { path: format!("reference/{}.md", room.vocabulary.room), text: page(room) })
        .collect()
}

fn page(room: &Room) -> String {
    let name = room.name();
    let title = if room.vocabulary.room == LANGUAGE.room {
        "Words of every program".to_owned()
    } else {
        format!("Words of {name}")
    };
    let mut page = format!(
        "{MADE}\n\n# {title}\n\nEvery word that {name} reads. `parseltongue explain WORD` prints the same. `…` stands \
         for more of the same, `·` between two forms of one word.\n"
    );
    let mut roles: Vec<Role> = room.vocabulary.words().map(|word| word.role).collect();
    roles.sort_unstable();
    roles.dedup();
    for role in roles {
        let _ = write!(page, "\n## {}\n", heading(role));
        for word in room.vocabulary.of(&[role]) {
            page.push_str(&section(word));
        }
    }
    page + &later(room)
}

fn section(word: &Word) -> String {
    // The same word may stand in two roles, which are two anchors.
    let anchor = format!("{}-{}", heading(word.role).to_lowercase().replace(' ', "-"), word.word);
    let Word { word, meaning, grammar, example, .. } = word;
    format!(
        "\n### `{word}` {{#{anchor}}}\n\n{meaning}\n\n```text\n{grammar}\n```\n\n```text\n{example}\n```\n"
    )
}

/// What words of that role are called as the heading of a list.
fn heading(role: Role) -> &'static str {
    match role {
        Role::Item => "Items",
        Role::Setting => "Settings",
        Role::Declaration => "Declarations",
        Role::Handler => "Handlers",
        Role::Type => "Types",
        Role::Unit => "Units",
        Role::FieldRule => "Words for fields",
        Role::Statement => "Statements",
        Role::Expression => "Expressions",
        Role::Inner => "Words inside of lines",
        Role::Element => "Elements",
    }
}

fn later(room: &Room) -> String {
    if room.vocabulary.later.is_empty() {
        return String::new();
    }
    let mut text = "\n## Not in this version\n\nThe compiler refuses each in one sentence.\n\n".to_owned();
    for later in room.vocabulary.later {
        let today = later
            .today
            .map(|today| format!(": today {} does it", today.trim_end_matches(',')))
            .unwrap_or_default();
        let _ = writeln!(text, "- `{}`, {}{today}", later.word, later.role.named());
    }
    text
}
