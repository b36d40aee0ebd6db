//! What stage one of a service's page is told about the service.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::field::{ErrorTarget, FieldView};
use super::{lei, markdown};
use crate::expr::ExprKind;
use crate::i18n::{Language, text};
use crate::money::Money;
use crate::order::PaymentAccount;
use crate::plan::Plan;

/// Who receives the money.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Receiver {
    name: String,
    idno: String,
    logo: Option<String>,
    iban: Option<String>,
    bic: Option<String>,
}

impl Receiver {
    /// As a service's page says it: with the account when there is only one.
    pub(super) fn of_plan(plan: &Plan, language: Language) -> Receiver {
        Receiver::new(plan, language, plan.accounts.values())
    }

    /// With the account when all that are given are the same one.
    pub(super) fn new<'a>(
        plan: &Plan,
        language: Language,
        mut accounts: impl Iterator<Item = &'a PaymentAccount>,
    ) -> Receiver {
        let first = accounts.next();
        let only = first.filter(|first| accounts.all(|other| other.iban == first.iban));
        Receiver {
            name: plan.beneficiary.name.get(language).clone(),
            idno: plan.beneficiary.idno.to_string(),
            logo: plan.beneficiary.logo.clone(),
            iban: only.map(|account| account.iban.grouped()),
            bic: only.map(|account| account.bic.to_string()),
        }
    }
}

#[derive(Debug, Serialize)]
struct SectionView {
    id: String,
    title: String,
    fields: Vec<FieldView>,
}

/// The anchor of a section by its position among the definition's own.
pub(super) fn section_anchor(position: usize) -> String {
    format!("s-{}", position + 1)
}

/// The service as its template sees it.
pub(super) fn context(plan: &Plan, language: Language) -> Value {
    let payer = SectionView {
        id: "s-payer".to_owned(),
        title: text(language, "payer-title"),
        fields: FieldView::of_payer(plan, language),
    };
    let own = plan.sections.iter().enumerate().map(|(position, section)| SectionView {
        id: section_anchor(position),
        title: section.title.get(language).clone(),
        fields: section.fields.iter().map(|field| FieldView::of(field, language)).collect(),
    });
    let sections: Vec<SectionView> = std::iter::once(payer).chain(own).collect();
    let error_targets: Vec<ErrorTarget> =
        sections.iter().flat_map(|section| &section.fields).flat_map(FieldView::error_targets).collect();
    let description = plan.description.as_ref().map(|text| markdown::to_html(text.get(language))).unwrap_or_default();
    minijinja::context! {
        title => plan.title.get(language),
        // The one value that is not escaped: its text is, by the writer of CommonMark.
        description => Value::from_safe_string(description),
        address => format!("/{language}/{}/{}", plan.beneficiary.slug, plan.service),
        beneficiary_address => format!("/{language}/{}", plan.beneficiary.slug),
        fixed_total => fixed_total(plan).map(lei),
        sections => Value::from(Serde(sections)),
        error_targets => Value::from(Serde(error_targets)),
    }
}

/// What is owed whatever the answers, when every line is a plain number.
fn fixed_total(plan: &Plan) -> Option<Money> {
    let amounts = plan.lines.iter().map(|line| match line.amount.kind {
        ExprKind::Number(lei) => Money::from_decimal(lei).ok(),
        _ => None,
    });
    Money::checked_sum(amounts.collect::<Option<Vec<Money>>>()?)
}
