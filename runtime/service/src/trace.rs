//! Who a request is for those who read logs: the id that its client gave it or a new one, and
//! the trace that it belongs to (W3C Trace Context). Looked up only when something is told.

use std::fmt::Arguments;

use http::HeaderMap;
use http::request::Parts;
use log::kv::Value;
use log::{Level, Record};
use parseltongue_records::{Uuid, fields};

/// The header in which clients and proxies name a request, and in which failures are named.
pub(crate) const REQUEST_ID: &str = "x-request-id";
/// The header that carries a trace from caller to callee.
const TRACEPARENT: &str = "traceparent";
/// Longer ids are not taken from a client: every line about the request would hold them.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// The names of a request.
#[derive(Debug)]
pub(crate) struct Identity {
    /// The client's id if that is fit for a log, else the trace's, else a new one.
    pub(crate) request_id: String,
    /// 32 hexadecimal digits.
    pub(crate) trace_id: Option<String>,
}

impl Identity {
    pub(crate) fn of(head: &Parts) -> Identity {
        let trace_id = trace_id(&head.headers);
        let given = head.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let request_id = match (given.filter(|id| is_fit(id)), &trace_id) {
            (Some(given), _) => given.to_owned(),
            (None, Some(trace_id)) => trace_id.clone(),
            (None, None) => fields::generated::<Uuid>().to_string(),
        };
        Identity { request_id, trace_id }
    }

    /// Writes a line about the request, with its names and `values` beside the text.
    pub(crate) fn log(&self, level: Level, target: &str, text: Arguments<'_>, values: &[(&str, Value<'_>)]) {
        let mut all = vec![("request_id", Value::from(self.request_id.as_str()))];
        all.extend(self.trace_id.iter().map(|trace_id| ("trace_id", Value::from(trace_id.as_str()))));
        all.extend(values.iter().cloned());
        let all = all.as_slice();
        let record = Record::builder().level(level).target(target).args(text).key_values(&all).build();
        log::logger().log(&record);
    }
}

/// An id that cannot break a line, a header or a JSON text apart.
fn is_fit(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/+=@".contains(&byte);
    !id.is_empty() && id.len() <= REQUEST_ID_BYTES_MAX && id.bytes().all(is_plain)
}

/// The trace id of `traceparent`: `00-TRACE-PARENT-FLAGS`. A later version may have more behind it.
fn trace_id(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(TRACEPARENT).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let mut parts = value.to_str().ok()?.trim().split('-');
    let (version, trace_id, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |text: &str, length| is_hex(text, length) && text.bytes().any(|byte| byte != b'0');
    let is_known = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let is_valid = is_known && is_id(trace_id, 32) && is_id(parent, 16) && is_hex(flags, 2);
    is_valid.then(|| trace_id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn identity(headers: &[(&'static str, &str)]) -> Identity {
        let request = headers
            .iter()
            .fold(http::Request::get("/"), |request, (name, value)| request.header(*name, *value));
        Identity::of(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn a_client_may_name_its_request() {
        assert_eq!(identity(&[("x-request-id", "a-1.b_2")]).request_id, "a-1.b_2");
        let long = "a".repeat(REQUEST_ID_BYTES_MAX + 1);
        for unfit in ["", "a b", "a\"b", long.as_str()] {
            assert_eq!(identity(&[("x-request-id", unfit)]).request_id.len(), 36, "{unfit}");
        }
    }

    #[test]
    fn a_trace_is_taken_when_it_is_one() {
        let parent = |value: &str| identity(&[("traceparent", value)]).trace_id;
        assert_eq!(parent(&format!("00-{TRACE}-00f067aa0ba902b7-01")).as_deref(), Some(TRACE));
        assert_eq!(parent(&format!("cc-{TRACE}-00f067aa0ba902b7-01-more")).as_deref(), Some(TRACE));
        for wrong in [
            format!("00-{TRACE}-00f067aa0ba902b7-01-more"),
            format!("ff-{TRACE}-00f067aa0ba902b7-01"),
            format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-0000000000000000-01"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            TRACE.to_owned(),
        ] {
            assert_eq!(parent(&wrong), None, "{wrong}");
        }
        let two = format!("00-{TRACE}-00f067aa0ba902b7-01");
        assert_eq!(identity(&[("traceparent", &two), ("traceparent", &two)]).trace_id, None);
    }

    #[test]
    fn a_request_without_a_name_of_its_own_has_the_traces() {
        let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
        assert_eq!(identity(&[("traceparent", &parent)]).request_id, TRACE);
        assert_eq!(identity(&[("traceparent", &parent), ("x-request-id", "mine")]).request_id, "mine");
    }
}
