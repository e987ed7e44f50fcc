//! The program's log, one line each, on stderr: for people
//! `2026-11-23T15:16:00.123Z WARN streams: text key=value`, for programs
//! `{"time":"…","level":"WARN","who":"streams","message":"text","key":"value"}`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::OnceLock;

use log::kv::{self, Key, Value, VisitSource};
use log::{Level, LevelFilter, Log, Metadata, Record};

/// The variable that says how much is logged.
pub(crate) const LEVEL_VARIABLE: &str = "PARSELTONGUE_LOG";
/// The variable that says in which form.
pub(crate) const FORMAT_VARIABLE: &str = "PARSELTONGUE_LOG_FORMAT";
/// Where nothing is said.
const LEVEL_USUAL: LevelFilter = LevelFilter::Info;
/// Libraries that tell at `info` what only they want to know; heard from `debug` on.
const QUIET: &[&str] = &["wgpu", "naga", "winit", "sctk", "calloop", "zbus"];

/// For whom lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Json,
}

/// Set once, before the first line.
static FORMAT: OnceLock<Format> = OnceLock::new();

struct Lines;

/// Logs from now on, unless the process has a logger of its own already.
pub(crate) fn install() {
    if log::set_logger(&Lines).is_err() {
        return;
    }
    let wanted = std::env::var(LEVEL_VARIABLE).ok();
    let level = wanted.as_deref().and_then(|wanted| wanted.parse().ok());
    log::set_max_level(level.unwrap_or(LEVEL_USUAL));
    let format = std::env::var(FORMAT_VARIABLE).ok();
    let _ = FORMAT.set(if format.as_deref() == Some("json") { Format::Json } else { Format::Text });
    if let Some(wanted) = format.filter(|format| !matches!(&**format, "json" | "text")) {
        log::warn!("{FORMAT_VARIABLE}=\"{wanted}\" is none of text, json: it is text");
    }
    if let (Some(wanted), None) = (&wanted, level) {
        log::warn!(
            "{LEVEL_VARIABLE}=\"{wanted}\" is none of off, error, warn, info, debug, trace: it is info"
        );
    }
}

impl Log for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_quiet = QUIET.iter().any(|quiet| metadata.target().starts_with(quiet));
        !is_quiet || metadata.level() <= Level::Warn || log::max_level() >= LevelFilter::Debug
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = match FORMAT.get() {
                Some(Format::Json) => json(jiff::Timestamp::now(), record),
                _ => line(jiff::Timestamp::now(), record),
            };
            // One write, so that lines of two threads do not mix; a closed stderr has no reader.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    fn flush(&self) {}
}

fn line(now: jiff::Timestamp, record: &Record<'_>) -> String {
    let (level, who) = (record.level(), who(record.target()));
    let mut line = format!("{now:.3} {level} {who}: ");
    plain(&record.args().to_string(), &mut line);
    each_value(record, |key, value| plain(&format!(" {key}={value}"), &mut line));
    line.push('\n');
    line
}

fn json(now: jiff::Timestamp, record: &Record<'_>) -> String {
    let mut line = format!("{{\"time\":\"{now:.6}\",\"level\":\"{}\",\"who\":", record.level());
    quote(who(record.target()), &mut line);
    line.push_str(",\"message\":");
    quote(&record.args().to_string(), &mut line);
    each_value(record, |key, value| {
        line.push(',');
        quote(key, &mut line);
        line.push(':');
        match (value.to_i64(), value.to_f64(), value.to_bool()) {
            (Some(number), ..) => line.push_str(&number.to_string()),
            (_, Some(number), _) if number.is_finite() => line.push_str(&number.to_string()),
            (.., Some(truth)) => line.push_str(if truth { "true" } else { "false" }),
            _ => quote(&value.to_string(), &mut line),
        }
    });
    line.push_str("}\n");
    line
}

/// Hands over what a record says beside its text.
fn each_value(record: &Record<'_>, each: impl FnMut(&str, &Value<'_>)) {
    struct Each<F>(F);
    impl<'kvs, F: FnMut(&str, &Value<'_>)> VisitSource<'kvs> for Each<F> {
        fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
            (self.0)(key.as_str(), &value);
            Ok(())
        }
    }
    // `Each` refuses nothing.
    let _ = record.key_values().visit(&mut Each(each));
}

/// Writes a text on one line: what a client has sent begins no line of its own and tells a terminal
/// nothing.
fn plain(text: &str, into: &mut String) {
    for character in text.chars() {
        if is_unseen(character) {
            into.extend(character.escape_default());
        } else {
            into.push(character);
        }
    }
}

/// Control characters, and what some readers take for the end of a line.
fn is_unseen(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Writes a text as JSON does.
fn quote(text: &str, into: &mut String) {
    into.push('"');
    for character in text.chars() {
        match character {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            // All of them are within 16 bits. Writing into a string cannot fail.
            control if is_unseen(control) => {
                let _ = write!(into, "\\u{:04x}", u32::from(control));
            }
            other => into.push(other),
        }
    }
    into.push('"');
}

/// The room for the runtime's own modules (`parseltongue_streams::segment` is `streams`),
/// anybody else's target as it is.
fn who(target: &str) -> &str {
    let room = target.strip_prefix("parseltongue_").and_then(|room| room.split("::").next());
    room.unwrap_or(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_time_level_room_and_text() {
        let now = "2026-11-23T15:16:00.123456Z".parse().unwrap();
        let record = Record::builder()
            .level(Level::Warn)
            .target("parseltongue_streams::segment")
            .args(format_args!("cut 12 bytes"))
            .build();
        assert_eq!(line(now, &record), "2026-11-23T15:16:00.123Z WARN streams: cut 12 bytes\n");
    }

    #[test]
    fn values_stand_behind_the_text_and_in_fields_of_their_own() {
        let now = "2026-11-23T15:16:00.123456Z".parse().unwrap();
        let values = [("request_id", Value::from("a\"b")), ("status", Value::from(503))];
        let record = Record::builder()
            .level(Level::Error)
            .target("Exchange")
            .args(format_args!("two\nlines \u{1b}\u{9b}ä"))
            .key_values(&values)
            .build();
        assert_eq!(
            line(now, &record),
            "2026-11-23T15:16:00.123Z ERROR Exchange: two\\nlines \\u{1b}\\u{9b}ä request_id=a\"b status=503\n"
        );
        assert_eq!(
            json(now, &record),
            concat!(
                r#"{"time":"2026-11-23T15:16:00.123456Z","level":"ERROR","who":"Exchange","#,
                r#""message":"two\nlines \u001b\u009bä","request_id":"a\"b","status":503}"#,
                "\n"
            )
        );
    }

    #[test]
    fn other_targets_stay_as_they_are() {
        assert_eq!(who("trading_desk::desk"), "trading_desk::desk");
    }

    #[test]
    fn a_driver_is_heard_when_it_warns() {
        let heard = |level| Lines.enabled(&Metadata::builder().level(level).target("wgpu_core").build());
        assert!(heard(Level::Warn) && !heard(Level::Info));
    }
}
