//! Parts of the pages of an order: who pays, what for, and what was paid. They must not know which page they stand on.

use serde::Serialize;

use super::super::answers::{self, Shown};
use super::super::lei;
use super::super::service::bank_of;
use crate::i18n::{self, Language, text};
use crate::identifiers::{FiscalCode, mask_code, mask_name};
use crate::money::Money;
use crate::order::{DecisionKind, OrderLine, OrderRecord, Payer, PayerKind, Payment};
use crate::plan::Plan;

/// Who pays.
#[derive(Debug, Clone, Serialize)]
pub(in crate::view) struct PayerLines {
    kind: String,
    /// Whether the page asks for the kind.
    can_choose: bool,
    id_label: &'static str,
    id: String,
    name_label: String,
    name: String,
}

/// What is owed to one account.
#[derive(Debug, Clone, Serialize)]
pub(in crate::view) struct LineView {
    reason: String,
    receiver: String,
    idno: String,
    iban: String,
    bank: String,
    /// None while the payer can give it at MPay.
    amount: Option<String>,
}

/// What was paid at once.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PaymentView {
    /// What is said of its refund, if one was decided.
    refund: Option<&'static str>,
    when: String,
    amount: String,
    payment_id: String,
    invoice_id: Option<String>,
}

impl PayerLines {
    pub(in crate::view) fn new(plan: &Plan, payer: &Payer, language: Language, shown: Shown) -> PayerLines {
        let (kind, name_label) = match payer.kind {
            PayerKind::Person => ("payer-person", "payer-name-person"),
            PayerKind::Organization => ("payer-organization", "payer-name-organization"),
        };
        let (id, name) = (payer.id.as_str(), payer.name.as_str());
        let (id, name) = match shown {
            Shown::Whole => (id.to_owned(), name.to_owned()),
            Shown::WithoutCodes => (answers::without_middle(id), name.to_owned()),
            Shown::Masked => (mask_code(id), mask_name(name)),
        };
        PayerLines {
            kind: text(language, kind),
            can_choose: plan.payer_kinds.len() > 1,
            id_label: if matches!(payer.id, FiscalCode::Person(_)) { "IDNP" } else { "IDNO" },
            id,
            name_label: text(language, name_label),
            name,
        }
    }
}

impl LineView {
    pub(in crate::view) fn new(line: &OrderLine, given: Option<Money>, language: Language) -> LineView {
        LineView {
            reason: line.reason.get(language).clone(),
            receiver: line.account.name.clone(),
            idno: line.account.idno.to_string(),
            iban: line.account.iban.grouped(),
            bank: bank_of(&line.account.bic, language),
            amount: line.amount.or(given).map(lei),
        }
    }
}

impl PaymentView {
    /// Those of an order.
    pub(super) fn all(record: &OrderRecord, language: Language) -> Vec<PaymentView> {
        let one = |(place, payment): (usize, &Payment)| {
            let refund = record.refund_of(place).map(|kind| match kind {
                DecisionKind::Refunded => "payment-paid-back",
                _ => "payment-to-pay-back",
            });
            PaymentView { refund, ..PaymentView::new(record, payment, language) }
        };
        record.payments.iter().enumerate().map(one).collect()
    }

    fn new(record: &OrderRecord, payment: &Payment, language: Language) -> PaymentView {
        PaymentView {
            refund: None,
            when: i18n::date_time(language, record.paid_at(payment)),
            amount: lei(payment.amount),
            payment_id: payment.payment_id.clone(),
            invoice_id: payment.invoice_id.clone(),
        }
    }
}
