//! A schema step and the parts that it is done in; knows no database.

use crate::ids::ContentHash;

/// Stands in a line of its own above a statement that is done again, each time by itself, until it touches no row.
const REPEATED: &str = "-- repeat";

/// A step.
#[derive(Debug)]
pub(super) struct Migration {
    /// Its place among the steps.
    pub number: i64,
    /// What it is about.
    pub name: &'static str,
    /// Statements that both databases know.
    pub sql: &'static str,
    /// The oldest program, by its newest step, that can go on, and start, on a database that has this step.
    pub compatible_since: i64,
}

/// What is done at once.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// In one transaction.
    Together(String),
    /// An index on a table that may have grown: on PostgreSQL without keeping writers out.
    Index { name: String, sql: String },
    /// Again and again, until it touches no row: each time in a transaction of its own.
    Repeated(String),
}

impl Migration {
    /// A step that only adds: tables, columns that may be empty or have a default, indexes. Every older program goes on.
    pub const fn additive(number: i64, name: &'static str, sql: &'static str) -> Migration {
        Migration { number, name, sql, compatible_since: 1 }
    }

    /// What it was when it was recorded.
    pub fn checksum(&self) -> ContentHash {
        ContentHash::of(&[self.name.as_bytes(), self.sql.as_bytes()])
    }

    /// Its parts: one, unless an index on an older table or a repeated statement is among its statements.
    pub fn parts(&self) -> Vec<Part> {
        let statements = statements(self.sql);
        let made: Vec<String> = statements.iter().filter_map(|text| made_table(text)).collect();
        let mut parts = Vec::new();
        let mut together = String::new();
        for statement in statements {
            let apart = match index(&statement) {
                _ if statement.lines().any(|line| line.trim() == REPEATED) => Part::Repeated(statement),
                Some((name, table)) if !made.contains(&table) => Part::Index { name, sql: bare(&statement) },
                _ => {
                    together.push_str(&statement);
                    together.push_str(";\n");
                    continue;
                }
            };
            if !together.is_empty() {
                parts.push(Part::Together(std::mem::take(&mut together)));
            }
            parts.push(apart);
        }
        if parts.is_empty() {
            return vec![Part::Together(self.sql.to_owned())];
        }
        if !together.is_empty() {
            parts.push(Part::Together(together));
        }
        parts
    }
}

/// The statements of a text; what stands between quotes or behind `--` ends none.
fn statements(sql: &str) -> Vec<String> {
    let (mut all, mut statement) = (Vec::new(), String::new());
    let (mut quote, mut is_comment) = (None, false);
    let mut before = ' ';
    for c in sql.chars() {
        match (c, quote) {
            ('\n', _) if is_comment => is_comment = false,
            _ if is_comment => {}
            (_, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(c),
            ('-', None) if before == '-' => is_comment = true,
            (';', None) => {
                all.push(std::mem::take(&mut statement));
                before = ' ';
                continue;
            }
            _ => {}
        }
        statement.push(c);
        before = c;
    }
    all.push(statement);
    all.retain(|statement| !bare(statement).is_empty());
    all
}

/// A statement without its comments.
fn bare(statement: &str) -> String {
    let lines = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn words(statement: &str) -> Vec<String> {
    let bare = bare(statement).replace('(', " ( ");
    bare.split_whitespace().map(str::to_owned).collect()
}

/// The table that a statement makes.
fn made_table(statement: &str) -> Option<String> {
    match words(statement).as_slice() {
        [create, table, name, ..] if create == "CREATE" && table == "TABLE" => Some(name.clone()),
        _ => None,
    }
}

/// The index that a statement makes, and its table.
fn index(statement: &str) -> Option<(String, String)> {
    let words = words(statement);
    let rest = match words.as_slice() {
        [create, unique, rest @ ..] if create == "CREATE" && unique == "UNIQUE" => rest,
        [create, rest @ ..] if create == "CREATE" => rest,
        _ => return None,
    };
    match rest {
        [index, name, on, table, ..] if index == "INDEX" && on == "ON" => Some((name.clone(), table.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_done_at_once_unless_it_looks_through_a_table_that_may_have_grown() {
        let plain = "-- A table; and its index.\nCREATE TABLE a (b TEXT DEFAULT ';');\nCREATE INDEX a_b ON a (b);\n";
        assert_eq!(Migration::additive(1, "plain", plain).parts(), [Part::Together(plain.to_owned())]);
        let mixed = "-- A column.\nALTER TABLE orders ADD COLUMN x TEXT;\n\
                     -- Filled; slowly.\n-- repeat\nUPDATE orders SET x = 'a;b' WHERE x IS NULL;\n\
                     -- Found.\nCREATE UNIQUE INDEX orders_x ON orders (x) WHERE x IS NOT NULL;\nCREATE TABLE y (z TEXT);\n";
        let parts = Migration::additive(2, "mixed", mixed).parts();
        let [Part::Together(first), Part::Repeated(fill), Part::Index { name, sql }, Part::Together(last)] = &parts[..]
        else {
            panic!("{parts:?}")
        };
        assert_eq!(bare(first), "ALTER TABLE orders ADD COLUMN x TEXT;");
        assert_eq!(bare(fill), "UPDATE orders SET x = 'a;b' WHERE x IS NULL");
        assert_eq!(
            (name.as_str(), sql.as_str()),
            ("orders_x", "CREATE UNIQUE INDEX orders_x ON orders (x) WHERE x IS NOT NULL")
        );
        assert_eq!(bare(last), "CREATE TABLE y (z TEXT);");
    }
}
