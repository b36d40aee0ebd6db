//! The world of a plan: what its names can be, for the proofs.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::expr::{Domain, Meaning, Range, World, day_number};
use crate::plan::{BasketItem, DateBound, Field, FieldKind, Plan};

/// The last day on which a date can be answered.
const LAST_DAY: Date = Date::constant(2100, 12, 31);
/// The first.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// A plan whose orders are made on a day or later.
pub(super) struct PlanWorld<'a> {
    pub plan: &'a Plan,
    pub today: Date,
    meanings: BTreeMap<&'a str, Meaning<'a>>,
    /// What is left of the work on examples of what goes wrong, in parts of expressions that are evaluated.
    pub examples_left: Cell<usize>,
}

/// Most parts of expressions that are evaluated to find examples of what goes wrong.
const EXAMPLES_WORK_MAX: usize = 4_000_000;

impl<'a> PlanWorld<'a> {
    pub fn new(plan: &'a Plan, today: Date) -> PlanWorld<'a> {
        // While a service waits to open, or after it has closed, no orders are made.
        let opens = plan.opening.as_ref().and_then(|opening| opening.from);
        let today = opens.map_or(today, |opens| opens.max(today));
        let examples_left = Cell::new(EXAMPLES_WORK_MAX);
        let mut world = PlanWorld { plan, today, meanings: BTreeMap::new(), examples_left };
        world.meanings = world.names().collect();
        world
    }

    /// What each name means. Names are unique in a plan that is resolved; of others a problem was told.
    fn names(&self) -> impl Iterator<Item = (&'a str, Meaning<'a>)> + use<'a> {
        let kinds = self.plan.payer_kinds.iter().map(|kind| kind.word().to_owned()).collect();
        let always = |domain: Domain| Meaning::Answer { domain, required: true, shown_when: &[] };
        let mut all = vec![("payer.kind", always(Domain::Choice(kinds)))];
        all.extend(self.plan.fields().map(|field| {
            let required = field.required || field.kind == FieldKind::Consent;
            let shown_when = field.shown_when.as_slice();
            (field.id.as_str(), Meaning::Answer { domain: self.domain(field), required, shown_when })
        }));
        all.extend(
            self.plan.groups().map(|group| {
                (group.id.as_str(), always(Domain::Rows(Range::new(group.min.into(), group.max.into(), 0))))
            }),
        );
        all.extend(self.plan.values.iter().map(|value| (value.name.as_str(), Meaning::Value(&value.expr))));
        all.into_iter()
    }

    fn last_day(&self) -> Date {
        let closes = self.plan.opening.as_ref().and_then(|opening| opening.until);
        closes.unwrap_or(LAST_DAY).max(self.today)
    }

    fn days(&self, first: Option<DateBound>, last: Option<DateBound>, unit: fn(Date) -> Date) -> Range {
        let first = first.map_or(FIRST_DAY, |bound| unit(bound.on(self.today)));
        let last = last.map_or(LAST_DAY, |bound| unit(bound.on(self.last_day())));
        Range::new(day_number(first), day_number(last.max(first)), 0)
    }

    fn domain(&self, field: &Field) -> Domain {
        match &field.kind {
            FieldKind::Number { decimals, min, max, .. } => Domain::Number(Range::new(*min, *max, *decimals)),
            FieldKind::Amount { min, max } => Domain::Number(Range::new(min.to_decimal(), max.to_decimal(), 2)),
            FieldKind::Year { min, max } => Domain::Number(Range::new((*min).into(), (*max).into(), 0)),
            FieldKind::Choice { options } => Domain::Choice(options.iter().map(|option| option.id.clone()).collect()),
            FieldKind::Choices { options } => Domain::List(Range::new(Decimal::ONE, options.len().into(), 0)),
            FieldKind::YesNo | FieldKind::Consent => Domain::Truth,
            FieldKind::Date { not_before, not_after } => Domain::Number(self.days(*not_before, *not_after, |day| day)),
            FieldKind::Month { not_before, not_after } => {
                Domain::Number(self.days(*not_before, *not_after, Date::first_of_month))
            }
            FieldKind::Basket { items } => Domain::Basket(basket_price(items), basket_count(items)),
            _ => Domain::Text,
        }
    }
}

impl World for PlanWorld<'_> {
    fn meaning(&self, name: &str) -> Meaning<'_> {
        self.meanings.get(name).cloned().unwrap_or(Meaning::Unknown)
    }

    fn entry(&self, table: &str, key: &str) -> Option<Decimal> {
        self.plan.tables.get(table)?.0.get(key).map(|entry| entry.0)
    }

    fn today(&self) -> Range {
        Range::new(day_number(self.today), day_number(self.last_day()), 0)
    }
}

/// At least one piece of the cheapest item; at most all pieces of all items.
fn basket_price(items: &[BasketItem]) -> Range {
    let least = items.iter().map(|item| item.price.to_decimal()).min().unwrap_or_default();
    // Prices are at most 10^8 and pieces 10^4, of at most 50 items: far from the ends of decimals.
    let most = items.iter().map(|item| item.price.to_decimal() * Decimal::from(item.max)).sum();
    Range::new(least, most, 2)
}

fn basket_count(items: &[BasketItem]) -> Range {
    let most = items.iter().map(|item| u64::from(item.max)).sum::<u64>();
    Range::new(Decimal::ONE, most.into(), 0)
}
