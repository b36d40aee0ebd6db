//! Ranges: between which bounds, and with how many decimals, numbers lie; exact arithmetic on them. Days count as numbers.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Operator;

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

    /// The part that also lies in the other; `None` when there is none.
    pub fn and(self, other: Range) -> Option<Range> {
        let range = Range { min: self.min.max(other.min), max: self.max.min(other.max), ..self };
        (range.min <= range.max).then_some(range)
    }

    /// The least step between two values.
    pub fn step(self) -> Decimal {
        Decimal::new(1, self.decimals.min(28))
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

/// Why an operation has no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    DivisionByZero,
    Overflow,
}

/// The range of an operation on two numbers.
pub(super) fn arithmetic(operator: Operator, left: Range, right: Range) -> Result<Range, Trouble> {
    let bounds = |compute: fn(Decimal, Decimal) -> Option<Decimal>, decimals: u32| {
        let corners = [(left.min, right.min), (left.min, right.max), (left.max, right.min), (left.max, right.max)];
        let mut found: Option<Range> = None;
        for (a, b) in corners {
            let value = compute(a, b).ok_or(Trouble::Overflow)?;
            let corner = Range { min: value, max: value, decimals };
            found = Some(found.map_or(corner, |range| range.or(corner)));
        }
        found.ok_or(Trouble::Overflow)
    };
    match operator {
        Operator::Add => bounds(Decimal::checked_add, left.decimals.max(right.decimals)),
        Operator::Subtract => bounds(Decimal::checked_sub, left.decimals.max(right.decimals)),
        Operator::Multiply => bounds(Decimal::checked_mul, (left.decimals + right.decimals).min(28)),
        _ if right.min <= Decimal::ZERO && right.max >= Decimal::ZERO => Err(Trouble::DivisionByZero),
        _ => bounds(Decimal::checked_div, quotient_decimals(left, right)),
    }
}

/// A division by a fixed power of ten only moves the mark; any other can leave endless digits.
fn quotient_decimals(left: Range, right: Range) -> u32 {
    let mut power = Decimal::ONE;
    for places in 0..=6 {
        if right.min == right.max && right.min.abs() == power {
            return (left.decimals + places).min(28);
        }
        power *= Decimal::TEN;
    }
    28
}

/// A day as a number, so that later days are greater and the difference of two is the days between them.
pub fn day_number(day: Date) -> Decimal {
    let first = Date::constant(1900, 1, 1);
    // Two days of the calendar always have a distance in days.
    first.until(day).map_or(0, |span| span.get_days()).into()
}

/// The day of a number that [`day_number`] gave.
pub fn day_of_number(number: Decimal) -> Date {
    let days: i64 = rust_decimal::prelude::ToPrimitive::to_i64(&number).unwrap_or(0);
    Date::constant(1900, 1, 1).saturating_add(jiff::Span::new().days(days.clamp(-4_000_000, 4_000_000)))
}
