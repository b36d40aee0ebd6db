//! Dates and times as messages write them (`xs:dateTime`), with an offset or in Chișinău. It must not know which field they are of.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::clock;

/// Most digits of a fraction of a second.
const FRACTION_DIGITS_MAX: usize = 9;

/// Reads a date and time with an offset or `Z`; `None` for anything else.
pub(super) fn parse_zoned(text: &str) -> Option<Timestamp> {
    let (time, offset) = parse(text)?;
    offset?.to_timestamp(time).ok()
}

/// Reads a date and time; without an offset it is Chișinău's wall clock, as in the guide's samples.
pub(super) fn parse_local(text: &str) -> Option<Timestamp> {
    match parse(text)? {
        (time, Some(offset)) => offset.to_timestamp(time).ok(),
        (time, None) => clock::from_local(time),
    }
}

/// Writes an instant as Chișinău's wall clock to the millisecond, without an offset.
pub(super) fn format_local(at: Timestamp) -> String {
    let local = clock::local(at);
    let millis = local.subsec_nanosecond() / 1_000_000;
    let whole = local.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    if millis == 0 { whole } else { format!("{whole}.{millis:03}") }
}

/// Writes an instant in UTC to the millisecond, as WS-Security asks.
pub(super) fn format_utc(at: Timestamp) -> String {
    let utc = Offset::UTC.to_datetime(at);
    format!("{}.{:03}Z", utc.strftime("%Y-%m-%dT%H:%M:%S"), utc.subsec_nanosecond() / 1_000_000)
}

/// `YYYY-MM-DDThh:mm:ss`, up to nine digits of a fraction, and an optional `Z` or `±hh:mm`.
fn parse(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let head = text.get(..19)?;
    let shaped = head.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    if !shaped {
        return None;
    }
    let mut rest = &text[19..];
    let mut nanos = 0;
    if let Some(after) = rest.strip_prefix('.') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > FRACTION_DIGITS_MAX {
            return None;
        }
        nanos = format!("{:0<9}", &after[..digits]).parse().ok()?;
        rest = &after[digits..];
    }
    let number = |from: usize, to: usize| head[from..to].parse::<i8>().ok();
    let time = DateTime::new(
        head[..4].parse().ok()?,
        number(5, 7)?,
        number(8, 10)?,
        number(11, 13)?,
        number(14, 16)?,
        number(17, 19)?,
        nanos,
    )
    .ok()?;
    Some((time, offset(rest)?))
}

/// Nothing, `Z`, or `±hh:mm` up to 14 hours; the outer `None` is for anything else.
fn offset(text: &str) -> Option<Option<Offset>> {
    let bytes = text.as_bytes();
    let sign = match bytes {
        [] => return Some(None),
        [b'Z'] => return Some(Some(Offset::UTC)),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let digits = [1, 2, 4, 5].into_iter().all(|at| bytes.get(at).is_some_and(u8::is_ascii_digit));
    if bytes.len() != 6 || bytes[3] != b':' || !digits {
        return None;
    }
    let (hours, minutes): (i32, i32) = (text[1..3].parse().ok()?, text[4..6].parse().ok()?);
    if hours * 60 + minutes > 14 * 60 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_and_without_an_offset_are_read() {
        for (text, utc) in [
            ("2025-07-10T10:51:23", "2025-07-10T07:51:23Z"),
            ("2025-01-10T10:51:23.5", "2025-01-10T08:51:23.5Z"),
            ("2025-07-10T10:51:23.1234567", "2025-07-10T07:51:23.1234567Z"),
            ("2025-07-10T10:51:23Z", "2025-07-10T10:51:23Z"),
            ("2025-07-10T10:51:23.000+03:00", "2025-07-10T07:51:23Z"),
            ("2025-07-10T10:51:23-01:30", "2025-07-10T12:21:23Z"),
        ] {
            assert_eq!(parse_local(text).unwrap().to_string(), utc, "{text}");
        }
        assert_eq!(parse_zoned("2025-07-10T10:51:23"), None);
        assert_eq!(parse_zoned("2025-07-10T10:51:23Z"), parse_local("2025-07-10T10:51:23Z"));
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in [
            "",
            "2025-07-10",
            "2025-07-10 10:51:23",
            "2025-13-10T10:51:23",
            "2025-02-29T10:51:23",
            "2025-07-10T24:00:00",
            "2025-07-10T10:51:23.",
            "2025-07-10T10:51:23.1234567890",
            "2025-07-10T10:51:23+3:00",
            "2025-07-10T10:51:23+15:00",
            "2025-07-10T10:51:23ZZ",
            "2025-07-10T10:51:23+03ș",
            "+025-07-10T10:51:23",
        ] {
            assert_eq!(parse_local(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_to_the_millisecond() {
        let at: Timestamp = "2025-07-10T06:26:29.4639Z".parse().unwrap();
        assert_eq!(format_local(at), "2025-07-10T09:26:29.463");
        assert_eq!(format_utc(at), "2025-07-10T06:26:29.463Z");
        assert_eq!(format_local("2025-12-10T06:00:00Z".parse().unwrap()), "2025-12-10T08:00:00");
    }
}
