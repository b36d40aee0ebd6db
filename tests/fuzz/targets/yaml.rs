//! The YAML front. No text makes it panic; every problem has a place within the text; and what it reads has the paths
//! and texts that `serde_yaml` sees, each at the place where it stands.

use mpay_pages::diag::{Diagnostics, Sources, to_text};
use mpay_pages::yaml::{Node, NodeKind, parse};
use serde_yaml::Value;

pub fn run(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let root = parse(file, text, &mut diagnostics);
    let found = diagnostics.into_sorted();
    for problem in &found {
        assert!(text.get(problem.place.start..problem.place.end).is_some(), "a place outside of the text");
    }
    assert_eq!(to_text(&found, &sources, false).is_empty(), found.is_empty());
    match root {
        Some(root) => {
            let value: Value = serde_yaml::from_str(text).expect("one reader takes it");
            agree(&root, &value, text);
        }
        None => assert!(!found.is_empty(), "refused without a word"),
    }
}

/// Both see the same.
fn agree(node: &Node, value: &Value, text: &str) {
    assert!(text.get(node.place.start..node.place.end).is_some(), "a place outside of the text");
    match (&node.kind, value) {
        (NodeKind::Null, Value::Null) | (NodeKind::Scalar(_), Value::Bool(_) | Value::Number(_)) => {}
        (NodeKind::Scalar(scalar), Value::String(other)) => assert_eq!(scalar.text, *other),
        (NodeKind::Sequence(items), Value::Sequence(others)) => {
            assert_eq!(items.len(), others.len());
            items.iter().zip(others).for_each(|(item, other)| agree(item, other, text));
        }
        (NodeKind::Mapping(entries), Value::Mapping(others)) => {
            assert_eq!(entries.len(), others.len());
            for ((key, node), (other, value)) in entries.iter().zip(others) {
                assert!(text.get(key.place.start..key.place.end).is_some(), "a place outside of the text");
                if let Some(other) = other.as_str() {
                    assert_eq!(key.text, other);
                }
                agree(node, value, text);
            }
        }
        (node, value) => panic!("one reader sees {node:?}, the other {value:?}"),
    }
}
