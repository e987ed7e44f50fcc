//! Which element takes which argument: the counterpart of the runtime's table of arguments.

use parseltongue_syntax::Word;

use super::words;

/// What an argument takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    /// A number of pixels, or a share.
    Length,
    /// Anything that can be shown; a text literal mixes.
    Text,
    /// `color::GREEN`
    Color,
    /// One of these words.
    Word(&'static [Word]),
    /// `true` or `false`.
    Flag,
    /// `{ … }`, or an action that the component was handed.
    Action,
    /// `bind signal`
    Signal,
}

/// One argument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fits {
    /// As it is written.
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
}

/// What an element takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) word: &'static str,
    /// The variant of the runtime's `Kind`.
    pub(crate) kind: &'static str,
    /// What the first argument is called when it stands without a name.
    pub(crate) first: Option<&'static str>,
    pub(crate) arguments: &'static [&'static str],
    /// What it cannot do without.
    pub(crate) needs: &'static [&'static str],
    pub(crate) holds: bool,
}

/// Every argument, under the name of the runtime's constant.
const ARGUMENTS: &[Fits] = &[
    Fits { name: "text", takes: Takes::Text },
    Fits { name: "label", takes: Takes::Text },
    Fits { name: "placeholder", takes: Takes::Text },
    Fits { name: "gap", takes: Takes::Length },
    Fits { name: "padding", takes: Takes::Length },
    Fits { name: "width", takes: Takes::Length },
    Fits { name: "height", takes: Takes::Length },
    Fits { name: "grow", takes: Takes::Length },
    Fits { name: "align", takes: Takes::Word(words::ALIGN) },
    Fits { name: "color", takes: Takes::Color },
    Fits { name: "background", takes: Takes::Color },
    Fits { name: "border", takes: Takes::Color },
    Fits { name: "corner", takes: Takes::Length },
    Fits { name: "size", takes: Takes::Length },
    Fits { name: "weight", takes: Takes::Word(words::WEIGHT) },
    Fits { name: "disabled", takes: Takes::Flag },
    Fits { name: "pressed", takes: Takes::Action },
    Fits { name: "submitted", takes: Takes::Action },
    Fits { name: "value", takes: Takes::Signal },
];

const PANEL: &[&str] =
    &["gap", "padding", "width", "height", "grow", "align", "background", "border", "corner", "label"];
const TEXT: &[&str] = &["text", "color", "size", "weight", "width", "height", "grow", "align", "label"];
const BUTTON: &[&str] = &[
    "text",
    "pressed",
    "disabled",
    "padding",
    "width",
    "height",
    "grow",
    "color",
    "background",
    "border",
    "corner",
    "size",
    "weight",
    "label",
];
const TEXT_INPUT: &[&str] = &[
    "value",
    "label",
    "placeholder",
    "submitted",
    "disabled",
    "padding",
    "width",
    "height",
    "grow",
    "color",
    "background",
    "border",
    "corner",
    "size",
];

const SHAPES: &[Shape] = &[
    Shape { word: "row", kind: "Row", first: None, arguments: PANEL, needs: &[], holds: true },
    Shape { word: "column", kind: "Column", first: None, arguments: PANEL, needs: &[], holds: true },
    Shape { word: "scroll", kind: "Scroll", first: None, arguments: PANEL, needs: &[], holds: true },
    Shape {
        word: "spacer",
        kind: "Spacer",
        first: None,
        arguments: &["width", "height", "grow"],
        needs: &[],
        holds: false,
    },
    Shape { word: "divider", kind: "Divider", first: None, arguments: &["color"], needs: &[], holds: false },
    Shape {
        word: "text",
        kind: "Text",
        first: Some("text"),
        arguments: TEXT,
        needs: &["text"],
        holds: false,
    },
    Shape {
        word: "heading",
        kind: "Heading",
        first: Some("text"),
        arguments: TEXT,
        needs: &["text"],
        holds: false,
    },
    Shape {
        word: "button",
        kind: "Button",
        first: Some("text"),
        arguments: BUTTON,
        needs: &["pressed"],
        holds: false,
    },
    Shape {
        word: "text_input",
        kind: "TextInput",
        first: None,
        arguments: TEXT_INPUT,
        needs: &["value"],
        holds: false,
    },
];

/// The shape of an element.
pub(crate) fn shape(word: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.word == word)
}

/// What an argument takes.
pub(crate) fn argument(name: &str) -> Option<&'static Fits> {
    ARGUMENTS.iter().find(|argument| argument.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::WORDS;
    use parseltongue_syntax::Role;

    #[test]
    fn every_element_is_a_word_and_every_argument_of_it_is_known() {
        for shape in SHAPES {
            assert!(WORDS.find(&[Role::Element], shape.word).is_some(), "{}", shape.word);
            for name in shape.arguments.iter().chain(shape.needs) {
                assert!(argument(name).is_some(), "{name}");
            }
        }
        for argument in ARGUMENTS {
            let is_word = argument.name == "text" || WORDS.find(&[Role::Inner], argument.name).is_some();
            assert!(is_word, "{}", argument.name);
        }
    }
}
