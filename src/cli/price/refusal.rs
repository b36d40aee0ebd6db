//! Why answers are refused: the form's own words, what was answered, and what could be.

use serde::Serialize;

use crate::form::{FieldProblem, RawAnswers};
use crate::i18n::Language;
use crate::plan::{ChoiceOption, Field, FieldKind, Plan};

/// How many options are listed.
const OPTIONS_SHOWN: usize = 8;

/// An answer that is refused.
#[derive(Debug, Serialize)]
pub(super) struct Refusal {
    name: String,
    /// What the page asks there.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// What was answered; nothing where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    /// The form's words.
    message: String,
    /// What can be answered, where that is a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<String>,
}

pub(super) fn refusals(plan: &Plan, raw: &RawAnswers, problems: &[FieldProblem], language: Language) -> Vec<Refusal> {
    let refusal = |problem: &FieldProblem| Refusal {
        name: problem.name.clone(),
        label: field(plan, &problem.name).map(|field| field.label.get(language).clone()),
        answer: Some(raw.get(&problem.name).to_owned()).filter(|text| !text.is_empty()),
        message: problem.words(plan, language),
        allowed: allowed(plan, &problem.name),
    };
    problems.iter().map(refusal).collect()
}

impl Refusal {
    pub(super) fn to_text(&self) -> String {
        let answer = self.answer.as_ref().map(|answer| format!(" (answered: {answer})")).unwrap_or_default();
        let allowed = self.allowed.as_ref().map(|allowed| format!("\n      {allowed}")).unwrap_or_default();
        let label = self.label.as_ref().map(|label| format!(" ({label})")).unwrap_or_default();
        format!("  {}{label}: {}{answer}{allowed}\n", self.name, self.message)
    }
}

/// The field of a name of the form; a row's has its own name last: `child.2.name`.
fn field<'a>(plan: &'a Plan, name: &str) -> Option<&'a Field> {
    plan.field(name).or_else(|| plan.field(name.rsplit('.').next()?))
}

fn allowed(plan: &Plan, name: &str) -> Option<String> {
    if name == "payer.kind" {
        let words: Vec<&str> = plan.payer_kinds.iter().map(|kind| kind.word()).collect();
        return Some(format!("one of {}", words.join(", ")));
    }
    let field = field(plan, name)?;
    let ids = |options: &[ChoiceOption]| options.iter().map(|option| option.id.clone()).collect::<Vec<_>>();
    Some(match &field.kind {
        FieldKind::Choice { options } => format!("one of {}", listed(&ids(options))),
        FieldKind::Choices { options } => {
            let names: Vec<String> = ids(options).iter().map(|id| format!("{name}.{id}=yes")).collect();
            format!("any of {}", listed(&names))
        }
        FieldKind::Basket { items, .. } => {
            let ids = items.iter().map(|item| format!("{name}.{}", item.id)).collect::<Vec<_>>();
            format!("how many of each: {}", listed(&ids))
        }
        FieldKind::YesNo => "yes or no".to_owned(),
        FieldKind::Consent => "yes".to_owned(),
        FieldKind::Date { .. } => "a day, as 25.01.2026 or 2026-01-25".to_owned(),
        FieldKind::Month { .. } => "a month, as 01.2026".to_owned(),
        _ => return None,
    })
}

fn listed(items: &[String]) -> String {
    let shown = items.iter().take(OPTIONS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(OPTIONS_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
