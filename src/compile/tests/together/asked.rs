//! What a page asks, each with its faults.

use super::{MONTHS, NO_EXAMPLES, TIP, Thing};

pub(super) const ASKED: &[Thing] = &[
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
