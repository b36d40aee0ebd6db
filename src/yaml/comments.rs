//! The comments of a file, wherever YAML lets one stand; what looks like one within a text is none.

use granit_parser::{Event, Parser};

/// A comment and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its line, from 1.
    pub line: usize,
    /// Its text, with the `#` before it.
    pub text: String,
}

/// All comments of a file, in their order; of a file that is not YAML, those before its fault.
pub fn comments(text: &str) -> Vec<Comment> {
    let mut options = granit_parser::Options::default();
    options.set_emit_comments(true);
    // The file's size is bounded, and so is the number of its comments.
    options.max_buffered_comment_events = text.len();
    let events = Parser::new_from_str_with_options(text, options);
    let found = events.map_while(Result::ok).filter(|(event, _)| matches!(event, Event::Comment(..)));
    let placed = found.filter_map(|(_, span)| {
        let range = span.byte_range()?;
        let line = 1 + text.get(..range.start)?.matches('\n').count();
        Some(Comment { line, text: text.get(range)?.trim_end().to_owned() })
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_wherever_they_stand_and_texts_are_none() {
        let text = "# first\na: 1 # behind\nb: \"# no\" #three\nc: |\n  # no\n  x\n# four\nd: {e: 1, # five\n  f: 'a # no'} # six\n\
                    g: a#no\nh:\n  # seven\n  - 1   # eight\n  # nine\ni: [1, 2] # ten\nj: > # eleven\n  # no\nk: plain\n  \
                    more\n  # twelve\n\t# thirteen\n# last";
        let found: Vec<(usize, String)> =
            comments(text).into_iter().map(|comment| (comment.line, comment.text)).collect();
        let found: Vec<(usize, &str)> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(
            found,
            [
                (1, "# first"),
                (2, "# behind"),
                (3, "#three"),
                (7, "# four"),
                (8, "# five"),
                (9, "# six"),
                (12, "# seven"),
                (13, "# eight"),
                (14, "# nine"),
                (15, "# ten"),
                (16, "# eleven"),
                (20, "# twelve"),
                (21, "# thirteen"),
                (22, "# last"),
            ]
        );
    }

    #[test]
    fn very_many_are_found_and_of_what_is_no_yaml_those_before_the_fault() {
        assert_eq!(comments(&"# a\n".repeat(5_000)).len(), 5_000);
        let found = comments("\u{feff}# one\r\na: 1 # two\r\nb: [\r\n");
        assert_eq!(found.iter().map(|comment| comment.line).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(found[0].text, "# one");
        assert_eq!(comments(""), []);
    }
}
