//! What an element's argument becomes.

use parseltongue_syntax::{Place, Problems};
use proc_macro2::TokenStream;

use super::component::Planner;
use super::mix::mix;
use super::variables::{Variables, is_constant};
use super::{Code, Setting};
use crate::problems as ours;
use crate::tree::{Argument, Value};
use crate::vocabulary::{self, Shape, Takes};

impl Planner<'_> {
    /// The setting that an argument becomes; none when it does not fit, which was told.
    pub(super) fn setting(
        &self,
        argument: &Argument,
        shape: &Shape,
        variables: &Variables,
        problems: &mut Problems,
    ) -> Option<Setting> {
        let written = argument.name.as_ref().map(ToString::to_string);
        let written = written.as_deref().or(shape.first)?;
        if !shape.arguments.contains(&written) {
            return None;
        }
        let fits = vocabulary::argument(written)?;
        let name = fits.name;
        Some(match (fits.takes, &argument.value) {
            (Takes::Text, Value::Text(text)) => match mix(text, problems) {
                Ok(mut mix) => {
                    for value in &mut mix.values {
                        value.0 = value_of(&value.0, &text.literal, variables, problems);
                    }
                    let reads = Self::shown_in(&mix, variables, problems);
                    Setting::BindMix(name, mix, reads)
                }
                Err(plain) => Setting::SetText(name, plain),
            },
            (Takes::Text, Value::Rust(code)) => {
                let code = value_of(code, Place::of_all(code, argument.place), variables, problems);
                Setting::BindText(name, self.shown(code, variables, problems))
            }
            (Takes::Length | Takes::Color | Takes::Flag, Value::Rust(code)) => {
                if is_constant(code, variables) {
                    Setting::Set(name, Code(code.clone()))
                } else {
                    Setting::Bind(name, self.shown(code.clone(), variables, problems))
                }
            }
            // A text literal where none fits is rustc's to refuse, on the literal itself.
            (Takes::Length | Takes::Color | Takes::Flag, Value::Text(text)) => {
                Setting::Set(name, Code(proc_macro2::TokenTree::from(text.literal.clone()).into()))
            }
            (Takes::Word(words), Value::Rust(code)) => {
                let word = code.to_string();
                words.iter().find(|known| known.word == word)?;
                let (of, constant) = word_in_rust(name, &word);
                Setting::SetWord(name, of, constant)
            }
            (Takes::Action, Value::Body(body)) => {
                let code = self.body(body, problems);
                let reads = variables.read_in(&body.stream());
                Setting::Does(name, super::Reading { code, reads })
            }
            (Takes::Action, Value::Rust(code)) => {
                Setting::Forwards(name, self.reading(code.clone(), variables, problems))
            }
            (Takes::Signal, Value::Bind(code)) => {
                Setting::BothWays(self.reading(code.clone(), variables, problems))
            }
            _ => return None,
        })
    }
}

/// What is shown as text: `code`, or what the signal holds of which it is only the name, which is told.
fn value_of(
    code: &TokenStream,
    place: impl Into<Place>,
    variables: &Variables,
    problems: &mut Problems,
) -> TokenStream {
    match variables.handle(code) {
        Some(name) => {
            problems.push(ours::signal_as_text(place, name));
            quote::quote!(#code.get())
        }
        None => code.clone(),
    }
}

/// The runtime's type and constant for a word.
fn word_in_rust(argument: &str, word: &str) -> (&'static str, String) {
    if argument == "weight" {
        return ("Weight", word.to_uppercase());
    }
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    ("Align", first + letters.as_str())
}
