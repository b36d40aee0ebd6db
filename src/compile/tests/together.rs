//! Two faults of one thing: both are told, each once, and nothing else is blamed for them.

use super::refused::changed;
use super::testing::{BENEFICIARY, compiled_with};
use crate::diag::to_text;

/// A fault: its code, a text of the thing, and what stands in its place.
type Fault = (&'static str, &'static str, &'static str);

/// A thing that a service can have, nothing wrong with it, and its faults.
struct Thing {
    what: &'static str,
    /// Where it is put: texts of the good service, each with what takes its place.
    put: &'static [(&'static str, &'static str)],
    faults: &'static [Fault],
    /// Texts whose faults cannot be seen beside another one.
    hidden: &'static [(&'static str, &'static [&'static str])],
}

/// Stands before it.
const TIP: &str = "      - {id: tip, type";
const MONTHS: &str = "      - {id: months, type";
/// Has no examples: they would have to answer.
const NO_EXAMPLES: (&str, &str) = (
    "examples:\n  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, contract: A1, use: hay, area: 2, old: 1, new: 2, child.1.months: 1}\n    total: 199.00\n",
    "",
);

const THINGS: &[Thing] = &[
    Thing {
        what: "a number",
        put: &[
            (
                TIP,
                "      - {id: extra, type: number, decimals: 2, min: 1, max: 9, required: false, \
                 show_when: use == \"hay\" or area > 4, prefill: allow, hint: {ro: Câte, ru: Сколько}, \
                 error: {ro: Greșit, ru: Неверно}, unit: {ro: ha, ru: га}, \
                 property: {name: Extras, display: {ro: Suplimentar, ru: Дополнительно}}, \
                 label: {ro: Suplimentar, ru: Дополнительно}}\n      - {id: tip, type",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0106", "id: extra, ", ""),
            ("E0111", "extra, type: number", "Extra, type: number"),
            ("E0108", "number, decimals: 2, min: 1, max: 9,", "nothing, decimals: 2, min: 1, max: 9,"),
            ("E0111", "decimals: 2, min: 1,", "decimals: two, min: 1,"),
            ("E0111", "min: 1, max: 9", "min: one, max: 9"),
            ("E0111", "max: 9, required", "max: nine, required"),
            ("E0108", "required: false, show_when", "required: perhaps, show_when"),
            ("E0202", "use == \"hay\" or", "uze == \"hay\" or"),
            ("E0302", "area > 4", "area > today()"),
            ("E0108", "prefill: allow", "prefill: xyz"),
            ("E0110", "hint: {ro: Câte, ru: Сколько}", "hint: {ro: Câte}"),
            ("E0110", "error: {ro: Greșit, ru: Неверно}", "error: {ro: Greșit}"),
            ("E0110", "unit: {ro: ha, ru: га}", "unit: {ro: ha}"),
            ("E0111", "name: Extras", "name: Extra-s"),
            ("E0110", "display: {ro: Suplimentar, ru: Дополнительно}", "display: {ro: Suplimentar}"),
            ("E0106", "}}, label: {ro: Suplimentar, ru: Дополнительно}", "}}"),
            ("E0105", "property: {name", "propriety_of_it: 1, property: {name"),
        ],
        // What an unknown type would ask for is not known.
        hidden: &[("number, decimals", &["decimals: 2", "min: 1", "max: 9", "unit:"])],
    },
    Thing {
        what: "a text",
        put: &[
            (
                TIP,
                "      - {id: extra, type: text, min_length: 2, max_length: 9, pattern: '[a-z]{2,9}', required: false, \
                 show_when: use == \"hay\", label: {ro: Suplimentar, ru: Дополнительно}}\n      - {id: tip, type",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0111", "min_length: 2", "min_length: two"),
            ("E0112", "max_length: 9", "max_length: 900"),
            ("E0304", "'[a-z]{2,9}'", "'[a-z{2,9}'"),
            ("E0301", "use == \"hay\"", "use == ×"),
        ],
        hidden: &[],
    },
    Thing {
        what: "bounds of every kind",
        put: &[
            (
                TIP,
                "      - {id: sum_paid, type: amount, min: 1, max: 9, required: false, label: {ro: Suma, ru: Сумма}}\n\
                 \x20     - {id: built, type: year, min: 1990, max: 2020, required: false, label: {ro: Anul, ru: Год}}\n\
                 \x20     - {id: born, type: date, not_before: 2001-01-01, not_after: today, required: false, \
                 label: {ro: Născut, ru: Родился}}\n      - {id: tip, type",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0111", "min: 1, max", "min: one, max"),
            ("E0112", "max: 9, required", "max: 9.005, required"),
            ("E0111", "min: 1990", "min: old"),
            ("E0112", "max: 2020", "max: 20200"),
            ("E0111", "not_before: 2001-01-01", "not_before: 2001"),
            ("E0111", "not_after: today", "not_after: tomorrow"),
        ],
        hidden: &[],
    },
    Thing {
        what: "a choice",
        put: &[
            (
                TIP,
                "      - id: place\n        type: choice\n        required: false\n        show_when: area > 2\n        \
                 label: {ro: Locul, ru: Место}\n        options:\n          \
                 - {id: north, price: 5, account: main, label: {ro: Nord, ru: Север}}\n          \
                 - {id: south, price: 6, account: other, label: {ro: Sud, ru: Юг}}\n          \
                 - {id: west, price: 7, account: main, label: {ro: Vest, ru: Запад}}\n      - {id: tip, type",
            ),
            (
                "months * 5, account: other}\n",
                "months * 5, account: other}\n  - {id: place, reason: {ro: Locul, ru: Место}, account: {chosen_by: place}, \
                 amount: place.price, when: answered(place) and area > 2 and place == \"west\"}\n",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0111", "id: place\n", "id: Place\n"),
            ("E0302", "show_when: area > 2", "show_when: area + 2"),
            ("E0106", "        label: {ro: Locul, ru: Место}\n", ""),
            ("E0106", "id: west, ", ""),
            ("E0106", ", label: {ro: Vest, ru: Запад}", ""),
            ("E0106", ", label: {ro: Sud, ru: Юг}", ""),
            ("E0111", "price: 7", "price: seven"),
            ("E0203", "price: 6, account: other", "price: 6, account: ohter"),
            ("E0107", "price: 5, account: main", "price: 5, account: [main]"),
            ("E0105", "{id: north,", "{id: north, colour_of_it: 5,"),
            ("E0107", "          - {id: south", "          - south\n          - {id: south"),
        ],
        hidden: &[],
    },
    Thing {
        what: "a basket",
        put: &[
            (
                TIP,
                "      - {id: day, type: date, not_before: 2026-01-01, label: {ro: Ziua, ru: День}}\n      \
                 - id: visits\n        type: basket\n        by: day\n        required: false\n        \
                 show_when: area > 2\n        label: {ro: Vizite, ru: Посещения}\n        items:\n          \
                 - {id: short, price: {from 2026-01-01: 10, from 2027-01-01: 12}, max: 5, label: {ro: Scurt, ru: Краткое}}\n          \
                 - {id: long, price: 100, max: 6, label: {ro: Lung, ru: Долгое}}\n      - {id: tip, type",
            ),
            (
                "checks:\n",
                "checks:\n  - {warn: 'if(answered(visits), sum(visits), 0) > 500', message: {ro: Multe, ru: Много}}\n",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0302", "by: day", "by: area"),
            ("E0202", "show_when: area > 2", "show_when: aria > 2"),
            ("E0105", "from 2026-01-01: 10", "since 2026-01-01: 10"),
            ("E0112", "2027-01-01: 12", "2027-01-01: 12.005"),
            ("E0112", "max: 5, label: {ro: Scurt", "max: 0, label: {ro: Scurt"),
            ("E0106", "id: long, ", ""),
            ("E0111", "price: 100", "price: much"),
            ("E0112", "max: 6, label: {ro: Lung", "max: 0, label: {ro: Lung"),
            ("E0106", ", label: {ro: Lung, ru: Долгое}", ""),
            ("E0107", "          - {id: long", "          - short\n          - {id: long"),
            ("E0106", "        label: {ro: Vizite, ru: Посещения}\n", ""),
        ],
        hidden: &[],
    },
    Thing {
        what: "a value by tiers",
        put: &[
            (
                "  price: rate[use]\n",
                "  price:\n    tiers_of: area\n    up to 10: rate[use]\n    up to 50: 7 + old\n    up to 90: 8\n    above: 9\n",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0202", "tiers_of: area", "tiers_of: aria"),
            ("E0302", "rate[use]", "rate[area]"),
            ("E0105", "up to 50", "upto 50"),
            ("E0202", "7 + old", "7 + odl"),
            ("E0308", "up to 90", "up to 5"),
            ("E0301", "above: 9", "above: 9 ×"),
        ],
        // Where the second tier ends is not known.
        hidden: &[("up to 50", &["up to 90"])],
    },
    Thing {
        what: "a value that changes",
        put: &[
            (
                TIP,
                "      - {id: day, type: date, not_before: 2026-01-01, label: {ro: Ziua, ru: День}}\n      - {id: tip, type",
            ),
            (
                "  price: rate[use]\n",
                "  price:\n    by: day\n    from 2026-01-01: rate[use]\n    from 2026-06-01: 7 + old\n    from 2027-01-01: 9\n",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0202", "by: day", "by: dya"),
            ("E0302", "rate[use]", "rate[area]"),
            ("E0105", "from 2026-06-01", "form 2026-06-01"),
            ("E0202", "7 + old", "7 + odl"),
            ("E0306", "from 2027-01-01", "from 2025-01-01"),
            ("E0301", "01: 9\n", "01: 9 ×\n"),
        ],
        hidden: &[],
    },
    Thing {
        what: "a table that changes",
        put: &[(
            "  rate: {hay: 96, wood: 120.50}\n",
            "  rate:\n    by: today()\n    from 2026-01-01: {hay: 96, wood: 120.50}\n    from 2027-01-01: {hay: 97, wood: 121}\n",
        )],
        faults: &[
            ("E0301", "by: today()", "by: today("),
            ("E0111", "hay: 96", "hay: many"),
            ("E0111", "wood: 120.50", "wood: more"),
            ("E0105", "from 2027-01-01", "form 2027-01-01"),
            ("E0111", "wood: 121", "wood: most"),
        ],
        hidden: &[],
    },
    Thing {
        what: "a line",
        put: &[
            (
                "  - {id: used, ",
                "  - {id: more, for_each: child, when: months > 2, account: main, amount: months * 3 + price, \
                 reason: {ro: \"Luni {months}\", ru: \"Месяцы {months}\"}}\n  - {id: used, ",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0106", "id: more, ", ""),
            ("E0111", "{id: more", "{id: More"),
            ("E0201", "{id: more", "{id: rent"),
            ("E0202", "for_each: child, when", "for_each: chidl, when"),
            ("E0111", "for_each: child, when", "for_each: Child, when"),
            ("E0302", "when: months > 2", "when: months + 2"),
            ("E0301", "when: months > 2", "when: months > "),
            ("E0203", "account: main, amount", "account: mian, amount"),
            ("E0106", "account: main, amount", "amount"),
            ("E0202", "months * 3 +", "mounts * 3 +"),
            ("E0302", "+ price, reason", "+ use, reason"),
            ("E0301", "months * 3 + price", "(months * 3 + price"),
            ("E0202", "Luni {months}", "Luni {mounts}"),
            ("E0110", ", ru: \"Месяцы {months}\"", ""),
            ("E0202", "Месяцы {months}", "Месяцы {mounts}"),
            ("E0105", "reason: {ro: \"Luni", "colour: 1, reason: {ro: \"Luni"),
        ],
        hidden: &[],
    },
    Thing {
        what: "rules",
        put: &[(
            "checks:\n",
            "stop_when:\n  - {condition: area > 400 or use == \"wood\", message: {ro: Prea mult, ru: Слишком много}}\n\
             checks:\n  - {warn: area > 300 and old > 2, message: {ro: Mult, ru: Много}}\n",
        )],
        faults: &[
            ("E0202", "area > 400 or", "aria > 400 or"),
            ("E0202", "use == \"wood\"", "use == \"wod\""),
            ("E0110", "{ro: Prea mult, ru: Слишком много}", "{ro: Prea mult}"),
            ("E0106", ", message: {ro: Prea mult, ru: Слишком много}", ""),
            ("E0801", "{warn: area > 300", "{assert: area > 1, warn: area > 300"),
            ("E0302", "area > 300 and", "area and"),
            ("E0202", "old > 2,", "odl > 2,"),
            ("E0106", ", message: {ro: Mult, ru: Много}", ""),
        ],
        hidden: &[],
    },
    Thing {
        what: "reporting columns",
        put: &[
            (
                "legal:\n",
                "reporting:\n  unit: {by: use, texts: {hay: D1, wood: D2}}\n  hectares: {value: area * 2}\n  \
                 whose: \"{contract}-{area}\"\nlegal:\n",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0111", "  unit:", "  Unit:"),
            ("E0302", "by: use", "by: area"),
            ("E0109", "hay: D1", "hay: ''"),
            ("E0303", ", wood: D2", ""),
            ("E0111", "  hectares:", "  Hectares:"),
            ("E0202", "value: area * 2", "value: aria * 2"),
            ("E0801", "{value: area", "{by: use, value: area"),
            ("E0111", "  whose:", "  Whose:"),
            ("E0202", "{contract}-", "{contarct}-"),
            ("E0202", "-{area}", "-{aria}"),
        ],
        // Which options are meant is not known.
        hidden: &[("by: use", &[", wood: D2"])],
    },
    Thing {
        what: "rows",
        put: &[
            (
                "    repeat: {id: child, max: 3, row: {ro: Copil, ru: Ребёнок}}\n",
                "    show_when: area > 3\n    repeat: {id: child, min: 1, max: 3, row: {ro: Copil, ru: Ребёнок}}\n",
            ),
            (
                MONTHS,
                "      - {id: late, type: yes_no, label: {ro: Târziu, ru: Поздно}}\n      \
                 - {id: weeks, type: quantity, max: 4, required: false, show_when: late and area > 4, \
                 label: {ro: Săptămâni, ru: Недели}}\n      - {id: months, type",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0202", "show_when: area > 3", "show_when: aria > 3"),
            ("E0204", "show_when: area > 3", "show_when: months > 3"),
            ("E0111", "id: child, min", "id: Child, min"),
            ("E0111", "min: 1, max: 3", "min: one, max: 3"),
            ("E0111", "max: 3, row", "max: three, row"),
            ("E0110", "{ro: Copil, ru: Ребёнок}}\n    fields", "{ro: Copil}}\n    fields"),
            ("E0111", "max: 4, required", "max: four, required"),
            ("E0202", "late and", "lait and"),
            ("E0302", "area > 4", "area > today()"),
            ("E0108", "type: yes_no", "type: nothing"),
        ],
        hidden: &[
            // Whose rows these were to be is not known.
            ("id: child, min", &["show_when: months > 3"]),
            ("min: 1, max: 3", &["show_when: months > 3"]),
            ("max: 3, row", &["show_when: months > 3"]),
        ],
    },
    Thing {
        what: "an order",
        put: &[
            (
                "order: {reason: {ro: Arendă, ru: Аренда}}",
                "order: {due_after_days: 30, partial_payments: {first_part_percent: 50}, advance_payments: true, \
                 paying_again: usual, reason: {ro: \"Arendă {contract}\", ru: \"Аренда {contract}\"}}",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0111", "due_after_days: 30", "due_after_days: soon"),
            ("E0112", "first_part_percent: 50", "first_part_percent: 500"),
            ("E0108", "advance_payments: true", "advance_payments: perhaps"),
            ("E0108", "paying_again: usual", "paying_again: never"),
            (
                "E0202",
                "Arendă {contract}\", ru: \"Аренда {contract}\"}}",
                "Arendă {contarct}\", ru: \"Аренда {contract}\"}}",
            ),
            ("E0105", "paying_again: usual, reason", "paying_again: usual, colour: 1, reason"),
        ],
        hidden: &[],
    },
    Thing {
        what: "two last days",
        put: &[
            (
                "order: {reason",
                "open: {until: 2026-12-01, closed_text: {ro: Închis, ru: Закрыто}}\norder: {due_on: 2026-12-31, reason",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0111", "until: 2026-12-01", "until: soon"),
            ("E0111", "until: 2026-12-01", "from: 2026-01-01, until: soon"),
            ("E0110", "closed_text: {ro: Închis, ru: Закрыто}", "closed_text: {ro: Închis}"),
            ("E0106", ", closed_text: {ro: Închis, ru: Закрыто}", ""),
            ("E0802", "due_on: 2026-12-31", "due_on: 2026-11-01"),
            ("E0111", "due_on: 2026-12-31", "due_on: later"),
        ],
        // Until when orders are taken is not known.
        hidden: &[("until: 2026-12-01", &["due_on: 2026-12-31"])],
    },
    Thing {
        what: "an amount at MPay",
        put: &[
            (
                "{id: rent, reason: {ro: \"Arendă {contract}\", ru: \"Аренда {contract}\"}, amount: \"round(area * price, 2)\", account: main}\n  \
                 - {id: used, reason: {ro: Consum, ru: Расход}, amount: (new - old) * 2, account: main}\n  \
                 - {id: child, for_each: child, reason: {ro: Copil, ru: Ребёнок}, amount: months * 5, account: other}\n",
                "{id: gift, amount: at_mpay, account: main, reason: {ro: Dar, ru: Дар}}\n",
            ),
            ("order: {reason", "order: {partial_payments: true, reason"),
            ("values:\n  price: rate[use]\n", ""),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0106", "id: gift, ", ""),
            ("E0108", "partial_payments: true", "partial_payments: perhaps"),
            ("E0203", "account: main, reason: {ro: Dar", "account: mian, reason: {ro: Dar"),
            ("E0202", "ro: Dar,", "ro: 'Dar {contarct}',"),
        ],
        hidden: &[],
    },
    Thing {
        what: "examples",
        put: &[("    total: 199.00\n", "    total: 199.00\n    on: 2026-02-03\n    lines: {rent: 192}\n")],
        faults: &[
            (
                "E0107",
                "- answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, contract: A1, use: hay, area: 2, old: 1, new: 2, child.1.months: 1}",
                "- answers: none",
            ),
            ("E0111", "total: 199.00", "total: much"),
            ("E0111", "on: 2026-02-03", "on: soon"),
            ("E0111", "{rent: 192}", "{rent: few}"),
            ("E0105", "    on:", "    colour: 1\n    on:"),
        ],
        hidden: &[],
    },
    Thing {
        what: "the payer",
        put: &[
            (
                "payer: {kinds: [person, organization]}",
                "limit: {paid_orders: 5, reached_text: {ro: Gata, ru: Всё}}\npayer: {kinds: [person, organization], prefill: locked}",
            ),
            (
                TIP,
                "      - {id: firm, type: text, show_when: payer.kind == \"organization\", label: {ro: Firma, ru: Фирма}}\n      - {id: tip, type",
            ),
            NO_EXAMPLES,
        ],
        faults: &[
            ("E0108", "person, organization", "person, xyz"),
            ("E0115", "prefill: locked", "prefill: allow"),
            ("E0111", "paid_orders: 5", "paid_orders: few"),
            ("E0110", "{ro: Gata, ru: Всё}", "{ro: Gata}"),
            ("E0202", "payer.kind == \"organization\"", "payer.kind == \"firm\""),
        ],
        // Which kinds are meant is not known.
        hidden: &[],
    },
];

/// The codes of what is told, and the text.
fn told(service: &str) -> (Vec<&'static str>, String) {
    let compiled = compiled_with(BENEFICIARY, service, &[]);
    let is_known = |code: &&str| *code != "W0703" || service.contains("examples:");
    let mut codes: Vec<&str> = compiled.diagnostics.iter().map(|found| found.code.as_str()).filter(is_known).collect();
    codes.sort_unstable();
    (codes, to_text(&compiled.diagnostics, &compiled.sources, false))
}

#[test]
fn two_faults_of_one_thing_are_both_told_and_nothing_else_is_blamed() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for Thing { what, put, faults, hidden } in THINGS {
        let good = changed(put);
        let (codes, text) = told(&good);
        if !codes.is_empty() {
            wrong.push(format!("{what} in itself: {codes:?}\n{text}"));
            continue;
        }
        let hides = |one: &Fault, other: &Fault| {
            let is_of = |fault: &Fault, text: &&str| fault.1.contains(text) || fault.2.contains(text);
            let is_hidden = |(a, b): &(&str, &[&str])| is_of(one, a) && b.iter().any(|b| is_of(other, b));
            hidden.iter().any(is_hidden)
        };
        for (at, one) in faults.iter().enumerate() {
            assert!(good.contains(one.1), "{what}: {:?}", one.1);
            let with_one = good.replacen(one.1, one.2, 1);
            for other in &faults[at..] {
                let is_apart = with_one.contains(other.1) && !one.1.contains(other.1) && !other.1.contains(one.1);
                let is_alone = one.1 == other.1 && one.2 == other.2;
                if !(is_alone || is_apart) || hides(one, other) || hides(other, one) {
                    continue;
                }
                let (both, mut expected) = match is_alone {
                    true => (with_one.clone(), vec![one.0]),
                    false => (with_one.replacen(other.1, other.2, 1), vec![one.0, other.0]),
                };
                expected.sort_unstable();
                let (codes, text) = told(&both);
                tried += 1;
                if codes != expected {
                    wrong.push(format!("{what}, {:?} and {:?}: {codes:?} for {expected:?}\n{text}", one.2, other.2));
                }
            }
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{}\n{count} of {tried} pairs", wrong.join("\n"));
    assert!(tried > 600, "{tried} pairs");
}
