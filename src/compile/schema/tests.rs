//! The schema, judged by a validator of others: it takes what ships and refuses what is misspelt.

use jsonschema::Validator;
use serde_json::Value;

use super::{beneficiary_schema, service_schema};
use crate::compile::testing::shipped;

/// Both schemas: of services, of beneficiaries. A schema that is none itself does not get so far.
fn validators() -> [Validator; 2] {
    [service_schema(), beneficiary_schema()].map(|schema| {
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        jsonschema::draft202012::new(&schema).unwrap()
    })
}

fn of<'a>(path: &str, [service, beneficiary]: &'a [Validator; 2]) -> &'a Validator {
    if path.ends_with("beneficiary.yaml") { beneficiary } else { service }
}

fn read(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn every_definition_that_ships_is_valid() {
    let validators = validators();
    for (path, text) in shipped() {
        let errors: Vec<String> = of(&path, &validators)
            .iter_errors(&read(&text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
    }
}

/// Misspells one key after the other and counts them; keys that the author chooses are left out.
fn misspell(value: &Value, path: &str, root: &Value, validator: &Validator) -> usize {
    let mut count = 0;
    match value {
        Value::Object(entries) => {
            let is_open = ["/values", "/tables", "/accounts", "/answers"].iter().any(|open| path.ends_with(open))
                || path.contains("/tables/")
                || path.ends_with("/lines") && path.starts_with("/examples");
            for (key, inner) in entries {
                if !is_open {
                    let mut wrong = root.clone();
                    let Some(Value::Object(entries)) = wrong.pointer_mut(path) else { panic!("{path}") };
                    let moved = entries.remove(key).unwrap();
                    entries.insert(format!("{key}x"), moved);
                    assert!(!validator.is_valid(&wrong), "{path}/{key}x");
                    count += 1;
                }
                let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                count += misspell(inner, &path, root, validator);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                count += misspell(inner, &format!("{path}/{at}"), root, validator);
            }
        }
        _ => {}
    }
    count
}

#[test]
fn no_misspelt_key_is_valid() {
    let validators = validators();
    for (path, text) in shipped().iter().step_by(3) {
        let root = read(text);
        let count = misspell(&root, "", &root, of(path, &validators));
        assert!(count > 8, "{path}: only {count} keys were misspelt");
    }
}

#[test]
fn wrong_words_and_shapes_are_refused() {
    let [service, beneficiary] = validators();
    let shipped = shipped();
    let text = |name: &str| &shipped.iter().find(|(path, _)| path.ends_with(name)).unwrap().1;
    let good = text("forest-land-rent.yaml");
    for (from, to) in [
        ("languages: [ro, ru, en]", "languages: [ro, de]"),
        ("type: phone", "type: fone"),
        ("max_length: 13", "max_length: many"),
        ("service: forest-land-rent", "service: Forest Land"),
        ("data_years: 5", "data_years: 500"),
        ("account: main", "account: [main]"),
        ("type: amount", "type: yes_no"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(!service.is_valid(&read(&good.replacen(from, to, 1))), "{to}");
    }
    let good = text("moldsilva/beneficiary.yaml");
    assert!(!beneficiary.is_valid(&read(&good.replacen("bic:", "bik:", 1))));
}

/// An editor shows a description at every key.
#[test]
fn every_key_is_described() {
    fn walk(value: &Value, path: &str) {
        if let Some(Value::Object(properties)) = value.get("properties") {
            for (key, schema) in properties {
                let doc = schema.get("description").and_then(Value::as_str).unwrap_or_default();
                assert!(!doc.is_empty(), "{path}/{key} has no description");
            }
        }
        match value {
            Value::Object(entries) => {
                for (key, inner) in entries.iter().filter(|(key, _)| *key != "if") {
                    walk(inner, &format!("{path}/{key}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, path)),
            _ => {}
        }
    }
    walk(&service_schema(), "service");
    walk(&beneficiary_schema(), "beneficiary");
}
