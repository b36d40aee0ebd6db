//! The world of a plan: what its names can be, for the proofs.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

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
    meanings: BTreeMap<&'a str, Meaning<'a>>,
    /// The group of whose rows a field or value speaks.
    groups: BTreeMap<&'a str, &'a str>,
    /// What each row of a group is accepted with, by group.
    rules_of_rows: BTreeMap<&'a str, Vec<(Expr, bool)>>,
    /// What is left of the work on examples of what goes wrong, in parts of expressions that are evaluated.
    pub examples_left: Cell<usize>,
}

/// Most parts of expressions that are evaluated to find examples of what goes wrong.
const EXAMPLES_WORK_MAX: usize = 4_000_000;

impl<'a> PlanWorld<'a> {
    pub fn new(plan: &'a Plan, today: Date) -> PlanWorld<'a> {
        // While a service waits to open, or after it has closed, no orders are made.
        let opens = plan.opening.as_ref().and_then(|opening| opening.from);
        let of_section = |section: &'a Section| {
            let group = section.repeat.as_ref().map(|group| group.id.as_str());
            section.fields.iter().flat_map(bounds_by_today).map(move |bound| (group, bound))
        };
        let mut world = PlanWorld {
            plan,
            today: opens.map_or(today, |opens| opens.max(today)),
            days: plan.sections.iter().flat_map(of_section).collect(),
            meanings: BTreeMap::new(),
            groups: groups(plan),
            rules_of_rows: BTreeMap::new(),
            examples_left: Cell::new(EXAMPLES_WORK_MAX),
        };
        world.meanings = world.names();
        world.rules_of_rows = rules_of_rows(plan, &world.days);
        world
    }

    /// Where a question stands among those of the page; who pays is asked first.
    pub fn place_on_page(&self, name: &str) -> usize {
        self.plan.fields().position(|field| field.id == name).map_or(0, |at| at + 1)
    }

    /// What each name means. Names are unique in a plan that is resolved; of others a problem was told.
    fn names(&self) -> BTreeMap<&'a str, Meaning<'a>> {
        let plan = self.plan;
        let kinds = plan.payer_kinds.iter().map(|kind| kind.word().to_owned()).collect();
        let payer = Meaning::Answer { domain: Domain::Choice(kinds), required: true, shown_when: &[] };
        let fields = plan.fields().map(|field| {
            let required = field.required || field.kind == FieldKind::Consent;
            let shown_when = field.shown_when.as_slice();
            (field.id.as_str(), Meaning::Answer { domain: self.domain(field), required, shown_when })
        });
        let groups = plan.sections.iter().filter_map(|section| {
            let group = section.repeat.as_ref()?;
            let domain = Domain::Rows(Range::new(group.min.into(), group.max.into(), 0));
            let shown_when = section.shown_when.as_slice();
            Some((group.id.as_str(), Meaning::Answer { domain, required: true, shown_when }))
        });
        let values = plan.values.iter().map(|value| (value.name.as_str(), Meaning::Value(&value.expr)));
        std::iter::once(("payer.kind", payer)).chain(fields).chain(groups).chain(values).collect()
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
        self.meanings.get(name).cloned().unwrap_or(Meaning::Unknown)
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

    fn entry(&self, table: &str, key: &str) -> Option<Decimal> {
        self.plan.tables.get(table)?.0.get(key).map(|entry| entry.0)
    }

    fn today(&self) -> Range {
        Range::new(day_number(self.today), day_number(self.last_day()), 0)
    }

    fn group_of(&self, name: &str) -> Option<&str> {
        self.groups.get(name).copied()
    }

    fn rules_of_rows(&self, group: &str) -> &[(Expr, bool)] {
        self.rules_of_rows.get(group).map_or(&[], Vec::as_slice)
    }
}

/// The group of whose rows each name speaks that speaks of rows.
fn groups(plan: &Plan) -> BTreeMap<&str, &str> {
    let fields = plan.sections.iter().filter_map(|section| Some((section, section.repeat.as_ref()?)));
    let fields = fields.flat_map(|(section, group)| section.fields.iter().map(|field| (&*field.id, &*group.id)));
    let values = plan.values.iter().filter_map(|value| Some((value.name.as_str(), value.group.as_deref()?)));
    fields.chain(values).collect()
}

/// What each row of a group is accepted with, but for what needs the sum of rows.
fn rules_of_rows<'a>(plan: &'a Plan, days: &[(Option<&'a str>, Expr)]) -> BTreeMap<&'a str, Vec<(Expr, bool)>> {
    let sums = sums(plan);
    let days = days.iter().map(|(group, bound)| (*group, bound, true));
    let stops = plan.stops.iter().map(|stop| (stop.group.as_deref(), &stop.when, false));
    let checks = plan.checks.iter().map(|check| (check.group.as_deref(), &check.condition, true));
    let mut found: BTreeMap<&str, Vec<(Expr, bool)>> = BTreeMap::new();
    for (group, rule, truth) in days.chain(stops).chain(checks) {
        if let Some(group) = group
            && !needs_sum(rule, &sums)
        {
            found.entry(group).or_default().push((rule.clone(), truth));
        }
    }
    found
}

/// The names that have a value only after rows are added up.
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
