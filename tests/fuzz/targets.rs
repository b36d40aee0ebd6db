//! The targets: each takes a text and fails where its property does not hold.

#[path = "targets/answers.rs"]
pub mod answers;
#[path = "targets/definition.rs"]
pub mod definition;
#[path = "targets/expression.rs"]
pub mod expression;
#[path = "targets/layout.rs"]
pub mod layout;
#[path = "targets/yaml.rs"]
pub mod yaml;

use jiff::civil::Date;
use mpay_pages::form::{Outcome, RawAnswers, check, outcome};
use mpay_pages::limits::{AMOUNT_BANI_MAX, REASON_CHARS_MAX};
use mpay_pages::money::Money;
use mpay_pages::plan::Plan;

/// Whatever is answered, a form gives an outcome; and an order has lines that sum to its total, amounts that MPay takes,
/// reasons that fit, accounts of the beneficiary, and answers that give the same order when they are sent again.
pub fn assert_answered(plan: &Plan, raw: &RawAnswers, on: Date) {
    let found = outcome(plan, raw, on).unwrap_or_else(|error| panic!("{error}"));
    let Outcome::Ordered(answers, content) = found else { return };
    assert!(!content.lines.is_empty(), "an order without a line");
    let sum: Option<i64> = content.lines.iter().map(|line| line.amount.map(Money::bani)).sum();
    assert_eq!(content.total.map(Money::bani), sum, "the lines do not sum to the total");
    for line in &content.lines {
        let bani = line.amount.map_or(1, Money::bani);
        assert!((1..=AMOUNT_BANI_MAX).contains(&bani), "a line of {bani} bani");
        assert!(plan.accounts.values().any(|account| account.iban == line.account.iban), "an account of nobody");
        for (_, reason) in line.reason.iter() {
            assert!((1..=REASON_CHARS_MAX).contains(&reason.chars().count()), "the reason {reason:?}");
        }
    }
    assert!(sum.is_none_or(|sum| sum <= AMOUNT_BANI_MAX), "a total of {sum:?} bani");
    let again: RawAnswers = content.answers.iter().cloned().collect();
    assert_eq!(check(plan, &again, on).as_ref(), Ok(&*answers), "its answers sent again are others");
}
