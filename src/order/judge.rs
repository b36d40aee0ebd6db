//! What is unusual about a confirmation, held against the order that it pays. It must not know messages or how payments are kept.
//!
//! Money was taken: a correctly signed confirmation of an order of ours, in MDL, is always recorded and acknowledged. What
//! becomes of each part of it:
//!
//! | what the message says | what is done |
//! | --- | --- |
//! | a signature, envelope or header that does not count | refused; kept if only its time is wrong |
//! | text between elements, a comment within a value, a known element twice, another namespace, elements within an unknown one | refused and kept: two readers could read two things |
//! | no readable `OrderKey`, `ServiceID`, `PaymentID`, `Currency` or `TotalAmount` | refused and kept: it does not say what was paid for what |
//! | an unknown service or order, another currency, the `PaymentID` of another order | the contract's fault, and kept |
//! | the same `PaymentID` again | acknowledged; nothing is recorded twice; kept if the amount is another |
//! | an order that is paid, closed, expired, or one too many | recorded: `paid_before`, `closed`, `late`, `over_limit` |
//! | another amount than is due, nothing, or less than the first part | recorded: `other_amount`, `small_part` |
//! | another account of a line | recorded: `other_account` |
//! | unknown or repeated lines, other shares of them, or no id | recorded: `other_lines` |
//! | lines that do not sum to the total, or none | recorded: `other_sum` |
//! | a `PaidAt` of another time than can be | recorded: `odd_time`; people are shown when it came |
//! | a `PaymentID` or `InvoiceID` with a line feed, a space at its ends, a letter of another script | recorded: `odd_number` |
//! | an unknown leaf element or attribute, any other value that is missing, too long or unreadable | recorded: `outside_contract` |

use super::{NewPayment, OrderLine, OrderRecord, OrderStatus, PaidAccount, PaidLine, PaymentFlag};
use crate::money::Money;

/// Longest note of a flag, in characters; the message holds the rest.
const NOTE_CHARS_MAX: usize = 500;

/// A flag of a payment, and what a person is told beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is unusual.
    pub flag: PaymentFlag,
    /// What exactly, where the flag does not say it all: at most 500 characters, none of them a control character.
    pub note: Option<String>,
}

impl Finding {
    fn of(flag: PaymentFlag) -> Finding {
        Finding { flag, note: None }
    }

    fn noted(flag: PaymentFlag, notes: &[String]) -> Finding {
        let note = notes.join("; ");
        let note = note.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(NOTE_CHARS_MAX);
        Finding { flag, note: Some(note.collect()) }
    }
}

/// What is unusual about a payment that arrives for an order as it stands; each flag once, in the order of
/// [`PaymentFlag::ALL`]. A part is not, where the order allows parts, nor is any amount that the payer gave at MPay.
/// `is_full`: as many other orders of the service are paid as may be.
pub fn judge_payment(order: &OrderRecord, new: &NewPayment, is_full: bool) -> Vec<Finding> {
    let mut findings = of_state(order, new, is_full);
    findings.extend(of_accounts(order, new));
    findings.extend(of_lines(order, new));
    let payment = &new.payment;
    if !order.can_be_paid_at(payment.paid_at, payment.received_at) {
        findings.push(Finding::noted(PaymentFlag::OddTime, &[payment.paid_at.to_string()]));
    }
    let invoice = payment.invoice_id.as_deref().unwrap_or_default();
    if !(is_plain(&payment.payment_id) && is_plain(invoice)) {
        findings.push(Finding::of(PaymentFlag::OddNumber));
    }
    if !new.oddities.is_empty() {
        findings.push(Finding::noted(PaymentFlag::OutsideContract, &new.oddities));
    }
    findings
}

/// What is unusual by what had become of the order, and by the amount. Of an order that owes nothing any more the amount is
/// not judged.
fn of_state(order: &OrderRecord, new: &NewPayment, is_full: bool) -> Vec<Finding> {
    let amount = new.payment.amount;
    let mut flags = Vec::new();
    match order.status(new.payment.received_at) {
        OrderStatus::Paid | OrderStatus::Completed => return vec![Finding::of(PaymentFlag::PaidBefore)],
        OrderStatus::Cancelled | OrderStatus::Refunding | OrderStatus::Refunded => {
            return vec![Finding::of(PaymentFlag::Closed)];
        }
        OrderStatus::Expired => flags.push(PaymentFlag::Late),
        OrderStatus::Active | OrderStatus::PartiallyPaid => {}
    }
    if is_full && amount > Money::ZERO {
        flags.insert(0, PaymentFlag::OverLimit);
    }
    let content = &order.order.content;
    let is_right = match order.due() {
        Some(due) if amount > due => content.allow_advance_payments,
        Some(due) if amount < due => content.allow_partial_payments && amount > Money::ZERO,
        Some(_) => true,
        None => amount > Money::ZERO,
    };
    if !is_right {
        flags.push(PaymentFlag::OtherAmount);
    } else if order.paid() == Money::ZERO && order.first_part().is_some_and(|least| amount < least) {
        flags.push(PaymentFlag::SmallPart);
    }
    flags.into_iter().map(Finding::of).collect()
}

/// Another account than the one of the line; of a line that the order does not have, than any of its accounts.
fn of_accounts(order: &OrderRecord, new: &NewPayment) -> Option<Finding> {
    let lines = &order.order.content.lines;
    let is_other = |line: &&PaidLine| {
        let mut of_line = lines.iter().filter(|known| known.id == line.id).peekable();
        if of_line.peek().is_some() {
            !of_line.any(|known| goes_to(&line.account, known))
        } else {
            !lines.iter().any(|known| goes_to(&line.account, known))
        }
    };
    let told: Vec<String> = new.lines.iter().filter(is_other).map(told_account).collect();
    (!told.is_empty()).then(|| Finding::noted(PaymentFlag::OtherAccount, &told))
}

/// Whether everything that is said of an account is true of a line's. Spaces and small letters make no other account, nor
/// do the three characters that name a bank's branch.
fn goes_to(paid: &PaidAccount, line: &OrderLine) -> bool {
    let same = |one: &str, other: &str| bare(one) == bare(other);
    let account = &line.account;
    paid.ibans.iter().all(|iban| same(iban, account.iban.as_str()))
        && paid.bic.as_deref().is_none_or(|bic| same(bank(&bare(bic)), bank(&bare(account.bic.as_str()))))
        && paid.idno.as_deref().is_none_or(|idno| same(idno, account.idno.as_str()))
}

fn told_account(line: &PaidLine) -> String {
    let PaidAccount { ibans, bic, idno } = &line.account;
    let parts: Vec<&str> = ibans.iter().chain(bic).chain(idno).map(String::as_str).collect();
    format!("line `{}`: {}", line.id, parts.join(" "))
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// The first eight characters of a BIC; the rest names a branch.
fn bank(bic: &str) -> &str {
    bic.get(..8).unwrap_or(bic)
}

/// Lines that the order does not have, that are there twice, or in other shares than are due, where all that is due is
/// paid; and lines that do not sum to the total.
fn of_lines(order: &OrderRecord, new: &NewPayment) -> Vec<Finding> {
    let (known, amount) = (&order.order.content.lines, new.payment.amount);
    let mut odd: Vec<String> = Vec::new();
    for (at, line) in new.lines.iter().enumerate() {
        if known.iter().all(|known| known.id != line.id) {
            odd.push(format!("the order has no line `{}`", line.id));
        } else if new.lines[..at].iter().any(|before| before.id == line.id) {
            odd.push(format!("the line `{}` is there twice", line.id));
        }
    }
    let sum = Money::checked_sum(new.lines.iter().map(|line| line.amount));
    let is_whole = sum == Some(amount);
    if odd.is_empty() && is_whole && amount > Money::ZERO && order.due() == Some(amount) {
        for (line, due) in known.iter().zip(order.dues()) {
            let due = due.unwrap_or(amount);
            let paid = new.lines.iter().find(|paid| paid.id == line.id).map_or(Money::ZERO, |paid| paid.amount);
            if paid != due {
                odd.push(format!("the line `{}` got {paid} instead of {due}", line.id));
            }
        }
    }
    let mut findings = Vec::new();
    if !odd.is_empty() {
        findings.push(Finding::noted(PaymentFlag::OtherLines, &odd));
    }
    if !is_whole {
        let sum = sum.map_or("too much".to_owned(), |sum| sum.to_string());
        findings
            .push(Finding::noted(PaymentFlag::OtherSum, &[format!("the lines sum to {sum}, the total is {amount}")]));
    }
    findings
}

/// Whether a number has nothing but letters, digits and signs of ASCII, and spaces within it.
fn is_plain(number: &str) -> bool {
    number.trim() == number && number.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

#[cfg(test)]
mod tests;
