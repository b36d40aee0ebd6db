//! Every kind of change, as it is told; none is left without a test.

use super::*;

type Change = (&'static str, &'static str);

/// What both versions have beside the parts of the sample.
const BOTH: &[Change] = &[
    (
        "payer: {kinds: [person, organization]}",
        "contact: {phone: \"+37322111111\", email: plati@example.md}\n\
         limit: {paid_orders: 100, reached_text: {ro: Plin., en: Full.}}\n\
         payer: {kinds: [person, organization]}",
    ),
    (
        "legal: {basis",
        "reporting: {centre: A1, kind: {by: use, texts: {hay: H, pasture: P}}, size: {value: area * 2}}\nlegal: {basis",
    ),
    (
        "      - id: tickets\n",
        "      - {id: nick, type: text, min_length: 2, pattern: \"[a-z]{2,9}\", max_length: 9, label: {ro: Nume, en: Name}}\n\
        \x20     - {id: gift, type: amount, min: 1, max: 50, required: false, label: {ro: Dar, en: Gift}}\n\
        \x20     - {id: visit, type: date, not_before: 2026-01-01, not_after: today, label: {ro: Vizita, en: Visit}}\n\
        \x20     - {id: since, type: year, min: 2000, max: 2020, label: {ro: Din, en: Since}}\n\
        \x20     - id: tickets\n",
    ),
    ("price: 50, max: 10", "price: {from 2025-01-01: 50, from 2027-01-01: 60}, max: 10"),
    (
        "        required: false\n        label: {ro: Bilete",
        "        by: visit\n        required: false\n        label: {ro: Bilete",
    ),
    (
        "  rate: {hay: 96, pasture: 120.50}",
        "  rate: {by: visit, from 2025-01-01: {hay: 96, pasture: 120.50}, from 2027-01-01: {hay: 98, pasture: 130}}",
    ),
    (
        "          - {id: pasture, account: other, label",
        "          - {id: wood, account: other, label: {ro: Lemn, en: Wood}}\n          - {id: pasture, account: other, label",
    ),
    ("{hay: 96, pasture: 120.50}", "{hay: 96, wood: 1, pasture: 120.50}"),
    ("{hay: 98, pasture: 130}", "{hay: 98, wood: 1, pasture: 130}"),
    ("{hay: H, pasture: P}", "{hay: H, wood: W, pasture: P}"),
    ("due_after_days: 30}", "due_after_days: 30, partial_payments: {first_part_percent: 50}}"),
    ("data_years: 5}", "data_years: 5, tariff: {ro: Hotărârea 1, en: Decision 1}}"),
    (
        "checks:\n",
        "checks:\n  - {warn: area > 100, message: {ro: Mult., en: Much.}}\n  - {assert: days < 20, message: {ro: Zile., en: Days.}}\n",
    ),
    ("        items:\n", "        items:\n          - {id: pupil, price: 10, max: 5, label: {ro: Elev, en: Pupil}}\n"),
];

/// What takes several changes of the text.
const WIDER_CHANGES: &[&[Change]] = &[
    // A group under another name is told of the rows and of what is for each of them.
    &[("id: child,", "id: kid,"), ("for_each: child", "for_each: kid"), ("child.1.days", "kid.1.days")],
    // A group that is called otherwise in every way is another one.
    &[
        ("id: child, max: 3, row: {ro: Copilul", "id: kid, max: 3, row: {ro: Puiul"),
        ("for_each: child", "for_each: kid"),
        ("child.1.days", "kid.1.days"),
    ],
    // A group of rows that becomes a section, and back.
    &[
        ("    repeat: {id: child, max: 3, row: {ro: Copilul, en: The child}}\n", ""),
        ("for_each: child, amount: days * day_price", "amount: days * day_price"),
        ("child.1.days", "days"),
    ],
    &[("amount: rent * step", "amount: rent * step + 1")],
    &[("{chosen_by: use}", "main"), ("account: main, label: {ro: Fân", "label: {ro: Fân")],
    &[("account: main, label: {ro: Fân", "account: other, label: {ro: Fân")],
    &[
        (
            "{id: hay, account: main, label: {ro: Fân, en: Hay}}",
            "{id: reed, account: main, label: {ro: Stuf, en: Reed}}",
        ),
        ("{hay: 96,", "{reed: 96,"),
        ("{hay: 98,", "{reed: 98,"),
        ("{hay: H,", "{reed: H,"),
        ("use: hay", "use: reed"),
    ],
    &[("REN01", "REN02")],
    &[("kinds: [person, organization]", "kinds: [person]")],
    &[("idno: \"1003600000006\"", "idno: \"1006601000255\"")],
    &[("required: false, label: {ro: Dar", "label: {ro: Dar")],
    &[
        (
            "          - {id: adult, price: {from 2025-01-01: 50, from 2027-01-01: 60}, max: 10, label: {ro: Adult, en: Adult}}\n",
            "",
        ),
        (
            "        items:\n",
            "        items:\n          - {id: adult, price: {from 2025-01-01: 50, from 2027-01-01: 60}, max: 10, label: {ro: Adult, en: Adult}}\n",
        ),
    ],
    &[
        ("      - {id: contract, type: text, max_length: 20, label: {ro: Contract, en: Contract}}\n", ""),
        (
            "      - {id: area,",
            "      - {id: contract, type: text, max_length: 20, label: {ro: Contract, en: Contract}}\n      - {id: area,",
        ),
    ],
    &[
        (
            "  - {id: meals, for_each: child, amount: days * day_price, account: main, reason: {ro: Mese, en: Meals}}\n",
            "",
        ),
        (
            "lines:\n",
            "lines:\n  - {id: meals, for_each: child, amount: days * day_price, account: main, reason: {ro: Mese, en: Meals}}\n",
        ),
    ],
    &[("by: use, texts: {hay: H, wood: W, pasture: P}", "by: payer.kind, texts: {person: H, organization: W}")],
    &[("centre: A1", "centre: {value: area}")],
];

/// One change each.
const CHANGES: &[Change] = &[
    ("service: rent", "service: lease"),
    ("languages: [ro, en]", "languages: [ro]"),
    ("description: {ro: Plata arendei., en: Pay the rent.}\n", ""),
    ("en: Pay the rent.", "en: Pay your rent."),
    ("phone: \"+37322111111\"", "phone: \"+37322222222\""),
    ("email: plati@example.md", "email: rent@example.md"),
    ("kinds: [person, organization]}", "kinds: [person, organization], prefill: locked}"),
    ("beneficiary: proba", "beneficiary: exemplu"),
    ("en: Example Institution", "en: Sample Institution"),
    ("phone: \"+37322000000\"", "phone: \"+37322000001\""),
    ("open: {from: 2026-01-01, ", "open: {from: 2026-02-01, "),
    ("until: 2027-12-31", "until: 2028-12-31"),
    ("open: {from: 2026-01-01, until: 2027-12-31, closed_text: {ro: Închis., en: Closed.}}\n", ""),
    ("en: Closed.", "en: Not now."),
    ("limit: {paid_orders: 100, reached_text: {ro: Plin., en: Full.}}\n", ""),
    ("paid_orders: 100", "paid_orders: 50"),
    ("en: Full.", "en: No more."),
    ("en: The plot}", "en: Your plot}"),
    ("  - title: {ro: Copiii, en: Children}\n", "  - title: {ro: Copiii, en: Children}\n    show_when: area > 10\n"),
    ("repeat: {id: child, max: 3", "repeat: {id: child, min: 2, max: 3"),
    ("max: 3, row", "max: 4, row"),
    ("en: The child}", "en: A child}"),
    ("type: text, max_length: 20, label", "type: text, max_length: 20, prefill: locked, label"),
    ("max_length: 20, required: false", "max_length: 20, prefill: locked, required: false"),
    ("en: Contract}", "en: Agreement}"),
    ("hint: {ro: Oricare, en: Any}", "hint: {ro: Oricare, en: Any one}"),
    ("hint: {ro: Oricare, en: Any}", "error: {ro: Greșit, en: Wrong}, hint: {ro: Oricare, en: Any}"),
    ("id: contract, type: text", "id: contract, type: text, property: {name: Deal}"),
    ("id: contract, type: text", "id: contract, type: text, property: none"),
    ("id: contract, type: text", "id: contract, type: text, property: {display: {ro: Actul, en: Deed}}"),
    ("type: phone, label", "type: email, label"),
    ("min_length: 2", "min_length: 3"),
    ("[a-z]{2,9}", "[a-y]{2,9}"),
    ("max_length: 20, required: false", "max_length: 19, required: false"),
    ("decimals: 2, min: 1", "decimals: 1, min: 1"),
    ("decimals: 2, min: 1", "decimals: 2, min: 2"),
    ("unit: {ro: ha, en: ha}", "unit: {ro: ha, en: acres}"),
    ("min: 1, max: 50", "min: 2, max: 50"),
    ("min: 1, max: 50", "min: 1, max: 60"),
    ("not_before: 2026-01-01", "not_before: 2026-01-02"),
    ("not_after: today", "not_after: 2029-01-01"),
    ("min: 2000, max: 2020", "min: 1999, max: 2020"),
    ("min: 2000, max: 2020", "min: 2000, max: 2021"),
    ("        by: visit\n", ""),
    ("from 2027-01-01: 60}", "from 2027-01-01: 65}"),
    ("max: 10, label: {ro: Adult", "max: 9, label: {ro: Adult"),
    ("en: Adult}", "en: Grown-up}"),
    ("en: Hay}", "en: Straw}"),
    (
        "          - {id: wood, account: other, label: {ro: Lemn, en: Wood}}\n          - {id: pasture, account: other, label: {ro: Pășune, en: Pasture}}\n",
        "          - {id: pasture, account: other, label: {ro: Pășune, en: Pasture}}\n          - {id: wood, account: other, label: {ro: Lemn, en: Wood}}\n",
    ),
    ("          - {id: pupil, price: 10, max: 5, label: {ro: Elev, en: Pupil}}\n", ""),
    ("id: pupil, price: 10", "id: child_ticket, price: 10"),
    ("id: remark, type: text", "id: remark, type: text, show_when: area > 5"),
    ("message: {ro: Veniți la noi., en: Come to us.}", "message: {ro: Veniți la noi., en: Come.}"),
    ("condition: area > 4000", "condition: days > 29"),
    ("warn: area > 100", "warn: area > 200"),
    ("en: Much.", "en: A lot."),
    ("assert: days < 20", "assert: area < 4400"),
    ("  - {assert: area < 4500, message: {ro: Prea mult., en: Too much.}}\n", ""),
    ("amount: days * day_price, account", "when: area > 3, amount: days * day_price, account"),
    ("account: {chosen_by: use}", "account: main"),
    ("en: Meals}", "en: Food}"),
    (
        "  - {id: tickets, when: count(tickets) > 0, amount: sum(tickets) + 1, account: main, reason: {ro: Bilete, en: Tickets}}\n",
        "",
    ),
    ("main: {iban: MD44TRGAAA14222099000000", "main: {iban: MD77TRGAAA14153401000000"),
    ("MD44TRGAAA14222099000000, bic: TREZMD2X}", "MD44TRGAAA14222099000000, bic: TREZMD2X, name: Casieria}"),
    ("MD44TRGAAA14222099000000, bic: TREZMD2X}", "MD44TRGAAA14222099000000, bic: TREZMD2X, idno: \"1006601000255\"}"),
    ("MD44TRGAAA14222099000000, bic: TREZMD2X}", "MD44TRGAAA14222099000000, bic: AGRNMD2X}"),
    ("  other: {iban", "  third: {iban: MD77TRGAAA14153401000000, bic: TREZMD2X}\n  other: {iban"),
    ("  rent: round(area * rate[use], 2)\n", "  rent: round(area * rate[use], 1)\n"),
    ("above: 3", "above: 4"),
    ("day_price: 13.90", "day_price: days"),
    ("{hay: 98, wood: 1, pasture: 130}", "{hay: 99, wood: 1, pasture: 130}"),
    ("rate: {by: visit, ", "rate: {"),
    ("en: \"Rent {contract}\"", "en: \"Lease {contract}\""),
    ("due_after_days: 30", "due_on: 2027-12-31"),
    ("first_part_percent: 50", "first_part_percent: 40"),
    ("partial_payments: {first_part_percent: 50}", "advance_payments: true"),
    ("due_after_days: 30", "due_after_days: 30, paying_again: usual"),
    ("centre: A1", "centre: A2"),
    ("centre: A1, ", ""),
    ("hay: H,", "hay: HH,"),
    ("value: area * 2", "value: area * 3"),
    ("Legea 1, en: Law 1", "Legea 1, en: Act 1"),
    ("en: Decision 1", "en: Decision 2"),
    (", tariff: {ro: Hotărârea 1, en: Decision 1}", ""),
    ("en: Payment}", "en: Paying}"),
    ("en: Law 2}", "en: Law 3}"),
    ("data_years: 5", "data_years: 6"),
];

fn all_told() -> String {
    let mut all = String::new();
    let one_each = CHANGES.iter().map(std::slice::from_ref);
    for change in one_each.chain(WIDER_CHANGES.iter().copied()) {
        let after: Vec<Change> = BOTH.iter().chain(change).copied().collect();
        let changes = compared(BOTH, &after).changes;
        assert!(!changes.is_empty(), "{change:?} is not told");
        let written = change.iter().map(|(from, to)| format!("{} => {}\n", from.trim(), to.trim()));
        all.extend(written);
        changes.iter().for_each(|change| all.push_str(&format!("    {}\n", told(change))));
    }
    all
}

#[test]
fn every_kind_of_change_is_told_in_its_words() {
    insta::assert_snapshot!("kinds", all_told());
}

/// A picture beside the definition is told as one, not as the hash of its bytes.
#[test]
fn another_logo_is_told() {
    let (plan, _) = version(&[]);
    let mut with_logo = plan.clone();
    with_logo.beneficiary.logo = Some("0a1b".to_owned());
    let side = |plan| Side { plan, examples: &[] };
    let changes = compare(side(&plan), side(&with_logo), TODAY).changes;
    let changes: Vec<String> = changes.iter().map(told).collect();
    assert_eq!(changes, ["Text | beneficiary: logo - -> a picture"]);
}

/// Lines that are written above move all that stands below, and change nothing of it.
#[test]
fn where_something_stands_is_no_change() {
    let after: Vec<Change> =
        BOTH.iter().copied().chain([("format: 1\nservice", "# moved\n# down\nformat: 1\nservice")]).collect();
    let changes: Vec<String> = compared(BOTH, &after).changes.iter().map(told).collect();
    assert_eq!(changes, [""; 0]);
}

/// The words for what was changed, as the sources have them: behind the risk, or in a name that is made of parts.
#[test]
fn no_word_for_a_change_is_without_a_test() {
    let sources = [
        include_str!("../field.rs"),
        include_str!("../form.rs"),
        include_str!("../line.rs"),
        include_str!("../money.rs"),
        include_str!("../plan.rs"),
    ];
    let (all, mut words, mut silent) = (all_told(), 0, Vec::new());
    for line in sources.iter().flat_map(|source| source.lines()) {
        let told = ["Risk::", "risk, ", "risk(option), "].iter().filter_map(|mark| line.split_once(mark)).next();
        let Some(word) = told.and_then(|(_, rest)| rest.split('"').nth(1)) else { continue };
        let word = word.split('{').next().unwrap_or_default().trim();
        words += 1;
        if !all.contains(&format!(": {word}")) && !all.contains(&format!("| {word}: ")) {
            silent.push(word);
        }
    }
    assert!(words > 60, "only {words} words are seen in the sources");
    assert_eq!(silent, ["logo"], "that has a test of its own");
}
