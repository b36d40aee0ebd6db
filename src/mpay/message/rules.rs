//! What the contract asks of an order's details beyond their schema. It must not know how they are written.

use super::{OrderDetails, Problem};
use crate::money::Money;

/// The rules that some details break, in plain words: sums, flags, accounts, ids. Source: the integration guide's notes on
/// `TotalAmountDue`, partial and advance payments, and its table of `PaymentAccount`.
pub fn broken_rules(details: &OrderDetails) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell =
        |place: &str, fault: &str| problems.push(Problem { place: place.to_owned(), fault: fault.to_owned() });
    let is_set = |flag: Option<bool>| flag == Some(true);
    if details.currency != "MDL" {
        tell("Currency", "is not MDL");
    }
    let sum = details.lines.iter().map(|line| line.amount_due).collect::<Option<Vec<_>>>().map(Money::checked_sum);
    match (details.total_amount_due, sum) {
        (Some(total), Some(sum)) if sum != Some(total) => tell("TotalAmountDue", "is not the sum of the lines"),
        (None, _) if !is_set(details.allow_partial_payments) && !is_set(details.allow_advance_payments) => {
            tell(
                "TotalAmountDue",
                "is missing, and the payer cannot enter it: neither partial nor advance payments are allowed",
            );
        }
        _ => {}
    }
    for (at, line) in details.lines.iter().enumerate() {
        let place = format!("Lines/OrderLine[{}]", at + 1);
        if details.lines[..at].iter().any(|before| before.line_id == line.line_id) {
            tell(&format!("{place}/LineID"), "is repeated");
        }
        if at > 0 && (is_set(line.allow_partial_payments) || is_set(line.allow_advance_payments)) {
            tell(&place, "allows partial or advance payments, which only the first line can");
        }
        let account = &line.destination_account;
        let fields = [&account.bank_account, &account.bank_code, &account.bank_fiscal_code, &account.beneficiary_name];
        if account.configuration_code.is_none() && fields.iter().any(|field| field.is_none()) {
            tell(&format!("{place}/DestinationAccount"), "is incomplete");
        }
    }
    if let [line] = &details.lines[..] {
        for (name, of_order, of_line) in [
            ("AllowPartialPayments", details.allow_partial_payments, line.allow_partial_payments),
            ("AllowAdvancePayments", details.allow_advance_payments, line.allow_advance_payments),
        ] {
            if is_set(of_order) != is_set(of_line) {
                tell(name, "differs between the order and its only line");
            }
        }
    }
    problems
}
