//! Texts from outside on one line of a log. It must not know where they come from.

/// Longest text, in characters.
const CHARS_MAX: usize = 120;

/// The beginning of a text from outside, short enough for a log and on one line of it: what a terminal or a reader of logs
/// could take for more than text (control characters, other ends of lines, marks that turn the direction or are not seen) is
/// written as its number.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars().take(CHARS_MAX) {
        match c {
            c if c.is_control() || is_unseen(c) => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
    line
}

/// Separators of lines and paragraphs, marks of direction, joiners and fillers, tags.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_as_a_number() {
        assert_eq!(one_line("expected '=' not '\u{1b}'"), "expected '=' not '\\u{1b}'");
        assert_eq!(one_line("a\nb\r\0\u{85}\u{2028}\u{202e}c"), "a\\u{a}b\\u{d}\\u{0}\\u{85}\\u{2028}\\u{202e}c");
        assert_eq!(one_line("Ștefan 'ă' — „x”"), "Ștefan 'ă' — „x”");
        assert_eq!(one_line(&"x".repeat(500)).len(), CHARS_MAX);
    }
}
