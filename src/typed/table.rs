//! How a table that a spreadsheet has saved as text parts its columns. Knows nothing of what stands in them.

/// Where a table begins and how it is parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableStart {
    /// What stands between two cells.
    pub mark: u8,
    /// Where the headings begin, in bytes: behind a mark of byte order, and behind a line that names the mark.
    pub headings: usize,
    /// Whether there is such a line, `sep=;`, which spreadsheets write for each other.
    pub is_named: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Looks at a table's first lines. Columns are parted by what a line `sep=` names, else by tabs or semicolons where the
/// headings are, else by commas.
pub fn table_start(table: &[u8]) -> TableStart {
    let mut start = if table.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    while let Some(length) = empty_line(&table[start..]) {
        start += length;
    }
    let first = line(&table[start..]);
    if let Some(mark) = named_mark(first) {
        let headings = (start + first.len() + 1).min(table.len());
        return TableStart { mark, headings, is_named: true };
    }
    let mark = match first {
        _ if first.contains(&b'\t') => b'\t',
        _ if first.contains(&b';') && !first.contains(&b',') => b';',
        _ => b',',
    };
    TableStart { mark, headings: start, is_named: false }
}

/// The length of a first line in which no cell has anything, with its end; nothing where the table ends with it.
fn empty_line(text: &[u8]) -> Option<usize> {
    let line = line(text);
    let is_empty = line.iter().all(|byte| b" ,;\t\r\"|".contains(byte)) && line.len() < text.len();
    is_empty.then_some(line.len() + 1)
}

fn line(text: &[u8]) -> &[u8] {
    text.split(|byte| *byte == b'\n').next().unwrap_or_default()
}

/// The mark that a line `sep=;` names; quotes around it, and marks that a spreadsheet has put behind it, do no harm.
fn named_mark(line: &[u8]) -> Option<u8> {
    let bare = line.strip_suffix(b"\r").unwrap_or(line);
    let bare = bare.strip_prefix(b"\"").unwrap_or(bare);
    let rest = bare.get(..4).filter(|word| word.eq_ignore_ascii_case(b"sep=")).and(bare.get(4..))?;
    let (mark, after) = rest.split_first()?;
    let is_mark = b",;\t|".contains(mark) && after.iter().all(|byte| byte == mark || b"\", ;\t".contains(byte));
    is_mark.then_some(*mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_between_columns_are_those_of_the_headings_or_named() {
        for (table, mark, headings) in [
            ("a,b\n1,2\n", b',', 0),
            ("a;b\n1;2\n", b';', 0),
            ("a;b,c\n", b',', 0),
            ("a\tb\n1\t2\n", b'\t', 0),
            ("a\n1\n", b',', 0),
            ("", b',', 0),
            ("\u{feff}a;b\n", b';', 3),
            ("sep=;\na;b\n", b';', 6),
            ("sep=;\r\na;b\r\n", b';', 7),
            ("\u{feff}SEP=,\na,b;c\n", b',', 9),
            ("sep=\t\na\tb\n", b'\t', 6),
            ("\"sep=;\"\na;b\n", b';', 8),
            ("sep=;;\na;b\n", b';', 7),
            ("sep=|\na|b\n", b'|', 6),
            ("sep=;", b';', 5),
            ("sep=a\n1\n", b',', 0),
            ("sep\n1\n", b',', 0),
            ("\n;;\r\na;b\n", b';', 5),
            (";;\n", b',', 3),
        ] {
            let start = table_start(table.as_bytes());
            let is_named = table.to_lowercase().contains("sep=") && headings > 3;
            assert_eq!(start, TableStart { mark, headings, is_named }, "{table:?}");
        }
    }
}
