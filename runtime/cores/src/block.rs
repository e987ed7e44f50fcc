//! What a block of the language is to the program that runs it.

use std::any::{Any, TypeId};
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use crate::measure::{Doubt, Meter};
use crate::world::Part;
use crate::{Measurement, World};

/// A future that stays on its core.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// The four kinds of block, in the order in which a program stops them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// `nagini!`
    View,
    /// `basilisk!`
    Service,
    /// `slytherin!`
    Streams,
    /// `define_store`
    Store,
}

/// A block of the language, as `define_program` starts, runs and stops it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a block",
    label = "a store, streams, a service or a view is needed here"
)]
pub trait Block: 'static {
    /// The name as declared.
    const NAME: &'static str;
    /// The kind.
    const KIND: BlockKind;

    /// Opens what the block needs (files, sockets, tables) and places what its cores share.
    /// Runs once, on a housekeeping thread, before any core; what needs another block's part
    /// opens that block first ([`Opening::open`]), which is done only once per world.
    ///
    /// # Errors
    /// Says what could not be opened, and what to do about it; the program does not start.
    fn open(opening: &mut Opening) -> Result<(), StartError>;

    /// Runs the block on one of its cores, in the world, until [`crate::stopping`] resolves and
    /// what is in flight has been finished. `core` counts from 0 within the block.
    fn run(core: usize) -> LocalFuture<()> {
        let _ = core;
        Box::pin(std::future::ready(()))
    }

    /// Runs the block on the main thread until its window closes or the program stops (views only).
    ///
    /// # Errors
    /// Says why there is no window; the program goes on without it.
    fn run_main(main: MainThread) -> Result<(), StartError> {
        drop(main);
        Err(StartError::new(Self::NAME, "has nothing to run on the main thread"))
    }

    /// Finishes what must be finished once all cores have ended: flushes, closes. Runs in the world.
    fn close() {}

    /// What only the built program knows of the block (an OpenAPI document, tables), as JSON, for
    /// `PROGRAM --describe`. Called without a world.
    #[must_use]
    fn describe() -> Option<String> {
        None
    }

    /// Draws the block into a PNG file, for `PROGRAM --picture FILE.png` (views only). Runs in the
    /// world, on the main thread, while stores and streams are open and no service runs.
    ///
    /// # Errors
    /// Says why there is no picture.
    fn picture(path: &Path) -> Result<(), StartError> {
        let _ = path;
        Err(StartError::new(Self::NAME, "has nothing to draw"))
    }
}

/// The program `Self` names the block `B`. `define_program` writes it for each of its lines.
#[diagnostic::on_unimplemented(
    message = "the program `{Self}` does not name `{B}`, which another of its blocks needs",
    label = "add a line for it: `{B}: 1 core`"
)]
pub trait Names<B> {}

/// Every block that `Self` needs is named by the program `P`. Each dialect writes
/// `impl<P: Names<Market>> FitsIn<P> for Exchange {}` with the blocks that it refers to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a block",
    label = "a store, streams, a service or a view is needed here"
)]
pub trait FitsIn<P>: Block {}

/// Why a block could not start.
#[derive(Debug, thiserror::Error)]
#[error("{block}: {reason}")]
pub struct StartError {
    /// The block.
    pub block: &'static str,
    /// What is wrong and what to do about it.
    pub reason: String,
}

impl StartError {
    /// An error of that block.
    pub fn new(block: &'static str, reason: impl Into<String>) -> StartError {
        StartError { block, reason: reason.into() }
    }
}

/// [`Block::close`] of a block that has opened.
#[derive(Clone, Copy)]
pub(crate) struct Closer {
    pub(crate) kind: BlockKind,
    pub(crate) name: &'static str,
    pub(crate) close: fn(),
}

/// What a block is handed while it opens.
pub struct Opening {
    pub(crate) directory: PathBuf,
    pub(crate) parts: Vec<Part>,
    pub(crate) opened: Vec<TypeId>,
    pub(crate) closers: Vec<Closer>,
    pub(crate) meters: Vec<Meter>,
    pub(crate) doubts: Vec<Doubt>,
    /// How many cores the block that is opening was given.
    pub(crate) cores: usize,
    /// The same of all blocks that the program names.
    pub(crate) granted: Vec<(TypeId, usize)>,
    pub(crate) on_free_ports: bool,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) addresses: Vec<Address>,
}

impl Opening {
    pub(crate) fn new(directory: PathBuf, on_free_ports: bool, granted: Vec<(TypeId, usize)>) -> Opening {
        Opening {
            directory,
            parts: Vec::new(),
            opened: Vec::new(),
            closers: Vec::new(),
            meters: Vec::new(),
            doubts: Vec::new(),
            cores: 0,
            granted,
            on_free_ports,
            variables: Vec::new(),
            addresses: Vec::new(),
        }
    }

    /// The directory that relative paths start from: the working directory, or a test's own.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// How many cores this block was given; none for a view, and for a store that no line names.
    #[must_use]
    pub fn cores(&self) -> usize {
        self.cores
    }

    /// Listen on a free port of the same address instead of the declared one (tests).
    #[must_use]
    pub fn on_free_ports(&self) -> bool {
        self.on_free_ports
    }

    /// A variable of the environment, or what a test has put in its place; none where it is not
    /// set or not UTF-8.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        let own = self.variables.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
        own.or_else(|| std::env::var(name).ok())
    }

    /// Places a part that every core finds as [`World::part`].
    pub fn place<T: Any + Send + Sync>(&mut self, part: T) -> Arc<T> {
        let part = Arc::new(part);
        self.parts.push((TypeId::of::<T>(), Arc::clone(&part) as _));
        part
    }

    /// A part that a block opened before has placed.
    #[must_use]
    pub fn part<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let (_, part) = self.parts.iter().find(|(id, _)| *id == TypeId::of::<T>())?;
        Arc::clone(part).downcast().ok()
    }

    /// Opens the block `B`, unless it is open already. A service opens its store so.
    ///
    /// # Errors
    /// Those of `B`.
    pub fn open<B: Block>(&mut self) -> Result<(), StartError> {
        if self.opened.contains(&TypeId::of::<B>()) {
            return Ok(());
        }
        self.opened.push(TypeId::of::<B>());
        let outer = self.cores;
        let granted = self.granted.iter().find(|(id, _)| *id == TypeId::of::<B>());
        self.cores = granted.map_or(0, |(_, cores)| *cores);
        let outcome = B::open(self);
        self.cores = outer;
        outcome?;
        self.closers.push(Closer { kind: B::KIND, name: B::NAME, close: B::close });
        Ok(())
    }

    /// Has `tell` asked whenever somebody wants to see what the program does
    /// ([`World::measurements`]); it may be asked on any thread, and must not wait.
    pub fn measure(&mut self, tell: impl Fn(&mut Vec<Measurement>) + Send + Sync + 'static) {
        self.meters.push(Meter::new(tell));
    }

    /// Has `tell` asked whenever somebody wants to know whether the program can do its work
    /// ([`World::doubts`]): it says what is in the way, if something is. It may be asked on any thread, and must
    /// not wait.
    pub fn doubt(&mut self, tell: impl Fn() -> Option<String> + Send + Sync + 'static) {
        self.doubts.push(Doubt::new(tell));
    }

    /// Says where the block `B` can be reached: printed at start, found by tests.
    pub fn announce<B: Block>(&mut self, address: SocketAddr) {
        self.addresses.push(Address { block: TypeId::of::<B>(), name: B::NAME, address });
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening")
            .field("directory", &self.directory)
            .field("parts", &self.parts.len())
            .field("cores", &self.cores)
            .field("on_free_ports", &self.on_free_ports)
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

/// Where a block can be reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    pub(crate) block: TypeId,
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
}

/// What a view is handed to run on the main thread.
#[derive(Debug)]
pub struct MainThread {
    /// The world that the view reads and its bodies act in.
    pub world: World,
}
