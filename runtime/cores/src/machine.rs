//! What the machine has: the cores that this process may use, and how they belong together.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::pinned;

/// The cores that the process may use. Whatever the system does not tell is taken as absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// In the order of their numbers; at least one.
    pub cores: Vec<Core>,
    /// How many cores' worth of time the container's quota leaves us, rounded up, where it is
    /// less than the cores: threads are then not pinned, because containers side by side would
    /// all choose the same cores.
    pub quota_cores: Option<usize>,
    /// Threads may be pinned: there is a quota of none, and the system can.
    pub can_pin: bool,
}

/// One core, as Linux numbers them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    /// Its number.
    pub id: usize,
    /// The lowest number among the hardware threads of the same physical core.
    pub physical: usize,
    /// Its NUMA node.
    pub node: usize,
    /// The kernel puts nothing there by itself (`isolcpus`).
    pub is_isolated: bool,
}

impl Machine {
    /// Reads this machine, once, at start.
    #[must_use]
    pub fn read() -> Machine {
        Machine::read_from(Path::new("/"), &pinned::current_mask())
    }

    /// A machine of that many plain cores, on which nothing is pinned: what tests run on, so that
    /// they do the same everywhere and worlds side by side do not fight for cores.
    #[must_use]
    pub fn imagined(cores: usize) -> Machine {
        let core = |id| Core { id, physical: id, node: 0, is_isolated: false };
        Machine { cores: (0..cores.max(1)).map(core).collect(), quota_cores: None, can_pin: false }
    }

    /// Reads `/sys` and `/proc` under `root`, for a process with that affinity mask.
    fn read_from(root: &Path, mask: &[usize]) -> Machine {
        let cpus = root.join("sys/devices/system/cpu");
        let nodes = read_nodes(&root.join("sys/devices/system/node"));
        let isolated = read_list(&cpus.join("isolated")).unwrap_or_default();
        let ids = usable(&cpus, root, mask, &isolated);
        let cores: Vec<Core> = ids
            .into_iter()
            .map(|id| Core {
                id,
                physical: physical_core(&cpus, id),
                node: nodes.iter().find(|(_, cpus)| cpus.contains(&id)).map_or(0, |(node, _)| *node),
                is_isolated: isolated.contains(&id),
            })
            .collect();
        let quota_cores = read_quota(root).filter(|quota| *quota < cores.len());
        Machine { can_pin: quota_cores.is_none() && !mask.is_empty(), cores, quota_cores }
    }
}

/// The mask, within what is online and in the cpuset. Isolated cores are outside of every
/// process's mask from the start; they are ours unless somebody narrowed the mask on purpose.
fn usable(cpus: &Path, root: &Path, mask: &[usize], isolated: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut usable: BTreeSet<usize> = mask.iter().copied().collect();
    let online = read_list(&cpus.join("online"));
    let cpuset = read_cpuset(root);
    let allowed = |id: &usize| {
        online.as_ref().is_none_or(|online| online.contains(id))
            && cpuset.as_ref().is_none_or(|cpuset| cpuset.contains(id))
    };
    let is_whole = online.iter().flatten().all(|id| isolated.contains(id) || usable.contains(id));
    if is_whole {
        usable.extend(isolated);
    }
    usable.retain(allowed);
    if usable.is_empty() {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        usable.extend(0..count);
    }
    usable
}

fn physical_core(cpus: &Path, id: usize) -> usize {
    let siblings = read_list(&cpus.join(format!("cpu{id}/topology/thread_siblings_list")));
    siblings.and_then(|siblings| siblings.first().copied()).unwrap_or(id)
}

fn read_nodes(directory: &Path) -> Vec<(usize, BTreeSet<usize>)> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let node = |entry: fs::DirEntry| {
        let number = entry.file_name().to_str()?.strip_prefix("node")?.parse().ok()?;
        Some((number, read_list(&entry.path().join("cpulist"))?))
    };
    let mut nodes: Vec<_> = entries.flatten().filter_map(node).collect();
    nodes.sort();
    nodes
}

/// A kernel list: `0-3,8,10-11`.
fn read_list(path: &Path) -> Option<BTreeSet<usize>> {
    parse_list(fs::read_to_string(path).ok()?.trim())
}

fn parse_list(text: &str) -> Option<BTreeSet<usize>> {
    let mut numbers = BTreeSet::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        numbers.extend(first.parse::<usize>().ok()?..=last.parse().ok()?);
    }
    Some(numbers)
}

/// The directories of this process's control group for one controller, from its own up to the
/// root: a limit may stand on any of them. Inside of a container the innermost is often the
/// mount's root, whatever `/proc/self/cgroup` says.
fn cgroup_directories(root: &Path, controller: Option<&str>) -> Vec<PathBuf> {
    let Ok(groups) = fs::read_to_string(root.join("proc/self/cgroup")) else { return Vec::new() };
    let path = groups.lines().find_map(|line| {
        let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
        let is_it = controllers.split(',').any(|one| one == controller.unwrap_or_default());
        is_it.then_some(path.trim_start_matches('/'))
    });
    let Some(path) = path else { return Vec::new() };
    let mount = root.join("sys/fs/cgroup").join(controller.unwrap_or_default());
    let own = mount.join(path);
    own.ancestors().take_while(|directory| directory.starts_with(&mount)).map(PathBuf::from).collect()
}

/// The least quota on the way up, in whole cores, rounded up.
fn read_quota(root: &Path) -> Option<usize> {
    let version_2 = cgroup_directories(root, None).into_iter().filter_map(|directory| {
        let text = fs::read_to_string(directory.join("cpu.max")).ok()?;
        let (quota, period) = text.trim().split_once(' ')?;
        Some((quota.parse().ok()?, period.parse().ok()?))
    });
    let version_1 = cgroup_directories(root, Some("cpu")).into_iter().filter_map(|directory| {
        let number = |name| fs::read_to_string(directory.join(name)).ok()?.trim().parse::<i64>().ok();
        let quota = u64::try_from(number("cpu.cfs_quota_us")?).ok()?;
        Some((quota, u64::try_from(number("cpu.cfs_period_us")?).ok()?))
    });
    version_2
        .chain(version_1)
        .filter(|(_, period_us)| *period_us > 0)
        .filter_map(|(quota_us, period_us): (u64, u64)| usize::try_from(quota_us.div_ceil(period_us)).ok())
        .map(|cores| cores.max(1))
        .min()
}

fn read_cpuset(root: &Path) -> Option<BTreeSet<usize>> {
    let version_2 = cgroup_directories(root, None);
    let version_1 = cgroup_directories(root, Some("cpuset"));
    let two = version_2.iter().map(|directory| directory.join("cpuset.cpus.effective"));
    let one = version_1.iter().map(|directory| directory.join("cpuset.effective_cpus"));
    two.chain(one).find_map(|file| read_list(&file).filter(|cores| !cores.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A `/sys` and `/proc` written into a directory of its own.
    fn system(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    fn ids(machine: &Machine) -> Vec<usize> {
        machine.cores.iter().map(|core| core.id).collect()
    }

    #[test]
    fn kernel_lists_are_read() {
        assert_eq!(parse_list("0-2,5,8-9").unwrap(), BTreeSet::from([0, 1, 2, 5, 8, 9]));
        assert_eq!(parse_list("").unwrap(), BTreeSet::new());
        assert_eq!(parse_list("0-"), None);
    }

    #[test]
    fn siblings_and_nodes_are_known() {
        let root = system(&[
            ("sys/devices/system/cpu/online", "0-3\n"),
            ("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,2\n"),
            ("sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1,3\n"),
            ("sys/devices/system/cpu/cpu2/topology/thread_siblings_list", "0,2\n"),
            ("sys/devices/system/cpu/cpu3/topology/thread_siblings_list", "1,3\n"),
            ("sys/devices/system/node/node0/cpulist", "0,2\n"),
            ("sys/devices/system/node/node1/cpulist", "1,3\n"),
            ("sys/devices/system/node/possible", "0-1\n"),
        ]);
        let machine = Machine::read_from(root.path(), &[0, 1, 2, 3]);
        let seen: Vec<_> = machine.cores.iter().map(|core| (core.id, core.physical, core.node)).collect();
        assert_eq!(seen, [(0, 0, 0), (1, 1, 1), (2, 0, 0), (3, 1, 1)]);
        assert!(machine.can_pin);
    }

    #[test]
    fn missing_files_leave_the_mask() {
        let machine = Machine::read_from(system(&[]).path(), &[2, 5]);
        assert_eq!(ids(&machine), [2, 5]);
        assert_eq!(machine.quota_cores, None);
    }

    #[test]
    fn isolated_cores_are_ours_unless_the_mask_was_narrowed() {
        let root = system(&[
            ("sys/devices/system/cpu/online", "0-3\n"),
            ("sys/devices/system/cpu/isolated", "2-3\n"),
        ]);
        let whole = Machine::read_from(root.path(), &[0, 1]);
        assert_eq!(ids(&whole), [0, 1, 2, 3]);
        assert!(whole.cores[3].is_isolated && !whole.cores[1].is_isolated);
        assert_eq!(ids(&Machine::read_from(root.path(), &[0])), [0]);
    }

    #[test]
    fn cores_outside_of_the_cpuset_are_left_alone() {
        let root = system(&[
            ("sys/devices/system/cpu/online", "0-7\n"),
            ("proc/self/cgroup", "0::/app\n"),
            ("sys/fs/cgroup/app/cpuset.cpus.effective", "4-5\n"),
        ]);
        assert_eq!(ids(&Machine::read_from(root.path(), &[0, 1, 2, 3, 4, 5, 6, 7])), [4, 5]);
    }

    #[test]
    fn a_quota_of_version_2_rounds_up_and_forbids_pinning() {
        let root = system(&[
            ("proc/self/cgroup", "0::/a/b\n"),
            ("sys/fs/cgroup/a/cpu.max", "150000 100000\n"),
            ("sys/fs/cgroup/a/b/cpu.max", "max 100000\n"),
        ]);
        let machine = Machine::read_from(root.path(), &[0, 1, 2, 3]);
        assert_eq!((machine.quota_cores, machine.can_pin), (Some(2), false));
    }

    #[test]
    fn a_quota_of_version_1_is_read_and_one_above_the_cores_is_none() {
        let files = [
            ("proc/self/cgroup", "4:memory:/x\n1:cpu,cpuacct:/x\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
            ("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "-1\n"),
        ];
        let root = system(&files);
        assert_eq!(Machine::read_from(root.path(), &[0, 1, 2, 3]).quota_cores, Some(3));
        assert_eq!(Machine::read_from(root.path(), &[0, 1]).quota_cores, None);
    }

    #[test]
    fn this_machine_has_a_core() {
        assert!(!Machine::read().cores.is_empty());
    }
}
