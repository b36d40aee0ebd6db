//! The shape of lines: what is collected, for whom, and when.

use super::keys::{ACCOUNT_CHOSEN, LINE};
use super::reader::Reader;
use super::service::{flat, no_text};
use crate::compile::definition::{AccountDefinition, AmountDefinition, LineDefinition, Part, Wanted};
use crate::compile::names::Scope;
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
        let found = reader.thing(|reader| line(reader, item, languages));
        reader.lost.lines |= found.is_none();
        all.extend(found);
    }
    Some(all)
}

fn line(reader: &mut Reader<'_>, item: &Node, languages: &[Language]) -> Option<LineDefinition> {
    let entries = reader.mapping(item, &LINE)?;
    let for_each = entries.get("for_each").map(|node| reader.name(node, "a group"));
    let scope = match &for_each {
        None => Scope::Page,
        Some(None) => Scope::Anywhere,
        Some(Some(group)) => Scope::Row(group.value.clone()),
    };
    reader.within(scope, |reader| {
        for_each.iter().flatten().for_each(|group| reader.note(Part::Group(group.clone())));
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "a line's id"));
        id.iter().for_each(|id| reader.note(Part::Line(id.clone())));
        let reason = reader.required(&entries, "reason");
        let reason = reason.and_then(|node| reader.texts_with_answers(node, "the line's reason", languages, 200));
        let amount = reader.required(&entries, "amount").and_then(|node| amount(reader, node));
        let account = reader.required(&entries, "account").and_then(|node| account(reader, node));
        let when = entries.get("when").map(|node| reader.condition(node));
        Some(LineDefinition {
            id: id?,
            reason: reason.unwrap_or_else(|| no_text(languages, entries.place)),
            amount: amount?,
            account: account?,
            when: flat(when)?,
            for_each: flat(for_each)?,
        })
    })
}

fn amount(reader: &mut Reader<'_>, node: &Node) -> Option<AmountDefinition> {
    if Reader::is_at_mpay(node) {
        return Some(AmountDefinition::AtMpay(node.place));
    }
    reader.expr(node, "the amount", Wanted::Amount).map(AmountDefinition::Computed)
}

fn account(reader: &mut Reader<'_>, node: &Node) -> Option<AccountDefinition> {
    if matches!(node.kind, NodeKind::Scalar(_)) {
        return reader.account(node).map(AccountDefinition::Fixed);
    }
    let entries = reader.mapping(node, &ACCOUNT_CHOSEN)?;
    let node = reader.required(&entries, "chosen_by")?;
    let account = reader.name(node, "a field").map(AccountDefinition::ChosenBy)?;
    reader.note(Part::Account(account.clone()));
    Some(account)
}
