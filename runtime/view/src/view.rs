//! A view as its block declares it, and how it is run: in a window, as a picture, or by a test.

mod app;
mod settle;

use std::ops::Deref;
use std::path::Path;
use std::rc::Rc;

use parseltongue_cores::{MainThread, StartError, World};

pub(crate) use settle::{Bell, settle};

use crate::element::{Shell, Ui};
use crate::geometry::Size;
use crate::picture;
use crate::scene::Scene;
use crate::stream::Streams;
use crate::text::Fonts;
use crate::theme::Theme;
use crate::window::{self, Waker, WindowOptions};

/// What a `nagini!` block declares. The macro writes the implementation.
pub trait View: 'static {
    /// The block's name.
    const NAME: &'static str;
    /// What stands in the window's title bar.
    const TITLE: &'static str;
    /// The window's width and height at first, in logical pixels.
    const SIZE: (u32, u32);

    /// Shows the root component.
    fn show(ui: &Ui);
}

/// The size that a view's window has at first.
pub(crate) fn first_size<V: View>() -> Size {
    Size::new(V::SIZE.0 as f32, V::SIZE.1 as f32)
}

/// A view with its root component on show. What comes from streams has not come yet.
pub(crate) fn open<V: View>(world: Option<World>, waker: Waker) -> Opened {
    let shell =
        Shell::new(Fonts::bundled().with_system_fallback(), Theme::default(), Streams::new(world, waker));
    V::show(&shell.ui());
    shell.tree.borrow_mut().resize(first_size::<V>());
    Opened(shell)
}

/// Shows the view in a window until it is closed or the program stops. What `run_main` of its
/// block calls.
///
/// # Errors
/// Says in one line why there is no window.
pub fn run<V: View>(main: MainThread) -> Result<(), StartError> {
    let options = WindowOptions::new(V::TITLE, first_size::<V>());
    let world = main.world;
    window::run(options, move |waker| app::App::new::<V>(world, waker))
        .map_err(|error| StartError::new(V::NAME, error.to_string()))
}

/// Draws the view as it is once it shows what stands in its streams now. What `picture` of its
/// block calls, in the program's world.
///
/// # Errors
/// Says why there is no picture.
pub fn picture_of<V: View>(path: &Path) -> Result<(), StartError> {
    let wrong = |reason: String| StartError::new(V::NAME, reason);
    let bell = Bell::default();
    let shell = open::<V>(World::try_current(), bell.waker());
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.map_err(|error| wrong(error.to_string()))?.block_on(settle(&shell, &bell));
    let mut tree = shell.tree.borrow_mut();
    let mut scene = Scene::new(tree.theme.background);
    tree.paint(&mut scene);
    let drawn = picture::write_png(&scene, first_size::<V>(), PICTURE_SCALE, path);
    let painted_by = drawn.map_err(|error| wrong(error.to_string()))?;
    println!("{}: {painted_by}", path.display());
    Ok(())
}

/// Device pixels for each logical one in a picture: sharp on today's screens.
const PICTURE_SCALE: f32 = 2.0;

/// A view that is open. Dropping it frees everything in it, also what holds on to the view itself.
#[derive(Debug)]
pub(crate) struct Opened(Rc<Shell>);

impl Deref for Opened {
    type Target = Shell;

    fn deref(&self) -> &Shell {
        &self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.scope.dispose();
    }
}
