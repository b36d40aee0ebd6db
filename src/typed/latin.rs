//! Letters of other alphabets that look like Latin ones: whoever types a plate or an account with a Russian keyboard sees
//! no difference.

/// Capital letters, those that look like Latin ones turned to these. In small letters it reads their capitals: ASCII stays
/// ASCII, and «в» is written for В, which is taken for B.
pub fn latin(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).map(look_alike).collect()
}

/// The same without a change of case: «С» becomes C, «с» c; «в», which looks like no Latin letter, stays.
pub fn latin_of_case(text: &str) -> String {
    text.chars().map(small_look_alike).map(look_alike).collect()
}

fn small_look_alike(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'с' => 'c',
        'е' | 'ё' => 'e',
        'і' => 'i',
        'ј' => 'j',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'у' => 'y',
        'х' => 'x',
        other => other,
    }
}

/// Whether a text has Cyrillic or Greek letters.
pub fn has_foreign_letters(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{370}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}' | '\u{a640}'..='\u{a69f}'))
}

fn look_alike(capital: char) -> char {
    match capital {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' | 'Ё' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ӏ' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ԛ' => 'Q',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Ԝ' => 'W',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_alike_are_latin() {
        for (typed, read) in [
            ("АВС 123", "ABC 123"),
            ("авс", "ABC"),
            ("КМНОРТУХ", "KMHOPTYX"),
            ("ІЅЈ іѕј", "ISJ ISJ"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
            ("md44", "MD44"),
        ] {
            assert_eq!(latin(typed), read, "{typed}");
            assert!(!has_foreign_letters(&latin(typed)), "{typed}");
        }
        for other in ["АД 12", "ж", "Σ"] {
            assert!(has_foreign_letters(&latin(other)), "{other}");
        }
        assert_eq!(latin_of_case("СсВв рое"), "CcBв poe");
        assert!(!has_foreign_letters("Ștefan ß ñ 12"));
    }
}
