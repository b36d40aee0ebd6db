//! A workbook's sheets and cells: knows the file's format and its bounds, and nothing of orders.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::ExportError;

/// Most sheets: each is a temporary file until the workbook is whole.
const SHEETS_MAX: usize = 200;
/// Most rows of a sheet, below its headings; what comes after goes to another. The format's own bound.
pub(super) const ROWS_MAX: u32 = 1_048_575;
/// Most characters of a cell, by the format.
const CELL_CHARS_MAX: usize = 32_767;
/// Most characters of a sheet's name, by the format.
const NAME_CHARS_MAX: usize = 31;
/// Digits that a spreadsheet keeps of a number; longer ones are codes.
const DIGITS_MAX: usize = 15;
/// Width of columns, in characters.
const WIDTH: f64 = 20.0;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// A year or a count: without marks between thousands.
    Plain(f64),
    Lei(f64),
    Day(Date),
    Month(Date),
    Instant(DateTime),
}

/// How cells look that are not text.
struct Formats {
    heading: Format,
    text: Format,
    number: Format,
    plain: Format,
    lei: Format,
    day: Format,
    month: Format,
    instant: Format,
}

impl Formats {
    fn new() -> Formats {
        let of = |pattern: &str| Format::new().set_num_format(pattern);
        Formats {
            heading: Format::new().set_bold().set_text_wrap(),
            text: of("@"),
            number: of("General"),
            plain: of("0"),
            lei: of("#,##0.00"),
            day: of("dd.mm.yyyy"),
            month: of("mm.yyyy"),
            instant: of("dd.mm.yyyy hh:mm:ss"),
        }
    }
}

/// The workbook as it grows.
pub(super) struct Book {
    workbook: Workbook,
    formats: Formats,
    names: BTreeSet<String>,
}

impl Book {
    /// One without sheets.
    pub fn new() -> Book {
        Book { workbook: Workbook::new(), formats: Formats::new(), names: BTreeSet::new() }
    }

    /// Writes all of it.
    pub fn save(mut self, out: impl std::io::Write + Send) -> Result<(), XlsxError> {
        self.workbook.save_to_writer(out)
    }

    /// Adds a sheet with headings; gives its number.
    pub fn sheet(&mut self, named: &str, headings: &[String]) -> Result<usize, ExportError> {
        let number = self.names.len();
        if number == SHEETS_MAX {
            return Err(ExportError::TooManySheets(SHEETS_MAX));
        }
        let name = self.free_name(named);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?.set_freeze_panes(1, 0)?;
        for (column, heading) in (0..).zip(headings) {
            sheet.set_column_width(column, WIDTH)?;
            sheet.write_string_with_format(0, column, heading, &self.formats.heading)?;
        }
        self.names.insert(name);
        Ok(number)
    }

    /// A name that no sheet has yet: two institutions may name a service alike.
    fn free_name(&self, wanted: &str) -> String {
        let short = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        let first = short(wanted, NAME_CHARS_MAX);
        // A name that spreadsheets keep for themselves.
        let is_free = |name: &String| name != "history" && !self.names.contains(name);
        let numbered = (2..).map(|number: usize| {
            let ending = format!(" ({number})");
            short(wanted, NAME_CHARS_MAX - ending.len()) + &ending
        });
        std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or(first)
    }

    /// Writes the cells of a row.
    pub fn write(&mut self, sheet: usize, row: u32, cells: impl Iterator<Item = Cell>) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(sheet)?;
        for (column, cell) in (0..).zip(cells) {
            cell.write(sheet, row, column, &self.formats)?;
        }
        Ok(())
    }
}

impl Cell {
    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, formats: &Formats) -> Result<(), XlsxError> {
        match self {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => {
                let text: String = text.chars().take(CELL_CHARS_MAX).collect();
                sheet.write_string_with_format(row, column, text, &formats.text)?
            }
            Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &formats.number)?,
            Cell::Plain(number) => sheet.write_number_with_format(row, column, *number, &formats.plain)?,
            Cell::Lei(number) => sheet.write_number_with_format(row, column, *number, &formats.lei)?,
            Cell::Day(day) => sheet.write_datetime_with_format(row, column, serial(*day)?, &formats.day)?,
            Cell::Month(day) => sheet.write_datetime_with_format(row, column, serial(*day)?, &formats.month)?,
            Cell::Instant(at) => {
                let time = serial(at.date())?.and_hms(
                    at.hour().unsigned_abs().into(),
                    at.minute().unsigned_abs(),
                    f64::from(at.second()),
                )?;
                sheet.write_datetime_with_format(row, column, time, &formats.instant)?
            }
        };
        Ok(())
    }

    /// A text; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// A number as machines write it; a text where a spreadsheet would not keep all of it.
    pub fn number(text: String, as_cell: fn(f64) -> Cell) -> Cell {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match text.parse::<f64>() {
            Ok(number) if digits <= DIGITS_MAX && number.is_finite() => as_cell(number),
            _ => Cell::text(text),
        }
    }
}

fn serial(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}
