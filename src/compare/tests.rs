//! What differs and how it is told, and what means the same though it is written otherwise.

mod kinds;
mod places;

use super::*;
use crate::compile::examples;
use crate::compile::testing::{BENEFICIARY, compiled_for};
use crate::expr::{Expr, ExprKind, Operator, parse};
use crate::plan::NamedValue;

const TODAY: Date = Date::constant(2026, 3, 1);

/// A service with every part that can differ.
const SERVICE: &str = r#"
format: 1
service: rent
mpay_service_id: REN01
languages: [ro, en]
title: {ro: Arenda unui teren, en: Rent of a plot}
description: {ro: Plata arendei., en: Pay the rent.}
open: {from: 2026-01-01, until: 2027-12-31, closed_text: {ro: Închis., en: Closed.}}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Terenul, en: The plot}
    fields:
      - {id: area, type: number, decimals: 2, min: 1, max: 5000, unit: {ro: ha, en: ha}, label: {ro: Suprafața, en: Area}}
      - id: use
        type: choice
        label: {ro: Folosința, en: Use}
        options:
          - {id: hay, account: main, label: {ro: Fân, en: Hay}}
          - {id: pasture, account: other, label: {ro: Pășune, en: Pasture}}
      - {id: phone, type: phone, label: {ro: Telefon, en: Phone}, hint: {ro: Oricare, en: Any}}
      - {id: contract, type: text, max_length: 20, label: {ro: Contract, en: Contract}}
      - {id: remark, type: text, max_length: 20, required: false, label: {ro: Notă, en: Note}}
      - id: tickets
        type: basket
        required: false
        label: {ro: Bilete, en: Tickets}
        items:
          - {id: adult, price: 50, max: 10, label: {ro: Adult, en: Adult}}
  - title: {ro: Copiii, en: Children}
    repeat: {id: child, max: 3, row: {ro: Copilul, en: The child}}
    fields:
      - {id: days, type: quantity, min: 1, max: 30, label: {ro: Zile, en: Days}}
tables:
  rate: {hay: 96, pasture: 120.50}
values:
  day_price: 13.90
  rent: round(area * rate[use], 2)
  step: {tiers_of: area, up to 10: 1, up to 50: 2, above: 3}
stop_when:
  - {condition: area > 4000, message: {ro: Veniți la noi., en: Come to us.}}
checks:
  - {assert: area < 4500, message: {ro: Prea mult., en: Too much.}}
lines:
  - {id: rent, amount: rent * step, account: {chosen_by: use}, reason: {ro: Arendă, en: Rent}}
  - {id: tickets, when: count(tickets) > 0, amount: sum(tickets) + 1, account: main, reason: {ro: Bilete, en: Tickets}}
  - {id: meals, for_each: child, amount: days * day_price, account: main, reason: {ro: Mese, en: Meals}}
legal: {basis: {ro: Legea 1, en: Law 1}, data_purpose: {ro: Plata, en: Payment}, data_basis: {ro: Legea 2, en: Law 2}, data_years: 5}
order: {reason: {ro: "Arendă {contract}", en: "Rent {contract}"}, due_after_days: 30}
examples:
  - {on: 2026-03-01, answers: {payer.kind: person, payer.id: "2012003456788", payer.name: Ana, area: 2.5, use: hay, phone: "060606060", contract: 12, child.1.days: 2}, total: 267.80}
"#;

/// A version after some changes of its text.
fn version(changes: &[(&str, &str)]) -> (Plan, Vec<Example>) {
    let (mut beneficiary, mut service) = (BENEFICIARY.to_owned(), SERVICE.to_owned());
    for (from, to) in changes {
        assert!(service.contains(from) || beneficiary.contains(from), "{from}");
        (beneficiary, service) = (beneficiary.replace(from, to), service.replace(from, to));
    }
    let compiled = compiled_for(&beneficiary, &service);
    let text = crate::diag::to_text(&compiled.diagnostics, &compiled.sources, false);
    let plan = compiled.plan.or(compiled.draft).unwrap_or_else(|| panic!("{text}"));
    (plan, examples(&service))
}

fn compared(before: &[(&str, &str)], after: &[(&str, &str)]) -> Comparison {
    let (before, after) = (version(before), version(after));
    let side = |(plan, examples): &'_ (Plan, Vec<Example>)| (plan.clone(), examples.clone());
    let (before, after) = (side(&before), side(&after));
    compare(Side { plan: &before.0, examples: &before.1 }, Side { plan: &after.0, examples: &after.1 }, TODAY)
}

/// A change in one line: `Money | table rate [rent]: hay 96 -> 98 from 2027-01-01`.
fn told(change: &Change) -> String {
    let Change { risk, part, what, effect, language, before, after, from, lines } = change;
    let language = language.map(|language| format!(" ({language})")).unwrap_or_default();
    let lines = if lines.is_empty() { String::new() } else { format!(" [{}]", lines.join(" ")) };
    let from = from.map(|day| format!(" from {day}")).unwrap_or_default();
    let (before, after) = (before.as_deref().unwrap_or("-"), after.as_deref().unwrap_or("-"));
    let effect = if *effect == Effect::Changed { String::new() } else { format!("{effect:?} ") };
    format!("{risk:?} | {part}{lines}: {what}{language} {effect}{before} -> {after}{from}")
}

#[track_caller]
fn changed(before: &[(&str, &str)], after: &[(&str, &str)], expected: &[&str]) {
    let all: Vec<String> = compared(before, after).changes.iter().map(told).collect();
    assert_eq!(all, expected, "{after:?}");
}

#[test]
fn one_change_is_told_as_one() {
    for (from, to, expected) in [
        ("max: 5000", "max: 4900", "Asked | field area: maximum 5000 -> 4900"),
        ("hay: 96", "hay: 98", "Money | table rate [rent]: hay 96 -> 98"),
        (
            "day_price: 13.90",
            "day_price: {from 2025-01-01: 13.90, from 2027-01-01: 15.20}",
            "Money | value day_price [meals]:  13.90 -> 15.20 from 2027-01-01",
        ),
        (
            "  rate: {hay: 96, pasture: 120.50}",
            "  rate: {from 2025-01-01: {hay: 96, pasture: 120.50}, from 2027-01-01: {hay: 98, pasture: 120.50}}",
            "Money | table rate [rent]: hay 96 -> 98 from 2027-01-01",
        ),
        ("up to 50: 2", "up to 50: 4", "Money | value step [rent]: up to 50 2 -> 4"),
        (
            "up to 50: 2",
            "up to 60: 2",
            "Money | value step [rent]:  up to 10: 1; up to 50: 2; above: 3 (by area) -> \
             up to 10: 1; up to 60: 2; above: 3 (by area)",
        ),
        (
            "round(area * rate[use], 2)",
            "round(area * rate[use] * 1.05, 2)",
            "Money | value rent [rent]:  round(area * rate[use], 2) -> round(area * rate[use] * 1.05, 2)",
        ),
        ("amount: rent * step", "amount: rent * step + 1", "Money | line rent: amount rent * step -> rent * step + 1"),
        (
            "when: count(tickets) > 0",
            "when: count(tickets) > 1",
            "Money | line tickets: only when count(tickets) > 0 -> count(tickets) > 1",
        ),
        ("price: 50", "price: 55.50", "Money | field tickets: price of adult 50 -> 55.50"),
        ("area > 4000", "area > 4100", "Money | stop when area > 4100: condition area > 4000 -> area > 4100"),
        ("area < 4500", "area < 4600", "Asked | check area < 4600: condition area < 4500 -> area < 4600"),
        (
            "main: {iban: MD44TRGAAA14222099000000",
            "main: {iban: MD77TRGAAA14153401000000",
            "Account | account main: IBAN MD44TRGAAA14222099000000 -> MD77TRGAAA14153401000000",
        ),
        (
            "account: main, label: {ro: Fân",
            "account: other, label: {ro: Fân",
            "Account | field use: account of hay main (MD44TRGAAA14222099000000) -> other (MD27TRGAAA14153499000000)",
        ),
        (
            "account: main, reason: {ro: Mese",
            "account: other, reason: {ro: Mese",
            "Account | line meals: account main (MD44TRGAAA14222099000000) -> other (MD27TRGAAA14153499000000)",
        ),
        ("idno: \"1003600000006\"", "idno: \"1006601000255\"", ""),
        (
            "kinds: [person, organization]",
            "kinds: [person]",
            "Identity | service: who may pay organization, person -> person",
        ),
        ("REN01", "REN02", "Identity | service: id at MPay REN01 -> REN02"),
        ("required: false, label: {ro: Notă", "label: {ro: Notă", "Asked | field remark: must be answered no -> yes"),
        (
            "type: text, max_length: 20, label",
            "type: long_text, max_length: 20, label",
            "Asked | field contract: type text -> long_text",
        ),
        ("until: 2027-12-31", "until: 2028-12-31", "Asked | opening: last day 2027-12-31 -> 2028-12-31"),
        ("due_after_days: 30", "due_after_days: 10", "Asked | order: last day to pay 30 days later -> 10 days later"),
        (
            "due_after_days: 30",
            "partial_payments: true, due_after_days: 30",
            "Money | order: payments in parts no -> yes",
        ),
        (
            "due_after_days: 30",
            "due_after_days: 30, paying_again: usual",
            "Asked | order: paying for the same again asked about -> usual",
        ),
        ("max: 3, row", "max: 4, row", "Asked | section \"Copiii\": most rows 3 -> 4"),
        ("Legea 1, en: Law 1", "Legea 1, en: Act 1", "Legal | legal: basis (en) Law 1 -> Act 1"),
        ("data_years: 5", "data_years: 6", "Legal | legal: years for which data are kept 5 -> 6"),
        ("Arenda unui teren", "Arenda terenului", "Text | service: title (ro) Arenda unui teren -> Arenda terenului"),
        (", hint: {ro: Oricare, en: Any}", "", "Text | field phone: hint Removed Oricare -> -"),
        (
            "\"Rent {contract}\"",
            "\"Rent, {contract}\"",
            "Text | order: reason (en) Rent {contract} -> Rent, {contract}",
        ),
        ("Veniți la noi.", "Veniți.", "Text | stop when area > 4000: message (ro) Veniți la noi. -> Veniți."),
    ] {
        // The receiver's code is that of the beneficiary, of whom the account speaks too.
        match expected {
            "" => changed(
                &[],
                &[(from, to)],
                &[
                    "Account | account main: receiver's IDNO 1003600000006 -> 1006601000255",
                    "Account | account other: receiver's IDNO 1003600000006 -> 1006601000255",
                    "Identity | beneficiary: IDNO 1003600000006 -> 1006601000255",
                ],
            ),
            expected => changed(&[], &[(from, to)], &[expected]),
        }
    }
}

#[test]
fn what_is_new_and_what_is_gone_is_told_both_ways() {
    for (from, to, there, back) in [
        (
            "      - {id: contract",
            "      - {id: plot, type: text, max_length: 9, label: {ro: Lotul, en: Plot}}\n      - {id: contract",
            "Asked | field plot:  Added - -> text, required, \"Lotul\"",
            "Asked | field plot:  Removed text, required, \"Lotul\" -> -",
        ),
        (
            "          - {id: adult",
            "          - {id: pupil, price: 10, max: 5, label: {ro: Elev, en: Pupil}}\n          - {id: adult",
            "Money | field tickets: item pupil Added - -> 10 lei, at most 5, \"Elev\"",
            "Money | field tickets: item pupil Removed 10 lei, at most 5, \"Elev\" -> -",
        ),
        (
            "legal:",
            "  - {id: fee, when: area > 7, amount: \"5\", account: other, reason: {ro: Taxă, en: Fee}}\nlegal:",
            "Money | line fee:  Added - -> 5 to other (MD27TRGAAA14153499000000), when area > 7, \"Taxă\"",
            "Money | line fee:  Removed 5 to other (MD27TRGAAA14153499000000), when area > 7, \"Taxă\" -> -",
        ),
        (
            "checks:\n",
            "checks:\n  - {warn: area > 100, message: {ro: Mult., en: Much.}}\n",
            "Asked | warning area > 100:  Added - -> \"Mult.\"",
            "Asked | warning area > 100:  Removed \"Mult.\" -> -",
        ),
        (
            "{id: phone, type: phone,",
            "{id: phone, type: phone, show_when: use == \"hay\",",
            "Asked | field phone: asked when Added - -> use == \"hay\"",
            "Asked | field phone: asked when Removed use == \"hay\" -> -",
        ),
        (
            "open: {from: 2026-01-01, until: 2027-12-31, closed_text: {ro: Închis., en: Closed.}}\n",
            "",
            "Asked | opening:  Removed from 2026-01-01 until 2027-12-31 -> -",
            "Asked | opening:  Added - -> from 2026-01-01 until 2027-12-31",
        ),
    ] {
        changed(&[], &[(from, to)], &[there]);
        changed(&[(from, to)], &[], &[back]);
    }
}

#[test]
fn what_means_the_same_is_no_change() {
    for changes in [
        // Comments and order of keys.
        &[("format: 1", "# a comment\nformat: 1")][..],
        // A number and its zeros, brackets.
        &[("day_price: 13.90", "day_price: 13.9"), ("rent * step", "(rent) * step")],
        // A value under another name, one that stands where its name stood, and one that got a name.
        &[("day_price", "price_of_day")],
        &[("  day_price: 13.90\n", ""), ("days * day_price", "days * 13.90")],
        &[("sum(tickets) + 1", "with_fee"), ("values:\n", "values:\n  with_fee: sum(tickets) + 1\n")],
        // A table and an account under another name.
        &[("rate", "tariff")],
        &[("  main:", "  first:"), ("account: main", "account: first")],
        &[("[person, organization]", "[organization, person]")],
    ] {
        let comparison = compared(&[], changes);
        assert!(comparison.is_same(), "{changes:?}: {:#?}", comparison.changes);
    }
}

#[test]
fn a_field_of_the_same_type_and_label_was_renamed() {
    let renamed = &[("id: area", "id: size"), ("area", "size"), ("contract", "agreement")];
    changed(
        &[],
        renamed,
        &[
            "Identity | field size: name at MPay Area -> Size",
            "Identity | field agreement: name at MPay Contract -> Agreement",
            "Asked | field area:  Renamed area -> size",
            "Asked | field contract:  Renamed contract -> agreement",
        ],
    );
    // Its examples are the same too.
    let comparison = compared(&[], renamed);
    assert_eq!(comparison.examples.len(), 1);
    assert_eq!(comparison.examples[0].of, Whose::Both);
    assert_eq!(comparison.examples[0].before, comparison.examples[0].after);
    changed(&[], &[("id: meals", "id: food")], &["Identity | line meals:  Renamed meals -> food"]);
}

#[test]
fn only_the_languages_of_both_are_compared() {
    let only_romanian = SERVICE.replace("languages: [ro, en]", "languages: [ro]");
    let compiled = compiled_for(BENEFICIARY, &only_romanian);
    let (earlier, (later, _)) = (compiled.plan.unwrap(), version(&[]));
    let comparison = compare(Side { plan: &earlier, examples: &[] }, Side { plan: &later, examples: &[] }, TODAY);
    let all: Vec<String> = comparison.changes.iter().map(told).collect();
    assert_eq!(all, ["Text | service: languages ro -> ro, en"]);
}

#[test]
fn examples_tell_what_a_change_does() {
    let ordered = |total: &str, amounts: [&str; 2]| {
        let line = |id: &str, amount: &str| LineCame {
            id: id.to_owned(),
            amount: amount.to_owned(),
            iban: "MD44TRGAAA14222099000000".to_owned(),
        };
        Came::Ordered { total: total.to_owned(), lines: vec![line("rent", amounts[0]), line("meals-1", amounts[1])] }
    };
    let effect = |changes: &[(&str, &str)]| {
        let comparison = compared(&[], changes);
        let [effect] = comparison.examples.as_slice() else { panic!("{changes:?}") };
        (effect.before.clone(), effect.after.clone())
    };
    let before = ordered("267.80", ["240.00", "27.80"]);
    assert_eq!(effect(&[("hay: 96", "hay: 98")]), (before.clone(), ordered("272.80", ["245.00", "27.80"])));
    let (_, refused) = effect(&[("required: false, label: {ro: Notă", "label: {ro: Notă")]);
    let Came::Refused { problems } = refused else { panic!("{refused:?}") };
    assert_eq!((problems[0].name.as_str(), problems.len()), ("remark", 1));
    let stopped = Came::Stopped { message: "Veniți la noi.".to_owned() };
    assert_eq!(effect(&[("area > 4000", "use == \"hay\"")]), (before.clone(), stopped));
    assert_eq!(effect(&[("until: 2027-12-31", "until: 2026-02-01")]), (before, Came::Closed));
    // A tariff that changes from a day on is tried on that day.
    let dated = "day_price: {from 2025-01-01: 13.90, from 2027-01-01: 15.20}";
    let comparison = compared(&[], &[("day_price: 13.90", dated)]);
    let days: Vec<String> = comparison.examples.iter().map(|effect| effect.on.to_string()).collect();
    assert_eq!(days, ["2026-03-01", "2027-01-01"]);
    assert_eq!(comparison.examples[1].after, ordered("270.40", ["240.00", "30.40"]));
    // An example that only one version has is run on both.
    let comparison = compared(&[], &[("area: 2.5, use: hay", "area: 10, use: hay")]);
    let whose: Vec<Whose> = comparison.examples.iter().map(|effect| effect.of).collect();
    assert_eq!(whose, [Whose::Later, Whose::Earlier]);
    assert!(comparison.is_same(), "the service itself did not change");
}

/// Values that double each other have more paths through them than could ever be walked.
#[test]
fn values_that_build_on_each_other_are_compared_at_once() {
    let name = |name: String| Box::new(Expr::bare(ExprKind::Name(name)));
    let doubling = |first: &str| {
        let mut plan = version(&[]).0;
        let value = |name: usize, expr: Expr| NamedValue { name: format!("v{name}"), expr, group: None };
        plan.values = vec![value(0, parse(first).unwrap())];
        for at in 1..=30 {
            let before = || name(format!("v{}", at - 1));
            plan.values.push(value(at, Expr::bare(ExprKind::Binary(Operator::Add, before(), before()))));
        }
        plan.lines[0].amount = Some(*name("v30".to_owned()));
        plan
    };
    let (one, same, other) = (doubling("area + 1"), doubling("area + 1"), doubling("area + 2"));
    let side = |plan| Side { plan, examples: &[] };
    assert!(compare(side(&one), side(&same), TODAY).is_same());
    let all: Vec<String> = compare(side(&one), side(&other), TODAY).changes.iter().map(told).collect();
    assert_eq!(all, ["Money | value v0 [rent]:  area + 1 -> area + 2"]);
}

#[test]
fn a_service_that_ships_is_the_same_as_itself() {
    for path in ["moldsilva/forest-land-rent", "scoli/school-donation", "inspectoratul-mediu/fishing-permit"] {
        let (plan, _) = crate::compile::testing::shipped_plan(path);
        let side = Side { plan: &plan, examples: &[] };
        assert!(compare(side, side, TODAY).is_same(), "{path}");
    }
}
