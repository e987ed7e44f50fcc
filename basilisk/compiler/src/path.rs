//! Paths of routes: `/orders/{id}/fill` as segments.

use parseltongue_syntax::{Problems, Text};

use crate::problems;

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// `orders`
    Literal(String),
    /// `{id}`
    Parameter(String),
}

impl Segment {
    fn is_literal(&self) -> bool {
        matches!(self, Segment::Literal(_))
    }
}

/// Reads a path; what is wrong with it is told on its literal, and then there is none.
pub(crate) fn segments(path: &Text, problems: &mut Problems) -> Option<Vec<Segment>> {
    let Some(rest) = path.value.strip_prefix('/') else {
        problems.push(problems::path_without_slash(&path.literal, &path.value));
        return None;
    };
    if rest.is_empty() {
        return Some(Vec::new());
    }
    let mut segments = Vec::new();
    for text in rest.split('/') {
        match segment(text) {
            Ok(Segment::Parameter(name)) if segments.contains(&Segment::Parameter(name.clone())) => {
                problems.push(problems::parameter_twice_in_path(&path.literal, &name));
                return None;
            }
            Ok(segment) => segments.push(segment),
            Err(reason) => {
                problems.push(problems::malformed_segment(&path.literal, text, reason));
                return None;
            }
        }
    }
    Some(segments)
}

fn segment(text: &str) -> Result<Segment, &'static str> {
    if text.is_empty() {
        return Err("a segment of the path is empty");
    }
    if let Some(name) = text.strip_prefix('{') {
        let name = name.strip_suffix('}').ok_or("a parameter is a whole segment: `{name}`")?;
        let mut characters = name.chars();
        let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        if !begins || !characters.all(|character| character.is_ascii_alphanumeric() || character == '_') {
            return Err("a parameter's name is letters, digits and `_`");
        }
        return Ok(Segment::Parameter(name.to_owned()));
    }
    if text.contains(['{', '}']) {
        return Err("a parameter is a whole segment: `{name}`");
    }
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-._~".contains(character);
    if !text.chars().all(is_plain) {
        return Err("a segment is letters, digits, `-`, `.`, `_` and `~`; others would have to be escaped");
    }
    Ok(Segment::Literal(text.to_owned()))
}

/// The two paths are one place: they differ at most in their parameters' names.
pub(crate) fn are_one_place(one: &[Segment], other: &[Segment]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| match (one, other) {
            (Segment::Literal(one), Segment::Literal(other)) => one == other,
            (Segment::Parameter(_), Segment::Parameter(_)) => true,
            _ => false,
        })
}

/// A request could mean either path, and neither says more than the other.
pub(crate) fn are_ambiguous(one: &[Segment], other: &[Segment]) -> bool {
    let meet = one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| !one.is_literal() || !other.is_literal() || one == other);
    let says_more = |one: &[Segment], other: &[Segment]| {
        one.iter().zip(other).any(|(one, other)| one.is_literal() && !other.is_literal())
    };
    meet && says_more(one, other) && says_more(other, one)
}

/// How a place is sorted among the others: literals before parameters, so that the first arm that
/// matches is the right one.
pub(crate) fn rank(path: &[Segment]) -> Vec<(bool, &str)> {
    path.iter()
        .map(|segment| match segment {
            Segment::Literal(text) => (false, text.as_str()),
            Segment::Parameter(_) => (true, ""),
        })
        .collect()
}

/// The name that a path gives to what stands there: `orders_id_fill`.
pub(crate) fn name(path: &[Segment]) -> String {
    let words: Vec<String> = path
        .iter()
        .map(|segment| {
            let (Segment::Literal(text) | Segment::Parameter(text)) = segment;
            text.to_lowercase().replace(['-', '.', '~'], "_")
        })
        .collect();
    if words.is_empty() { "root".to_owned() } else { words.join("_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<Segment> {
        text.split('/').skip(1).map(|text| segment(text).unwrap()).collect()
    }

    #[test]
    fn places_differ_in_more_than_names() {
        assert!(are_one_place(&path("/a/{x}"), &path("/a/{y}")));
        assert!(!are_one_place(&path("/a/{x}"), &path("/a/b")));
        assert!(!are_one_place(&path("/a/{x}"), &path("/a/{x}/b")));
    }

    #[test]
    fn a_literal_beats_a_parameter_but_two_halves_are_ambiguous() {
        assert!(!are_ambiguous(&path("/a/{x}"), &path("/a/b")));
        assert!(are_ambiguous(&path("/a/{x}/c"), &path("/a/b/{y}")));
        assert!(!are_ambiguous(&path("/a/{x}/c"), &path("/a/b/d")));
        assert!(rank(&path("/a/b")) < rank(&path("/a/{x}")));
    }

    #[test]
    fn what_is_no_segment_is_refused() {
        for text in ["", "{", "{}", "{1}", "a{b}", "a b", "ä", "%20"] {
            assert!(segment(text).is_err(), "{text}");
        }
    }
}
