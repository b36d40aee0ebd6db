//! The shape of what holds for an order as a whole: its reason, how long and in which parts it can be paid.

use super::keys::{ORDER, PARTIAL};
use super::reader::{Entries, Reader};
use super::service::no_text;
use crate::compile::definition::{DueDefinition, OrderDefinition};
use crate::diag::{Code, Place, Placed};
use crate::i18n::Language;
use crate::plan::PayingAgain;
use crate::yaml::{Node, NodeKind};

/// What cannot be read of it stands in as what nothing else is blamed for.
pub(super) fn order(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> OrderDefinition {
    let mut order = unread(languages, node.start);
    let Some(entries) = reader.mapping(node, &ORDER) else { return order };
    let reason = reader.required(&entries, "reason");
    let reason = reason.and_then(|node| reader.texts(node, "the order's reason", languages, 200));
    if let Some(reason) = reason {
        order.reason = reason;
    }
    order.due = due(reader, &entries);
    let allowed = match entries.get("partial_payments") {
        Some(node) => partial(reader, node),
        None => Some((false, None)),
    };
    if let Some((allowed, percent)) = allowed {
        (order.allow_partial_payments, order.first_part_percent) = (allowed, percent);
    }
    let allowed = match entries.get("advance_payments") {
        Some(node) => reader.truth(node, "yes or no: true or false"),
        None => Some(false),
    };
    order.allow_advance_payments = allowed.unwrap_or(true);
    let words = [("usual", PayingAgain::Usual)];
    let again =
        entries.get("paying_again").map(|node| reader.word(node, "a word about paying for the same again", &words));
    order.paying_again = again.flatten().unwrap_or_default();
    order
}

/// Stands for an order of which nothing could be read.
pub(super) fn unread(languages: &[Language], place: Place) -> OrderDefinition {
    OrderDefinition {
        reason: no_text(languages, place),
        due: None,
        allow_partial_payments: true,
        allow_advance_payments: true,
        first_part_percent: None,
        paying_again: PayingAgain::Asked,
    }
}

/// `due_after_days: 30` or `due_on: 2026-12-31`, or neither; also `None` when what is written is wrong.
fn due(reader: &mut Reader<'_>, entries: &Entries<'_>) -> Option<DueDefinition> {
    let (after, on) = (entries.get("due_after_days"), entries.get("due_on"));
    let days = after.and_then(|node| reader.whole(node, "the number of days", 0, 3_650));
    let day = on.and_then(|node| reader.day(node));
    if let (Some(after), Some(on)) = (after, on) {
        let message = "an order has `due_after_days` or `due_on`, not both";
        reader
            .diagnostics
            .report(Code::ConflictingKeys, entries.key_place("due_on").unwrap_or(on.place), message)
            .related(entries.key_place("due_after_days").unwrap_or(after.place), "the other one")
            .help("keep `due_on` where all orders have one last day, `due_after_days` where each has its own");
        return None;
    }
    days.map(DueDefinition::AfterDays).or(day.map(DueDefinition::On))
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
