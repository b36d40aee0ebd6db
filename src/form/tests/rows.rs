//! Groups that repeat: a line for each row, sums over all rows, groups that are hidden; baskets whose prices change.

use super::*;
use crate::expr::{Expr, ExprKind};

/// Children whose meals are paid, each with a benefit that may be asked for; and guests, where there are any.
const CHILDREN: &str = r#"
format: 1
service: children
mpay_service_id: CHD01
languages: [ro]
title: {ro: Copii}
payer: {kinds: [person]}
sections:
  - title: {ro: Copiii}
    repeat: {id: child, max: 3, row: {ro: Copilul}}
    fields:
      - {id: days, type: quantity, max: 31, label: {ro: Zile}}
      - {id: reduced, type: yes_no, label: {ro: Reducere}}
      - {id: percent, type: number, decimals: 1, min: 0.5, max: 50, show_when: reduced, label: {ro: Procent}}
      - {id: extra, type: amount, max: 100, required: false, label: {ro: Supliment}}
  - title: {ro: Masa}
    fields:
      - {id: with_guests, type: yes_no, label: {ro: Cu oaspeți}}
  - title: {ro: Oaspeții}
    show_when: with_guests
    repeat: {id: guest, min: 2, max: 4, row: {ro: Oaspetele}}
    fields:
      - {id: meals, type: quantity, max: 3, label: {ro: Mese}}
tables:
  day: {person: 13.90}
values:
  fee: round(days * day[payer.kind] * (100 - if(reduced, percent, 0)) / 100, 2)
  extras: sum(child, if(answered(extra), extra, 0))
  all_days: sum(child, days)
  kept: sum(child, fee) + extras + count(child) * 2
checks:
  - {assert: all_days <= 60, message: {ro: Prea multe zile}}
lines:
  - {id: kept, reason: {ro: Copii}, amount: kept, account: main}
  - {id: guest, for_each: guest, reason: {ro: Oaspete}, amount: meals * 7, account: main}
  - {id: table, when: answered(guest), reason: {ro: Masa}, amount: "sum(guest, meals) * 0.5 + count(guest)", account: main}
legal:
  basis: {ro: Legea 1}
  data_purpose: {ro: Plata}
  data_basis: {ro: Legea 2}
  data_years: 5
order: {reason: {ro: Copii}}
"#;

fn raw(more: &[(&str, &str)]) -> RawAnswers {
    let payer = [("payer.kind", "person"), ("payer.id", "2001000000012"), ("payer.name", "Ion Rusu")];
    payer.iter().chain(more).copied().collect()
}

fn lines(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let plan = plan(CHILDREN);
    let answers = check(&plan, &raw(more), TODAY).unwrap();
    let content = order_content(&plan, &answers, TODAY).unwrap();
    let again: RawAnswers = content.answers.iter().cloned().collect();
    assert_eq!(check(&plan, &again, TODAY).unwrap(), answers, "its answers sent again are the same");
    content.lines.iter().map(|line| (line.id.clone(), line.amount.unwrap().to_string())).collect()
}

#[test]
fn a_sum_adds_up_what_each_row_gives_by_its_own_answers() {
    let children = [
        ("child.1.days", "10"),
        ("child.1.reduced", "no"),
        // Hidden, so it has no effect.
        ("child.1.percent", "50"),
        ("child.1.extra", "1,25"),
        ("child.2.days", "3"),
        ("child.2.reduced", "yes"),
        ("child.2.percent", "12,5"),
        ("with_guests", "no"),
    ];
    // 139.00 and 36.4875 rounded; 1.25; 2 for each of two.
    assert_eq!(lines(&children), [("kept".to_owned(), "180.74".to_owned())]);
    let one: Vec<_> = children.into_iter().filter(|(name, _)| !name.starts_with("child.2")).collect();
    assert_eq!(lines(&one), [("kept".to_owned(), "142.25".to_owned())]);
}

#[test]
fn a_group_that_is_hidden_has_no_rows() {
    let child = [("child.1.days", "1"), ("child.1.reduced", "no")];
    let guests = [("guest.1.meals", "1"), ("guest.2.meals", "2"), ("guest.3.meals", "3")];
    let with = |word| [&child[..], &guests[..], &[("with_guests", word)]].concat();
    assert_eq!(lines(&with("no")), [("kept".to_owned(), "15.90".to_owned())]);
    let told = |id: &str, amount: &str| (id.to_owned(), amount.to_owned());
    let expected = [told("kept", "15.90"), told("guest-1", "7.00"), told("guest-2", "14.00"), told("guest-3", "21.00")];
    assert_eq!(lines(&with("yes"))[..4], expected);
    assert_eq!(lines(&with("yes"))[4], told("table", "6.00"));
}

#[test]
fn a_check_of_a_sum_is_told_once() {
    let plan = plan(CHILDREN);
    let mut answers = vec![("with_guests", "no")];
    for (days, reduced) in [("child.1.days", "child.1.reduced"), ("child.2.days", "child.2.reduced")] {
        answers.extend([(days, "31"), (reduced, "no")]);
    }
    let problems = check(&plan, &raw(&answers), TODAY).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(matches!(problems[0].problem, Problem::Check(_)), "{problems:?}");
}

/// The compiler refuses such a plan; one that was changed in the store must end all the same.
#[test]
fn a_sum_that_needs_itself_has_no_value() {
    let mut plan = plan(CHILDREN);
    let name = |name: &str| Box::new(Expr::bare(ExprKind::Name(name.to_owned())));
    let fee = plan.values.iter_mut().find(|value| value.name == "fee").unwrap();
    fee.expr = Expr::bare(ExprKind::SumOver(name("child"), name("fee")));
    let raw = raw(&[("child.1.days", "1"), ("child.1.reduced", "no"), ("with_guests", "no")]);
    let answers = check(&plan, &raw, TODAY).unwrap();
    assert!(matches!(price(&plan, &answers, TODAY), Err(PriceError::Eval(..))));
}

/// Tickets whose price changes on a day: the visit's, or the order's.
const TICKETS: &str = r#"
format: 1
service: tickets
mpay_service_id: TCK01
languages: [ro]
title: {ro: Bilete}
payer: {kinds: [person]}
sections:
  - title: {ro: Vizita}
    fields:
      - {id: visit, type: date, not_before: 2026-01-01, required: false, label: {ro: Ziua vizitei}}
      - id: tickets
        type: basket
        by: if(answered(visit), visit, today())
        label: {ro: Bilete}
        items:
          - {id: adult, price: {from 2026-01-01: 50, from 2026-07-01: 55.50}, max: 9, label: {ro: Adult}}
          - {id: pupil, price: 10, max: 9, label: {ro: Elev}}
lines:
  - {id: tickets, reason: {ro: Bilete}, amount: sum(tickets) + count(tickets), account: main}
legal:
  basis: {ro: Legea 1}
  data_purpose: {ro: Plata}
  data_basis: {ro: Legea 2}
  data_years: 5
order: {reason: {ro: Bilete}}
"#;

#[test]
fn an_item_costs_what_is_in_force_on_the_day_that_decides() {
    let stored = serde_json::to_string(&plan(TICKETS)).unwrap();
    let plan: crate::plan::Plan = serde_json::from_str(&stored).unwrap();
    for (visit, today, total, adult) in [
        ("30.06.2026", TODAY, "113.00", 5_000),
        ("01.07.2026", TODAY, "124.00", 5_550),
        ("", TODAY, "113.00", 5_000),
        ("", Date::constant(2026, 7, 1), "124.00", 5_550),
        ("30.06.2026", Date::constant(2026, 7, 1), "113.00", 5_000),
    ] {
        let raw = raw(&[("visit", visit), ("tickets.adult", "2"), ("tickets.pupil", "1")]);
        let priced = price(&plan, &check(&plan, &raw, today).unwrap(), today).unwrap();
        assert_eq!(priced.total.unwrap().to_string(), total, "{visit} {today}");
        let shown = item_prices(&plan, &raw, today);
        assert_eq!(shown["tickets.adult"], Money::from_bani(adult));
        assert_eq!(shown["tickets.pupil"], Money::from_bani(1_000));
    }
}

/// A row that is taken away takes its search with it, and that of the next row moves up with what it found.
#[test]
fn each_row_has_a_search_of_its_own() {
    let options: String =
        (1..=61).map(|i| format!("{{id: k{i}, label: {{ro: Cercul {i}}}}}, ")).collect::<Vec<_>>().concat();
    let circle =
        format!("- {{id: circle, type: choice, options: [{options}], label: {{ro: Cercul}}}}\n      - {{id: extra,");
    let plan = plan(&CHILDREN.replacen("- {id: extra,", &circle, 1));
    let names: Vec<String> = searched(&plan).into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["child.1.circle", "child.2.circle", "child.3.circle"]);
    let mut raw = raw(&[
        ("_row.child.2", "yes"),
        ("_find.child.1.circle", "cercul 60"),
        ("_find.child.2.circle", "cercul 6"),
        ("_found.child.2.circle", "cercul 6"),
        ("child.2.circle", "k61"),
        ("_remove", "child.1"),
    ]);
    assert!(change_rows(&plan, &mut raw));
    assert_eq!(
        [raw.get("_find.child.1.circle"), raw.get("_found.child.1.circle"), raw.get("child.1.circle")],
        ["cercul 6", "cercul 6", "k61"]
    );
    assert_eq!([raw.get("_find.child.2.circle"), raw.get("child.2.circle")], ["", ""]);
    take_found(&plan, &mut raw);
    assert_eq!(raw.get("child.1.circle"), "k61", "it was chosen among what was found");
    raw.remove("_found.child.1.circle");
    raw.set("_find.child.1.circle", "cercul");
    take_found(&plan, &mut raw);
    assert_eq!(raw.get("child.1.circle"), "k61", "what was typed fits what is chosen");
    raw.set("_find.child.1.circle", "Cercul 6");
    take_found(&plan, &mut raw);
    assert_eq!(raw.get("child.1.circle"), "k6", "one is called just so");
}
