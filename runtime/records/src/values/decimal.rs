//! `decimal`: exact decimal numbers, for money and measures.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Rem, Sub, SubAssign};
use std::str::FromStr;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits that a JSON number may have. A double keeps 15 whatever the number; with more, what a
/// client wrote and what arrives could differ, so those must be sent as text.
const JSON_NUMBER_DIGITS: usize = 15;

/// Any number of so many digits fits a signed 64-bit integer.
const DIGITS_OF_64_BITS: u32 = 18;
/// A sign, 29 digits, a point and a zero before it.
const LENGTH_MAX: usize = 32;

/// An exact decimal number of at most 28 digits.
///
/// A decimal is a number, not a spelling: `12.50` and `12.5` are equal, and both are shown, stored
/// and sent as `12.5`. Ask the formatter for places where a person reads (`{price:.2}`).
///
/// In JSON it is sent as text, `"12.5"`, because many readers of JSON make a double of every
/// number. It is read from text, from whole numbers, and from numbers of at most 15 digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(rust_decimal::Decimal);

impl Decimal {
    /// 0
    pub const ZERO: Decimal = Decimal(rust_decimal::Decimal::ZERO);
    /// 1
    pub const ONE: Decimal = Decimal(rust_decimal::Decimal::ONE);

    /// `units` with the point moved `scale` digits to the left: `Decimal::new(1250, 2)` is 12.5.
    ///
    /// # Panics
    /// When `scale` is more than 28; in a constant, that is an error of the compiler.
    #[must_use]
    pub const fn new(units: i64, scale: u32) -> Decimal {
        assert!(scale <= rust_decimal::Decimal::MAX_SCALE, "a decimal has at most 28 digits after the point");
        let digits = units.unsigned_abs();
        let (low, middle) = (digits as u32, (digits >> 32) as u32);
        Decimal(rust_decimal::Decimal::from_parts(low, middle, 0, units < 0, scale))
    }

    /// The same number as rust_decimal's type, which has more arithmetic.
    #[must_use]
    pub const fn inner(self) -> rust_decimal::Decimal {
        self.0
    }

    /// Rounded to `places` digits after the point, halves to the even digit as banks do.
    #[must_use]
    pub fn round_to(self, places: u32) -> Decimal {
        Decimal(self.0.round_dp(places))
    }

    /// Its distance from zero.
    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }

    /// The nearest double.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0.as_f64()
    }

    /// The sum, or none when it has too many digits.
    #[must_use]
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_add(other.0).map(Decimal)
    }

    /// The product, or none when it has too many digits.
    #[must_use]
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_mul(other.0).map(Decimal)
    }

    /// The quotient, or none when `other` is zero or the result has too many digits.
    #[must_use]
    pub fn checked_div(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_div(other.0).map(Decimal)
    }

    /// The number in units of `scale` digits after the point, as a store keeps it; none when it
    /// has more digits than that, or more before the point than 64 bits hold.
    #[must_use]
    pub fn to_units(self, scale: u32) -> Option<i64> {
        // Zeros behind the point matter only where there are more of them than there may be digits.
        let (mantissa, own_scale) = match self.0.scale() {
            own_scale if own_scale <= scale => (self.0.mantissa(), own_scale),
            _ => self.parts(),
        };
        let missing = scale.checked_sub(own_scale)?;
        let units = i64::try_from(mantissa).ok()?;
        if units == 0 { Some(0) } else { units.checked_mul(10_i64.checked_pow(missing)?) }
    }

    /// Its place among numbers in units of `scale`, which it is none of: halfway between the two beside it,
    /// as long as a double tells those apart, and the nearest double beyond.
    pub(crate) fn among_units(self, scale: u32) -> f64 {
        const EXACT: i128 = 1 << 52;
        let (mantissa, own_scale) = self.parts();
        let below = own_scale.checked_sub(scale).map(|more| mantissa.div_euclid(10_i128.pow(more)));
        match below {
            Some(below) if (-EXACT..EXACT).contains(&below) => below as f64 + 0.5,
            _ => self.as_f64() * 10_f64.powi(scale as i32),
        }
    }

    /// Mantissa and scale without trailing zeros.
    pub(crate) fn parts(self) -> (i128, u32) {
        let (mantissa, mut scale) = (self.0.mantissa(), self.0.scale());
        // Division of 128 bits is slow, and most numbers fit 64.
        let Ok(mut units) = i64::try_from(mantissa) else {
            let plain = self.0.normalize();
            return (plain.mantissa(), plain.scale());
        };
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        (units.into(), scale)
    }

    /// Writes it into `text`.
    fn write(self, text: &mut [u8; LENGTH_MAX]) -> &str {
        let (mantissa, scale) = self.parts();
        let mut rest = mantissa.unsigned_abs();
        let mut begin = LENGTH_MAX;
        let mut places = 0;
        // The digits behind the point, the point, and at least one digit before it.
        while rest > 0 || places <= scale {
            if places == scale && scale > 0 {
                begin -= 1;
                text[begin] = b'.';
            }
            begin -= 1;
            let digit;
            (rest, digit) = match u64::try_from(rest) {
                Ok(short) => (u128::from(short / 10), (short % 10) as u8),
                Err(_) => (rest / 10, (rest % 10) as u8),
            };
            text[begin] = b'0' + digit;
            places += 1;
        }
        if mantissa < 0 {
            begin -= 1;
            text[begin] = b'-';
        }
        std::str::from_utf8(&text[begin..]).unwrap_or_default()
    }

    /// The number of these parts, or none when they are out of range.
    pub(crate) fn from_parts(mantissa: i128, scale: u32) -> Option<Decimal> {
        rust_decimal::Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(Decimal)
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Decimal(whole.into())
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        Decimal(decimal)
    }
}

/// The four operations, between decimals and with whole numbers. They panic when the result has
/// too many digits, as Rust's integers do when they overflow in a debug build.
macro_rules! operation {
    ($operation:ident, $name:ident) => {
        impl $operation for Decimal {
            type Output = Decimal;

            fn $name(self, other: Decimal) -> Decimal {
                Decimal(self.0.$name(other.0))
            }
        }

        impl $operation<i64> for Decimal {
            type Output = Decimal;

            fn $name(self, other: i64) -> Decimal {
                Decimal(self.0.$name(rust_decimal::Decimal::from(other)))
            }
        }

        impl $operation<Decimal> for i64 {
            type Output = Decimal;

            fn $name(self, other: Decimal) -> Decimal {
                Decimal(rust_decimal::Decimal::from(self).$name(other.0))
            }
        }
    };
}

operation!(Add, add);
operation!(Sub, sub);
operation!(Mul, mul);
operation!(Div, div);
operation!(Rem, rem);

impl AddAssign for Decimal {
    fn add_assign(&mut self, other: Decimal) {
        *self = *self + other;
    }
}

impl SubAssign for Decimal {
    fn sub_assign(&mut self, other: Decimal) {
        *self = *self - other;
    }
}

impl Neg for Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        Decimal(-self.0)
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(items: I) -> Decimal {
        items.fold(Decimal::ZERO, Add::add)
    }
}

impl PartialEq<i64> for Decimal {
    fn eq(&self, other: &i64) -> bool {
        self.0 == rust_decimal::Decimal::from(*other)
    }
}

impl PartialOrd<i64> for Decimal {
    fn partial_cmp(&self, other: &i64) -> Option<std::cmp::Ordering> {
        self.0.partial_cmp(&rust_decimal::Decimal::from(*other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.precision().is_some() {
            return fmt::Display::fmt(&self.0, f);
        }
        let mut text = [0; LENGTH_MAX];
        let text = self.write(&mut text);
        let (is_negative, digits) = (text.starts_with('-'), text.trim_start_matches('-'));
        f.pad_integral(!is_negative, "", digits)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a decimal number of at most 28 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number such as 12.5")]
pub struct NotADecimal;

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        // Most numbers fit 64 bits; and rust_decimal also reads `1_000`, which no client means to send.
        let (mut units, mut count, mut point) = (0_u64, 0, None);
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' => {
                    units = units.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                    count += 1;
                }
                b'.' if point.is_none() => point = Some(count),
                _ => return Err(NotADecimal),
            }
        }
        if count == 0 {
            return Err(NotADecimal);
        }
        if count > DIGITS_OF_64_BITS {
            return rust_decimal::Decimal::from_str_exact(text).map(Decimal).map_err(|_| NotADecimal);
        }
        let units = if text.starts_with('-') { -(units as i64) } else { units as i64 };
        Ok(Decimal::new(units, count - point.unwrap_or(count)))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.write(&mut [0; LENGTH_MAX]))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FromJson)
    }
}

struct FromJson;

impl Visitor<'_> for FromJson {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number as text, such as \"12.5\", or a number of at most 15 digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<Decimal, E> {
        Ok(whole.into())
    }

    fn visit_u64<E: Error>(self, whole: u64) -> Result<Decimal, E> {
        Ok(Decimal(whole.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Decimal, E> {
        // Shortest form that reads back as the same double: what the client wrote, up to 15 digits.
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let count = digits.bytes().filter(u8::is_ascii_digit).count();
        let refused = || E::invalid_value(Unexpected::Float(number), &self);
        if count > JSON_NUMBER_DIGITS || exponent.parse::<i32>().map_or(true, |it| it.abs() > 28) {
            return Err(refused());
        }
        rust_decimal::Decimal::from_scientific(&text).map(Decimal).map_err(|_| refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_exactly_or_refused() {
        let read = |json: &str| serde_json::from_str::<Decimal>(json).ok().map(|it| it.to_string());
        assert_eq!(read("\"12.50\""), Some("12.5".into()));
        assert_eq!(read("\"0.1000000000000000000000000001\""), Some("0.1000000000000000000000000001".into()));
        assert_eq!(read("12.5"), Some("12.5".into()));
        assert_eq!(read("0.000123"), Some("0.000123".into()));
        assert_eq!(read("-7"), Some("-7".into()));
        assert_eq!(read("1e3"), Some("1000".into()));
        assert_eq!(read("18446744073709551615"), Some("18446744073709551615".into()));
        assert_eq!(read("0.1234567890123456"), None);
        assert_eq!(read("1e300"), None);
        assert_eq!(read("\"1_000\""), None);
        for no_number in ["", "-", ".", "+.", "1.2.3", "1e3", " 1", "--1", "0x1", "1,5"] {
            assert_eq!(no_number.parse::<Decimal>(), Err(NotADecimal), "{no_number}");
        }
        for number in
            [".5", "5.", "+0.5", "999999999999999999", "0.000000000000000001", "-123456789.123456789"]
        {
            let by_rust_decimal = rust_decimal::Decimal::from_str_exact(number).unwrap();
            assert_eq!(number.parse::<Decimal>().unwrap().0, by_rust_decimal, "{number}");
        }
        assert_eq!(read("true"), None);
    }

    #[test]
    fn it_is_written_as_its_digits_say() {
        let texts = [
            "0",
            "1",
            "-1",
            "10",
            "12.5",
            "-0.5",
            "0.05",
            "100.001",
            "-9223372036854775808",
            "922337203685477580.8",
            "79228162514264337593543950335",
            "-7.9228162514264337593543950335",
            "0.0000000000000000000000000001",
        ];
        for text in texts {
            let decimal: Decimal = text.parse().unwrap();
            assert_eq!(decimal.to_string(), text);
            assert_eq!(serde_json::to_string(&decimal).unwrap(), format!("\"{text}\""));
            assert_eq!(decimal.0.normalize().to_string(), text);
        }
        assert_eq!("-0.00".parse::<Decimal>().unwrap().to_string(), "0");
        assert_eq!((Decimal::new(5, 1) * 10).to_string(), "5");
    }

    #[test]
    fn what_is_no_unit_stands_between_two() {
        let among = |text: &str| text.parse::<Decimal>().expect("a decimal").among_units(2);
        assert_eq!(among("1.00000000000000000001"), 100.5);
        assert_eq!(among("0.99999999999999999999"), 99.5);
        assert_eq!(among("-1.00000000000000000001"), -100.5);
        assert_eq!(among("-0.001"), -0.5);
        assert_eq!(among("45035996273704.959"), 4_503_599_627_370_495.5);
        assert_eq!(among("100000000000000000000"), 1e22);
    }

    #[test]
    fn units_are_exact_or_nothing() {
        assert_eq!(Decimal::new(1250, 2).to_units(4), Some(125_000));
        assert_eq!(Decimal::new(1250, 2).to_units(1), Some(125));
        assert_eq!(Decimal::new(1255, 2).to_units(1), None);
        assert_eq!(Decimal::from(i64::MAX).to_units(4), None);
        assert_eq!(Decimal::from(i64::MAX).to_units(0), Some(i64::MAX));
        assert_eq!(Decimal::ZERO.to_units(28), Some(0));
        assert_eq!(Decimal::new(-5, 1).to_units(1), Some(-5));
    }

    #[test]
    fn a_formatter_may_ask_for_places() {
        assert_eq!(format!("{:.2}", Decimal::new(125, 1)), "12.50");
        assert_eq!(format!("{:>8}", Decimal::new(1250, 2)), "    12.5");
        assert_eq!(3 * Decimal::new(5, 1), Decimal::new(15, 1));
    }
}
