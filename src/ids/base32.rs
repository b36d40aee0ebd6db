//! Crockford's base 32 in small letters: no letter looks like another or like a digit.

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The lowest bits of a number, five in a character.
pub fn encode(bits: u128, chars: usize) -> String {
    (0..chars).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at)) as usize & 31])).collect()
}

/// Whether a text is one that [`encode`] can give with so many characters.
pub fn is_encoded(text: &str, chars: usize) -> bool {
    text.len() == chars && text.bytes().all(|b| ALPHABET.contains(&b))
}

/// The text as [`encode`] writes it, from what a person typed: capitals, white space, dashes, and the letters that are
/// taken for digits.
pub fn normalized(text: &str) -> String {
    let signs = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    signs
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect()
}
