//! What a program is: its name and the lines that say which cores do what.

use std::any::TypeId;
use std::path::Path;

use crate::{Block, BlockKind, FitsIn, LocalFuture, MainThread, Opening, StartError};

/// A program, as `define_program` writes it.
///
/// ```
/// use parseltongue_cores::{Block, BlockKind, Launch, Line, Opening, Program, StartError};
///
/// struct Market;
/// impl Block for Market {
///     const NAME: &'static str = "Market";
///     const KIND: BlockKind = BlockKind::Streams;
///     fn open(_: &mut Opening) -> Result<(), StartError> {
///         Ok(())
///     }
/// }
///
/// struct TradingDesk;
/// impl Program for TradingDesk {
///     const NAME: &'static str = "TradingDesk";
///     const VERSION: &'static str = env!("CARGO_PKG_VERSION");
///     const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Market>(1)];
/// }
///
/// let running = Launch::of::<TradingDesk>().start()?;
/// assert_eq!(running.run(async { 1 + 1 }), 2);
/// assert!(running.stop().is_clean());
/// # Ok::<(), StartError>(())
/// ```
///
/// A line that asks for what its block cannot have does not compile:
///
/// ```compile_fail,E0080
/// # use parseltongue_cores::{Block, BlockKind, Line, Opening, Program, StartError};
/// struct Desk;
/// impl Block for Desk {
///     const NAME: &'static str = "Desk";
///     const KIND: BlockKind = BlockKind::View;
/// #   fn open(_: &mut Opening) -> Result<(), StartError> {
/// #       Ok(())
/// #   }
/// }
/// const LINE: Line = Line::cores::<Desk>(1); // write `Line::main_thread::<Desk>()`
/// ```
pub trait Program: 'static {
    /// The name as declared.
    const NAME: &'static str;
    /// The version of the crate that declares it, for `--version`.
    const VERSION: &'static str = "";
    /// Which cores do what, in the order of the lines.
    const PLAN: &'static [Line];
}

/// One line of a program: what it asks for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Line {
    /// `housekeeping: 1 core`: cores for everything that is not a block's: writers, helpers, the system.
    Housekeeping {
        /// How many.
        cores: usize,
    },
    /// `Exchange: 2 cores`
    Cores {
        /// The block.
        block: BlockTable,
        /// How many.
        cores: usize,
    },
    /// `Desk: main_thread`
    MainThread {
        /// The view.
        block: BlockTable,
    },
}

impl Line {
    /// `housekeeping: 1 core`
    #[must_use]
    pub const fn housekeeping(cores: usize) -> Line {
        Line::Housekeeping { cores }
    }

    /// `Exchange: 2 cores`
    ///
    /// # Panics
    /// While the program compiles: the block is of a kind that runs on no core of its own, or the number is 0.
    #[must_use]
    pub const fn cores<B: Block>(cores: usize) -> Line {
        assert!(cores > 0, "a block runs on at least 1 core");
        assert!(
            !matches!(B::KIND, BlockKind::View),
            "a view runs on the main thread: write `main_thread` instead of a number of cores"
        );
        assert!(
            !matches!(B::KIND, BlockKind::Store),
            "a store needs no core of its own: leave its line out, the service that uses it opens it"
        );
        Line::Cores { block: BlockTable::of::<B>(), cores }
    }

    /// `Exchange: 2 cores` of the program `P`, which names every block that this one needs.
    ///
    /// # Panics
    /// As [`Line::cores`] does.
    #[must_use]
    pub const fn cores_of<P, B: FitsIn<P>>(cores: usize) -> Line {
        Line::cores::<B>(cores)
    }

    /// `Desk: main_thread` of the program `P`, which names every block that this one needs.
    ///
    /// # Panics
    /// As [`Line::main_thread`] does.
    #[must_use]
    pub const fn main_thread_of<P, B: FitsIn<P>>() -> Line {
        Line::main_thread::<B>()
    }

    /// `Desk: main_thread`
    ///
    /// # Panics
    /// While the program compiles: the block is not a view.
    #[must_use]
    pub const fn main_thread<B: Block>() -> Line {
        assert!(
            matches!(B::KIND, BlockKind::View),
            "only a view runs on the main thread: write a number of cores, such as `1 core`"
        );
        Line::MainThread { block: BlockTable::of::<B>() }
    }

    /// The block of the line, if it is about one.
    #[must_use]
    pub const fn block(&self) -> Option<&BlockTable> {
        match self {
            Line::Housekeeping { .. } => None,
            Line::Cores { block, .. } | Line::MainThread { block } => Some(block),
        }
    }

    /// How many threads on cores it asks for.
    #[must_use]
    pub(crate) const fn asked_cores(&self) -> usize {
        match self {
            Line::Housekeeping { cores } | Line::Cores { cores, .. } => *cores,
            Line::MainThread { .. } => 0,
        }
    }

    /// What the line is about, as the table at start shows it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.block() {
            None => "housekeeping",
            Some(block) => block.name,
        }
    }
}

/// A block's functions, so that a plan can be a constant.
#[derive(Clone, Copy, Debug)]
pub struct BlockTable {
    /// [`Block::NAME`]
    pub name: &'static str,
    /// [`Block::KIND`]
    pub kind: BlockKind,
    pub(crate) id: TypeId,
    pub(crate) open: fn(&mut Opening) -> Result<(), StartError>,
    pub(crate) run: fn(usize) -> LocalFuture<()>,
    pub(crate) run_main: fn(MainThread) -> Result<(), StartError>,
    pub(crate) describe: fn() -> Option<String>,
    pub(crate) picture: fn(&Path) -> Result<(), StartError>,
}

impl BlockTable {
    /// The table of `B`.
    #[must_use]
    pub const fn of<B: Block>() -> BlockTable {
        BlockTable {
            name: B::NAME,
            kind: B::KIND,
            id: TypeId::of::<B>(),
            open: Opening::open::<B>,
            run: B::run,
            run_main: B::run_main,
            describe: B::describe,
            picture: B::picture,
        }
    }
}
