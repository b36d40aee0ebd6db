//! What the proofs refuse: of a correct definition that they cannot follow the help names the bound to add, and with it the
//! definition compiles; of a fault the label shows answers for which it goes wrong.

use super::super::testing::{BENEFICIARY, compiled};
use super::refused::{changed, refused};
use crate::diag::{Severity, to_text};

/// What changes the good definition of [`super::refused`].
type Change = (&'static str, &'static str);

/// A correct definition that is refused: its code, how it is made, a part of the help, and what to change as it says.
struct Unproved {
    code: &'static str,
    made: &'static [Change],
    help: &'static str,
    mended: Change,
}

/// A third reading between the two: each is greater than the one before.
const THREE: Change = (
    "      - {id: tip, type",
    "      - {id: mid, type: quantity, min: 0, max: 900, label: {ro: Indice mediu, ru: Среднее показание}}\n      - {id: tip, type",
);
const RISING: Change = (
    "  - {assert: new > old, message: {ro: Indicele crește, ru: Показание растёт}}\n",
    "  - {assert: new > mid, message: {ro: Crește, ru: Растёт}}\n  - {assert: mid > old, message: {ro: Tot crește, ru: Тоже растёт}}\n",
);
const ANSWERS: Change = ("old: 1, new: 2", "old: 1, mid: 2, new: 3");
const TOTAL: Change = ("total: 199.00", "total: 201.00");
const CHECKS: &str = "checks:\n";

const UNPROVED: &[Unproved] = &[
    // From one reading to the next it only grows; that it does over both is not seen.
    Unproved {
        code: "E0401",
        made: &[THREE, RISING, ANSWERS, TOTAL],
        help: "add the check `assert: (new - old) * 2 > 0`, or write max((new - old) * 2, 0.01)",
        mended: (CHECKS, "checks:\n  - {assert: (new - old) * 2 > 0, message: {ro: Nimic, ru: Ничего}}\n"),
    },
    Unproved {
        code: "E0401",
        made: &[THREE, RISING, ANSWERS, TOTAL],
        help: "write max((new - old) * 2, 0.01)",
        mended: ("amount: (new - old) * 2", "amount: \"max((new - old) * 2, 0.01)\""),
    },
    // What is added and taken away again.
    Unproved {
        code: "E0402",
        made: &[
            ("\"round(area * price, 2)\"", "\"round(max(area + old - old, 0.5) * price * 600, 2)\""),
            ("total: 199.00", "total: 115207.00"),
        ],
        help: "an amount is at most 99999999.99 lei: raise the `min` of `old` to 16, or write min(",
        mended: ("id: old, type: quantity, min: 0, max: 900", "id: old, type: quantity, min: 0, max: 850"),
    },
    Unproved {
        code: "E0402",
        made: &[
            ("\"round(area * price, 2)\"", "\"round(max(area + old - old, 0.5) * price * 600, 2)\""),
            ("total: 199.00", "total: 115207.00"),
        ],
        help: "or write min(round(max(area + old - old, 0.5) * price * 600, 2), 99999999.99)",
        mended: (
            "\"round(max(area + old - old, 0.5) * price * 600, 2)\"",
            "\"min(round(max(area + old - old, 0.5) * price * 600, 2), 99900000)\"",
        ),
    },
    // Lines that exclude each other, so that they are never added.
    Unproved {
        code: "E0402",
        made: &[
            (
                "\"round(area * price, 2)\", account: main}",
                "\"round(area * price * 1500, 2)\", account: main, when: area > 10}",
            ),
            ("(new - old) * 2, account: main}", "(new - old) * 99999, account: main, when: area <= 10}"),
            TOTAL_OF_OLD,
        ],
        help: "or write min(…, 19999999) around each amount",
        mended: ("(new - old) * 99999,", "\"min((new - old) * 99999, 9500000)\","),
    },
    // Intermediate results that no decimal holds.
    Unproved {
        code: "E0402",
        made: &[
            (
                "\"round(area * price, 2)\"",
                "\"max(round(min(area * area * area * area * area * area * area * area * area * area * area, 5), 2), 1)\"",
            ),
            ("total: 199.00", "total: 12.00"),
        ],
        help: "lower the `max` of `area` to",
        mended: ("max: 500", "max: 100"),
    },
    Unproved {
        code: "E0403",
        made: &[("\"round(area * price, 2)\"", "area * 0.5 * 2 * 96")],
        help: "write round(area * 0.5 * 2 * 96, 2)",
        mended: ("area * 0.5 * 2 * 96", "\"round(area * 0.5 * 2 * 96, 2)\""),
    },
    Unproved {
        code: "E0404",
        made: &[
            THREE,
            RISING,
            ANSWERS,
            ("(new - old) * 2", "\"round(900 / (new - old)) + 1\""),
            ("total: 199.00", "total: 648.00"),
        ],
        help: "add the check `assert: new - old > 0`, or divide by max(new - old, 1)",
        mended: (CHECKS, "checks:\n  - {assert: new - old > 0, message: {ro: Nimic, ru: Ничего}}\n"),
    },
    Unproved {
        code: "E0404",
        made: &[("(new - old) * 2", "round(900 / old) + 1"), ("total: 199.00", "total: 1098.00")],
        help: "raise the `min` of `old` to 1, or divide by max(old, 1)",
        mended: ("id: old, type: quantity, min: 0", "id: old, type: quantity, min: 1"),
    },
    Unproved {
        code: "E0405",
        made: &[
            THREE,
            RISING,
            ANSWERS,
            ("price, 2)\", account: main}", "price, 2)\", account: main, when: new - old > 0}"),
            ("  - {id: used, reason: {ro: Consum, ru: Расход}, amount: (new - old) * 2, account: main}\n", ""),
            (
                "  - {id: child, for_each: child, reason: {ro: Copil, ru: Ребёнок}, amount: months * 5, account: other}\n",
                "",
            ),
            ("total: 199.00", "total: 192.00"),
        ],
        help: "add the check `assert: new - old > 0`, or leave out the `when` of line `rent`",
        mended: (CHECKS, "checks:\n  - {assert: new - old > 0, message: {ro: Nimic, ru: Ничего}}\n"),
    },
    // It is shown where it is read, for a reason that is not seen.
    Unproved {
        code: "E0205",
        made: &[
            THREE,
            RISING,
            ANSWERS,
            ("max: 50, required: false", "max: 50, show_when: new > old"),
            ("(new - old) * 2", "tip"),
            ("months: 1}", "months: 1, tip: 4}"),
            TOTAL,
        ],
        help: "if(answered(tip), …, …)",
        mended: ("amount: tip", "amount: \"if(answered(tip), tip, 1)\""),
    },
    Unproved {
        code: "E0307",
        made: &[
            (
                THREE.0,
                "      - {id: visit, type: date, not_before: 2025-01-01, label: {ro: Vizita, ru: Визит}}\n      - {id: tip, type",
            ),
            ("old: 1, new: 2", "old: 1, new: 2, visit: 2026-03-01"),
            (
                CHECKS,
                "checks:\n  - {assert: \"days_between(2026-01-01, visit) * 2 >= 0\", message: {ro: Prea devreme, ru: Слишком рано}}\n",
            ),
            ("  price: rate[use]\n", "  price:\n    by: visit\n    from 2026-01-01: 96\n    from 2027-01-01: 98\n"),
        ],
        help: "add `from 2025-01-01: …`, or write `not_before: 2026-01-01` for `visit`",
        mended: ("    from 2026-01-01: 96\n", "    from 2025-01-01: 90\n    from 2026-01-01: 96\n"),
    },
    Unproved {
        code: "E0309",
        made: &[
            (CHECKS, "checks:\n  - {assert: area * 2 <= 600, message: {ro: Prea mare, ru: Слишком много}}\n"),
            ("  price: rate[use]\n", "  price:\n    tiers_of: area\n    up to 50: 96\n    up to 300: 98\n"),
        ],
        help: "add `above: …`, or lower the `max` of `area` to 300",
        mended: ("    up to 300: 98\n", "    up to 300: 98\n    above: 99\n"),
    },
    // A text of a pattern that bounds it.
    Unproved {
        code: "E0501",
        made: &[("max_length: 12", "max_length: 60")],
        help: "write `max_length: 43` for `contract`",
        mended: ("max_length: 60", "max_length: 42"),
    },
    Unproved {
        code: "E0112",
        made: &[
            ("max: 3, row", "max: 20, row"),
            (
                "lines:\n",
                "lines:\n  - {id: more, for_each: child, reason: {ro: Încă, ru: Ещё}, amount: months, account: other}\n",
            ),
            ("total: 199.00", "total: 200.00"),
        ],
        help: "at most 40 fit: lower the `max` of the rows `child` to 19",
        mended: ("max: 20, row", "max: 19, row"),
    },
];

/// The example's total without the line of readings.
const TOTAL_OF_OLD: Change = ("total: 199.00", "total: 100004.00");

fn errors(service: &str) -> Vec<(&'static str, String, String)> {
    let compiled = compiled(service);
    let errors = compiled.diagnostics.into_iter().filter(|found| found.code.severity() == Severity::Error);
    errors.map(|found| (found.code.as_str(), found.help.unwrap_or_default(), found.label)).collect()
}

#[test]
fn the_help_names_the_bound_with_which_a_correct_definition_compiles() {
    let mut wrong = String::new();
    for Unproved { code, made, help, mended: (from, to) } in UNPROVED {
        let service = changed(made);
        let found = errors(&service);
        let is_told = found.iter().any(|(other, told, _)| other == code && told.contains(help));
        let is_alone = found.iter().all(|(other, ..)| other == code);
        assert!(service.contains(from), "{from}");
        let (left, text) = refused(&service.replacen(from, to, 1), BENEFICIARY);
        if !is_told || !is_alone || left.iter().any(|code| code.starts_with('E')) {
            wrong.push_str(&format!("{code}, {help}: {found:#?}\nmended: {text}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A fault: its code, how it is made, and the answers that the label shows.
const WITNESSED: &[(&str, &[Change], &str)] = &[
    ("E0401", &[("assert: new > old", "assert: new >= old")], "for example with new 0, old 0 it is 0"),
    (
        "E0402",
        &[("round(area * price, 2)", "round(area * price * 1000000, 2)")],
        "for example with area 500, use hay it is",
    ),
    (
        "E0402",
        &[("round(area * price, 2)", "round(area * price * 1500, 2)"), ("(new - old) * 2", "(new - old) * 99999")],
        "for example with",
    ),
    (
        "E0402",
        &[(
            "\"round(area * price, 2)\"",
            "\"min(area * area * area * area * area * area * area * area * area * area * area, 5)\"",
        )],
        "for example with area 500",
    ),
    ("E0403", &[("\"round(area * price, 2)\"", "area * price")], "for example with area"),
    ("E0404", &[("(new - old) * 2", "round(900 / old) + 1")], "for example with new 1, old 0"),
    (
        "E0405",
        &[
            ("price, 2)\", account: main}", "price, 2)\", account: main, when: area > 100}"),
            ("account: main}\n  - {id: child", "account: main, when: use == \"hay\"}\n  - {id: child"),
            (
                "  - {id: child, for_each: child, reason: {ro: Copil, ru: Ребёнок}, amount: months * 5, account: other}\n",
                "",
            ),
        ],
        "for example with area 0.5, use wood",
    ),
    ("E0205", &[("(new - old) * 2", "(new - old) * 2 + tip")], "tip left empty"),
    (
        "E0205",
        &[("{contract}\", ru: \"Аренда {contract}", "{tip}\", ru: \"Аренда {tip}")],
        "for example with tip left empty",
    ),
    (
        "E0307",
        &[("  price: rate[use]\n", "  price:\n    from 2027-01-01: 96\n    from 2028-01-01: 98\n")],
        "an order can ask for 2026-03-01",
    ),
    (
        "E0309",
        &[("  price: rate[use]\n", "  price:\n    tiers_of: area\n    up to 50: 96\n    up to 300: 98\n")],
        "for example with area 500",
    ),
    ("E0501", &[("max_length: 12", "max_length: 60")], "`{contract}` alone can have 60"),
];

#[test]
fn a_fault_is_shown_with_answers_for_which_it_goes_wrong() {
    let mut wrong = String::new();
    for (code, made, shown) in WITNESSED {
        let service = changed(made);
        let found = errors(&service);
        if !found.iter().any(|(other, _, label)| other == code && label.contains(shown)) {
            let compiled = compiled(&service);
            wrong.push_str(&format!("{code}, {shown}\n{}", to_text(&compiled.diagnostics, &compiled.sources, false)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Questions of which each doubles the cases of a sum are named, and the value that is read twice.
#[test]
fn what_makes_the_cases_too_many_is_named() {
    let questions: String = (1..=20)
        .map(|n| format!("      - {{id: q{n}, type: yes_no, property: none, label: {{ro: Da {n}, ru: Да {n}}}}}\n"))
        .collect();
    let service = |value: &dyn Fn(usize) -> String| {
        let values: String = (1..=20).map(|n| format!("  v{n}: {}\n", value(n))).collect();
        let service = changed(&[
            ("      - {id: contract,", &format!("{questions}      - {{id: contract,")),
            ("values:\n", &format!("values:\n  v0: \"1\"\n{values}")),
            ("(new - old) * 2", "(new - old) * v20"),
        ]);
        service.split("examples:").next().unwrap().to_owned()
    };
    let found = errors(&service(&|n| format!("if(q{n}, v{p}, v{p} + 1)", p = n - 1)));
    let [(code, help, _)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (*code, help.as_str()),
        (
            "E0406",
            "read `v19` once in `v20`, as in: v19 + if(…, 1, 0); or ask one choice in place of `q1`, `q2`, `q3`, `q4` and `q5` and \
             15 more, with its numbers in a table"
        )
    );
    assert_eq!(errors(&service(&|n| format!("v{p} + if(q{n}, 0, 1)", p = n - 1))), []);
}
