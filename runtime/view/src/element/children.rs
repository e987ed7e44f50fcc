//! What a component is handed besides values: actions to do, and children to show.

use std::fmt;
use std::rc::Rc;

use super::ui::Ui;
use crate::signal::{Scope, Signal};

/// What a component does when something happens to it, as its user wrote it: a prop of type
/// `action` or `action<T>`.
pub struct Action<T = ()> {
    act: Signal<Rc<dyn Fn(T)>>,
}

impl<T> Clone for Action<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Action<T> {}

impl<T> fmt::Debug for Action<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Action")
    }
}

impl<T: 'static> Action<T> {
    pub(super) fn new(scope: Scope, act: impl Fn(T) + 'static) -> Self {
        Action { act: scope.signal("action", Rc::new(act)) }
    }

    /// Does it, with what it is about.
    pub fn call_with(self, value: T) {
        let act = self.act.read(Rc::clone);
        act(value);
    }
}

impl Action<()> {
    /// Does it.
    pub fn call(self) {
        self.call_with(());
    }
}

type Show = Rc<dyn Fn(&Ui)>;

/// What stands between a component's braces where it is used.
#[derive(Clone, Copy)]
pub struct Children {
    show: Signal<Show>,
}

impl Children {
    pub(super) fn new(scope: Scope, show: impl Fn(&Ui) + 'static) -> Self {
        Children { show: scope.signal("children", Rc::new(show) as Show) }
    }

    /// Shows them at this place of the component.
    pub fn show(self, ui: &Ui) {
        let show = self.show.read(Rc::clone);
        show(ui);
    }
}

impl fmt::Debug for Children {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Children")
    }
}
