//! Problems of `define_choice` and `define_error`: their cases, meanings and messages.

use proc_macro2::Ident;

use crate::tokens::Text;
use crate::vocabulary::{LANGUAGE, Nearest};
use crate::{Place, Problem};

/// `Buy: …`
pub(crate) fn case_with_colon(name: &Ident) -> Problem {
    Problem::new("PT1030", name, format!("`{name}` is a case, not a field"))
        .expecting("`Case` or `Case { field: type }`")
        .with_help(format!("fields of a case stand in braces behind it: `{name} {{ … }}`"))
}

/// `Limit(decimal)`
pub(crate) fn case_without_field_names(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1031", place, "what a case carries has names")
        .instead(format!("{name} {{ value: … }}"))
        .with_help("the names are those of the JSON that a client sees")
}

/// `Market {}`
pub(crate) fn case_with_empty_braces(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1088", place, format!("`{name}` carries nothing: it takes no braces"))
        .with_help("take them out")
}

/// `buy`
pub(crate) fn case_in_lower_case(name: &Ident) -> Problem {
    let text = name.to_string();
    let mut letters = text.chars();
    let capital: String =
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
    Problem::new("PT1032", name, format!("a case begins with a capital letter, `{text}` does not"))
        .instead(capital)
        .with_help("cases are spelled in JSON as they are written here")
}

/// `Self`
pub(crate) fn case_called_self(name: &Ident) -> Problem {
    Problem::new("PT1089", name, "no case can be called `Self`: the word belongs to Rust")
        .with_help("choose a name that says what it is in your program")
}

/// A choice without cases.
pub(crate) fn nothing_to_choose(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1033", place, format!("`{name}` has no cases")).expecting("`Case, Case, …`")
}

/// An error without cases.
pub(crate) fn nothing_can_fail(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1090", place, format!("`{name}` has no cases"))
        .expecting("`Case is meaning \"message\", …`")
}

/// A case of an error without `is meaning`.
pub(crate) fn case_without_meaning(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new("PT1040", place, format!("`{name}` does not say what it means to a client"))
        .expecting("`is meaning \"message\"`")
        .with_help(format!("`{name} is not_found \"…\"`; the meanings are {}", meanings()))
}

/// A word that is no meaning.
pub(crate) fn unknown_meaning(word: &Ident, meant: Option<Nearest<'_>>) -> Problem {
    Problem::new("PT1041", word, format!("`{word}` is no meaning"))
        .instead(meant)
        .with_help(format!("the meanings are {}", meanings()))
        .completing(LANGUAGE.room, word)
}

/// `is 404`
pub(crate) fn meaning_as_number(
    place: impl Into<Place>,
    number: &str,
    meant: Option<Nearest<'_>>,
) -> Problem {
    Problem::new("PT1091", place, format!("a meaning is a word, `{number}` is a number"))
        .instead(meant)
        .with_help(format!("the meanings are {}", meanings()))
}

fn meanings() -> String {
    let words: Vec<&str> = crate::vocabulary::meanings().map(|(word, ..)| word).collect();
    words.join(", ")
}

/// A message names a field that the case does not have.
pub(crate) fn message_of_no_field(
    message: &Text,
    name: &str,
    nearest: Option<Nearest<'_>>,
    fields: &[String],
) -> Problem {
    let problem = Problem::new(
        "PT1042",
        message,
        format!("the message names `{{{name}}}`, which the case does not have"),
    )
    .instead(nearest.map(|nearest| crate::Replacement {
        is_certain: nearest.is_certain,
        ..format!("{{{}}}", nearest.word).into()
    }));
    if fields.is_empty() {
        problem
            .with_help("a case without fields has a message without braces; a brace itself is written twice")
    } else {
        let fields: Vec<String> = fields.iter().map(|field| format!("`{{{field}}}`")).collect();
        problem.with_help(format!("its fields are {}; a brace itself is written twice", fields.join(", ")))
    }
}

/// `{}`, `{0}`, `{a.b}`
pub(crate) fn message_without_name(message: &Text, part: &str) -> Problem {
    Problem::new("PT1043", message, format!("`{{{part}}}` names no field"))
        .expecting("`{field}`, also with a format as in Rust: `{price:.2}`")
        .with_help("a brace itself is written twice: `{{`")
}

/// A brace that is not closed, or not opened.
pub(crate) fn message_with_open_brace(message: &Text) -> Problem {
    Problem::new("PT1092", message, "a brace of the message stands alone")
        .with_help("a field stands between two, `{field}`; a brace itself is written twice: `{{`, `}}`")
}

/// A field whose type has no text.
pub(crate) fn message_of_no_text(message: &Text, name: &str, kind: &str) -> Problem {
    Problem::new("PT1044", message, format!("`{{{name}}}` cannot be shown: it is `{kind}`"))
        .with_help("a message shows numbers, texts, uuids, timestamps, durations and choices without fields")
}

/// `Case { … } from path`
pub(crate) fn fields_and_cause(place: impl Into<Place>, name: &Ident) -> Problem {
    Problem::new(
        "PT1045",
        place,
        format!("`{name}` has fields and cannot be made from another error as well"),
    )
    .with_help("`?` could not fill the fields: give the other error a case of its own")
}

/// `Case from is …`
pub(crate) fn cause_missing(from: &Ident) -> Problem {
    Problem::new("PT1095", from, "`from` names no error").expecting("a path, such as `from std::io::Error`")
}

/// Two cases are made from the same error.
pub(crate) fn cause_twice(place: impl Into<Place>, first: &Ident) -> Problem {
    Problem::new("PT1046", place, format!("`{first}` is made from this error already"))
        .with_help("`?` could not tell which of the two is meant")
}
