//! Entity tags: which state of a record an answer shows (RFC 9110, section 8.8.3), and what
//! `If-Match` and `If-None-Match` ask of it.

use std::hash::Hasher;

use http::header::{HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use parseltongue_records::{Condition, HttpMeaning, Keyed, Problem};

use crate::{Refusal, compress};

/// The tag of what is shown as those bytes: strong, for equal bytes have equal tags and others,
/// but for one in 2^64, have not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    pub(crate) fn of(bytes: &[u8]) -> Tag {
        // Its keys are fixed, so a tag outlives the process that made it.
        let mut hasher = std::hash::DefaultHasher::new();
        hasher.write(bytes);
        Tag(format!("\"{:016x}\"", hasher.finish()))
    }

    /// It is the one that a header holds, and not as a weak one.
    pub(crate) fn is(&self, header: &HeaderValue) -> bool {
        header.as_bytes() == self.0.as_bytes()
    }

    /// As the header `ETag`.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::try_from(self.0.as_str()).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
    }
}

/// What stands behind a tag's digits when the body is compressed: each form of it has a tag of its own.
const CODED: [&str; 3] = ["-gzip", "-br", "-zstd"];

/// The tag of the same state in a compressed form.
pub(crate) fn coded(tag: &HeaderValue, coding: &str) -> Option<HeaderValue> {
    let plain = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::try_from(format!("{plain}-{coding}\"")).ok()
}

/// The tags that a client names in one of its headers.
#[derive(Debug)]
enum Named {
    /// `*`: any state at all.
    Any,
    These(Vec<String>),
}

impl Named {
    fn of(headers: &HeaderMap, header: &HeaderName) -> Option<Named> {
        let mut these = Vec::new();
        for value in headers.get_all(header) {
            let text = value.to_str().unwrap_or_default();
            if text.trim() == "*" {
                return Some(Named::Any);
            }
            // What is no tag is no tag of ours.
            these.extend(text.split(',').map(|tag| tag.trim().to_owned()));
        }
        (!these.is_empty()).then_some(Named::These(these))
    }

    /// `*`, or one of them is `tag` in any of its forms.
    fn has(&self, tag: &Tag, weak_is_enough: bool) -> bool {
        self.form_of(tag, weak_is_enough, |_| true).is_some()
    }

    /// A form of `tag` that will do and is one of them; `*` is the plain one. A weak one is as good
    /// only where bytes need not be equal.
    fn form_of(&self, tag: &Tag, weak_is_enough: bool, will_do: impl Fn(&str) -> bool) -> Option<Tag> {
        let Named::These(these) = self else { return Some(tag.clone()) };
        let is_named = |form: &str| {
            these
                .iter()
                .any(|named| named == form || weak_is_enough && named.strip_prefix("W/") == Some(form))
        };
        let plain = tag.0.strip_suffix('"')?;
        // Each form is asked about once, however often a client names it.
        if is_named(&tag.0) {
            return Some(tag.clone());
        }
        let mut forms =
            CODED.iter().map(|coded| (format!("{plain}{coded}\""), coded.trim_start_matches('-')));
        forms.find(|(form, coding)| is_named(form) && will_do(coding)).map(|(form, _)| Tag(form))
    }
}

/// What is to be answered to a client that reads and says what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// The record.
    Whole,
    /// 304: the client has it, in the form with that tag. Whoever keeps several looks for the one
    /// that is named (RFC 9111, section 4.3.4).
    Unchanged(Tag),
    /// 412: it wanted another state.
    Other,
}

/// What a client that reads asks of the state with that tag.
pub(crate) fn read(headers: &HeaderMap, tag: &Tag) -> Read {
    if Named::of(headers, &IF_MATCH).is_some_and(|named| !named.has(tag, false)) {
        return Read::Other;
    }
    let is_read = |coding: &str| compress::is_read(headers, coding);
    let kept = Named::of(headers, &IF_NONE_MATCH).and_then(|named| named.form_of(tag, true, is_read));
    kept.map_or(Read::Whole, Read::Unchanged)
}

/// What a client that writes asks of the record: that it is one of the states in `If-Match`, and
/// none of those in `If-None-Match`.
pub(crate) fn condition<R: Keyed>(headers: &HeaderMap) -> Condition<R> {
    let (wanted, unwanted) = (Named::of(headers, &IF_MATCH), Named::of(headers, &IF_NONE_MATCH));
    if wanted.is_none() && unwanted.is_none() {
        return None;
    }
    Some(Box::new(move |record| {
        // The bytes that the answer would have.
        let mut json = Vec::new();
        let Ok(()) = record.write_json(&mut json) else { return false };
        let tag = Tag::of(&json);
        wanted.is_none_or(|named| named.has(&tag, false))
            && unwanted.is_none_or(|named| !named.has(&tag, true))
    }))
}

/// 428 (RFC 6585): whoever changes this must say which state it has read.
pub(crate) fn required() -> Refusal {
    let problem = Problem::new(HttpMeaning::PreconditionRequired, "PreconditionRequired");
    Refusal::new(problem.with_detail("send the ETag that was read as If-Match"))
}

/// 412.
pub(crate) fn other_state() -> Refusal {
    let problem = Problem::new(HttpMeaning::PreconditionFailed, "PreconditionFailed");
    Refusal::new(problem.with_detail("the record is not in the state that If-Match names"))
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT_ENCODING;

    use super::*;

    fn headers(of: &[(HeaderName, &str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (name.clone(), HeaderValue::try_from(*value).unwrap())).collect()
    }

    #[test]
    fn a_client_is_told_what_it_does_not_have() {
        let tag = Tag::of(b"{}");
        let same = tag.0.clone();
        let coded = super::coded(&tag.header(), "br").unwrap().to_str().unwrap().to_owned();
        let weak = format!("W/{same}");
        let both = format!("{coded}, {same}");
        let unchanged = |tag: &str| Read::Unchanged(Tag(tag.to_owned()));
        for (given, read_as) in [
            (vec![], Read::Whole),
            (vec![(IF_NONE_MATCH, "\"x\"")], Read::Whole),
            (vec![(IF_NONE_MATCH, same.as_str())], unchanged(&same)),
            (vec![(IF_NONE_MATCH, coded.as_str())], unchanged(&coded)),
            (vec![(IF_NONE_MATCH, coded.as_str()), (ACCEPT_ENCODING, "gzip, BR")], unchanged(&coded)),
            (vec![(IF_NONE_MATCH, coded.as_str()), (ACCEPT_ENCODING, "gzip, br;q=0")], Read::Whole),
            (vec![(IF_NONE_MATCH, both.as_str()), (ACCEPT_ENCODING, "gzip")], unchanged(&same)),
            (vec![(IF_NONE_MATCH, weak.as_str())], unchanged(&same)),
            (vec![(IF_NONE_MATCH, "*")], unchanged(&same)),
            (vec![(IF_MATCH, same.as_str())], Read::Whole),
            (vec![(IF_MATCH, coded.as_str())], Read::Whole),
            (vec![(IF_MATCH, weak.as_str())], Read::Other),
            (vec![(IF_MATCH, "\"x\""), (IF_NONE_MATCH, same.as_str())], Read::Other),
            (vec![(IF_MATCH, "nonsense")], Read::Other),
        ] {
            assert_eq!(read(&headers(&given), &tag), read_as, "{given:?}");
        }
        let two = format!("\"x\" , {same}");
        assert_eq!(read(&headers(&[(IF_NONE_MATCH, &two)]), &tag), unchanged(&same));
    }

    #[test]
    fn a_tag_that_is_named_often_is_asked_about_once() {
        let tag = Tag::of(b"{}");
        let gzip = super::coded(&tag.header(), "gzip").unwrap();
        let named = Named::of(&HeaderMap::from_iter([(IF_NONE_MATCH, gzip.clone())]), &IF_NONE_MATCH);
        let Some(Named::These(these)) = named else { panic!("one tag is named") };
        let often = Named::These(these.iter().cycle().take(1000).cloned().collect());
        let asked = std::cell::Cell::new(0);
        let will_do = |_: &str| {
            asked.set(asked.get() + 1);
            false
        };
        assert_eq!((often.form_of(&tag, true, will_do), asked.get()), (None, 1));
    }

    #[test]
    fn other_bytes_have_another_tag() {
        assert_eq!(Tag::of(b"a"), Tag::of(b"a"));
        assert_ne!(Tag::of(b"a"), Tag::of(b"b"));
    }
}
