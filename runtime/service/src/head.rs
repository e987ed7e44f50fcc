//! What the head of a request must keep before anything of the service is asked.

use http::Version;
use http::header::HOST;
use http::request::Parts;
use parseltongue_records::{HttpMeaning, Problem};

use crate::Refusal;
use crate::limits::TARGET_BYTES_MAX;

/// Refuses a head that no route could be meant by.
///
/// # Errors
/// 414 when the address is too long; 400 when an HTTP/1.1 request does not name one host (RFC 9112, section
/// 3.2), or speaks of no place (`GET *`).
pub(crate) fn check(head: &Parts) -> Result<(), Refusal> {
    let target = &head.uri;
    let length = target.path().len() + target.query().map_or(0, |query| query.len() + 1);
    if length > TARGET_BYTES_MAX {
        let detail = format!("an address may have {TARGET_BYTES_MAX} bytes, and this one has {length}");
        return Err(Refusal::new(
            Problem::new(HttpMeaning::AddressTooLong, "AddressTooLong").with_detail(detail),
        ));
    }
    // HTTP/2 names the host in the address.
    if head.version == Version::HTTP_11 {
        let mut hosts = head.headers.get_all(HOST).iter();
        match (hosts.next(), hosts.next()) {
            (Some(_), None) => {}
            (None, _) => return Err(malformed("the header host is missing")),
            (Some(_), Some(_)) => return Err(malformed("the header host must be given only once")),
        }
    }
    // `OPTIONS *` asks about the service as a whole, and CONNECT names a host and no place.
    if !target.path().starts_with('/') && head.method != http::Method::OPTIONS {
        return Err(malformed("the address of a request begins with `/`"));
    }
    Ok(())
}

fn malformed(detail: &str) -> Refusal {
    Refusal::new(Problem::new(HttpMeaning::BadRequest, "MalformedRequest").with_detail(detail))
}
