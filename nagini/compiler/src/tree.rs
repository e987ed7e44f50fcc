//! What a `nagini!` block says, as it was read.

use std::collections::BTreeSet;

use parseltongue_syntax::settings::Whole;
use parseltongue_syntax::{Header, LetLine, Place, Setting, Text, Type};
use proc_macro2::{Group, Ident, TokenStream};

/// A whole block.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) header: Header,
    pub(crate) window: Setting<Window>,
    pub(crate) shows: Setting<Ident>,
    /// The settings that stand there, even those whose value could not be read.
    pub(crate) said: BTreeSet<String>,
    /// The names of components that could not be read: they are wrong, not absent.
    pub(crate) unread: BTreeSet<String>,
    pub(crate) components: Vec<Component>,
}

/// `"Trading desk" sized 1280 by 800`
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) title: Text,
    pub(crate) width: Whole,
    pub(crate) height: Whole,
}

/// `component Name(…) { … }`
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) attributes: TokenStream,
    pub(crate) name: Ident,
    pub(crate) props: Vec<Prop>,
    pub(crate) lets: Vec<Let>,
    pub(crate) shows: Vec<Shown>,
}

/// One prop of a component.
#[derive(Debug)]
pub(crate) struct Prop {
    pub(crate) name: Ident,
    pub(crate) kind: PropKind,
    pub(crate) default: Option<TokenStream>,
}

/// What a prop takes.
#[derive(Debug)]
pub(crate) enum PropKind {
    /// A value, which may follow from signals.
    Value(Type),
    /// Something to do, maybe with something that it is about.
    Action(Option<Type>),
    /// What stands between the component's braces.
    Children,
}

/// A `let_…` line.
#[derive(Debug)]
pub(crate) struct Let {
    pub(crate) line: LetLine,
    /// What stands behind the `=` of a `let_stream_var`.
    pub(crate) newest: Option<Newest>,
}

/// `newest 1_000 of Market::Trades`
#[derive(Debug)]
pub(crate) struct Newest {
    pub(crate) count: Whole,
    pub(crate) stream: TokenStream,
}

/// One thing that a component shows.
#[derive(Debug)]
pub(crate) enum Shown {
    Element(Element),
    ForEach(ForEach),
    If(If),
    Match(Match),
}

/// `row(gap: 8) { … }`, or a component in its place.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) word: Ident,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) children: Option<Children>,
}

/// What stands between an element's braces.
#[derive(Debug)]
pub(crate) struct Children {
    pub(crate) place: Place,
    pub(crate) shows: Vec<Shown>,
}

/// `gap: 8`
#[derive(Debug)]
pub(crate) struct Argument {
    /// None for the first one of a text, heading or button.
    pub(crate) name: Option<Ident>,
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// What an argument is set to.
#[derive(Debug)]
pub(crate) enum Value {
    /// Rust.
    Rust(TokenStream),
    /// A text literal, alone.
    Text(Text),
    /// `{ … }` alone.
    Body(Group),
    /// `|order| { … }` alone: the parameter, and what is done with it.
    Closure(TokenStream, Group),
    /// `bind signal`
    Bind(TokenStream),
}

/// `for_each x in xs keyed_by x.id { … }`
#[derive(Debug)]
pub(crate) struct ForEach {
    pub(crate) item: Ident,
    pub(crate) items: TokenStream,
    pub(crate) key: TokenStream,
    pub(crate) shows: Vec<Shown>,
}

/// `if … { … } else if … { … } else { … }`
#[derive(Debug)]
pub(crate) struct If {
    /// `if let pattern = value` has a pattern.
    pub(crate) pattern: Option<TokenStream>,
    pub(crate) condition: TokenStream,
    pub(crate) then: Vec<Shown>,
    pub(crate) otherwise: Vec<Shown>,
}

/// `match … { pattern => …, }`
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) value: TokenStream,
    pub(crate) arms: Vec<(TokenStream, Vec<Shown>)>,
}
