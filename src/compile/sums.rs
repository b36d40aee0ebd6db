//! Sums: which names have a value only after the rows of a group are added up.

use std::collections::BTreeSet;

use crate::expr::Expr;

/// Of names and what each needs (the expression of a value, the conditions of a field or group), those that need a sum
/// of rows, be it by way of others.
pub(super) fn needing_sums<'a>(needs: &[(&'a str, &'a Expr)]) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = found.len();
        for (name, expr) in needs {
            if !found.contains(*name) && needs_sum(expr, &found) {
                found.insert((*name).to_owned());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whether an expression adds up rows, or reads one of the names that do.
pub(super) fn needs_sum(expr: &Expr, names: &BTreeSet<String>) -> bool {
    let mut reads_one = expr.sums_rows();
    expr.for_each_name(&mut |name, _| reads_one |= names.contains(name));
    reads_one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::parse;

    #[test]
    fn a_name_that_reads_a_sum_needs_one() {
        let exprs: Vec<(&str, Expr)> = [
            ("half", "all / 2"),
            ("all", "sum(child, fee)"),
            ("shown", "half > 10"),
            ("fee", "days * 5"),
            ("basket", "sum(tickets)"),
        ]
        .map(|(name, text)| (name, parse(text).unwrap()))
        .into();
        let needs: Vec<(&str, &Expr)> = exprs.iter().map(|(name, expr)| (*name, expr)).collect();
        assert_eq!(needing_sums(&needs).into_iter().collect::<Vec<_>>(), ["all", "half", "shown"]);
    }
}
