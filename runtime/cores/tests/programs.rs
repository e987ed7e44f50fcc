//! Programs of small hand-written blocks: the order of opening and stopping, panics, masks, and
//! ten worlds in one process.

use std::future::pending;
use std::sync::Mutex;
use std::time::Duration;

use parseltongue_cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Machine, Opening, Program, Running, StartError, World,
    helper_thread, stopping,
};

/// What happened in one world, in order.
#[derive(Default)]
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn note(text: impl Into<String>) {
        World::current().part::<Diary>().expect("every world here has a diary").write(text);
    }

    fn write(&self, text: impl Into<String>) {
        self.0.lock().expect("nobody panics while writing").push(text.into());
    }

    fn of(running: &Running) -> std::sync::Arc<Diary> {
        running.world().part::<Diary>().expect("every world here has a diary")
    }

    fn read(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics while writing").clone()
    }
}

/// Opens the diary if no block has yet, and notes there.
fn note_opening(opening: &mut Opening, name: &str) {
    let diary = opening.part::<Diary>().unwrap_or_else(|| opening.place(Diary::default()));
    diary.write(format!("open {name} for {}", opening.cores()));
}

macro_rules! noting_block {
    ($name:ident, $kind:ident, opens: [$($needed:ident),*]) => {
        struct $name;
        impl Block for $name {
            const NAME: &'static str = stringify!($name);
            const KIND: BlockKind = BlockKind::$kind;

            fn open(opening: &mut Opening) -> Result<(), StartError> {
                $(opening.open::<$needed>()?;)*
                note_opening(opening, Self::NAME);
                Ok(())
            }

            fn run(core: usize) -> LocalFuture<()> {
                Box::pin(async move {
                    stopping().await;
                    Diary::note(format!("stop {}/{core}", Self::NAME));
                })
            }

            fn close() {
                Diary::note(format!("close {}", Self::NAME));
            }
        }
    };
}

noting_block!(Books, Store, opens: []);
noting_block!(Market, Streams, opens: []);
noting_block!(Exchange, Service, opens: [Books]);

macro_rules! program {
    ($name:ident: $($line:expr),* $(,)?) => {
        struct $name;
        impl Program for $name {
            const NAME: &'static str = stringify!($name);
            const PLAN: &'static [Line] = &[$($line),*];
        }
    };
}

program!(TradingDesk: Line::housekeeping(1), Line::cores::<Exchange>(2), Line::cores::<Market>(1));

#[test]
fn blocks_open_from_the_ground_up_and_stop_the_other_way() {
    let running = Launch::of::<TradingDesk>().start().unwrap();
    let diary = Diary::of(&running);
    assert!(running.stop().is_clean());
    let mut seen = diary.read();
    seen[3..5].sort();
    assert_eq!(
        seen,
        [
            "open Market for 1",
            "open Books for 0",
            "open Exchange for 2",
            "stop Exchange/0",
            "stop Exchange/1",
            "stop Market/0",
            "close Exchange",
            "close Market",
            "close Books",
        ]
    );
}

#[test]
fn one_core_is_enough_for_all_blocks() {
    let running = Launch::of::<TradingDesk>().on_machine(Machine::imagined(1)).start().unwrap();
    assert_eq!(running.plan().threads.len(), 1);
    let diary = Diary::of(&running);
    assert!(running.stop().is_clean());
    assert_eq!(
        diary.read()[3..],
        ["stop Exchange/0", "stop Market/0", "close Exchange", "close Market", "close Books"]
    );
}

#[test]
fn ten_worlds_run_side_by_side_and_know_only_themselves() {
    let directories: Vec<_> = (0..10).map(|_| tempfile::tempdir().unwrap()).collect();
    let worlds: Vec<Running> = directories
        .iter()
        .map(|directory| Launch::of::<TradingDesk>().in_directory(directory.path()).start().unwrap())
        .collect();
    for (running, directory) in worlds.iter().zip(&directories) {
        let seen = running.run(async {
            tokio::task::yield_now().await;
            Diary::note("hello");
            World::current().directory().to_path_buf()
        });
        assert_eq!(seen, directory.path());
    }
    for running in worlds {
        let diary = Diary::of(&running);
        assert!(running.stop().is_clean());
        let seen = diary.read();
        assert_eq!(seen.iter().filter(|line| *line == "hello").count(), 1);
        assert_eq!(seen.len(), 10);
    }
}

#[test]
fn dropping_a_program_stops_it() {
    let running = Launch::of::<TradingDesk>().start().unwrap();
    let diary = Diary::of(&running);
    drop(running);
    assert_eq!(diary.read().last().unwrap(), "close Books");
}

struct Broken;
impl Block for Broken {
    const NAME: &'static str = "Broken";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.open::<Books>()?;
        Err(StartError::new(Self::NAME, "the port is taken"))
    }
}
program!(BrokenDesk: Line::cores::<Broken>(1), Line::cores::<Market>(1));

#[test]
fn a_program_whose_block_cannot_open_does_not_start() {
    let error = Launch::of::<BrokenDesk>().start().unwrap_err();
    assert_eq!(error.to_string(), "Broken: the port is taken");
}

struct OpensWithAPanic;
impl Block for OpensWithAPanic {
    const NAME: &'static str = "OpensWithAPanic";
    const KIND: BlockKind = BlockKind::Service;

    fn open(_: &mut Opening) -> Result<(), StartError> {
        panic!("as the test wants")
    }
}
program!(PanickingDesk: Line::cores::<OpensWithAPanic>(1));

#[test]
fn a_panic_while_opening_is_an_error_of_the_block() {
    let error = Launch::of::<PanickingDesk>().start().unwrap_err();
    assert_eq!(error.to_string(), "OpensWithAPanic: panicked while it opened: as the test wants");
}

struct Fragile;
impl Block for Fragile {
    const NAME: &'static str = "Fragile";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        note_opening(opening, Self::NAME);
        Ok(())
    }

    fn run(core: usize) -> LocalFuture<()> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            assert!(core == 0, "core {core} is not 0");
            stopping().await;
            Diary::note("the other core stopped in order");
        })
    }
}
program!(FragileDesk: Line::cores::<Fragile>(2));

#[test]
fn a_panic_in_a_run_stops_the_program_and_is_told() {
    let running = Launch::of::<FragileDesk>().start().unwrap();
    let diary = Diary::of(&running);
    running.run(running.world().stopping());
    let stopped = running.stop();
    assert_eq!(stopped.panicked, ["Fragile/1: core 1 is not 0"]);
    assert_eq!(diary.read(), ["open Fragile for 2", "the other core stopped in order"]);
}

struct Stubborn;
impl Block for Stubborn {
    const NAME: &'static str = "Stubborn";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        note_opening(opening, Self::NAME);
        Ok(())
    }

    fn run(_: usize) -> LocalFuture<()> {
        struct SaysWhenDropped;
        impl Drop for SaysWhenDropped {
            fn drop(&mut self) {
                Diary::note("dropped in its world");
            }
        }
        Box::pin(async {
            let _says = SaysWhenDropped;
            pending::<()>().await;
        })
    }
}
program!(StubbornDesk: Line::cores::<Stubborn>(1), Line::cores::<Market>(1));

#[test]
fn what_does_not_finish_is_abandoned_by_name_and_the_others_still_stop() {
    let running = Launch::of::<StubbornDesk>().with_grace(Duration::from_secs(2)).start().unwrap();
    let diary = Diary::of(&running);
    let stopped = running.stop();
    assert_eq!(stopped.abandoned, ["Stubborn/0"]);
    let mut seen = diary.read();
    seen[2..].sort();
    assert_eq!(
        seen,
        ["open Market for 1", "open Stubborn for 1", "close Market", "dropped in its world", "stop Market/0"]
    );
}

struct Stuck;
impl Block for Stuck {
    const NAME: &'static str = "Stuck";
    const KIND: BlockKind = BlockKind::Service;

    fn open(_: &mut Opening) -> Result<(), StartError> {
        Ok(())
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(async {
            stopping().await;
            // A body that never lets its core go; the thread stays until the process ends.
            loop {
                std::thread::park();
            }
        })
    }
}
program!(StuckDesk: Line::cores::<Stuck>(1));

#[test]
fn a_core_that_does_not_come_back_does_not_keep_the_program() {
    let running = Launch::of::<StuckDesk>().with_grace(Duration::from_millis(100)).start().unwrap();
    assert_eq!(running.stop().abandoned, ["Stuck/0", "the thread of 1 core"]);
}

/// Reads the masks of threads that are started on a core in every way a block may.
struct Inspector;

#[derive(Debug, Default, PartialEq)]
struct Masks {
    core: Vec<usize>,
    helper: Vec<usize>,
    blocking: Vec<usize>,
    opened: Vec<usize>,
}

fn mask() -> Vec<usize> {
    let mask = rustix::thread::sched_getaffinity(None).unwrap();
    (0..rustix::thread::CpuSet::MAX_CPU).filter(|core| mask.is_set(*core)).collect()
}

impl Block for Inspector {
    const NAME: &'static str = "Inspector";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        let opened = helper_thread("opened", mask).unwrap().join().unwrap();
        opening.place(Mutex::new(Masks { opened, ..Masks::default() }));
        Ok(())
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(async {
            let blocking = tokio::task::spawn_blocking(mask).await.unwrap();
            // One started by a helper is a helper, too.
            let helper = helper_thread("outer", || helper_thread("inner", mask).unwrap().join().unwrap());
            let helper = helper.unwrap().join().unwrap();
            let world = World::current();
            let masks = world.part::<Mutex<Masks>>().unwrap();
            let opened = std::mem::take(&mut masks.lock().unwrap().opened);
            *masks.lock().unwrap() = Masks { core: mask(), helper, blocking, opened };
            world.request_stop();
        })
    }
}
program!(InspectedDesk: Line::housekeeping(1), Line::cores::<Inspector>(1));

#[test]
fn helpers_of_a_pinned_core_stay_off_it() {
    let machine = Machine::read();
    if machine.cores.len() < 2 || !machine.can_pin {
        eprintln!("skipped: this machine has one core, or none to pin to");
        return;
    }
    let running = Launch::of::<InspectedDesk>().on_machine(machine).start().unwrap();
    let (housekeeping, core) = (running.plan().housekeeping.clone(), running.plan().threads[0].core);
    let masks = running.world().part::<Mutex<Masks>>().unwrap();
    running.run(running.world().stopping());
    assert!(running.stop().is_clean());
    assert!(!housekeeping.contains(&core));
    assert_eq!(
        *masks.lock().unwrap(),
        Masks {
            core: vec![core],
            helper: housekeeping.clone(),
            blocking: housekeeping.clone(),
            opened: housekeeping
        }
    );
}

#[test]
fn threads_of_a_test_world_are_not_pinned() {
    let usual = mask();
    let running = Launch::of::<InspectedDesk>().start().unwrap();
    let masks = running.world().part::<Mutex<Masks>>().unwrap();
    running.run(running.world().stopping());
    assert!(running.stop().is_clean());
    assert_eq!(masks.lock().unwrap().core, usual);
}
