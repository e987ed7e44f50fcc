//! The builder that generated code calls: a place in the view, and the elements put there.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use parseltongue_records::Feed;

use super::arena::{Handlers, NodeId, Tree};
use super::argument::{self, Argument, IntoArgument};
use super::children::{Action, Children};
use super::kind::Kind;
use super::length::Shown;
use crate::signal::{self, Derived, Scope, Signal};
use crate::stream::{StreamSignal, Streams};
use crate::text::Fonts;
use crate::theme::Theme;

/// One view: its elements, and the streams that it follows.
pub(crate) struct Shell {
    pub(crate) tree: RefCell<Tree>,
    pub(crate) streams: RefCell<Streams>,
    pub(crate) scope: Scope,
}

impl fmt::Debug for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shell")
    }
}

impl Shell {
    pub(crate) fn new(fonts: Fonts, theme: Theme, streams: Streams) -> Rc<Shell> {
        let tree = RefCell::new(Tree::new(fonts, theme));
        Rc::new(Shell { tree, streams: RefCell::new(streams), scope: Scope::root() })
    }

    /// The place where the root component goes.
    pub(crate) fn ui(self: &Rc<Self>) -> Ui {
        let parent = self.tree.borrow().root();
        Ui { shell: Rc::clone(self), parent, scope: self.scope }
    }
}

/// A place in a view: what is made with it stands there, and goes when that place goes.
#[derive(Clone)]
pub struct Ui {
    pub(super) shell: Rc<Shell>,
    pub(super) parent: NodeId,
    pub(super) scope: Scope,
}

impl fmt::Debug for Ui {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ui").field("parent", &self.parent).finish_non_exhaustive()
    }
}

impl Ui {
    /// State with a name and a first value.
    pub fn signal<T: 'static>(&self, name: &'static str, value: T) -> Signal<T> {
        self.scope.signal(name, value)
    }

    /// What follows from state.
    pub fn derived<T: PartialEq + 'static>(
        &self,
        name: &'static str,
        from: impl Fn() -> T + 'static,
    ) -> Derived<T> {
        self.scope.derived(name, from)
    }

    /// What is worked out when it is first read, and never again.
    pub fn lazy<T: PartialEq + 'static>(
        &self,
        name: &'static str,
        make: impl Fn() -> T + 'static,
    ) -> Derived<T> {
        self.scope.derived(name, move || signal::untracked(&make))
    }

    /// The newest `count` records of a stream, live. They come soon after, not at once.
    pub fn newest<F>(&self, name: &'static str, count: usize, feed: F) -> StreamSignal<F::Record>
    where
        F: Feed + Send,
        F::Record: Send,
    {
        let newest = self.signal(name, Vec::new());
        self.shell.streams.borrow_mut().follow(self.scope, newest, count, feed);
        StreamSignal::new(newest)
    }

    /// What is done when something happens: a component's prop of type `action`.
    pub fn action<T: 'static, R>(&self, act: impl Fn(T) -> R + 'static) -> Action<T> {
        Action::new(self.scope, move |value| drop(act(value)))
    }

    /// What a component shows between its braces.
    pub fn slot(&self, show: impl Fn(&Ui) + 'static) -> Children {
        Children::new(self.scope, show)
    }

    /// An element at the end of this place.
    pub fn element(&self, kind: Kind) -> Element<'_> {
        let node = self.shell.tree.borrow_mut().add(kind, self.parent);
        Element { ui: self, node }
    }

    /// A group for elements that come and go, at the end of this place.
    pub(super) fn group(&self) -> NodeId {
        self.element(Kind::Group).node
    }

    /// A place inside of `parent` that lives as long as `scope`.
    pub(super) fn inside(&self, parent: NodeId, scope: Scope) -> Ui {
        Ui { shell: Rc::clone(&self.shell), parent, scope }
    }
}

/// An element that is being made.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Element<'ui> {
    ui: &'ui Ui,
    node: NodeId,
}

impl Element<'_> {
    /// Sets an argument once and for all.
    pub fn set<T>(self, argument: Argument<T>, value: impl IntoArgument<T>) -> Self {
        argument.apply(&mut self.ui.shell.tree.borrow_mut(), self.node, value.into_argument());
        self
    }

    /// Keeps an argument at what `value` says: it is asked again when a signal that it read has changed.
    pub fn bind<T: 'static, V: IntoArgument<T>>(
        self,
        argument: Argument<T>,
        value: impl Fn() -> V + 'static,
    ) -> Self {
        let (shell, node) = (Rc::clone(&self.ui.shell), self.node);
        signal::bind(self.ui.scope, argument.name, move || {
            let value = value().into_argument();
            argument.apply(&mut shell.tree.borrow_mut(), node, value);
        });
        self
    }

    /// Does `act` when a button is pressed.
    pub fn pressed<R>(self, act: impl Fn() -> R + 'static) -> Self {
        self.handle(|handlers| handlers.pressed = Some(Rc::new(move || drop(act()))))
    }

    /// Does `act` when Enter is pressed in a text input.
    pub fn submitted<R>(self, act: impl Fn() -> R + 'static) -> Self {
        self.handle(|handlers| handlers.submitted = Some(Rc::new(move || drop(act()))))
    }

    /// A text input that shows a signal and writes to it.
    pub fn both_ways(self, value: Signal<String>) -> Self {
        self.bind(argument::TEXT, move || Shown(value.read(|text| Rc::from(text.as_str()))))
            .handle(|handlers| handlers.edited = Some(Rc::new(move |text: &str| value.set(text.to_owned()))))
    }

    /// Ends an element that holds nothing.
    pub fn done(self) {}

    /// What stands inside the element.
    pub fn holds(self, show: impl FnOnce(&Ui)) {
        show(&self.ui.inside(self.node, self.ui.scope));
    }

    fn handle(self, put: impl FnOnce(&mut Handlers)) -> Self {
        put(self.ui.shell.tree.borrow_mut().handlers.entry(self.node.index).or_default());
        self
    }
}
