//! Did you mean …?

/// What was probably meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest<'a> {
    /// The word that was meant.
    pub word: &'a str,
    /// A slip of one or two letters, and nothing else is as near: a tool may put it right without asking.
    pub is_certain: bool,
}

impl Nearest<'_> {
    /// What another language's word is probably called here: a hint that a person judges.
    #[must_use]
    pub fn guess(word: &str) -> Nearest<'_> {
        Nearest { word, is_certain: false }
    }
}

/// The candidate that `word` was probably meant to be: at most a third of its letters differ, a swap of two
/// neighbours counting as one; or it begins with the word, or the word's parts are the same in another order.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Nearest<'a>> {
    let letters = word.chars().count();
    let limit = letters.max(3) / 3;
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| Some((distance_within(word, candidate, limit)?, candidate)))
        .collect();
    near.sort_by_key(|&(distance, _)| distance);
    near.dedup();
    let &(distance, meant) = near.first()?;
    let is_alone = near.get(1).is_none_or(|&(other, _)| other > distance);
    let is_a_slip = distance <= limit.min(LETTERS_OF_A_SLIP) && (letters > distance * 2 || distance == 0);
    Some(Nearest { word: meant, is_certain: is_alone && is_a_slip })
}

/// More letters that differ are no slip of the finger.
const LETTERS_OF_A_SLIP: usize = 2;

fn distance_within(word: &str, candidate: &str, limit: usize) -> Option<usize> {
    if word.eq_ignore_ascii_case(candidate) {
        return Some(0);
    }
    let distance = distance(&word.to_ascii_lowercase(), candidate);
    if distance <= limit {
        return Some(distance);
    }
    let is_a_beginning = word.len() >= 3
        && (candidate.starts_with(word) || word.starts_with(candidate) && candidate.len() >= 3);
    let has_the_same_parts = word.contains('_') && parts(word) == parts(candidate);
    (is_a_beginning || has_the_same_parts).then_some(limit + 1)
}

fn parts(word: &str) -> Vec<&str> {
    let mut parts: Vec<_> = word.split('_').collect();
    parts.sort_unstable();
    parts
}

/// The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, &a) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &b) in right.iter().enumerate() {
            let mut best =
                (last[column] + usize::from(a != b)).min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && a == right[column - 1] && left[row - 1] == b {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        nearest(written, candidates).map(|nearest| nearest.word)
    }

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let settings = ["deadline", "listen_on", "in_flight", "body_limit"];
        assert_eq!(word("dedline", settings), Some("deadline"));
        assert_eq!(word("listen_no", settings), Some("listen_on"));
        assert_eq!(word("on_listen", settings), Some("listen_on"));
        assert_eq!(word("Deadline", settings), Some("deadline"));
        assert_eq!(word("listen", settings), Some("listen_on"));
    }

    #[test]
    fn a_word_that_resembles_nothing_gets_no_suggestion() {
        assert_eq!(word("colour", ["deadline", "listen_on"]), None);
        assert_eq!(word("x", ["ms", "s"]), Some("s"));
        assert_eq!(word("", ["ms"]), None);
    }

    #[test]
    fn a_tool_may_mend_only_what_can_mean_nothing_else() {
        let is_certain = |written, candidates: &[&'static str]| {
            nearest(written, candidates.iter().copied()).is_some_and(|nearest| nearest.is_certain)
        };
        assert!(is_certain("lenght", &["length", "less_than"]));
        assert!(is_certain("Deadline", &["deadline"]));
        assert!(!is_certain("hous", &["hour", "hours"]), "two are as near");
        assert!(!is_certain("listen", &["listen_on"]), "a beginning is a guess");
        assert!(!is_certain("x", &["s"]), "one letter resembles all others");
    }
}
