//! Examples: what the examples of either version come to in both.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::Side;
use super::rename::Renames;
use crate::compile::Example;
use crate::form::{FieldProblem, Outcome, RawAnswers, outcome};
use crate::i18n::Language;
use crate::money::Money;
use crate::plan::Plan;

/// What became of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExampleEffect {
    /// Whose it is.
    pub of: Whose,
    /// Its number among the examples of its definition, from 1.
    pub number: usize,
    /// The day.
    pub on: Date,
    /// What it comes to in the earlier version.
    pub before: Came,
    /// What it comes to in the later version.
    pub after: Came,
}

/// The version that has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Both have it.
    Both,
    /// Only the earlier has it.
    Earlier,
    /// Only the later has it.
    Later,
}

/// What answers come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Came {
    /// An order.
    Ordered {
        /// What is owed, in lei; `at_mpay` where the payer gives the amount there.
        total: String,
        /// To whom.
        lines: Vec<LineCame>,
    },
    /// No order, on purpose.
    Stopped {
        /// What the payer is told, in Romanian.
        message: String,
    },
    /// Wrong answers.
    Refused {
        /// Each of them.
        problems: Vec<ProblemCame>,
    },
    /// The service is closed on that day.
    Closed,
    /// A plan that its compiler should have refused.
    Failed {
        /// Why.
        error: String,
    },
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineCame {
    /// Its id.
    pub id: String,
    /// How much, in lei; `at_mpay` where the payer gives it there.
    pub amount: String,
    /// The account's number.
    pub iban: String,
}

/// A wrong answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemCame {
    /// The name of the field.
    pub name: String,
    /// What the payer is told, in Romanian.
    pub message: String,
}

/// Runs every example of either version on both; where a tariff was changed from a day on, also on that day, which is
/// told when it makes a difference.
pub(super) fn effects(
    earlier: Side<'_>,
    later: Side<'_>,
    renames: &Renames,
    days: &BTreeSet<Date>,
    today: Date,
) -> Vec<ExampleEffect> {
    let mut all = Vec::new();
    let mut run = |of: Whose, number: usize, on: Option<Date>, before: &RawAnswers, after: &RawAnswers| {
        let on_day = |on: Date| {
            let (before, after) = (came(earlier.plan, before, on), came(later.plan, after, on));
            ExampleEffect { of, number, on, before, after }
        };
        let first = on_day(on.unwrap_or(today));
        for effect in days.iter().filter(|day| **day != first.on).map(|day| on_day(*day)) {
            let is_news = (&effect.before, &effect.after) != (&first.before, &first.after);
            if effect.before != effect.after && is_news {
                all.push(effect);
            }
        }
        all.push(first);
    };
    let renamed: Vec<Example> = earlier
        .examples
        .iter()
        .map(|example| Example { on: example.on, answers: renames.answers(&example.answers, false) })
        .collect();
    for (at, example) in later.examples.iter().enumerate() {
        let of = if renamed.contains(example) { Whose::Both } else { Whose::Later };
        let before = renames.answers(&example.answers, true);
        run(of, at + 1, example.on, &before, &example.answers);
    }
    let is_gone = |(_, after): &(usize, &Example)| !later.examples.contains(after);
    for (at, after) in renamed.iter().enumerate().filter(is_gone) {
        run(Whose::Earlier, at + 1, after.on, &earlier.examples[at].answers, &after.answers);
    }
    // The order of the definition, and of each example the order of the days.
    all.sort_by_key(|effect| (effect.of == Whose::Earlier, effect.number, effect.on));
    all
}

fn lei(amount: Option<Money>) -> String {
    amount.map_or_else(|| "at_mpay".to_owned(), |amount| amount.to_string())
}

fn came(plan: &Plan, answers: &RawAnswers, on: Date) -> Came {
    let problem =
        |problem: &FieldProblem| ProblemCame { name: problem.name.clone(), message: problem.words(plan, Language::Ro) };
    match outcome(plan, answers, on) {
        Ok(Outcome::Ordered(_, content)) => Came::Ordered {
            total: lei(content.total),
            lines: content
                .lines
                .iter()
                .map(|line| LineCame {
                    id: line.id.clone(),
                    amount: lei(line.amount),
                    iban: line.account.iban.to_string(),
                })
                .collect(),
        },
        Ok(Outcome::Stopped(words)) => Came::Stopped { message: words.ro },
        Ok(Outcome::Refused(problems)) => Came::Refused { problems: problems.iter().map(problem).collect() },
        Ok(Outcome::Closed(_)) => Came::Closed,
        Err(error) => Came::Failed { error: error.to_string() },
    }
}
