//! Baskets: what an item costs, always or from a day on.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{FieldKind, Plan};
use crate::expr::{EvalError, Scope, Value, evaluate};
use crate::i18n::Localized;
use crate::money::Money;

/// An item of a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketItem {
    /// Its name.
    pub id: String,
    /// Its name for people.
    pub label: Localized<String>,
    /// What one costs.
    pub price: ItemPrice,
    /// The most that can be taken.
    pub max: u32,
    /// MPay's name of the property that tells how many were taken.
    pub property_name: String,
}

/// What one piece costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ItemPrice {
    /// The same on all days.
    Fixed(Money),
    /// From each of these days on, in the order of the days.
    Changing(Vec<PriceFrom>),
}

/// A price and the first day on which it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFrom {
    /// The day.
    pub from: Date,
    /// The price of one piece.
    pub price: Money,
}

impl ItemPrice {
    /// The price on a day; `None` before the first day.
    pub fn on(&self, day: Date) -> Option<Money> {
        match self {
            ItemPrice::Fixed(price) => Some(*price),
            ItemPrice::Changing(prices) => prices.iter().rev().find(|one| one.from <= day).map(|one| one.price),
        }
    }

    /// The prices that are in force on some of the days from a first to a last one.
    pub fn within(&self, first: Date, last: Date) -> Vec<Money> {
        let later = match self {
            ItemPrice::Fixed(_) => &[][..],
            ItemPrice::Changing(prices) => prices,
        };
        let later = later.iter().filter(|one| first < one.from && one.from <= last).map(|one| one.price);
        self.on(first).into_iter().chain(later).collect()
    }

    /// Whether it depends on a day.
    pub fn changes(&self) -> bool {
        matches!(self, ItemPrice::Changing(_))
    }
}

impl Plan {
    /// What one piece of a basket's item costs by some answers.
    ///
    /// # Errors
    /// `Absent` when there is no such item, when the day that decides has no answer, or is before the first price.
    pub fn item_price(&self, basket: &str, item: &str, scope: &dyn Scope) -> Result<Decimal, EvalError> {
        let absent = || EvalError::Absent(format!("{basket}.{item}"));
        let Some(FieldKind::Basket { items, by }) = self.field(basket).map(|field| &field.kind) else {
            return Err(absent());
        };
        let price = &items.iter().find(|other| other.id == item).ok_or_else(absent)?.price;
        let price = match (price, by) {
            (ItemPrice::Fixed(price), _) => Some(*price),
            (ItemPrice::Changing(_), None) => price.on(scope.today()),
            (ItemPrice::Changing(_), Some(by)) => match evaluate(by, scope)? {
                Value::Date(day) => price.on(day),
                _ => return Err(EvalError::WrongType),
            },
        };
        price.map(Money::to_decimal).ok_or_else(absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_in_force_from_its_day_on() {
        let lei = |lei: i64| Money::from_bani(lei * 100);
        let day = |text: &str| text.parse::<Date>().unwrap();
        let prices = [("2026-01-01", 20), ("2026-07-01", 25), ("2027-01-01", 30)];
        let prices = prices.map(|(from, price)| PriceFrom { from: day(from), price: lei(price) });
        let price = ItemPrice::Changing(prices.into());
        for (on, expected) in [
            ("2025-12-31", None),
            ("2026-01-01", Some(20)),
            ("2026-06-30", Some(20)),
            ("2026-07-01", Some(25)),
            ("2099-01-01", Some(30)),
        ] {
            assert_eq!(price.on(day(on)), expected.map(lei), "{on}");
            assert_eq!(ItemPrice::Fixed(lei(7)).on(day(on)), Some(lei(7)));
        }
        for (first, last, expected) in [
            ("2025-12-31", "2026-01-01", &[20][..]),
            ("2026-02-01", "2026-07-01", &[20, 25]),
            ("2026-07-01", "2026-12-31", &[25]),
            ("2025-01-01", "2099-01-01", &[20, 25, 30]),
            ("2025-01-01", "2025-12-31", &[]),
        ] {
            let expected: Vec<Money> = expected.iter().copied().map(lei).collect();
            assert_eq!(price.within(day(first), day(last)), expected, "{first} {last}");
        }
    }
}
