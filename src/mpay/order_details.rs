//! What MPay is told of an order: its content in one language, and what is still due of it. It must not know messages' XML.

use jiff::Timestamp;

use super::message::{DestinationAccount, DetailsProperty, OrderDetails, OrderDetailsLine};
use crate::i18n::Language;
use crate::money::Money;
use crate::order::{OrderLine, OrderProperty, OrderRecord, PaymentAccount};

/// The answer to `GetOrderDetails` for an order, in a language, at an instant.
///
/// What was paid is taken from the lines in their order; while something is due, lines that are paid in full are left
/// out, and once nothing is due all lines are there with nothing due. Partial payments are allowed on the order and on
/// its first line that is left (the guide: with several lines only on the first; with one line equal on both). Properties
/// that repeat the payer's id and name are sent without `IsVisible`, as MPay's own services do.
pub fn order_details(record: &OrderRecord, language: Language, now: Timestamp) -> OrderDetails {
    let order = &record.order;
    let content = &order.content;
    let dues = dues(&content.lines, record.paid());
    let is_settled = record.due() == Money::ZERO;
    let lines: Vec<OrderDetailsLine> = content
        .lines
        .iter()
        .zip(dues)
        .filter(|(_, due)| is_settled || *due > Money::ZERO)
        .enumerate()
        .map(|(at, (line, due))| details_line(line, due, at == 0 && content.allow_partial_payments, language))
        .collect();
    OrderDetails {
        allow_advance_payments: Some(false),
        allow_partial_payments: Some(content.allow_partial_payments),
        currency: "MDL".to_owned(),
        customer_id: content.payer.id.as_str().to_owned(),
        customer_name: content.payer.name.clone(),
        customer_type: content.payer.kind.into(),
        due_at: order.due_at,
        issued_at: Some(order.created_at),
        lines,
        order_key: order.key.as_str().to_owned(),
        properties: content.properties.iter().map(|property| details_property(property, language)).collect(),
        reason: content.reason.get(language).clone(),
        service_id: content.service_id.as_str().to_owned(),
        status: record.status(now).into(),
        total_amount_due: Some(record.due()),
    }
}

/// What is still due of each line after so much was paid.
fn dues(lines: &[OrderLine], paid: Money) -> Vec<Money> {
    let mut left = paid.bani();
    lines
        .iter()
        .map(|line| {
            let taken = left.clamp(0, line.amount.bani());
            left -= taken;
            Money::from_bani(line.amount.bani() - taken)
        })
        .collect()
}

fn details_line(line: &OrderLine, due: Money, allow_partial: bool, language: Language) -> OrderDetailsLine {
    OrderDetailsLine {
        allow_advance_payments: Some(false),
        allow_partial_payments: Some(allow_partial),
        amount_due: Some(due),
        destination_account: destination(&line.account),
        line_id: line.id.clone(),
        properties: Vec::new(),
        reason: line.reason.get(language).clone(),
    }
}

fn destination(account: &PaymentAccount) -> DestinationAccount {
    DestinationAccount {
        bank_account: Some(account.iban.as_str().to_owned()),
        bank_code: Some(account.bic.as_str().to_owned()),
        bank_fiscal_code: Some(account.idno.as_str().to_owned()),
        beneficiary_name: Some(account.name.clone()),
        configuration_code: None,
    }
}

fn details_property(property: &OrderProperty, language: Language) -> DetailsProperty {
    DetailsProperty {
        display_name: property.display_name.get(language).clone(),
        id: None,
        is_visible: property.is_visible.then_some(true),
        modifiable: None,
        name: property.name.clone(),
        required: Some(true),
        kind: Some(property.kind.word().to_owned()),
        value: property.value.get(language).clone(),
    }
}
