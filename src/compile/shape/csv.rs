//! Tables beside a definition, as spreadsheets save them: CSV with a line of headings. Every cell knows its place.

use crate::diag::{Code, Diagnostics, FileId, Place, Placed, nearest};
use crate::limits::{OPTIONS_MAX, TABLE_COLUMNS_MAX};
use crate::typed::table_start;

/// A table's file, read.
#[derive(Debug, Clone)]
pub(in crate::compile) struct TableFile<'a> {
    pub name: &'a str,
    pub file: FileId,
    pub text: &'a str,
}

/// A line of a table: its cells under the names of their columns.
#[derive(Debug, Clone)]
pub(super) struct TableRow {
    pub cells: Vec<(String, Placed<String>)>,
    pub place: Place,
}

impl TableRow {
    /// The cell of a column, unless it is empty.
    pub fn get(&self, column: &str) -> Option<&Placed<String>> {
        self.cells.iter().find(|(name, cell)| name == column && !cell.value.is_empty()).map(|(_, cell)| cell)
    }
}

/// The lines of a table below its headings.
pub(super) struct TableRows {
    pub headings: Vec<Placed<String>>,
    pub rows: Vec<TableRow>,
    /// Whether these are all; of others the faults are reported.
    pub is_whole: bool,
}

/// The rows of a table that has some columns at least. They are parted by commas, or by semicolons or tabs where the headings
/// are, or as a first line `sep=;` says.
pub(super) fn rows(table: &TableFile<'_>, columns: &[&str], diagnostics: &mut Diagnostics) -> Option<TableRows> {
    let start = table_start(table.text.as_bytes());
    let body = &table.text[start.headings..];
    let (lines, mut is_whole) = split(table.file, body, start.headings, char::from(start.mark), diagnostics);
    let mut lines = lines.into_iter();
    let Some(mut headings) = lines.next() else {
        if is_whole {
            let place = Place { file: table.file, start: 0, end: 0 };
            diagnostics.report(Code::BadTableFile, place, "the table is empty").help("begin with a line of headings");
        }
        return None;
    };
    drop_empty_end(&mut headings, 1);
    if headings.len() > TABLE_COLUMNS_MAX {
        let place = headings[TABLE_COLUMNS_MAX].place;
        diagnostics
            .report(Code::BadTableFile, place, format!("the table has {} columns", headings.len()))
            .help(format!("a table has at most {TABLE_COLUMNS_MAX}: leave out those that are not needed"));
        return None;
    }
    for column in columns {
        must_have(column, &mut headings, diagnostics);
    }
    let mut rows = Vec::new();
    for mut line in lines {
        drop_empty_end(&mut line, headings.len());
        let place = Place {
            file: table.file,
            start: line.first().map_or(0, |cell| cell.place.start),
            end: line.last().map_or(0, |cell| cell.place.end),
        };
        if line.len() != headings.len() {
            let message = format!("this line has {} cells, the headings are {}", line.len(), headings.len());
            diagnostics.report(Code::BadTableFile, place, message).help("put texts with commas between double quotes");
            if diagnostics.is_full() {
                return None;
            }
            is_whole = false;
            continue;
        }
        let cells = headings.iter().map(|heading| heading.value.clone()).zip(line).collect();
        rows.push(TableRow { cells, place });
        if rows.len() > OPTIONS_MAX {
            diagnostics.report(Code::TooLarge, place, format!("a table has at most {OPTIONS_MAX} lines"));
            return None;
        }
    }
    if rows.is_empty() && is_whole {
        let place = headings.first().map_or(Place { file: table.file, start: 0, end: 0 }, |heading| heading.place);
        let help = "fill in a line for each option or account";
        diagnostics.report(Code::BadTableFile, place, "the table has headings and nothing below them").help(help);
        return None;
    }
    Some(TableRows { headings, rows, is_whole })
}

/// Drops empty cells at the end of a line, which spreadsheets write where a column was used once; so many cells stay.
fn drop_empty_end(line: &mut Vec<Placed<String>>, least: usize) {
    while line.len() > least && line.last().is_some_and(|cell| cell.value.is_empty()) {
        line.pop();
    }
}

/// Reports a column that is missing; a mistyped one is taken for the one that was meant.
fn must_have(column: &str, headings: &mut [Placed<String>], diagnostics: &mut Diagnostics) {
    if headings.iter().any(|heading| heading.value == column) {
        return;
    }
    let typed = nearest(column, headings.iter().map(|heading| heading.value.as_str())).map(str::to_owned);
    let (Some(first), Some(last)) = (headings.first(), headings.last()) else { return };
    let whole = Place { end: last.place.end, ..first.place };
    let (place, help) = match headings.iter_mut().find(|heading| Some(&heading.value) == typed.as_ref()) {
        Some(heading) => {
            heading.value = column.to_owned();
            (heading.place, format!("did you mean `{column}`?"))
        }
        None => (whole, format!("add the heading `{column}`, and fill in its column")),
    };
    diagnostics.report(Code::BadTableFile, place, format!("the table has no column `{column}`")).help(help);
}

/// The cells of each line that is not empty, and whether these are all: behind a quote without a pair nothing is seen.
fn split(
    file: FileId,
    text: &str,
    offset: usize,
    mark: char,
    diagnostics: &mut Diagnostics,
) -> (Vec<Vec<Placed<String>>>, bool) {
    let mut lines = Vec::new();
    let mut line: Vec<Placed<String>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (value, length) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let Some((value, length)) = quoted_cell(quoted) else {
                    let place = Place { file, start: offset + at, end: offset + at + 1 };
                    diagnostics
                        .report(Code::BadTableFile, place, "this quotation mark has no pair")
                        .help("close the text with a double quote; write a quote inside it twice");
                    return (lines, false);
                };
                (value, length + 1)
            }
            None => {
                let length = rest.find([mark, '\n']).unwrap_or(rest.len());
                (rest[..length].trim().to_owned(), length)
            }
        };
        let place = Place { file, start: offset + at, end: offset + at + text[at..at + length].trim_end().len() };
        line.push(Placed::new(value, place));
        at += length;
        if text[at..].starts_with(mark) {
            at += mark.len_utf8();
            if at == text.len() || text[at..].starts_with('\n') {
                line.push(Placed::new(String::new(), Place { file, start: offset + at, end: offset + at }));
            } else {
                continue;
            }
        }
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found + 1);
        at = end;
        let full = std::mem::take(&mut line);
        if full.iter().any(|cell| !cell.value.is_empty()) {
            lines.push(full);
        }
    }
    (lines, true)
}

/// A quoted cell after its first quote: its text, and its length with the last quote.
fn quoted_cell(text: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut at = 0;
    loop {
        let quote = at + text[at..].find('"')?;
        value.push_str(&text[at..quote]);
        at = quote + 1;
        if !text[at..].starts_with('"') {
            return Some((value, at));
        }
        value.push('"');
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<Vec<String>>> {
        let table = TableFile { name: "t.csv", file: FileId(0), text };
        let rows = rows(&table, &["id"], &mut Diagnostics::default()).filter(|found| found.is_whole)?.rows;
        for row in &rows {
            for (_, cell) in &row.cells {
                let written = &text[cell.place.start..cell.place.end];
                assert!(written.starts_with('"') || written == cell.value, "{written:?} is {:?}", cell.value);
            }
        }
        Some(rows.into_iter().map(|row| row.cells.into_iter().map(|(_, cell)| cell.value).collect()).collect())
    }

    #[test]
    fn tables_are_read_as_spreadsheets_write_them() {
        for (text, rows) in [
            ("id,ro\na,Școala 1\nb,Școala 2\n", vec![vec!["a", "Școala 1"], vec!["b", "Școala 2"]]),
            ("\u{feff}id;ro\r\na;\"Gimnaziul \"\"Ion\"\"; 2\"\r\n", vec![vec!["a", "Gimnaziul \"Ion\"; 2"]]),
            ("id,ro\n\na,\n,\n", vec![vec!["a", ""]]),
            ("id,ro\na,\"x, y\"", vec![vec!["a", "x, y"]]),
            ("sep=;\r\nid;ro\r\na;x, y\r\n", vec![vec!["a", "x, y"]]),
            ("\u{feff}sep=,\nid,ro\na,x; y\n", vec![vec!["a", "x; y"]]),
            ("\n;;\nid;ro;;\na;x;;\nb;y;\n", vec![vec!["a", "x"], vec!["b", "y"]]),
            ("id\tro\r\na\tx, y; z\r\nb\t\r\n", vec![vec!["a", "x, y; z"], vec!["b", ""]]),
        ] {
            assert_eq!(read(text).unwrap(), rows, "{text:?}");
        }
        for text in ["", "id,ro\n", "id,ro\na\n", "id\n\"a\n", &"a,".repeat(50)] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
