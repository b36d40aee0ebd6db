//! Numbers of payment cards, which have no place in a form: they are never needed here, and must not be kept.

/// Whether a text holds the number of a payment card: 15 to 19 digits, single spaces or dashes between them, that begin as
/// the card schemes' do (ISO/IEC 7812) and end with the right check digit (Luhn). One number in ten of that length and
/// beginning is taken for a card by chance.
pub(super) fn holds_card_number(text: &str) -> bool {
    let mut digits: Vec<u8> = Vec::new();
    let mut gap = false;
    for c in text.chars().chain(['.']) {
        match c {
            '0'..='9' => {
                digits.push(c as u8 - b'0');
                gap = false;
            }
            ' ' | '-' | '\u{a0}' if !gap && !digits.is_empty() => gap = true,
            _ => {
                if is_card(&digits) {
                    return true;
                }
                digits.clear();
                gap = false;
            }
        }
    }
    false
}

fn is_card(digits: &[u8]) -> bool {
    let first = |count: usize| digits.iter().take(count).fold(0u32, |number, digit| number * 10 + u32::from(*digit));
    let is_scheme = match digits.len() {
        15 => matches!(first(2), 34 | 37),
        16 => matches!(first(1), 4) || matches!(first(2), 51..=55 | 62 | 65) || matches!(first(4), 2221..=2720 | 6011),
        17..=19 => matches!(first(1), 4) || matches!(first(2), 50 | 56..=58 | 62 | 63 | 67),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_told_from_other_numbers() {
        // The schemes' published numbers for trying out.
        for card in [
            "4111111111111111",
            "my card: 5555 5555 5555 4444, thanks",
            "3782-822463-10005",
            "2223003122003222",
            "6011111111111117",
        ] {
            assert!(holds_card_number(card), "{card}");
        }
        for other in [
            "4111111111111112",
            "2000000000004",
            "MDS02 1234 5678 9012 34",
            "23215",
            "4111  1111 1111 1111",
            "9111111111111119",
            "",
        ] {
            assert!(!holds_card_number(other), "{other}");
        }
    }
}
