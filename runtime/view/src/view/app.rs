//! A view in a window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parseltongue_cores::World;

use super::{Opened, View};
use crate::geometry::{Rect, Size};
use crate::input::InputEvent;
use crate::scene::Scene;
use crate::signal;
use crate::window::{Frame, PointerShape, Waker, WindowApp};

/// A view as the window's event loop drives it.
pub(super) struct App {
    shell: Opened,
    scene: Scene,
    world: World,
    is_closed: bool,
    /// Set by the thread that waits for the program to stop. Relaxed: it guards nothing else.
    is_stopping: Arc<AtomicBool>,
}

impl App {
    pub(super) fn new<V: View>(world: World, waker: Waker) -> App {
        let is_stopping = Arc::new(AtomicBool::new(false));
        let shell = world.enter(|| super::open::<V>(Some(world.clone()), waker.clone()));
        let told = Arc::clone(&is_stopping);
        shell.streams.borrow_mut().when_stopping(move || {
            told.store(true, Ordering::Relaxed);
            waker.wake();
        });
        shell.run_bindings();
        let scene = Scene::new(shell.tree.borrow().theme.background);
        App { shell, scene, world, is_closed: false, is_stopping }
    }
}

impl WindowApp for App {
    fn event(&mut self, event: InputEvent) {
        match event {
            InputEvent::CloseRequested => self.is_closed = true,
            InputEvent::Resized { size, .. } => self.shell.tree.borrow_mut().resize(size),
            event => {
                let call = self.shell.tree.borrow_mut().handle(event);
                self.world.enter(|| {
                    if let Some(call) = call {
                        call.run();
                    }
                    self.shell.run_bindings();
                });
            }
        }
    }

    fn wake(&mut self) {
        // What follows from the news waits for the next frame: a busy stream costs one update for
        // each frame, not one for each record.
        self.shell.take_news();
    }

    fn needs_frame(&self) -> bool {
        signal::has_pending() || self.shell.tree.borrow().is_behind()
    }

    fn frame(&mut self, size: Size, _scale: f32) -> Frame<'_> {
        self.world.enter(|| self.shell.run_bindings());
        let mut tree = self.shell.tree.borrow_mut();
        tree.resize(size);
        let damage = tree.paint(&mut self.scene);
        Frame { scene: &self.scene, damage }
    }

    fn is_finished(&self) -> bool {
        self.is_closed || self.is_stopping.load(Ordering::Relaxed)
    }

    fn caret(&self) -> Option<Rect> {
        self.shell.tree.borrow_mut().caret_on_screen()
    }

    fn pointer(&self) -> PointerShape {
        self.shell.tree.borrow().pointer_shape()
    }
}
