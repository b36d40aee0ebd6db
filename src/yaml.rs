//! YAML as definitions may use it: one document of mappings, lists and scalars, each with its place in the text.
//!
//! `serde_yaml` says what a scalar is; `granit-parser` says where everything stands. Both must agree on every path.
//! Knows nothing of services.

mod tree;

pub use tree::{Key, Node, NodeKind, Scalar};

use crate::diag::{Code, Diagnostics, FileId, Place};
use crate::limits::DEFINITION_BYTES_MAX;

/// Reads a file into a tree. Gives `None` when it cannot be read at all; the reasons are among the diagnostics.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let whole = Place { file, start: 0, end: text.len() };
    if text.len() > DEFINITION_BYTES_MAX {
        diagnostics
            .report(Code::TooLarge, Place { end: 0, ..whole }, format!("the file has {} bytes", text.len()))
            .help(format!("a definition has at most {DEFINITION_BYTES_MAX} bytes"));
        return None;
    }
    let root = tree::build(file, text, diagnostics)?;
    let values: serde_yaml::Value = match serde_yaml::from_str(text) {
        Ok(values) => values,
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index().min(text.len()));
            let message = format!("this is not YAML: {error}");
            diagnostics.report(Code::BrokenYaml, Place { file, start: at, end: at }, message);
            return None;
        }
    };
    tree::agree(root, &values, diagnostics)
}

#[cfg(test)]
mod tests {
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
            ("%YAML 3.0\n---\n\ta", "E0101"),
        ] {
            let (_, codes) = read(text);
            assert!(codes.contains(&code), "{text:?} gives {codes:?}");
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
