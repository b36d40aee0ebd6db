//! What can be wrong with sums of rows and with baskets whose prices change, as its author reads it.

use super::refused::{Fault, changed, refused, told_of};
use super::testing::BENEFICIARY;

/// The line whose amount the faults take the place of.
const AMOUNT: &str = "(new - old) * 2";

/// A basket whose price changes by a day takes the place of an amount.
const BASKET: (&str, &str) = (
    "      - {id: tip, type: amount, max: 50, required: false, label: {ro: Bacșiș, ru: Чаевые}}\n",
    r#"      - {id: day, type: date, not_before: 2026-01-01, label: {ro: Ziua, ru: День}}
      - id: visits
        type: basket
        by: day
        required: false
        label: {ro: Vizite, ru: Посещения}
        items:
          - {id: visit, price: {from 2026-01-01: 10}, max: 5, label: {ro: Vizită, ru: Посещение}}
"#,
);
/// Examples that answer the day.
const DAY: (&str, &str) = ("answers: {payer.kind", "answers: {day: 2026-02-01, payer.kind");

const FAULTS: &[Fault] = &[
    ("E0105", &[BASKET, DAY, ("{from 2026-01-01: 10}", "{by: day, from 2026-01-01: 10}")]),
    ("E0105", &[BASKET, DAY, ("{from 2026-01-01: 10}", "{after 2026-01-01: 10}")]),
    ("E0112", &[BASKET, DAY, ("{from 2026-01-01: 10}", "{from 2026-01-01: 10.505}")]),
    ("E0204", &[BASKET, DAY, ("{id: day, type: date,", "{id: day, type: date, show_when: sum(visits) > 10,")]),
    ("E0204", &[("    repeat: {id: child", "    show_when: count(child) > 1\n    repeat: {id: child")]),
    (
        "E0205",
        &[
            ("{id: months, type: quantity, max: 9,", "{id: months, type: quantity, max: 9, required: false,"),
            ("amount: months * 5", "amount: '5'"),
            (AMOUNT, "'sum(child, months)'"),
        ],
    ),
    (
        "E0205",
        &[
            BASKET,
            ("{id: day, type: date,", "{id: day, type: date, required: false,"),
            (AMOUNT, "sum(visits) + 1"),
            ("total: 199.00", "total: 198.00"),
        ],
    ),
    ("E0207", &[(AMOUNT, "'sum(child, months) * months'")]),
    ("E0207", &[BASKET, DAY, ("by: day", "by: until"), UNTIL]),
    (
        "E0208",
        &[
            ("  price: rate[use]\n", "  price: rate[use]\n  all_months: sum(child, months)\n"),
            (AMOUNT, "'sum(child, months * all_months)'"),
        ],
    ),
    ("E0301", &[(AMOUNT, "'sum(child, months'")]),
    ("E0302", &[(AMOUNT, "sum(child) * 2")]),
    ("E0302", &[(AMOUNT, "'sum(area, 2)'")]),
    ("E0302", &[(AMOUNT, "'if(answered(price), 2, 3)'")]),
    ("E0302", &[BASKET, DAY, ("by: day", "by: area")]),
    ("E0306", &[BASKET, DAY, ("{from 2026-01-01: 10}", "{from 2026-01-01: 10, from 2025-06-01: 12}")]),
    ("E0307", &[BASKET, DAY, ("{from 2026-01-01: 10}", "{from 2026-01-02: 10, from 2027-01-01: 12}")]),
    ("E0310", &[BASKET, DAY, ("{from 2026-01-01: 10}", "10")]),
    ("E0401", &[(AMOUNT, "'sum(child, months - 9)'")]),
    ("E0402", &[(AMOUNT, "'sum(child, months * 10000000)'")]),
    ("E0403", &[(AMOUNT, "'sum(child, months / 8)'")]),
];

/// A day of a row.
const UNTIL: (&str, &str) = (
    "      - {id: months,",
    "      - {id: until, type: date, not_before: 2026-01-01, label: {ro: Până la, ru: До}}\n      - {id: months,",
);

#[test]
fn each_fault_has_its_code_and_says_what_to_do() {
    insta::assert_snapshot!("gathered", told_of(FAULTS));
}

#[test]
fn nothing_is_wrong_with_the_basket_itself() {
    let (codes, text) = refused(&changed(&[BASKET, DAY]), BENEFICIARY);
    assert!(codes.is_empty(), "{text}");
}
