//! Bodies: Rust that passes through token for token, its spans kept, except for the words of the language.
//!
//! A word is read only where an expression or a statement may start, and only where Rust could not go on
//! (`find` before a path and `with`, `new` before a path and `{`).

mod calls;
mod enqueue;
mod leaving;
mod new;
mod row;
mod stops;
mod word;
mod writes;

use proc_macro2::{Group, TokenStream};
use quote::quote;

use crate::{Cursor, Names, Place, Problems, problems};
use row::{Inside, Rewriter, Scope};

pub(crate) use calls::reference;
pub(crate) use stops::Stops;

/// What a body may do and where its words lead. A dialect makes one for each kind of body.
#[derive(Clone, Debug)]
pub struct BodyContext<'a> {
    /// Where the runtime is.
    pub names: &'a Names,
    /// The store of the `uses` line; none lets rustc find the one store that holds the record.
    pub store: Option<TokenStream>,
    /// How the body ends.
    pub leaving: Leaving,
    /// Its words may wait: the body is async, and what `?` meets in it becomes its `Failure`.
    pub may_wait: bool,
}

/// How a body ends.
#[derive(Clone, Debug)]
pub enum Leaving {
    /// It is a `Result<T, Failure<error>>`, or a `Result<T, error>` when it may not wait: `finish_with e;` becomes `return Ok(e)`, `fail_with E::C;`
    /// becomes `return Err(From::from(E::C))`, and its value never stands bare at its end.
    Result {
        /// The error type behind `fails_with`; none is `NoError`, and `fail_with` is a problem then.
        error: Option<TokenStream>,
        /// A function by path that `finish_with`'s value is put through first.
        wrap: Option<TokenStream>,
    },
    /// It is a plain `T`: `finish_with e;` becomes `return e;`, and `fail_with` is a problem.
    Plain,
    /// It has nothing to leave with; the words are a problem. The text says what it is: `an action of a view`.
    Nothing(&'static str),
}

/// A body in Rust, without its braces.
#[derive(Clone, Debug)]
pub struct Body {
    /// The statements.
    pub tokens: TokenStream,
    /// Its last statement is `finish_with` or `fail_with`, so that nothing behind it would ever run.
    pub ends_by_leaving: bool,
    /// It runs to its end without a value: where that is. Only a body whose result is `nothing` may.
    pub falls_off: Option<Place>,
    /// The streams that `publish` names, as written (`Market::Trades`): the blocks before the last
    /// `::` are ones that the body's own block needs in its program.
    pub publishes: Vec<TokenStream>,
}

impl Body {
    /// The statements of a body that gives a value; tells when it never gives one.
    #[must_use]
    pub fn giving_a_value(self, problems: &mut Problems) -> TokenStream {
        let tokens = self.tokens;
        match self.falls_off {
            Some(place) => {
                problems.push(problems::value_never_given(place));
                quote!(#tokens ::core::unreachable!())
            }
            None => tokens,
        }
    }

    /// The statements of a body whose result is `nothing`: it may run to its end.
    #[must_use]
    pub fn giving_nothing(self) -> TokenStream {
        let tokens = self.tokens;
        if self.ends_by_leaving {
            return tokens;
        }
        // Every branch may have left before.
        quote! {
            #tokens
            #[allow(unreachable_code)]
            return ::core::result::Result::Ok(());
        }
    }
}

impl BodyContext<'_> {
    /// Rewrites the body in these braces.
    pub fn rewrite(&self, body: &Group, problems: &mut Problems) -> Body {
        let mut cursor = Cursor::inside(body);
        let mut rewriter = Rewriter::new(self, problems);
        let tokens = rewriter.row(&mut cursor, Scope::of_body(), Stops::NONE);
        let ends_by_leaving = rewriter.last_statement_leaves();
        let tail = rewriter.tail();
        let publishes = std::mem::take(&mut rewriter.publishes);
        let tries = rewriter.tries.then(|| {
            let records = self.names.records();
            quote!(use #records::OrFail as _;)
        });
        let end = Place::from(body.span_close());
        let falls_off = rewriter.falls_off().then(|| cursor.previous().map_or(end, Place::from));
        if let (Leaving::Result { .. }, Some((place, value))) = (&self.leaving, tail) {
            problems.push(problems::value_without_word(place));
            let statements = tokens.into_iter().take(value.before).collect::<TokenStream>();
            let finished = self.finished(&value.tokens);
            return Body {
                tokens: quote!(#tries #statements #finished),
                ends_by_leaving: true,
                falls_off,
                publishes,
            };
        }
        Body { tokens: quote!(#tries #tokens), ends_by_leaving, falls_off, publishes }
    }

    /// Rewrites one expression: a default, a condition, the value of a `let_…` line. Leaving words in it
    /// are a problem.
    pub fn rewrite_value(&self, value: TokenStream, problems: &mut Problems) -> TokenStream {
        let mut cursor = Cursor::new(value, proc_macro2::Span::call_site());
        let scope = Scope::of_body().of_values().inside(Inside::Value);
        Rewriter::new(self, problems).row(&mut cursor, scope, Stops::NONE)
    }

    /// `return Ok(value);`
    fn finished(&self, value: &TokenStream) -> TokenStream {
        match &self.leaving {
            Leaving::Result { wrap: Some(wrap), .. } => {
                quote!(return ::core::result::Result::Ok(#wrap(#value));)
            }
            Leaving::Result { wrap: None, .. } => quote!(return ::core::result::Result::Ok(#value);),
            Leaving::Plain | Leaving::Nothing(_) => quote!(return #value;),
        }
    }

    /// The store's path, or `_`.
    fn store(&self) -> TokenStream {
        self.store.clone().unwrap_or_else(|| quote!(_))
    }

    /// The error type of the body's `Failure`.
    fn error(&self) -> TokenStream {
        match &self.leaving {
            Leaving::Result { error: Some(error), .. } => error.clone(),
            _ => {
                let records = self.names.records();
                quote!(#records::NoError)
            }
        }
    }
}
