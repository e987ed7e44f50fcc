//! Says what contradicts what within a block. Changes nothing.

use std::collections::BTreeSet;

use parseltongue_syntax::{Problems, problems as shared};
use proc_macro2::{Ident, TokenTree};

use crate::plan::block_of;
use crate::problems as ours;
use crate::tree::{Argument, Component, Element, Prop, PropKind, Shown, Value, View};
use crate::vocabulary::{self, Shape, Takes, WORDS};

/// Checks a whole block.
pub(crate) fn view(view: &View, problems: &mut Problems) {
    let names: Vec<String> = view.components.iter().map(|it| it.name.to_string()).collect();
    let block = &view.header.name;
    let is_missing = |word: &str, problems: &Problems| !view.said.contains(word) && !problems.suggest(word);
    if is_missing("window", problems) {
        problems.push(ours::window_missing(block));
    }
    match view.shows.value() {
        None if is_missing("shows", problems) => drop(problems.push(ours::shows_missing(block, &names))),
        None => {}
        Some(root) => match view.components.iter().find(|it| it.name == *root) {
            None if view.unread.contains(&root.to_string()) => {}
            None => drop(problems.push(ours::unknown_root(root, block, &names))),
            Some(component) => {
                let needed = component.props.iter().find(|prop| is_needed(prop));
                needed.map(|prop| problems.push(ours::root_with_props(root, &prop.name)));
            }
        },
    }
    let mut seen = BTreeSet::new();
    for component in &view.components {
        let name = component.name.to_string();
        if vocabulary::shape(&name).is_some() || name.starts_with(|first: char| first.is_lowercase()) {
            problems.push(ours::component_in_small_letters(&component.name));
        }
        if !seen.insert(name.clone()) {
            problems.push(shared::duplicate("the component", &name, &component.name));
        }
        let checker = Checker { view, names: &names, component };
        checker.names_once(problems);
        checker.lets(problems);
        checker.row(&component.shows, problems);
    }
    shows_itself(view, problems);
}

/// Whether a component cannot do without the prop.
fn is_needed(prop: &Prop) -> bool {
    prop.default.is_none() && !matches!(prop.kind, PropKind::Children)
}

struct Checker<'tree> {
    view: &'tree View,
    names: &'tree [String],
    component: &'tree Component,
}

impl Checker<'_> {
    fn names_once(&self, problems: &mut Problems) {
        let mut seen = BTreeSet::new();
        for prop in &self.component.props {
            if !seen.insert(prop.name.to_string()) {
                problems.push(shared::duplicate("the prop", &prop.name.to_string(), &prop.name));
            }
            if prop.default.is_some() && matches!(prop.kind, PropKind::Action(_)) {
                problems.push(ours::default_of_action(&prop.name));
            }
        }
        for line in &self.component.lets {
            let name = &line.line.name;
            if !seen.insert(name.to_string()) {
                problems.push(shared::duplicate("the name", &name.to_string(), name));
            }
        }
    }

    fn lets(&self, problems: &mut Problems) {
        for newest in self.component.lets.iter().filter_map(|line| line.newest.as_ref()) {
            if block_of(&newest.stream).is_none() {
                let place = parseltongue_syntax::Place::of_all(&newest.stream, &self.component.name);
                problems.push(ours::stream_without_block(place));
            }
        }
    }

    fn row(&self, shows: &[Shown], problems: &mut Problems) {
        for shown in shows {
            match shown {
                Shown::Element(element) => self.element(element, problems),
                Shown::ForEach(each) => self.row(&each.shows, problems),
                Shown::If(branch) => {
                    self.row(&branch.then, problems);
                    self.row(&branch.otherwise, problems);
                }
                Shown::Match(matching) => {
                    for (_, shows) in &matching.arms {
                        self.row(shows, problems);
                    }
                }
            }
        }
    }

    fn element(&self, element: &Element, problems: &mut Problems) {
        let word = &element.word;
        arguments_once(element, problems);
        if word == "children" {
            self.children_here(element, problems);
        } else if let Some(shape) = vocabulary::shape(&word.to_string()) {
            problems.seen(WORDS.room, word);
            shaped(element, shape, problems);
        } else if let Some(used) = self.view.components.iter().find(|it| it.name == *word) {
            component_used(element, used, problems);
        } else if !self.view.unread.contains(&word.to_string()) {
            problems.push(ours::unknown_element(word, &self.view.header.name, self.names));
        }
        if let Some(children) = &element.children {
            self.row(&children.shows, problems);
        }
    }

    fn children_here(&self, element: &Element, problems: &mut Problems) {
        problems.seen(WORDS.room, &element.word);
        if !self.component.props.iter().any(|prop| matches!(prop.kind, PropKind::Children)) {
            problems.push(ours::children_not_declared(&element.word, &self.component.name));
        }
        for argument in &element.arguments {
            problems.push(ours::nameless_argument(argument.place, "children", &[]));
        }
        if let Some(children) = &element.children {
            problems.push(ours::holds_nothing(children.place, &element.word));
        }
    }
}

fn arguments_once(element: &Element, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for name in element.arguments.iter().filter_map(|argument| argument.name.as_ref()) {
        if !seen.insert(name.to_string()) {
            problems.push(shared::duplicate("the argument", &name.to_string(), name));
        }
    }
}

/// An element of the language, its arguments against its shape.
fn shaped(element: &Element, shape: &Shape, problems: &mut Problems) {
    let word = &element.word;
    let named: Vec<&str> =
        shape.arguments.iter().copied().filter(|name| Some(*name) != shape.first).collect();
    let mut given = BTreeSet::new();
    for (place, argument) in element.arguments.iter().enumerate() {
        match (&argument.name, shape.first) {
            (None, Some(first)) if place == 0 => {
                given.insert(first.to_owned());
                fits(argument, first, problems);
            }
            (None, _) => drop(problems.push(ours::nameless_argument(argument.place, shape.word, &named))),
            (Some(name), _) if named.contains(&name.to_string().as_str()) => {
                problems.seen(WORDS.room, name);
                given.insert(name.to_string());
                fits(argument, &name.to_string(), problems);
            }
            (Some(name), _) => {
                // What was meant is not missing as well.
                let meant =
                    ours::argument_meant(&name.to_string(), &named).map(|meant| meant.word.to_owned());
                given.extend(meant);
                problems.push(ours::unknown_argument(name, shape.word, &named));
            }
        }
    }
    for needed in shape.needs.iter().filter(|needed| !given.contains(**needed)) {
        let grammar = match *needed {
            "pressed" => "pressed: { … }",
            "value" => "value: bind signal",
            other => other,
        };
        problems.push(ours::argument_missing(word, needed, grammar));
    }
    let is_control = matches!(shape.kind, "Button" | "TextInput");
    if is_control && !given.contains("label") && !(shape.first.is_some() && given.contains("text")) {
        problems.push(ours::unlabelled_control(word));
    }
    if let Some(children) = element.children.as_ref().filter(|_| !shape.holds) {
        problems.push(ours::holds_nothing(children.place, word));
    }
}

fn seen(word: &TokenTree, problems: &mut Problems) {
    if let TokenTree::Ident(word) = word {
        problems.seen(WORDS.room, word);
    }
}

/// A value against what its argument takes.
fn fits(argument: &Argument, name: &str, problems: &mut Problems) {
    let Some(known) = vocabulary::argument(name) else { return };
    let place = argument.place;
    match (known.takes, &argument.value) {
        (Takes::Action, Value::Body(_) | Value::Rust(_)) | (Takes::Signal, Value::Bind(_)) => {}
        (Takes::Action, Value::Closure(..)) => drop(problems.push(ours::closure_without_need(place, name))),
        (Takes::Action, _) => drop(problems.push(ours::action_expected(place, name))),
        (Takes::Signal, _) => drop(problems.push(ours::bind_expected(place, name))),
        (_, Value::Bind(_)) => drop(problems.push(ours::bind_elsewhere(place, name))),
        (Takes::Word(words), value) => {
            let found = match value {
                Value::Rust(code) => code.to_string(),
                Value::Text(text) => text.value.clone(),
                _ => String::new(),
            };
            let is_one = words.iter().any(|word| word.word == found);
            match value {
                Value::Rust(code) if is_one => {
                    let word = code.clone().into_iter().next();
                    word.iter().for_each(|word| seen(word, problems));
                }
                _ => drop(problems.push(ours::unknown_choice(place, name, &found, words))),
            }
        }
        (_, Value::Body(_) | Value::Closure(..)) => drop(problems.push(ours::body_for_value(place, name))),
        (_, Value::Rust(_) | Value::Text(_)) => {}
    }
}

/// A component in the place of an element, what it is handed against its props.
fn component_used(element: &Element, component: &Component, problems: &mut Problems) {
    let word = &element.word;
    let takes: Vec<String> = component
        .props
        .iter()
        .filter(|prop| !matches!(prop.kind, PropKind::Children))
        .map(|prop| prop.name.to_string())
        .collect();
    let takes: Vec<&str> = takes.iter().map(String::as_str).collect();
    for argument in &element.arguments {
        let Some(name) = &argument.name else {
            problems.push(ours::nameless_argument(argument.place, &word.to_string(), &takes));
            continue;
        };
        let prop = component.props.iter().find(|prop| prop.name == *name);
        match prop.filter(|prop| !matches!(prop.kind, PropKind::Children)) {
            Some(prop) => handed(argument, prop, problems),
            None => drop(problems.push(ours::unknown_argument(name, &word.to_string(), &takes))),
        }
    }
    let is_meant = |name: &Ident, prop: &Prop| {
        *name == prop.name
            || ours::argument_meant(&name.to_string(), &takes).is_some_and(|meant| prop.name == meant.word)
    };
    let is_given = |prop: &&Prop| {
        element.arguments.iter().any(|it| it.name.as_ref().is_some_and(|name| is_meant(name, prop)))
    };
    for prop in component.props.iter().filter(|prop| is_needed(prop) && !is_given(prop)) {
        problems.push(ours::prop_missing(word, &prop.name));
    }
    let shows_children = component.props.iter().any(|prop| matches!(prop.kind, PropKind::Children));
    if let Some(children) = element.children.as_ref().filter(|_| !shows_children) {
        problems.push(ours::no_children_prop(children.place, word));
    }
}

fn handed(argument: &Argument, prop: &Prop, problems: &mut Problems) {
    let (place, name) = (argument.place, prop.name.to_string());
    let problem = match (&prop.kind, &argument.value) {
        (PropKind::Value(_), Value::Rust(_) | Value::Text(_)) => return,
        (PropKind::Value(_), Value::Bind(_)) => ours::bind_elsewhere(place, &name),
        (PropKind::Value(_), Value::Body(_) | Value::Closure(..)) => ours::body_for_value(place, &name),
        (PropKind::Action(_), Value::Rust(_)) => return,
        (PropKind::Action(None), Value::Body(_)) | (PropKind::Action(Some(_)), Value::Closure(..)) => return,
        (PropKind::Action(None), Value::Closure(..)) => ours::closure_without_need(place, &name),
        (PropKind::Action(Some(_)), Value::Body(_)) => ours::closure_expected(place, &name),
        (PropKind::Action(_), _) => ours::action_expected(place, &name),
        (PropKind::Children, _) => return,
    };
    problems.push(problem);
}

/// Components that show themselves, or each other, without any condition.
fn shows_itself(view: &View, problems: &mut Problems) {
    for component in &view.components {
        let mut path = vec![component.name.to_string()];
        if let Some(word) = reaches(view, &component.shows, &component.name, &mut path) {
            problems.push(ours::shows_itself(&word, &path));
        }
    }
}

/// The word under which `target` is shown again, and the components on the way there.
fn reaches(view: &View, shows: &[Shown], target: &Ident, path: &mut Vec<String>) -> Option<Ident> {
    for shown in shows {
        let Shown::Element(element) = shown else { continue };
        let name = element.word.to_string();
        if element.word == *target {
            path.push(name);
            return Some(element.word.clone());
        }
        if let Some(used) = view.components.iter().find(|it| it.name == element.word)
            && !path.contains(&name)
        {
            path.push(name);
            if reaches(view, &used.shows, target, path).is_some() {
                return Some(element.word.clone());
            }
            path.pop();
        }
        if let Some(children) = &element.children
            && let Some(word) = reaches(view, &children.shows, target, path)
        {
            return Some(word);
        }
    }
    None
}
