//! Ranges: between which bounds, and with how many decimals, an expression can come out for any answers.

use rust_decimal::Decimal;

use super::eval::round;
use super::{Expr, ExprKind, Function, Operator};

/// All values that an expression can take lie between these bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub min: Decimal,
    /// The greatest.
    pub max: Decimal,
    /// The most digits after the decimal mark; 28 when a division can give any number of them.
    pub decimals: u32,
}

impl Range {
    /// A range.
    pub fn new(min: Decimal, max: Decimal, decimals: u32) -> Range {
        Range { min, max, decimals }
    }

    /// The range of one value.
    pub fn exactly(value: Decimal) -> Range {
        let value = value.normalize();
        Range { min: value, max: value, decimals: value.scale() }
    }

    /// The range that holds both.
    pub fn or(self, other: Range) -> Range {
        Range {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            decimals: self.decimals.max(other.decimals),
        }
    }
}

/// Why no range can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeProblem {
    /// A division by what can be zero; the place of the divisor, and its range.
    DivisionByZero((usize, usize), Range),
    /// A result beyond what decimals hold; its place.
    Overflow((usize, usize)),
    /// Not a number, or a name without a range: the type check has said so already.
    Unknown,
}

/// Where names and tables get their ranges.
pub trait Ranges {
    /// The range of a name that is a number.
    fn of_name(&self, name: &str) -> Option<Range>;
    /// The range over all entries of a table.
    fn of_table(&self, table: &str) -> Option<Range>;
    /// The range of what a basket's items cost together, and of how many they are.
    fn of_basket(&self, name: &str) -> Option<(Range, Range)>;
}

/// The range of an expression that passed the type check.
///
/// # Errors
/// See [`RangeProblem`].
pub fn range(expr: &Expr, ranges: &dyn Ranges) -> Result<Range, RangeProblem> {
    let overflow = RangeProblem::Overflow(expr.span);
    match &expr.kind {
        ExprKind::Number(number) => Ok(Range::exactly(*number)),
        ExprKind::Name(name) => ranges.of_name(name).ok_or(RangeProblem::Unknown),
        ExprKind::Lookup(table, _) => ranges.of_table(table).ok_or(RangeProblem::Unknown),
        ExprKind::Negate(inner) => {
            let inner = range(inner, ranges)?;
            Ok(Range { min: -inner.max, max: -inner.min, ..inner })
        }
        ExprKind::Binary(operator, left, right) => {
            let (left, divisor) = (range(left, ranges)?, right.span);
            let right = range(right, ranges)?;
            arithmetic(*operator, left, right, divisor, overflow)
        }
        ExprKind::Call(function, items) => call(*function, items, ranges),
        ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Not(_) | ExprKind::In(..) => Err(RangeProblem::Unknown),
    }
}

fn arithmetic(
    operator: Operator,
    left: Range,
    right: Range,
    divisor: (usize, usize),
    overflow: RangeProblem,
) -> Result<Range, RangeProblem> {
    let bounds = |compute: fn(Decimal, Decimal) -> Option<Decimal>, decimals: u32| {
        let corners = [(left.min, right.min), (left.min, right.max), (left.max, right.min), (left.max, right.max)];
        let mut found: Option<Range> = None;
        for (a, b) in corners {
            let value = compute(a, b).ok_or(overflow.clone())?;
            let corner = Range { min: value, max: value, decimals };
            found = Some(found.map_or(corner, |range| range.or(corner)));
        }
        found.ok_or(overflow.clone())
    };
    match operator {
        Operator::Add => bounds(Decimal::checked_add, left.decimals.max(right.decimals)),
        Operator::Subtract => bounds(Decimal::checked_sub, left.decimals.max(right.decimals)),
        Operator::Multiply => bounds(Decimal::checked_mul, (left.decimals + right.decimals).min(28)),
        Operator::Divide if right.min <= Decimal::ZERO && right.max >= Decimal::ZERO => {
            Err(RangeProblem::DivisionByZero(divisor, right))
        }
        Operator::Divide => bounds(Decimal::checked_div, quotient_decimals(left, right)),
        _ => Err(RangeProblem::Unknown),
    }
}

/// A division by a fixed power of ten only moves the mark; any other can leave endless digits.
fn quotient_decimals(left: Range, right: Range) -> u32 {
    let mut power = Decimal::ONE;
    for places in 0..=6 {
        if right.min == right.max && right.min.abs() == power {
            return left.decimals + places;
        }
        power *= Decimal::TEN;
    }
    28
}

fn call(function: Function, items: &[Expr], ranges: &dyn Ranges) -> Result<Range, RangeProblem> {
    let item = |at: usize| items.get(at).ok_or(RangeProblem::Unknown);
    let fold = |choose: fn(Decimal, Decimal) -> Decimal| {
        let mut all = range(item(0)?, ranges)?;
        for other in &items[1..] {
            let other = range(other, ranges)?;
            let decimals = all.decimals.max(other.decimals);
            all = Range { min: choose(all.min, other.min), max: choose(all.max, other.max), decimals };
        }
        Ok(all)
    };
    match function {
        Function::If => Ok(range(item(1)?, ranges)?.or(range(item(2)?, ranges)?)),
        Function::Min => fold(Decimal::min),
        Function::Max => fold(Decimal::max),
        Function::Round => {
            let places = match items.get(1).map(|places| &places.kind) {
                None => 0,
                Some(ExprKind::Number(places)) => u32::try_from(*places).map_err(|_| RangeProblem::Unknown)?,
                Some(_) => return Err(RangeProblem::Unknown),
            };
            let inner = range(item(0)?, ranges)?;
            let decimals = inner.decimals.min(places);
            Ok(Range { min: round(inner.min, places), max: round(inner.max, places), decimals })
        }
        Function::Floor | Function::Ceil => {
            let inner = range(item(0)?, ranges)?;
            let whole = if function == Function::Floor { Decimal::floor } else { Decimal::ceil };
            Ok(Range { min: whole(&inner.min), max: whole(&inner.max), decimals: 0 })
        }
        Function::Sum | Function::Count => match &item(0)?.kind {
            ExprKind::Name(name) => {
                let (sum, count) = ranges.of_basket(name).ok_or(RangeProblem::Unknown)?;
                Ok(if function == Function::Sum { sum } else { count })
            }
            _ => Err(RangeProblem::Unknown),
        },
        Function::DaysBetween => {
            // Dates of answers lie in the years 1900 to 2100.
            Ok(Range::new(Decimal::from(-73_414), Decimal::from(73_414), 0))
        }
        Function::Today => Err(RangeProblem::Unknown),
    }
}
