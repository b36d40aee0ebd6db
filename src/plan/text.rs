//! Texts with places for answers: `Arendă, contract {contract}`.

use serde::{Deserialize, Serialize};

/// A text in which `{name}` stands for an answer. Any other brace is just a brace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextTemplate(pub Vec<Piece>);

/// A part of a [`TextTemplate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text as it is.
    Literal(String),
    /// The answer of a field.
    Answer(String),
}

impl TextTemplate {
    /// Splits a text at its places; also gives each name with its range of bytes in the text.
    pub fn parse(text: &str) -> (TextTemplate, Vec<(String, std::ops::Range<usize>)>) {
        let mut pieces = Vec::new();
        let mut names = Vec::new();
        let mut literal_start = 0;
        let mut at = 0;
        while let Some(open) = text[at..].find('{').map(|found| at + found) {
            let inner = open + 1;
            let length = text[inner..].bytes().take_while(|b| is_name_byte(*b)).count();
            let name = &text[inner..inner + length];
            let starts_well = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
            if !starts_well || !text[inner + length..].starts_with('}') {
                at = inner;
                continue;
            }
            if literal_start < open {
                pieces.push(Piece::Literal(text[literal_start..open].to_owned()));
            }
            pieces.push(Piece::Answer(name.to_owned()));
            names.push((name.to_owned(), inner..inner + length));
            at = inner + length + 1;
            literal_start = at;
        }
        if literal_start < text.len() {
            pieces.push(Piece::Literal(text[literal_start..].to_owned()));
        }
        (TextTemplate(pieces), names)
    }

    /// The text with each place filled by a function.
    pub fn fill<'a>(&'a self, mut answer: impl FnMut(&'a str) -> String) -> String {
        let filled = self.0.iter().map(|piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Answer(name) => answer(name),
        });
        filled.collect()
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_between_braces_is_a_place() {
        for (text, filled) in [
            ("Contract {contract}.", "Contract <contract>."),
            ("{{ 7*7 }} {% raw %}", "{{ 7*7 }} {% raw %}"),
            ("{{a}}", "{<a>}"),
            ("{A} {} { a} {a", "{A} {} { a} {a"),
            ("{payer.name}{x_1}", "<payer.name><x_1>"),
            ("ș{a}ț", "ș<a>ț"),
        ] {
            assert_eq!(TextTemplate::parse(text).0.fill(|name| format!("<{name}>")), filled);
        }
    }

    #[test]
    fn names_come_with_their_places() {
        let text = "ș {contract}";
        let (_, names) = TextTemplate::parse(text);
        assert_eq!(&text[names[0].1.clone()], "contract");
    }
}
