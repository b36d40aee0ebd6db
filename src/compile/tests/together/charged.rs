//! What an order comes to and when it can be made, each with its faults.

use super::{NO_EXAMPLES, TIP, Thing};

pub(super) const CHARGED: &[Thing] = &[
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
];
