//! `parseltongue check --fix`: writes the replacements that can mean nothing else.

use std::ops::Range;

use parseltongue_syntax::Edit;

use crate::check::Checked;
use crate::message::{edited, offset};
use crate::replace::replace;
use crate::report::Finding;

/// One slip may hide others behind it: a file is looked at again, but not more often than this.
const ROUNDS_MAX: usize = 8;

/// What is written in the place of a range of bytes, and for which problem.
struct Change {
    range: Range<usize>,
    text: String,
    code: Option<&'static str>,
}

/// Mends what is certain in the file, and checks it again. Gives how many slips were mended.
///
/// A round is kept only when each of its problems is gone: what leaves one where it was is no mending.
pub(crate) fn mend(checked: &mut Checked) -> Result<usize, String> {
    let before = checked.text.clone();
    let mut mended = 0;
    for _ in 0..ROUNDS_MAX {
        let changes = changes(checked);
        let again = Checked::of(&checked.path, applied(&checked.text, &changes));
        if changes.is_empty() || !are_gone(&changes, &again) {
            break;
        }
        mended += changes.len();
        *checked = again;
    }
    if mended > 0
        && let Err(reason) = replace(&checked.path, &before, &checked.text)
    {
        // What was not written is not mended.
        *checked = Checked::of(&checked.path, before);
        return Err(reason);
    }
    Ok(mended)
}

/// The certain changes that do not touch one another, in their order.
fn changes(checked: &Checked) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for change in checked.findings.iter().filter_map(|finding| change(finding, &checked.text)) {
        let is_free =
            |other: &Change| other.range.end < change.range.start || change.range.end < other.range.start;
        if changes.iter().all(is_free) {
            changes.push(change);
        }
    }
    changes.sort_by_key(|change| change.range.start);
    changes
}

fn change(finding: &Finding, text: &str) -> Option<Change> {
    let replacement = finding.replacement.as_ref().filter(|replacement| replacement.is_certain)?;
    let stretch = edited(finding.stretch?, replacement.edit);
    let range = offset(text, stretch.start)..offset(text, stretch.end);
    let does_something = replacement.edit == Edit::Behind || text[range.clone()] != replacement.text;
    does_something.then(|| Change { range, text: replacement.text.clone(), code: finding.code })
}

fn applied(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for change in changes.iter().rev() {
        text.replace_range(change.range.clone(), &change.text);
    }
    text
}

/// No problem of the same code stands where one was mended.
fn are_gone(changes: &[Change], again: &Checked) -> bool {
    let starts = |finding: &Finding| finding.stretch.map(|stretch| offset(&again.text, stretch.start));
    let left: Vec<_> = again.findings.iter().map(|finding| (finding.code, starts(finding))).collect();
    // What was written before a change has moved it.
    let mut behind = 0;
    let mut before = 0;
    changes.iter().all(|change| {
        let start = change.range.start + behind - before;
        behind += change.text.len();
        before += change.range.len();
        !left.contains(&(change.code, Some(start)))
    })
}
