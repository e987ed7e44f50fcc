//! Elements that come and go: lists, branches, matches.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use super::arena::NodeId;
use super::order::longest_increasing;
use super::structure::NONE;
use super::ui::Ui;
use crate::signal::{self, Scope, Signal};

/// One item of a list on show.
struct Item<T> {
    scope: Scope,
    value: Signal<T>,
    /// A group of its own, so that an item moves as one whatever it shows.
    node: NodeId,
    /// Where it stood in the list before.
    place: usize,
}

impl Ui {
    /// Shows each item of a list. An item is known by its key: while the key stays in the list its
    /// elements stay, move with it, and see its new value.
    pub fn for_each<L, T, K>(
        &self,
        items: impl Fn() -> L + 'static,
        key: impl Fn(&T) -> K + 'static,
        show: impl Fn(&Ui, Signal<T>) + 'static,
    ) where
        L: IntoIterator<Item = T>,
        T: PartialEq + 'static,
        K: Hash + Eq + Clone + Debug + 'static,
    {
        let group = self.group();
        let ui = self.inside(group, self.scope);
        let shown: RefCell<HashMap<K, Item<T>>> = RefCell::default();
        signal::bind(self.scope, "for_each", move || {
            // A lazy iterator reads signals only now; what it reads must count.
            let items: Vec<T> = items().into_iter().collect();
            signal::untracked(|| update(&ui, &mut shown.borrow_mut(), items, &key, &show));
        });
    }

    /// Shows one thing while a condition holds and another while it does not; each anew only when
    /// the condition turns.
    pub fn when(
        &self,
        condition: impl Fn() -> bool + 'static,
        then: impl Fn(&Ui) + 'static,
        otherwise: impl Fn(&Ui) + 'static,
    ) {
        self.show_for(condition, move |ui, holds| if holds { then(ui) } else { otherwise(ui) });
    }

    /// Shows what follows from a value, anew whenever the value changes.
    pub fn show_for<T: PartialEq + Clone + 'static>(
        &self,
        value: impl Fn() -> T + 'static,
        show: impl Fn(&Ui, T) + 'static,
    ) {
        let group = self.group();
        let ui = self.inside(group, self.scope);
        let shown: RefCell<Option<(T, Scope)>> = RefCell::new(None);
        signal::bind(self.scope, "branch", move || {
            let value = value();
            if shown.borrow().as_ref().is_some_and(|(old, _)| *old == value) {
                return;
            }
            if let Some((_, scope)) = shown.take() {
                scope.dispose();
                let mut tree = ui.shell.tree.borrow_mut();
                let gone: Vec<u32> = tree.children(group.index).collect();
                for node in gone {
                    let node = tree.id(node);
                    tree.remove(node);
                }
            }
            let scope = ui.scope.child();
            shown.replace(Some((value.clone(), scope)));
            signal::untracked(|| show(&ui.inside(group, scope), value));
        });
    }
}

fn update<T, K>(
    ui: &Ui,
    shown: &mut HashMap<K, Item<T>>,
    items: Vec<T>,
    key: &impl Fn(&T) -> K,
    show: &impl Fn(&Ui, Signal<T>),
) where
    T: PartialEq + 'static,
    K: Hash + Eq + Clone + Debug,
{
    let mut before = std::mem::take(shown);
    let mut order: Vec<(K, Item<T>)> = Vec::new();
    let mut made = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for value in items {
        let key = key(&value);
        if !seen.insert(key.clone()) {
            ui.shell.tree.borrow_mut().report(format!(
                "two items of a `for_each` have the key {key:?}; only the first of them is shown"
            ));
            continue;
        }
        let item = match before.remove(&key) {
            Some(item) => {
                item.value.set(value);
                item
            }
            None => {
                let scope = ui.scope.child();
                let node = ui.group();
                made.push(order.len());
                Item { scope, value: scope.signal("item", value), node, place: usize::MAX }
            }
        };
        order.push((key, item));
    }
    for (_, gone) in before {
        gone.scope.dispose();
        ui.shell.tree.borrow_mut().remove(gone.node);
    }
    put_in_order(ui, &order);
    for place in made {
        let item = &order[place].1;
        show(&ui.inside(item.node, item.scope), item.value);
    }
    for (place, (_, item)) in order.iter_mut().enumerate() {
        item.place = place;
    }
    *shown = order.into_iter().collect();
}

/// Moves as few items as can be. New ones stand at the end, in the order in which they were made.
fn put_in_order<T, K>(ui: &Ui, order: &[(K, Item<T>)]) {
    let mut tree = ui.shell.tree.borrow_mut();
    let mut new = usize::MAX / 2;
    // Where each item stands now: the old ones in their order of before, behind them the new ones.
    let stands: Vec<usize> = order
        .iter()
        .map(|(_, item)| {
            if item.place != usize::MAX {
                return item.place;
            }
            new += 1;
            new
        })
        .collect();
    let stays = longest_increasing(&stands);
    let mut before = NONE;
    for ((_, item), stays) in order.iter().zip(stays).rev() {
        if !stays {
            tree.move_before(item.node.index, ui.parent.index, before);
        }
        before = item.node.index;
    }
}
