//! Two faults of one thing: both are told, each once, and nothing else is blamed for them.

mod asked;
mod charged;

use asked::ASKED;
use charged::CHARGED;

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

/// What is put before them.
const TIP: &str = "      - {id: tip, type";
const MONTHS: &str = "      - {id: months, type";
/// Examples would have to answer what is put there.
const NO_EXAMPLES: (&str, &str) = (
    "examples:\n  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, contract: A1, use: hay, area: 2, old: 1, new: 2, child.1.months: 1}\n    total: 199.00\n",
    "",
);

/// The codes of what is told, and the text.
fn told(service: &str, beneficiary: &str, beside: &[(&str, &[u8])]) -> (Vec<&'static str>, String) {
    let compiled = compiled_with(beneficiary, service, beside);
    let is_known = |code: &&str| *code != "W0703" || service.contains("examples:");
    let mut codes: Vec<&str> = compiled.diagnostics.iter().map(|found| found.code.as_str()).filter(is_known).collect();
    codes.sort_unstable();
    (codes, to_text(&compiled.diagnostics, &compiled.sources, false))
}

#[test]
fn two_faults_of_one_thing_are_both_told_and_nothing_else_is_blamed() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for Thing { what, put, faults, hidden } in ASKED.iter().chain(CHARGED) {
        let good = changed(put);
        let (codes, text) = told(&good, BENEFICIARY, &[]);
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
                let (codes, text) = told(&both, BENEFICIARY, &[]);
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

/// The accounts of the beneficiary and the options of a choice stand in one table, others in the beneficiary's file.
const FILES: [&str; 2] = [
    "format: 1\nbeneficiary: proba\nname: {ro: Instituția, ru: Учреждение}\nidno: \"1003600000006\"\n\
     contact: {phone: \"+37322000000\", email: a@example.md}\naccounts_from: uses.csv\naccounts:\n  \
     main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X, idno: \"1003600000006\", name: Casieria}\n  \
     other: {iban: MD27TRGAAA14153499000000, bic: TREZMD2X}\n",
    "id,ro,ru,fee,name,iban,bic\nhay,Fân,Сено,5,Ocolul Unu,MD44TRGAAA14222099000000,TREZMD2X\n\
     wood,Lemn,Дрова,6,Ocolul Doi,MD27TRGAAA14153499000000,TREZMD2X\n",
];

const FAULTS_OF_FILES: &[(&str, usize, &str, &str)] = &[
    ("E0111", 0, "idno: \"1003600000006\"\ncontact", "idno: \"1003600000007\"\ncontact"),
    ("E0111", 0, "+37322000000", "nobody"),
    ("E0111", 0, "a@example.md", "a at example"),
    ("E0111", 0, "main: {iban: MD44", "main: {iban: MD45"),
    ("E0111", 0, "99000000, bic: TREZMD2X, idno", "99000000, bic: none, idno"),
    ("E0111", 0, "idno: \"1003600000006\", name", "idno: \"1\", name"),
    ("E0109", 0, "name: Casieria", "name: ''"),
    ("E0106", 0, "153499000000, bic: TREZMD2X}", "153499000000}"),
    ("E0110", 0, "Instituția, ru: Учреждение", "Instituția"),
    ("E0114", 1, "id,ro,ru", "id,rom,ru"),
    ("E0111", 1, "ru,fee", "ru,Fee"),
    ("E0111", 1, "wood,", "Wood,"),
    ("E0114", 1, "Fân", ""),
    ("E0111", 1, ",5,", ",five,"),
    ("E0111", 1, "MD44", "MD45"),
    ("E0114", 1, ",6,", ",,"),
    ("E0114", 1, "Ocolul Doi", ""),
    ("E0114", 1, "99000000,TREZMD2X\nwood", "99000000,TREZMD2X,x\nwood"),
    ("E0114", 1, "Дрова", "\"Дрова"),
];

#[test]
fn two_faults_of_files_beside_are_both_told_and_nothing_else_is_blamed() {
    let service = changed(&[
        (
            "        options:\n          - {id: hay, label: {ro: Fân, ru: Сено}}\n          - {id: wood, label: {ro: Lemn, ru: Дрова}}\n",
            "        options: {from: uses.csv}\n",
        ),
        (
            "amount: (new - old) * 2, account: main}",
            "amount: (new - old) * use.fee, account: {chosen_by: use}, when: 'use in [\"hay\", \"wood\"] and area > 1'}",
        ),
        ("account: other}\n", "account: hay}\n"),
        ("    total: 199.00\n", "    total: 202.00\n"),
    ]);
    let read = |files: &[String; 2]| told(&service, &files[0], &[("uses.csv", files[1].as_bytes())]);
    let good = FILES.map(str::to_owned);
    let (codes, text) = read(&good);
    assert!(codes.is_empty(), "{text}");
    let with = |mut files: [String; 2], fault: &(&str, usize, &str, &str)| {
        assert!(files[fault.1].contains(fault.2), "{:?}", fault.2);
        files[fault.1] = files[fault.1].replacen(fault.2, fault.3, 1);
        files
    };
    let mut wrong = Vec::new();
    for (at, one) in FAULTS_OF_FILES.iter().enumerate() {
        for (other_at, other) in FAULTS_OF_FILES.iter().enumerate().skip(at) {
            // A line of too many cells, and what stands behind a quote without a pair, is not looked into.
            let is_unseen = |fault: &(&str, usize, &str, &str)| {
                fault.1 == 1 && (fault.3.contains("Дрова") || fault.3.contains(",x\nwood") || at == other_at)
            };
            if at != other_at && is_unseen(one) | is_unseen(other) && one.1 == other.1 {
                continue;
            }
            let (files, mut expected) = match at == other_at {
                true => (with(good.clone(), one), vec![one.0]),
                false => (with(with(good.clone(), one), other), vec![one.0, other.0]),
            };
            expected.sort_unstable();
            let (codes, text) = read(&files);
            if codes != expected {
                wrong.push(format!("{:?} and {:?}: {codes:?} for {expected:?}\n{text}", one.3, other.3));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} pairs", wrong.join("\n"), wrong.len());
}

/// A name that is written wrongly where it is given is not known where it is read; who reads it is not blamed, and other
/// names are told all the same.
#[test]
fn names_that_cannot_be_read_where_they_are_given_are_not_missed_where_they_are_read() {
    let told = |changes: &[(&str, &str)]| told(&changed(changes), BENEFICIARY, &[]);
    for (expected, changes) in [
        (vec!["E0111"], &[("id: contract,", "id: Contract,")][..]),
        (vec!["E0106"], &[("id: contract, ", "")]),
        (vec!["E0106", "E0202"], &[("id: contract, ", ""), ("new > old", "new > odl")]),
        (vec!["E0111", "E0202"], &[("id: contract,", "id: Contract,"), ("* price, 2", "* prise, 2")]),
        (vec!["E0111", "E0202"], &[("max_length: 12", "max_length: long"), ("Arendă {contract}", "Arendă {contarct}")]),
        (vec!["E0111"], &[("  rate: {", "  Rate: {")]),
        (vec!["E0107"], &[("  rate: {hay: 96, wood: 120.50}", "  - rate")]),
        (vec!["E0111"], &[("  price: rate", "  Price: rate")]),
        (vec!["E0107"], &[("values:\n  price: rate[use]\n", "values: rate\n")]),
        (vec!["E0106"], &[("{id: child, max", "{max")]),
        (vec!["E0107"], &[("    repeat: {id: child, max: 3, row: {ro: Copil, ru: Ребёнок}}\n", "    repeat: child\n")]),
        (
            vec!["E0107", "E0202"],
            &[("      - {id: months,", "      - months\n      - {id: weeks,"), ("new > old", "new > odl")],
        ),
    ] {
        let (codes, text) = told(changes);
        assert_eq!(codes, expected, "{changes:?}\n{text}");
    }
}

/// Ids that stand twice are told also where one of the two things cannot be read.
#[test]
fn an_id_that_a_broken_thing_has_too_stands_twice() {
    for (expected, changes) in [
        (vec!["E0111", "E0201"], &[("{id: tip, type: amount, max: 50", "{id: price, type: amount, max: much")][..]),
        (
            vec!["E0111", "E0201"],
            &[
                ("repeat: {id: child, max: 3", "repeat: {id: tip, max: many"),
                ("for_each: child, ", ""),
                ("months * 5", "'5'"),
            ],
        ),
        (vec!["E0201", "E0203"], &[("{id: used,", "{id: rent,"), ("* 2, account: main", "* 2, account: mian")]),
        (vec!["E0106", "E0201"], &[("{id: used,", "{id: rent,"), ("* 2, account: main", "* 2")]),
    ] {
        let (codes, text) = told(&changed(changes), BENEFICIARY, &[]);
        assert_eq!(codes, expected, "{changes:?}\n{text}");
    }
}
