//! Changes a text as somebody might who knows the language: lines with all that belongs to them, words of the language
//! and of other texts, numbers at the edges. Plain bytes are left to the fuzzer.

use std::ops::Range;

use crate::draws::Draws;

/// Longest text that a change may make.
const BYTES_MAX: usize = 64 * 1024;

/// Words that mean something somewhere.
const WORDS: [&str; 96] = [
    "if",
    "min",
    "max",
    "round",
    "floor",
    "ceil",
    "sum",
    "count",
    "days_between",
    "today",
    "answered",
    "and",
    "or",
    "not",
    "in",
    "true",
    "false",
    "yes",
    "no",
    "null",
    "~",
    "payer.kind",
    "payer.id",
    "person",
    "organization",
    "at_mpay",
    "format",
    "service",
    "languages",
    "title",
    "payer",
    "kinds",
    "sections",
    "fields",
    "id",
    "type",
    "label",
    "hint",
    "error",
    "required",
    "property",
    "show_when",
    "prefill",
    "allow",
    "locked",
    "text",
    "long_text",
    "number",
    "quantity",
    "amount",
    "choice",
    "choices",
    "yes_no",
    "consent",
    "date",
    "month",
    "year",
    "email",
    "phone",
    "idnp",
    "idno",
    "idn",
    "tax_code",
    "iban",
    "vehicle_plate",
    "vin",
    "cadastral_number",
    "basket",
    "notice",
    "options",
    "items",
    "price",
    "decimals",
    "min_length",
    "max_length",
    "pattern",
    "unit",
    "not_before",
    "not_after",
    "repeat",
    "for_each",
    "when",
    "account",
    "chosen_by",
    "tables",
    "values",
    "tiers_of",
    "by",
    "from 2026-01-01",
    "up to 5",
    "above",
    "assert",
    "warn",
    "limit",
    "reporting",
    "due_on",
];

/// Numbers and days at the edges of something.
const EDGES: [&str; 28] = [
    "0",
    "-1",
    "1",
    "0.01",
    "0.005",
    "0.001",
    "50",
    "99999999.99",
    "100000000",
    "1e9",
    "-0",
    "00",
    "1.10",
    "255",
    "256",
    "2147483648",
    "9223372036854775807",
    "79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "2026-02-29",
    "2024-02-29",
    "1900-01-01",
    "2100-12-31",
    "9999-12-31",
    "12.",
    ".5",
    "1_000",
    "0x1f",
];

/// Pieces that parsers stumble over.
const PIECES: [&str; 44] = [
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "#",
    " #",
    ",",
    "-",
    "- ",
    "&a ",
    "*a",
    "!!str ",
    "|\n",
    ">\n",
    "?",
    "%",
    "@",
    "`",
    "\t",
    "\r",
    "\n",
    "\n\n",
    " ",
    "\u{a0}",
    "\u{feff}",
    "\u{202e}",
    "\u{301}",
    "\u{1f600}",
    "ș",
    "\\",
    "{contract}",
    "{{",
    "<",
    "&amp;",
    "==",
    "!=",
    "<=",
    ">=",
    "(",
    ")",
];

/// The text with one to four changes.
pub fn mutate(text: &str, seeds: &[String], draws: &mut Draws) -> String {
    if text.len() < 2 || draws.below(60) == 0 {
        return seeds[draws.below(seeds.len())].clone();
    }
    let mut text = text.to_owned();
    for _ in 0..=draws.below(4) {
        let changed = change(&text, seeds, draws);
        if changed.len() <= BYTES_MAX {
            text = changed;
        }
    }
    text
}

fn change(text: &str, seeds: &[String], draws: &mut Draws) -> String {
    match draws.below(14) {
        0..=2 => in_place_of_token(text, draws, |_, draws| draws.one(&WORDS).to_owned()),
        3..=4 => in_place_of_token(text, draws, |_, draws| draws.one(&EDGES).to_owned()),
        5 => {
            let other = token(text, draws).map_or_else(String::new, |at| text[at].to_owned());
            in_place_of_token(text, draws, |_, _| other.clone())
        }
        6 => {
            let other = seeds[draws.below(seeds.len())].as_str();
            let other = token(other, draws).map_or_else(String::new, |at| other[at].to_owned());
            in_place_of_token(text, draws, |_, _| other.clone())
        }
        7 => in_place_of_token(text, draws, |token, draws| {
            let wrapped = [
                "round(_, 2)",
                "_ * _",
                "-_",
                "(_)",
                "not _",
                "_ / _",
                "if(_, _, 1)",
                "max(_, 1)",
                "_ + 0.01",
                "\"_\"",
            ];
            draws.one(&wrapped).replace('_', token)
        }),
        8 => {
            let at = block(text, draws);
            [&text[..at.start], &text[at.end..]].concat()
        }
        9 => {
            let copy = text[block(text, draws)].repeat(1 << draws.below(4));
            with_lines(text, &copy, draws)
        }
        10 => {
            let other = &seeds[draws.below(seeds.len())];
            with_lines(text, &other[block(other, draws)], draws)
        }
        11 => {
            let moved = block(text, draws);
            let rest = [&text[..moved.start], &text[moved.end..]].concat();
            with_lines(&rest, &text[moved], draws)
        }
        12 => {
            let at = boundary(text, draws.below(text.len() + 1));
            [&text[..at], draws.one(&PIECES), &text[at..]].concat()
        }
        _ => {
            let start = boundary(text, draws.below(text.len() + 1));
            let end = boundary(text, (start + 1 + draws.below(8)).min(text.len())).max(start);
            [&text[..start], &text[end..]].concat()
        }
    }
}

/// The last place at or before a byte where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A word or a number.
fn token(text: &str, draws: &mut Draws) -> Option<Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let from = boundary(text, draws.below(text.len() + 1));
    let start = text[from..].find(is_part).map(|found| from + found).or_else(|| text.find(is_part))?;
    let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
    Some(start..start + length)
}

fn in_place_of_token(text: &str, draws: &mut Draws, make: impl Fn(&str, &mut Draws) -> String) -> String {
    let Some(at) = token(text, draws) else { return text.to_owned() };
    let made = make(&text[at.clone()], draws);
    [&text[..at.start], &made, &text[at.end..]].concat()
}

/// A line and all below it that is indented deeper.
fn block(text: &str, draws: &mut Draws) -> Range<usize> {
    let from = boundary(text, draws.below(text.len() + 1));
    let start = text[..from].rfind('\n').map_or(0, |found| found + 1);
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut lines = text[start..].split_inclusive('\n');
    let Some(first) = lines.next() else { return start..start };
    let below = lines.take_while(|line| indent(line) > indent(first));
    start..start + first.len() + below.map(str::len).sum::<usize>()
}

/// The text with other lines before one of its own, at its indentation as they are or as it is.
fn with_lines(text: &str, lines: &str, draws: &mut Draws) -> String {
    let from = boundary(text, draws.below(text.len() + 1));
    let start = text[..from].rfind('\n').map_or(0, |found| found + 1);
    let end = if lines.ends_with('\n') { "" } else { "\n" };
    [&text[..start], lines, end, &text[start..]].concat()
}
