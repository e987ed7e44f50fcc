//! The World: everything that one running program shares, and nothing of any other.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{Notify, watch};

use crate::measure::{Doubt, Meter};
use crate::{BlockKind, Measurement};

/// A part that a block placed, under its type.
pub(crate) type Part = (TypeId, Arc<dyn Any + Send + Sync>);

/// One running program: its opened stores and streams, its directory.
///
/// There are no statics: ten tests run ten worlds side by side. The world stands in a
/// thread-local around every poll of a body, as tokio does for task-locals, so that the words
/// of a body (`find`, `publish`) find it without being handed it.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
    /// The kind of block that this handle was given to: what it starts stops with that kind.
    stops_with: BlockKind,
}

struct Inner {
    directory: PathBuf,
    /// Few (one for each store, stream block and service), so a walk beats a hash.
    parts: Vec<Part>,
    meters: Vec<Meter>,
    doubts: Vec<Doubt>,
    /// How far the stop has come: this kind and those before it are stopping.
    stop: watch::Sender<Option<BlockKind>>,
    /// Rung by who wants the whole program to stop.
    asked_to_stop: Notify,
}

thread_local! {
    static CURRENT: RefCell<Option<World>> = const { RefCell::new(None) };
}

impl World {
    pub(crate) fn new(directory: PathBuf, parts: Vec<Part>, meters: Vec<Meter>, doubts: Vec<Doubt>) -> World {
        let (stop, asked_to_stop) = (watch::Sender::new(None), Notify::new());
        let inner = Inner { directory, parts, meters, doubts, stop, asked_to_stop };
        World { inner: Arc::new(inner), stops_with: BlockKind::View }
    }

    /// What keeps the program's blocks from their work right now: nothing, if all is well.
    #[must_use]
    pub fn doubts(&self) -> Vec<String> {
        self.inner.doubts.iter().filter_map(Doubt::tell).collect()
    }

    /// The same world for blocks of that kind.
    pub(crate) fn stopping_with(&self, kind: BlockKind) -> World {
        World { inner: Arc::clone(&self.inner), stops_with: kind }
    }

    /// The directory that relative paths of the program's blocks start from.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.inner.directory
    }

    /// The part of type `T` that a block placed when it opened.
    #[must_use]
    pub fn part<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let wanted = TypeId::of::<T>();
        let (_, part) = self.inner.parts.iter().find(|(id, _)| *id == wanted)?;
        Arc::clone(part).downcast().ok()
    }

    /// What the program's blocks measure, now.
    #[must_use]
    pub fn measurements(&self) -> Vec<Measurement> {
        let mut told = Vec::new();
        for meter in &self.inner.meters {
            meter.tell(&mut told);
        }
        told
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
        let mut world = Some(self.clone());
        let _restore = Swapped::in_with(&mut world);
        f()
    }

    /// `future` with this world around each of its polls, and around its drop.
    pub fn scope<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        Scoped { world: Some(self.clone()), future: Some(future) }
    }

    /// Resolves when what this handle belongs to has to stop: a view first, then services, then
    /// streams, then stores. [`World::scope`] carries that on to the tasks a block starts.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + Sync + use<> {
        let mut stop = self.inner.stop.subscribe();
        let kind = Some(self.stops_with);
        async move {
            // The sender lives in the world; gone with it, there is nothing left to run for.
            let _ = stop.wait_for(|reached| *reached >= kind).await;
        }
    }

    /// [`World::stopping`] has resolved, or would at once.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.inner.stop.borrow() >= Some(self.stops_with)
    }

    /// Asks the whole program to stop in order, as closing its window or SIGTERM does.
    pub fn request_stop(&self) {
        self.inner.asked_to_stop.notify_one();
    }

    /// Resolves when somebody has asked the program to stop.
    pub(crate) async fn asked_to_stop(&self) {
        self.inner.asked_to_stop.notified().await;
    }

    /// Tells all blocks of that kind, and of those before it, to stop.
    pub(crate) fn stop(&self, kind: BlockKind) {
        self.inner.stop.send_replace(Some(kind));
    }
}

/// Resolves when the block in whose world this is polled has to stop: [`World::stopping`] of
/// the current world.
///
/// # Panics
/// Outside of a world.
#[track_caller]
pub fn stopping() -> impl Future<Output = ()> + Send + Sync {
    World::current().stopping()
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("directory", &self.inner.directory)
            .field("parts", &self.inner.parts.len())
            .finish()
    }
}

/// Has put a world in the thread-local's place, and puts the one before back, also on a panic.
/// The two change places, so that a poll costs no reference count.
struct Swapped<'a>(&'a mut Option<World>);

impl<'a> Swapped<'a> {
    fn in_with(world: &'a mut Option<World>) -> Swapped<'a> {
        CURRENT.with_borrow_mut(|current| std::mem::swap(current, world));
        Swapped(world)
    }
}

impl Drop for Swapped<'_> {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| std::mem::swap(current, self.0));
    }
}

pin_project_lite::pin_project! {
    struct Scoped<F> {
        // Some, but while the future is polled: then it stands in the thread-local.
        world: Option<World>,
        // None once it is ready.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // In a thread that is ending the thread-local may be gone: the future is then
            // dropped without a world, with its field.
            let is_alive = CURRENT.try_with(|_| ()).is_ok();
            if std::mem::needs_drop::<F>() && this.future.is_some() && is_alive {
                let _restore = Swapped::in_with(this.world);
                this.future.set(None);
            }
        }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let _restore = Swapped::in_with(this.world);
        let future = this.future.as_mut().as_pin_mut();
        let outcome = future.expect("a future in a world's scope was polled after it was ready").poll(cx);
        if outcome.is_ready() {
            this.future.set(None);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(directory: &str) -> World {
        World::new(PathBuf::from(directory), Vec::new(), Vec::new(), Vec::new())
    }

    fn current_directory() -> PathBuf {
        World::current().directory().to_path_buf()
    }

    fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(std::task::Waker::noop()))
    }

    #[test]
    fn an_inner_world_hides_the_outer_one_and_gives_it_back() {
        let seen = world("outer").enter(|| {
            let inner = world("inner").enter(current_directory);
            (inner, current_directory())
        });
        assert_eq!(seen, (PathBuf::from("inner"), PathBuf::from("outer")));
        assert!(World::try_current().is_none());
    }

    #[test]
    fn a_panic_leaves_no_world_behind() {
        let panicked = std::panic::catch_unwind(|| world("a").enter(|| panic!("as the test wants")));
        assert!(panicked.is_err());
        assert!(World::try_current().is_none());
    }

    #[test]
    fn a_scoped_future_is_polled_and_dropped_in_its_world() {
        struct SaysWhere(std::rc::Rc<RefCell<Vec<PathBuf>>>);
        impl Drop for SaysWhere {
            fn drop(&mut self) {
                self.0.borrow_mut().push(current_directory());
            }
        }
        let seen = std::rc::Rc::new(RefCell::new(Vec::new()));
        let says_where = SaysWhere(std::rc::Rc::clone(&seen));
        let mut future = Box::pin(world("a").scope(async move {
            says_where.0.borrow_mut().push(current_directory());
            std::future::pending::<()>().await;
            drop(says_where);
        }));
        assert!(poll_once(future.as_mut()).is_pending());
        assert!(World::try_current().is_none());
        drop(future);
        assert_eq!(*seen.borrow(), [PathBuf::from("a"), PathBuf::from("a")]);
    }

    #[test]
    fn kinds_stop_one_after_the_other() {
        let world = world("a");
        let service = world.stopping_with(BlockKind::Service);
        let streams = world.stopping_with(BlockKind::Streams);
        let mut service_stops = Box::pin(service.stopping());
        let mut streams_stop = Box::pin(streams.scope(async { stopping().await }));
        assert!(poll_once(service_stops.as_mut()).is_pending());

        world.stop(BlockKind::Service);
        assert!(poll_once(service_stops.as_mut()).is_ready());
        assert!(poll_once(streams_stop.as_mut()).is_pending());
        assert!(service.is_stopping() && !streams.is_stopping());

        world.stop(BlockKind::Streams);
        assert!(poll_once(streams_stop.as_mut()).is_ready());
    }
}
