//! Every place of a plan: none can change without a word.

use serde_json::{Value, json};

use super::*;

/// Every place of a plan's document that holds something, as a path of keys and positions.
fn places(document: &Value, path: &str, found: &mut Vec<String>) {
    match document {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| places(value, &format!("{path}/{}", escaped(key)), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| places(value, &format!("{path}/{at}"), found));
        }
        Value::Null => {}
        _ => found.push(path.to_owned()),
    }
}

/// A key as RFC 6901 writes it in a path.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Something else of the same kind.
fn another(value: &Value) -> Value {
    match value {
        Value::Bool(truth) => json!(!truth),
        Value::Number(number) => json!(number.as_i64().unwrap() + 1),
        Value::String(text) => match (text.parse::<rust_decimal::Decimal>(), text.parse::<Date>()) {
            (Ok(number), _) => json!((number + rust_decimal::Decimal::ONE).to_string()),
            (_, Ok(day)) => json!(day.tomorrow().unwrap().to_string()),
            _ => json!(format!("{text}z")),
        },
        other => other.clone(),
    }
}

/// Whatever is changed in a plan is told: no part of it is forgotten.
#[test]
fn no_place_of_a_plan_can_change_without_a_word() {
    let plan = version(&[]).0;
    let document = serde_json::to_value(&plan).unwrap();
    let mut all = Vec::new();
    places(&document, "", &mut all);
    let (mut judged, mut silent) = (0, Vec::new());
    for path in &all {
        let mut changed = document.clone();
        let place = changed.pointer_mut(path).unwrap();
        *place = another(place);
        // Most other words for a kind or an operator are no words at all.
        let Ok(other) = serde_json::from_value::<Plan>(changed) else { continue };
        judged += 1;
        let side = |plan| Side { plan, examples: &[] };
        if compare(side(&plan), side(&other), TODAY).changes.is_empty() {
            silent.push(path.as_str());
        }
    }
    assert!(judged > 150, "only {judged} of {} places were judged", all.len());
    assert_eq!(silent, ["/format"], "the layout of the document is not the service's");
}
