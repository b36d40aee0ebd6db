//! Cases: tariffs that change on days and tariffs by tiers, found again in the nested `if`s that stand for them.

use super::{Expr, ExprKind, Function, Operator, plain_table};

/// A value that one number or day decides: `if(by >= 2027-01-01, later, earlier)`, `if(of <= 10, lowest, higher)`.
#[derive(Debug)]
pub struct Cases<'a> {
    /// The number or day that decides.
    pub by: &'a Expr,
    /// Whether the bounds are days from which a case holds; they are numbers up to which one holds otherwise.
    pub are_days: bool,
    /// The earliest or lowest first. At least two.
    pub cases: Vec<Case<'a>>,
}

/// One of the cases.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// From which day on, or up to which number; `None` for the earliest, or the one above all.
    pub bound: Option<&'a Expr>,
    /// What it comes to.
    pub expr: &'a Expr,
}

impl Expr {
    /// The parts of an `if`: the condition, what holds then, and what otherwise.
    pub fn as_if(&self) -> Option<(&Expr, &Expr, &Expr)> {
        match &self.kind {
            ExprKind::Call(Function::If, items) => match items.as_slice() {
                [condition, then, otherwise] => Some((condition, then, otherwise)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The cases that it stands for, if it does.
    pub fn cases(&self) -> Option<Cases<'_>> {
        let (first, _, _) = self.as_if()?;
        let (by, operator) = match &first.kind {
            ExprKind::Binary(operator @ (Operator::GreaterOrEqual | Operator::LessOrEqual), by, bound) => {
                let is_day = matches!(bound.kind, ExprKind::Date(_));
                let is_number = matches!(bound.kind, ExprKind::Number(_));
                let fits = if *operator == Operator::GreaterOrEqual { is_day } else { is_number };
                fits.then_some((by.as_ref(), *operator))?
            }
            _ => return None,
        };
        let mut found = Vec::new();
        let mut rest = self;
        while let Some((condition, then, otherwise)) = rest.as_if()
            && let ExprKind::Binary(other, of, bound) = &condition.kind
            && *other == operator
            && of.says_the_same_as(by)
            && matches!(bound.kind, ExprKind::Date(_) | ExprKind::Number(_))
        {
            found.push(Case { bound: Some(bound), expr: then });
            rest = otherwise;
        }
        found.push(Case { bound: None, expr: rest });
        let are_days = operator == Operator::GreaterOrEqual;
        if are_days {
            found.reverse();
        }
        Some(Cases { by, are_days, cases: found })
    }

    /// The table and key of a look-up in a table that changes on days, as it was written.
    pub fn as_dated_lookup(&self) -> Option<(&str, &Expr)> {
        let cases = self.cases().filter(|cases| cases.are_days)?;
        let mut looked_up = cases.cases.iter().map(|case| match &case.expr.kind {
            ExprKind::Lookup(table, key) => Some((plain_table(table), key.as_ref())),
            _ => None,
        });
        let (table, key) = looked_up.next()??;
        looked_up
            .all(|other| other.is_some_and(|(name, other)| name == table && other.says_the_same_as(key)))
            .then_some((table, key))
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::parse;

    fn told(text: &str) -> Option<(String, Vec<String>)> {
        let expr = parse(text).unwrap();
        let cases = expr.cases()?;
        let bound = |bound: Option<&crate::expr::Expr>| bound.map_or("-".to_owned(), ToString::to_string);
        let all = cases.cases.iter().map(|case| format!("{}: {}", bound(case.bound), case.expr)).collect();
        Some((cases.by.to_string(), all))
    }

    #[test]
    fn days_and_tiers_are_found_in_their_order() {
        let owned = |by: &str, cases: &[&str]| Some((by.to_owned(), cases.iter().map(|c| (*c).to_owned()).collect()));
        assert_eq!(
            told("if(today() >= 2027-01-01, 3, if(today() >= 2026-01-01, 2, 1))"),
            owned("today()", &["-: 1", "2026-01-01: 2", "2027-01-01: 3"])
        );
        assert_eq!(told("if(n <= 10, 1, if(n <= 20, 2, n * 3))"), owned("n", &["10: 1", "20: 2", "-: n * 3"]));
        assert_eq!(told("if(n <= 10, 1, if(m <= 20, 2, 3))"), owned("n", &["10: 1", "-: if(m <= 20, 2, 3)"]));
        for other in ["n", "if(yes, 1, 2)", "if(n >= 10, 1, 2)", "if(n <= m, 1, 2)", "if(day <= 2026-01-01, 1, 2)"] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
