//! Diagnostics as SARIF 2.1.0, the exchange format of code review, made of the same values as the JSON.

use serde_json::{Value, json};

use super::Code;
use super::render::severity_word;

/// The schema that SARIF logs name.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One log with one run of the problems that [`to_json`](super::to_json) gave, and a rule for each code that occurs.
pub fn to_sarif(problems: &[Value]) -> Value {
    let mut codes: Vec<Code> =
        problems.iter().filter_map(|problem| Code::parse(problem["code"].as_str().unwrap_or_default())).collect();
    codes.sort_by_key(|code| code.as_str());
    codes.dedup();
    let results: Vec<Value> = problems.iter().map(|problem| result(problem, &codes)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": env!("CARGO_PKG_NAME"),
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }]
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "name": code.name(),
        "shortDescription": {"text": code.title()},
        "help": {"text": code.page(), "markdown": code.page()},
        "defaultConfiguration": {"level": severity_word(code.severity())},
    })
}

fn result(problem: &Value, codes: &[Code]) -> Value {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    // A reader of SARIF shows the message alone, so that it holds the label and the way out too.
    let label = Some(text("label")).filter(|label| !label.is_empty()).map(|label| format!(" ({label})"));
    let help = problem["help"].as_str().map(|help| format!(". Help: {help}"));
    let message = format!("{}{}{}", text("message"), label.unwrap_or_default(), help.unwrap_or_default());
    let mut result = json!({
        "ruleId": text("code"),
        "ruleIndex": codes.iter().position(|code| code.as_str() == text("code")),
        "level": text("severity"),
        "message": {"text": message},
        "locations": [location(problem)],
    });
    let related = problem["related"].as_array().map_or(&[][..], Vec::as_slice);
    if !related.is_empty() {
        let place = |(at, other): (usize, &Value)| {
            let mut place = location(other);
            place["id"] = (at + 1).into();
            place["message"] = json!({"text": other["label"]});
            place
        };
        result["relatedLocations"] = related.iter().enumerate().map(place).collect();
    }
    result
}

fn location(place: &Value) -> Value {
    let number = |key: &str| place[key].as_u64().unwrap_or_default();
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(place["file"].as_str().unwrap_or_default())},
            "region": {
                "startLine": number("line"),
                "startColumn": number("column"),
                "endLine": number("endLine"),
                "endColumn": number("endColumn"),
                "byteOffset": number("start"),
                "byteLength": number("end").saturating_sub(number("start")),
            },
        }
    })
}

/// A path as an address: what an address may not hold is written in percents.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, FileId, Place, Sources, to_json};

    fn sample() -> Vec<Value> {
        let mut sources = Sources::default();
        let file = sources.add("./plăți/a b.yaml", "format: 1\nformat: 1\n");
        let mut diagnostics = Diagnostics::default();
        let place = |start| Place { file, start, end: start + 6 };
        let report = diagnostics.report(Code::DuplicateKey, place(10), "the key `format` stands twice");
        report.label("again here").related(place(0), "first here").help("remove one of them");
        diagnostics.report(Code::NoExamples, Place { file: FileId(0), start: 0, end: 0 }, "no examples");
        to_json(&diagnostics.into_sorted(), &sources)
    }

    /// What the published schema requires of each part, and the words that it allows.
    #[test]
    fn a_log_has_what_the_standard_requires() {
        let log = to_sarif(&sample());
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert!(run["tool"]["driver"]["name"].is_string() && run["columnKind"] == "unicodeCodePoints");
        for rule in rules {
            assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string());
            assert!(rule["help"]["text"].is_string());
        }
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 2);
        for result in results {
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let region = &result["locations"][0]["physicalLocation"]["region"];
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(region[key].as_u64().unwrap() >= 1, "{key}");
            }
        }
        let twice = &results[1];
        assert_eq!(twice["ruleId"], "E0103");
        let place = &twice["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "pl%C4%83%C8%9Bi/a%20b.yaml");
        assert_eq!((&place["region"]["startLine"], &place["region"]["endColumn"]), (&json!(2), &json!(7)));
        assert_eq!(place["region"]["byteLength"], 6);
        assert_eq!(twice["relatedLocations"][0]["message"]["text"], "first here");
        let message = twice["message"]["text"].as_str().unwrap();
        assert_eq!(message, "the key `format` stands twice (again here). Help: remove one of them");
    }

    #[test]
    fn a_log_without_problems_has_an_empty_list_of_results() {
        let log = to_sarif(&[]);
        assert_eq!(log["runs"][0]["results"], json!([]));
    }
}
