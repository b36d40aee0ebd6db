//! The pages that explain codes: each wrong example raises exactly its code, each right one does not.

use std::collections::BTreeSet;

use super::testing::{BENEFICIARY, compiled_with};
use crate::compile::Compiled;
use crate::diag::{Code, to_text};

/// Nothing is wrong with it but that it has no examples. A page's example takes the place of the keys that it has.
const FRAME: &str = "\
format: 1
service: frame
mpay_service_id: FRM01
languages: [ro]
title: {ro: Exemplu}
payer: {kinds: [person]}
sections:
  - title: {ro: Cererea}
    fields:
      - {id: days, type: quantity, max: 30, label: {ro: Zile}}
lines:
  - {id: fee, reason: {ro: Taxă}, amount: days * 5, account: main}
order: {reason: {ro: Taxă}}
legal:
  basis: {ro: Legea 1}
  data_purpose: {ro: Plata}
  data_basis: {ro: Legea 2}
  data_years: 5
";

/// The fenced blocks below a heading: what stands behind the fence, and the text.
fn blocks<'a>(page: &'a str, heading: &str) -> Vec<(&'a str, String)> {
    let part = page.split("\n## ").find(|part| part.starts_with(heading)).unwrap_or_default();
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut inside = false;
    for line in part.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(info) => {
                found.push((info, String::new()));
                inside = true;
            }
            None if inside => found.last_mut().unwrap().1.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    found
}

/// The top-level keys of a file, each with its lines.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let key = line.split(':').next().unwrap_or_default();
        let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
        match found.last_mut() {
            Some((last, lines)) if !starts || last == key => lines.push_str(&format!("{line}\n")),
            _ => found.push((key.to_owned(), format!("{line}\n"))),
        }
    }
    found
}

fn spliced(frame: &str, part: &str) -> String {
    let mut whole = entries(frame);
    for (key, lines) in entries(part) {
        match whole.iter_mut().find(|(other, _)| *other == key) {
            Some(entry) => entry.1 = lines,
            None => whole.push((key, lines)),
        }
    }
    whole.into_iter().map(|(_, lines)| lines).collect()
}

fn example(code: Code, heading: &str) -> Compiled {
    let blocks = blocks(code.page(), heading);
    let (mut service, mut beneficiary, mut beside) = (FRAME.to_owned(), BENEFICIARY.to_owned(), Vec::new());
    assert!(!blocks.is_empty(), "{code} has no example under {heading}");
    for (info, text) in &blocks {
        match info.split_once(' ') {
            None if *info == "yaml" => service = spliced(&service, text),
            Some(("yaml", "beneficiary")) => beneficiary = spliced(&beneficiary, text),
            Some(("csv", name)) => beside.push((name, text.as_bytes())),
            _ => panic!("{code}: `{info}` is no kind of example"),
        }
    }
    compiled_with(&beneficiary, &service, &beside)
}

/// The codes of a compilation, without the note that the frame has no examples.
fn codes(compiled: &Compiled, code: Code) -> BTreeSet<Code> {
    let found = compiled.diagnostics.iter().map(|diagnostic| diagnostic.code);
    found.filter(|found| *found != Code::NoExamples || code == Code::NoExamples).collect()
}

#[test]
fn wrong_examples_raise_their_code_and_right_ones_none() {
    let mut told = String::new();
    let mut faults = String::new();
    let mut all = Code::ALL.to_vec();
    all.sort_by_key(|code| code.as_str());
    for code in all {
        let (wrong, right) = (example(code, "Wrong"), example(code, "Right"));
        let text = |compiled: &Compiled| to_text(&compiled.diagnostics, &compiled.sources, false);
        if codes(&wrong, code) != BTreeSet::from([code]) {
            faults.push_str(&format!("{code}, the wrong example:\n{}", text(&wrong)));
        }
        if !codes(&right, code).is_empty() || right.plan.is_none() {
            faults.push_str(&format!("{code}, the right example:\n{}", text(&right)));
        }
        let own = wrong.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).cloned().collect::<Vec<_>>();
        told.push_str(&to_text(&own, &wrong.sources, false));
    }
    assert!(faults.is_empty(), "{faults}");
    insta::assert_snapshot!("pages", told);
}
