//! Programs started by tests: in a directory of their own, on free ports, many in one process.

use std::any::TypeId;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::task::LocalSet;

use crate::block::Address;
use crate::conductor::{self, Score, Stopped};
use crate::core_thread::panic_text;
use crate::{Block, BlockKind, CorePlan, Line, Machine, Program, StartError, World};

/// How long the blocks of one kind may take to finish. Three kinds have something to finish, and
/// whoever sends SIGTERM commonly waits 30 s before SIGKILL.
pub(crate) const STOP_GRACE: Duration = Duration::from_secs(8);

/// The machine that tests run on: the same everywhere, and nothing is pinned, so that worlds side
/// by side do not all sit on the first cores.
const TEST_CORES: usize = 4;

/// A program that a test is about to start; [`Program`] has an example.
///
/// Windows are never opened: there is no main thread to give to one. Threads are not pinned,
/// and the cores are those of an imagined machine of four.
#[derive(Clone, Debug)]
pub struct Launch {
    program: &'static str,
    lines: Vec<Line>,
    machine: Machine,
    directory: PathBuf,
    on_free_ports: bool,
    variables: Vec<(String, String)>,
    grace: Duration,
}

impl Launch {
    /// The program `P`, in the working directory, on the ports that it declares.
    #[must_use]
    pub fn of<P: Program>() -> Launch {
        Launch {
            program: P::NAME,
            lines: P::PLAN.to_vec(),
            machine: Machine::imagined(TEST_CORES),
            directory: PathBuf::from("."),
            on_free_ports: false,
            variables: Vec::new(),
            grace: STOP_GRACE,
        }
    }

    /// Relative paths of its blocks start from here.
    #[must_use]
    pub fn in_directory(mut self, directory: impl Into<PathBuf>) -> Launch {
        self.directory = directory.into();
        self
    }

    /// Each service listens on a free port of its address; [`Running::address`] says which.
    #[must_use]
    pub fn on_free_ports(mut self) -> Launch {
        self.on_free_ports = true;
        self
    }

    /// Its blocks read that for the variable `name`, whatever the environment of the process says.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Launch {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Leaves the views out: they are not even opened.
    #[must_use]
    pub fn without_window(mut self) -> Launch {
        self.lines.retain(|line| line.block().is_none_or(|block| block.kind != BlockKind::View));
        self
    }

    /// On that machine instead; with [`Machine::read`] threads are pinned as in a real program.
    #[must_use]
    pub fn on_machine(mut self, machine: Machine) -> Launch {
        self.machine = machine;
        self
    }

    /// How long blocks of one kind may take to finish when the program stops; 8 s unless said.
    #[must_use]
    pub fn with_grace(mut self, grace: Duration) -> Launch {
        self.grace = grace;
        self
    }

    /// Starts it, and comes back when each of its blocks runs.
    ///
    /// # Errors
    /// A block could not open.
    pub fn start(self) -> Result<Running, StartError> {
        let plan = CorePlan::new(&self.lines, &self.machine);
        let conducted = conductor::conduct(Score {
            program: self.program,
            lines: self.lines,
            plan: plan.clone(),
            directory: self.directory,
            on_free_ports: self.on_free_ports,
            variables: self.variables,
            grace: self.grace,
            heeds_signals: false,
            has_main_thread: false,
        })?;
        Ok(Running {
            world: conducted.world,
            plan,
            addresses: conducted.addresses,
            conductor: Some(conducted.conductor),
        })
    }
}

/// A program that runs. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    world: World,
    plan: CorePlan,
    addresses: Vec<Address>,
    conductor: Option<JoinHandle<Stopped>>,
}

impl Running {
    /// Its world.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Which cores do what.
    #[must_use]
    pub fn plan(&self) -> &CorePlan {
        &self.plan
    }

    /// Where the block `B` can be reached.
    ///
    /// # Panics
    /// The block is not part of the program or has no address.
    #[must_use]
    #[track_caller]
    pub fn address<B: Block>(&self) -> SocketAddr {
        let address = self.addresses.iter().find(|address| address.block == TypeId::of::<B>());
        address.unwrap_or_else(|| panic!("{} has announced no address", B::NAME)).address
    }

    /// Runs `future` in the world, on the calling thread, with a tokio of its own.
    ///
    /// # Panics
    /// Inside of another async runtime, and where the system cannot make an event loop.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system makes an event loop");
        LocalSet::new().block_on(&runtime, self.world.scope(future))
    }

    /// Stops it in order and says how that went.
    ///
    /// # Panics
    /// The conductor of the program has panicked: that is a fault of Parseltongue's.
    pub fn stop(mut self) -> Stopped {
        self.end().unwrap_or_default()
    }

    fn end(&mut self) -> Option<Stopped> {
        let conductor = self.conductor.take()?;
        self.world.request_stop();
        match conductor.join() {
            Ok(stopped) => Some(stopped),
            // A second panic in a drop while a test unwinds would hide the first.
            Err(_) if std::thread::panicking() => None,
            Err(payload) => panic!("the conductor panicked: {}", panic_text(&*payload)),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
