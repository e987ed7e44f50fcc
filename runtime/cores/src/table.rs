//! The table that a program prints at start: what was asked and what the machine granted.

use std::fmt::Write;
use std::time::Duration;

use crate::block::Address;
use crate::{CorePlan, Grant, Machine};

/// Everything that the table tells.
pub(crate) struct Table<'a> {
    pub(crate) program: &'a str,
    pub(crate) version: &'a str,
    pub(crate) machine: &'a Machine,
    pub(crate) plan: &'a CorePlan,
    pub(crate) addresses: &'a [Address],
    pub(crate) started_in: Duration,
}

impl std::fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let title = format!("{} {}", self.program, self.version);
        writeln!(f, "{}, {}", title.trim_end(), has(self.machine))?;
        writeln!(f)?;
        f.write_str(&aligned(&self.rows()))?;
        writeln!(f)?;
        for Address { name, address, .. } in self.addresses {
            writeln!(f, "{name} is at {address}")?;
        }
        writeln!(f, "ready after {:.1} ms", self.started_in.as_secs_f64() * 1_000.0)
    }
}

impl Table<'_> {
    fn rows(&self) -> Vec<[String; 4]> {
        let heading = ["block", "asked", "granted", ""].map(str::to_owned);
        let row = |grant: &Grant| {
            [
                grant.name.to_owned(),
                grant.asked.map_or_else(|| "main thread".to_owned(), count),
                if self.plan.is_pinned { cores(&grant.cores) } else { count(grant.cores.len()) },
                note(grant, self.plan),
            ]
        };
        std::iter::once(heading).chain(self.plan.grants.iter().map(row)).collect()
    }
}

fn has(machine: &Machine) -> String {
    let cores = count(machine.cores.len());
    match machine.quota_cores {
        Some(quota) => format!("{cores}, of which a quota leaves {quota}: threads are not pinned"),
        None if machine.can_pin => cores,
        None => format!("{cores}, threads are not pinned"),
    }
}

/// What the machine was too small for.
fn note(grant: &Grant, plan: &CorePlan) -> String {
    let mut note = String::new();
    if grant.asked.is_some_and(|asked| asked > grant.cores.len()) {
        note.push_str("the machine has no more");
    }
    if !grant.shares_with.is_empty() && plan.is_pinned {
        let separator = if note.is_empty() { "" } else { ", " };
        // Writing into a string cannot fail.
        let _ = write!(note, "{separator}shared with {}", grant.shares_with.join(", "));
    }
    note
}

fn count(cores: usize) -> String {
    if cores == 1 { "1 core".to_owned() } else { format!("{cores} cores") }
}

fn cores(cores: &[usize]) -> String {
    let numbers: Vec<String> = cores.iter().map(usize::to_string).collect();
    format!("{} {}", if cores.len() == 1 { "core" } else { "cores" }, numbers.join(", "))
}

fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("   ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::any::TypeId;

    fn grant(
        name: &'static str,
        asked: Option<usize>,
        cores: &[usize],
        shares_with: &[&'static str],
    ) -> Grant {
        Grant { name, asked, cores: cores.to_vec(), shares_with: shares_with.to_vec() }
    }

    fn plan(is_pinned: bool) -> CorePlan {
        CorePlan {
            grants: vec![
                grant("housekeeping", Some(1), &[0], &["Exchange"]),
                grant("Exchange", Some(3), &[0, 1], &["housekeeping"]),
                grant("Desk", None, &[0], &[]),
            ],
            threads: Vec::new(),
            housekeeping: vec![0],
            main_thread: vec![0],
            is_pinned,
        }
    }

    fn table(machine: &Machine, plan: &CorePlan) -> String {
        let address =
            Address { block: TypeId::of::<()>(), name: "Exchange", address: ([127, 0, 0, 1], 80).into() };
        let table = Table {
            program: "TradingDesk",
            version: "0.1.0",
            machine,
            plan,
            addresses: &[address],
            started_in: Duration::from_micros(2_340),
        };
        table.to_string()
    }

    #[test]
    fn the_table_says_what_was_asked_and_granted() {
        let machine = Machine { can_pin: true, ..Machine::imagined(2) };
        let expected = "\
TradingDesk 0.1.0, 2 cores

block          asked         granted
housekeeping   1 core        core 0       shared with Exchange
Exchange       3 cores       cores 0, 1   the machine has no more, shared with housekeeping
Desk           main thread   core 0

Exchange is at 127.0.0.1:80
ready after 2.3 ms
";
        assert_eq!(table(&machine, &plan(true)), expected);
    }

    #[test]
    fn a_quota_is_named() {
        let machine = Machine { quota_cores: Some(2), ..Machine::imagined(64) };
        let text = table(&machine, &plan(false));
        assert!(
            text.starts_with(
                "TradingDesk 0.1.0, 64 cores, of which a quota leaves 2: threads are not pinned\n"
            )
        );
        assert!(text.contains("Exchange       3 cores       2 cores   the machine has no more\n"), "{text}");
    }
}
