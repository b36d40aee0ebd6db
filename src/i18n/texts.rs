//! The texts of pages and form errors, from one Fluent file per language; knows nothing of where they are shown.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

use super::Language;
use crate::clock;

const ROMANIAN: &str = include_str!("ro.ftl");
const RUSSIAN: &str = include_str!("ru.ftl");
const ENGLISH: &str = include_str!("en.ftl");

/// Whether there is a text of this name.
pub fn has_text(id: &str) -> bool {
    bundle(Language::Ro).has_message(id)
}

/// A text without variables. A name that does not exist gives itself: a test holds that none is used.
pub fn text(language: Language, id: &str) -> String {
    text_with(language, id, &[])
}

/// A text with variables. A value of digits alone chooses the plural form that goes with it.
pub fn text_with(language: Language, id: &str, variables: &[(&str, String)]) -> String {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        return id.to_owned();
    };
    let mut arguments = FluentArgs::with_capacity(variables.len());
    for (name, value) in variables {
        arguments.set((*name).to_owned(), argument(value));
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned()
}

/// A day for people: `12 septembrie 2024`.
pub fn date(language: Language, day: Date) -> String {
    let parts = [("day", day.day().to_string()), ("month", day.month().to_string()), ("year", day.year().to_string())];
    text_with(language, "date", &parts)
}

/// An instant for people, in Chișinău and with 24 hours: `12 septembrie 2024, ora 14:32`.
pub fn date_time(language: Language, at: Timestamp) -> String {
    let local = clock::local(at);
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    text_with(language, "date-time", &[("date", date(language, local.date())), ("time", time)])
}

/// Up to nine digits without a leading zero are a number; all else is text, shown as it is.
fn argument(value: &str) -> FluentValue<'static> {
    let is_number = (1..=9).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_digit())
        && (value == "0" || !value.starts_with('0'));
    match value.parse::<u32>() {
        Ok(number) if is_number => FluentValue::from(number),
        _ => FluentValue::from(value.to_owned()),
    }
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: OnceLock<[FluentBundle<FluentResource>; 3]> = OnceLock::new();
    let [romanian, russian, english] = BUNDLES
        .get_or_init(|| [build(Language::Ro, ROMANIAN), build(Language::Ru, RUSSIAN), build(Language::En, ENGLISH)]);
    match language {
        Language::Ro => romanian,
        Language::Ru => russian,
        Language::En => english,
    }
}

fn build(language: Language, source: &str) -> FluentBundle<FluentResource> {
    // What a broken file still holds is used; a test refuses broken files.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
    let mut bundle =
        FluentBundle::new_concurrent(vec![language.code().parse::<LanguageIdentifier>().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use regex::Regex;

    use super::*;

    /// Each id with the names of its variables.
    fn outline(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let resource = FluentResource::try_new(source.to_owned()).expect("the file is well formed");
        let ids: Vec<String> = resource
            .entries()
            .map(|entry| {
                let text = format!("{entry:?}");
                let id = Regex::new(r#"^Message\(Message \{ id: Identifier \{ name: "([^"]+)""#).unwrap();
                id.captures(&text).expect("only messages").get(1).unwrap().as_str().to_owned()
            })
            .collect();
        let start = Regex::new(r"(?m)^([a-z][a-z0-9-]*) =").unwrap();
        let variable = Regex::new(r"\$([a-z]+)").unwrap();
        let starts: Vec<(usize, String)> =
            start.captures_iter(source).map(|c| (c.get(0).unwrap().start(), c[1].to_owned())).collect();
        assert_eq!(ids, starts.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>());
        let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([source.len()]);
        let outline: BTreeMap<_, _> = starts
            .iter()
            .zip(ends)
            .map(|((at, id), end)| {
                (id.clone(), variable.captures_iter(&source[*at..end]).map(|c| c[1].to_owned()).collect())
            })
            .collect();
        assert_eq!(outline.len(), ids.len(), "each id once");
        outline
    }

    fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
                out.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn the_three_languages_have_the_same_texts_and_variables() {
        let romanian = outline(ROMANIAN);
        assert_eq!(romanian, outline(RUSSIAN));
        assert_eq!(romanian, outline(ENGLISH));
    }

    #[test]
    fn every_text_that_is_used_exists_and_every_text_is_used() {
        let ids: BTreeSet<String> = outline(ROMANIAN).into_keys().collect();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&root.join("src"), &mut files);
        sources(&root.join("service-templates"), &mut files);
        let call = Regex::new(r#"\bt\("([^"]+)"|\btext(?:_with)?\([a-z_.]*language, "([^"]+)""#).unwrap();
        for (path, text) in &files {
            for found in call.captures_iter(text) {
                let id = found.get(1).or(found.get(2)).unwrap().as_str();
                assert!(ids.contains(id) || id == "no-such-text", "{path} uses {id:?}");
            }
        }
        for id in &ids {
            let quoted = format!("\"{id}\"");
            assert!(files.iter().any(|(_, text)| text.contains(&quoted)), "{id} is unused");
        }
    }

    #[test]
    fn texts_have_no_invisible_marks_and_right_diacritics() {
        for source in [ROMANIAN, RUSSIAN, ENGLISH] {
            assert!(!source.contains(['\u{2068}', '\u{2069}', 'ş', 'ţ', 'Ş', 'Ţ']));
        }
        assert_eq!(text_with(Language::Ro, "error-too-large", &[("max", "10".into())]), {
            "Introduceți un număr nu mai mare decât 10"
        });
        assert_eq!(text(Language::En, "no-such-text"), "no-such-text");
    }

    #[test]
    fn counted_nouns_take_the_form_of_their_number() {
        for (language, count, expected) in [
            (Language::Ro, "1", "Introduceți cel mult 1 caracter; ați introdus 300"),
            (Language::Ro, "5", "Introduceți cel mult 5 caractere; ați introdus 300"),
            (Language::Ro, "40", "Introduceți cel mult 40 de caractere; ați introdus 300"),
            (Language::Ru, "21", "Введите не более 21 символа; введено 300"),
            (Language::Ru, "2", "Введите не более 2 символов; введено 300"),
            (Language::Ru, "255", "Введите не более 255 символов; введено 300"),
            (Language::En, "1", "Enter at most 1 character; you entered 300"),
            (Language::En, "1500", "Enter at most 1500 characters; you entered 300"),
        ] {
            assert_eq!(
                text_with(language, "error-too-long", &[("max", count.to_owned()), ("count", "300".to_owned())]),
                expected
            );
        }
    }

    #[test]
    fn dates_are_written_for_people() {
        let day: Date = "2024-09-12".parse().unwrap();
        assert_eq!(date(Language::Ro, day), "12 septembrie 2024");
        assert_eq!(date(Language::Ru, day), "12 сентября 2024");
        assert_eq!(date(Language::En, day), "12 September 2024");
        let at: Timestamp = "2026-11-20T12:32:00Z".parse().unwrap();
        assert_eq!(date_time(Language::Ro, at), "20 noiembrie 2026, ora 14:32");
        assert_eq!(date_time(Language::En, "2026-12-31T22:05:00Z".parse().unwrap()), "1 January 2027, 00:05");
    }
}
