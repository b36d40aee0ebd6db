//! How days, months and years are read that somebody typed: with numbers in our order or in that of machines, with months by
//! name in the three languages, and with what stands around them in documents.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::{bare, latin};
use crate::clock;

/// Why a text is not a day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Something is missing, or there is more than is asked for.
    #[error("write day, month and year, as in 28.02.2026")]
    Form,
    /// The year has not four digits.
    #[error("write the year with four digits")]
    YearDigits,
    /// The calendar does not have it.
    #[error("there is no such day")]
    NotThere,
    /// The time of day behind it is none: `24:99`.
    #[error("there is no such time of day: write the day alone")]
    Time,
    /// Not from 1900 to 2100.
    #[error("the year lies between 1900 and 2100")]
    YearOutside,
}

/// The years in which anything is asked for that a payer can know.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Most signs of a day with all that may stand around it.
const SIGNS_MAX: usize = 60;

/// Reads a day: `25.01.2026`, `25/1/2026`, `25012026`, `2026-01-25`, `25 ianuarie 2026`, `25 января 2026 г.`,
/// `January 25, 2026`, also with the day of the week before it or a time of day behind it. A time with an offset from UTC is an
/// instant, and the day is the one that it falls on in Chișinău.
///
/// # Errors
/// See [`DayError`].
pub fn read_day(typed: &str) -> Result<Date, DayError> {
    let typed = bare(typed);
    let (day, time) = time_apart(&typed)?;
    let parts = parts(day)?;
    let parts = match parts.as_slice() {
        [Part::Digits(all)] => cut(all, &[2, 2, 4])?,
        _ => parts,
    };
    let (day, month, year) = match parts.as_slice() {
        [year @ Part::Digits(first), month, day @ Part::Digits(_)] if first.len() == 4 => (day, month, year),
        [month @ Part::Month(_), day, year] => (day, month, year),
        [day, month, year] => (day, month, year),
        _ => return Err(DayError::Form),
    };
    let day = date(year.year()?, month.month()?, day.day()?)?;
    match time {
        Some((time, Some(offset))) => {
            let instant = offset.to_timestamp(day.to_datetime(time)).map_err(|_| DayError::Time)?;
            Ok(clock::today(instant))
        }
        Some((_, None)) | None => Ok(day),
    }
}

/// Reads a month of a year as its first day: `01.2026`, `1/2026`, `012026`, `2026-01`, `ianuarie 2026`, `январь 2026 г.`
///
/// # Errors
/// See [`DayError`].
pub fn read_month(typed: &str) -> Result<Date, DayError> {
    let parts = parts(&bare(typed))?;
    let parts = match parts.as_slice() {
        [Part::Digits(all)] => cut(all, &[2, 4])?,
        _ => parts,
    };
    let (month, year) = match parts.as_slice() {
        [year @ Part::Digits(first), month] if first.len() == 4 => (month, year),
        [month, year] => (month, year),
        _ => return Err(DayError::Form),
    };
    date(year.year()?, month.month()?, 1)
}

/// Reads a year: `2026`, `2026 г.`; any of four digits, its bounds are the caller's.
///
/// # Errors
/// See [`DayError`].
pub fn read_year(typed: &str) -> Result<i16, DayError> {
    match parts(&bare(typed))?.as_slice() {
        [year @ Part::Digits(_)] => year.year(),
        _ => Err(DayError::Form),
    }
}

fn date(year: i16, month: i8, day: i8) -> Result<Date, DayError> {
    // Years outside are told as such, whatever the day.
    if !YEARS.contains(&year) {
        return Err(DayError::YearOutside);
    }
    Date::new(year, month, day).map_err(|_| DayError::NotThere)
}

#[derive(Debug, Clone)]
enum Part {
    Digits(String),
    Month(i8),
}

impl Part {
    fn day(&self) -> Result<i8, DayError> {
        self.short()
    }

    fn month(&self) -> Result<i8, DayError> {
        match self {
            Part::Month(month) => Ok(*month),
            Part::Digits(_) => self.short(),
        }
    }

    /// A number of one or two digits.
    fn short(&self) -> Result<i8, DayError> {
        match self {
            Part::Digits(digits) if digits.len() <= 2 => digits.parse().map_err(|_| DayError::Form),
            Part::Digits(_) | Part::Month(_) => Err(DayError::Form),
        }
    }

    fn year(&self) -> Result<i16, DayError> {
        match self {
            Part::Digits(digits) if digits.len() == 4 => digits.parse().map_err(|_| DayError::Form),
            Part::Digits(_) => Err(DayError::YearDigits),
            Part::Month(_) => Err(DayError::Form),
        }
    }
}

/// The numbers and months of a text, in their order.
fn parts(text: &str) -> Result<Vec<Part>, DayError> {
    if text.chars().count() > SIGNS_MAX {
        return Err(DayError::Form);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let same = |c: char| if is_digit { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match (is_digit, word) {
            (true, digits) => parts.push(Part::Digits(digits.to_owned())),
            (false, "") if matches!(first, '.' | '/' | '-' | ',' | ' ' | '«' | '»' | '"' | '„' | '“' | '”') => {
                rest = &rest[first.len_utf8()..];
                continue;
            }
            (false, "") => return Err(DayError::Form),
            (false, word) => parts.extend(month_word(word)?),
        }
        rest = after;
    }
    Ok(parts)
}

/// Digits without marks, cut at fixed widths; the year stands last, or first as machines write it. Both never fit: a year
/// from 1900 to 2100 begins with what is no month.
fn cut(digits: &str, widths: &[usize]) -> Result<Vec<Part>, DayError> {
    let whole: usize = widths.iter().sum();
    let is_year = |digits: &str| digits.parse().is_ok_and(|year| YEARS.contains(&year));
    if digits.len() + 2 == whole && !is_year(&digits[digits.len() - 4..]) {
        return Err(DayError::YearDigits);
    }
    if digits.len() != whole {
        return Err(DayError::Form);
    }
    let is_year_first = is_year(&digits[..4]) && !is_year(&digits[whole - 4..]);
    let mut widths = widths.to_vec();
    if is_year_first {
        widths.reverse();
    }
    let (mut parts, mut at) = (Vec::new(), 0);
    for width in widths {
        parts.push(Part::Digits(digits[at..at + width].to_owned()));
        at += width;
    }
    Ok(parts)
}

/// A time of day, and how far it is from UTC where that is said.
type Timed = (Time, Option<Offset>);

/// A text without the time of day at its end, and this time: `25.01.2026 00:00:00`, `25.01.2026, ora 10:30`,
/// `2026-01-25T23:30:00Z`. What has no such form stays with the day, which then is none.
fn time_apart(text: &str) -> Result<(&str, Option<Timed>), DayError> {
    let Some(colon) = text.find(':') else { return Ok((text, None)) };
    let before = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(day) = before.strip_suffix('T').or_else(|| before.strip_suffix(' ')) else { return Ok((text, None)) };
    let (clock, zone) = zone_apart(&text[before.len()..]);
    if !clock.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')) {
        return Ok((text, None));
    }
    let time = time(clock).ok_or(DayError::Time)?;
    let offset = zone.map(|zone| offset(zone).ok_or(DayError::Time)).transpose()?;
    let day = day.trim_end();
    let day = ["ora", "orele", "в", "at", "ч"].into_iter().find_map(|word| day.strip_suffix(word)).unwrap_or(day);
    Ok((day, Some((time, offset))))
}

fn time(clock: &str) -> Option<Time> {
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let numbers: Option<Vec<i8>> = whole.split(':').map(|part| part.parse().ok().filter(|_| part.len() <= 2)).collect();
    let numbers = numbers.filter(|_| fraction.bytes().all(|b| b.is_ascii_digit()))?;
    match numbers.as_slice() {
        [hour, minute] => Time::new(*hour, *minute, 0, 0).ok(),
        [hour, minute, second] => Time::new(*hour, *minute, *second, 0).ok(),
        _ => None,
    }
}

/// A time without what says at its end how far it is from UTC, and this: `Z`, `UTC`, `+02:00`.
fn zone_apart(time: &str) -> (&str, Option<&str>) {
    let at = UTC.into_iter().find_map(|utc| time.strip_suffix(utc)).map(str::len);
    let Some(at) = at.or_else(|| time.find(['+', '-'])) else { return (time, None) };
    (time[..at].trim_end(), Some(&time[at..]))
}

/// How machines write that a time is that of UTC.
const UTC: [&str; 4] = ["Z", "z", "UTC", "GMT"];

/// How far from UTC a time is: `Z`, `+02:00`, `-0500`, `+03`; nothing where no place is as far.
fn offset(zone: &str) -> Option<Offset> {
    if UTC.contains(&zone) {
        return Some(Offset::UTC);
    }
    let digits: String = zone.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.get(..2)?, "0"),
        4 => (digits.get(..2)?, digits.get(2..)?),
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    // UTC+14 is the farthest that any place is.
    let seconds = Some(seconds).filter(|seconds| *seconds <= 14 * 3600)?;
    Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()
}

/// The month that a word names; nothing for the words that stand around days in documents.
fn month_word(word: &str) -> Result<Option<Part>, DayError> {
    let word = word.to_lowercase();
    if AROUND.contains(&word.as_str()) {
        return Ok(None);
    }
    let fits = |(name, endings): &(&str, &[&str])| {
        // An abbreviation has three letters at least: that is enough to tell the months apart in each language.
        let is_short = word.chars().count() >= 3 && name.starts_with(word.as_str());
        is_short || word.strip_prefix(name).is_some_and(|ending| endings.contains(&ending))
    };
    let month = MONTHS.iter().position(|names| names.iter().any(fits));
    // Letters of a Russian or Ukrainian keyboard stand for the same numerals: Х, І.
    let numeral = latin(&word).to_lowercase();
    let month = month.or_else(|| ROMAN.iter().position(|roman| *roman == numeral));
    let number = month.and_then(|at| i8::try_from(at + 1).ok()).ok_or(DayError::Form)?;
    Ok(Some(Part::Month(number)))
}

/// What stands around days in documents: an ordinal's ending, «г.», «года», „anul”, "of";
/// days of the week, and the words before a day or a month.
const AROUND: &[&str] = &[
    "st",
    "nd",
    "rd",
    "th",
    "of",
    "the",
    "г",
    "год",
    "года",
    "году",
    "anul",
    "an",
    "a",
    "anului",
    "din",
    "de",
    "la",
    "pe",
    "luna",
    "lunii",
    "data",
    "от",
    "с",
    "за",
    "на",
    "в",
    "месяц",
    "дата",
    "from",
    "since",
    "on",
    "for",
    "month",
    "date",
    "day",
    "ziua",
    "luni",
    "marți",
    "marţi",
    "marti",
    "miercuri",
    "joi",
    "vineri",
    "sâmbătă",
    "sambata",
    "duminică",
    "duminica",
    "понедельник",
    "вторник",
    "среда",
    "среду",
    "четверг",
    "пятница",
    "пятницу",
    "суббота",
    "субботу",
    "воскресенье",
    "пн",
    "вт",
    "ср",
    "чт",
    "пт",
    "сб",
    "вс",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// The months as stamps and older documents write them: `25.IX.2026`.
const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

type Name = (&'static str, &'static [&'static str]);

/// The endings of the Russian cases.
const SOFT: &[&str] = &["ь", "я", "ю", "ем", "е"];
const HARD: &[&str] = &["", "а", "у", "ом", "е"];
const SHORT: &[&str] = &["й", "я", "ю", "ем", "е"];
const NONE: &[&str] = &[""];

/// The months' names: in Romanian, Russian (without the case's ending), English.
const MONTHS: [[Name; 3]; 12] = [
    [("ianuarie", NONE), ("январ", SOFT), ("january", NONE)],
    [("februarie", NONE), ("феврал", SOFT), ("february", NONE)],
    [("martie", NONE), ("март", HARD), ("march", NONE)],
    [("aprilie", NONE), ("апрел", SOFT), ("april", NONE)],
    [("mai", NONE), ("ма", SHORT), ("may", NONE)],
    [("iunie", NONE), ("июн", SOFT), ("june", NONE)],
    [("iulie", NONE), ("июл", SOFT), ("july", NONE)],
    [("august", NONE), ("август", HARD), ("august", NONE)],
    [("septembrie", NONE), ("сентябр", SOFT), ("september", NONE)],
    [("octombrie", NONE), ("октябр", SOFT), ("october", NONE)],
    [("noiembrie", NONE), ("ноябр", SOFT), ("november", NONE)],
    [("decembrie", NONE), ("декабр", SOFT), ("december", NONE)],
];

#[cfg(test)]
mod tests;
