//! What a component becomes.

use parseltongue_syntax::{BodyContext, Leaving, LetWord, Names, Problems, TypeKind};
use proc_macro2::{Group, Ident, TokenStream};

use super::mix::mix;
use super::variables::{Variables, given_by};
use super::{
    Case, Code, Component, Handed, Let, LetKind, Mix, Name, OnceKind, Prop, PropKind, Reading, Step, Written,
};
use crate::problems as ours;
use crate::tree::{self, Shown, Value, View};
use crate::vocabulary;

/// Plans components; knows all of the block, so that one can show another.
pub(super) struct Planner<'tree> {
    names: &'tree Names,
    components: &'tree [tree::Component],
}

impl<'tree> Planner<'tree> {
    pub(super) fn new(view: &'tree View) -> Self {
        Planner { names: &view.header.names, components: &view.components }
    }

    /// The component that fills the window, handed its defaults.
    pub(super) fn root(&self, name: &Ident) -> Option<Step> {
        let root = self.find(name)?;
        let props = root.props.iter().map(|prop| default_of(root, prop)).collect();
        Some(Step::Component { name: Name(name.clone()), props })
    }

    pub(super) fn component(&self, tree: &tree::Component, problems: &mut Problems) -> Component {
        let mut variables = Variables::default();
        let props = tree.props.iter().map(|prop| self.prop(prop, &mut variables, problems)).collect();
        let lets = tree.lets.iter().map(|line| self.let_line(line, &mut variables, problems)).collect();
        let shows = self.steps(&tree.shows, &mut variables, problems);
        Component {
            name: Name(tree.name.clone()),
            attributes: Code(tree.attributes.clone()),
            props,
            lets,
            shows,
        }
    }

    fn prop(&self, prop: &tree::Prop, variables: &mut Variables, problems: &mut Problems) -> Prop {
        let default = prop.default.clone();
        let default = default.map(|default| Code(self.context().rewrite_value(default, problems)));
        let (kind, default) = match &prop.kind {
            tree::PropKind::Value(of) => {
                variables.push(&prop.name);
                let default = default.map(|default| owned(default, Some(of)));
                (PropKind::Value(Written(of.clone())), default)
            }
            tree::PropKind::Action(about) => {
                variables.push_handle(&prop.name);
                (PropKind::Action(about.clone().map(Written)), None)
            }
            tree::PropKind::Children => (PropKind::Children, None),
        };
        Prop { name: Name(prop.name.clone()), kind, default }
    }

    fn let_line(&self, line: &tree::Let, variables: &mut Variables, problems: &mut Problems) -> Let {
        let tree::Let { line, newest } = line;
        let value = || line.value.clone();
        let is = match (newest, line.word) {
            (Some(newest), _) => LetKind::Newest(newest.count.value, Code(newest.stream.clone())),
            (None, word) => {
                let mut value = match word {
                    // What follows from state has to know when that changes.
                    LetWord::Derived => self.shown(value(), variables, problems),
                    _ => self.reading(value(), variables, problems),
                };
                value.code = owned(value.code, line.kind.as_ref());
                match word {
                    LetWord::Signal => LetKind::Signal(value),
                    LetWord::Derived | LetWord::Stream => LetKind::Derived(value),
                    LetWord::Lazy => LetKind::Lazy(value),
                    LetWord::Constant => LetKind::Once(value, OnceKind::Constant),
                    LetWord::Plain | LetWord::Mut | LetWord::Cow => LetKind::Once(value, OnceKind::Value),
                    LetWord::Shared | LetWord::MutShared | LetWord::LocalShared | LetWord::MutLocalShared => {
                        LetKind::Once(value, OnceKind::Shared(word))
                    }
                }
            }
        };
        match line.word {
            LetWord::MutShared | LetWord::MutLocalShared => {
                variables.push_unfollowed(&line.name, line.word.written());
            }
            LetWord::Signal | LetWord::Derived | LetWord::Stream | LetWord::Lazy => {
                variables.push_handle(&line.name);
            }
            // Read bare, even where the word was refused: what mentions it is right all the same.
            LetWord::Plain
            | LetWord::Mut
            | LetWord::Cow
            | LetWord::Constant
            | LetWord::Shared
            | LetWord::LocalShared => variables.push(&line.name),
        }
        Let { name: Name(line.name.clone()), of: line.kind.clone().map(Written), is }
    }

    fn steps(&self, shows: &[Shown], variables: &mut Variables, problems: &mut Problems) -> Vec<Step> {
        shows.iter().filter_map(|shown| self.step(shown, variables, problems)).collect()
    }

    fn step(&self, shown: &Shown, variables: &mut Variables, problems: &mut Problems) -> Option<Step> {
        Some(match shown {
            Shown::Element(element) => return self.element(element, variables, problems),
            Shown::ForEach(each) => {
                let items = self.shown(each.items.clone(), variables, problems);
                let scope = variables.count();
                variables.push_handle(&each.item);
                let key = self.shown(each.key.clone(), variables, problems);
                variables.truncate(scope);
                variables.push(&each.item);
                let shows = self.steps(&each.shows, variables, problems);
                let shows_item = !variables.truncate(scope).is_empty();
                Step::ForEach { item: Name(each.item.clone()), items, key, shows_item, shows }
            }
            Shown::If(tree::If { pattern: None, condition, then, otherwise }) => Step::If {
                condition: self.shown(condition.clone(), variables, problems),
                then: self.steps(then, variables, problems),
                otherwise: self.steps(otherwise, variables, problems),
            },
            Shown::If(tree::If { pattern: Some(pattern), condition, then, otherwise }) => {
                let value = self.shown(condition.clone(), variables, problems);
                let case = self.case(pattern, then, variables, problems);
                let otherwise = self.case(&quote::quote!(_), otherwise, variables, problems);
                Step::Match { value, cases: vec![case, otherwise] }
            }
            Shown::Match(matching) => Step::Match {
                value: self.shown(matching.value.clone(), variables, problems),
                cases: matching
                    .arms
                    .iter()
                    .map(|(pattern, shows)| self.case(pattern, shows, variables, problems))
                    .collect(),
            },
        })
    }

    fn case(
        &self,
        pattern: &TokenStream,
        shows: &[Shown],
        variables: &mut Variables,
        problems: &mut Problems,
    ) -> Case {
        let scope = variables.count();
        for name in given_by(pattern) {
            variables.push(&name);
        }
        let shows = self.steps(shows, variables, problems);
        let fixed = variables.truncate(scope);
        Case { pattern: Code(pattern.clone()), fixed, shows }
    }

    fn element(
        &self,
        element: &tree::Element,
        variables: &mut Variables,
        problems: &mut Problems,
    ) -> Option<Step> {
        let word = element.word.to_string();
        if word == "children" {
            return Some(Step::Children(Name(element.word.clone())));
        }
        let Some(shape) = vocabulary::shape(&word) else {
            let component = self.find(&element.word)?;
            return Some(self.used(component, element, variables, problems));
        };
        let settings = element
            .arguments
            .iter()
            .filter_map(|argument| self.setting(argument, shape, variables, problems))
            .collect();
        let children = element.children.as_ref().filter(|_| shape.holds);
        let holds = children.map(|children| self.steps(&children.shows, variables, problems));
        Some(Step::Element { kind: shape.kind, settings, holds })
    }

    /// A component in the place of an element.
    fn used(
        &self,
        component: &tree::Component,
        element: &tree::Element,
        variables: &mut Variables,
        problems: &mut Problems,
    ) -> Step {
        let props = component
            .props
            .iter()
            .map(|prop| {
                if matches!(prop.kind, tree::PropKind::Children) {
                    let shows = element.children.as_ref().map_or(&[][..], |children| &children.shows);
                    return Handed::Children(self.steps(shows, variables, problems));
                }
                let argument = element.arguments.iter().find(|it| it.name.as_ref() == Some(&prop.name));
                match argument {
                    Some(argument) => self.handed(prop, &argument.value, variables, problems),
                    None => default_of(component, prop),
                }
            })
            .collect();
        Step::Component { name: Name(element.word.clone()), props }
    }

    fn handed(
        &self,
        prop: &tree::Prop,
        value: &Value,
        variables: &Variables,
        problems: &mut Problems,
    ) -> Handed {
        let name = Name(prop.name.clone());
        match (&prop.kind, value) {
            (tree::PropKind::Value(of), Value::Text(text)) if matches!(of.kind, TypeKind::String) => {
                match mix(text, problems) {
                    Ok(mix) => {
                        let reads = Self::shown_in(&mix, variables, problems);
                        Handed::Mix(name, mix, reads)
                    }
                    Err(plain) => Handed::Text(name, plain),
                }
            }
            (tree::PropKind::Value(_), Value::Text(text)) => {
                let code = proc_macro2::TokenTree::from(text.literal.clone()).into();
                Handed::Value(name, Reading { code: Code(code), reads: Vec::new() })
            }
            (tree::PropKind::Value(_), Value::Rust(code)) => {
                Handed::Value(name, self.shown(code.clone(), variables, problems))
            }
            (tree::PropKind::Action(None), Value::Body(body)) => {
                let reads = variables.read_in(&body.stream());
                Handed::Action(None, Reading { code: self.body(body, problems), reads })
            }
            (tree::PropKind::Action(Some(_)), Value::Closure(parameter, body)) => {
                let mut reads = variables.read_in(&body.stream());
                let given = given_by(parameter);
                reads.retain(|name| !given.contains(&name.0));
                let code = self.body(body, problems);
                Handed::Action(Some(Code(parameter.clone())), Reading { code, reads })
            }
            (tree::PropKind::Action(_), Value::Rust(code)) => {
                Handed::Forward(self.reading(code.clone(), variables, problems))
            }
            _ => Handed::Missing,
        }
    }

    /// A value of the writer's with the variables that it reads.
    pub(super) fn reading(
        &self,
        code: TokenStream,
        variables: &Variables,
        problems: &mut Problems,
    ) -> Reading {
        let reads = variables.read_in(&code);
        Reading { code: Code(self.context().rewrite_value(code, problems)), reads }
    }

    /// The same for a value that is on show, or that follows from state: what it reads has to say when it changes.
    pub(super) fn shown(&self, code: TokenStream, variables: &Variables, problems: &mut Problems) -> Reading {
        Self::tell_of_unfollowed(&code, variables, problems);
        self.reading(code, variables, problems)
    }

    /// The variables that the values in a text read.
    pub(super) fn shown_in(mix: &Mix, variables: &Variables, problems: &mut Problems) -> Vec<Name> {
        let values = mix.values.iter().map(|value| value.0.clone()).collect();
        Self::tell_of_unfollowed(&values, variables, problems);
        variables.read_in(&values)
    }

    fn tell_of_unfollowed(code: &TokenStream, variables: &Variables, problems: &mut Problems) {
        for (at, name, keyword) in variables.unfollowed_in(code) {
            problems.push(ours::shows_what_is_not_followed(at.into(), name, keyword));
        }
    }

    /// Something to do, in Rust.
    pub(super) fn body(&self, body: &Group, problems: &mut Problems) -> Code {
        Code(self.context().rewrite(body, problems).tokens)
    }

    fn context(&self) -> BodyContext<'_> {
        BodyContext {
            names: self.names,
            store: None,
            leaving: Leaving::Nothing("an action of a view"),
            may_wait: false,
        }
    }

    fn find(&self, name: &Ident) -> Option<&'tree tree::Component> {
        self.components.iter().find(|component| component.name == *name)
    }
}

fn default_of(component: &tree::Component, prop: &tree::Prop) -> Handed {
    match (&prop.kind, &prop.default) {
        (tree::PropKind::Children, _) => Handed::Children(Vec::new()),
        (tree::PropKind::Value(_), Some(_)) => {
            Handed::Default(Name(component.name.clone()), Name(prop.name.clone()))
        }
        _ => Handed::Missing,
    }
}

/// A text literal for a `string` is made one.
fn owned(code: Code, of: Option<&parseltongue_syntax::Type>) -> Code {
    let is_string = of.is_some_and(|of| matches!(of.kind, TypeKind::String));
    let mut tokens = code.0.clone().into_iter();
    let is_text = matches!((tokens.next(), tokens.next()), (Some(proc_macro2::TokenTree::Literal(literal)), None)
        if matches!(syn::Lit::new(literal.clone()), syn::Lit::Str(_)));
    if is_string && is_text {
        let text = code.0;
        return Code(quote::quote!(<::std::string::String as ::core::convert::From<&str>>::from(#text)));
    }
    code
}
