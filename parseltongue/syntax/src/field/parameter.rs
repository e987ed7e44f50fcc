//! The rules of a parameter: the words of a field that speak of its value.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::check::{Field, Owner, words_of};
use super::constant::Constant;
use super::plan::{self, RulePlan};
use super::table;
use super::words::{FieldWord, words_before};
use crate::{Cursor, Names, Place, Problems, Type};

/// The words behind a parameter's type or default, as written.
#[derive(Clone, Debug, Default)]
pub struct Words(Vec<FieldWord>);

impl Words {
    /// Reads the words up to the comma, or to the default.
    pub(crate) fn parse(&mut self, cursor: &mut Cursor, problems: &mut Problems) {
        self.0.extend(words_before(cursor, &|cursor| cursor.is_sign("="), problems));
    }

    /// Where the first one stands, if there is one.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.0.first().map(|word| Place::from(&word.word))
    }
}

/// What a parameter's value must keep, checked.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    scale: Option<u32>,
    rules: Vec<RulePlan>,
}

impl Rules {
    /// Checks the words against the type, each other and the default, as those of a field are.
    pub(crate) fn checked(
        words: &Words,
        name: &Ident,
        kind: &Type,
        default: Option<&TokenStream>,
        problems: &mut Problems,
    ) -> Rules {
        if words.0.is_empty() {
            return Rules::default();
        }
        let mut field = Field::new(name.clone(), kind.clone());
        // Any other expression is known when it is evaluated, and checked then.
        field.default = default.and_then(constant);
        let words = words.0.iter().filter(|word| Owner::Parameter.takes(word, problems)).cloned().collect();
        words_of(&mut field, words, None, problems);
        let plan = plan::plan(&field);
        Rules { scale: plan.scale, rules: plan.rules }
    }

    /// Nothing is asked of the value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scale.is_none() && self.rules.is_empty()
    }

    /// `.scale(2).rules(&[Rule::AtLeast("1")])`, as the runtime's tables are written.
    #[must_use]
    pub fn tokens(&self, names: &Names) -> TokenStream {
        let records = names.records();
        let scale = self.scale.map(|scale| {
            let scale = Literal::u32_unsuffixed(scale);
            quote!(.scale(#scale))
        });
        let rules = (!self.rules.is_empty()).then(|| {
            let rules = self.rules.iter().map(|rule| table::rule(rule, &records));
            quote!(.rules(&[#(#rules),*]))
        });
        quote!(#scale #rules)
    }
}

/// A default that is a number or a text.
fn constant(default: &TokenStream) -> Option<Constant> {
    let mut cursor = Cursor::new(default.clone(), Span::call_site());
    // What is no constant is an expression of Rust, which is no mistake.
    let mut unsaid = Problems::new(crate::Mode::Rustc);
    let constant = Constant::parse(&mut cursor, "a constant", &mut unsaid);
    drop(unsaid.into_list());
    let constant = constant.ok()?;
    let is_plain = matches!(constant, Constant::Number(_) | Constant::Text(_));
    (is_plain && cursor.is_at_end()).then_some(constant)
}
