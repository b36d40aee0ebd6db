//! The running total: what a form that is still being filled in would cost, as its page shows it.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::{address_of, lei, service, style};
use crate::form::{SoFar, names_that_count};
use crate::i18n::{Language, text};
use crate::plan::Plan;

/// What a page shows of a price before all is answered; without anything, what the empty page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunningTotal {
    lines: Vec<RunningLine>,
    /// What the total is called.
    label: String,
    /// Empty when nothing is known.
    total: String,
    /// What is still missing, or why nothing will be ordered.
    note: String,
    /// The ids of what is asked, among all that comes and goes by script alone.
    shown: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct RunningLine {
    reason: String,
    amount: String,
}

impl RunningTotal {
    /// What a page shows in a language.
    pub fn new(plan: &Plan, so_far: &SoFar, language: Language) -> RunningTotal {
        let shown = style::unstyled(plan).into_iter().filter(|one| one.is_asked(so_far)).map(|one| one.id).collect();
        if let Some(words) = &so_far.stop {
            return RunningTotal { note: words.get(language).clone(), shown, ..RunningTotal::default() };
        }
        let Some(total) = so_far.total else { return RunningTotal { shown, ..RunningTotal::default() } };
        let lines = so_far
            .lines
            .iter()
            .map(|line| RunningLine { reason: line.reason.get(language).clone(), amount: lei(line.amount) });
        let (label, note) = match so_far.is_whole {
            true => (text(language, "total"), String::new()),
            false => (text(language, "running-so-far"), text(language, "running-more")),
        };
        RunningTotal { lines: lines.collect(), label, total: lei(total), note, shown }
    }

    pub(super) fn context(&self) -> Value {
        Value::from(Serde(self))
    }
}

/// What the page needs to keep its total and its fields in step with the answers.
#[derive(Debug, Serialize)]
pub(super) struct Live {
    /// The names of the answers that count, with spaces between.
    names: String,
    /// Where they are sent to.
    address: String,
    /// Whether there is a total that changes.
    pub has_total: bool,
}

impl Live {
    /// `None` when nothing of the page changes beyond what its style does.
    pub fn of(plan: &Plan, language: Language) -> Option<Live> {
        let unstyled = style::unstyled(plan);
        let has_total = service::fixed_total(plan).is_none() && !service::is_amount_at_mpay(plan);
        let conditions = unstyled.iter().flat_map(|one| one.conditions.iter().copied());
        let names = names_that_count(plan, conditions);
        let address = format!("{}/preview", address_of(plan, language));
        let names = names.into_iter().collect::<Vec<_>>().join(" ");
        (has_total || !unstyled.is_empty()).then_some(Live { names, address, has_total })
    }
}
