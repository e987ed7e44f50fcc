//! `compress`: answers in the coding that the client likes best (RFC 9110, section 12.5.3).

use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, VARY,
};
use http::{HeaderValue, StatusCode};

use crate::answer::{Answer, Body};
use crate::limits::COMPRESS_BYTES_MIN;
use crate::tag;

/// A coding of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coding {
    /// `gzip` (RFC 1952)
    Gzip,
    /// `br` (RFC 7932)
    Brotli,
    /// `zstd` (RFC 8878)
    Zstd,
}

impl Coding {
    /// As HTTP writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
        }
    }
}

/// The codings of a service, in its own order.
#[cfg(feature = "compression")]
#[must_use]
pub const fn codings(codings: &'static [Coding]) -> &'static [Coding] {
    codings
}

/// Stops the build of a service that compresses without the feature that can.
#[cfg(not(feature = "compression"))]
#[must_use]
pub const fn codings(_: &'static [Coding]) -> &'static [Coding] {
    panic!("`compress` needs the feature `compression` of parseltongue: add it in Cargo.toml")
}

/// Compresses an answer whose body is whole, large enough and of a kind that becomes smaller.
pub(crate) fn apply(codings: &'static [Coding], wanted: &HeaderMap, answer: &mut Answer) {
    // Whoever has said already what the answer depends on has chosen its coding, too.
    if answer.headers().contains_key(VARY) {
        return;
    }
    // What says that nothing has changed says as well what it would have depended on.
    if answer.status() == StatusCode::NOT_MODIFIED {
        answer.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
        return;
    }
    let is_larger = answer.body().whole().is_some_and(|body| body.len() >= COMPRESS_BYTES_MIN);
    if !is_larger || !shrinks(answer.headers()) {
        return;
    }
    // Whoever keeps answers must not give one form to a client that cannot read it.
    answer.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
    let Some(coding) = best(codings, wanted) else { return };
    let Some(plain) = answer.body().whole() else { return };
    // Memory takes all that is written; what would not be smaller stays as it is.
    let Some(coded) = encode(coding, plain).filter(|coded| coded.len() < plain.len()) else { return };
    *answer.body_mut() = Body::from(bytes::Bytes::from(coded));
    answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    if let Some(tag) = answer.headers().get(ETAG).and_then(|etag| tag::coded(etag, coding.name())) {
        answer.headers_mut().insert(ETAG, tag);
    }
}

/// Text, JSON and their like do; pictures and archives are compressed already.
fn shrinks(headers: &HeaderMap) -> bool {
    let is_whole = !headers.contains_key(CONTENT_ENCODING) && !headers.contains_key(CONTENT_RANGE);
    let cache = headers.get(CACHE_CONTROL).map_or(&b""[..], HeaderValue::as_bytes);
    let may_change = !cache.windows(12).any(|window| window.eq_ignore_ascii_case(b"no-transform"));
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    is_whole && may_change && is_text(kind)
}

/// Whether what has that content type becomes smaller.
pub(crate) fn is_text(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.starts_with("text/")
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || matches!(&*kind, "application/javascript" | "application/wasm")
}

/// The coding that is liked best; none when the client wants none, or likes none better than the plain form.
fn best(codings: &'static [Coding], headers: &HeaderMap) -> Option<Coding> {
    liked(codings, headers).into_iter().next()
}

/// Our codings that the client likes at least as well as the plain form, the one with the highest weight first; of
/// two that are liked equally, the one that the service names first.
pub(crate) fn liked(codings: &'static [Coding], headers: &HeaderMap) -> Vec<Coding> {
    let wanted = Wanted::of(headers);
    let plain = wanted.named("identity").unwrap_or(0);
    let weighted = codings.iter().filter_map(|coding| Some((*coding, wanted.weight(coding.name())?)));
    let mut liked: Vec<_> = weighted.filter(|(_, weight)| *weight > 0 && *weight >= plain).collect();
    liked.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    liked.into_iter().map(|(coding, _)| coding).collect()
}

/// Whether the client can read what it may have kept in that coding: any, if it says nothing.
pub(crate) fn is_read(headers: &HeaderMap, coding: &str) -> bool {
    !headers.contains_key(ACCEPT_ENCODING)
        || Wanted::of(headers).weight(coding).is_some_and(|weight| weight > 0)
}

/// `Accept-Encoding`: names and their weights in thousandths.
struct Wanted(Vec<(String, u16)>);

impl Wanted {
    fn of(headers: &HeaderMap) -> Wanted {
        let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        Wanted(values.flat_map(|value| value.split(',')).filter_map(weighted).collect())
    }

    fn named(&self, name: &str) -> Option<u16> {
        self.0.iter().find(|(wanted, _)| wanted == name).map(|(_, weight)| *weight)
    }

    fn weight(&self, name: &str) -> Option<u16> {
        self.named(name).or_else(|| self.named("*"))
    }
}

/// `gzip;q=0.8` as its name and its weight in thousandths.
fn weighted(part: &str) -> Option<(String, u16)> {
    let mut parts = part.split(';');
    let name = parts.next()?.trim().to_ascii_lowercase();
    let mut weight = 1000;
    for parameter in parts {
        if let Some((key, value)) = parameter.split_once('=')
            && key.trim().eq_ignore_ascii_case("q")
        {
            let value: f32 = value.trim().parse().ok().filter(|value| (0.0..=1.0).contains(value))?;
            weight = (value * 1000.0) as u16;
        }
    }
    (!name.is_empty()).then_some((name, weight))
}

/// The levels are those at which each coding is about as fast as the network that it saves.
#[cfg(feature = "compression")]
pub(crate) fn encode(coding: Coding, plain: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write as _;

    let mut coded = Vec::with_capacity(plain.len() / 3);
    match coding {
        Coding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(coded, flate2::Compression::new(4));
            encoder.write_all(plain).ok()?;
            encoder.finish().ok()
        }
        Coding::Brotli => {
            let settings = brotli::enc::BrotliEncoderParams { quality: 4, lgwin: 19, ..Default::default() };
            let mut rest = plain;
            brotli::BrotliCompress(&mut rest, &mut coded, &settings).ok()?;
            Some(coded)
        }
        Coding::Zstd => zstd::bulk::compress(plain, 3).ok(),
    }
}

#[cfg(not(feature = "compression"))]
pub(crate) fn encode(_: Coding, _: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Coding] = &[Coding::Zstd, Coding::Brotli, Coding::Gzip];

    fn best_of(wanted: &str) -> Option<Coding> {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::try_from(wanted).unwrap())]);
        best(ALL, &headers)
    }

    #[test]
    fn the_client_chooses_and_the_service_decides_between_equals() {
        assert_eq!(best_of("gzip, deflate, br"), Some(Coding::Brotli));
        assert_eq!(best_of("gzip;q=1.0, br;q=0.5"), Some(Coding::Gzip));
        assert_eq!(best_of("*"), Some(Coding::Zstd));
        assert_eq!(best_of("zstd;q=0, *;q=0.3"), Some(Coding::Brotli));
        assert_eq!(best_of("GZIP"), Some(Coding::Gzip));
        assert_eq!(best_of("gzip;Q=0"), None);
        assert_eq!(best_of("br;q=0.1, gzip; Q=0.2"), Some(Coding::Gzip));
        assert_eq!(best_of("identity, gzip;q=0.5"), None);
        assert_eq!(best_of("deflate"), None);
        assert_eq!(best_of("gzip;q=2"), None);
        assert_eq!(best_of(""), None);
        assert_eq!(best(ALL, &HeaderMap::new()), None);
    }
}
