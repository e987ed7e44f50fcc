//! Drives a view without a window and without a GPU: find, click, type, read, look.
//!
//! The tree that is searched is the one that assistive technology gets. Nothing sleeps: what
//! follows from a click has happened when the click returns, and [`TestView::settle`] waits for
//! exactly what stands in the streams when it is called.

use std::path::Path;

use parseltongue_cores::World;

use crate::accessibility::{AccessNode, Role};
use crate::element::{NodeId, Work};
use crate::geometry::{Point, Rect, Size};
use crate::input::{InputEvent, Key, Modifiers, PointerButton};
use crate::painter::{Painter, Pixels};
use crate::picture::{self, PictureError};
use crate::scene::{Damage, Scene};
use crate::view::{self, Bell, Opened, View};
use crate::window::PointerShape;

/// A view under test.
#[derive(Debug)]
pub struct TestView {
    shell: Opened,
    scene: Scene,
    painter: Painter,
    /// What has changed since the painter painted last.
    damage: Damage,
    size: Size,
    bell: Bell,
}

impl TestView {
    /// Opens the view; in the world of the caller, if there is one. What `Desk::test()` calls.
    ///
    /// # Panics
    /// The view follows a stream and there is no world.
    #[must_use]
    pub fn open<V: View>() -> TestView {
        let bell = Bell::default();
        let shell = view::open::<V>(World::try_current(), bell.waker());
        let scene = Scene::new(shell.tree.borrow().theme.background);
        let painter = Painter::new();
        let mut test = TestView {
            shell,
            scene,
            painter,
            damage: Damage::nothing(),
            size: view::first_size::<V>(),
            bell,
        };
        test.update();
        test
    }

    /// Waits until the view shows everything that stands in its streams now.
    pub async fn settle(&mut self) {
        view::settle(&self.shell, &self.bell).await;
        self.update();
    }

    /// Gives the window another size.
    pub fn resize(&mut self, width: f32, height: f32) {
        self.size = Size::new(width, height);
        self.shell.tree.borrow_mut().resize(self.size);
        self.update();
    }

    /// The one element of that role and label.
    ///
    /// # Panics
    /// There is none, or more than one; says what there is.
    #[track_caller]
    pub fn find(&mut self, role: Role, label: &str) -> Found<'_> {
        let mut found: Vec<AccessNode> =
            self.find_all(role).into_iter().filter(|node| node.label == label).collect();
        match (found.pop(), found.len()) {
            (Some(node), 0) => Found { view: self, node },
            (Some(_), more) => panic!("{} elements are a {role:?} called {label:?}", more + 1),
            (None, _) => panic!("no element is a {role:?} called {label:?}; there is:\n{}", self.outline()),
        }
    }

    /// Every element of that role, in the order in which the view was written.
    #[must_use]
    pub fn find_all(&self, role: Role) -> Vec<AccessNode> {
        self.nodes().into_iter().filter(|node| node.role == role).collect()
    }

    /// Whether there is such an element.
    #[must_use]
    pub fn has(&self, role: Role, label: &str) -> bool {
        self.nodes().iter().any(|node| node.role == role && node.label == label)
    }

    /// Every element that means something.
    #[must_use]
    pub fn nodes(&self) -> Vec<AccessNode> {
        self.shell.tree.borrow().access_nodes()
    }

    /// What every text and heading says, in the order in which the view was written.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let says = |node: &AccessNode| matches!(node.role, Role::Label | Role::Heading);
        self.nodes().into_iter().filter(says).map(|node| node.label).collect()
    }

    /// The whole view as lines of role and label, for messages and snapshots.
    #[must_use]
    pub fn outline(&self) -> String {
        let line = |node: AccessNode| match node.value {
            Some(value) => format!("{:?} {:?} = {value:?}\n", node.role, node.label),
            None => format!("{:?} {:?}\n", node.role, node.label),
        };
        self.nodes().into_iter().map(line).collect()
    }

    /// The element that has the keyboard.
    #[must_use]
    pub fn focused(&self) -> Option<AccessNode> {
        self.nodes().into_iter().find(|node| node.is_focused)
    }

    /// Presses a key and lets it go.
    pub fn press(&mut self, key: Key) {
        self.press_with(key, Modifiers::NONE);
    }

    /// Presses a key while others are held.
    pub fn press_with(&mut self, key: Key, modifiers: Modifiers) {
        let text = match &key {
            Key::Character(letter) if !modifiers.control && !modifiers.alt => Some(letter.clone()),
            Key::Space => Some(" ".to_owned()),
            _ => None,
        };
        self.event(InputEvent::KeyPressed { key, text, modifiers, is_repeat: false });
    }

    /// Types letter by letter into what has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.press(if letter == ' ' { Key::Space } else { Key::Character(letter.to_string()) });
        }
    }

    /// Presses and lets go the pointer's main button at a place.
    pub fn click_at(&mut self, at: Point) {
        let (button, modifiers) = (PointerButton::Left, Modifiers::NONE);
        self.event(InputEvent::PointerPressed { at, button, modifiers });
        self.event(InputEvent::PointerReleased { at, button, modifiers });
    }

    /// Turns the wheel at a place, so that what is `by` further down is seen.
    pub fn scroll_at(&mut self, at: Point, by: f32) {
        self.event(InputEvent::Scrolled { at, by: Point::new(0.0, -by) });
    }

    /// Lets anything happen that can happen in a window, and everything that follows from it.
    pub fn event(&mut self, event: InputEvent) {
        let call = self.shell.tree.borrow_mut().handle(event);
        if let Some(call) = call {
            call.run();
        }
        self.update();
    }

    /// Does everything that a change from outside (a signal set by the test) has called for.
    pub fn update(&mut self) {
        self.shell.take_news();
        self.shell.run_bindings();
        let damage = self.shell.tree.borrow_mut().paint(&mut self.scene);
        self.damage.merge(&damage);
    }

    /// What the pointer looks like where it is.
    #[must_use]
    pub fn pointer_shape(&self) -> PointerShape {
        self.shell.tree.borrow().pointer_shape()
    }

    /// How much was done so far.
    #[must_use]
    pub fn work(&self) -> Work {
        self.shell.tree.borrow().work
    }

    /// What `act` costs.
    pub fn work_of(&mut self, act: impl FnOnce(&mut TestView)) -> Work {
        let before = self.work();
        act(self);
        self.work() - before
    }

    /// How many elements there are, those included that only arrange others.
    #[must_use]
    pub fn live_nodes(&self) -> usize {
        self.shell.tree.borrow().live_nodes()
    }

    /// What went wrong in a way that the view goes on with: duplicate keys, state that follows from itself.
    #[must_use]
    pub fn reports(&self) -> Vec<String> {
        self.shell.tree.borrow().reports.iter().cloned().collect()
    }

    /// What of the screen has changed since [`TestView::pixels`] was called last.
    #[must_use]
    pub fn damage(&self) -> &Damage {
        &self.damage
    }

    /// What is on the screen, as primitives.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// What is on the screen, painted on the CPU.
    pub fn pixels(&mut self) -> &Pixels {
        let damage = std::mem::take(&mut self.damage);
        self.painter.paint(&self.scene, &damage, self.size, 1.0);
        self.painter.pixels()
    }

    /// Writes what is on the screen to a PNG file, drawn by the GPU if there is one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn picture(&self, path: &Path) -> Result<(), PictureError> {
        picture::write_png(&self.scene, self.size, 1.0, path).map(|_| ())
    }
}

impl TestView {
    fn bring_into_sight(&mut self, node: NodeId) -> Rect {
        self.shell.tree.borrow_mut().bring_into_sight(node.index);
        self.update();
        let tree = self.shell.tree.borrow();
        tree.access_node(node.index).map_or(Rect::ZERO, |node| node.bounds)
    }
}

/// An element that was found.
#[derive(Debug)]
pub struct Found<'view> {
    view: &'view mut TestView,
    node: AccessNode,
}

impl Found<'_> {
    /// What it is.
    #[must_use]
    pub fn node(&self) -> &AccessNode {
        &self.node
    }

    /// Scrolls to it if need be, and clicks its middle.
    pub fn click(self) {
        let id = self.node.id;
        let bounds = self.view.bring_into_sight(id);
        self.view.click_at(bounds.center());
    }

    /// Gives it the keyboard and types, in place of what it holds.
    pub fn type_text(self, text: &str) {
        self.view.shell.tree.borrow_mut().focus(Some(self.node.id.index), true);
        self.view.update();
        self.view.type_text(text);
    }
}
