//! The program's log: `2026-11-23T15:16:00.123Z WARN streams: text`, one line each, on stderr.

use std::io::Write;

use log::{Level, LevelFilter, Log, Metadata, Record};

/// The variable that says how much is logged.
pub(crate) const LEVEL_VARIABLE: &str = "PARSELTONGUE_LOG";
/// Where nothing is said.
const LEVEL_USUAL: LevelFilter = LevelFilter::Info;
/// Libraries that tell at `info` what only they want to know; heard from `debug` on.
const QUIET: &[&str] = &["wgpu", "naga", "winit", "sctk", "calloop", "zbus"];

struct Lines;

/// Logs from now on, unless the process has a logger of its own already.
pub(crate) fn install() {
    if log::set_logger(&Lines).is_err() {
        return;
    }
    let wanted = std::env::var(LEVEL_VARIABLE).ok();
    let level = wanted.as_deref().and_then(|wanted| wanted.parse().ok());
    log::set_max_level(level.unwrap_or(LEVEL_USUAL));
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
            let line = line(jiff::Timestamp::now(), record);
            // One write, so that lines of two threads do not mix; a closed stderr has no reader.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    fn flush(&self) {}
}

fn line(now: jiff::Timestamp, record: &Record<'_>) -> String {
    let (level, who) = (record.level(), who(record.target()));
    format!("{now:.3} {level} {who}: {}\n", record.args())
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
    fn other_targets_stay_as_they_are() {
        assert_eq!(who("trading_desk::desk"), "trading_desk::desk");
    }

    #[test]
    fn a_driver_is_heard_when_it_warns() {
        let heard = |level| Lines.enabled(&Metadata::builder().level(level).target("wgpu_core").build());
        assert!(heard(Level::Warn) && !heard(Level::Info));
    }
}
