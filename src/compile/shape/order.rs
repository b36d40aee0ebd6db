//! The shape of what holds for an order as a whole: its reason, how long and in which parts it can be paid.

use super::keys::{ORDER, PARTIAL};
use super::reader::{Entries, Reader};
use super::service::flat;
use crate::compile::definition::{DueDefinition, OrderDefinition};
use crate::diag::{Code, Placed};
use crate::i18n::Language;
use crate::plan::PayingAgain;
use crate::yaml::{Node, NodeKind};

pub(super) fn order(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<OrderDefinition> {
    let entries = reader.mapping(node, &ORDER)?;
    let reason = reader.required(&entries, "reason");
    let reason = reason.and_then(|node| reader.texts(node, "the order's reason", languages, 200));
    let due = due(reader, &entries);
    let partial = entries.get("partial_payments").map(|node| partial(reader, node));
    let partial = flat(partial)?;
    let advance = entries.get("advance_payments");
    let advance = flat(advance.map(|node| reader.truth(node, "yes or no: true or false")))?;
    let again = entries
        .get("paying_again")
        .and_then(|node| reader.word(node, "a word about paying for the same again", &[("usual", PayingAgain::Usual)]));
    Some(OrderDefinition {
        reason: reason?,
        due: due?,
        allow_partial_payments: partial.as_ref().is_some_and(|(allowed, _)| *allowed),
        allow_advance_payments: advance.unwrap_or(false),
        first_part_percent: partial.and_then(|(_, percent)| percent),
        paying_again: again.unwrap_or_default(),
    })
}

/// `due_after_days: 30` or `due_on: 2026-12-31`, or neither; `None` when what is written is wrong.
fn due(reader: &mut Reader<'_>, entries: &Entries<'_>) -> Option<Option<DueDefinition>> {
    match (entries.get("due_after_days"), entries.get("due_on")) {
        (None, None) => Some(None),
        (Some(days), None) => {
            let days = reader.whole(days, "the number of days", 0, 3_650)?;
            Some(Some(DueDefinition::AfterDays(days)))
        }
        (None, Some(day)) => Some(Some(DueDefinition::On(reader.day(day)?))),
        (Some(days), Some(day)) => {
            let message = "an order has `due_after_days` or `due_on`, not both";
            reader
                .diagnostics
                .report(Code::ConflictingKeys, entries.key_place("due_on").unwrap_or(day.place), message)
                .related(entries.key_place("due_after_days").unwrap_or(days.place), "the other one")
                .help("keep `due_on` where all orders have one last day, `due_after_days` where each has its own");
            None
        }
    }
}

/// `true`, `false`, or `{first_part_percent: 50}`.
fn partial(reader: &mut Reader<'_>, node: &Node) -> Option<(bool, Option<Placed<u32>>)> {
    if matches!(node.kind, NodeKind::Scalar(_)) {
        return reader.truth(node, "yes or no: true or false").map(|allowed| (allowed, None));
    }
    let entries = reader.mapping(node, &PARTIAL)?;
    let node = reader.required(&entries, "first_part_percent")?;
    Some((true, Some(Placed::new(reader.whole(node, "the percentage", 1, 99)?, node.place))))
}
