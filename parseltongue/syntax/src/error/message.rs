//! The message of a case: a text in which `{field}` shows a field.

use crate::Problems;
use crate::problems::cases as problem;
use crate::tokens::Text;
use crate::vocabulary::nearest;

/// What a message may show: a field's name, and its type where that has no text.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) without_text: Option<String>,
}

/// The fields that the message shows, each once, in the order in which they first stand; or that something is wrong.
pub(super) fn check(message: &Text, fields: &[Shown], problems: &mut Problems) -> Option<Vec<String>> {
    let before = problems.count();
    let mut shown: Vec<String> = Vec::new();
    let mut rest = message.value.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let behind = &rest[at + 1..];
        if behind.starts_with(&rest[at..=at]) {
            rest = &behind[1..];
            continue;
        }
        let end = if rest[at..].starts_with('{') { behind.find(['{', '}']) } else { None };
        let Some(end) = end.filter(|end| behind[*end..].starts_with('}')) else {
            problems.push(problem::message_with_open_brace(message));
            return None;
        };
        placeholder(message, &behind[..end], fields, &mut shown, problems);
        rest = &behind[end + 1..];
    }
    (problems.count() == before).then_some(shown)
}

fn placeholder(
    message: &Text,
    part: &str,
    fields: &[Shown],
    shown: &mut Vec<String>,
    problems: &mut Problems,
) {
    let name = part.split(':').next().unwrap_or_default().trim();
    let is_name = name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_alphanumeric() || character == '_');
    if !is_name {
        problems.push(problem::message_without_name(message, part));
        return;
    }
    match fields.iter().find(|field| field.name == name) {
        None => {
            let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
            let meant = nearest(name, names.iter().map(String::as_str));
            problems.push(problem::message_of_no_field(message, name, meant, &names));
        }
        Some(Shown { without_text: Some(kind), .. }) => {
            problems.push(problem::message_of_no_text(message, name, kind));
        }
        Some(_) if shown.iter().any(|other| other == name) => {}
        Some(_) => shown.push(name.to_owned()),
    }
}

/// The message as it stands when it shows no field: doubled braces are one.
pub(super) fn plain(message: &str) -> String {
    message.replace("{{", "{").replace("}}", "}")
}
