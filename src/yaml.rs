//! YAML as definitions may use it: one document of mappings, lists and scalars, each with its place in the text.
//!
//! `serde_yaml` says what a scalar is; `granit-parser` says where everything stands. Both must agree on every path.
//! Knows nothing of services.

mod comments;
mod layout;
mod tree;

pub use comments::{Comment, comments};
pub use layout::{Order, layout};
pub use tree::{Key, Node, NodeKind, Scalar};

use crate::diag::{Code, Diagnostics, FileId, Place};
use crate::limits::DEFINITION_BYTES_MAX;

/// What some editors put before the first line of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a file into a tree. Gives `None` when it cannot be read at all; the reasons are among the diagnostics.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    match read(file, text, diagnostics)? {
        Read::Right(root) => Some(root),
        Read::Refused(_) => None,
    }
}

/// Reads a file as far as it makes sense, so that all its problems can be told at once: a key that stands twice counts
/// as it stood first, an anchor or a tag is passed over. Whoever calls it must give up once there are errors.
pub fn parse_to_explain(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    match read(file, text, diagnostics)? {
        Read::Right(root) | Read::Refused(root) => Some(root),
    }
}

/// What a file holds.
enum Read {
    /// A tree on which two readers agree.
    Right(Node),
    /// What is left of one with errors, which were reported.
    Refused(Node),
}

fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Read> {
    let whole = Place { file, start: 0, end: text.len() };
    if text.len() > DEFINITION_BYTES_MAX {
        diagnostics
            .report(Code::TooLarge, Place { end: 0, ..whole }, format!("the file has {} bytes", text.len()))
            .help(format!("a definition has at most {DEFINITION_BYTES_MAX} bytes"));
        return None;
    }
    // Readers differ in what it is within a text, and nobody sees it.
    if let Some(at) = text.char_indices().skip(1).find(|(_, letter)| *letter == BYTE_ORDER_MARK).map(|(at, _)| at) {
        diagnostics
            .report(Code::BrokenYaml, Place { file, start: at, end: at }, "an invisible mark of byte order stands here")
            .help("remove it: delete the letters around it and type them again");
        return None;
    }
    let (root, is_refused) = tree::build(file, text, diagnostics)?;
    if is_refused {
        return Some(Read::Refused(root));
    }
    let values = match values(text) {
        Ok(values) => values,
        Err(error) => {
            let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
            let mut at = error.location().map_or(0, |location| (mark + location.index()).min(text.len()));
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let message = format!("this is not YAML: {error}");
            diagnostics.report(Code::BrokenYaml, Place { file, start: at, end: at }, message);
            return None;
        }
    };
    tree::agree(root, &values, diagnostics).map(Read::Right)
}

/// What the other parser reads. It takes the mark of byte order, with which some editors begin a file, for a document.
fn values(text: &str) -> Result<serde_yaml::Value, serde_yaml::Error> {
    serde_yaml::from_str(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diag::Sources;

    fn read(text: &str) -> (Option<Node>, Vec<&'static str>) {
        let mut sources = Sources::default();
        let file = sources.add("test.yaml", text);
        let mut diagnostics = Diagnostics::default();
        let node = parse(file, text, &mut diagnostics);
        (node, diagnostics.into_sorted().iter().map(|diagnostic| diagnostic.code.as_str()).collect())
    }

    #[test]
    fn a_tree_knows_where_everything_stands() {
        let text = "a: {b: [1, \"două\"]}\n";
        let (node, codes) = read(text);
        assert!(codes.is_empty());
        let NodeKind::Mapping(entries) = node.unwrap().kind else { panic!("a mapping") };
        let NodeKind::Mapping(inner) = &entries[0].1.kind else { panic!("a mapping") };
        let NodeKind::Sequence(items) = &inner[0].1.kind else { panic!("a list") };
        assert_eq!(&text[items[0].place.start..items[0].place.end], "1");
        assert_eq!(&text[items[1].place.start..items[1].place.end], "\"două\"");
    }

    #[test]
    fn what_a_definition_may_not_use_is_refused_with_a_place() {
        for (text, code) in [
            ("a: &x 1\nb: *x\n", "E0102"),
            ("a: !!str 1\n", "E0102"),
            ("a: 1\n---\nb: 2\n", "E0102"),
            ("a: 1\na: 2\n", "E0103"),
            ("a: [1\n", "E0101"),
            ("a: \"\n", "E0101"),
            ("? [a]\n: 1\n", "E0102"),
            ("<<: {a: 1}\n", "E0102"),
            ("", "E0101"),
            ("\u{feff}\u{feff}a: 1", "E0101"),
            ("a: b\u{feff}c", "E0101"),
            ("%YAML 3.0\n---\n\ta", "E0101"),
        ] {
            let (_, codes) = read(text);
            assert!(codes.contains(&code), "{text:?} gives {codes:?}");
        }
    }

    /// Every path with what stands there, as the tree has them.
    fn tree_paths(node: &Node, path: &str, out: &mut Vec<(String, String)>) {
        match &node.kind {
            NodeKind::Null => out.push((path.to_owned(), "null".to_owned())),
            NodeKind::Scalar(scalar) => out.push((path.to_owned(), scalar.text.clone())),
            NodeKind::Sequence(items) => {
                for (at, item) in items.iter().enumerate() {
                    tree_paths(item, &format!("{path}[{at}]"), out);
                }
            }
            NodeKind::Mapping(entries) => {
                for (key, value) in entries {
                    tree_paths(value, &format!("{path}/{}", key.text), out);
                }
            }
        }
    }

    /// The same as `serde_yaml` has them, where all scalars are texts.
    fn value_paths(value: &serde_yaml::Value, path: &str, out: &mut Vec<(String, String)>) {
        use serde_yaml::Value;
        match value {
            Value::Null => out.push((path.to_owned(), "null".to_owned())),
            Value::Bool(truth) => out.push((path.to_owned(), truth.to_string())),
            Value::Number(number) => out.push((path.to_owned(), number.to_string())),
            Value::String(text) => out.push((path.to_owned(), text.clone())),
            Value::Sequence(items) => {
                for (at, item) in items.iter().enumerate() {
                    value_paths(item, &format!("{path}[{at}]"), out);
                }
            }
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    let key = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
                    value_paths(value, &format!("{path}/{key}"), out);
                }
            }
            Value::Tagged(_) => out.push((path.to_owned(), "tagged".to_owned())),
        }
    }

    fn document() -> impl Strategy<Value = serde_yaml::Value> {
        let text = "[a-zăîșț '\":#,{}\\[\\]&*!|>%@`-]{0,12}|true|null|12\\.50|2026-01-25|~|0x1f|1_000|no|\n|x\ny|\t";
        let leaf = prop_oneof![
            text.prop_map(serde_yaml::Value::String),
            (-999i64..999).prop_map(|number| serde_yaml::Value::Number(number.into())),
            any::<bool>().prop_map(serde_yaml::Value::Bool),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(serde_yaml::Value::Sequence),
                proptest::collection::vec(("[a-z_]{1,8}|from 2026-01-01|payer\\.kind", inner), 0..5).prop_map(
                    |entries| {
                        let entries = entries.into_iter().map(|(key, value)| (serde_yaml::Value::String(key), value));
                        serde_yaml::Value::Mapping(entries.collect())
                    }
                ),
            ]
        })
    }

    proptest! {
        #[test]
        fn both_readers_see_the_same_paths(value in document()) {
            let text = serde_yaml::to_string(&value).unwrap();
            if let (Some(node), _) = read(&text) {
                let (mut ours, mut theirs) = (Vec::new(), Vec::new());
                tree_paths(&node, "", &mut ours);
                value_paths(&serde_yaml::from_str(&text).unwrap(), "", &mut theirs);
                prop_assert_eq!(ours, theirs, "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_alike_or_refused(text in "[a-z0-9 \\-:\\[\\]{},\"'\n#&*!|>~.?]{0,40}") {
            if let (Some(node), _) = read(&text) {
                let (mut ours, mut theirs) = (Vec::new(), Vec::new());
                tree_paths(&node, "", &mut ours);
                value_paths(&serde_yaml::from_str(&text).unwrap(), "", &mut theirs);
                prop_assert_eq!(ours.len(), theirs.len(), "{}", text);
            }
        }
    }

    #[test]
    fn depth_and_count_are_bounded() {
        assert_eq!(read(&format!("{}{}", "[".repeat(40), "]".repeat(40))).1, ["E0104"]);
        assert_eq!(read(&"[".repeat(100_000)).1, ["E0101"]);
        assert_eq!(read(&"- 1\n".repeat(60_000)).1, ["E0104"]);
        assert_eq!(read(&" ".repeat(300_000)).1, ["E0104"]);
    }
}
