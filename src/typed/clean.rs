//! Which characters of a pasted text count: those that nobody sees do not. Knows nothing of what the text is for.

use unicode_normalization::UnicodeNormalization;

/// A text of numbers, codes or days without what nobody sees: white space of any kind is a space, a dash of any kind a
/// hyphen, full-width signs are the ordinary ones; nothing around it.
pub fn bare(typed: &str) -> String {
    let signs: String = typed.chars().filter(|c| !is_invisible(*c)).map(plain).collect();
    signs.trim().to_owned()
}

/// Whether digits stand on both sides of what parts the cells and lines of a table: then they are several numbers, and
/// joined they would be one that nobody wrote.
pub fn has_several_cells(typed: &str) -> bool {
    let is_break = |c: char| matches!(c, '\t' | '\n' | '\u{b}'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    typed.split(is_break).filter(|cell| bare(cell).contains(|c: char| c.is_ascii_digit())).count() > 1
}

/// Whether nothing can be seen of a text.
pub fn is_blank(typed: &str) -> bool {
    typed.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// A text as it is kept: composed (NFC), without what nobody sees and without white space around it, Romanian cedilla
/// letters turned to comma-below. A tab is a space, and so is a separator of lines where there is one line only.
/// `None` when it has characters that no payment can carry.
pub fn text(typed: &str, is_multiline: bool) -> Option<String> {
    let typed = typed.replace("\r\n", "\n").replace('\r', "\n");
    let seen = without_invisible(&typed).map(|c| match c {
        '\u{2028}' | '\u{2029}' if is_multiline => '\n',
        '\t' => ' ',
        // Spaces of other widths, which spreadsheets and pages of the web have; control characters are none.
        c if c.is_whitespace() && !c.is_control() => ' ',
        c => c,
    });
    let text: String = seen.nfc().map(comma_below).collect();
    let text = text.trim().to_owned();
    let is_allowed = |c: char| if c == '\n' { is_multiline } else { !is_without_meaning(c) };
    text.chars().all(is_allowed).then_some(text)
}

fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        // Full-width forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// A character that shows nothing of itself and moves nothing: Unicode's format characters and others that are ignored by
/// default, fillers, selectors of variants, tags. Not U+202E, which shows what follows in another order than it is kept in.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202d}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1345f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The characters that are seen, with those that hold an emoji together.
fn without_invisible(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut before = None;
    text.char_indices().filter_map(move |(at, c)| {
        let after = text[at + c.len_utf8()..].chars().next();
        let is_kept = !is_invisible(c) || holds_emoji(before, c, after);
        before = if is_kept { Some(c) } else { before };
        is_kept.then_some(c)
    })
}

/// Whether an invisible character joins two pictures into one, or says that a sign is shown as a picture.
fn holds_emoji(before: Option<char>, c: char, after: Option<char>) -> bool {
    match (before, c) {
        (Some(before), '\u{200d}') => (is_picture(before) || before == '\u{fe0f}') && after.is_some_and(is_picture),
        (Some('0'..='9' | '#' | '*'), '\u{fe0f}') => after == Some('\u{20e3}'),
        (Some(before), '\u{fe0f}') => is_picture(before),
        _ => false,
    }
}

/// The blocks that hold emoji: arrows to miscellaneous symbols, the pictures proper, and single signs of other blocks.
fn is_picture(c: char) -> bool {
    matches!(
        c,
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'
            | '©' | '®' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
    )
}

/// Control characters, private use, what is no character, and what turns the text round.
fn is_without_meaning(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{202e}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..='\u{10ffff}')
}

fn comma_below(c: char) -> char {
    match c {
        'ş' => 'ș',
        'Ş' => 'Ș',
        'ţ' => 'ț',
        'Ţ' => 'Ț',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A character of each kind that nobody sees.
    const UNSEEN: [char; 20] = [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202c}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{fe0e}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{e0041}',
        '\u{e0101}',
    ];

    #[test]
    fn what_nobody_sees_does_not_count() {
        for unseen in UNSEEN {
            assert_eq!(
                text(&format!("{unseen}Ion{unseen} Rusu{unseen}"), false).as_deref(),
                Some("Ion Rusu"),
                "{unseen:?}"
            );
            assert_eq!(bare(&format!("{unseen} 12{unseen},5{unseen}")), "12,5", "{unseen:?}");
            assert!(is_blank(&format!(" {unseen}\u{a0}")), "{unseen:?}");
        }
        assert!(is_blank("") && !is_blank("x") && !is_blank("\u{202e}"));
    }

    #[test]
    fn digits_in_several_cells_are_several_numbers() {
        for part in ["\t", "\n", "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", " \t ", "\t\t"] {
            assert!(has_several_cells(&format!("1{part}250")), "{part:?}");
            assert!(!has_several_cells(&format!("{part}1 250{part}lei{part}")), "{part:?}");
        }
        assert!(!has_several_cells("1\u{a0}250 \u{202f}000\u{200b}"));
    }

    #[test]
    fn spaces_and_lines_of_every_kind_are_those_that_people_mean() {
        for (typed, one, many) in [
            ("Ion\tRusu", Some("Ion Rusu"), "Ion Rusu"),
            ("Ion\u{a0}Rusu\u{202f}A\u{2003}B\u{3000}", Some("Ion Rusu A B"), "Ion Rusu A B"),
            ("Ion\u{2028}Rusu", Some("Ion Rusu"), "Ion\nRusu"),
            ("Ion\u{2029}Rusu\u{2028}", Some("Ion Rusu"), "Ion\nRusu"),
            ("Ion\r\nRusu\r", None, "Ion\nRusu"),
            ("\tş ţ\t", Some("ș ț"), "ș ț"),
            ("e\u{301}", Some("é"), "é"),
        ] {
            assert_eq!(text(typed, false).as_deref(), one, "{typed:?}");
            assert_eq!(text(typed, true).as_deref(), Some(many), "{typed:?}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        for c in [
            '\u{0}',
            '\u{7}',
            '\u{1b}',
            '\u{85}',
            '\u{202e}',
            '\u{e000}',
            '\u{f8ff}',
            '\u{fdd0}',
            '\u{ffff}',
            '\u{f0000}',
            '\u{10fffd}',
        ] {
            assert_eq!(text(&format!("a{c}b"), true), None, "{c:?}");
        }
    }

    #[test]
    fn emoji_stay_whole() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        let heart = "\u{2764}\u{fe0f}\u{200d}\u{1f525}";
        let runner = "\u{1f3c3}\u{1f3fd}\u{200d}\u{2642}\u{fe0f}";
        for whole in [family, heart, runner, "1\u{fe0f}\u{20e3}", "\u{a9}\u{fe0f}", "\u{1f1f2}\u{1f1e9}"] {
            let typed = format!("Ion {whole}\u{200b} Rusu");
            assert_eq!(text(&typed, false), Some(format!("Ion {whole} Rusu")), "{typed:?}");
        }
        for (typed, kept) in
            [("a\u{200d}\u{1f468}", "a\u{1f468}"), ("\u{1f468}\u{200d}a", "\u{1f468}a"), ("7\u{fe0f}", "7")]
        {
            assert_eq!(text(typed, false).as_deref(), Some(kept), "{typed:?}");
        }
    }
}
