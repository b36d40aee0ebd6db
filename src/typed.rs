//! What people type or paste: which characters count, and how numbers, days and tables are read, the same everywhere. Knows no
//! field, no service and no money.

mod clean;
mod day;
mod label;
mod latin;
mod number;
mod table;

pub use clean::{bare, has_several_cells, is_blank, text};
pub use day::{DayError, read_day, read_month, read_year};
pub use label::without_label;
pub use latin::{has_foreign_letters, latin, latin_of_case};
pub use number::{NumberError, read_exact, read_number, written};
pub use table::{TableStart, table_start};
