//! `allow_origins`: which pages of other origins a browser lets call this service (CORS).
//!
//! A browser asks before it sends what a form could not, and shows an answer to a page only when
//! the answer names the page's origin. Other clients are not concerned.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderValue, Method};

use crate::answer::Answer;

/// The headers of an answer that a page may read beside those that every page may.
const SHOWN: HeaderValue = HeaderValue::from_static("etag, link, location, retry-after, x-request-id");
/// How long a browser remembers what it was told: two hours, which is as long as Chromium does.
const MAX_AGE_S: HeaderValue = HeaderValue::from_static("7200");

/// Says to a browser whether the page that called may see the answer.
pub(crate) fn tell(allowed: &'static [&'static str], head: &Parts, answer: &mut Answer) {
    let is_for_all = allowed == ["*"];
    if !is_for_all {
        // Whoever keeps answers must not show one page's to another.
        answer.headers_mut().append(VARY, HeaderValue::from_static("origin"));
    }
    let Some(origin) = head.headers.get(ORIGIN) else { return };
    if is_for_all {
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    } else if allowed.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()) {
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    } else {
        return;
    }
    let asks = head.method == Method::OPTIONS && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        answer.headers_mut().insert(ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
        return;
    }
    // The match has said which methods there are.
    if let Some(methods) = answer.headers().get(ALLOW).cloned() {
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    if let Some(wanted) = head.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        answer.headers_mut().append(VARY, HeaderValue::from_static("access-control-request-headers"));
    }
    answer.headers_mut().insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE_S);
}
