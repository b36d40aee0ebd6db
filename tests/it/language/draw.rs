//! Definitions drawn at random: what each asks and costs, and how it is written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::exact::Draws;
use super::judge::Gap;
use super::reporting;
use super::sum::Sum;
use super::terms::Terms;
use super::test::Test;

/// An amount that the payer gives at MPay.
const OPEN: &str = "at_mpay";

/// The bounds of a number, in units of its last decimal.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub min: i64,
    pub max: i64,
    pub decimals: u32,
}

impl Bounds {
    const fn new(min: i64, max: i64, decimals: u32) -> Bounds {
        Bounds { min, max, decimals }
    }

    /// A number as it is written.
    pub fn text(self, number: i64) -> String {
        let (scale, sign) = (10u64.pow(self.decimals), if number < 0 { "-" } else { "" });
        let (whole, part) = (number.unsigned_abs() / scale, number.unsigned_abs() % scale);
        match self.decimals {
            0 => format!("{sign}{whole}"),
            places => format!("{sign}{whole}.{part:0width$}", width = places as usize),
        }
    }
}

/// An option of the choice.
#[derive(Debug, Clone)]
pub struct DrawnOption {
    pub price: String,
    /// Its entry in the table; `None`: it was forgotten.
    pub rate: Option<String>,
    pub label: String,
    /// The account that it stands for.
    pub account: &'static str,
}

/// A price that changes: each from a day on.
#[derive(Debug, Clone)]
pub struct Dated(pub Vec<(Date, &'static str)>);

impl Dated {
    /// The price on a day.
    pub fn on(&self, day: Date) -> Result<&'static str, Gap> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, price)| *price).ok_or(Gap::UncoveredDay)
    }

    fn text(&self, between: &str) -> String {
        self.0.iter().map(|(from, price)| format!("from {from}: {price}")).collect::<Vec<_>>().join(between)
    }
}

/// Whose account is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    Named(&'static str),
    /// That of the option.
    ChosenByUse,
}

/// What a check asks of two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Nothing,
    NotLess,
    Greater,
}

/// A definition: what is asked, and what its lines are.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub options: Vec<DrawnOption>,
    /// By field.
    pub numbers: BTreeMap<&'static str, Bounds>,
    /// When a field is asked for, where not always.
    pub shown_when: BTreeMap<&'static str, Test>,
    /// The fields that may be left empty.
    pub optional: BTreeSet<&'static str>,
    pub visit: (Date, Date),
    pub note_length: u64,
    /// The label of a field.
    pub label: String,
    pub rows: u64,
    /// When the rows are asked for; `None`: always.
    pub rows_when: Option<Test>,
    pub check: Check,
    /// The fewest months that a check lets pass.
    pub months_min: i64,
    pub main: Sum,
    pub main_when: Option<Test>,
    pub account: Account,
    /// What stands in the reason before the field that it names.
    pub words: String,
    pub named: &'static str,
    pub order_words: String,
    pub extra: Option<(Test, Sum)>,
    pub row: Option<Sum>,
    /// Whether the basket's prices are those of the visit's day; else today's.
    pub is_priced_by_visit: bool,
    /// The price of the first item.
    pub first_item: Dated,
    pub dated: Dated,
    /// Up to which number each tier reaches, and what it comes to; `None`: any above.
    pub tiers: Vec<(Option<i64>, Sum)>,
    pub is_reported: bool,
    /// How many orders may be paid.
    pub limit: Option<u32>,
    pub terms: Terms,
}

const fn day(year: i16, month: i8) -> Date {
    Date::constant(year, month, 1)
}

impl Drawn {
    pub fn definition(draws: &mut Draws) -> Drawn {
        let price = |draws: &mut Draws| format!("{}.{:02}", 1 + draws.below(90), draws.below(100));
        let option = |draws: &mut Draws, at: u64| DrawnOption {
            price: price(draws),
            rate: Some(price(draws)),
            label: format!("Varianta {at}"),
            account: draws.one_of(&["main", "other"]),
        };
        let options = (0..2 + draws.below(3)).map(|at| option(draws, at)).collect();
        // Many amounts are plain, or bounded as an author would bound them; the others are for the compiler to judge.
        let line = |draws: &mut Draws| match draws.below(6) {
            0 | 1 => Sum::plain(draws, 2),
            2 => Sum::draw(draws, 3),
            _ => Sum::draw(draws, 3).bounded(),
        };
        let decimals = draws.below(3) as u32;
        let most = 10i64.pow(decimals) * (8 + draws.below(90) as i64);
        let numbers = [
            ("n", Bounds::new(1, 9, 0)),
            ("x", Bounds::new(0, most, decimals)),
            ("y", Bounds::new(5, 400, 1)),
            ("gift", Bounds::new(1, 30_000, 2)),
            ("old", Bounds::new(0, 500, 0)),
            ("new", Bounds::new(0, 500, 0)),
            ("months", Bounds::new(1, 12, 0)),
            ("depth", Bounds::new(5, 200, 1)),
            ("tip", Bounds::new(1, 5_000, 2)),
        ];
        let by_number = Sum::Times(Box::new(Sum::Field("n")), Sum::constant("2.5"));
        Drawn {
            options,
            numbers: BTreeMap::from(numbers),
            shown_when: BTreeMap::from([("y", Test::Option(0)), ("depth", Test::Slow)]),
            optional: BTreeSet::from(["gift", "items", "tip"]),
            visit: (day(2025, 1), Date::constant(2027, 12, 31)),
            note_length: 5 + draws.below(30),
            label: "Bucăți".to_owned(),
            rows: 1 + draws.below(3),
            rows_when: if draws.one_in(3) { Some(Test::draw(draws)) } else { None },
            check: draws.one_of(&[Check::Greater, Check::Greater, Check::NotLess, Check::Nothing]),
            months_min: draws.below(4) as i64,
            main: line(draws),
            main_when: if draws.one_in(6) { Some(Test::draw(draws)) } else { None },
            account: draws.one_of(&[Account::Named("main"), Account::ChosenByUse]),
            words: "Plata ".to_owned(),
            named: "note",
            order_words: "Tot ".to_owned(),
            extra: if draws.one_in(2) { Some((Test::draw(draws), line(draws))) } else { None },
            row: match draws.below(8) {
                0 => None,
                1 | 2 => Some(Sum::Times(Box::new(Sum::Field("months")), Sum::constant("7.5"))),
                _ => Some(Sum::draw_row(draws, 2).bounded()),
            },
            is_priced_by_visit: draws.one_in(2),
            first_item: Dated(vec![(day(2025, 1), "5"), (day(2026, 6), "6.50")]),
            dated: Dated(vec![(day(2025, 1), "13.90"), (day(2026, 6), "15.20")]),
            tiers: vec![(Some(3), *Sum::constant("10")), (Some(7), by_number), (None, *Sum::constant("40"))],
            is_reported: !draws.one_in(3),
            limit: if draws.one_in(4) { Some(1 + draws.below(100_000) as u32) } else { None },
            terms: Terms::draw(draws),
        }
    }

    pub fn text(&self) -> String {
        let amount = if self.terms.open_amount.is_some() { OPEN.to_owned() } else { self.main.text() };
        self.text_with(&amount)
    }

    /// The definition with another amount for its first line.
    pub fn text_with(&self, amount: &str) -> String {
        let lines = match amount {
            // An open amount is the only line of its order.
            OPEN => self.first_line(amount),
            _ => format!("{}{}", self.first_line(amount), self.other_lines()),
        };
        let limit = self.limit.map(|most| format!("limit: {{paid_orders: {most}, reached_text: {{ro: Destul}}}}\n"));
        let reporting = if self.is_reported { reporting::text(self.options.len()) } else { String::new() };
        let rows_when = self.rows_when.as_ref().map(|test| format!("    show_when: '{}'\n", test.text()));
        format!(
            r#"format: 1
service: drawn
mpay_service_id: DRW01
languages: [ro]
title: {{ro: Probă}}
{}{}payer: {{kinds: [person, organization]}}
sections:
  - title: {{ro: Una}}
    fields:
{}  - title: {{ro: Rânduri}}
{}    repeat: {{id: kid, max: {}, row: {{ro: Rândul}}}}
    fields:
{}tables:
  rate: {{{}}}
values:
  dated:
    {}
  band:
    tiers_of: n
{}{}{reporting}legal:
  basis: {{ro: Legea 1}}
  data_purpose: {{ro: Plata}}
  data_basis: {{ro: Legea 2}}
  data_years: 5
lines:
{lines}order: {{reason: {{ro: "{}{{use}}"}}{}}}
"#,
            self.terms.open(),
            limit.unwrap_or_default(),
            self.fields(),
            rows_when.unwrap_or_default(),
            self.rows,
            self.fields_of_rows(),
            self.rates(),
            self.dated.text("\n    "),
            self.tiers_written(),
            self.checks(),
            self.order_words,
            self.terms.order(),
        )
    }

    fn field(&self, id: &str, kind: &str, label: &str) -> String {
        let optional = if self.optional.contains(id) { ", required: false" } else { "" };
        let shown = self.shown_when.get(id).map(|test| format!(", show_when: '{}'", test.text())).unwrap_or_default();
        format!("      - {{id: {id}, type: {kind}{optional}{shown}, label: {{ro: {label}}}}}\n")
    }

    fn number_field(&self, id: &str, kind: &str, label: &str) -> String {
        let bounds = self.numbers[id];
        self.field(id, &format!("{kind}, min: {}, max: {}", bounds.text(bounds.min), bounds.text(bounds.max)), label)
    }

    fn fields(&self) -> String {
        let of_options = self.account == Account::ChosenByUse;
        let option = |(at, DrawnOption { price, label, account, .. }): (usize, &DrawnOption)| {
            let account = if of_options { format!("account: {account}, ") } else { String::new() };
            format!("{{id: o{at}, price: {price}, {account}label: {{ro: {label}}}}}")
        };
        let options = self.options.iter().enumerate().map(option).collect::<Vec<_>>().join(", ");
        let by = if self.is_priced_by_visit { "by: visit, " } else { "" };
        let items = format!(
            "{{id: a, price: {{{}}}, max: 9, label: {{ro: Primul}}}}, {{id: b, price: 1.25, max: 9, label: {{ro: Al doilea}}}}",
            self.first_item.text(", ")
        );
        let (first, last) = self.visit;
        let decimals = |id: &str| format!("number, decimals: {}", self.numbers[id].decimals);
        [
            self.field("use", &format!("choice, options: [{options}]"), "Folosința"),
            self.field("fast", "yes_no", "Urgent"),
            self.number_field("n", "quantity", &self.label),
            self.number_field("x", &decimals("x"), "Măsura"),
            self.number_field("y", &decimals("y"), "Adâncimea"),
            self.number_field("gift", "amount", "Dar"),
            self.number_field("old", "quantity", "Indice vechi"),
            self.number_field("new", "quantity", "Indice nou"),
            self.field("visit", &format!("date, not_before: {first}, not_after: {last}"), "Vizita"),
            self.field("note", &format!("text, max_length: {}", self.note_length), "Nota"),
            self.field("items", &format!("basket, {by}items: [{items}]"), "Produse"),
        ]
        .concat()
    }

    fn fields_of_rows(&self) -> String {
        let depth = format!("number, decimals: {}", self.numbers["depth"].decimals);
        [
            self.number_field("months", "quantity", "Luni"),
            self.field("slow", "yes_no", "Încet"),
            self.number_field("depth", &depth, "Profunzime"),
            self.number_field("tip", "amount", "Bacșiș"),
        ]
        .concat()
    }

    fn rates(&self) -> String {
        let rate = |(at, option): (usize, &DrawnOption)| Some(format!("o{at}: {}", option.rate.as_ref()?));
        self.options.iter().enumerate().filter_map(rate).collect::<Vec<_>>().join(", ")
    }

    fn tiers_written(&self) -> String {
        let tier = |(end, sum): &(Option<i64>, Sum)| match end {
            Some(end) => format!("    up to {end}: {}\n", sum.text()),
            None => format!("    above: {}\n", sum.text()),
        };
        self.tiers.iter().map(tier).collect()
    }

    fn checks(&self) -> String {
        let months = format!("months >= {}", self.months_min);
        let all = [
            (self.check == Check::Greater).then_some("new > old"),
            (self.check == Check::NotLess).then_some("new >= old"),
            (self.months_min > self.numbers["months"].min).then_some(months.as_str()),
        ];
        let all: Vec<String> =
            all.iter().flatten().map(|check| format!("{{assert: {check}, message: {{ro: Nu se poate}}}}")).collect();
        if all.is_empty() { String::new() } else { format!("checks: [{}]\n", all.join(", ")) }
    }

    fn first_line(&self, amount: &str) -> String {
        let when = self.main_when.as_ref().map(|test| format!("when: '{}', ", test.text())).unwrap_or_default();
        let account = match self.account {
            Account::Named(name) => name,
            Account::ChosenByUse => "{chosen_by: use}",
        };
        format!(
            "  - {{id: first, {when}reason: {{ro: \"{}{{{}}}\"}}, amount: '{amount}', account: {account}}}\n",
            self.words, self.named
        )
    }

    fn other_lines(&self) -> String {
        let extra = self.extra.as_ref().map(|(test, sum)| {
            let (when, amount) = (test.text(), sum.text());
            format!("  - {{id: extra, when: '{when}', reason: {{ro: Extra}}, amount: '{amount}', account: other}}\n")
        });
        let row = self.row.as_ref().map(|sum| {
            let amount = sum.text();
            format!("  - {{id: row, for_each: kid, reason: {{ro: Rând}}, amount: '{amount}', account: other}}\n")
        });
        format!("{}{}", extra.unwrap_or_default(), row.unwrap_or_default())
    }
}
