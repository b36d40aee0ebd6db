//! Numbers of payment cards, which have no place in a form: they are never needed here, and must not be kept.

use unicode_normalization::UnicodeNormalization;

use crate::identifiers::Iban;
use crate::plan::Pattern;

/// Whether a text holds the number of a payment card: 13 to 19 digits of any script, whatever stands between them (letters
/// only where the text has no other digits), that begin as the card schemes' do (ISO/IEC 7812) and end with the right check digit (Luhn).
///
/// One number in ten of that length and beginning is taken for a card by chance, so what people are rightly asked for must
/// not come under it: an IDNP or IDNO begins with 0, 1 or 2 and no card of 13 digits does; an IBAN of Moldova is left out
/// where its check digits are right; telephones and days that stand beside each other are not grouped as cards are.
pub(super) fn holds_card_number(text: &str) -> bool {
    let without_ibans = without_ibans(&text.nfkc().collect::<String>());
    // Whatever stands between them: where an answer has no other digits, they are meant as one number.
    let all: Vec<u8> = without_ibans.chars().filter_map(digit).take(CARD_DIGITS_MAX + 1).collect();
    is_card(&all) || without_ibans.split(char::is_alphabetic).any(|stretch| has_card(&runs(stretch)))
}

/// Whether a field's pattern asks for a number of just so many digits as the text has, so that one that looks like a card's
/// is what is asked for: with a digit more, and with one less, the pattern does not take the text.
pub(super) fn asks_for_such_numbers(pattern: &Pattern, text: &str) -> bool {
    let Some(at) = text.rfind(|c: char| c.is_ascii_digit()) else { return false };
    let (before, after) = (&text[..at], &text[at + 1..]);
    let digit = &text[at..=at];
    pattern.matches(text)
        && !pattern.matches(&format!("{before}{digit}{digit}{after}"))
        && !pattern.matches(&format!("{before}{after}"))
}

/// Most digits of a card's number (ISO/IEC 7812).
const CARD_DIGITS_MAX: usize = 19;

/// The runs of digits in a stretch of text, and what stands between each and the next.
struct Runs {
    digits: Vec<Vec<u8>>,
    gaps: Vec<String>,
}

fn runs(stretch: &str) -> Runs {
    let mut runs = Runs { digits: Vec::new(), gaps: Vec::new() };
    let mut gap = String::new();
    let mut is_within = false;
    for c in stretch.chars() {
        match digit(c) {
            Some(digit) => {
                match runs.digits.last_mut().filter(|_| is_within) {
                    Some(run) => run.push(digit),
                    None => {
                        if !runs.digits.is_empty() {
                            runs.gaps.push(std::mem::take(&mut gap));
                        }
                        runs.digits.push(vec![digit]);
                    }
                }
                is_within = true;
            }
            None => {
                gap = if is_within { String::new() } else { gap };
                gap.push(c);
                is_within = false;
            }
        }
    }
    runs
}

/// The value of a digit; those of compatibility forms are ASCII already. Each script has its ten in a row.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [char; 19] = [
        '0', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
        '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{1810}',
    ];
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(*zero))?;
        u8::try_from(value).ok().filter(|value| *value < 10)
    })
}

/// Most runs that one number is looked for in: nineteen digits with something between all.
const RUNS_MAX: usize = 19;

/// Whether some of the runs, one after another, are a card's number.
fn has_card(runs: &Runs) -> bool {
    let count = runs.digits.len();
    (0..count).any(|first| {
        (first..count.min(first + RUNS_MAX)).any(|last| {
            let groups = &runs.digits[first..=last];
            is_grouped(groups, &runs.gaps[first..last]) && is_card_among(&groups.concat(), groups)
        })
    })
}

/// Whether digits in these groups can be one number: one or two groups, longer ones in the middle, or all of one small
/// length with the same sign between all, which is none of a list.
fn is_grouped(groups: &[Vec<u8>], gaps: &[String]) -> bool {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let middle = groups.get(1..groups.len().saturating_sub(1)).unwrap_or_default();
    let are_alike =
        groups[..groups.len() - 1].iter().all(|group| group.len() == first.len()) && last.len() <= first.len();
    let is_list = |gap: &String| gap.contains([',', ';', '\n']) && gap.chars().count() > 1;
    middle.iter().all(|group| group.len() >= 4)
        || are_alike && !gaps.iter().any(is_list) && gaps.windows(2).all(|pair| pair[0] == pair[1])
}

/// Whether these digits are a card's number, or have one with other digits right before or right behind it. The latter are
/// held against the lengths and beginnings of most cards only: more would be found by chance.
fn is_card_among(digits: &[u8], groups: &[Vec<u8>]) -> bool {
    if is_card(digits) {
        return true;
    }
    // A long number beside another, an IDNP beside a telephone, is no card with a digit too many.
    let can_be_glued = groups.len() == 1 || groups.iter().all(|group| group.len() <= 8);
    let is_glued = |length: usize| {
        let (start, end) = (digits.get(..length), digits.len().checked_sub(length).and_then(|at| digits.get(at..)));
        // What is cut off belongs to one group: otherwise the groups without it were looked at for themselves.
        let over = digits.len().saturating_sub(length);
        let (first, last) = (groups.first().map_or(0, Vec::len), groups.last().map_or(0, Vec::len));
        let is_of = |digits: Option<&[u8]>, group: usize| over > 0 && over < group && digits.is_some_and(is_card);
        is_of(end, first) || is_of(start, last)
    };
    can_be_glued && [15, 16].into_iter().any(is_glued)
}

/// Whether digits begin as a scheme's numbers of their length do, and end with the right check digit.
fn is_card(digits: &[u8]) -> bool {
    let first = |count: usize| digits.iter().take(count).fold(0u32, |number, digit| number * 10 + u32::from(*digit));
    let is_diners = matches!(first(3), 300..=305 | 309) || matches!(first(2), 36 | 38 | 39);
    let is_maestro = matches!(first(2), 50 | 56..=58 | 60..=69);
    let is_jcb = matches!(first(4), 3528..=3589);
    let is_mir = matches!(first(4), 2200..=2204);
    let is_union_pay = matches!(first(2), 62 | 81);
    let is_visa = first(1) == 4;
    let is_scheme = match digits.len() {
        13 => is_visa,
        14 => is_diners,
        15 => matches!(first(2), 34 | 37) || matches!(first(4), 1800 | 2131),
        16 => {
            let is_mastercard = matches!(first(2), 51..=55) || matches!(first(4), 2221..=2720);
            let is_rupay_or_troy = first(2) == 82 || first(4) == 9792;
            is_visa || is_mastercard || is_maestro || is_jcb || is_mir || is_union_pay || is_diners || is_rupay_or_troy
        }
        17..=19 => is_visa || is_maestro || is_jcb || is_mir || is_union_pay || is_diners,
        _ => false,
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let weighed = u32::from(*digit) * if at % 2 == 1 { 2 } else { 1 };
            if weighed > 9 { weighed - 9 } else { weighed }
        })
        .sum();
    is_scheme && sum.is_multiple_of(10)
}

/// A text without the IBANs of Moldova in it, in one piece or in groups.
fn without_ibans(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some(c) = rest.chars().next() {
        match iban_length(rest) {
            Some(length) => {
                kept.push('x');
                rest = &rest[length..];
            }
            None => {
                kept.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    kept
}

/// How many bytes of a text's beginning are an IBAN.
fn iban_length(text: &str) -> Option<usize> {
    let begins = text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("md"));
    if !begins {
        return None;
    }
    let signs = text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).take(24);
    let end = signs.last().map(|(at, _)| at + 1)?;
    Iban::parse(&text[..end]).ok().map(|_| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schemes' published numbers for trying out.
    const CARDS: [&str; 16] = [
        "4111111111111111",
        "4222222222222",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "2223003122003222",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "3530111333300000",
        "3566002020360505",
        "30569309025904",
        "38520000023237",
        "6200000000000005",
        "6759649826438453",
    ];

    /// A card's digits in fours, with something between.
    fn in_fours(card: &str, between: &str) -> String {
        let fours = card.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap());
        fours.collect::<Vec<_>>().join(between)
    }

    #[test]
    fn cards_are_seen_whatever_stands_between_their_digits() {
        for card in CARDS {
            assert!(holds_card_number(card), "{card}");
            for between in [
                " ", "  ", "     ", "-", ".", "/", ",", "_", ", ", " - ", "\u{2013}", "\u{2014}", "\u{2011}",
                "\u{2012}", "\u{2212}", "\u{a0}", "\u{2009}", "\u{202f}", "\t", "\n", "\u{200b}", "\u{ad}", "\u{2060}",
                "\u{feff}", "*", "|", ":", "\\", "+", "\u{b7}", "…", "'",
            ] {
                let typed = in_fours(card, between);
                for text in [
                    typed.clone(),
                    format!("my card: {typed}, thanks"),
                    format!("{typed} 12/27 123"),
                    format!("nr{typed}"),
                ] {
                    assert!(holds_card_number(&text), "{text:?}");
                }
            }
            for between in [" ", ".", "\u{200b}", " - ", "\u{fe0f}\u{20e3}"] {
                let typed: String = card.chars().map(|digit| format!("{digit}{between}")).collect();
                assert!(holds_card_number(&typed), "{typed:?}");
            }
        }
        assert!(holds_card_number("3782 822463 10005") && holds_card_number("3056 930902 5904"));
    }

    #[test]
    fn digits_that_are_all_of_an_answer_are_one_number() {
        for text in [
            "4111a1111b1111c1111",
            "card 41 111 11 1111 11 111",
            "4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
            "4-11, 111; 111 11 (1111) 1",
            "41\u{1f4b3}1111\u{1f4b3}111111\u{1f4b3}1111",
            "4\u{fe0f}\u{20e3}11\u{fe0f}\u{20e3} 1 1111 11 1111 11",
            "3782 and 82246 and 310005",
            "41 1111 x 1111 y 1111 11, MD77 TRGA AA14 1534 0100 0000",
        ] {
            assert!(holds_card_number(text), "{text}");
        }
        for text in ["4111a1111b1111c1112", "4111 a 1111 b 1111", "contract 4111a1111b1111c1111 din 2026"] {
            assert!(!holds_card_number(text), "{text}");
        }
    }

    #[test]
    fn digits_of_every_script_are_seen() {
        for zero in ['\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}', '\u{1d7ce}', '\u{1d7f6}'] {
            for card in CARDS {
                let other = |digit: char| char::from_u32(u32::from(zero) + digit.to_digit(10).unwrap()).unwrap();
                let typed: String = card.chars().map(other).collect();
                assert!(holds_card_number(&typed), "{typed}");
            }
        }
        assert!(holds_card_number("\u{2463}\u{2460}\u{2460}\u{2460}-1111-1111-1111"), "circled digits");
    }

    #[test]
    fn digits_right_before_and_behind_hide_no_card() {
        for text in [
            "12 4111 1111 1111 1111",
            "1 4111111111111111",
            "4111111111111111 123",
            "74111111111111111",
            "41111111111111112",
            "124111111111111111",
            "41111111111111111227123",
            "94111 1111 1111 1111",
            "4111 1111 1111 11119",
            "cvv 123, 5555-5555-5555-4444, 12/27",
            "Nr. 1: 378282246310005; nr. 2",
            "0378282246310005",
        ] {
            assert!(holds_card_number(text), "{text}");
        }
    }

    /// What forms ask for, and what people write beside it.
    #[test]
    fn other_numbers_are_no_cards() {
        for other in [
            "",
            "4111111111111112",
            "9111111111111119",
            "2000000000004",
            "2006022048426",
            "1003600000006",
            "0987654321014",
            "2006022048426 060606060",
            "IDNP 2006022048426, tel. +373 60 606 060",
            "2012003456788 2006022048426",
            "MD77TRGAAA14153401000000",
            "MD24AG000225100013104168",
            "md24 ag00 0225 1000 1310 4168",
            "MD44 TRGA AA14 2220 9900 0000",
            "12.03.2026 - 15.04.2026",
            "25.01.2026, 069 123 456",
            "0100101.123.01.001",
            "23215",
            "str. Ștefan cel Mare 4, ap. 12, MD-2001",
            "12, 14, 18, 22, 23, 40, 44, 51, 53, 55",
            "2019, 2020, 2021, 2022, 2023, 2024",
            "069 123 456, 022 123 456, 079 999 999",
            "4111 1111",
            "1234567890123",
        ] {
            assert!(!holds_card_number(other), "{other}");
        }
    }

    #[test]
    fn few_numbers_are_taken_for_cards_by_chance() {
        // Every IDNP and IDNO begins with 0, 1 or 2; of accounts and cadastral numbers none is a card by its form.
        let taken = |text: &dyn Fn(u64) -> String| (0..10_000).filter(|at| holds_card_number(&text(*at))).count();
        assert_eq!(taken(&|at| format!("{}", 2_000_000_000_000 + at * 89_999_983)), 0);
        assert_eq!(taken(&|at| format!("{} 0{}", 2_000_000_000_000 + at * 89_999_983, 60_000_000 + at * 997)), 0);
        assert_eq!(taken(&|at| format!("contract {:012}", at * 99_999_989)), 0);
        let of_sixteen = taken(&|at| format!("{:016}", at * 999_999_999_989));
        assert!(of_sixteen < 600, "one in ten of those that begin so: {of_sixteen}");
    }

    #[test]
    fn a_pattern_that_asks_for_so_many_digits_asks_for_no_card() {
        for (pattern, text, asks) in [
            ("[0-9]{16}", "4111111111111111", true),
            ("[A-Z]{2}[0-9]{16}", "AB4111111111111111", true),
            ("[0-9]{13}", "4222222222222", true),
            ("[0-9]{4}( [0-9]{4}){3}", "4111 1111 1111 1111", true),
            ("[0-9]{10,20}", "4111111111111111", false),
            ("[A-Z0-9 -]{3,40}", "4111 1111 1111 1111", false),
            ("[0-9]+", "4111111111111111", false),
            ("[0-9]{13}", "4111111111111111", false),
        ] {
            assert_eq!(asks_for_such_numbers(&Pattern::parse(pattern).unwrap(), text), asks, "{pattern}");
        }
    }
}
