//! Prices: what an item of a basket costs on which days, in words.

use jiff::civil::Date;
use serde::Serialize;

use super::lei;
use crate::expr::Expr;
use crate::i18n::{Language, text, text_with};
use crate::plan::{BasketItem, ItemPrice, Plan};

/// A price, with the days on which it is in force where it changes.
#[derive(Debug, Serialize)]
pub(super) struct PriceView {
    price: String,
    days: Option<String>,
}

/// The prices of an item, the earliest first. One that does not change any more has no days: no day before it is asked for.
pub(super) fn prices(item: &BasketItem, language: Language) -> Vec<PriceView> {
    let changes = match &item.price {
        ItemPrice::Fixed(price) => return vec![PriceView { price: lei(*price), days: None }],
        ItemPrice::Changing(changes) => changes,
    };
    let last_days = changes.iter().skip(1).map(|next| next.from.yesterday().ok()).chain([None]);
    let view = |(at, (one, last)): (usize, (&crate::plan::PriceFrom, Option<Date>))| PriceView {
        price: lei(one.price),
        days: days((at > 0).then_some(one.from), last, language),
    };
    changes.iter().zip(last_days).enumerate().map(view).collect()
}

fn days(first: Option<Date>, last: Option<Date>, language: Language) -> Option<String> {
    let day = |name: &'static str, day: Date| (name, short(day));
    Some(match (first, last) {
        (None, None) => return None,
        (None, Some(last)) => text_with(language, "price-until", &[day("last", last)]),
        (Some(first), None) => text_with(language, "price-from", &[day("first", first)]),
        (Some(first), Some(last)) => text_with(language, "price-between", &[day("first", first), day("last", last)]),
    })
}

/// Which day decides prices that change; `None` where none does.
pub(super) fn deciding_day(items: &[BasketItem], by: Option<&Expr>, plan: &Plan, language: Language) -> Option<String> {
    let changes = |item: &BasketItem| matches!(&item.price, ItemPrice::Changing(changes) if changes.len() > 1);
    if !items.iter().any(changes) {
        return None;
    }
    let field = by.and_then(Expr::as_name).and_then(|name| plan.field(name));
    Some(match (field, by) {
        (Some(field), _) => text_with(language, "price-by-answer", &[("label", field.label.get(language).clone())]),
        (None, Some(_)) => text(language, "price-by-answers"),
        (None, None) => text(language, "price-by-order"),
    })
}

/// `01.01.2027`
fn short(day: Date) -> String {
    format!("{:02}.{:02}.{}", day.day(), day.month(), day.year())
}
