//! A window on the screen: winit's event loop on the main thread, and one scene a frame.
//!
//! Nothing is drawn while nothing changes: the loop sleeps until a person does something, a
//! [`Waker`] calls, or the [deadline](WindowApp::deadline) that the app named has come.

#[cfg(feature = "window")]
mod event;
#[cfg(feature = "window")]
mod event_loop;
#[cfg(feature = "window")]
mod surface;

use std::fmt;
use std::sync::Arc;
use std::task::Wake;
use std::time::Instant;

use thiserror::Error;

use crate::geometry::{Rect, Size};
use crate::input::InputEvent;
use crate::scene::{Damage, Scene};

/// What is shown in a window. All of its functions are called on the main thread.
pub trait WindowApp {
    /// A person did something. Afterwards [`needs_frame`](Self::needs_frame) is asked.
    fn event(&mut self, event: InputEvent);

    /// A [`Waker`] called, or the deadline came: run what is ready, then
    /// [`needs_frame`](Self::needs_frame) is asked.
    fn wake(&mut self);

    /// Whether something on the screen is out of date.
    fn needs_frame(&self) -> bool;

    /// Brings the scene up to date for a window of `size` logical pixels, and says what of it must
    /// be painted again.
    fn frame(&mut self, size: Size, scale: f32) -> Frame<'_>;

    /// When [`wake`](Self::wake) is to be called next, if nothing else happens: the blinking of a
    /// caret, a step of an animation.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// Whether the window is to close: after [`InputEvent::CloseRequested`], or because the
    /// program stops.
    fn is_finished(&self) -> bool;

    /// Where the caret of the field that has the keyboard is, so that an input method puts its
    /// list beside it. Nothing while no field has the keyboard.
    fn caret(&self) -> Option<Rect> {
        None
    }

    /// What the pointer looks like where it is.
    fn pointer(&self) -> PointerShape {
        PointerShape::Arrow
    }
}

/// One picture of the app.
#[derive(Debug)]
pub struct Frame<'a> {
    /// What is on the screen.
    pub scene: &'a Scene,
    /// What of it must be painted again.
    pub damage: Damage,
}

/// What the pointer looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointerShape {
    /// The usual arrow.
    #[default]
    Arrow,
    /// A hand: something to press.
    Hand,
    /// A bar: text to edit.
    Text,
}

/// How the window begins.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowOptions {
    /// In its title bar.
    pub title: String,
    /// In logical pixels.
    pub size: Size,
    /// No smaller than this, in logical pixels.
    pub smallest: Size,
}

impl WindowOptions {
    /// A window with this title, of this size in logical pixels.
    #[must_use]
    pub fn new(title: impl Into<String>, size: Size) -> Self {
        Self { title: title.into(), size, smallest: Size::new(240.0, 160.0) }
    }
}

/// Wakes the event loop from any thread: [`WindowApp::wake`] is called soon after. Waking twice
/// before that is waking once. It is also the waker of the view's executor
/// (`std::task::Waker::from(waker)`).
#[derive(Clone)]
pub struct Waker(Arc<WakeFn>);

struct WakeFn(Box<dyn Fn() + Send + Sync>);

impl Waker {
    /// A waker that calls `wake`; the test driver has its own.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(WakeFn(Box::new(wake))))
    }

    /// Wakes the event loop. Does nothing once the window is closed.
    pub fn wake(&self) {
        (self.0.0)();
    }
}

impl From<Waker> for std::task::Waker {
    fn from(waker: Waker) -> Self {
        Self::from(waker.0)
    }
}

impl Wake for WakeFn {
    fn wake(self: Arc<Self>) {
        (self.0)();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        (self.0)();
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waker")
    }
}

/// Why there is no window. Each reads as one line.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum WindowError {
    /// The program was built without the feature `window`.
    #[error("no window: this program was built without the feature `window`")]
    NotBuilt,
    /// There is no display to show it on.
    #[error("no window: there is no display ({0})")]
    NoDisplay(String),
    /// The system would not open it.
    #[error("no window: {0}")]
    Refused(String),
}

/// Opens a window and shows the app in it until it [is finished](WindowApp::is_finished). Must be
/// called on the main thread, once in a program's life (winit allows no second event loop).
///
/// `make` gets the waker and makes the app; it is called only once there is a display.
#[cfg(feature = "window")]
pub fn run<A: WindowApp>(options: WindowOptions, make: impl FnOnce(Waker) -> A) -> Result<(), WindowError> {
    event_loop::run(options, make)
}

/// Says that this program was built without the feature `window`.
#[cfg(not(feature = "window"))]
pub fn run<A: WindowApp>(_options: WindowOptions, _make: impl FnOnce(Waker) -> A) -> Result<(), WindowError> {
    Err(WindowError::NotBuilt)
}
