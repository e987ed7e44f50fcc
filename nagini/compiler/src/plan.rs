//! Decides what of a view is set once and what follows from signals. Plain data, printable.

mod argument;
mod component;
mod mix;
mod variables;

use std::fmt;

use parseltongue_syntax::{LetWord, Names, Problems, Type};
use proc_macro2::{Ident, TokenStream};

use crate::tree::View;

pub(crate) use mix::Mix;

/// What will be written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: Name,
    pub(crate) names: Runtime,
    pub(crate) attributes: Code,
    pub(crate) title: String,
    pub(crate) size: (u32, u32),
    /// The component that fills the window, with what its props default to.
    pub(crate) root: Option<Step>,
    /// The blocks whose streams are followed.
    pub(crate) blocks: Vec<Code>,
    pub(crate) components: Vec<Component>,
}

/// The runtime's paths; they print as nothing.
pub(crate) struct Runtime(pub(crate) Names);

/// A name of the writer's; prints as its text.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Name(pub(crate) Ident);

/// Rust that passes through; prints as its text.
#[derive(Clone, Default)]
pub(crate) struct Code(pub(crate) TokenStream);

/// One component.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) name: Name,
    pub(crate) attributes: Code,
    pub(crate) props: Vec<Prop>,
    pub(crate) lets: Vec<Let>,
    pub(crate) shows: Vec<Step>,
}

/// One prop, as a parameter.
#[derive(Debug)]
pub(crate) struct Prop {
    pub(crate) name: Name,
    pub(crate) kind: PropKind,
    pub(crate) default: Option<Code>,
}

#[derive(Debug)]
pub(crate) enum PropKind {
    Value(Written),
    Action(Option<Written>),
    Children,
}

/// A type; prints as the language writes it.
pub(crate) struct Written(pub(crate) Type);

/// A value with the props, items and cases that it reads: they are read when it is worked out.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) code: Code,
    pub(crate) reads: Vec<Name>,
}

/// A `let_…` line.
#[derive(Debug)]
pub(crate) struct Let {
    pub(crate) name: Name,
    pub(crate) of: Option<Written>,
    pub(crate) is: LetKind,
}

#[derive(Debug)]
pub(crate) enum LetKind {
    Signal(Reading),
    Derived(Reading),
    Newest(u64, Code),
    /// Worked out once, when the component is put up.
    Once(Reading, OnceKind),
    /// Worked out once, when it is first read.
    Lazy(Reading),
}

/// What a variable that is made once is kept as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OnceKind {
    /// `let_var`
    Value,
    /// `let_constant_var`
    Constant,
    /// `let_shared_var` and its three sisters.
    Shared(LetWord),
}

/// One thing to put on show.
#[derive(Debug)]
pub(crate) enum Step {
    Element {
        kind: &'static str,
        settings: Vec<Setting>,
        holds: Option<Vec<Step>>,
    },
    Component {
        name: Name,
        props: Vec<Handed>,
    },
    /// `children()`
    Children(Name),
    ForEach {
        item: Name,
        items: Reading,
        key: Reading,
        /// Whether what is shown mentions the item; else only its key does.
        shows_item: bool,
        shows: Vec<Step>,
    },
    If {
        condition: Reading,
        then: Vec<Step>,
        otherwise: Vec<Step>,
    },
    Match {
        value: Reading,
        cases: Vec<Case>,
    },
}

/// One case of a `match`; `fixed` are the names that its pattern gives and that what it shows reads.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) pattern: Code,
    pub(crate) fixed: Vec<Name>,
    pub(crate) shows: Vec<Step>,
}

/// One argument of an element.
#[derive(Debug)]
pub(crate) enum Setting {
    /// Once and for all.
    Set(&'static str, Code),
    /// A text without mixes, once and for all.
    SetText(&'static str, String),
    /// One of the argument's words: the argument, the runtime's type and its constant.
    SetWord(&'static str, &'static str, String),
    /// Whenever a signal that it reads has changed.
    Bind(&'static str, Reading),
    /// Anything with `Display`, whenever a signal that it reads has changed.
    BindText(&'static str, Reading),
    /// The same for a text that mixes.
    BindMix(&'static str, Mix, Vec<Name>),
    /// When it happens.
    Does(&'static str, Reading),
    /// When it happens, an action that the component was handed.
    Forwards(&'static str, Reading),
    /// Both ways.
    BothWays(Reading),
}

/// What a component is handed for one prop.
#[derive(Debug)]
pub(crate) enum Handed {
    Value(Name, Reading),
    Text(Name, String),
    Mix(Name, Mix, Vec<Name>),
    /// What the prop defaults to: the component's and the prop's name.
    Default(Name, Name),
    Action(Option<Code>, Reading),
    Forward(Reading),
    Children(Vec<Step>),
    /// It was forgotten, which was told.
    Missing,
}

impl Plan {
    /// The plan as text.
    pub(crate) fn printed(&self) -> String {
        format!("{self:#?}")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl quote::ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.runtime())
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.written())
    }
}

/// Plans a whole block.
pub(crate) fn view(tree: &View, problems: &mut Problems) -> Plan {
    let window = tree.window.value();
    let side = |whole: &parseltongue_syntax::settings::Whole| u32::try_from(whole.value).unwrap_or(u32::MAX);
    let planner = component::Planner::new(tree);
    let components: Vec<Component> =
        tree.components.iter().map(|it| planner.component(it, problems)).collect();
    let root = tree.shows.value().and_then(|name| planner.root(name));
    Plan {
        name: Name(tree.header.name.clone()),
        names: Runtime(tree.header.names.clone()),
        attributes: Code(tree.header.attributes.clone()),
        title: window.map_or_else(|| tree.header.name.to_string(), |window| window.title.value.clone()),
        size: window.map_or((1280, 800), |window| (side(&window.width), side(&window.height))),
        root,
        blocks: blocks(tree),
        components,
    }
}

/// The blocks before the `::` of every stream, each once.
fn blocks(tree: &View) -> Vec<Code> {
    let mut blocks: Vec<Code> = Vec::new();
    let lines = tree.components.iter().flat_map(|component| &component.lets);
    for newest in lines.filter_map(|line| line.newest.as_ref()) {
        if let Some(block) = block_of(&newest.stream)
            && !blocks.iter().any(|known| known.0.to_string() == block.to_string())
        {
            blocks.push(Code(block));
        }
    }
    blocks
}

/// The path without its last word; none if there is only one.
pub(crate) fn block_of(path: &TokenStream) -> Option<TokenStream> {
    let mut tokens: Vec<_> = path.clone().into_iter().collect();
    let is_word = |token: &proc_macro2::TokenTree| matches!(token, proc_macro2::TokenTree::Ident(_));
    // The last word and the two signs before it; an unfinished `Market::` has no last word.
    if tokens.last().is_some_and(is_word) {
        tokens.pop();
    }
    let words = tokens.iter().filter(|token| is_word(token)).count();
    if words == 0 || tokens.len() < 3 {
        return None;
    }
    tokens.truncate(tokens.len() - 2);
    Some(tokens.into_iter().collect())
}
