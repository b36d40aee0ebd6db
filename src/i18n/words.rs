//! Words as people look for them: their case and their marks do not count. Knows nothing of what is looked for.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words in small letters without marks: ș and ş are s, ă and â are a, ё is е.
pub fn folded(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect()
}

/// Adds a text's words, folded, each after a space. The sound of â and î is written in two ways (in Moldova within words as
/// î, until 2016): a word with one is found by the other too.
pub fn add_folded(into: &mut String, text: &str) {
    let composed: String = text.nfc().flat_map(char::to_lowercase).collect();
    for word in composed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut folds = vec![folded(word)];
        if word.contains(['â', 'î']) {
            folds.extend([folded(&word.replace('â', "î")), folded(&word.replace('î', "â"))]);
            folds.dedup();
        }
        for folded in folds {
            into.push(' ');
            into.push_str(&folded);
        }
    }
}

/// What is looked for: the words of a text, at most so many, each folded and after a space. With that it is found at the
/// beginning of words alone.
pub fn beginnings(typed: &str, words_max: usize) -> Vec<String> {
    folded(typed).split_whitespace().take(words_max).map(|word| format!(" {word}")).collect()
}
