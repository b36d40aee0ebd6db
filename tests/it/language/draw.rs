//! Definitions drawn at random, with a second opinion on what their answers cost: exact fractions, evaluated naively.

use std::collections::BTreeMap;

use super::exact::{Draws, Fraction};
use super::reporting;
use super::terms::{OpenAmount, Terms};
use super::test::Test;

/// An amount that the payer gives at MPay.
const OPEN: &str = "at_mpay";

/// A number that a definition computes.
#[derive(Debug, Clone)]
enum Sum {
    Const(String),
    /// A field that is always there.
    Field(&'static str),
    /// The field that is shown for the first option, or something else.
    Guarded(Box<Sum>),
    /// The amount that may be left empty, or something else.
    Optional(Box<Sum>),
    Price,
    Rate,
    Basket,
    Pieces,
    Difference,
    Dated,
    Tiers,
    /// What is worked out in each row, added up.
    Rows(Box<Sum>),
    RowCount,
    /// In a row: the field that is shown where the row says so, or something else.
    GuardedOfRow(Box<Sum>),
    /// In a row: the amount that may be left empty, or something else.
    OptionalOfRow(Box<Sum>),
    Add(Box<Sum>, Box<Sum>),
    Subtract(Box<Sum>, Box<Sum>),
    Times(Box<Sum>, Box<Sum>),
    Least(Box<Sum>, Box<Sum>),
    Most(Box<Sum>, Box<Sum>),
    Round(Box<Sum>),
    If(Test, Box<Sum>, Box<Sum>),
}

impl Sum {
    fn draw(draws: &mut Draws, depth: u32) -> Sum {
        let inner = |draws: &mut Draws| Box::new(Sum::draw(draws, depth - 1));
        if depth == 0 || draws.one_in(4) {
            return match draws.below(13) {
                0 => Sum::Const(format!("{}.{:02}", draws.below(50), draws.below(100))),
                1 => Sum::Field("n"),
                2 => Sum::Field("x"),
                3 => Sum::Price,
                4 => Sum::Rate,
                5 => Sum::Basket,
                6 => Sum::Pieces,
                7 => Sum::Difference,
                8 => Sum::Dated,
                9 => Sum::Tiers,
                10 => Sum::Rows(Box::new(Sum::draw_row(draws, 1))),
                11 => Sum::RowCount,
                _ => Sum::Guarded(Box::new(Sum::Const("3".to_owned()))),
            };
        }
        match draws.below(9) {
            0 => Sum::Subtract(inner(draws), inner(draws)),
            1 | 2 => Sum::Times(inner(draws), inner(draws)),
            3 => Sum::Least(inner(draws), inner(draws)),
            4 => Sum::Most(inner(draws), inner(draws)),
            5 => Sum::Round(inner(draws)),
            6 => Sum::If(Test::draw(draws), inner(draws), inner(draws)),
            7 => Sum::Optional(inner(draws)),
            _ => Sum::Add(inner(draws), inner(draws)),
        }
    }

    /// What a row gives: of its own fields and the page's.
    fn draw_row(draws: &mut Draws, depth: u32) -> Sum {
        let inner = |draws: &mut Draws| Box::new(Sum::draw_row(draws, depth - 1));
        if depth == 0 {
            return match draws.below(3) {
                0 => Sum::Const(format!("{}.{}", draws.below(9), draws.below(10))),
                1 => Sum::Field("n"),
                _ => Sum::Field("months"),
            };
        }
        match draws.below(7) {
            0 => Sum::Times(inner(draws), inner(draws)),
            1 => Sum::Subtract(inner(draws), inner(draws)),
            2 => Sum::GuardedOfRow(inner(draws)),
            3 => Sum::OptionalOfRow(inner(draws)),
            4 => Sum::If(Test::draw(draws), inner(draws), inner(draws)),
            5 => Sum::Field("months"),
            _ => Sum::Add(inner(draws), inner(draws)),
        }
    }

    fn text(&self) -> String {
        match self {
            Sum::Const(number) => number.clone(),
            Sum::Field(name) => (*name).to_owned(),
            Sum::Guarded(other) => format!("if(use == \"o0\", y, {})", other.text()),
            Sum::Optional(other) => format!("if(answered(gift), gift, {})", other.text()),
            Sum::Price => "use.price".to_owned(),
            Sum::Rate => "rate[use]".to_owned(),
            Sum::Basket => "sum(items)".to_owned(),
            Sum::Pieces => "count(items)".to_owned(),
            Sum::Difference => "(new - old)".to_owned(),
            Sum::Dated => "dated".to_owned(),
            Sum::Tiers => "band".to_owned(),
            Sum::Rows(of_row) => format!("sum(kid, {})", of_row.text()),
            Sum::RowCount => "count(kid)".to_owned(),
            Sum::GuardedOfRow(other) => format!("if(slow, depth, {})", other.text()),
            Sum::OptionalOfRow(other) => format!("if(answered(tip), tip, {})", other.text()),
            Sum::Add(a, b) => format!("({} + {})", a.text(), b.text()),
            Sum::Subtract(a, b) => format!("({} - {})", a.text(), b.text()),
            Sum::Times(a, b) => format!("({} * {})", a.text(), b.text()),
            Sum::Least(a, b) => format!("min({}, {})", a.text(), b.text()),
            Sum::Most(a, b) => format!("max({}, {})", a.text(), b.text()),
            Sum::Round(a) => format!("round({}, 2)", a.text()),
            Sum::If(test, a, b) => format!("if({}, {}, {})", test.text(), a.text(), b.text()),
        }
    }

    fn value(&self, drawn: &Drawn, answers: &BTreeMap<String, String>) -> Fraction {
        let of = |sum: &Sum| sum.value(drawn, answers);
        let field = |name: &str| Fraction::of(answers.get(name).map_or("0", String::as_str));
        match self {
            Sum::Const(number) => Fraction::of(number),
            Sum::Field(name) => field(name),
            Sum::Guarded(other) => {
                if drawn.option(answers) == 0 {
                    field("y")
                } else {
                    of(other)
                }
            }
            Sum::Optional(other) => {
                if answers.contains_key("gift") {
                    field("gift")
                } else {
                    of(other)
                }
            }
            Sum::Price => Fraction::of(&drawn.options[drawn.option(answers)].0),
            Sum::Rate => Fraction::of(&drawn.options[drawn.option(answers)].1),
            Sum::Basket => {
                field("items.a").times(drawn.price_of_a(answers)).add(field("items.b").times(Fraction(5, 4)))
            }
            Sum::Pieces => field("items.a").add(field("items.b")),
            Sum::Difference => field("new").add(field("old").times(Fraction(-1, 1))),
            Sum::Dated => Fraction::of("13.90"),
            Sum::Tiers => {
                let n = field("n");
                let end = |number: i128| !Fraction(number, 1).less(n);
                if end(3) {
                    Fraction(10, 1)
                } else if end(7) {
                    n.times(Fraction(5, 2))
                } else {
                    Fraction(40, 1)
                }
            }
            Sum::Rows(of_row) => {
                let rows = drawn.rows_of(answers);
                rows.iter().fold(Fraction(0, 1), |sum, row| sum.add(of_row.value(drawn, row)))
            }
            Sum::RowCount => Fraction(drawn.rows_of(answers).len() as i128, 1),
            Sum::GuardedOfRow(_) if answers["slow"] == "yes" => field("depth"),
            Sum::OptionalOfRow(_) if answers.contains_key("tip") => field("tip"),
            Sum::GuardedOfRow(other) | Sum::OptionalOfRow(other) => of(other),
            Sum::Add(a, b) => of(a).add(of(b)),
            Sum::Subtract(a, b) => of(a).add(of(b).times(Fraction(-1, 1))),
            Sum::Times(a, b) => of(a).times(of(b)),
            Sum::Least(a, b) => {
                let (a, b) = (of(a), of(b));
                if b.less(a) { b } else { a }
            }
            Sum::Most(a, b) => {
                let (a, b) = (of(a), of(b));
                if a.less(b) { b } else { a }
            }
            Sum::Round(a) => Fraction(of(a).bani(), 100).reduced(),
            Sum::If(test, a, b) => of(if test.holds(drawn, answers) { a } else { b }),
        }
    }
}

/// A definition, and what its lines are.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The price and the rate of each option.
    options: Vec<(String, String)>,
    most: u64,
    decimals: u64,
    note_length: u64,
    rows: u64,
    is_checked: bool,
    main: Sum,
    extra: Option<(Test, Sum)>,
    row: Sum,
    /// When the rows are asked for; `None`: always.
    rows_when: Option<Test>,
    /// The fewest months that a check lets pass.
    months_min: u64,
    /// Whether the basket's prices are those of the visit's day; else today's.
    is_priced_by_visit: bool,
    pub terms: Terms,
}

impl Drawn {
    pub fn definition(draws: &mut Draws) -> Drawn {
        let price = |draws: &mut Draws| format!("{}.{:02}", 1 + draws.below(90), draws.below(100));
        let options = (0..2 + draws.below(3)).map(|_| (price(draws), price(draws))).collect();
        let bounded = |sum: Sum| {
            let capped = Sum::Least(Box::new(sum), Box::new(Sum::Const("1000000".to_owned())));
            Sum::Round(Box::new(Sum::Most(Box::new(capped), Box::new(Sum::Const("0.01".to_owned())))))
        };
        // Most amounts are bounded as an author would bound them; the others are for the compiler to judge.
        let line = |draws: &mut Draws| {
            let sum = Sum::draw(draws, 3);
            if draws.one_in(3) { sum } else { bounded(sum) }
        };
        Drawn {
            options,
            most: 8 + draws.below(90),
            decimals: draws.below(3),
            note_length: 5 + draws.below(30),
            rows: 1 + draws.below(3),
            is_checked: !draws.one_in(4),
            main: line(draws),
            extra: if draws.one_in(2) { Some((Test::draw(draws), line(draws))) } else { None },
            row: bounded(Sum::draw_row(draws, 2)),
            rows_when: if draws.one_in(3) { Some(Test::draw(draws)) } else { None },
            months_min: draws.below(4),
            is_priced_by_visit: draws.one_in(2),
            terms: Terms::draw(draws),
        }
    }

    pub fn option(&self, answers: &BTreeMap<String, String>) -> usize {
        answers["use"][1..].parse().unwrap()
    }

    /// What one of the first item costs: it becomes dearer on 1 June 2026, which is not yet.
    fn price_of_a(&self, answers: &BTreeMap<String, String>) -> Fraction {
        let is_dearer = self.is_priced_by_visit && answers["visit"].as_str() >= "2026-06-01";
        if is_dearer { Fraction(13, 2) } else { Fraction(5, 1) }
    }

    /// The answers of the page with those of each row.
    pub fn rows_of(&self, answers: &BTreeMap<String, String>) -> Vec<BTreeMap<String, String>> {
        if self.rows_when.as_ref().is_some_and(|test| !test.holds(self, answers)) {
            return Vec::new();
        }
        let of_row = |row: u32| {
            let start = format!("kid.{row}.");
            let own = |(name, text): (&String, &String)| Some((name.strip_prefix(&start)?.to_owned(), text.clone()));
            let own: Vec<_> = answers.iter().filter_map(own).collect();
            (!own.is_empty()).then(|| answers.clone().into_iter().chain(own).collect())
        };
        (1..).map_while(of_row).collect()
    }

    pub fn text(&self) -> String {
        let amount = if self.terms.open_amount.is_some() { OPEN.to_owned() } else { self.main.text() };
        self.text_with(&amount, "main", "note", self.options.len())
    }

    fn text_with(&self, amount: &str, account: &str, named: &str, rated: usize) -> String {
        let each = |write: &dyn Fn(usize) -> String, count: usize| (0..count).map(write).collect::<Vec<_>>().join(", ");
        let option = |at: usize| format!("{{id: o{at}, price: {}, label: {{ro: Varianta {at}}}}}", self.options[at].0);
        let options = each(&option, self.options.len());
        let rates = each(&|at| format!("o{at}: {}", self.options[at].1), rated);
        let reporting = reporting::text(self.options.len());
        let (open, order) = (self.terms.open(), self.terms.order());
        let (most, decimals, length, rows) = (self.most, self.decimals, self.note_length, self.rows);
        let mut checks: Vec<String> = Vec::new();
        if self.is_checked {
            checks.push("{assert: new > old, message: {ro: Indicele crește}}".to_owned());
        }
        if self.months_min > 1 {
            checks.push(format!("{{assert: months >= {}, message: {{ro: Prea puțin}}}}", self.months_min));
        }
        let checks = match checks.is_empty() {
            true => String::new(),
            false => format!("checks: [{}]\n", checks.join(", ")),
        };
        let by = if self.is_priced_by_visit { "by: visit, " } else { "" };
        let rows_when = self.rows_when.as_ref().map(|test| format!("    show_when: '{}'\n", test.text()));
        let rows_when = rows_when.unwrap_or_default();
        let extra = self.extra.as_ref().map_or(String::new(), |(test, sum)| {
            format!(
                "  - {{id: extra, when: '{}', reason: {{ro: Extra}}, amount: '{}', account: other}}\n",
                test.text(),
                sum.text()
            )
        });
        let row = format!(
            "  - {{id: row, for_each: kid, reason: {{ro: Rând}}, amount: '{}', account: other}}\n",
            self.row.text()
        );
        // An open amount is the only line of its order.
        let others = if amount == OPEN { String::new() } else { format!("{extra}{row}") };
        format!(
            r#"format: 1
service: drawn
mpay_service_id: DRW01
languages: [ro]
title: {{ro: Probă}}
{open}payer: {{kinds: [person, organization]}}
sections:
  - title: {{ro: Una}}
    fields:
      - {{id: use, type: choice, label: {{ro: Folosința}}, options: [{options}]}}
      - {{id: fast, type: yes_no, label: {{ro: Urgent}}}}
      - {{id: n, type: quantity, min: 1, max: 9, label: {{ro: Bucăți}}}}
      - {{id: x, type: number, decimals: {decimals}, min: 0, max: {most}, label: {{ro: Măsura}}}}
      - {{id: y, type: number, decimals: 1, min: 0.5, max: 40, show_when: use == "o0", label: {{ro: Adâncimea}}}}
      - {{id: gift, type: amount, max: 300, required: false, label: {{ro: Dar}}}}
      - {{id: old, type: quantity, min: 0, max: 500, label: {{ro: Indice vechi}}}}
      - {{id: new, type: quantity, min: 0, max: 500, label: {{ro: Indice nou}}}}
      - {{id: visit, type: date, not_before: 2025-01-01, not_after: 2027-12-31, label: {{ro: Vizita}}}}
      - {{id: note, type: text, max_length: {length}, label: {{ro: Nota}}}}
      - {{id: items, type: basket, {by}required: false, label: {{ro: Produse}}, items: [{{id: a, price: {{from 2025-01-01: 5, from 2026-06-01: 6.50}}, max: 9, label: {{ro: Primul}}}}, {{id: b, price: 1.25, max: 9, label: {{ro: Al doilea}}}}]}}
  - title: {{ro: Rânduri}}
{rows_when}    repeat: {{id: kid, max: {rows}, row: {{ro: Rândul}}}}
    fields:
      - {{id: months, type: quantity, max: 12, label: {{ro: Luni}}}}
      - {{id: slow, type: yes_no, label: {{ro: Încet}}}}
      - {{id: depth, type: number, decimals: 1, min: 0.5, max: 20, show_when: slow, label: {{ro: Profunzime}}}}
      - {{id: tip, type: amount, max: 50, required: false, label: {{ro: Bacșiș}}}}
tables:
  rate: {{{rates}}}
values:
  dated:
    from 2025-01-01: 13.90
    from 2026-06-01: 15.20
  band:
    tiers_of: n
    up to 3: 10
    up to 7: n * 2.5
    above: 40
{checks}{reporting}legal:
  basis: {{ro: Legea 1}}
  data_purpose: {{ro: Plata}}
  data_basis: {{ro: Legea 2}}
  data_years: 5
lines:
  - {{id: first, reason: {{ro: "Plata {{{named}}}"}}, amount: '{amount}', account: {account}}}
{others}order: {{reason: {{ro: "Tot {{use}}"}}{order}}}
"#
        )
    }

    /// Answers, most of them within bounds; a hidden field is sometimes answered all the same.
    pub fn answers(&self, draws: &mut Draws) -> BTreeMap<String, String> {
        let mut answers = BTreeMap::new();
        let mut set = |name: &str, text: String| drop(answers.insert(name.to_owned(), text));
        let is_person = draws.one_in(2);
        set("payer.kind", if is_person { "person" } else { "organization" }.to_owned());
        set("payer.id", if is_person { "2001000000012" } else { "1016600999993" }.to_owned());
        set("payer.name", "Ș".repeat(1 + draws.below(60) as usize));
        let option = draws.below(self.options.len() as u64);
        set("use", format!("o{option}"));
        set("fast", if draws.one_in(2) { "yes" } else { "no" }.to_owned());
        let most_pieces = if draws.one_in(20) { 20 } else { 9 };
        set("n", (1 + draws.below(most_pieces)).to_string());
        let scale = 10u64.pow(self.decimals as u32);
        let x = draws.below(self.most * scale + 1);
        set(
            "x",
            match self.decimals {
                0 => x.to_string(),
                _ => format!("{}.{:0width$}", x / scale, x % scale, width = self.decimals as usize),
            },
        );
        if option == 0 || draws.one_in(3) {
            set("y", format!("{}.5", draws.below(40)));
        }
        if draws.one_in(2) {
            set("gift", format!("{}.{:02}", 1 + draws.below(299), draws.below(100)));
        }
        let old = draws.below(400);
        set("old", old.to_string());
        set("new", (old + draws.below(100)).to_string());
        set("visit", format!("{}-{:02}-01", 2025 + draws.below(3), 1 + draws.below(12)));
        set("note", "ț".repeat(1 + draws.below(self.note_length) as usize));
        for item in ["items.a", "items.b"] {
            if draws.one_in(2) {
                set(item, draws.below(10).to_string());
            }
        }
        for row in 1..=1 + draws.below(self.rows) {
            let least = if draws.one_in(20) { 1 } else { self.months_min.max(1) };
            set(&format!("kid.{row}.months"), (least + draws.below(13 - least)).to_string());
            let is_slow = draws.one_in(2);
            set(&format!("kid.{row}.slow"), if is_slow { "yes" } else { "no" }.to_owned());
            if is_slow || draws.one_in(3) {
                set(&format!("kid.{row}.depth"), format!("{}.5", draws.below(20)));
            }
            if draws.one_in(2) {
                set(&format!("kid.{row}.tip"), format!("{}.{:02}", 1 + draws.below(49), draws.below(100)));
            }
        }
        answers
    }

    /// What the order's lines must be: their ids and bani; none of an open amount.
    pub fn lines(&self, answers: &BTreeMap<String, String>) -> Vec<(String, Option<i64>)> {
        if self.terms.open_amount.is_some() {
            return vec![("first".to_owned(), None)];
        }
        let bani = |sum: &Sum, answers: &BTreeMap<String, String>| {
            let exact = sum.value(self, answers).times(Fraction(100, 1));
            assert_eq!(exact.1, 1, "an amount is whole in bani");
            Some(i64::try_from(exact.0).unwrap())
        };
        let mut lines = vec![("first".to_owned(), bani(&self.main, answers))];
        if let Some((test, sum)) = &self.extra
            && test.holds(self, answers)
        {
            lines.push(("extra".to_owned(), bani(sum, answers)));
        }
        for (at, row) in self.rows_of(answers).iter().enumerate() {
            lines.push((format!("row-{}", at + 1), bani(&self.row, row)));
        }
        lines
    }

    /// Definitions that each break one promise of this one, with what was done.
    pub fn broken(&self) -> Vec<(&'static str, String)> {
        let (amount, all) = (self.main.text(), self.options.len());
        let terms = self.terms.with_open_amount(OpenAmount::Advance);
        let second = "lines:
  - {id: second, reason: {ro: A doua}, amount: 1, account: other}
";
        let beside = Drawn { terms, ..self.clone() }.text().replace(
            "lines:
", second,
        );
        let with = |amount: String| self.text_with(&amount, "main", "note", all);
        let of_terms =
            self.terms.broken().into_iter().map(|(what, terms)| (what, Drawn { terms, ..self.clone() }.text()));
        let of_amounts = vec![
            ("a third of an amount", with(format!("({amount}) / 3"))),
            ("an amount less itself", with(format!("({amount}) - ({amount})"))),
            ("an amount times a hundred thousand million", with(format!("({amount}) * 100000000000"))),
            ("a hidden field in an amount", with(format!("({amount}) + y"))),
            ("an optional field in an amount", with(format!("({amount}) + gift"))),
            ("a division by what can be zero", with(format!("round(({amount}) / x, 2)"))),
            ("a row's field outside of rows", with(format!("({amount}) + months"))),
            ("a sum of what a row can lack", with(format!("({amount}) + sum(kid, tip)"))),
            ("a sum of what a row can hide", with(format!("({amount}) + sum(kid, depth)"))),
            ("a sum in a sum", with(format!("({amount}) + sum(kid, months * sum(kid, months))"))),
            ("a sum of rows that can be less than nothing", with("sum(kid, months - 12.5)".to_owned())),
            ("an account of nobody", self.text_with(&amount, "mine", "note", all)),
            ("a hidden field in a text", self.text_with(&amount, "main", "y", all)),
            ("a long name in a text", self.text_with(&amount, "main", "payer.name", all)),
            ("an open amount beside another line", beside),
            ("a rate of no option", self.text_with(&format!("{amount} + rate[use]"), "main", "note", all - 1)),
        ];
        let sound = self.text();
        let (before, rest) = sound.split_once("reporting:").unwrap();
        let after = &rest[rest.find("legal:").unwrap()..];
        let of_columns = reporting::BROKEN.map(|(what, columns)| (what, format!("{before}{columns}{after}")));
        of_amounts.into_iter().chain(of_terms).chain(of_columns).collect()
    }
}
