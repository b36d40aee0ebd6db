//! From what is due to what is confirmed: numbers of payments, amounts of lines. It must not know pages or HTTP.

use jiff::Timestamp;

use crate::ids::{ContentHash, RandomSource};
use crate::limits::{AMOUNT_BANI_MAX, PROPERTY_NAME_CHARS_MAX};
use crate::money::Money;
use crate::mpay::message::{
    ConfirmationLine, DestinationAccount, OrderDetails, OrderDetailsLine, PaymentConfirmation, PaymentProperty,
};

use super::input::Instrument;

/// A fresh number of so many digits, as MPay gives to payments and payment notes.
pub(super) fn fresh_number(digits: u32, random: &dyn RandomSource) -> String {
    let mut bytes = [0u8; 8];
    random.fill(&mut bytes);
    let number = u64::from_be_bytes(bytes) % 10u64.pow(digits.min(18));
    format!("{number:0width$}", width = digits as usize)
}

/// The number of an order's payment note: always the same of one order, as nothing is kept here.
pub(super) fn invoice_number(order_key: &str) -> String {
    let hash = ContentHash::of(&[order_key.as_bytes()]);
    let number = hash.as_str().bytes().fold(0u64, |number, byte| (number * 31 + u64::from(byte)) % 10u64.pow(14));
    format!("{number:014}")
}

/// Whether the payer can choose how much to pay.
pub(super) fn is_amount_free(details: &OrderDetails) -> bool {
    details.total_amount_due.is_none()
        || details.allow_partial_payments == Some(true)
        || details.allow_advance_payments == Some(true)
}

/// How much is paid: what was typed, within what the order allows, or all that is due. `None` when that cannot be paid.
pub(super) fn amount(details: &OrderDetails, typed: Option<&str>) -> Option<Money> {
    let amount = match typed.filter(|_| is_amount_free(details)) {
        Some(typed) => Money::parse_typed(typed).ok()?,
        None => details.total_amount_due?,
    };
    let due = details.total_amount_due.unwrap_or(amount);
    let is_allowed = (amount <= due || details.allow_advance_payments == Some(true))
        && (amount >= due || details.allow_partial_payments == Some(true));
    (is_allowed && amount > Money::ZERO && amount.bani() <= AMOUNT_BANI_MAX).then_some(amount)
}

/// What MPay confirms: the amount spread over the lines in their order, what is left over on the first; the order's
/// properties copied with `HO:` before their names, as in the guide's sample.
pub(super) fn confirmation(
    details: &OrderDetails,
    amount: Money,
    (invoice_id, payment_id): (String, String),
    instrument: Instrument,
    paid_at: Timestamp,
) -> PaymentConfirmation {
    let mut left = amount.bani();
    let mut shares: Vec<i64> = details
        .lines
        .iter()
        .map(|line| {
            let share = line.amount_due.map_or(left, |due| left.min(due.bani()));
            left -= share;
            share
        })
        .collect();
    if let Some(first) = shares.first_mut() {
        *first += left;
    }
    let is_only = details.lines.len() == 1;
    let lines = details.lines.iter().zip(shares).filter(|(_, share)| *share > 0 || is_only);
    PaymentConfirmation {
        currency: details.currency.clone(),
        invoice_id: Some(invoice_id),
        lines: lines.map(|(line, share)| confirmation_line(details, line, Money::from_bani(share))).collect(),
        order_key: details.order_key.clone(),
        paid_at: Some(paid_at),
        payment_id,
        properties: vec![PaymentProperty { name: "Bank".to_owned(), value: Some(instrument.bank().to_owned()) }],
        service_id: details.service_id.clone(),
        total_amount: amount,
        oddities: Vec::new(),
    }
}

fn confirmation_line(details: &OrderDetails, line: &OrderDetailsLine, amount: Money) -> ConfirmationLine {
    let account = line.destination_account.bank_account.clone();
    let account = account.map(|iban| PaymentProperty { name: "Cont beneficiar".to_owned(), value: Some(iban) });
    let copied = details.properties.iter().map(|property| PaymentProperty {
        name: format!("HO:{}", property.name).chars().take(PROPERTY_NAME_CHARS_MAX).collect(),
        value: Some(property.value.clone()),
    });
    ConfirmationLine {
        amount,
        // MPay sends the element, empty.
        destination_account: Some(DestinationAccount::default()),
        line_id: line.line_id.clone(),
        properties: account.into_iter().chain(copied).collect(),
    }
}
