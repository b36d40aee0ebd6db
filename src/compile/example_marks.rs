//! What is still only an example's in a definition: the comments by which `new` marks such places, and people who copy it.

use super::DefinitionFiles;
use crate::yaml;

/// The word that marks a place.
const MARK: &str = "CHANGE";
/// What follows the word where a comment explains it.
const EXPLAINED: &str = " marks what is only an example's";

/// A place that holds an example's value, or whose author has not decided yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleMark {
    /// The file, as messages should show it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The comment, or the line of a table.
    pub text: String,
}

/// The marks in all files that a service is compiled from: comments of its own file and of its beneficiary's, and cells
/// of the tables that these name.
pub fn example_marks(files: &DefinitionFiles) -> Vec<ExampleMark> {
    let texts = [&files.beneficiary_file, &files.service_file];
    let commented = texts.iter().flat_map(|(file, text)| {
        let marks = yaml::comments(text).into_iter().filter(|comment| is_mark(&comment.text));
        marks.map(|comment| ExampleMark { file: file.clone(), line: comment.line, text: comment.text })
    });
    let tables = files.beside.iter().filter(|(name, _)| texts.iter().any(|(_, text)| text.contains(name.as_str())));
    let tabled = tables.flat_map(|(name, bytes)| {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let marked = text.lines().enumerate().filter(|(_, line)| is_marked_line(line));
        marked.map(|(at, line)| ExampleMark { file: name.clone(), line: at + 1, text: line.trim().to_owned() })
    });
    commented.chain(tabled).collect()
}

/// Whether a comment marks a place, with the word in capitals wherever it stands in it.
fn is_mark(comment: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    comment.match_indices(MARK).any(|(at, _)| {
        let (before, after) = (&comment[..at], &comment[at + MARK.len()..]);
        !before.ends_with(is_letter) && !after.starts_with(is_letter) && !after.starts_with(EXPLAINED)
    })
}

/// Tables have no comments: a line is marked where a `#` and the word stand as in one.
fn is_marked_line(line: &str) -> bool {
    let spoken = line.match_indices('#').map(|(at, _)| line[at + 1..].trim_start());
    spoken.filter(|rest| rest.starts_with(MARK)).any(is_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_marks_a_place_but_where_it_is_explained() {
        for (comment, expected) in [
            ("# CHANGE", true),
            ("#CHANGE", true),
            ("## CHANGE: some words", true),
            ("# the price of 2025; CHANGE!", true),
            ("# CHANGE marks what is only an example's. CHANGE: this", true),
            ("# It compiles as it stands. CHANGE marks what is only an example's; look for each.", false),
            ("# a change of prices", false),
            ("# EXCHANGE rate, CHANGES_MAX, CHANGED", false),
        ] {
            assert_eq!(is_mark(comment), expected, "{comment}");
        }
    }

    #[test]
    fn marks_are_found_in_every_file_that_counts() {
        let text = "a: 1 # CHANGE\nb: \"# CHANGE\"\noptions_from: t.csv\n";
        let files = DefinitionFiles {
            beneficiary: "b".to_owned(),
            beneficiary_file: ("b/beneficiary.yaml".to_owned(), "# CHANGE\n".to_owned()),
            service: "s".to_owned(),
            service_file: ("b/s.yaml".to_owned(), text.to_owned()),
            beside: ["t.csv", "other.csv"].map(|name| (name.to_owned(), b"id\nA # CHANGE\n".to_vec())).to_vec(),
        };
        let found: Vec<String> =
            example_marks(&files).iter().map(|mark| format!("{}:{}: {}", mark.file, mark.line, mark.text)).collect();
        assert_eq!(found, ["b/beneficiary.yaml:1: # CHANGE", "b/s.yaml:1: # CHANGE", "t.csv:2: A # CHANGE"]);
    }
}
