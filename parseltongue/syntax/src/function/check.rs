//! Meaning of a function: parameters as Rust has them.

use proc_macro2::{Group, Ident, TokenStream};

use super::parse::FunctionTree;
use crate::attributes::{Carrier, carried};
use crate::problems::functions as problem;
use crate::{Parameter, Place, Problems, Type};

/// A function in which everything that is left means something.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    pub(super) is_async: bool,
    pub(super) parameters: Vec<(TokenStream, Ident, Type)>,
    pub(super) result: Option<Type>,
    pub(super) error: Option<TokenStream>,
    pub(super) store: Option<TokenStream>,
    pub(super) body: Group,
}

/// Checks a function and tells of everything that is wrong with its head.
pub(super) fn function(tree: FunctionTree, problems: &mut Problems) -> Function {
    let mut parameters = Vec::new();
    for parameter in tree.parameters {
        let Parameter { attributes, name, kind, inside, default, .. } = parameter;
        if let Some(default) = default {
            problems.push(problem::default_of_a_function(Place::of_all(&default, &name), &name));
        }
        if let Some(envelope) = inside {
            problems.push(problem::envelope_of_a_function(&envelope));
        }
        let attributes = carried(&attributes, Carrier::Lints, problems);
        parameters.extend(kind.map(|kind| (attributes, name, kind)));
    }
    Function {
        name: tree.name,
        attributes: tree.attributes,
        is_async: tree.is_async,
        parameters,
        result: tree.result,
        error: tree.error,
        store: tree.store,
        body: tree.body,
    }
}
