//! How each kind of tariff is worked out, as it is told.

use std::fmt::Write;

use jiff::civil::Date;

use crate::compile::testing::plan;
use crate::form::{Judgement, RawAnswers, Step, check, price, working};

/// A service with every kind of tariff.
const TARIFFS: &str = r#"
format: 1
service: tariffs
mpay_service_id: TAR01
languages: [ro]
title: {ro: Toate}
payer: {kinds: [person, organization]}
sections:
  - title: {ro: Toate}
    fields:
      - {id: area, type: number, decimals: 2, min: 0.01, max: 100, label: {ro: Suprafața}}
      - id: use
        type: choice
        label: {ro: Folosința}
        options:
          - {id: hay, price: 12.50, label: {ro: Fân}}
          - {id: pasture, price: 20, label: {ro: Pășune}}
      - {id: visit, type: date, not_before: 2026-01-01, label: {ro: Vizita}}
      - id: tickets
        type: basket
        required: false
        label: {ro: Bilete}
        items:
          - {id: adult, price: 50, max: 10, label: {ro: Adult}}
          - {id: pupil, price: 10.50, max: 10, label: {ro: Elev}}
      - id: needs
        type: choices
        required: false
        label: {ro: Nevoi}
        options:
          - {id: food, label: {ro: Mâncare}}
          - {id: bed, label: {ro: Pat}}
  - title: {ro: Copiii}
    repeat: {id: child, max: 3, row: {ro: Copilul}}
    fields:
      - {id: days, type: quantity, min: 1, max: 30, label: {ro: Zile}}
tables:
  rate: {hay: 96, pasture: 120.50}
  season:
    by: visit
    from 2026-01-01: {hay: 1, pasture: 1.5}
    from 2026-06-01: {hay: 2, pasture: 2.5}
    from 2026-09-01: {hay: 3, pasture: 3.5}
values:
  rent: round(area * rate[use], 2)
  day_price: {from 2025-01-01: 13.90, from 2026-05-01: 15.20}
  measured: {tiers_of: area, up to 10: 100, up to 50: 100 + (area - 10) * 8, above: 500}
  is_large: area > 50 or use == "pasture"
  factor: if(payer.kind == "person", 1, 2)
  meals: days * day_price
lines:
  - {id: rent, amount: rent * factor, account: main, reason: {ro: Arenda}}
  - {id: own, amount: use.price, account: main, reason: {ro: Taxa}}
  - {id: season, when: is_large, amount: "round(season[use] * 10, 2)", account: main, reason: {ro: Sezon}}
  - {id: measured, amount: "round(measured, 2)", account: main, reason: {ro: Măsurat}}
  - {id: tickets, when: count(tickets) > 0, amount: sum(tickets) + 1, account: main, reason: {ro: Bilete}}
  - {id: food, when: '"food" in needs', amount: "min(100, max(count(needs), 1) * 30)", account: main, reason: {ro: Mâncare}}
  - {id: meals, for_each: child, amount: meals, account: main, reason: {ro: Mese}}
legal: {basis: {ro: Legea}, data_purpose: {ro: Plata}, data_basis: {ro: Legea}, data_years: 5}
order: {reason: {ro: Toate}}
"#;

fn because(out: &mut String, judgement: &Judgement) {
    let holds = if judgement.holds { "holds" } else { "does not hold" };
    let given: Vec<String> = judgement.given.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    writeln!(out, "    {} {holds} ({})", judgement.condition, given.join(", ")).unwrap();
}

fn told(raw: &[(&str, &str)], today: Date) -> String {
    let plan = plan(TARIFFS);
    let raw: RawAnswers = raw.iter().copied().collect();
    let answers = check(&plan, &raw, today).unwrap();
    let (priced, lines) = working(&plan, &answers, today).unwrap();
    assert_eq!(price(&plan, &answers, today).unwrap(), priced, "one price, told or not");
    let mut out = String::new();
    for line in &lines {
        let amount =
            priced.lines.iter().find(|priced| priced.id == line.id).map(|priced| priced.amount.unwrap().to_string());
        writeln!(out, "{}: {}", line.id, amount.as_deref().unwrap_or("does not apply")).unwrap();
        line.condition.iter().for_each(|judgement| because(&mut out, judgement));
        for Step { name, formula, counted, numbers, value, keys, because: reasons } in &line.steps {
            let name = name.as_deref().unwrap_or("=");
            writeln!(out, "  {name}: {formula} | {counted} | {numbers} | {value}").unwrap();
            keys.iter().for_each(|(key, value)| writeln!(out, "    where {key} = {value}").unwrap());
            reasons.iter().for_each(|judgement| because(&mut out, judgement));
        }
    }
    writeln!(out, "total: {}", priced.total.unwrap()).unwrap();
    out
}

#[test]
fn every_kind_of_tariff_is_told_with_its_numbers() {
    let small = [
        ("payer.kind", "person"),
        ("payer.id", "2001000000012"),
        ("payer.name", "Ion Rusu"),
        ("area", "2,5"),
        ("use", "hay"),
        ("visit", "2026-07-01"),
        ("child.1.days", "3"),
    ];
    let large = [
        ("payer.kind", "organization"),
        ("payer.id", "1003600000006"),
        ("payer.name", "Exemplu"),
        ("area", "40"),
        ("use", "pasture"),
        ("visit", "2026-03-02"),
        ("tickets.adult", "2"),
        ("tickets.pupil", "3"),
        ("needs.food", "yes"),
        ("needs.bed", "yes"),
        ("child.1.days", "3"),
        ("child.2.days", "10"),
    ];
    let before = told(&small, jiff::civil::date(2026, 3, 1));
    let after = told(&large, jiff::civil::date(2026, 5, 1));
    insta::assert_snapshot!("working", format!("{before}\n{after}"));
}
