use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use winit::application::ApplicationHandler;
use winit::dpi::{LogicalPosition, LogicalSize};
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::window::{CursorIcon, Window, WindowId};

use super::event::Translator;
use super::surface::Shown;
use super::{PointerShape, Waker, WindowApp, WindowError, WindowOptions};
use crate::geometry::Rect;
use crate::input::InputEvent;

/// Runs winit's event loop until the app is finished.
pub(super) fn run<A: WindowApp>(
    options: WindowOptions,
    make: impl FnOnce(Waker) -> A,
) -> Result<(), WindowError> {
    let event_loop = EventLoop::with_user_event()
        .build()
        .map_err(|error| WindowError::NoDisplay(one_line(&error.to_string())))?;
    let is_woken = Arc::new(AtomicBool::new(false));
    let waker = {
        let (is_woken, proxy) = (Arc::clone(&is_woken), event_loop.create_proxy());
        Waker::new(move || {
            // AcqRel: whoever wakes has written what the app will read, and one event in the
            // queue is enough however many wake before it is taken out.
            if !is_woken.swap(true, Ordering::AcqRel) {
                // Fails only when the loop has ended, and then nobody is there to wake.
                let _ = proxy.send_event(());
            }
        })
    };
    let mut shell = Shell {
        app: make(waker),
        options,
        is_woken,
        shown: None,
        translator: Translator::default(),
        pointer: PointerShape::Arrow,
        caret: None,
        failed: None,
    };
    event_loop.run_app(&mut shell).map_err(|error| WindowError::Refused(one_line(&error.to_string())))?;
    match shell.failed {
        Some(why) => Err(why),
        None => Ok(()),
    }
}

/// The app, its window, and what the window was last told.
struct Shell<A> {
    app: A,
    options: WindowOptions,
    /// Whether an event from a waker is in the queue.
    is_woken: Arc<AtomicBool>,
    shown: Option<Shown>,
    translator: Translator,
    pointer: PointerShape,
    caret: Option<Rect>,
    failed: Option<WindowError>,
}

impl<A: WindowApp> Shell<A> {
    fn open(&mut self, event_loop: &ActiveEventLoop) -> Result<(), WindowError> {
        let size = |size: crate::geometry::Size| LogicalSize::new(size.width, size.height);
        let attributes = Window::default_attributes()
            .with_title(self.options.title.clone())
            .with_inner_size(size(self.options.size))
            .with_min_inner_size(size(self.options.smallest))
            .with_visible(false);
        let window = event_loop
            .create_window(attributes)
            .map_err(|error| WindowError::Refused(one_line(&error.to_string())))?;
        let mut shown = Shown::new(event_loop, Arc::new(window))?;
        // The first picture is painted before the window is seen, so that it never flashes.
        self.app.event(shown.resized());
        shown.draw(&mut self.app)?;
        shown.window().set_visible(true);
        shown.window().focus_window();
        shown.window().request_redraw();
        self.shown = Some(shown);
        Ok(())
    }

    fn fail(&mut self, event_loop: &ActiveEventLoop, why: WindowError) {
        self.failed = Some(why);
        event_loop.exit();
    }

    /// What the app wants of the window, after anything happened.
    fn settle(&mut self, event_loop: &ActiveEventLoop) {
        if self.app.is_finished() {
            return event_loop.exit();
        }
        let Some(shown) = &self.shown else { return };
        let window = shown.window();
        if self.app.needs_frame() {
            window.request_redraw();
        }
        let pointer = self.app.pointer();
        if pointer != self.pointer {
            self.pointer = pointer;
            window.set_cursor(match pointer {
                PointerShape::Arrow => CursorIcon::Default,
                PointerShape::Hand => CursorIcon::Pointer,
                PointerShape::Text => CursorIcon::Text,
            });
        }
        let caret = self.app.caret();
        if caret != self.caret {
            if caret.is_some() != self.caret.is_some() {
                window.set_ime_allowed(caret.is_some());
            }
            if let Some(at) = caret {
                window.set_ime_cursor_area(
                    LogicalPosition::new(at.x, at.y),
                    LogicalSize::new(at.width, at.height),
                );
            }
            self.caret = caret;
        }
        event_loop.set_control_flow(match self.app.deadline() {
            Some(deadline) => ControlFlow::WaitUntil(deadline),
            None => ControlFlow::Wait,
        });
    }
}

impl<A: WindowApp> ApplicationHandler for Shell<A> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.shown.is_none()
            && let Err(why) = self.open(event_loop)
        {
            self.fail(event_loop, why);
        }
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        if matches!(cause, StartCause::ResumeTimeReached { .. }) {
            self.app.wake();
        }
    }

    fn user_event(&mut self, _: &ActiveEventLoop, (): ()) {
        // Before the app looks: whoever wakes from here on gets an event of their own.
        self.is_woken.store(false, Ordering::Release);
        self.app.wake();
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(shown) = &mut self.shown else { return };
        match event {
            WindowEvent::RedrawRequested => {
                if let Err(why) = shown.draw(&mut self.app) {
                    self.fail(event_loop, why);
                }
            }
            WindowEvent::Resized(_) | WindowEvent::ScaleFactorChanged { .. } => {
                shown.configure();
                self.app.event(shown.resized());
                shown.window().request_redraw();
            }
            WindowEvent::Occluded(false) => shown.window().request_redraw(),
            // Destroyed: the display took it away without asking.
            WindowEvent::CloseRequested | WindowEvent::Destroyed => {
                self.app.event(InputEvent::CloseRequested);
            }
            other => {
                let scale = shown.window().scale_factor();
                for event in self.translator.translate(other, scale) {
                    self.app.event(event);
                }
            }
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        self.settle(event_loop);
    }
}

/// winit's errors name the line of its source that made them; a person wants what comes after.
fn one_line(text: &str) -> String {
    let said = match text.rsplit_once(".rs:") {
        Some((_, place_and_said)) => {
            place_and_said.trim_start_matches(|it: char| it.is_ascii_digit()).trim_start_matches(": ")
        }
        None => text,
    };
    said.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn an_error_of_winit_reads_as_one_line_without_its_source() {
        let said = "os error at /a/src/platform_impl/linux/mod.rs:788: Failed to open\n connection.";
        assert_eq!(one_line(said), "Failed to open connection");
        assert_eq!(one_line("not supported"), "not supported");
    }
}
