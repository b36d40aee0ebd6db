//! Cells of an export: what a payer typed is never taken for a formula, whatever program opens the file.

use std::borrow::Cow;

/// What a formula begins with: also in full width, which some programs take for the same.
const STARTS: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
/// Where a program that does not split at commas may begin a cell: many here split at semicolons.
const SEPARATORS: [char; 6] = [';', '\t', '\r', '\n', '|', ','];

/// A text in which no cell begins with a formula: an apostrophe, which spreadsheets hide, stands before it. A plain number
/// stays what it is.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if is_number(text) || !text.contains(STARTS) {
        return Cow::Borrowed(text);
    }
    let mut guarded = String::with_capacity(text.len() + 2);
    let mut is_start = true;
    for c in text.chars() {
        if is_start && STARTS.contains(&c) {
            guarded.push('\'');
        }
        is_start = SEPARATORS.contains(&c) || is_start && (c.is_whitespace() || c == '"');
        guarded.push(c);
    }
    Cow::Owned(guarded)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_texts_and_texts_stay_what_they_are() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+373 60 606 060", "'+373 60 606 060"),
            ("-2.50", "-2.50"),
            ("-2+3", "'-2+3"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "  '=1"),
            ("\"=1", "\"'=1"),
            ("a;=1", "a;'=1"),
            ("a;\" =1", "a;\" '=1"),
            ("a\n-1", "a\n'-1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("Anna-Maria", "Anna-Maria"),
            ("a = b", "a = b"),
            ("12/2026", "12/2026"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), cell, "{text:?}");
        }
    }

    proptest! {
        /// However a program splits the lines, none of the cells is a formula; an RFC 4180 reader reads what was written.
        #[test]
        fn no_way_to_split_finds_a_formula(texts in prop::collection::vec("[=+@a\";,\t\n \\-]{0,12}", 1..4)) {
            let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            csv.write_record(texts.iter().map(|text| guarded(text).into_owned())).unwrap();
            let written = String::from_utf8(csv.into_inner().unwrap()).unwrap();
            let mut read = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(written.as_bytes());
            let record = read.records().next().unwrap().unwrap();
            prop_assert_eq!(record.len(), texts.len());
            for (cell, text) in record.iter().zip(&texts) {
                prop_assert_eq!(cell.replace('\'', ""), text.as_str());
                prop_assert!(is_number(cell) || !cell.starts_with(STARTS));
            }
            for separator in [";", "\t", ",", "\n"] {
                for piece in written.split(['\r', '\n']).flat_map(|line| line.split(separator)) {
                    let piece = piece.trim_start_matches([' ', '"', '\t']);
                    prop_assert!(is_number(piece.trim_end_matches('"')) || !piece.starts_with(STARTS), "{piece:?} of {written:?}");
                }
            }
        }
    }
}
