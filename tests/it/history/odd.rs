//! Confirmations that are odd beside their amount, and how an amount is spread over lines. It must not know what comes of them.

use mpay_pages::ids::SystemRandom;
use mpay_pages::money::Money;
use mpay_pages::mpay::message::{ConfirmationLine, DestinationAccount, write_confirm_order_payment};
use mpay_pages::order::Order;

use super::model;
use super::play::{Play, hold};
use super::step::{Odd, Sum, Which};
use crate::support::samples::at;

impl Play {
    pub(super) async fn pay_oddly(&mut self, order: Which, odd: Odd) -> Result<(), String> {
        let mut paying = self.paying(order, Sum::Due);
        let mut element = "";
        let flag = match odd {
            Odd::Account => {
                let account = DestinationAccount { bank_account: Some("MD00X".to_owned()), ..Default::default() };
                paying.lines[0].destination_account = Some(account);
                "other_account"
            }
            Odd::Line => {
                paying.lines[0].line_id = "unknown".to_owned();
                "other_lines"
            }
            Odd::NoLines => {
                paying.lines.clear();
                "other_sum"
            }
            Odd::Time => {
                paying.paid_at = "0001-01-01T00:00:00Z".parse().ok();
                "odd_time"
            }
            Odd::Number => {
                paying.payment_id.push('\n');
                "odd_number"
            }
            Odd::Element => {
                element = "<Fee>1.00</Fee>";
                "outside_contract"
            }
        };
        let written = write_confirm_order_payment(&paying).replacen("<OrderKey>", &format!("{element}<OrderKey>"), 1);
        let message = self.signer.sign(&written, at(self.now), &SystemRandom);
        hold!(self.send(message.clone()).await.is_confirmed(), "an odd payment is not confirmed: {odd:?}");
        self.paid(order, &paying, &[flag], vec![message]);
        Ok(())
    }
}

/// An amount spread over the lines as they are due; what is left over goes to the first.
pub(super) fn shares(order: &Order, model: &model::Order, amount: i64) -> Vec<ConfirmationLine> {
    let mut settled = model.total.zip(model.due()).map_or(0, |(total, due)| total - due);
    let mut left = amount;
    let mut lines: Vec<(String, i64)> = Vec::new();
    for line in &order.content.lines {
        let whole = line.amount.map_or(left, Money::bani);
        let due = whole - settled.min(whole);
        settled -= whole - due;
        let share = due.min(left);
        left -= share;
        if share > 0 {
            lines.push((line.id.clone(), share));
        }
    }
    match lines.first_mut() {
        Some((_, first)) => *first += left,
        None => lines.push(("1".to_owned(), left)),
    }
    let line = |(line_id, bani)| {
        let (amount, destination_account, properties) = (Money::from_bani(bani), None, Vec::new());
        ConfirmationLine { amount, destination_account, line_id, properties }
    };
    lines.into_iter().map(line).collect()
}
