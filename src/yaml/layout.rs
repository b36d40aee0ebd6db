//! Puts the entries of block mappings in an order, line by line: an entry moves with the comments and blank lines
//! above it, and its text stays as it is. What cannot be moved safely stays where it is. Knows no key.

use super::{BYTE_ORDER_MARK, Key, Node, NodeKind, values};
use crate::limits::DEFINITION_BYTES_MAX;

/// The names that lead the mapping at a path, in their order; keys that are not among them follow as they stand.
pub type Order<'a> = &'a dyn Fn(&[&str]) -> Vec<&'static str>;

/// The text that gave `root`, with its block mappings in order and without white space at the ends of lines. Mappings
/// in braces stay as they are. A text whose meaning would change, or that would be too large, comes back as it was.
pub fn layout(text: &str, root: &Node, order: Order<'_>) -> String {
    let mut page = Page::new(text);
    page.trim(root);
    let end = page.lines.len();
    page.node(root, &mut Vec::new(), end, order);
    while page.lines.last().is_some_and(|line| is_blank(line)) {
        page.lines.pop();
    }
    let laid_out = page.lines.join("\n") + "\n";
    let is_the_same = laid_out.len() <= DEFINITION_BYTES_MAX && values(&laid_out).ok() == values(text).ok();
    if is_the_same { laid_out } else { text.to_owned() }
}

struct Page<'a> {
    text: &'a str,
    /// Where each line of the text begins.
    starts: Vec<usize>,
    lines: Vec<String>,
}

/// The lines of an entry: from `lead`, where its blank lines and comments begin, over `key` to before `end`.
struct Entry {
    lead: usize,
    key: usize,
    end: usize,
    rank: usize,
}

impl<'a> Page<'a> {
    fn new(text: &'a str) -> Page<'a> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        // A mark of byte order belongs to no line, and is left out.
        let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let starts = std::iter::once(text.len() - body.len()).chain(breaks).collect();
        Page { text, starts, lines: body.split('\n').map(str::to_owned).collect() }
    }

    /// The line on which a byte stands.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Removes white space at the ends of lines, except within texts of several lines, where it can mean something.
    fn trim(&mut self, root: &Node) {
        let mut keep = vec![false; self.lines.len()];
        self.mark_long(root, &mut keep);
        for (line, keep) in self.lines.iter_mut().zip(keep) {
            if !keep {
                line.truncate(line.trim_end_matches(WHITE).len());
            }
        }
    }

    fn mark_long(&self, node: &Node, keep: &mut [bool]) {
        match &node.kind {
            NodeKind::Null => {}
            NodeKind::Scalar(_) => {
                let (first, last) = (self.line(node.place.start), self.line(node.place.end));
                if first != last {
                    keep[first..=last].fill(true);
                }
            }
            NodeKind::Sequence(items) => items.iter().for_each(|item| self.mark_long(item, keep)),
            NodeKind::Mapping(entries) => entries.iter().for_each(|(_, value)| self.mark_long(value, keep)),
        }
    }

    fn begins_with(&self, node: &Node, mark: &str) -> bool {
        self.text.get(node.place.start..).is_some_and(|rest| rest.starts_with(mark))
    }

    /// Lays out what stands before the line `end`.
    fn node<'n>(&mut self, node: &'n Node, path: &mut Vec<&'n str>, end: usize, order: Order<'_>) {
        match &node.kind {
            NodeKind::Mapping(entries) if !self.begins_with(node, "{") => self.mapping(entries, path, end, order),
            NodeKind::Sequence(items) if !self.begins_with(node, "[") => {
                let starts: Vec<usize> = items.iter().map(|item| self.line(item.place.start)).collect();
                for (at, item) in items.iter().enumerate() {
                    // Which item it is changes no order.
                    path.push("0");
                    self.node(item, path, starts.get(at + 1).copied().unwrap_or(end), order);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn mapping<'n>(&mut self, entries: &'n [(Key, Node)], path: &mut Vec<&'n str>, end: usize, order: Order<'_>) {
        let names = order(path);
        let keys: Vec<usize> = entries.iter().map(|(key, _)| self.line(key.place.start)).collect();
        for (at, (key, value)) in entries.iter().enumerate() {
            path.push(&key.text);
            self.node(value, path, keys.get(at + 1).copied().unwrap_or(end), order);
            path.pop();
        }
        let Some(column) = self.column(entries, &keys) else { return };
        let mut found: Vec<Entry> = Vec::new();
        for (at, (key, _)) in entries.iter().enumerate() {
            let key_line = keys[at];
            let lead = found.last().map_or_else(|| self.first_lead(key_line), |before| before.end);
            let end = self.tail(key_line, keys.get(at + 1).copied().unwrap_or(end), column);
            let rank = names.iter().position(|name| *name == key.text).unwrap_or(names.len());
            found.push(Entry { lead, key: key_line, end, rank });
        }
        if !found.is_sorted_by_key(|entry| entry.rank) {
            self.reorder(found, column);
        }
    }

    /// The column of all keys; `None` where a line holds more than its key and what belongs to it.
    fn column(&self, entries: &[(Key, Node)], keys: &[usize]) -> Option<usize> {
        let first = entries.first()?;
        let column = first.0.place.start - self.starts[keys[0]];
        for (at, (key, _)) in entries.iter().enumerate() {
            let before = self.text.get(self.starts[keys[at]]..key.place.start)?;
            let is_plain = before.bytes().all(|byte| byte == b' ' || at == 0 && byte == b'-');
            // A `?` without a key stands elsewhere than its key.
            let is_written = key.place.start < key.place.end;
            if before.len() != column || !is_plain || !is_written || at > 0 && keys[at] <= keys[at - 1] {
                return None;
            }
        }
        Some(column)
    }

    /// Where the comments begin that stand right above the first entry of the file. Those above a blank line, and the
    /// line that names a schema to editors, are the file's.
    fn first_lead(&self, key: usize) -> usize {
        if self.lines[..key].iter().any(|line| !is_blank_or_comment(line)) {
            return key;
        }
        let is_header = |line: &String| is_blank(line) || line.starts_with("# yaml-language-server:");
        self.lines[..key].iter().rposition(is_header).map_or(0, |at| at + 1)
    }

    /// Where an entry ends: blank lines and comments behind it that are not indented deeper than its key are not its.
    fn tail(&self, key: usize, end: usize, column: usize) -> usize {
        let is_outside = |line: &String| {
            let indent = line.len() - line.trim_start_matches(' ').len();
            is_blank(line) || is_blank_or_comment(line) && indent <= column
        };
        // A carriage return alone breaks lines for YAML and not for us, so that what follows can begin on the key's line.
        let behind = self.lines.get(key + 1..end).unwrap_or_default();
        end - behind.iter().rev().take_while(|line| is_outside(line)).count()
    }

    fn reorder(&mut self, mut entries: Vec<Entry>, column: usize) {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return };
        let (start, end, first_key) = (first.lead, last.end, first.key);
        // What stands before the first key, as the dash of a list, stays before whichever is first.
        let dash = self.lines[first_key][..column].to_owned();
        self.lines[first_key].replace_range(..column, &" ".repeat(column));
        entries.sort_by_key(|entry| entry.rank);
        let mut blocks: Vec<Vec<String>> =
            entries.iter().map(|entry| self.lines[entry.lead..entry.end].to_vec()).collect();
        // Blank lines part entries, so those above the new first one go above the one that was first.
        let blanks = blocks[0].iter().take_while(|line| is_blank(line)).count();
        let moved: Vec<String> = blocks[0].drain(..blanks).collect();
        let key = entries[0].key - entries[0].lead - blanks;
        blocks[0][key].replace_range(..column, &dash);
        if let Some(at) = entries.iter().position(|entry| entry.key == first_key) {
            blocks[at].splice(0..0, moved);
        }
        for (line, new) in self.lines[start..end].iter_mut().zip(blocks.into_iter().flatten()) {
            *line = new;
        }
    }
}

/// What is white space for YAML: other spaces are letters there.
const WHITE: [char; 3] = [' ', '\t', '\r'];

fn is_blank(line: &str) -> bool {
    line.trim_end_matches(WHITE).is_empty()
}

fn is_blank_or_comment(line: &str) -> bool {
    let line = line.trim_start_matches(WHITE);
    line.is_empty() || line.starts_with('#')
}
