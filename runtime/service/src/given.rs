//! The parameters of a request: in the path, in the query, in headers. Everything that is wrong
//! with them is told at once.

use std::borrow::Cow;

use http::header::COOKIE;
use http::request::Parts;
use parseltongue_records::fields::nearest;
use parseltongue_records::{At, Field, Kind, Report, Value};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoText, UnitDeserializer};

use crate::limits::UNKNOWN_TOLD_MAX;
use crate::segments::decode;
use crate::{Refusal, text};

/// Reads parameters and remembers what was wrong with each.
///
/// First each parameter is read; then each is taken. The first [`Given::take`] after a wrong one
/// ends the call with a problem document that names them all.
#[derive(Debug)]
pub struct Given<'a> {
    head: &'a Parts,
    report: Report,
    /// A segment that a parameter stands for is empty: that is another path.
    is_elsewhere: bool,
}

impl<'a> Given<'a> {
    pub(crate) fn new(head: &'a Parts) -> Given<'a> {
        Given { head, report: Report::default(), is_elsewhere: false }
    }

    /// The parameter that the path has as `raw`.
    pub fn path<T: Value>(&mut self, name: &str, raw: &str) -> Option<T> {
        if raw.is_empty() {
            self.is_elsewhere = true;
            return None;
        }
        self.read(name, raw, false)
    }

    /// A parameter of the query; only an optional one may be missing.
    pub fn query<T: Value>(&mut self, name: &str) -> Option<T> {
        match self.query_text(name)? {
            Some(raw) => self.read(name, raw, true),
            None => self.missing(name, "must be in the query"),
        }
    }

    /// A parameter of the query, or what stands in for it.
    pub fn query_or<T: Value>(&mut self, name: &str, default: impl FnOnce() -> T) -> Option<T> {
        match self.query_text(name)? {
            Some(raw) => self.read(name, raw, true),
            None => Some(default()),
        }
    }

    /// A header; only an optional one may be missing.
    pub fn header<T: Value>(&mut self, name: &'static str) -> Option<T> {
        match self.header_text(name)? {
            Some(raw) => self.parse(name, raw),
            None => self.missing(name, "must be in the headers"),
        }
    }

    /// A header, or what stands in for it.
    pub fn header_or<T: Value>(&mut self, name: &'static str, default: impl FnOnce() -> T) -> Option<T> {
        match self.header_text(name)? {
            Some(raw) => self.parse(name, raw),
            None => Some(default()),
        }
    }

    /// A cookie; only an optional one may be missing.
    pub fn cookie<T: Value>(&mut self, name: &str) -> Option<T> {
        match self.cookie_text(name)? {
            Some(raw) => self.parse(name, raw),
            None => self.missing(name, "must be among the cookies"),
        }
    }

    /// A cookie, or what stands in for it.
    pub fn cookie_or<T: Value>(&mut self, name: &str, default: impl FnOnce() -> T) -> Option<T> {
        match self.cookie_text(name)? {
            Some(raw) => self.parse(name, raw),
            None => Some(default()),
        }
    }

    /// A parameter that was read, if it keeps the rules of `field`, which has its name and its type. What
    /// stands in for one that was not given keeps them, too: a handler can rely on them.
    pub fn keeping<T: Value>(&mut self, value: Option<T>, field: &Field) -> Option<T> {
        let value = value?;
        let mut broken = Report::default();
        value.check(field, &At::Body, &mut broken);
        let is_kept = broken.is_empty();
        for rule in broken.fields {
            self.report.add(field.name, rule.rule, rule.message);
        }
        is_kept.then_some(value)
    }

    /// A whole number of the query within bounds.
    pub(crate) fn query_within(&mut self, name: &str, default: i64, least: i64, most: i64) -> Option<i64> {
        let number = self.query_or(name, || default)?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let rule = if number < least { "at_least" } else { "at_most" };
        self.report.add(name, rule, format!("must be between {least} and {most}"));
        None
    }

    /// Tells of what else stands in the query than those parameters, up to a number that fits into an answer.
    pub(crate) fn only(&mut self, names: &[&'static str]) {
        let pairs = self.head.uri.query().into_iter().flat_map(|query| query.split('&'));
        let keys = pairs.map(|pair| pair.split_once('=').map_or(pair, |(key, _)| key));
        let unknown = keys
            .filter(|key| !key.is_empty())
            .map(|key| decode(key, true).unwrap_or(Cow::Borrowed(key)))
            .filter(|key| !names.contains(&key.as_ref()));
        for key in unknown.take(UNKNOWN_TOLD_MAX) {
            let meant = nearest(&key, names.iter().copied());
            let listed = names.join("`, `");
            let instead = meant.map_or_else(
                || format!("is no parameter here; there are `{listed}`"),
                |name| format!("is no parameter here; did you mean `{name}`?"),
            );
            self.report.add(key, "unknown", instead);
        }
    }

    /// What was read, if nothing at all was wrong.
    ///
    /// # Errors
    /// 400 with every wrong parameter.
    pub fn take<T>(&self, value: Option<T>) -> Result<T, Refusal> {
        if self.is_elsewhere {
            return Err(Refusal::not_found(self.head.uri.path()));
        }
        match value {
            Some(value) if self.report.is_empty() => Ok(value),
            _ => Err(Refusal::parameters(&self.report)),
        }
    }

    /// The raw text of a query parameter; `None` if that was wrong, which has been reported.
    #[expect(clippy::option_option, reason = "wrong, missing and given are three things")]
    fn query_text(&mut self, name: &str) -> Option<Option<&'a str>> {
        let Some(query) = self.head.uri.query() else { return Some(None) };
        let mut found = None;
        for pair in query.split('&') {
            let (key, raw) = pair.split_once('=').unwrap_or((pair, ""));
            if key != name && decode(key, true).is_none_or(|key| key != name) {
                continue;
            }
            if found.replace(raw).is_some() {
                self.report.add(name, "once", "must be given only once");
                return None;
            }
        }
        Some(found)
    }

    #[expect(clippy::option_option, reason = "wrong, missing and given are three things")]
    fn header_text(&mut self, name: &'static str) -> Option<Option<&'a str>> {
        let mut values = self.head.headers.get_all(name).iter();
        let Some(first) = values.next() else { return Some(None) };
        if values.next().is_some() {
            self.report.add(name, "once", "must be given only once");
            return None;
        }
        match std::str::from_utf8(first.as_bytes()) {
            Ok(text) => Some(Some(text.trim())),
            Err(_) => {
                self.report.add(name, "type", "must be UTF-8");
                None
            }
        }
    }

    /// The first cookie of that name: a browser sends the one of the nearest path first (RFC 6265).
    #[expect(clippy::option_option, reason = "wrong, missing and given are three things")]
    fn cookie_text(&mut self, name: &str) -> Option<Option<&'a str>> {
        for header in self.head.headers.get_all(COOKIE) {
            // The cookies of others may hold any bytes.
            let cookies = header.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
            let of_name = |cookie: &'a [u8]| cookie.strip_prefix(name.as_bytes())?.strip_prefix(b"=");
            if let Some(value) = cookies.into_iter().find_map(of_name) {
                let Ok(value) = std::str::from_utf8(value) else {
                    self.report.add(name, "type", "must be UTF-8");
                    return None;
                };
                let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
                return Some(Some(unquoted.unwrap_or(value)));
            }
        }
        Some(None)
    }

    fn read<T: Value>(&mut self, name: &str, raw: &str, plus_is_space: bool) -> Option<T> {
        match decode(raw, plus_is_space) {
            Some(text) => self.parse(name, &text),
            None => {
                self.report.add(name, "type", "must be percent-encoded UTF-8");
                None
            }
        }
    }

    fn parse<T: Value>(&mut self, name: &str, text: &str) -> Option<T> {
        let value = text::read(text).ok();
        if value.is_none() {
            self.report.add(name, "type", text::expected(&T::KIND));
        }
        value
    }

    fn missing<T: Value>(&mut self, name: &str, message: &str) -> Option<T> {
        if let Kind::Optional(_) = T::KIND {
            let nothing: UnitDeserializer<NoText> = ().into_deserializer();
            return T::deserialize(nothing).ok();
        }
        self.report.add(name, "required", message);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parseltongue_records::Rule;

    fn head(uri: &str) -> Parts {
        http::Request::get(uri)
            .header("x-a", " 7 ")
            .header("x-b", "1")
            .header("x-b", "2")
            .body(())
            .unwrap()
            .into_parts()
            .0
    }

    #[test]
    fn every_wrong_parameter_is_told_at_once() {
        let head = head("/?limit=ten&twice=1&twice=2&broken=%zz");
        let mut given = Given::new(&head);
        let id = given.path::<i64>("id", "abc");
        let _ = given.query::<i64>("limit");
        let _ = given.query::<i64>("twice");
        let _ = given.query::<String>("broken");
        let _ = given.query::<String>("absent");
        let _ = given.header::<i64>("x-b");
        let refusal = given.take(id).unwrap_err();
        let fields: Vec<_> = refusal.problem().fields.iter().map(|it| (it.field.as_str(), it.rule)).collect();
        assert_eq!(refusal.problem().status, 400);
        assert_eq!(
            fields,
            [
                ("id", "type"),
                ("limit", "type"),
                ("twice", "once"),
                ("broken", "type"),
                ("absent", "required"),
                ("x-b", "once")
            ]
        );
    }

    #[test]
    fn a_broken_rule_is_told_beside_what_cannot_be_read() {
        const LIMIT: Field =
            Field::new("limit", Kind::Integer).rules(&[Rule::AtLeast("1"), Rule::AtMost("9")]);
        const SYMBOL: Field =
            Field::new("symbol", Kind::Text).rules(&[Rule::Length(1, 3), Rule::Matches("^[A-Z]+$")]);
        let read = |uri: &str| {
            let head = head(uri);
            let mut given = Given::new(&head);
            let limit = given.query_or::<i64>("limit", || 5);
            let limit = given.keeping(limit, &LIMIT);
            let symbol = given.query::<Option<String>>("symbol");
            let symbol = given.keeping(symbol, &SYMBOL);
            let _ = given.query::<Option<i64>>("other");
            let taken = given.take(limit).and_then(|limit| Ok((limit, given.take(symbol)?)));
            taken.map_err(|refusal| {
                let fields = refusal.problem().fields.iter();
                fields.map(|it| format!("{} {}", it.field, it.rule)).collect::<Vec<_>>()
            })
        };
        assert_eq!(read("/?symbol=ABC"), Ok((5, Some("ABC".to_owned()))));
        assert_eq!(read("/?limit=9"), Ok((9, None)));
        assert_eq!(
            read("/?limit=10&symbol=abcd&other=x"),
            Err(["limit at_most", "symbol length", "symbol matches", "other type"]
                .map(str::to_owned)
                .to_vec())
        );
    }

    #[test]
    fn what_is_right_can_be_taken() {
        let head = head("/?limit=10&na%6De=a+b%20c&empty=");
        let mut given = Given::new(&head);
        assert_eq!(given.path::<String>("id", "a%2Fb").as_deref(), Some("a/b"));
        assert_eq!(given.query::<i64>("limit"), Some(10));
        assert_eq!(given.query::<String>("name").as_deref(), Some("a b c"));
        assert_eq!(given.query::<Option<i64>>("absent"), Some(None));
        assert_eq!(given.query_or::<i64>("absent", || 50), Some(50));
        assert_eq!(given.query::<String>("empty").as_deref(), Some(""));
        assert_eq!(given.header::<i64>("x-a"), Some(7));
        assert_eq!(given.take(Some(())).ok(), Some(()));
    }

    #[test]
    fn a_cookie_is_found_among_the_others() {
        let head = |cookies: &str| {
            http::Request::get("/").header("cookie", cookies).body(()).unwrap().into_parts().0
        };
        let read = |cookies: &str| {
            let head = head(cookies);
            let mut given = Given::new(&head);
            let read = given.cookie::<i64>("n");
            given.take(read).ok()
        };
        assert_eq!(read("a=1; n=2; n=3"), Some(2));
        assert_eq!(read("n=\"7\""), Some(7));
        assert_eq!(read("xn=1; n2=2"), None);
        assert_eq!(read("n=x"), None);
        assert_eq!(read("n2; n; n=2"), Some(2));
        assert_eq!(read("n=\""), None);
        let head = head("a=1");
        let mut given = Given::new(&head);
        assert_eq!(given.cookie_or("n", || 9), Some(9));
        assert_eq!(given.cookie::<Option<String>>("n"), Some(None));
    }

    #[test]
    fn cookies_of_others_may_hold_any_bytes() {
        let read = |cookies: &[u8]| {
            let head = http::Request::get("/").header("cookie", cookies).body(()).unwrap().into_parts().0;
            let mut given = Given::new(&head);
            let read = given.cookie::<String>("n");
            given.take(read).ok()
        };
        assert_eq!(read(b"theirs=caf\xe9; n=ours").as_deref(), Some("ours"));
        assert_eq!(read(b"n=caf\xe9"), None);
    }

    #[test]
    fn an_empty_segment_is_another_path() {
        let head = head("/orders/");
        let mut given = Given::new(&head);
        let id = given.path::<String>("id", "");
        assert_eq!(given.take(id).unwrap_err().problem().status, 404);
    }
}
