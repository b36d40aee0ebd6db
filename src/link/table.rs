//! Tables of people, as spreadsheets save them: CSV with a line of headings, one link for each line after it. What is
//! written back is the same table with the links; no cell of it is a formula.

use std::borrow::Cow;

use crate::limits::{LINK_TABLE_BYTES_MAX, LINK_TABLE_COLUMNS_MAX, LINK_TABLE_ROWS_MAX};
use crate::typed::{TableStart, bare, table_start};

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkTableError {
    /// It is too large.
    #[error("the table is too large: at most 2 MiB, 10 000 lines and 200 columns are read; cut it into several")]
    TooLarge,
    /// It is not UTF-8.
    #[error("line {0} is not UTF-8 text: save the table as \"CSV UTF-8\"")]
    NotUtf8(u64),
    /// A line has more or fewer cells than the headings.
    #[error("line {line} has {cells} cells, the headings are {headings}: put texts with commas between double quotes")]
    Uneven {
        /// The line.
        line: u64,
        /// Its cells.
        cells: u64,
        /// The headings.
        headings: u64,
    },
    /// No line of headings, or none after it.
    #[error("the table is empty: it begins with a line of headings, and each line after it makes a link")]
    Empty,
    /// A heading that is empty or stands twice, or the one under which links are written.
    #[error(
        "the heading `{0}` cannot stand so: each column has a name of its own, and `{LINK}` is where the links come"
    )]
    Heading(String),
    /// Anything else.
    #[error("the table cannot be read: {0}")]
    Broken(String),
}

/// The heading under which links are written.
const LINK: &str = "link";

/// A table, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTable {
    headings: Vec<String>,
    /// The cells of each line, with its number in the file.
    rows: Vec<(u64, Vec<String>)>,
    start: TableStart,
}

/// The headings, without empty ones at the end.
fn headings(record: csv::StringRecord) -> Result<Vec<String>, LinkTableError> {
    let mut headings: Vec<String> = record.iter().map(bare).collect();
    drop_empty_end(&mut headings, 0);
    if headings.len() > LINK_TABLE_COLUMNS_MAX {
        return Err(LinkTableError::TooLarge);
    }
    for (at, heading) in headings.iter().enumerate() {
        let is_same = |other: &String| other.to_lowercase() == heading.to_lowercase();
        if heading.is_empty() || heading.to_lowercase() == LINK || headings[..at].iter().any(is_same) {
            return Err(LinkTableError::Heading(heading.clone()));
        }
    }
    Ok(headings)
}

/// Drops empty cells at the end of a line; so many cells stay.
fn drop_empty_end(cells: &mut Vec<String>, least: usize) {
    while cells.len() > least && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
}

fn is_empty(record: &csv::StringRecord) -> bool {
    record.iter().all(|cell| bare(cell).is_empty())
}

/// A cell without the formula that programs write around codes, so that spreadsheets keep their zeros: `="0012"`.
fn without_formula_of_text(cell: &str) -> &str {
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|text| !text.contains('"')).unwrap_or(cell)
}

/// A file in UTF-8: UTF-16 is turned to it where the file says that it is, and what it cannot mean is left as it is.
fn utf8_of(bytes: &[u8]) -> Cow<'_, [u8]> {
    let unit_of: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return Cow::Borrowed(bytes),
    };
    let pairs = bytes[2..].chunks_exact(2).map(|pair| unit_of([pair[0], pair[1]]));
    match char::decode_utf16(pairs).collect::<Result<String, _>>() {
        Ok(text) => Cow::Owned(text.into_bytes()),
        Err(_) => Cow::Borrowed(bytes),
    }
}

impl LinkTable {
    /// Reads a table in UTF-8, or in UTF-16 with its mark of byte order ("Unicode text" of spreadsheets). Columns are parted by
    /// commas, or by semicolons or tabs where the headings are, or as a first line `sep=;` says.
    ///
    /// # Errors
    /// See [`LinkTableError`].
    pub fn read(bytes: &[u8]) -> Result<LinkTable, LinkTableError> {
        if bytes.len() > LINK_TABLE_BYTES_MAX {
            return Err(LinkTableError::TooLarge);
        }
        let text = utf8_of(bytes);
        let start = table_start(&text);
        let bytes = &text[start.headings..];
        let above = text[..start.headings].iter().filter(|byte| **byte == b'\n').count() as u64;
        let wrong = |error: csv::Error| wrong(bytes, above, &error);
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(start.mark).trim(csv::Trim::All).flexible(true).has_headers(false);
        let mut records = builder.from_reader(bytes).into_records();
        // Lines of empty cells stand above tables too.
        let first = records.find(|record| record.as_ref().map_or(true, |record| !is_empty(record)));
        let headings = headings(first.transpose().map_err(wrong)?.ok_or(LinkTableError::Empty)?)?;
        let mut rows = Vec::new();
        for record in records {
            let record = record.map_err(wrong)?;
            if rows.len() >= LINK_TABLE_ROWS_MAX {
                return Err(LinkTableError::TooLarge);
            }
            let line = above + line_of(bytes, record.position());
            // A spreadsheet leaves lines of empty cells at the end, and empty cells at the ends of lines.
            if is_empty(&record) {
                continue;
            }
            let mut cells: Vec<String> = record.iter().map(|cell| without_formula_of_text(cell).to_owned()).collect();
            drop_empty_end(&mut cells, headings.len());
            if cells.len() != headings.len() {
                let (cells, headings) = (cells.len() as u64, headings.len() as u64);
                return Err(LinkTableError::Uneven { line, cells, headings });
            }
            rows.push((line, cells));
        }
        if rows.is_empty() { Err(LinkTableError::Empty) } else { Ok(LinkTable { headings, rows, start }) }
    }

    /// The headings.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Each line: its number in the file, and its cells with their headings.
    pub fn rows(&self) -> impl Iterator<Item = (u64, impl Iterator<Item = (&str, &str)>)> {
        let named = |cells| self.headings.iter().map(String::as_str).zip(cells);
        self.rows.iter().map(move |(line, cells)| (*line, named(cells.iter().map(String::as_str))))
    }

    /// The number in the file of a line by its position.
    pub fn line(&self, position: usize) -> u64 {
        self.rows.get(position).map_or(0, |(line, _)| *line)
    }

    /// The table as CSV with a column of links, one for each line in order.
    ///
    /// # Errors
    /// `Broken` when there is not a link for each line.
    pub fn with_links(&self, links: &[String]) -> Result<Vec<u8>, LinkTableError> {
        if links.len() != self.rows.len() {
            return Err(LinkTableError::Broken(format!("{} links for {} lines", links.len(), self.rows.len())));
        }
        let broken = |error: csv::Error| LinkTableError::Broken(error.to_string());
        let mut written = Vec::new();
        if self.start.is_named {
            written.extend([b"sep=".as_slice(), &[self.start.mark], b"\n"].concat());
        }
        let mut writer = csv::WriterBuilder::new().delimiter(self.start.mark).from_writer(written);
        writer
            .write_record(self.headings.iter().map(|cell| no_formula(cell)).chain([LINK.to_owned()]))
            .map_err(broken)?;
        for ((_, cells), link) in self.rows.iter().zip(links) {
            writer.write_record(cells.iter().chain([link]).map(|cell| no_formula(cell))).map_err(broken)?;
        }
        writer.into_inner().map_err(|error| LinkTableError::Broken(error.to_string()))
    }
}

/// The line on which a record begins: the reader counts from the empty lines before it.
fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let gap = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| b"\r\n".contains(byte));
    position.line() + gap.filter(|byte| **byte == b'\n').count() as u64
}

/// What is wrong, with the line in a file that has so many lines above these bytes.
fn wrong(bytes: &[u8], above: u64, error: &csv::Error) -> LinkTableError {
    match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => LinkTableError::NotUtf8(above + line_of(bytes, pos.as_ref())),
        _ => LinkTableError::Broken(error.to_string()),
    }
}

/// A cell that a spreadsheet takes for text or for a plain number, never for a formula: an apostrophe is put before what
/// would be one (OWASP, CSV injection).
fn no_formula(cell: &str) -> String {
    let is_number = |text: &str| {
        text.chars().all(|c| c.is_ascii_digit() || " .,".contains(c)) && text.contains(|c: char| c.is_ascii_digit())
    };
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        && !cell.strip_prefix(['+', '-']).is_some_and(is_number);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<Vec<Vec<String>>, LinkTableError> {
        let table = LinkTable::read(text.as_bytes())?;
        Ok(table.rows().map(|(_, row)| row.map(|(name, cell)| format!("{name}={cell}")).collect()).collect())
    }

    #[test]
    fn tables_are_read_as_spreadsheets_write_them() {
        for (text, rows) in [
            (
                "contract,name\n12,Ion Rusu\n13, Ana \n",
                vec![vec!["contract=12", "name=Ion Rusu"], vec!["contract=13", "name=Ana"]],
            ),
            (
                "\u{feff}contract;name\r\n12;\"Rusu; \"\"Ion\"\"\"\r\n;\r\n",
                vec![vec!["contract=12", "name=Rusu; \"Ion\""]],
            ),
            ("contract\n\n12", vec![vec!["contract=12"]]),
            ("sep=;\r\ncontract;name\r\n12;Rusu, Ion\r\n", vec![vec!["contract=12", "name=Rusu, Ion"]]),
            ("\u{feff}sep=,\ncontract,name\n12,Rusu; Ion\n", vec![vec!["contract=12", "name=Rusu; Ion"]]),
            ("contract\tname\r\n12\tRusu, Ion; A\r\n\t\r\n", vec![vec!["contract=12", "name=Rusu, Ion; A"]]),
            ("\u{200b}contract\u{200b},name\n12,Ion\n", vec![vec!["contract=12", "name=Ion"]]),
            (
                "contract;name;;\n12;Ion;;\n13;Ana;\n",
                vec![vec!["contract=12", "name=Ion"], vec!["contract=13", "name=Ana"]],
            ),
            ("\n;;\ncontract;name\n12;Ion\n", vec![vec!["contract=12", "name=Ion"]]),
            ("contract,name\n=\"0012\",\"=\"\"7\"\"\"\n", vec![vec!["contract=0012", "name=7"]]),
        ] {
            assert_eq!(cells(text).unwrap(), rows, "{text:?}");
        }
    }

    #[test]
    fn a_spreadsheet_s_unicode_text_is_read() {
        let text = "contract\tname\r\n12\tȘtefan\r\n";
        for (mark, bytes_of) in
            [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
        {
            let file: Vec<u8> = mark.into_iter().chain(text.encode_utf16().flat_map(bytes_of)).collect();
            let table = LinkTable::read(&file).unwrap();
            let rows: Vec<Vec<(&str, &str)>> = table.rows().map(|(_, row)| row.collect()).collect();
            assert_eq!(rows, [[("contract", "12"), ("name", "Ștefan")]]);
        }
        assert!(matches!(LinkTable::read(&[0xff, 0xfe, 0x00, 0xd8, 0x0a, 0x00]), Err(LinkTableError::NotUtf8(_))));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_told_with_its_line() {
        let heading = |text: &str| LinkTableError::Heading(text.to_owned());
        for (text, error) in [
            ("", LinkTableError::Empty),
            ("a,b\n", LinkTableError::Empty),
            ("a,b\n,\n", LinkTableError::Empty),
            ("a,a\n1,2\n", heading("a")),
            (",a\n1,2\n", heading("")),
            ("a,\n1,2\n", LinkTableError::Uneven { line: 2, cells: 2, headings: 1 }),
            ("a,link\n1,2\n", heading("link")),
            ("a,A\n1,2\n", heading("A")),
            ("a,b\n1,2\n\n1\n", LinkTableError::Uneven { line: 4, cells: 1, headings: 2 }),
            ("sep=,\na,b\n1,2\n\n1\n", LinkTableError::Uneven { line: 5, cells: 1, headings: 2 }),
            ("sep=;\n", LinkTableError::Empty),
        ] {
            assert_eq!(cells(text).unwrap_err(), error, "{text:?}");
        }
        assert_eq!(LinkTable::read(b"a\n1\n\xff\n").unwrap_err(), LinkTableError::NotUtf8(3));
        let long = format!("a\n{}", "1\n".repeat(LINK_TABLE_ROWS_MAX + 1));
        assert_eq!(cells(&long).unwrap_err(), LinkTableError::TooLarge);
        assert_eq!(cells(&"a,".repeat(LINK_TABLE_BYTES_MAX)).unwrap_err(), LinkTableError::TooLarge);
    }

    #[test]
    fn what_is_written_is_no_formula_and_is_read_back() {
        let text = "name;phone;note\n=HYPERLINK(1);+37360606060;-5,20\n@x;\"-2+3\n=1\";＝1\n";
        let table = LinkTable::read(text.as_bytes()).unwrap();
        let written =
            table.with_links(&["https://a.example/?l=1".to_owned(), "https://a.example/?l=2".to_owned()]).unwrap();
        assert_eq!(
            String::from_utf8(written).unwrap(),
            "name;phone;note;link\n'=HYPERLINK(1);+37360606060;-5,20;https://a.example/?l=1\n'@x;\"'-2+3\n=1\";'＝1;https://a.example/?l=2\n"
        );
        assert!(table.with_links(&[]).is_err());
        for (text, written) in
            [("a\tb\n1\t2\n", "a\tb\tlink\n1\t2\tx\n"), ("sep=;\na;b\n1;2\n", "sep=;\na;b;link\n1;2;x\n")]
        {
            let table = LinkTable::read(text.as_bytes()).unwrap();
            assert_eq!(table.rows().count(), 1);
            assert_eq!(String::from_utf8(table.with_links(&["x".to_owned()]).unwrap()).unwrap(), written);
        }
    }
}
