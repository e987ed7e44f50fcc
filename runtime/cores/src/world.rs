//! The World: everything that one running program shares, and nothing of any other.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// One running program: its opened stores and streams, its directory.
///
/// There are no statics: ten tests run ten worlds side by side. The world stands in a
/// thread-local around every poll of a body, as tokio does for task-locals, so that the words
/// of a body (`find`, `publish`) find it without being handed it.
#[derive(Clone)]
pub struct World(Arc<Inner>);

struct Inner {
    directory: PathBuf,
    /// Few (one for each store, stream block and service), so a walk beats a hash.
    parts: Vec<(TypeId, Arc<dyn Any + Send + Sync>)>,
}

thread_local! {
    static CURRENT: RefCell<Option<World>> = const { RefCell::new(None) };
}

impl World {
    pub(crate) fn new(directory: PathBuf, parts: Vec<(TypeId, Arc<dyn Any + Send + Sync>)>) -> World {
        World(Arc::new(Inner { directory, parts }))
    }

    /// The directory that relative paths of the program's blocks start from.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.0.directory
    }

    /// The part of type `T` that a block placed when it opened.
    #[must_use]
    pub fn part<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let wanted = TypeId::of::<T>();
        let (_, part) = self.0.parts.iter().find(|(id, _)| *id == wanted)?;
        Arc::clone(part).downcast().ok()
    }

    /// The world of the body that is being polled on this thread.
    ///
    /// # Panics
    /// Outside of a world: the words of a body work in a program, a test world, or under [`World::enter`].
    #[must_use]
    #[track_caller]
    pub fn current() -> World {
        World::try_current().expect(
            "a word of the language was used outside of a running program; \
             start one, or wrap the call in `world.enter(..)` or `world.scope(..)`",
        )
    }

    /// The same, or none outside of a world.
    #[must_use]
    pub fn try_current() -> Option<World> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Runs `f` with this world as the thread's current one.
    pub fn enter<T>(&self, f: impl FnOnce() -> T) -> T {
        let _restore = Restore(CURRENT.replace(Some(self.clone())));
        f()
    }

    /// `future` with this world around each of its polls.
    pub fn scope<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        Scoped { world: self.clone(), future: Box::pin(future) }
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("directory", &self.0.directory)
            .field("parts", &self.0.parts.len())
            .finish()
    }
}

/// Puts the world before back, also when `f` panics.
struct Restore(Option<World>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

struct Scoped<F> {
    world: World,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        this.world.enter(|| this.future.as_mut().poll(cx))
    }
}
