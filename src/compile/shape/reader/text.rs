//! Reading texts for people: of one line, and in each language of the service.

use unicode_normalization::UnicodeNormalization;

use super::Reader;
use crate::compile::definition::{Part, Texts, part_of};
use crate::diag::{Code, Placed, listed};
use crate::i18n::{Language, Localized};
use crate::yaml::{Node, NodeKind};

impl Reader<'_> {
    /// A text of one line for people: composed, trimmed, without control characters, 1 to `max` characters.
    pub fn text(&mut self, node: &Node, what: &str, max: usize) -> Option<Placed<String>> {
        let scalar = self.scalar(node, what)?;
        let text: String = scalar.text.trim().nfc().collect();
        let length = text.chars().count();
        let control = text.chars().any(|c| c.is_control() && c != '\n');
        let problem = match () {
            () if text.is_empty() => format!("{what} is empty"),
            () if control => format!("{what} has a control character"),
            () if length > max => format!("{what} has {length} characters; at most {max} fit"),
            () => {
                // Without its quotes, so that a part of the text can be pointed at.
                let unchanged = scalar.verbatim_start.filter(|_| text == scalar.text);
                let place = part_of(node.place, unchanged, (0, text.len()));
                return Some(Placed::new(text, place));
            }
        };
        self.diagnostics.report(Code::BadText, node.place, problem);
        None
    }

    /// A text in each language of the service. What is missing or wrong is reported, and empty in what is given: no
    /// later check blames it again.
    pub fn texts(&mut self, node: &Node, what: &'static str, languages: &[Language], max: usize) -> Option<Texts> {
        let codes: Vec<&str> = languages.iter().map(|language| language.code()).collect();
        let nothing = || Placed::new(String::new(), node.place);
        let has = |language| languages.contains(&language);
        if let NodeKind::Scalar(scalar) = &node.kind {
            let help = format!("write {{{}}}", codes.iter().map(|c| format!("{c}: …")).collect::<Vec<_>>().join(", "));
            self.diagnostics
                .report(Code::MissingTranslation, node.place, format!("{what} needs a text for each language"))
                .help(help);
            let ro = Placed::new(scalar.text.clone(), node.place);
            return Some(Localized { ro, ru: has(Language::Ru).then(nothing), en: has(Language::En).then(nothing) });
        }
        let entries = self.known_mapping(node, what, Language::ALL.map(Language::code).to_vec())?;
        let mut missing = Vec::new();
        let mut read = |language: Language| match entries.get(language.code()) {
            Some(node) => self.text(node, what, max).unwrap_or_else(nothing),
            None => {
                missing.push(language.code());
                nothing()
            }
        };
        let texts = Localized {
            ro: read(Language::Ro),
            ru: has(Language::Ru).then(|| read(Language::Ru)),
            en: has(Language::En).then(|| read(Language::En)),
        };
        if !missing.is_empty() {
            let message = format!("{what} is missing in {}", listed(missing.iter().copied()));
            self.diagnostics
                .report(Code::MissingTranslation, node.start, message)
                .help(format!("add {}, or take the language out of `languages`", listed(missing.iter().copied())));
        }
        self.warn_same(&texts, what);
        Some(texts)
    }

    /// The same of a text with places for answers.
    pub fn texts_with_answers(
        &mut self,
        node: &Node,
        what: &'static str,
        languages: &[Language],
        max: usize,
    ) -> Option<Texts> {
        let texts = self.texts(node, what, languages, max)?;
        texts.iter().for_each(|(_, text)| self.note(Part::Text(text.clone())));
        Some(texts)
    }

    /// Long texts that are the same in two languages were probably forgotten; names and numbers may agree.
    fn warn_same(&mut self, texts: &Texts, what: &str) {
        let words = |text: &str| text.split(char::is_whitespace).filter(|word| word.chars().count() > 3).count();
        let mut earlier: Vec<(Language, &str)> = Vec::new();
        for (language, text) in texts.iter() {
            let same = earlier.iter().find(|(_, other)| *other == text.value).filter(|_| words(&text.value) >= 2);
            if let Some((other, _)) = same {
                let message = format!("{what} is the same in {} and {}", other.english_name(), language.english_name());
                self.diagnostics.report(Code::SameTranslation, text.place, message).help("translate it");
            }
            earlier.push((language, &text.value));
        }
    }
}
