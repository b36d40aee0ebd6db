//! `diff`: files and published versions, compared in meaning.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::program::{run, shipped_definitions, text};

const COURT: &str = "trezoreria/court-state-fee.yaml";

/// A beneficiary's folder that ships, with changes of its texts.
fn changed(folder: &Path, definition: &str, changes: &[(&str, &str)]) -> PathBuf {
    let beneficiary = definition.split('/').next().unwrap();
    std::fs::create_dir_all(folder.join(beneficiary)).unwrap();
    for entry in std::fs::read_dir(shipped_definitions().join(beneficiary)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.join(beneficiary).join(path.file_name().unwrap())).unwrap();
    }
    for file in [folder.join(definition), folder.join(beneficiary).join("beneficiary.yaml")] {
        let text =
            changes.iter().fold(std::fs::read_to_string(&file).unwrap(), |text, (from, to)| text.replace(from, to));
        std::fs::write(file, text).unwrap();
    }
    folder.join(definition)
}

fn diff(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = run(["diff"].iter().chain(arguments));
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_reviewer_reads_money_first_and_texts_last() {
    let folder = tempfile::tempdir().unwrap();
    let later = changed(
        folder.path(),
        COURT,
        &[
            ("0.85", "0.80"),
            ("total: 1049.38", "total: 987.65"),
            ("MD94TRGAAA14222001000000", "MD77TRGAAA14153401000000"),
            ("max_length: 40, required: false", "max_length: 40"),
            ("Court state fee for claims", "State fee of courts for claims"),
            ("Legea 213/2023 privind taxa de stat", "Legea 213/2023 cu privire la taxa de stat"),
        ],
    );
    let earlier = shipped_definitions().join(COURT);
    let (code, out, err) = diff(&[earlier.to_str().unwrap(), later.to_str().unwrap()]);
    assert_eq!(code, Some(3));
    assert!(err.contains("E0602"), "the examples lack the case number: {err}");
    // Examples without a day are run today.
    let today = out.split(" on ").nth(1).map(|rest| rest[..10].to_owned()).unwrap();
    insta::assert_snapshot!("diff", out.replace(&today, "TODAY"));

    let (code, json, _) = diff(&[earlier.to_str().unwrap(), later.to_str().unwrap(), "--format", "json"]);
    assert_eq!(code, Some(3));
    let told: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&told["same"], told["changes"].as_array().unwrap().len()), (&false.into(), 5), "{json}");
    assert_eq!(told["needsApproval"], serde_json::json!(["money", "account", "asked", "legal"]));
    let first = &told["changes"][0];
    assert_eq!((&first["risk"], &first["part"]), (&"money".into(), &"line appeal".into()));
    assert_eq!(first["after"], "round(first_fee * 0.80, 2)");
}

#[test]
fn layout_and_comments_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let later = changed(folder.path(), COURT, &[("format: 1\nservice:", "# A comment.\nformat: 1\n\nservice:")]);
    let earlier = shipped_definitions().join(COURT);
    let (code, out, err) = diff(&[earlier.to_str().unwrap(), later.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.ends_with("mean the same\n"), "{out}");
    let (code, json, _) = diff(&[earlier.to_str().unwrap(), later.to_str().unwrap(), "--format", "json"]);
    let told: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &told["same"], &told["changes"]), (Some(0), &true.into(), &serde_json::json!([])));
}

#[test]
fn published_versions_are_compared_with_each_other_and_with_files() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let first = changed(folder.path(), "moldsilva/forest-land-rent.yaml", &[]);
    let publish = |path: &Path| {
        assert_eq!(run(["init", "--data", data]).status.code(), Some(0));
        let output = run(["publish", "--data", data, path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    };
    publish(&first);
    let first = changed(folder.path(), "moldsilva/forest-land-rent.yaml", &[("max: 1000000", "max: 50000")]);
    publish(&first);
    let service = "moldsilva/forest-land-rent";
    let (one, two, served) = (format!("{service}@1"), "MDS02@2", format!("{service}@served"));
    let change = "money\n  field rent: maximum 1000000 -> 50000\n";
    for (earlier, later, code, told) in [
        (one.as_str(), two, 3, change),
        (one.as_str(), served.as_str(), 3, change),
        (two, served.as_str(), 0, "mean the same"),
        (served.as_str(), first.to_str().unwrap(), 0, "mean the same"),
    ] {
        let (found, out, err) = diff(&[earlier, later, "--data", data]);
        assert_eq!((found, err.as_str()), (Some(code), ""), "{earlier} {later}");
        assert!(out.contains(told), "{out}");
    }
    for (version, told) in [
        ("moldsilva/forest-land-rent@9", "`moldsilva/forest-land-rent` has no version 9"),
        ("moldsilva/nothing@1", "no service `moldsilva/nothing`"),
        ("moldsilva/forest-land-rent@one", "`one` is no number of a version"),
        ("moldsilva/forest-land-rent", "a published version is written as moldsilva/forest-land-rent@3"),
    ] {
        let (code, out, err) = diff(&[version, &served, "--data", data]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{version}");
        assert!(err.contains(told), "{err}");
    }
    let nowhere = folder.path().join("nowhere");
    let (code, _, err) = diff(&[&one, &served, "--data", nowhere.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(err.contains("there is no database at") && !nowhere.exists(), "{err}");
}

#[test]
fn what_does_not_compile_is_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let later = changed(folder.path(), COURT, &[("account: state_fee", "account: state_fe")]);
    let earlier = shipped_definitions().join(COURT);
    let (code, out, err) = diff(&[earlier.to_str().unwrap(), later.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("E0203"), "{err}");
    assert_eq!(diff(&[earlier.to_str().unwrap()]).0, Some(2), "a wrong command line");
}
