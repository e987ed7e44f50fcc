//! From where a request comes: the peer of its connection, or what trusted proxies say.

use std::net::IpAddr;

use http::HeaderMap;
use http::header::{FORWARDED, HeaderName};

use crate::{Call, Service};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl<S: Service> Call<'_, S> {
    /// The address that the request comes from. Each of `behind_proxies` adds to `X-Forwarded-For` whom it
    /// has the request from, so that many from its end are true; what stands before anybody may write.
    /// None when there are fewer, or the connection is gone.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match S::BEHIND_PROXIES {
            0 => self.pulse.peer(),
            proxies => forwarded(&self.head.headers, proxies),
        }
    }

    /// The request was made on this machine, and nobody has forwarded it.
    pub(crate) fn is_from_here(&self) -> bool {
        let headers = &self.head.headers;
        let is_forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key(FORWARDED);
        !is_forwarded && self.pulse.peer().is_some_and(|peer| peer.to_canonical().is_loopback())
    }
}

/// What the outermost of so many proxies has seen.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let values: Vec<&str> =
        headers.get_all(FORWARDED_FOR).iter().map(|value| value.to_str().unwrap_or_default()).collect();
    let mut hops = values.iter().flat_map(|value| value.split(',')).rev();
    hops.nth(proxies - 1)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        let headers = |values: &[&str]| -> HeaderMap {
            values.iter().map(|value| (FORWARDED_FOR, value.parse().unwrap())).collect()
        };
        let seen = |values: &[&str], proxies| forwarded(&headers(values), proxies).map(|it| it.to_string());
        assert_eq!(seen(&["6.6.6.6, 10.0.0.1"], 1).as_deref(), Some("10.0.0.1"));
        assert_eq!(seen(&["6.6.6.6, 10.0.0.1", "10.0.0.2"], 2).as_deref(), Some("10.0.0.1"));
        assert_eq!(seen(&["6.6.6.6", "2001:db8::1"], 1).as_deref(), Some("2001:db8::1"));
        assert_eq!(seen(&["10.0.0.1"], 2), None);
        assert_eq!(seen(&["unknown"], 1), None);
        assert_eq!(seen(&[], 1), None);
    }
}
