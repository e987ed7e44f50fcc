//! A timetable: the moments at which minute, hour, day, month and weekday all fit.

use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use parseltongue_records::Timestamp;

/// Behind a leap day in a century without one comes the next after eight years.
const DAYS_AHEAD: usize = 366 * 8 + 2;
/// Moments that are counted when many have passed.
const PASSED_MAX: u64 = 10_000;

/// The moments of a timetable, as the compiler has read them: a bit for each value that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timetable {
    minutes: u64,
    hours: u32,
    days: u32,
    months: u16,
    weekdays: u8,
    zone: &'static str,
}

impl Timetable {
    /// Bits for the minutes 0 to 59, the hours 0 to 23, the days 1 to 31, the months 1 to 12 and the weekdays 0 (Sunday) to
    /// 6; in that time zone, by its name in the IANA database (empty for UTC). Where days and weekdays are both
    /// restricted, one of the two has to fit, as everywhere.
    #[must_use]
    pub const fn new(
        minutes: u64,
        hours: u32,
        days: u32,
        months: u16,
        weekdays: u8,
        zone: &'static str,
    ) -> Timetable {
        Timetable { minutes, hours, days, months, weekdays, zone }
    }

    /// The timetable where its time zone is known.
    pub(crate) fn zoned(self) -> Result<Zoned, String> {
        let zone = if self.zone.is_empty() {
            TimeZone::UTC
        } else {
            TimeZone::get(self.zone).map_err(|_| {
                format!(
                    "this machine knows no time zone `{}`: look at its spelling, or install the system's time zones",
                    self.zone
                )
            })?
        };
        Ok(Zoned { table: self, zone })
    }

    fn has_day(&self, date: Date) -> bool {
        const ALL_DAYS: u32 = 0xffff_fffe;
        const ALL_WEEKDAYS: u8 = 0x7f;
        let fits = |bits: u32, value: i8| bits >> value & 1 == 1;
        let day = fits(self.days, date.day());
        let weekday = fits(self.weekdays.into(), date.weekday().to_sunday_zero_offset());
        let is_either = self.days & ALL_DAYS != ALL_DAYS && self.weekdays & ALL_WEEKDAYS != ALL_WEEKDAYS;
        fits(self.months.into(), date.month()) && if is_either { day || weekday } else { day && weekday }
    }
}

/// A timetable in its time zone.
#[derive(Clone, Debug)]
pub(crate) struct Zoned {
    table: Timetable,
    zone: TimeZone,
}

impl Zoned {
    /// The first moment behind that one; none within eight years. A time of day that a change of the clocks leaves
    /// out is kept as much later as they were put forward, and one that they show twice the first time.
    pub(crate) fn after(&self, moment: Timestamp) -> Option<Timestamp> {
        let from = jiff::Timestamp::from_microsecond(moment.as_microseconds()).ok()?;
        let mut date = self.zone.to_datetime(from).date();
        for _ in 0..DAYS_AHEAD {
            if self.table.has_day(date)
                && let Some(found) = self.on(date, moment)
            {
                return Some(found);
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// The first moment of a day that is behind another.
    fn on(&self, date: Date, moment: Timestamp) -> Option<Timestamp> {
        let hours = (0..24_i8).filter(|hour| self.table.hours >> hour & 1 == 1);
        hours
            .flat_map(|hour| {
                let minutes = (0..60_i8).filter(|minute| self.table.minutes >> minute & 1 == 1);
                minutes.map(move |minute| time(hour, minute, 0, 0))
            })
            .filter_map(|time| self.zone.to_timestamp(date.to_datetime(time)).ok())
            .filter_map(|found| Timestamp::from_microseconds(found.as_microsecond()))
            .filter(|found| *found > moment)
            .min()
    }

    /// The last moment that is not behind `now`, beginning with one that is not; and how many came before it.
    pub(crate) fn last_before(&self, first: Timestamp, now: Timestamp) -> (Timestamp, u64) {
        let (mut last, mut passed) = (first, 0);
        while let Some(next) = self.after(last).filter(|next| *next <= now) {
            last = next;
            passed += 1;
            if passed == PASSED_MAX {
                break;
            }
        }
        (last, passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: (u64, u32, u32, u16, u8) = (!0, !0, !0, !0, !0);

    fn moments(table: Timetable, from: &str, count: usize) -> Vec<String> {
        let zoned = table.zoned().unwrap();
        let mut moment: Timestamp = from.parse().unwrap();
        let mut found = Vec::new();
        for _ in 0..count {
            moment = zoned.after(moment).unwrap();
            found.push(moment.to_string());
        }
        found
    }

    #[test]
    fn every_night_at_three() {
        let table = Timetable::new(1, 1 << 3, ALL.2, ALL.3, ALL.4, "");
        assert_eq!(
            moments(table, "2026-02-27T03:00:00Z", 2),
            ["2026-02-28T03:00:00Z", "2026-03-01T03:00:00Z"]
        );
    }

    #[test]
    fn a_day_of_the_month_or_a_weekday_where_both_are_said() {
        // The 13th, and Fridays.
        let table = Timetable::new(1, 1, 1 << 13, ALL.3, 1 << 5, "");
        assert_eq!(
            moments(table, "2026-11-10T12:00:00Z", 3),
            ["2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"]
        );
        assert_eq!(moments(table, "2026-12-11T12:00:00Z", 1), ["2026-12-13T00:00:00Z"]);
    }

    #[test]
    fn a_leap_day_is_waited_for() {
        let table = Timetable::new(1, 1, 1 << 29, 1 << 2, ALL.4, "");
        assert_eq!(moments(table, "2096-03-01T00:00:00Z", 1), ["2104-02-29T00:00:00Z"], "2100 has none");
        let never = Timetable::new(1, 1, 1 << 31, 1 << 2, ALL.4, "").zoned().unwrap();
        assert_eq!(never.after(Timestamp::EPOCH), None);
    }

    #[test]
    fn where_clocks_are_put_forward_and_back_each_day_has_one() {
        let table = Timetable::new(1 << 30, 1 << 2, ALL.2, ALL.3, ALL.4, "Europe/Berlin");
        let Ok(_) = table.zoned() else {
            // A machine without time zones: the program would say so at its start.
            return;
        };
        // 02:30 is left out on 29 March, and stands twice on 25 October.
        assert_eq!(
            moments(table, "2026-03-28T12:00:00Z", 2),
            ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]
        );
        assert_eq!(
            moments(table, "2026-10-24T12:00:00Z", 2),
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        );
    }

    #[test]
    fn of_moments_that_have_passed_the_last_is_kept() {
        let hourly = Timetable::new(1, ALL.1, ALL.2, ALL.3, ALL.4, "").zoned().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let kept = hourly.last_before(at("2026-11-23T01:00:00Z"), at("2026-11-23T05:59:00Z"));
        assert_eq!(kept, (at("2026-11-23T05:00:00Z"), 4));
        let in_time = hourly.last_before(at("2026-11-23T01:00:00Z"), at("2026-11-23T01:00:00Z"));
        assert_eq!(in_time, (at("2026-11-23T01:00:00Z"), 0));
    }

    #[test]
    fn a_time_zone_that_nobody_knows_is_told() {
        let said = Timetable::new(1, 1, 1, 1, 1, "Europe/Atlantis").zoned().unwrap_err();
        assert!(said.starts_with("this machine knows no time zone `Europe/Atlantis`"), "{said}");
    }
}
