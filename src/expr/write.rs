//! Writing: an expression as its author would write it, with no more brackets than it needs.

use std::fmt;

use rust_decimal::Decimal;

use super::{Expr, ExprKind, Operator};

impl fmt::Display for Expr {
    /// As it is written in a definition; a table that changes on days is named without the day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        write(self, OR, &mut out);
        f.write_str(&out)
    }
}

/// How tightly each form binds, as the parser reads it.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const UNARY: u8 = 7;
const PRIMARY: u8 = 8;

impl Expr {
    fn tightness(&self) -> u8 {
        match &self.kind {
            ExprKind::Binary(operator, _, _) => match operator {
                Operator::Or => OR,
                Operator::And => AND,
                Operator::Add | Operator::Subtract => SUM,
                Operator::Multiply | Operator::Divide => PRODUCT,
                _ => COMPARISON,
            },
            ExprKind::Not(_) => NOT,
            ExprKind::In(_, _) | ExprKind::Contains(_, _) => COMPARISON,
            ExprKind::Negate(_) => UNARY,
            _ => PRIMARY,
        }
    }
}

fn write(expr: &Expr, least: u8, out: &mut String) {
    if let Some((table, key)) = expr.as_dated_lookup() {
        return look_up(table, key, out);
    }
    let own = expr.tightness();
    if own < least {
        out.push('(');
        write(expr, OR, out);
        out.push(')');
        return;
    }
    let list = |items: &[Expr], out: &mut String| {
        for (at, item) in items.iter().enumerate() {
            out.push_str(if at > 0 { ", " } else { "" });
            write(item, OR, out);
        }
    };
    match &expr.kind {
        ExprKind::Number(number) => out.push_str(&plain_number(*number)),
        ExprKind::Text(text) => out.push_str(&quoted(text)),
        ExprKind::Bool(truth) => out.push_str(&truth.to_string()),
        ExprKind::Date(day) => out.push_str(&day.to_string()),
        ExprKind::Name(name) => out.push_str(name),
        ExprKind::Lookup(table, key) => look_up(plain_table(table), key, out),
        ExprKind::Negate(inner) => {
            out.push('-');
            write(inner, UNARY, out);
        }
        ExprKind::Not(inner) => {
            out.push_str("not ");
            write(inner, NOT, out);
        }
        ExprKind::Binary(operator, left, right) => {
            let (of_left, of_right) = if own == COMPARISON { (SUM, SUM) } else { (own, own + 1) };
            write(left, of_left, out);
            out.push_str(&format!(" {} ", operator.symbol()));
            write(right, of_right, out);
        }
        ExprKind::Call(function, items) => {
            out.push_str(function.name());
            out.push('(');
            list(items, out);
            out.push(')');
        }
        ExprKind::SumOver(group, of_row) => {
            out.push_str("sum(");
            write(group, OR, out);
            out.push_str(", ");
            write(of_row, OR, out);
            out.push(')');
        }
        ExprKind::In(needle, items) => {
            write(needle, SUM, out);
            out.push_str(" in [");
            list(items, out);
            out.push(']');
        }
        ExprKind::Contains(needle, chosen) => {
            write(needle, SUM, out);
            out.push_str(" in ");
            write(chosen, PRIMARY, out);
        }
    }
}

/// The number of an option is written `school.fee`, without a key.
fn look_up(table: &str, key: &Expr, out: &mut String) {
    out.push_str(table);
    // A choice's own column is named without the choice: `use.price` is `use.price[use]`.
    let is_own = matches!(&key.kind, ExprKind::Name(choice) if table.strip_prefix(choice.as_str()).is_some_and(|rest| rest.starts_with('.')));
    if !is_own {
        out.push('[');
        write(key, OR, out);
        out.push(']');
    }
}

/// A text of an expression between quotes: it never holds both kinds.
pub fn quoted(text: &str) -> String {
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}

/// The name of a table as definitions write it: a plan keeps what holds from a later day as `rate@2027-01-01`.
pub fn plain_table(name: &str) -> &str {
    name.split_once('@').map_or(name, |(plain, _)| plain)
}

/// A number as people write it: without zeros that say nothing, but with both digits of bani: `240`, `13.90`, `0.125`.
pub fn plain_number(number: Decimal) -> String {
    let bare = number.normalize();
    if bare.scale() == 1 && number.scale() > 1 { format!("{bare:.2}") } else { bare.to_string() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::expr::{Function, parse};

    #[test]
    fn an_expression_is_written_as_its_author_would() {
        for text in [
            "round(area * rate[use], 2)",
            "(a + b) * c",
            "a - (b - c)",
            "a - b - c",
            "a / (b * c)",
            "-(a + b)",
            "not (a or b) and c",
            "not a and not b",
            "use in [\"hay\", \"pasture\"] or \"food\" in needs",
            "today() >= 2026-09-01",
            "(a == b) == c",
            "school.fee + 12.50",
            "if(payer.kind == \"person\", 10, 20)",
            "x == 'say \"a\"'",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        assert_eq!(parse("((a))  *(b*c)").unwrap().to_string(), "a * (b * c)");
    }

    #[test]
    fn what_the_compiler_made_of_tables_is_written_as_it_was() {
        let key = || Box::new(Expr::bare(ExprKind::Name("use".to_owned())));
        let look_up = |table: &str| Expr::bare(ExprKind::Lookup(table.to_owned(), key()));
        for (table, written) in [("rate@2027-01-01", "rate[use]"), ("use.price", "use.price"), ("rate", "rate[use]")] {
            assert_eq!(look_up(table).to_string(), written);
        }
        let later = parse("today() >= 2027-01-01").unwrap();
        let dated = ExprKind::Call(Function::If, vec![later, look_up("rate@2027-01-01"), look_up("rate")]);
        assert_eq!(Expr::bare(dated).to_string(), "rate[use]");
    }

    #[test]
    fn numbers_are_plain() {
        for (number, plain) in [("240.00", "240"), ("13.90", "13.90"), ("13.9", "13.9"), ("0.1250", "0.125")] {
            assert_eq!(plain_number(number.parse().unwrap()), plain);
        }
    }

    fn expressions() -> impl Strategy<Value = Expr> {
        let leaf = prop_oneof![
            (0i64..100_000, 0u32..4).prop_map(|(digits, scale)| ExprKind::Number(Decimal::new(digits, scale))),
            "[a-z ]{0,4}|say \"x\"".prop_map(ExprKind::Text),
            any::<bool>().prop_map(ExprKind::Bool),
            (2000i16..2100, 1i8..13, 1i8..29).prop_map(|(y, m, d)| ExprKind::Date(jiff::civil::date(y, m, d))),
            "[a-m]{1,3}[.][a-m]|[a-m]{1,3}".prop_map(ExprKind::Name),
        ];
        leaf.prop_map(Expr::bare).prop_recursive(5, 40, 4, |inner| {
            let boxed = || inner.clone().prop_map(Box::new);
            let operators = [
                Operator::Add,
                Operator::Subtract,
                Operator::Multiply,
                Operator::Divide,
                Operator::Equal,
                Operator::Less,
                Operator::GreaterOrEqual,
                Operator::And,
                Operator::Or,
            ];
            let many = || proptest::collection::vec(inner.clone(), 0..4);
            prop_oneof![
                (proptest::sample::select(operators.to_vec()), boxed(), boxed())
                    .prop_map(|(operator, left, right)| ExprKind::Binary(operator, left, right)),
                boxed().prop_map(ExprKind::Negate),
                boxed().prop_map(ExprKind::Not),
                ("[a-m]{1,3}", boxed()).prop_map(|(table, key)| ExprKind::Lookup(table, key)),
                (proptest::sample::select(Function::ALL.to_vec()), many())
                    // Over two things a sum is one of rows.
                    .prop_filter("a sum of rows", |(function, items)| *function != Function::Sum || items.len() != 2)
                    .prop_map(|(function, items)| ExprKind::Call(function, items)),
                (boxed(), boxed()).prop_map(|(group, of_row)| ExprKind::SumOver(group, of_row)),
                (boxed(), many()).prop_map(|(needle, items)| ExprKind::In(needle, items)),
                (boxed(), "[a-m]{1,3}").prop_map(|(needle, list)| {
                    ExprKind::Contains(needle, Box::new(Expr::bare(ExprKind::Name(list))))
                }),
            ]
            .prop_map(Expr::bare)
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(expr in expressions()) {
            // A name may not be a word of the language.
            let mut words = false;
            expr.for_each_name(&mut |name, _| words |= ["if", "in", "and", "or", "not", "min", "max"].contains(&name));
            prop_assume!(!words);
            let written = expr.to_string();
            let read = parse(&written).map_err(|problem| TestCaseError::fail(format!("{written}: {problem:?}")))?;
            prop_assert!(read.says_the_same_as(&expr), "{}", written);
        }
    }
}
