//! Did you mean …?

/// The candidate that `word` was probably meant to be: at most a third of its letters differ, a swap of two
/// neighbours counting as one; or it begins with the word, or the word's parts are the same in another order.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count().max(3)) / 3;
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance_within(word, candidate, limit)?, candidate)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

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

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let settings = ["deadline", "listen_on", "in_flight", "body_limit"];
        assert_eq!(nearest("dedline", settings), Some("deadline"));
        assert_eq!(nearest("listen_no", settings), Some("listen_on"));
        assert_eq!(nearest("on_listen", settings), Some("listen_on"));
        assert_eq!(nearest("Deadline", settings), Some("deadline"));
        assert_eq!(nearest("listen", settings), Some("listen_on"));
    }

    #[test]
    fn a_word_that_resembles_nothing_gets_no_suggestion() {
        assert_eq!(nearest("colour", ["deadline", "listen_on"]), None);
        assert_eq!(nearest("x", ["ms", "s"]), Some("s"));
        assert_eq!(nearest("", ["ms"]), None);
    }
}
