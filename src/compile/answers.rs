//! Answers as definitions write them: in examples, and in files of their own.

use jiff::civil::Date;

use super::definition::AnswerText;
use super::shape;
use crate::diag::{Diagnostics, FileId, Placed};
use crate::form::RawAnswers;
use crate::yaml;

/// An example of a definition: what is answered on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The day; `None`: any.
    pub on: Option<Date>,
    /// What a payer would type.
    pub answers: RawAnswers,
}

/// The examples of a service's file, also of one that does not compile; none where they cannot be read.
pub fn examples(text: &str) -> Vec<Example> {
    let mut unheard = Diagnostics::default();
    let Some(root) = yaml::parse(FileId(0), text, &mut unheard) else { return Vec::new() };
    let found = shape::examples_of(&root, &mut unheard).unwrap_or_default();
    found.iter().map(|example| Example { on: example.on, answers: raw(&example.answers) }).collect()
}

/// The answers of a file in YAML or JSON: names and what a payer would type, as in the `answers:` of an example, or an
/// example as a whole.
pub fn answers(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Example> {
    let root = yaml::parse(file, text, diagnostics)?;
    let (on, answers) = shape::answers_of(&root, diagnostics)?;
    Some(Example { on, answers: raw(&answers) })
}

/// As forms send them: the words of YAML for yes and no are those of the form.
pub(super) fn raw(answers: &[(Placed<String>, AnswerText)]) -> RawAnswers {
    let mut raw = RawAnswers::default();
    for (name, answer) in answers {
        match answer.is_number {
            true => raw.set_number(&name.value, &answer.text.value),
            false => raw.set(&name.value, typed(&answer.text.value)),
        }
    }
    raw
}

/// A text as a form would send it.
pub fn typed(text: &str) -> String {
    match text {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Sources, to_text};

    fn read(text: &str) -> Result<Example, String> {
        let mut sources = Sources::default();
        let file = sources.add("answers.yaml", text);
        let mut diagnostics = Diagnostics::default();
        let found = answers(file, text, &mut diagnostics);
        found.ok_or_else(|| to_text(&diagnostics.into_sorted(), &sources, false))
    }

    #[test]
    fn answers_are_read_from_yaml_json_and_whole_examples() {
        let on = jiff::civil::date(2026, 3, 1);
        for (text, day) in [
            ("payer.kind: person\narea: 2.5\nurgent: true\n", None),
            ("{\"payer.kind\": \"person\", \"area\": 2.5, \"urgent\": true}", None),
            ("on: 2026-03-01\nanswers: {payer.kind: person, area: 2.5, urgent: true}\ntotal: 240\n", Some(on)),
        ] {
            let found = read(text).unwrap();
            assert_eq!(found.on, day, "{text}");
            let all: Vec<(&str, &str)> = found.answers.iter().collect();
            assert_eq!(all, [("area", "2.5"), ("payer.kind", "person"), ("urgent", "yes")], "{text}");
        }
    }

    #[test]
    fn numbers_without_quotes_are_numbers_with_an_exponent_too() {
        for (text, is_number) in [
            ("1e3", true),
            ("-1.25E+1", true),
            ("1.250", true),
            ("\"1e3\"", false),
            ("\"1.250\"", false),
            ("e3", false),
            ("1e", false),
            ("1e3.5", false),
            ("1 250", false),
        ] {
            assert_eq!(read(&format!("{{\"area\": {text}}}")).unwrap().answers.is_number("area"), is_number, "{text}");
        }
    }

    #[test]
    fn what_are_no_answers_is_refused_in_its_place() {
        for (text, told) in [
            ("payer: {kind: person}\n", "answers.yaml:1:8"),
            ("- 1\n", "the answers is a mapping of keys and values"),
            ("a: [1\n", "E0101"),
        ] {
            let told_now = read(text).unwrap_err();
            assert!(told_now.contains(told), "{told_now}");
        }
    }

    #[test]
    fn examples_are_found_in_a_definition_that_does_not_compile() {
        let found = examples("service: [\n");
        assert!(found.is_empty());
        let text = "service: 7\nexamples:\n  - {on: 2026-03-01, answers: {a: no}, stop: true}\n  - {answers: {b: 1}, total: 3}\n";
        let found = examples(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].on.is_some(), found[0].answers.get("a")), (true, "no"));
    }
}
