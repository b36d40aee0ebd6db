//! Texts of one line that somebody typed: what they may be, and how YAML writes them.

use crate::form::clean_email;

/// Words that YAML would take for something else than a text.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// The heading of a page: at most 100 characters.
pub(super) fn heading(typed: &str) -> Result<String, String> {
    line(typed, 100)
}

/// The name of an institution: at most 120 characters.
pub(super) fn institution(typed: &str) -> Result<String, String> {
    line(typed, 120)
}

/// The name of a legal act: at most 300 characters.
pub(super) fn act(typed: &str) -> Result<String, String> {
    line(typed, 300)
}

/// An e-mail address.
pub(super) fn email(typed: &str) -> Result<String, String> {
    clean_email(typed.trim()).map_err(|_| "write it as name@example.md".to_owned())
}

fn line(typed: &str, most: usize) -> Result<String, String> {
    let text = typed.trim();
    let count = text.chars().count();
    // Beside control characters, those that YAML takes for an end of line or for none of its text.
    let is_odd =
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    match count {
        0 => Err("it cannot be empty".to_owned()),
        _ if text.chars().any(is_odd) => Err("it has a control character".to_owned()),
        _ if count > most => Err(format!("it has {count} characters, and at most {most} are possible")),
        _ => Ok(text.to_owned()),
    }
}

/// A text as YAML writes it, also within braces.
pub(super) fn yaml(text: &str) -> String {
    let is_plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_alphanumeric() || " .-–’„”“«»_/()".contains(c))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if is_plain {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_from_yaml_as_it_was() {
        for text in [
            "Eliberarea certificatului",
            "Taxa: 1, 2 și 3",
            "# nu e comentariu",
            "{ro: x}",
            "[a]",
            "C:\\dosar \"nou\"",
            "no",
            "Null",
            "12.50",
            "2026-01-25",
            "- a",
            "& * ! | > % @ `",
            "'x'",
            "x - y",
            "a #b",
            "„Exemplu” SRL",
            "x:",
            "e\u{301} \u{1f600}",
        ] {
            for document in [format!("a: {}\n", yaml(text)), format!("a: {{b: {}, c: 1}}\n", yaml(text))] {
                let read: serde_yaml::Value = serde_yaml::from_str(&document).unwrap();
                let found = read["a"].as_str().or_else(|| read["a"]["b"].as_str());
                assert_eq!(found, Some(text), "{document}");
            }
        }
    }

    #[test]
    fn what_is_not_one_line_of_text_is_refused() {
        for (typed, told) in [
            ("  ", "it cannot be empty"),
            ("a\u{7}b", "it has a control character"),
            ("a\u{2028}b", "it has a control character"),
            (&"ș".repeat(101), "it has 101 characters, and at most 100 are possible"),
        ] {
            assert_eq!(heading(typed).unwrap_err(), told);
        }
        assert_eq!(heading("  Titlu ").unwrap(), "Titlu");
        assert!(email("ana@").is_err() && email(" ana@Example.MD ").is_ok());
    }
}
