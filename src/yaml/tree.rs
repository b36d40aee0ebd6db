//! The tree with places: built from the event parser's ranges, then held against the values of the other parser.

use std::collections::BTreeSet;

use granit_parser::{Event, Parser, ScalarStyle};

use crate::diag::{Code, Diagnostics, FileId, Place};
use crate::limits::{DEFINITION_DEPTH_MAX, DEFINITION_NODES_MAX};

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands; of a quoted text, with its quotes.
    pub place: Place,
    /// Its first character: where a mapping or a list as a whole is pointed at.
    pub start: Place,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Nothing: an empty value or `null`.
    Null,
    /// A text, number or truth value.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values, in the order of the file.
    Mapping(Vec<(Key, Node)>),
}

/// A scalar as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// The text after quotes and escapes are resolved.
    pub text: String,
    /// Whether it was written without quotes, so that it can be a number or truth value.
    pub is_plain: bool,
    /// Where the text begins in the file, when the file has it letter by letter, so that a part of it can be pointed at.
    pub verbatim_start: Option<usize>,
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Node {
    /// What kind of thing it is, for messages.
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Null => "nothing",
            NodeKind::Scalar(scalar) if scalar.is_plain && scalar.text.parse::<f64>().is_ok() => "a number",
            NodeKind::Scalar(scalar) if scalar.is_plain && matches!(scalar.text.as_str(), "true" | "false") => {
                "a truth value"
            }
            NodeKind::Scalar(_) => "a text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
        }
    }
}

/// What to do instead of the means by which YAML says a thing once.
const VALUE_ITSELF: &str = "write the value itself";

struct Builder<'a> {
    events: Parser<'a, granit_parser::StrInput<'a>>,
    file: FileId,
    text: &'a str,
    nodes: usize,
    /// Whether something was reported that the rest can be read without.
    is_refused: bool,
    /// Whether something was reported that the rest makes no sense without.
    is_senseless: bool,
    diagnostics: &'a mut Diagnostics,
}

/// Builds the tree, or reports why there is none; and says whether something in it was reported.
pub(super) fn build(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<(Node, bool)> {
    let mut options = granit_parser::Options::default();
    // They would be kept, and a long row of them be refused.
    options.set_emit_comments(false);
    let mut builder = Builder {
        events: Parser::new_from_str_with_options(text, options),
        file,
        text,
        nodes: 0,
        is_refused: false,
        is_senseless: false,
        diagnostics,
    };
    let root = builder.document()?;
    (!builder.is_senseless).then_some((root, builder.is_refused))
}

impl<'a> Builder<'a> {
    fn document(&mut self) -> Option<Node> {
        let (event, place) = loop {
            let (event, place) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::StreamEnd => {
                    self.diagnostics.report(Code::BrokenYaml, place, "the file is empty");
                    return None;
                }
                _ => break (event, place),
            }
        };
        let root = self.node(event, place, 0)?;
        loop {
            let (event, place) = self.next()?;
            match event {
                Event::DocumentEnd => {}
                Event::StreamEnd => return Some(root),
                _ => {
                    self.forbid(place, "a second document", "write one definition a file, without `---` lines");
                    return None;
                }
            }
        }
    }

    /// The next event.
    fn next(&mut self) -> Option<(Event<'a>, Place)> {
        match self.events.next()? {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                Some((event, Place { file: self.file, start: range.start, end: range.end }))
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
                let place = Place { file: self.file, start: at, end: at };
                self.diagnostics.report(Code::BrokenYaml, place, format!("this is not YAML: {}", error.info()));
                None
            }
        }
    }

    fn node(&mut self, event: Event<'a>, place: Place, depth: usize) -> Option<Node> {
        self.nodes += 1;
        if depth > DEFINITION_DEPTH_MAX || self.nodes > DEFINITION_NODES_MAX {
            self.diagnostics.report(Code::TooLarge, place, "the file says too much").help(format!(
                "a definition nests at most {DEFINITION_DEPTH_MAX} levels and has at most {DEFINITION_NODES_MAX} values"
            ));
            return None;
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.no_mark(anchor != 0 || tag.is_some(), place);
                Some(self.placed(place, self.scalar(&text, style, place)))
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.no_mark(anchor != 0 || tag.is_some(), place);
                self.sequence(place, depth)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.no_mark(anchor != 0 || tag.is_some(), place);
                self.mapping(place, depth)
            }
            _ => {
                self.forbid(place, "an alias", VALUE_ITSELF);
                self.is_senseless = true;
                Some(self.placed(place, NodeKind::Null))
            }
        }
    }

    fn placed(&self, place: Place, kind: NodeKind) -> Node {
        let first = self.text.get(place.start..place.end).and_then(|text| text.chars().next());
        let end = place.start + first.map_or(0, char::len_utf8);
        Node { place, start: Place { end, ..place }, kind }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, place: Place) -> NodeKind {
        let is_plain = matches!(style, ScalarStyle::Plain);
        if is_plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return NodeKind::Null;
        }
        let inner = place.start + usize::from(!is_plain);
        let verbatim = self.text.get(inner..inner + text.len()) == Some(text);
        NodeKind::Scalar(Scalar { text: text.to_owned(), is_plain, verbatim_start: verbatim.then_some(inner) })
    }

    fn sequence(&mut self, open: Place, depth: usize) -> Option<Node> {
        let mut items = Vec::new();
        loop {
            let (event, place) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let end = items.last().map_or(open.end, |item: &Node| item.place.end).max(place.start.min(place.end));
                return Some(self.placed(Place { end, ..open }, NodeKind::Sequence(items)));
            }
            items.push(self.node(event, place, depth + 1)?);
        }
    }

    fn mapping(&mut self, open: Place, depth: usize) -> Option<Node> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, place) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                let end = entries.last().map_or(open.end, |(_, value)| value.place.end);
                self.no_key_twice(&mut entries);
                return Some(self.placed(Place { end, ..open }, NodeKind::Mapping(entries)));
            }
            let Event::Scalar(text, style, ..) = event else {
                self.forbid(place, "a key that is not a word", "write keys as plain words");
                return None;
            };
            if text == "<<" && matches!(style, ScalarStyle::Plain) {
                self.forbid(place, "a merge key", "write the keys out");
                self.is_senseless = true;
            }
            let key = Key { text: text.into_owned(), place };
            let (event, place) = self.next()?;
            let value = self.node(event, place, depth + 1)?;
            entries.push((key, value));
        }
    }

    /// Reports keys that stand twice in one mapping, and leaves the first of them.
    fn no_key_twice(&mut self, entries: &mut Vec<(Key, Node)>) {
        let mut left_out = BTreeSet::new();
        let mut keys: Vec<&Key> = entries.iter().map(|(key, _)| key).collect();
        // In the order of the file where they are the same.
        keys.sort_by(|a, b| a.text.cmp(&b.text));
        for same in keys.chunk_by(|a, b| a.text == b.text) {
            let [first, again @ ..] = same else { continue };
            for key in again {
                self.diagnostics
                    .report(Code::DuplicateKey, key.place, format!("the key `{}` stands twice", key.text))
                    .label("again here")
                    .related(first.place, "first here")
                    .help("remove one of them");
                left_out.insert(key.place);
            }
        }
        self.is_refused |= !left_out.is_empty();
        entries.retain(|(key, _)| !left_out.contains(&key.place));
    }

    /// A value that has an anchor or a tag is a value all the same.
    fn no_mark(&mut self, has_mark: bool, place: Place) {
        if has_mark {
            self.forbid(place, "an anchor or a tag", VALUE_ITSELF);
            self.is_refused = true;
        }
    }

    fn forbid(&mut self, place: Place, what: &str, help: &str) {
        self.diagnostics.report(Code::ForbiddenYaml, place, format!("a definition may not use {what}")).help(help);
    }
}

/// Holds the tree against what `serde_yaml` read. They read the same language, so a difference is a trap for the
/// author (such as a form feed or an odd line break) and is refused.
pub(super) fn agree(root: Node, values: &serde_yaml::Value, diagnostics: &mut Diagnostics) -> Option<Node> {
    match differing(&root, values) {
        None => Some(root),
        Some(place) => {
            diagnostics
                .report(Code::BrokenYaml, place, "two YAML readers read this differently")
                .help("put the text in double quotes");
            None
        }
    }
}

fn differing(node: &Node, value: &serde_yaml::Value) -> Option<Place> {
    use serde_yaml::Value;
    match (&node.kind, value) {
        (NodeKind::Null, Value::Null) => None,
        (NodeKind::Scalar(scalar), Value::String(text)) => (&scalar.text != text).then_some(node.place),
        (NodeKind::Scalar(scalar), Value::Bool(_) | Value::Number(_)) => (!scalar.is_plain).then_some(node.place),
        (NodeKind::Sequence(items), Value::Sequence(values)) if items.len() == values.len() => {
            items.iter().zip(values).find_map(|(item, value)| differing(item, value))
        }
        (NodeKind::Mapping(entries), Value::Mapping(values)) if entries.len() == values.len() => {
            // Keys such as `12` or `true` are texts to us; the order of entries is the file's in both.
            entries.iter().zip(values).find_map(|((key, node), (other, value))| match other {
                Value::String(other) if *other != key.text => Some(key.place),
                _ => differing(node, value),
            })
        }
        _ => Some(node.place),
    }
}
