//! The review of answers before an order is made: what was answered, what it costs, who receives it, and a way to change each.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::answers::{AnswerSection, Answers};
use super::lei;
use super::order_page::{LineView, PayerLines};
use super::service::Receiver;
use crate::i18n::Language;
use crate::order::OrderContent;
use crate::plan::Plan;

/// What would be ordered.
#[derive(Debug, Clone)]
pub struct ReviewPage<'a> {
    /// The order as it would be made.
    pub content: &'a OrderContent,
    /// The plan that it comes from.
    pub plan: &'a Plan,
    /// The answers as they were typed, by the names of the form.
    pub typed: &'a [(String, String)],
    /// What is unusual but allowed.
    pub warnings: Vec<String>,
    /// Whether the payer confirmed something that has changed since.
    pub has_changed: bool,
    /// Whether the same was paid before.
    pub paid_before: Option<PaidBefore>,
    /// What the confirmation says that it has seen.
    pub seen: &'a str,
}

/// An earlier order of the same thing, which was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum PaidBefore {
    /// This browser made it.
    Here {
        /// The address of its page.
        address: String,
        /// How much was paid.
        #[serde(serialize_with = "as_lei")]
        amount: crate::money::Money,
        /// When, for people.
        when: String,
    },
    /// Another browser made it: nothing more may be told.
    Somewhere,
}

fn as_lei<S: serde::Serializer>(amount: &crate::money::Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&lei(*amount))
}

#[derive(Serialize)]
struct Context<'a> {
    service: &'a str,
    address: String,
    beneficiary_address: String,
    payer: PayerLines,
    sections: Vec<AnswerSection>,
    lines: Vec<LineView>,
    total: String,
    typed: &'a [(String, String)],
    warnings: &'a [String],
    has_changed: bool,
    paid_before: &'a Option<PaidBefore>,
    seen: &'a str,
}

impl ReviewPage<'_> {
    pub(super) fn receiver(&self, language: Language) -> Receiver {
        Receiver::new(self.plan, language, self.content.lines.iter().map(|line| &line.account))
    }

    pub(super) fn context(&self, language: Language) -> Value {
        let (plan, content) = (self.plan, self.content);
        Value::from(Serde(Context {
            service: plan.title.get(language),
            address: format!("/{language}/{}/{}", plan.beneficiary.slug, plan.service),
            beneficiary_address: format!("/{language}/{}", plan.beneficiary.slug),
            payer: PayerLines::new(plan, &content.payer, language, false),
            sections: Answers::new(&content.answers, language, false).sections(plan),
            lines: content.lines.iter().map(|line| LineView::new(line, language)).collect(),
            total: lei(content.total),
            typed: self.typed,
            warnings: &self.warnings,
            has_changed: self.has_changed,
            paid_before: &self.paid_before,
            seen: self.seen,
        }))
    }
}
