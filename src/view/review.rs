//! The review of answers before an order is made: what was answered, what it costs, who receives it, and a way to change each.

use std::collections::BTreeSet;

use jiff::civil::Date;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::answers::{AnswerSection, Answers, Shown};
use super::order_page::{LineView, PayerLines};
use super::service::Receiver;
use super::{answers_address, beneficiary_address, field, lei};
use crate::form::names_of_question;
use crate::i18n::Language;
use crate::order::OrderContent;
use crate::plan::Plan;

/// What would be ordered.
#[derive(Debug, Clone)]
pub struct ReviewPage<'a> {
    /// The order as it would be made.
    pub content: &'a OrderContent,
    /// On which day in Chișinău.
    pub on: Date,
    /// The plan that it comes from.
    pub plan: &'a Plan,
    /// The answers as they were typed, by the names of the form.
    pub typed: &'a [(String, String)],
    /// The questions whose answers a link has locked.
    pub locked: BTreeSet<String>,
    /// What is unusual but allowed.
    pub warnings: Vec<String>,
    /// Whether the payer confirmed something that has changed since.
    pub has_changed: bool,
    /// Whether the same was paid before.
    pub paid_before: Option<PaidBefore>,
    /// What the confirmation says that it has seen.
    pub seen: &'a str,
    /// What tells a browser from others that keeps no cookie.
    pub word: Option<&'a str>,
    /// Where the answers are kept.
    pub kept: Option<&'a str>,
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
    answers_address: String,
    beneficiary_address: String,
    payer: PayerLines,
    sections: Vec<AnswerSection>,
    lines: Vec<LineView>,
    /// None where the payer gives the amount at MPay.
    total: Option<String>,
    typed: &'a [(String, String)],
    /// The ids of the controls that nobody can change.
    locked: Vec<String>,
    warnings: &'a [String],
    has_changed: bool,
    paid_before: &'a Option<PaidBefore>,
    seen: &'a str,
    word: Option<&'a str>,
    kept: Option<&'a str>,
}

impl ReviewPage<'_> {
    pub(super) fn receiver(&self, language: Language) -> Receiver {
        Receiver::of_order(self.plan, language, self.content)
    }

    fn locked_ids(&self) -> Vec<String> {
        let names = self.locked.iter().flat_map(|question| names_of_question(self.plan, question));
        names.map(|name| field::id_of(&name)).collect()
    }

    pub(super) fn context(&self, language: Language) -> Value {
        let (plan, content) = (self.plan, self.content);
        Value::from(Serde(Context {
            service: plan.title.get(language),
            answers_address: answers_address(plan, language),
            beneficiary_address: beneficiary_address(&plan.beneficiary.slug, language),
            payer: PayerLines::new(plan, &content.payer, language, Shown::Whole),
            sections: Answers::new(&content.answers, plan, self.on, language, Shown::Whole).sections(plan),
            lines: content.lines.iter().map(|line| LineView::new(line, None, language)).collect(),
            total: content.total.map(lei),
            typed: self.typed,
            locked: self.locked_ids(),
            warnings: &self.warnings,
            has_changed: self.has_changed,
            paid_before: &self.paid_before,
            seen: self.seen,
            word: self.word,
            kept: self.kept,
        }))
    }
}
