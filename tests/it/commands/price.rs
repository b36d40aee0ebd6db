//! `price`: answers in, lines out, and what the form has to say.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::support::program::{program, run, shipped_definitions, text};

fn definition(path: &str) -> PathBuf {
    shipped_definitions().join(path)
}

/// Runs `price` on a definition that ships: exit code, standard output, standard error.
fn price(path: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let file = definition(path);
    let output = run(["price", file.to_str().unwrap()].iter().chain(arguments));
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

const KINDERGARTEN: &str = "gradinite-chisinau/kindergarten-fee.yaml";
const COURT: &str = "trezoreria/court-state-fee.yaml";

#[test]
fn a_price_comes_with_its_working() {
    let (code, out, _) = price(KINDERGARTEN, &["--example", "1", "--language", "en"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("price", out);
}

#[test]
fn answers_come_as_arguments_from_a_file_and_from_standard_input() {
    let all = "{payer.kind: person, kindergarten: nr_1, group: Mare, child_code: \"104552\", \
               child_idnp: \"2004999999996\", child_name: Maria, period: 01.2026, days: 2, telephone: \"060606060\"}";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.yaml");
    std::fs::write(&file, all).unwrap();
    let (code, out, _) = price(KINDERGARTEN, &[file.to_str().unwrap(), "days=3", "--on", "2026-02-03"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("fee = days * day_price = 3 * 13.90 = 41.70\n"), "{out}");
    assert!(out.contains("note: no payer was given"), "{out}");

    let definition = definition(KINDERGARTEN);
    let arguments = ["price", definition.to_str().unwrap(), "-", "--on", "2026-02-03", "--format", "json"];
    let mut child = program(arguments).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("on: 2020-01-01\nanswers: {all}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let quoted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&quoted["outcome"], &quoted["total"]), (&"priced".into(), &"27.80".into()), "{quoted}");
    let working = &quoted["lines"][0]["working"];
    assert_eq!((&working[1]["formula"], &working[1]["numbers"]), (&"days * day_price".into(), &"2 * 13.90".into()));
}

#[test]
fn refused_answers_are_told_in_the_form_s_words() {
    let (code, out, err) = price(COURT, &["court=chis", "claim_type=appeal", "first_fee=49", "--language", "en"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    insta::assert_snapshot!("price_refused", err);

    let (code, out, err) = price(COURT, &["court=chis", "--format", "json"]);
    let quoted: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, err.as_str(), &quoted["outcome"]), (Some(1), "", &"refused".into()));
    assert!(quoted["problems"].as_array().unwrap().iter().any(|one| one["name"] == "telephone"), "{quoted}");
}

#[test]
fn a_name_that_is_not_asked_is_answered_with_the_nearest() {
    for (answer, told) in [
        ("claim_typ=appeal", "the page does not ask for `claim_typ`; did you mean `claim_type`?"),
        ("xyz=1", "the page does not ask for `xyz`; it asks for payer.kind, payer.id,"),
        ("payer=person", "the page does not ask for `payer`; it is asked as payer.kind, payer.id, payer.name"),
    ] {
        let (code, _, err) = price(COURT, &[answer]);
        assert_eq!(code, Some(1));
        assert!(err.contains(told), "{err}");
    }
}

#[test]
fn a_stop_is_a_result() {
    let (code, out, err) = price(COURT, &["--example", "3", "--language", "en"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("the service stops: no order is made\n  You pay nothing."), "{out}");
}

#[test]
fn what_was_answered_in_vain_is_told() {
    let (code, out, _) = price(COURT, &["--example", "1", "own_sum=12"]);
    assert_eq!(code, Some(0));
    let note =
        "note: `own_sum` was answered but is not asked with these answers: it is asked when claim_type == \"property\"";
    assert!(out.contains(note), "{out}");
}

#[test]
fn what_cannot_be_priced_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.yaml");
    std::fs::write(&broken, "a: [1\n").unwrap();
    for (arguments, told) in [
        (&["--language", "de"][..], "the service does not speak `de`: choose one of ro, ru, en"),
        (&["--example", "9"], "there is no example 9: the definition has 3"),
        (&["no-such-file"], "cannot read `no-such-file`: an answer is NAME=TEXT, or the file of answers"),
        (&[broken.to_str().unwrap()], "E0101"),
    ] {
        let (code, out, err) = price(COURT, arguments);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains(told), "{err}");
    }
    let (code, _, err) = price("trezoreria", &[]);
    assert_eq!(code, Some(1));
    assert!(err.contains("has several services: name one"), "{err}");
    let (code, _, _) = price(COURT, &["--on", "tomorrow"]);
    assert_eq!(code, Some(2), "a wrong command line");
}

/// A definition whose examples are wrong is what the command is needed for most.
#[test]
fn a_definition_whose_examples_differ_is_priced_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["beneficiary.yaml", "logo.png", "kindergarten-fee.yaml"] {
        let from = shipped_definitions().join("gradinite-chisinau").join(name);
        std::fs::create_dir_all(folder.path().join("gradinite-chisinau")).unwrap();
        std::fs::copy(from, folder.path().join("gradinite-chisinau").join(name)).unwrap();
    }
    let file = folder.path().join(KINDERGARTEN);
    let changed = std::fs::read_to_string(&file).unwrap().replace("total: 250.20", "total: 250.00");
    std::fs::write(&file, changed).unwrap();
    let output = run(["price".as_ref(), file.as_os_str(), "--example".as_ref(), "1".as_ref()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("the example comes to 250.20 lei, not 250.00"));
    assert!(text(&output.stdout).contains("total  250.20 lei"));
}
