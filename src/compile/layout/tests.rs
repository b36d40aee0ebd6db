//! The canonical layout of what ships, of what ships in disorder, and of small texts by hand.

use proptest::prelude::*;
use serde_yaml::Value;

use super::*;
use crate::compile::testing::shipped;
use crate::diag::Sources;

fn laid_out(text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("test.yaml", text);
    let mut diagnostics = Diagnostics::default();
    canonical(file, text, &mut diagnostics).unwrap_or_else(|| panic!("{text}"))
}

fn value(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn what_ships_is_canonical() {
    for (path, text) in shipped() {
        assert_eq!(laid_out(&text), text, "{path}: run `mpay-pages fmt`");
    }
}

#[test]
fn entries_move_with_what_stands_above_them() {
    for (before, after) in [
        ("service: a\nformat: 1\n", "format: 1\nservice: a\n"),
        ("service: a\n\n# one\nformat: 1\n", "# one\nformat: 1\n\nservice: a\n"),
        ("# file\n\n# a\nservice: a   \nformat: 1 # b\n\n\n", "# file\n\nformat: 1 # b\n# a\nservice: a\n"),
        (
            "# yaml-language-server: $schema=x\nservice: a\nformat: 1",
            "# yaml-language-server: $schema=x\nformat: 1\nservice: a\n",
        ),
        (
            "lines:\n  # of the list\n  - amount: 1\n    # why\n    id: a\n  # next\n  - {id: b}\n# end\n",
            "lines:\n  # of the list\n    # why\n  - id: a\n    amount: 1\n  # next\n  - {id: b}\n# end\n",
        ),
        (
            "order:\n  due_after_days: 3\n  # deep\n  reason:\n    en: c\n    # of ro\n    ro: |\n      # no comment  \n\n      b\nformat: 1\n",
            "format: 1\norder:\n  # deep\n  reason:\n    # of ro\n    ro: |\n      # no comment  \n\n      b\n    en: c\n  due_after_days: 3\n",
        ),
        ("zzz: 1\nvalues:\n  b: 1\n  a: 2\nformat: 1\n", "format: 1\nvalues:\n  b: 1\n  a: 2\nzzz: 1\n"),
        ("{service: a, format: 1}\n", "{service: a, format: 1}\n"),
        ("logo: a.png\nbeneficiary: b\r\n", "beneficiary: b\nlogo: a.png\n"),
    ] {
        let found = laid_out(before);
        assert_eq!(found, after, "{before}");
        assert_eq!(value(&found), value(before));
        assert_eq!(laid_out(&found), found);
    }
}

/// What `serde_yaml` writes of a definition, with its keys in disorder, and comments and blank lines between.
fn shuffled(value: &Value, random: &mut impl FnMut(usize) -> usize) -> Value {
    match value {
        Value::Mapping(entries) => {
            let mut left: Vec<(Value, Value)> =
                entries.iter().map(|(key, value)| (key.clone(), shuffled(value, random))).collect();
            let mut mixed = serde_yaml::Mapping::new();
            while !left.is_empty() {
                let (key, value) = left.remove(random(left.len()));
                mixed.insert(key, value);
            }
            Value::Mapping(mixed)
        }
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| shuffled(item, random)).collect()),
        _ => value.clone(),
    }
}

fn with_comments(text: &str, random: &mut impl FnMut(usize) -> usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        match random(6) {
            0 => lines.push(format!("{}# comment {}", " ".repeat(indent), lines.len())),
            1 => lines.push(String::new()),
            2 => lines.push(format!("{}# comment {}  ", " ".repeat(random(12)), lines.len())),
            _ => {}
        }
        lines.push(line.to_owned());
    }
    lines.join("\n") + "\n"
}

fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text.lines().map(str::trim).filter(|line| line.starts_with('#')).collect();
    found.sort_unstable();
    found
}

/// Whether the keys of all mappings stand in the order of the table, below `path`.
fn is_ordered<'v>(
    value: &'v Value,
    path: &mut Vec<&'v str>,
    shape: &'static crate::compile::shape::keys::Shape,
) -> bool {
    match value {
        Value::Mapping(entries) => {
            let names = order_at(shape, path);
            let rank = |key: &Value| names.iter().position(|name| key == *name).unwrap_or(names.len());
            entries.keys().is_sorted_by_key(rank)
                && entries.iter().all(|(key, value)| {
                    path.push(key.as_str().unwrap_or_default());
                    let is_fine = is_ordered(value, path, shape);
                    path.pop();
                    is_fine
                })
        }
        Value::Sequence(items) => items.iter().all(|item| {
            path.push("0");
            let is_fine = is_ordered(item, path, shape);
            path.pop();
            is_fine
        }),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_meaning_stays_and_the_layout_is_settled(which in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let shipped = shipped();
        let mut state = seed | 1;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let (path, original) = which.get(&shipped);
        let shape = if path.ends_with("beneficiary.yaml") { &BENEFICIARY } else { &SERVICE };
        let mixed = serde_yaml::to_string(&shuffled(&value(original), &mut random)).unwrap();
        // Comments can fall into texts of several lines and make them others, so both are compared as they became.
        let text = with_comments(&mixed, &mut random);
        let found = laid_out(&text);
        prop_assert_eq!(value(&found), value(&text), "{}", text);
        prop_assert_eq!(&laid_out(&found), &found, "{}", text);
        prop_assert_eq!(comments(&found), comments(&text), "{}", text);
        prop_assert!(is_ordered(&value(&found), &mut Vec::new(), shape), "{}", text);
    }
}

/// Some editors begin a file with a mark of byte order; people begin theirs with a long comment.
#[test]
fn marks_and_long_comments_at_the_start_of_a_file_do_not_matter() {
    let comment = "# a line\n".repeat(200);
    assert_eq!(laid_out(&format!("{comment}service: a\nformat: 1\n")), format!("format: 1\n{comment}service: a\n"));
    assert_eq!(laid_out("\u{feff}service: a\nformat: 1\n"), "format: 1\nservice: a\n");
}

/// A line end at the end of a file that is as large as may be would make it too large.
#[test]
fn a_file_that_has_no_room_left_stays_as_it_is() {
    let text = format!("a: {}", "x".repeat(crate::limits::DEFINITION_BYTES_MAX - 3));
    assert!(laid_out(&text) == text);
}
