//! Which places of a sequence need not move: its longest increasing subsequence.

/// Marks the members of one longest strictly increasing subsequence.
pub(super) fn longest_increasing(sequence: &[usize]) -> Vec<bool> {
    // `ends[n]`: where the subsequence of length n + 1 with the smallest last member ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; sequence.len()];
    for (place, value) in sequence.iter().enumerate() {
        let length = ends.partition_point(|end| sequence[*end] < *value);
        before[place] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut stays = vec![false; sequence.len()];
    let mut place = ends.last().copied();
    while let Some(at) = place {
        stays[at] = true;
        place = before[at];
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;

    fn staying(sequence: &[usize]) -> Vec<usize> {
        let stays = longest_increasing(sequence);
        sequence.iter().zip(stays).filter(|(_, stays)| *stays).map(|(value, _)| *value).collect()
    }

    #[test]
    fn the_most_places_stay() {
        assert!(staying(&[]).is_empty());
        assert_eq!(staying(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(staying(&[4, 0, 1, 2, 3]), [0, 1, 2, 3]);
        assert_eq!(staying(&[1, 2, 3, 4, 0]), [1, 2, 3, 4]);
        assert_eq!(staying(&[2, 1, 0]).len(), 1);
        assert_eq!(staying(&[5, 2, 8, 6, 3, 6, 9, 7]).len(), 4);
    }
}
