//! Grammar of `define_function name(argument: type, …) -> type fails_with Error uses Store { body }`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};

use crate::items::Item;
use crate::problems::functions as problem;
use crate::vocabulary::LANGUAGE;
use crate::{Cursor, Parameter, Parsed, Problems, Signature, Type};

/// A function as written.
#[derive(Debug)]
pub(super) struct FunctionTree {
    pub(super) name: Ident,
    pub(super) attributes: TokenStream,
    /// `define_async_function`
    pub(super) is_async: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) result: Option<Type>,
    /// The path behind `fails_with`.
    pub(super) error: Option<TokenStream>,
    /// The path behind `uses`.
    pub(super) store: Option<TokenStream>,
    pub(super) body: Group,
}

/// Reads a function. A parameter or a result that is wrong is told of and left out.
pub(super) fn function(
    item: &Item<'_>,
    cursor: &mut Cursor,
    problems: &mut Problems,
) -> Parsed<FunctionTree> {
    let name = cursor.expect_name("the function's name", problems)?;
    let arguments = cursor.expect_group(Delimiter::Parenthesis, "`(argument: type, …)`", problems)?;
    let parameters = Signature::default().parse(&arguments, problems);
    let result = result(cursor, problems);
    let error = match cursor.take_word_or_slip("fails_with", problems) {
        Some(word) => {
            problems.seen(LANGUAGE.room, &word);
            cursor.expect_path("an error's name, such as `fails_with ExchangeError`", problems).ok()
        }
        None => None,
    };
    let store = match cursor.take_word_or_slip("uses", problems) {
        Some(word) => {
            problems.seen(LANGUAGE.room, &word);
            if item.keyword != "define_async_function" {
                problems.push(problem::store_of_a_function_that_cannot_wait(&word));
            }
            cursor.expect_path("a store's name, such as `uses Books`", problems).ok()
        }
        None => None,
    };
    // Whatever could not be read of the head was told; the body stands in the next braces.
    cursor.take_until(|at| {
        let begins_an_item = at.peek_word().is_some_and(|word| word.to_string().starts_with("define_"));
        at.peek_group(Delimiter::Brace).is_some() || at.is_sign("#") || begins_an_item
    });
    let body = cursor.expect_group(Delimiter::Brace, "`{ body }`", problems)?;
    Ok(FunctionTree {
        name,
        attributes: item.attributes.clone(),
        is_async: item.keyword == "define_async_function",
        parameters,
        result,
        error,
        store,
        body,
    })
}

fn result(cursor: &mut Cursor, problems: &mut Problems) -> Option<Type> {
    if let Some(colon) = cursor.take_sign(":") {
        problems.push(problem::result_behind_colon(colon));
        return Type::parse(cursor, problems).ok();
    }
    cursor.take_sign("->")?;
    if let Some(word) = cursor.take_word("nothing") {
        problems.push(problem::result_of_nothing(&word));
        return None;
    }
    Type::parse(cursor, problems).ok()
}
