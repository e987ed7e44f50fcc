//! Timetables as cron has them, read while the program compiles: five fields become a bit for each value that fits.

/// The moments of a timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timetable {
    pub(crate) minutes: u64,
    pub(crate) hours: u64,
    pub(crate) days: u64,
    pub(crate) months: u64,
    /// 0 is Sunday.
    pub(crate) weekdays: u64,
}

/// What one field may hold.
struct Field {
    what: &'static str,
    least: u64,
    most: u64,
    /// Names of the values from the least on.
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { what: "minute", least: 0, most: 59, names: &[] },
    Field { what: "hour", least: 0, most: 23, names: &[] },
    Field { what: "day", least: 1, most: 31, names: &[] },
    Field {
        what: "month",
        least: 1,
        most: 12,
        names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    // 7 is Sunday, too.
    Field { what: "weekday", least: 0, most: 7, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/// The days that each month has at most, January first.
const DAYS_OF_MONTHS: [u64; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Reads a timetable, or says what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Timetable, String> {
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    if parts.len() != FIELDS.len() {
        let found = parts.len();
        return Err(format!("it has {found} fields where five are due"));
    }
    let mut bits = [0; 5];
    for ((bits, field), part) in bits.iter_mut().zip(&FIELDS).zip(parts) {
        *bits = field.read(part)?;
    }
    let [minutes, hours, days, months, weekdays] = bits;
    let weekdays = (weekdays | weekdays >> 7) & 0x7f;
    let is_any_weekday = weekdays == 0x7f;
    let has_a_day = (1..=12).filter(|month| months >> month & 1 == 1).any(|month| {
        let most = DAYS_OF_MONTHS[month - 1];
        days.trailing_zeros() as u64 <= most
    });
    if is_any_weekday && !has_a_day {
        return Err("no month that it names has such a day".to_owned());
    }
    Ok(Timetable { minutes, hours, days, months, weekdays })
}

impl Field {
    /// `*`, `5`, `1-5`, `*/15`, `mon`, with commas between them.
    fn read(&self, text: &str) -> Result<u64, String> {
        let mut bits = 0;
        for part in text.split(',') {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (range, self.step(step)?),
                None => (part, 1),
            };
            let (first, last) = match range.split_once('-') {
                _ if range == "*" => (self.least, self.most),
                Some((first, last)) => (self.value(first)?, self.value(last)?),
                None if part.contains('/') => (self.value(range)?, self.most),
                None => (self.value(range)?, self.value(range)?),
            };
            if first > last {
                return Err(format!("the {} `{range}` ends before it begins", self.what));
            }
            let values = (first..=last).step_by(usize::try_from(step).unwrap_or(usize::MAX));
            bits |= values.fold(0, |bits, value| bits | 1 << value);
        }
        Ok(bits)
    }

    fn step(&self, text: &str) -> Result<u64, String> {
        let step = text.parse::<u64>().ok().filter(|step| (1..=self.most).contains(step));
        step.ok_or_else(|| format!("`/{text}` is no step of a {}", self.what))
    }

    fn value(&self, text: &str) -> Result<u64, String> {
        let named = self.names.iter().position(|name| text.eq_ignore_ascii_case(name));
        let value = named.map_or_else(|| text.parse().ok(), |at| Some(self.least + at as u64));
        let Field { what, least, most, .. } = self;
        value
            .filter(|value| (*least..=*most).contains(value))
            .ok_or_else(|| format!("`{text}` is no {what}: they go from {least} to {most}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(values: impl IntoIterator<Item = u64>) -> u64 {
        values.into_iter().fold(0, |bits, value| bits | 1 << value)
    }

    #[test]
    fn fields_become_bits() {
        let table = read("*/15 8-18/2,23 1,15 jan-mar,12 MON-fri").unwrap();
        let expected = Timetable {
            minutes: bits([0, 15, 30, 45]),
            hours: bits([8, 10, 12, 14, 16, 18, 23]),
            days: bits([1, 15]),
            months: bits([1, 2, 3, 12]),
            weekdays: bits(1..=5),
        };
        assert_eq!(table, expected);
        let any = read("5/20 * * * 7").unwrap();
        assert_eq!((any.minutes, any.hours, any.weekdays), (bits([5, 25, 45]), bits(0..24), 1));
        assert_eq!(read("0 0 * * *").unwrap().weekdays, bits(0..7));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("0 3 * *", "it has 4 fields where five are due"),
            ("60 3 * * *", "`60` is no minute: they go from 0 to 59"),
            ("0 3 0 * *", "`0` is no day: they go from 1 to 31"),
            ("0 3 * foo *", "`foo` is no month: they go from 1 to 12"),
            ("*/0 3 * * *", "`/0` is no step of a minute"),
            ("0 18-8 * * *", "the hour `18-8` ends before it begins"),
            ("0 3 31 feb,4 *", "no month that it names has such a day"),
            (", 3 * * *", "`` is no minute: they go from 0 to 59"),
        ] {
            assert_eq!(read(text).unwrap_err(), said, "{text}");
        }
        assert!(read("0 3 29 2 *").is_ok() && read("0 3 31 2 mon").is_ok());
    }
}
