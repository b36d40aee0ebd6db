//! A link as JSON asks for it: each value is taken exactly as it is written, and what is wrong is told by its name. It must
//! not know what a link is made of.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::app::LinkRequest;
use crate::web::problem::Detail;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The service, as its address names it.
    pub service: String,
    /// The link.
    pub request: LinkRequest,
}

/// The body. Its values are read one by one, so that what is wrong has a name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent<'a> {
    #[serde(borrow)]
    service: Option<&'a RawValue>,
    #[serde(borrow)]
    answers: Option<&'a RawValue>,
    #[serde(borrow)]
    locked: Option<&'a RawValue>,
    #[serde(borrow)]
    expires_on: Option<&'a RawValue>,
    #[serde(borrow)]
    uses: Option<&'a RawValue>,
    #[serde(borrow)]
    reference: Option<&'a RawValue>,
}

/// Reads a link from JSON. A list of the same values in the same order would do for serde, and for nobody who wrote it.
pub(super) fn read_wanted(bytes: &[u8]) -> Result<Wanted, Detail> {
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Detail::plain("the body must be a JSON object, such as {\"service\": …}".to_owned()));
    }
    let sent: Sent<'_> =
        serde_json::from_slice(bytes).map_err(|error| Detail::plain(format!("the body cannot be read: {error}")))?;
    let missing = |name: &str| about(name, "it is missing");
    let service = read("service", sent.service, "a text")?.ok_or_else(|| missing("service"))?;
    let answers = sent.answers.ok_or_else(|| missing("answers"))?;
    let answers: BTreeMap<String, &RawValue> = serde_json::from_str(answers.get())
        .map_err(|_| about("answers", "an object is expected: {\"name\": \"text\"}"))?;
    let mut request = LinkRequest {
        locked: read("locked", sent.locked, "a list of names")?.unwrap_or_default(),
        expires_on: read("expires_on", sent.expires_on, "a day, as \"2026-12-31\"")?,
        uses_max: read("uses", sent.uses, "a whole number")?,
        reference: read("reference", sent.reference, "a text")?,
        ..LinkRequest::default()
    };
    for (name, value) in answers {
        if let Some(number) = number(value.get()) {
            request.numbers.insert(name.clone());
            request.answers.push((name, number));
        } else if let Ok(text) = serde_json::from_str::<String>(value.get()) {
            request.answers.push((name, text));
        } else {
            return Err(about(&name, "a text or a number is expected"));
        }
    }
    Ok(Wanted { service, request })
}

/// A value that may be left out.
fn read<T: DeserializeOwned>(name: &str, value: Option<&RawValue>, expected: &str) -> Result<Option<T>, Detail> {
    let read = value.map(|value| serde_json::from_str(value.get())).transpose();
    read.map_err(|_| about(name, &format!("{expected} is expected")))
}

fn about(name: &str, what: &str) -> Detail {
    Detail { name: Some(name.to_owned()), ..Detail::plain(what.to_owned()) }
}

/// The digits of a JSON number, exactly as they stand there; one with an exponent is written out.
fn number(json: &str) -> Option<String> {
    if !json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return None;
    }
    match json.contains(['e', 'E']) {
        true => Decimal::from_scientific(json).ok().map(|number| number.to_string()),
        false => Some(json.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(json: &str) -> Result<LinkRequest, (String, String)> {
        let read = read_wanted(json.as_bytes()).map(|wanted| wanted.request);
        read.map_err(|detail| (detail.name.unwrap_or_default(), detail.detail))
    }

    #[test]
    fn a_number_is_taken_to_its_last_digit() {
        for (json, text) in [
            ("9267.05", "9267.05"),
            ("1.250", "1.250"),
            ("0.1", "0.1"),
            ("12345678901234567890123456789", "12345678901234567890123456789"),
            ("-3", "-3"),
            ("1.5e3", "1500"),
            ("25E-1", "2.5"),
        ] {
            let request = wanted(&format!("{{\"service\": \"a\", \"answers\": {{\"rent\": {json}}}}}")).unwrap();
            assert_eq!(request.answers, [("rent".to_owned(), text.to_owned())]);
            assert!(request.numbers.contains("rent"), "{json}");
        }
        let request = wanted(r#"{"service": "a", "answers": {"rent": "1.250"}, "uses": null}"#).unwrap();
        assert!(request.numbers.is_empty() && request.uses_max.is_none());
    }

    #[test]
    fn what_is_wrong_has_its_name() {
        for (json, name) in [
            (r#"{"service": "a", "answers": {"rent": [1]}}"#, "rent"),
            (r#"{"service": "a", "answers": {"rent": 1e99}}"#, "rent"),
            (r#"{"service": "a", "answers": {"urgent": true}}"#, "urgent"),
            (r#"{"service": "a", "answers": []}"#, "answers"),
            (r#"{"service": "a"}"#, "answers"),
            (r#"{"answers": {}}"#, "service"),
            (r#"{"service": 2, "answers": {}}"#, "service"),
            (r#"{"service": "a", "answers": {}, "uses": "one"}"#, "uses"),
            (r#"{"service": "a", "answers": {}, "uses": 1.5}"#, "uses"),
            (r#"{"service": "a", "answers": {}, "expires_on": "31.12.2026"}"#, "expires_on"),
            (r#"{"service": "a", "answers": {}, "locked": "rent"}"#, "locked"),
            (r#"{"service": "a", "answers": {}, "reference": 7}"#, "reference"),
            (r#"{"service": "a", "answers": {}, "expires": "2026-12-31"}"#, ""),
        ] {
            let (found, said) = wanted(json).unwrap_err();
            assert_eq!(found, name, "{json}: {said}");
        }
    }
}
