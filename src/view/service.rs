//! What stage one of a service's page is told about the service.

mod receiver;

pub(super) use receiver::{Receiver, bank_of};

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::field::{ErrorTarget, FieldView};
use super::{answers_address, beneficiary_address, lei, markdown, style};
use crate::expr::ExprKind;
use crate::form::{name_in_row, row_mark};
use crate::i18n::{Language, text};
use crate::money::Money;
use crate::plan::{Legal, Plan, Section};

#[derive(Debug, Serialize)]
struct SectionView {
    id: String,
    title: String,
    fields: Vec<FieldView>,
    rows: Vec<RowView>,
    /// The group's name, and the mark of its last row: while that is not there, another can be added.
    group: Option<String>,
    last_mark: String,
    when_id: Option<String>,
    /// Whether only a script can hide it.
    is_live: bool,
}

/// A row of a group that repeats.
#[derive(Debug, Serialize)]
struct RowView {
    mark: String,
    title: String,
    fields: Vec<FieldView>,
    /// Whether it is there from the start.
    is_fixed: bool,
    /// What the button that takes it away says to the server.
    remove: String,
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
        rows: Vec::new(),
        group: None,
        last_mark: String::new(),
        when_id: None,
        is_live: false,
    };
    let own =
        plan.sections.iter().enumerate().map(|(position, section)| own_section(plan, position, section, language));
    let sections: Vec<SectionView> = std::iter::once(payer).chain(own).collect();
    let error_targets: Vec<ErrorTarget> =
        sections.iter().flat_map(SectionView::all_fields).flat_map(FieldView::error_targets).collect();
    let description = plan.description.as_ref().map(|text| markdown::to_html(text.get(language))).unwrap_or_default();
    minijinja::context! {
        title => plan.title.get(language),
        // The one value that is not escaped: its text is, by the writer of CommonMark.
        description => Value::from_safe_string(description),
        answers_address => answers_address(plan, language),
        beneficiary_address => beneficiary_address(&plan.beneficiary.slug, language),
        fixed_total => fixed_total(plan).map(lei),
        is_amount_at_mpay => is_amount_at_mpay(plan),
        // Whether links carry anything: only then has the page a place for what a link says.
        can_link => can_link(plan),
        sections => Value::from(Serde(sections)),
        error_targets => Value::from(Serde(error_targets)),
        legal => Value::from(Serde(plan.legal.as_ref().map(|legal| LegalView::of(legal, language)))),
    }
}

impl SectionView {
    fn all_fields(&self) -> impl Iterator<Item = &FieldView> {
        self.fields.iter().chain(self.rows.iter().flat_map(|row| &row.fields))
    }
}

fn own_section(plan: &Plan, position: usize, section: &Section, language: Language) -> SectionView {
    let mut view = SectionView {
        id: section_anchor(position),
        title: section.title.get(language).clone(),
        fields: Vec::new(),
        rows: Vec::new(),
        group: None,
        last_mark: String::new(),
        when_id: section.shown_when.as_ref().map(|_| style::section_id(position)),
        is_live: section.shown_when.as_ref().is_some_and(|condition| !style::can_hide(plan, condition)),
    };
    let Some(group) = &section.repeat else {
        view.fields = section.fields.iter().map(|field| FieldView::of(field, &field.id, plan, language)).collect();
        return view;
    };
    view.rows = (1..=group.max)
        .map(|row| RowView {
            mark: row_mark(&group.id, row),
            title: format!("{} {row}", group.row.get(language)),
            fields: section
                .fields
                .iter()
                .map(|field| FieldView::of(field, &name_in_row(&group.id, row, &field.id), plan, language))
                .collect(),
            is_fixed: row <= group.min,
            remove: format!("{}.{row}", group.id),
        })
        .collect();
    (view.group, view.last_mark) = (Some(group.id.clone()), row_mark(&group.id, group.max));
    view
}

/// By which law something is paid and asked, for the page.
#[derive(Debug, Serialize)]
struct LegalView<'a> {
    basis: &'a str,
    tariff: Option<&'a str>,
    data_purpose: &'a str,
    data_basis: &'a str,
    data_years: u32,
}

impl<'a> LegalView<'a> {
    fn of(legal: &'a Legal, language: Language) -> LegalView<'a> {
        LegalView {
            basis: legal.basis.get(language),
            tariff: legal.tariff.as_ref().map(|text| text.get(language).as_str()),
            data_purpose: legal.data_purpose.get(language),
            data_basis: legal.data_basis.get(language),
            data_years: legal.data_years,
        }
    }
}

fn can_link(plan: &Plan) -> bool {
    !plan.payer_prefill.is_never() || plan.fields().any(|field| !field.prefill.is_never())
}

/// Whether the payer gives the amount at MPay.
pub(super) fn is_amount_at_mpay(plan: &Plan) -> bool {
    plan.lines.iter().any(|line| line.amount.is_none())
}

/// What is owed whatever the answers, when every line is a plain number.
pub(super) fn fixed_total(plan: &Plan) -> Option<Money> {
    let amounts = plan.lines.iter().map(|line| match line.amount.as_ref()?.kind {
        _ if line.when.is_some() || line.for_each.is_some() => None,
        ExprKind::Number(lei) => Money::from_decimal(lei).ok(),
        _ => None,
    });
    Money::checked_sum(amounts.collect::<Option<Vec<Money>>>()?)
}
