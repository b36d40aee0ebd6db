//! What people copy together with a code: the word for it before, quotation marks around, a full stop behind. Knows no code:
//! the words are told by whoever reads one.

/// Marks that stand around a copied text, or at its end.
const AROUND: [char; 19] =
    [' ', '.', ',', ';', ':', '#', '№', '\'', '"', '`', '(', ')', '«', '»', '„', '“', '”', '‘', '’'];

/// A text without the words in small letters that stand before it, and without the marks around it.
pub fn without_label<'t>(text: &'t str, labels: &[&str]) -> &'t str {
    let mut rest = text.trim_matches(AROUND);
    while let Some(behind) = labels.iter().find_map(|label| behind_label(rest, label)) {
        rest = behind.trim_start_matches(AROUND).trim_start_matches(['/', '-']).trim_start();
    }
    rest
}

/// What stands behind a label; nothing where the word goes on, or is all there is.
fn behind_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let start = text.char_indices().nth(label.chars().count()).map(|(at, _)| at)?;
    let (word, behind) = text.split_at(start);
    let goes_on = behind.starts_with(char::is_alphabetic) && label.ends_with(char::is_alphabetic);
    (!goes_on && word.to_lowercase() == label).then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_around_a_code_are_dropped() {
        for (typed, read) in [
            ("123", "123"),
            ("IDNP 123", "123"),
            ("IDNP: 123.", "123"),
            ("IDNP/IDNO: 123", "123"),
            ("IDNP123", "123"),
            ("№ 123", "123"),
            ("'123", "123"),
            ("„123”;", "123"),
            ("(ИДНП № 123)", "123"),
            ("idnpx 123", "idnpx 123"),
            ("IDNP", "IDNP"),
            ("", ""),
        ] {
            assert_eq!(without_label(typed, &["idnp", "idno", "иднп"]), read, "{typed:?}");
        }
    }
}
