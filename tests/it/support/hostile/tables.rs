//! Hostile tables: files beside the definition.

use mpay_pages::limits::TABLE_BYTES_MAX;

use super::parts::{Parts, each, field};
use super::{Expected, Hostile};

/// A service whose fields take their options from a table.
fn of_table(name: &'static str, expected: Expected, fields: usize, table: Vec<u8>) -> Hostile {
    let fields = each(fields, |at| field(at, "type: choice, options: {from: t.csv}"));
    let parts = Parts { fields, ..Parts::default() };
    let mut hostile = parts.accepted(name);
    hostile.expected = expected;
    hostile.files.beside.push(("t.csv".to_owned(), table));
    hostile
}

fn filled(start: &str, repeated: &str, end: &str) -> Vec<u8> {
    let count = (TABLE_BYTES_MAX - start.len() - end.len()) / repeated.len();
    format!("{start}{}{end}", repeated.repeat(count)).into_bytes()
}

pub fn all() -> Vec<Hostile> {
    let refused = |name, table| of_table(name, Expected::Refused("E0114"), 1, table);
    let rows = |count: usize| format!("id,ro\n{}", each(count, |at| format!("o{at},Opțiunea {at}\n"))).into_bytes();
    let wide = |columns: usize, rows: usize| {
        let heading = each(columns, |at| format!(",c{at}"));
        let row = ",1".repeat(columns);
        format!("id,ro{heading}\n{}", each(rows, |at| format!("o{at},O{at}{row}\n"))).into_bytes()
    };
    let mut many_files = Parts::default().accepted("many tables beside it");
    many_files.files.beside = (0..60).map(|at| (format!("t{at}.csv"), rows(2_000))).collect();
    let mut large_files = Parts::default().accepted("many large tables beside it");
    large_files.files.beside = (0..60).map(|at| (format!("t{at}.csv"), filled("id,ro\n", "a,b\n", ""))).collect();
    vec![
        of_table("a table of as many lines as may be", Expected::Accepted, 1, rows(2_000)),
        of_table("one table for many fields", Expected::Refused("E0104"), 60, rows(2_000)),
        of_table("a table of too many lines", Expected::Refused("E0104"), 1, rows(2_001)),
        of_table("a table of long names", Expected::Accepted, 1, {
            format!("id,ro\n{}", each(1_000, |at| format!("o{at},{at}{}\n", "ă".repeat(240)))).into_bytes()
        }),
        of_table("a table of numbers", Expected::Accepted, 2, wide(20, 1_000)),
        refused("a table of very many columns", filled("id,ro", ",c", "\n")),
        refused("a table of many columns with names", wide(20_000, 1)),
        refused("a table of quotation marks", filled("", "\"", "")),
        of_table(
            "a table of quoted quotation marks",
            Expected::Refused("E0104"),
            1,
            filled("id,ro\n", "\"\"\"\",\"\"\n", ""),
        ),
        refused("a table of commas", filled("id,ro\n", ",", "\n")),
        refused("a table of blank lines", filled("id,ro\n", "\n", "")),
        refused("a table of short lines", filled("id,ro\n", "a\n", "")),
        refused("a table that is no text", vec![0xff; TABLE_BYTES_MAX]),
        of_table("a table that is too large", Expected::Refused("E0104"), 1, vec![b'a'; TABLE_BYTES_MAX + 1]),
        many_files,
        large_files,
    ]
}
