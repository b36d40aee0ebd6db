//! The world of a plan: what its names can be, for the proofs.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::compile::shape::today;
use crate::compile::sums::{needing_sums, needs_sum};
use crate::expr::{Domain, Expr, ExprKind, Meaning, Operator, Range, World, day_number, day_of_number};
use crate::money::Money;
use crate::plan::{BasketItem, DateBound, Field, FieldKind, Plan, Section};

/// The last day on which a date can be answered.
const LAST_DAY: Date = Date::constant(2100, 12, 31);
/// The first.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// A plan whose orders are made on a day or later.
pub(super) struct PlanWorld<'a> {
    pub plan: &'a Plan,
    pub today: Date,
    /// What the bounds of dates say of days that are not known yet, each with the group of whose rows it speaks.
    pub days: Vec<(Option<&'a str>, Expr)>,
    /// The names that have a value only after rows are added up.
    sums: BTreeSet<String>,
}

impl<'a> PlanWorld<'a> {
    pub fn new(plan: &'a Plan, today: Date) -> PlanWorld<'a> {
        // While a service waits to open, or after it has closed, no orders are made.
        let opens = plan.opening.as_ref().and_then(|opening| opening.from);
        let of_section = |section: &'a Section| {
            let group = section.repeat.as_ref().map(|group| group.id.as_str());
            section.fields.iter().flat_map(bounds_by_today).map(move |bound| (group, bound))
        };
        let days = plan.sections.iter().flat_map(of_section).collect();
        PlanWorld { plan, today: opens.map_or(today, |opens| opens.max(today)), days, sums: sums(plan) }
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
            FieldKind::Basket { items, .. } => Domain::Basket(basket_count(items)),
            _ => Domain::Text,
        }
    }
}

impl World for PlanWorld<'_> {
    fn meaning(&self, name: &str) -> Meaning<'_> {
        if name == "payer.kind" {
            let kinds = self.plan.payer_kinds.iter().map(|kind| kind.word().to_owned()).collect();
            return Meaning::Answer { domain: Domain::Choice(kinds), required: true, shown_when: Vec::new() };
        }
        if let Some(value) = self.plan.values.iter().find(|value| value.name == name) {
            return Meaning::Value(&value.expr);
        }
        if let Some((group, section)) = self.plan.group(name) {
            let rows = Domain::Rows(Range::new(group.min.into(), group.max.into(), 0));
            return Meaning::Answer { domain: rows, required: true, shown_when: section.shown_when.iter().collect() };
        }
        match self.plan.field(name) {
            Some(field) => Meaning::Answer {
                domain: self.domain(field),
                required: field.required || field.kind == FieldKind::Consent,
                shown_when: field.shown_when.iter().collect(),
            },
            None => Meaning::Unknown,
        }
    }

    fn priced_by(&self, basket: &str) -> Option<Expr> {
        let FieldKind::Basket { items, by } = &self.plan.field(basket)?.kind else { return None };
        let changes = items.iter().any(|item| item.price.changes());
        changes.then(|| by.clone().unwrap_or_else(today))
    }

    fn cost(&self, basket: &str, days: Option<Range>) -> Option<Range> {
        let FieldKind::Basket { items, .. } = &self.plan.field(basket)?.kind else { return None };
        let (first, last) = match days {
            Some(days) => (day_of_number(days.min), day_of_number(days.max)),
            None => (FIRST_DAY, LAST_DAY),
        };
        basket_cost(items, first, last)
    }

    fn entries(&self, table: &str) -> Vec<(&str, Decimal)> {
        let table = self.plan.tables.get(table);
        table.map_or(Vec::new(), |table| table.0.iter().map(|(key, entry)| (key.as_str(), entry.0)).collect())
    }

    fn today(&self) -> Range {
        Range::new(day_number(self.today), day_number(self.last_day()), 0)
    }

    fn group_of(&self, name: &str) -> Option<&str> {
        match self.plan.values.iter().find(|value| value.name == name) {
            Some(value) => value.group.as_deref(),
            None => self.plan.group_of(name).map(|group| group.id.as_str()),
        }
    }

    fn rules_of_rows(&self, group: &str) -> Vec<(&Expr, bool)> {
        let is_of = |other: &Option<String>| other.as_deref() == Some(group);
        let days = self.days.iter().filter(|(other, _)| *other == Some(group)).map(|(_, bound)| (bound, true));
        let stops = self.plan.stops.iter().filter(|stop| is_of(&stop.group)).map(|stop| (&stop.when, false));
        let checks = self.plan.checks.iter().filter(|check| is_of(&check.group)).map(|check| (&check.condition, true));
        days.chain(stops).chain(checks).filter(|(rule, _)| !needs_sum(rule, &self.sums)).collect()
    }
}

fn sums(plan: &Plan) -> BTreeSet<String> {
    let values = plan.values.iter().map(|value| (value.name.as_str(), &value.expr));
    let fields =
        plan.fields().flat_map(|field| field.shown_when.iter().map(|condition| (field.id.as_str(), condition)));
    let groups = plan.groups().filter_map(|group| plan.group(&group.id));
    let groups = groups.filter_map(|(group, section)| Some((group.id.as_str(), section.shown_when.as_ref()?)));
    needing_sums(&values.chain(fields).chain(groups).collect::<Vec<_>>())
}

/// `born <= today()`, for a date that may not be later.
fn bounds_by_today(field: &Field) -> Vec<Expr> {
    let (before, after) = match &field.kind {
        FieldKind::Date { not_before, not_after } => (*not_before, *not_after),
        FieldKind::Month { not_after, .. } => (None, *not_after),
        _ => return Vec::new(),
    };
    let compare = |operator| {
        let name = Expr::bare(ExprKind::Name(field.id.clone()));
        Expr::bare(ExprKind::Binary(operator, Box::new(name), Box::new(today())))
    };
    let bounds = [(before, Operator::GreaterOrEqual), (after, Operator::LessOrEqual)];
    bounds
        .into_iter()
        .filter(|(bound, _)| *bound == Some(DateBound::Today))
        .map(|(_, operator)| compare(operator))
        .collect()
}

/// At least one piece of the cheapest item; at most all pieces of all items.
fn basket_cost(items: &[BasketItem], first: Date, last: Date) -> Option<Range> {
    let prices = |item: &BasketItem| item.price.within(first, last).into_iter().map(Money::to_decimal);
    let least = items.iter().flat_map(prices).min()?;
    // Prices are at most 10^8 and pieces 10^4, of at most 50 items: far from the ends of decimals.
    let most = items.iter().filter_map(|item| Some(prices(item).max()? * Decimal::from(item.max))).sum();
    Some(Range::new(least, most, 2))
}

fn basket_count(items: &[BasketItem]) -> Range {
    let most = items.iter().map(|item| u64::from(item.max)).sum::<u64>();
    Range::new(Decimal::ONE, most.into(), 0)
}
