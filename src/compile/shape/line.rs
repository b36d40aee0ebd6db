//! The shape of lines: what is collected, for whom, and when.

use super::keys::{ACCOUNT_CHOSEN, LINE};
use super::reader::Reader;
use super::service::flat;
use crate::compile::definition::{AccountDefinition, AmountDefinition, LineDefinition};
use crate::diag::Code;
use crate::i18n::Language;
use crate::limits::LINES_MAX;
use crate::yaml::{Node, NodeKind};

pub(super) fn lines(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<Vec<LineDefinition>> {
    let items = reader.list(node, "the lines")?;
    if items.is_empty() || items.len() > LINES_MAX {
        let message = format!("an order has 1 to {LINES_MAX} lines");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    let mut all = Vec::new();
    for item in items {
        let Some(entries) = reader.mapping(item, &LINE) else {
            reader.lost.lines = true;
            continue;
        };
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a line's id"));
        let reason = reader.required(&entries, "reason");
        let reason = reason.and_then(|node| reader.texts(node, "the line's reason", languages, 200));
        let amount = reader.required(&entries, "amount").and_then(|node| amount(reader, node));
        let account = reader.required(&entries, "account").and_then(|node| account(reader, node));
        let when = entries.get("when").map(|node| reader.condition(node));
        let for_each = entries.get("for_each").map(|node| reader.name(node, "a group"));
        if let (Some(id), Some(reason), Some(amount), Some(account), Some(when), Some(for_each)) =
            (id, reason, amount, account, flat(when), flat(for_each))
        {
            all.push(LineDefinition { id, reason, amount, account, when, for_each });
        } else {
            reader.lost.lines = true;
        }
    }
    Some(all)
}

fn amount(reader: &mut Reader<'_>, node: &Node) -> Option<AmountDefinition> {
    if Reader::is_at_mpay(node) {
        return Some(AmountDefinition::AtMpay(node.place));
    }
    reader.expr(node, "the amount").map(AmountDefinition::Computed)
}

fn account(reader: &mut Reader<'_>, node: &Node) -> Option<AccountDefinition> {
    if matches!(node.kind, NodeKind::Scalar(_)) {
        return reader.text(node, "the account's name", 60).map(AccountDefinition::Fixed);
    }
    let entries = reader.mapping(node, &ACCOUNT_CHOSEN)?;
    let node = reader.required(&entries, "chosen_by")?;
    reader.name(node, "a field").map(AccountDefinition::ChosenBy)
}
