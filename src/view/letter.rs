//! Letters: for each personal link a sheet with its code, and of its answers those that its maker chose, in one file that
//! needs nothing beside it.

use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Value;

use super::answers::{Answers, Shown};
use super::poster::typed;
use super::qr::Qr;
use super::{ViewError, frame};
use crate::form;
use crate::i18n::{self, Language, text, text_with};
use crate::order::PayerKind;
use crate::plan::Plan;

/// A letter about one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The link's address, with the host.
    pub address: String,
    /// What stands in it: the name of an answer of the form, or a heading of the maker's own, with its text.
    pub lines: Vec<(String, String)>,
    /// The last day on which the link makes orders.
    pub expires_on: Option<Date>,
    /// Whether it is for one payment.
    pub is_for_one: bool,
}

/// What the template sees of all letters; they are read from a day on.
pub(super) fn context(plan: &Plan, language: Language, letters: &[Letter], on: Date) -> Result<Value, ViewError> {
    let all = letters.iter().map(|letter| letter.context(plan, language, on)).collect::<Result<Vec<_>, _>>()?;
    Ok(context! {
        service => plan.title.get(language),
        contact => Value::from(minijinja::value::Serde(frame::contact_lines(&frame::contact_of(plan)))),
        letters => all,
    })
}

impl Letter {
    fn context(&self, plan: &Plan, language: Language, on: Date) -> Result<Value, ViewError> {
        let answers = Answers::new(&self.lines, plan, on, language, Shown::Whole);
        let lines = self.lines.iter().filter(|(_, value)| !value.is_empty());
        let lines: Vec<Value> = lines
            .map(|(name, value)| {
                let (label, value) = line(plan, language, &answers, name, value);
                context! { label, value }
            })
            .collect();
        let host = self.address.split_inclusive('/').take(3).collect::<String>();
        // The address opens the link: a label that is read aloud does not say it.
        let label = text_with(language, "qr-link-label", &[("service", plan.title.get(language).clone())]);
        Ok(context! {
            qr => Qr::of(&self.address)?.context(&label),
            address => typed(&self.address),
            host => typed(host.trim_end_matches('/')),
            lines,
            expires_on => self.expires_on.map(|day| i18n::date(language, day)),
            is_for_one => self.is_for_one,
        })
    }
}

/// A line as people read it: an answer by the question's label and in its words, all else as it is.
fn line(plan: &Plan, language: Language, answers: &Answers<'_>, name: &str, value: &str) -> (String, String) {
    let of_payer = match name {
        "payer.id" => Some("payer-id"),
        "payer.name" => Some("payer-name"),
        "payer.kind" => Some("payer-kind"),
        _ => None,
    };
    match (of_payer, form::field_of(plan, name)) {
        (Some(label), _) if name == "payer.kind" => (text(language, label), text(language, kind_word(value))),
        (Some(label), _) => (text(language, label), value.to_owned()),
        (None, Some(field)) => answers.of_name(field, name, value),
        (None, None) => (name.to_owned(), value.to_owned()),
    }
}

fn kind_word(value: &str) -> &'static str {
    if value == PayerKind::Organization.word() { "payer-organization" } else { "payer-person" }
}
