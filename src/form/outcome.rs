//! Outcome: all that can come of a form that is sent on a day, in the order in which it is judged.

use jiff::civil::Date;

use super::{Answers, FieldProblem, PriceError, Problem, RawAnswers, check, order_content};
use crate::i18n::Localized;
use crate::order::OrderContent;
use crate::plan::Plan;

/// What comes of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The service takes no orders on this day: its own words.
    Closed(Localized<String>),
    /// No order is made of these answers: the service's own words.
    Stopped(Localized<String>),
    /// Some answers are wrong.
    Refused(Vec<FieldProblem>),
    /// An order.
    Ordered(Box<Answers>, Box<OrderContent>),
}

/// What comes of answers that are sent on a day in Chișinău. Nothing is stored.
///
/// # Errors
/// See [`PriceError`]; none for a plan that was compiled.
pub fn outcome(plan: &Plan, raw: &RawAnswers, today: Date) -> Result<Outcome, PriceError> {
    if let Some(opening) = plan.opening.as_ref().filter(|opening| !opening.is_open(today)) {
        return Ok(Outcome::Closed(opening.closed_text.clone()));
    }
    let answers = match check(plan, raw, today) {
        Ok(answers) => answers,
        Err(problems) => {
            return Ok(match problems.as_slice() {
                [FieldProblem { problem: Problem::Stop(words), .. }] => Outcome::Stopped(words.clone()),
                _ => Outcome::Refused(problems),
            });
        }
    };
    let content = order_content(plan, &answers, today)?;
    Ok(Outcome::Ordered(Box::new(answers), Box::new(content)))
}
