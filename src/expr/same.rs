//! Whether two expressions say the same, wherever they stand.

use super::{Expr, ExprKind};

impl Expr {
    /// Whether both are the same expression; where they stand does not matter.
    pub fn says_the_same_as(&self, other: &Expr) -> bool {
        let all = |a: &[Expr], b: &[Expr]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same_as(b));
        match (&self.kind, &other.kind) {
            (ExprKind::Number(a), ExprKind::Number(b)) => a == b,
            (ExprKind::Text(a), ExprKind::Text(b)) | (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
            (ExprKind::Bool(a), ExprKind::Bool(b)) => a == b,
            (ExprKind::Date(a), ExprKind::Date(b)) => a == b,
            (ExprKind::Lookup(a, x), ExprKind::Lookup(b, y)) => a == b && x.says_the_same_as(y),
            (ExprKind::Negate(a), ExprKind::Negate(b)) | (ExprKind::Not(a), ExprKind::Not(b)) => a.says_the_same_as(b),
            (ExprKind::Binary(a, x, y), ExprKind::Binary(b, u, v)) => {
                a == b && x.says_the_same_as(u) && y.says_the_same_as(v)
            }
            (ExprKind::Call(a, x), ExprKind::Call(b, y)) => a == b && all(x, y),
            (ExprKind::In(a, x), ExprKind::In(b, y)) => a.says_the_same_as(b) && all(x, y),
            (ExprKind::Contains(a, x), ExprKind::Contains(b, y))
            | (ExprKind::SumOver(a, x), ExprKind::SumOver(b, y)) => a.says_the_same_as(b) && x.says_the_same_as(y),
            _ => false,
        }
    }

    /// Whether both have the same form and words, whatever their parts are; the same number of parts too.
    pub fn is_alike(&self, other: &Expr) -> bool {
        match (&self.kind, &other.kind) {
            (ExprKind::Number(a), ExprKind::Number(b)) => a == b,
            (ExprKind::Text(a), ExprKind::Text(b)) | (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
            (ExprKind::Bool(a), ExprKind::Bool(b)) => a == b,
            (ExprKind::Date(a), ExprKind::Date(b)) => a == b,
            (ExprKind::Lookup(a, _), ExprKind::Lookup(b, _)) => a == b,
            (ExprKind::Negate(_), ExprKind::Negate(_))
            | (ExprKind::Not(_), ExprKind::Not(_))
            | (ExprKind::Contains(_, _), ExprKind::Contains(_, _))
            | (ExprKind::SumOver(_, _), ExprKind::SumOver(_, _)) => true,
            (ExprKind::Binary(a, _, _), ExprKind::Binary(b, _, _)) => a == b,
            (ExprKind::Call(a, x), ExprKind::Call(b, y)) => a == b && x.len() == y.len(),
            (ExprKind::In(_, x), ExprKind::In(_, y)) => x.len() == y.len(),
            _ => false,
        }
    }
}
