//! The request that asks for a WebSocket, and the answer that gives it (RFC 6455, section 4.2).

use std::ops::ControlFlow;

use http::header::{
    CONNECTION, HOST, ORIGIN, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use parseltongue_records::{HttpMeaning, Problem};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::answer::{self, Answer};
use crate::{Outcome, Refusal, Service};

/// 101, or what is answered instead.
pub(crate) fn answer<S: Service>(head: &Parts) -> ControlFlow<Outcome, Answer> {
    let headers = &head.headers;
    let is_asked = has_word(headers, CONNECTION, "upgrade") && has_word(headers, UPGRADE, "websocket");
    let is_version = headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version.as_bytes() == b"13");
    if head.method != Method::GET || head.version != Version::HTTP_11 || !is_asked || !is_version {
        return ControlFlow::Break(Ok(upgrade_required::<S>(head.version)));
    }
    let refused = |meaning, case, detail| Err(Refusal::new(Problem::new(meaning, case).with_detail(detail)));
    let key = headers.get(SEC_WEBSOCKET_KEY).map(HeaderValue::as_bytes).filter(|key| is_key(key));
    let accepted = key.and_then(|key| HeaderValue::try_from(derive_accept_key(key)).ok());
    let Some(accepted) = accepted else {
        let detail = "`Sec-WebSocket-Key` must be 16 bytes in base64";
        return ControlFlow::Break(refused(HttpMeaning::BadRequest, "BadHandshake", detail));
    };
    if !may_come(headers, S::ALLOW_ORIGINS) {
        let detail = "pages of this origin may not open sockets here";
        return ControlFlow::Break(refused(HttpMeaning::Forbidden, "ForeignOrigin", detail));
    }
    let mut answer = answer::nothing();
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
    answer.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
    answer.headers_mut().insert(SEC_WEBSOCKET_ACCEPT, accepted);
    ControlFlow::Continue(answer)
}

/// 426, with what would have been right.
fn upgrade_required<S: Service>(version: Version) -> Answer {
    let problem = Problem { status: 426, ..Problem::new(HttpMeaning::BadRequest, "UpgradeRequired") };
    let detail = "a WebSocket stands here: ask for it by HTTP/1.1, with `Upgrade: websocket` and version 13";
    let mut answer = answer::problem(S::PROBLEMS, &problem.with_detail(detail), None);
    // HTTP/2 knows neither header.
    if version == Version::HTTP_11 {
        answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
        answer.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
    }
    answer.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    answer
}

/// One of the words of a header, however they are spread over lines.
fn has_word(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|given| given.trim().eq_ignore_ascii_case(word))
}

/// 16 bytes in base64 are 22 characters and two signs that fill.
fn is_key(key: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    key.strip_suffix(b"==").is_some_and(|digits| digits.len() == 22 && digits.iter().all(is_digit))
}

/// Browsers open sockets for the pages of every origin, with the cookies of ours, and only say whose page it is. So
/// only pages of this very host come, and those of `allow_origins`; who is no browser names no origin.
fn may_come(headers: &HeaderMap, allowed: &[&str]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let is_ours =
        origin.split_once("://").is_some_and(|(_, of)| host.is_some_and(|it| it.eq_ignore_ascii_case(of)));
    is_ours || allowed.iter().any(|it| *it == "*" || *it == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_come() {
        let come = |origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("desk.example:8080"));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::try_from(origin).unwrap());
            }
            may_come(&headers, &["https://friend.example"])
        };
        for origin in ["http://desk.example:8080", "https://DESK.example:8080", "https://friend.example"] {
            assert!(come(Some(origin)), "{origin}");
        }
        for origin in ["null", "http://desk.example", "https://evil.example", "https://friend.example.evil"] {
            assert!(!come(Some(origin)), "{origin}");
        }
        assert!(come(None));
    }

    #[test]
    fn a_key_is_sixteen_bytes() {
        assert!(is_key(b"dGhlIHNhbXBsZSBub25jZQ=="));
        assert!(!is_key(b"dGhlIHNhbXBsZSBub25j"));
        assert!(!is_key(b""));
        assert!(!is_key(b"dGhlIHNhbXBsZSBub25j\"\"=="));
    }
}
