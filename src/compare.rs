//! Comparison: what differs between two versions of a service in meaning, not in text, and what that does to examples.
//!
//! Compares plans part by part. Each part is taken apart by name, so that a new part of the language does not compile
//! until it is said how it is compared.

mod change;
mod example;
mod field;
mod form;
mod line;
mod money;
mod plan;
mod rename;
mod same;
mod words;

pub use change::{Change, Effect, Risk};
pub use example::{Came, ExampleEffect, LineCame, ProblemCame, Whose};
pub use words::word_difference;

use jiff::civil::Date;
use serde::Serialize;

use crate::compile::Example;
use crate::plan::Plan;

/// One of two versions.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What it asks and costs.
    pub plan: &'a Plan,
    /// The examples of its definition.
    pub examples: &'a [Example],
}

/// All that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What was changed, the riskiest first, then in the order of the definition.
    pub changes: Vec<Change>,
    /// What became of every example of either version.
    pub examples: Vec<ExampleEffect>,
}

/// Compares an earlier version with a later one. Examples without a day are run on `today`.
pub fn compare(earlier: Side<'_>, later: Side<'_>, today: Date) -> Comparison {
    let renames = rename::Renames::find(earlier.plan, later.plan);
    let renamed = renames.applied(earlier.plan);
    let mut changes = plan::changes(&renamed, later.plan);
    changes.extend(renames.told());
    changes.sort_by_key(|change| change.risk);
    let days = changes.iter().filter_map(|change| change.from).collect();
    Comparison { examples: example::effects(earlier, later, &renames, &days, today), changes }
}

impl Comparison {
    /// Whether both mean the same.
    pub fn is_same(&self) -> bool {
        self.changes.is_empty() && self.examples.iter().all(|effect| effect.before == effect.after)
    }

    /// The kinds of risk that there are, the riskiest first.
    pub fn risks(&self) -> Vec<Risk> {
        let mut risks: Vec<Risk> = self.changes.iter().map(|change| change.risk).collect();
        risks.dedup();
        risks
    }
}

#[cfg(test)]
mod tests;
