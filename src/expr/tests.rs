//! What expressions mean, what is refused, and that ranges hold every value.

use std::collections::BTreeMap;

use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::diag::Code;

/// `n` in 1..=10 with one decimal, `m` in -5..=5, `use` one of hay and pasture, two baskets, a table, and a group `kid` of two
/// to four rows, each with a `fee` of 0.5 to 8 that its rule holds below 6.
struct World(BTreeMap<&'static str, Value>, [(Expr, bool); 1]);

impl Names for World {
    fn type_of(&self, name: &str) -> Result<Type, (Code, String, Option<String>)> {
        match name {
            "n" | "m" | "fee" => Ok(Type::Number),
            "kid" => Ok(Type::Group),
            "use" => Ok(Type::Choice(["hay".into(), "pasture".into()].into())),
            "tickets" | "visits" => Ok(Type::Basket),
            "day" => Ok(Type::Date),
            _ => Err((Code::UnknownName, format!("nothing is named `{name}`"), None)),
        }
    }
    fn known(&self) -> Vec<&str> {
        vec!["n", "m", "use", "tickets", "day"]
    }
    fn has_table(&self, name: &str) -> bool {
        name == "rate"
    }
    fn has_entry(&self, _: &str, key: &str) -> bool {
        ["hay", "pasture"].contains(&key)
    }
    fn tables(&self) -> Vec<&str> {
        vec!["rate"]
    }
    fn in_row_of(&self, _: &str) -> Box<dyn Names + '_> {
        Box::new(World(self.0.clone(), self.1.clone()))
    }
    fn adds_up_rows(&self, name: &str) -> bool {
        name == "m"
    }
    fn is_asked(&self, name: &str) -> bool {
        name != "m"
    }
}

impl super::World for World {
    fn meaning(&self, name: &str) -> Meaning<'_> {
        let whole = |least: i64, most: i64| Range::new(least.into(), most.into(), 0);
        let domain = match name {
            "n" => Domain::Number(Range::new(1.into(), 10.into(), 1)),
            "m" => Domain::Number(whole(-5, 5)),
            "use" => Domain::Choice(["hay".into(), "pasture".into()].into()),
            "tickets" | "visits" => Domain::Basket(whole(1, 30)),
            "day" => Domain::Number(whole(0, 73_000)),
            "kid" => Domain::Rows(whole(2, 4)),
            "fee" => Domain::Number(Range::new(Decimal::new(5, 1), 8.into(), 1)),
            _ => return Meaning::Unknown,
        };
        Meaning::Answer { domain, required: true, shown_when: &[] }
    }
    fn priced_by(&self, basket: &str) -> Option<Expr> {
        (basket == "visits").then(|| parse("day").unwrap())
    }
    /// Up to 600; visits up to 300 before the day 41 000, which is 2012-04-02.
    fn cost(&self, _: &str, days: Option<Range>) -> Option<Range> {
        let most = if days.is_some_and(|days| days.max < 41_000.into()) { 300 } else { 600 };
        Some(Range::new(10.into(), most.into(), 0))
    }
    fn entry(&self, _: &str, key: &str) -> Option<Decimal> {
        Some(if key == "hay" { 96.into() } else { Decimal::new(12_050, 2) })
    }
    fn today(&self) -> Range {
        Range::new(40_000.into(), 73_000.into(), 0)
    }
    fn group_of(&self, name: &str) -> Option<&str> {
        (name == "fee").then_some("kid")
    }
    fn rules_of_rows(&self, _: &str) -> &[(Expr, bool)] {
        &self.1
    }
}

impl Scope for World {
    fn value(&self, name: &str) -> Result<Value, EvalError> {
        self.0.get(name).cloned().ok_or_else(|| EvalError::Absent(name.to_owned()))
    }
    fn is_answered(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
    fn chosen(&self, name: &str) -> Result<Value, EvalError> {
        self.value(name)
    }
    fn item_price(&self, _: &str, item: &str) -> Result<Decimal, EvalError> {
        Ok(if item == "adult" { 50.into() } else { 10.into() })
    }
    fn entry(&self, _: &str, key: &str) -> Option<Decimal> {
        Some(if key == "hay" { 96.into() } else { Decimal::new(12_050, 2) })
    }
    fn today(&self) -> Date {
        Date::constant(2026, 3, 29)
    }
    fn each_row(&self, _: &str, judge: &mut dyn FnMut(&dyn Scope) -> Result<(), EvalError>) -> Result<(), EvalError> {
        [Decimal::ONE, Decimal::new(25, 1)].into_iter().try_for_each(|fee| {
            let of_row = self.0.iter().map(|(name, value)| (*name, value.clone())).chain([("fee", Value::Number(fee))]);
            judge(&World(of_row.collect(), self.1.clone()))
        })
    }
}

fn world(n: Decimal, m: i64) -> World {
    let answers = BTreeMap::from([
        ("n", Value::Number(n)),
        ("m", Value::Number(m.into())),
        ("use", Value::Text("hay".into())),
        ("tickets", Value::Basket(vec![("adult".into(), 2), ("pupil".into(), 3)])),
        ("day", Value::Date(Date::constant(2026, 1, 25))),
    ]);
    World(answers, [(parse("fee >= 6").unwrap(), false)])
}

#[test]
fn expressions_have_the_values_of_a_spreadsheet() {
    for (text, value) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("-n + 1", "-1.5"),
        ("n * rate[use]", "240.0"),
        ("round(n / 3, 2)", "0.83"),
        ("round(0.125, 2)", "0.13"),
        ("round(2.5)", "3"),
        ("floor(n) + ceil(n)", "5"),
        ("min(n, 2, 3)", "2"),
        ("max(n, m)", "2.5"),
        ("sum(tickets)", "130"),
        ("count(tickets)", "5"),
        ("days_between(day, today())", "63"),
        ("if(use == \"hay\" and not (n > 3), 1, 2)", "1"),
        ("if(use in [\"pasture\"] or n >= 2.5, 1, 2)", "1"),
        ("if(1 != 2, 0.85, 1) * 100", "85.00"),
        ("sum(kid, fee * n)", "8.75"),
        ("sum(kid, if(fee > 2, 1, 0)) + 1", "2"),
    ] {
        let expr = parse(text).unwrap();
        let world = world(Decimal::new(25, 1), 0);
        assert_eq!(check(&expr, &world).unwrap_or_else(|p| panic!("{text}: {p:?}")), Type::Number);
        let Ok(Value::Number(number)) = evaluate(&expr, &world) else { panic!("{text} is a number") };
        assert_eq!(number, value.parse().unwrap(), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_pointed_at() {
    for (text, at) in [
        ("1 +", "the end"),
        ("n = 2", "`=`"),
        ("n && m", "`&&`"),
        ("1.2.3", "`1.2.3`"),
        ("\"open", "no end"),
        ("(1", "`)`"),
        ("roud(1)", "roud"),
        ("n n", "`n`"),
        ("5 %", "`%`"),
        ("", "the end"),
        ("n in 5", "a list"),
        ("ș", "`ș`"),
    ] {
        let problem = parse(text).unwrap_err();
        assert!(problem.message.contains(at), "{text:?}: {}", problem.message);
    }
    for deep in ["(".repeat(10_000), "-".repeat(1_900), "not ".repeat(400)] {
        assert_eq!(parse(&deep).unwrap_err().code, Code::TooLarge);
    }
}

#[test]
fn types_are_checked_with_the_place_of_the_culprit() {
    for (text, culprit) in [
        ("n + use", "use"),
        ("n + tickets", "tickets"),
        ("use == \"hey\"", "\"hey\""),
        ("use == n", "n"),
        ("rate[n]", "n"),
        ("rates[use]", "rates"),
        ("x * 2", "x"),
        ("if(n, 1, 2)", "n"),
        ("round(n, m)", "m"),
        ("min(1)", "min(1)"),
        ("sum(n)", "n"),
        ("n < use", "n < use"),
        ("n and true", "n"),
        ("sum(n, 1)", "n"),
        ("sum(kid, use)", "use"),
        ("sum(kid, fee + sum(kid, fee))", "sum(kid, fee)"),
        ("sum(kid, fee + m)", "m"),
        ("sum(kid)", "kid"),
        ("min(kid, fee)", "kid"),
        ("if(kid == kid, 1, 2)", "kid"),
        ("if(answered(m), 1, 2)", "m"),
    ] {
        let problems = check(&parse(text).unwrap(), &world(1.into(), 0)).unwrap_err();
        let (start, end) = problems[0].span;
        assert_eq!(&text[start..end], culprit, "{text}: {problems:?}");
    }
}

#[test]
fn a_division_by_what_can_be_zero_has_no_range() {
    let world = world(1.into(), 0);
    let mut flow = Flow::new(&world);
    assert_eq!(flow.number(&parse("n / m").unwrap(), &Facts::default()), None);
    let problems = flow.take_problems();
    assert!(matches!(problems[0].fault, FlowFault::DivisionByZero(_)) && problems[0].at.span == (4, 5));
    assert_eq!(flow.number(&parse("n / 100").unwrap(), &Facts::default()).unwrap().decimals, 3);
    assert_eq!(flow.number(&parse("n / 3").unwrap(), &Facts::default()).unwrap().decimals, 28);
    assert!(flow.take_problems().is_empty());
}

#[test]
fn a_branch_knows_what_its_condition_says() {
    let world = world(1.into(), 0);
    for (text, min, max) in [
        ("if(m > 0, n / m, 1)", "0.2", "10"),
        ("if(m >= n, m - n, 1)", "0", "4"),
        ("if(not (m < n), m - n, 1)", "0", "4"),
        ("if(m > n, m - n, 1)", "0.1", "4"),
        ("if(use == \"hay\", rate[use], 1)", "1", "96"),
        ("if(use in [\"pasture\"] and m > 3, m, 4)", "4", "5"),
        ("if(m > 3 or m < 0, 7, m)", "0", "7"),
        ("if(sum(tickets) >= 100, sum(tickets) - 50, 50)", "50", "550"),
        ("if(n * m > 20, n * m, 21)", "20.1", "50"),
        ("if(day >= today(), days_between(today(), day) + 1, 1)", "1", "33001"),
        ("sum(kid, fee)", "1", "23.6"),
        ("sum(kid, if(fee > 2, fee, -1))", "-4", "23.6"),
        ("if(fee > 2, sum(kid, fee), 1)", "1", "23.6"),
        ("if(n > 2, sum(kid, n * fee), 1)", "1", "236"),
        ("if(sum(kid, fee) > 10, sum(kid, fee) - 10, 1)", "0.1", "13.6"),
        ("sum(visits)", "10", "600"),
        ("if(day < 2012-04-02, sum(visits), 11)", "10", "300"),
        ("if(day > 2026-01-25, days_between(2026-01-25, day), 1)", "1", "26955"),
    ] {
        let expr = parse(text).unwrap();
        assert_eq!(check(&expr, &world), Ok(Type::Number), "{text}");
        let mut flow = Flow::new(&world);
        let range = flow.number(&expr, &Facts::default()).unwrap();
        assert!(flow.take_problems().is_empty(), "{text}");
        let bounds = (range.min.normalize().to_string(), range.max.normalize().to_string());
        assert_eq!(bounds, (min.to_owned(), max.to_owned()), "{text}");
    }
}

#[test]
fn days_are_numbers_and_back() {
    for day in ["1900-01-01", "2026-02-28", "2100-12-31"] {
        let day: Date = day.parse().unwrap();
        assert_eq!(day_of_number(day_number(day)), day);
    }
    let expr = parse("day >= 2026-09-01").unwrap();
    assert!(matches!(&expr.kind, ExprKind::Binary(Operator::GreaterOrEqual, _, right) if right.span == (7, 17)));
    assert!(parse("2026-13-01").is_err());
}

fn numbers() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("n".to_owned()),
        Just("m".to_owned()),
        Just("rate[use]".to_owned()),
        Just("sum(tickets)".to_owned()),
        Just("sum(kid, fee)".to_owned()),
        Just("sum(kid, if(fee > n, fee, -fee))".to_owned()),
        (0u32..1000, 0u32..100).prop_map(|(whole, part)| format!("{whole}.{part:02}")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            (pair.clone(), "[-+*/]").prop_map(|((a, b), op)| format!("({a} {op} {b})")),
            (pair.clone(), 0u32..4).prop_map(|((a, b), p)| format!("round(min({a}, {b}), {p})")),
            (pair.clone(), 0i32..9).prop_map(|((a, b), c)| format!("if(n > {c}, max({a}, 0), floor({b}))")),
            (pair, "<|>|<=|>=|==|!=").prop_map(|((a, b), op)| format!("if({a} {op} {b}, {a} - {b}, {b})")),
            inner.prop_map(|a| format!("-{a}")),
        ]
    })
}

proptest! {
    #[test]
    fn no_value_lies_outside_its_range(text in numbers(), tenths in 10i64..=100, m in -5i64..=5) {
        let world = world(Decimal::new(tenths, 1), m);
        let expr = parse(&text).unwrap();
        prop_assert_eq!(check(&expr, &world), Ok(Type::Number));
        if let Some(range) = Flow::new(&world).number(&expr, &Facts::default()) {
            let Ok(Value::Number(value)) = evaluate(&expr, &world) else { panic!("{text} has a value") };
            // A quotient is cut off after 28 digits; sums of such are true to 20.
            let slack = Decimal::new(1, 18) * (value.abs() + Decimal::ONE);
            prop_assert!(range.min - slack <= value && value <= range.max + slack, "{} = {} not in {:?}", text, value, range);
            prop_assert!(range.decimals == 28 || value.normalize().scale() <= range.decimals, "{} = {}", text, value);
        }
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }
}
