//! The plan of cores, made once at start: each line of the program gets its cores. Where the
//! machine is too small, wishes share cores, the plan says which, and the program goes on.

use std::collections::BTreeMap;

use crate::machine::Core;
use crate::{Line, Machine};

/// Which cores do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorePlan {
    /// A line's cores, in the order of the program's lines.
    pub grants: Vec<Grant>,
    /// The threads to start, one for each core that a block runs on.
    pub threads: Vec<PlannedThread>,
    /// Where helpers run: writers of files, the pool for calls that block.
    pub housekeeping: Vec<usize>,
    /// Where the main thread runs, and the threads that a GPU driver starts from it.
    pub main_thread: Vec<usize>,
    /// Threads stay on their cores. Otherwise the numbers only tell the threads apart.
    pub is_pinned: bool,
}

/// What one line of the program asked for and was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The block, or `housekeeping`.
    pub name: &'static str,
    /// How many cores it asked for; none for the main thread.
    pub asked: Option<usize>,
    /// The cores it was given. Fewer than asked where the machine has no more.
    pub cores: Vec<usize>,
    /// The lines that it shares a core with, because the machine is too small for all wishes.
    pub shares_with: Vec<&'static str>,
}

/// A thread on one core, and what it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedThread {
    /// The core's number.
    pub core: usize,
    /// Line of the program, and the core's number within the block.
    pub runs: Vec<(usize, usize)>,
}

impl CorePlan {
    /// Gives the lines their cores on that machine.
    ///
    /// Housekeeping comes first, on one physical core as far as it goes; then the blocks, those that ask for
    /// most first, isolated and whole physical cores first. A block is never given one core twice, and
    /// once all cores are taken it gets those that the fewest others share.
    #[must_use]
    pub fn new(lines: &[Line], machine: &Machine) -> CorePlan {
        let mut board = Board::new(machine);
        let asked_housekeeping = lines.iter().map(|line| match line {
            Line::Housekeeping { cores } => *cores,
            _ => 0,
        });
        let housekeeping = board.take_housekeeping(asked_housekeeping.sum());
        let has_main = lines.iter().any(|line| matches!(line, Line::MainThread { .. }));
        if has_main {
            // The view's thread is work for the core that it will most probably share.
            housekeeping.iter().for_each(|core| board.load(*core));
        }

        let mut cores: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
        let mut by_wish: Vec<usize> = (0..lines.len()).collect();
        by_wish.sort_by_key(|line| std::cmp::Reverse(lines[*line].asked_cores()));
        for line in by_wish {
            cores[line] = match lines[line] {
                Line::Housekeeping { .. } => housekeeping.clone(),
                Line::Cores { cores, .. } => board.take_for_block(cores),
                Line::MainThread { .. } => Vec::new(),
            };
        }

        let spare = board.spare();
        let helpers = first_not_empty([&housekeeping, &spare, &board.all()]);
        let main_thread = first_not_empty([&spare, &helpers]);
        for (line, cores) in lines.iter().zip(&mut cores) {
            if matches!(line, Line::MainThread { .. }) {
                cores.clone_from(&main_thread);
            }
        }
        CorePlan {
            grants: grants(lines, &cores),
            threads: threads(lines, &cores),
            housekeeping: helpers,
            main_thread,
            is_pinned: machine.can_pin,
        }
    }

    /// How many cores line `line` of the program runs on; none for the main thread.
    pub(crate) fn threads_of(&self, line: usize) -> usize {
        self.threads.iter().flat_map(|thread| &thread.runs).filter(|run| run.0 == line).count()
    }
}

/// The cores while they are being given out.
struct Board<'a> {
    cores: Vec<&'a Core>,
    /// How many wishes stand on a core.
    loads: BTreeMap<usize, usize>,
}

impl<'a> Board<'a> {
    fn new(machine: &'a Machine) -> Board<'a> {
        let count = machine.quota_cores.unwrap_or(machine.cores.len());
        let cores: Vec<&Core> = machine.cores.iter().take(count).collect();
        Board { loads: cores.iter().map(|core| (core.id, 0)).collect(), cores }
    }

    fn load(&mut self, core: usize) {
        *self.loads.entry(core).or_default() += 1;
    }

    fn all(&self) -> Vec<usize> {
        self.cores.iter().map(|core| core.id).collect()
    }

    /// Where the system puts its own work anyway, hardware threads of one physical core together.
    fn take_housekeeping(&mut self, count: usize) -> Vec<usize> {
        let mut order = self.cores.clone();
        order.sort_by_key(|core| (core.is_isolated, core.node, core.physical, core.id));
        self.take(order, count)
    }

    fn take_for_block(&mut self, count: usize) -> Vec<usize> {
        let mut order = self.cores.clone();
        let load_of_physical = |core: &Core| {
            let siblings = self.cores.iter().filter(|other| other.physical == core.physical);
            siblings.map(|sibling| self.loads[&sibling.id]).sum::<usize>()
        };
        order.sort_by_key(|core| {
            (self.loads[&core.id], !core.is_isolated, load_of_physical(core), core.node, core.id)
        });
        // Siblings of one physical core stand side by side now; take each physical core once
        // before any twice, as long as nothing has to be shared for it.
        let mut seen = Vec::new();
        let rank: BTreeMap<usize, usize> = order
            .iter()
            .map(|core| {
                seen.push(core.physical);
                (core.id, seen.iter().filter(|physical| **physical == core.physical).count())
            })
            .collect();
        order.sort_by_key(|core| (self.loads[&core.id], !core.is_isolated, rank[&core.id]));
        self.take(order, count)
    }

    fn take(&mut self, order: Vec<&Core>, count: usize) -> Vec<usize> {
        let mut taken: Vec<usize> = order.iter().take(count).map(|core| core.id).collect();
        taken.sort_unstable();
        taken.iter().for_each(|core| self.load(*core));
        taken
    }

    /// Cores that nobody has, nor their physical core.
    fn spare(&self) -> Vec<usize> {
        let is_taken = |physical: usize| {
            self.cores.iter().any(|core| core.physical == physical && self.loads[&core.id] > 0)
        };
        let spare = self.cores.iter().filter(|core| !is_taken(core.physical) && !core.is_isolated);
        spare.map(|core| core.id).collect()
    }
}

fn first_not_empty<const N: usize>(lists: [&Vec<usize>; N]) -> Vec<usize> {
    lists.into_iter().find(|list| !list.is_empty()).cloned().unwrap_or_default()
}

fn grants(lines: &[Line], cores: &[Vec<usize>]) -> Vec<Grant> {
    let shares = |a: usize, b: usize| a != b && cores[a].iter().any(|core| cores[b].contains(core));
    // The main thread has no core to itself unless one was to spare; beside housekeeping it is at home.
    let is_at_home = |a: &Line, b: &Line| {
        matches!(
            (a, b),
            (Line::MainThread { .. }, Line::Housekeeping { .. })
                | (Line::Housekeeping { .. }, Line::MainThread { .. })
        )
    };
    let grant = |(index, line): (usize, &Line)| Grant {
        name: line.name(),
        asked: match line {
            Line::MainThread { .. } => None,
            Line::Housekeeping { cores } | Line::Cores { cores, .. } => Some(*cores),
        },
        cores: cores[index].clone(),
        shares_with: lines
            .iter()
            .enumerate()
            .filter(|(other, other_line)| shares(index, *other) && !is_at_home(line, other_line))
            .map(|(_, other)| other.name())
            .collect(),
    };
    lines.iter().enumerate().map(grant).collect()
}

fn threads(lines: &[Line], cores: &[Vec<usize>]) -> Vec<PlannedThread> {
    let mut threads: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (line, cores) in cores.iter().enumerate() {
        if matches!(lines[line], Line::Cores { .. }) {
            for (number, core) in cores.iter().enumerate() {
                threads.entry(*core).or_default().push((line, number));
            }
        }
    }
    threads.into_iter().map(|(core, runs)| PlannedThread { core, runs }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, BlockKind, Opening, StartError};

    macro_rules! block {
        ($name:ident, $kind:ident) => {
            struct $name;
            impl Block for $name {
                const NAME: &'static str = stringify!($name);
                const KIND: BlockKind = BlockKind::$kind;
                fn open(_: &mut Opening) -> Result<(), StartError> {
                    Ok(())
                }
            }
        };
    }
    block!(Market, Streams);
    block!(Exchange, Service);
    block!(Desk, View);

    const TRADING_DESK: &[Line] = &[
        Line::housekeeping(1),
        Line::cores::<Market>(1),
        Line::cores::<Exchange>(2),
        Line::main_thread::<Desk>(),
    ];

    fn machine(cores: usize) -> Machine {
        Machine { can_pin: true, ..Machine::imagined(cores) }
    }

    fn cores(plan: &CorePlan) -> Vec<(&'static str, Vec<usize>)> {
        plan.grants.iter().map(|grant| (grant.name, grant.cores.clone())).collect()
    }

    #[test]
    fn a_machine_that_is_large_enough_grants_everything() {
        let plan = CorePlan::new(TRADING_DESK, &machine(4));
        assert_eq!(
            cores(&plan),
            [("housekeeping", vec![0]), ("Market", vec![3]), ("Exchange", vec![1, 2]), ("Desk", vec![0])]
        );
        assert!(plan.grants.iter().all(|grant| grant.shares_with.is_empty()));
        assert_eq!(plan.threads.len(), 3);
    }

    #[test]
    fn the_main_thread_gets_a_core_that_is_to_spare() {
        let plan = CorePlan::new(TRADING_DESK, &machine(6));
        assert_eq!(plan.main_thread, [4, 5]);
        assert_eq!(plan.housekeeping, [0]);
    }

    #[test]
    fn two_cores_carry_the_trading_desk_evenly() {
        let plan = CorePlan::new(TRADING_DESK, &machine(2));
        assert_eq!(
            cores(&plan),
            [("housekeeping", vec![0]), ("Market", vec![1]), ("Exchange", vec![0, 1]), ("Desk", vec![0])]
        );
        assert_eq!(
            plan.threads,
            [
                PlannedThread { core: 0, runs: vec![(2, 0)] },
                PlannedThread { core: 1, runs: vec![(1, 0), (2, 1)] },
            ]
        );
        let shares: Vec<_> = plan.grants.iter().map(|grant| grant.shares_with.clone()).collect();
        assert_eq!(
            shares,
            [vec!["Exchange"], vec!["Exchange"], vec!["housekeeping", "Market", "Desk"], vec!["Exchange"]]
        );
    }

    #[test]
    fn one_core_carries_everything_in_one_thread() {
        let plan = CorePlan::new(TRADING_DESK, &machine(1));
        assert_eq!(plan.threads, [PlannedThread { core: 0, runs: vec![(1, 0), (2, 0)] }]);
        assert_eq!((plan.threads_of(2), plan.threads_of(3)), (1, 0));
    }

    #[test]
    fn a_third_core_is_shared_where_the_fewest_are() {
        let plan = CorePlan::new(TRADING_DESK, &machine(3));
        assert_eq!(plan.grants[2].cores, [1, 2]);
        assert_eq!(plan.grants[1].cores, [1]);
    }

    #[test]
    fn blocks_take_whole_physical_cores_before_hardware_threads() {
        let mut machine = machine(8);
        for core in &mut machine.cores {
            core.physical = core.id % 4;
        }
        let plan = CorePlan::new(&[Line::housekeeping(2), Line::cores::<Exchange>(3)], &machine);
        assert_eq!(plan.housekeeping, [0, 4]);
        assert_eq!(plan.grants[1].cores, [1, 2, 3]);
        let crowded = CorePlan::new(&[Line::housekeeping(2), Line::cores::<Exchange>(5)], &machine);
        assert_eq!(crowded.grants[1].cores, [1, 2, 3, 5, 6]);
    }

    #[test]
    fn isolated_cores_are_for_blocks() {
        let mut machine = machine(4);
        machine.cores[0].is_isolated = true;
        let plan = CorePlan::new(&[Line::housekeeping(1), Line::cores::<Market>(1)], &machine);
        assert_eq!((plan.housekeeping, plan.grants[1].cores.clone()), (vec![1], vec![0]));
    }

    #[test]
    fn a_quota_limits_the_threads_and_nothing_is_pinned() {
        let machine = Machine { quota_cores: Some(2), can_pin: false, ..machine(64) };
        let plan = CorePlan::new(TRADING_DESK, &machine);
        assert!(!plan.is_pinned);
        assert_eq!(plan.threads.len(), 2);
    }

    #[test]
    fn without_a_wish_for_housekeeping_helpers_go_where_nobody_is() {
        let plan = CorePlan::new(&[Line::cores::<Exchange>(1)], &machine(2));
        assert_eq!((plan.housekeeping.clone(), plan.grants[0].cores.clone()), (vec![1], vec![0]));
        let full = CorePlan::new(&[Line::cores::<Exchange>(2)], &machine(2));
        assert_eq!(full.housekeeping, [0, 1]);
    }

    #[test]
    fn a_wish_beyond_the_machine_gets_each_core_once() {
        let plan = CorePlan::new(&[Line::cores::<Exchange>(9)], &machine(2));
        assert_eq!(plan.grants[0].cores, [0, 1]);
        assert_eq!(plan.grants[0].asked, Some(9));
    }
}
