//! The shape of a basket: its items, their prices, and the day that decides prices which change.

use rust_decimal::Decimal;

use super::field::money;
use super::keys::ITEM;
use super::property::pascal_case;
use super::reader::{Entries, Reader};
use super::service::no_text;
use super::value::{Dated, dated};
use crate::compile::definition::{PartDefinition, PlacedExpr, Wanted};
use crate::diag::{Code, Placed};
use crate::i18n::Language;
use crate::limits::{AMOUNT_BANI_MAX, BASKET_ITEMS_MAX, PROPERTY_NAME_CHARS_MAX};
use crate::plan::{BasketItem, FieldKind, ItemPrice, PriceFrom};
use crate::yaml::{Node, NodeKind};

/// What the keys of a price say.
const FORMS: &str = "write what one costs, as 20; or `from 2026-01-01: …` for each day on which it changes";

pub(super) fn basket(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    languages: &[Language],
    parts: &mut Vec<PartDefinition>,
) -> Option<FieldKind> {
    let node = reader.required(entries, "items")?;
    let nodes = reader.list(node, "the items")?;
    if !(1..=BASKET_ITEMS_MAX).contains(&nodes.len()) {
        let message = format!("a basket has 1 to {BASKET_ITEMS_MAX} items");
        reader.diagnostics.report(Code::OutOfRange, node.place, message);
        return None;
    }
    let mut items = Vec::new();
    for node in nodes {
        if let Some((item, part)) = item(reader, node, languages) {
            items.push(item);
            parts.push(part);
        }
    }
    // A basket that lacks items would be blamed for what they owe.
    (items.len() == nodes.len()).then_some(FieldKind::Basket { items, by: None })
}

fn item(reader: &mut Reader<'_>, node: &Node, languages: &[Language]) -> Option<(BasketItem, PartDefinition)> {
    let entries = reader.mapping(node, &ITEM)?;
    let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "an item's id"));
    let label = reader.required(&entries, "label");
    let label = label.and_then(|node| reader.texts(node, "the item's label", languages, PROPERTY_NAME_CHARS_MAX));
    let label = label.unwrap_or_else(|| no_text(languages, entries.place));
    let price = reader.required(&entries, "price").and_then(|node| price(reader, node));
    let max = reader.required(&entries, "max").and_then(|node| reader.whole(node, "the most pieces", 1, 10_000));
    let (id, (price, priced_from), max) = (id?, price?, max?);
    let item = BasketItem {
        property_name: pascal_case(&id.value),
        id: id.value.clone(),
        label: label.map(|_, text| text.value.clone()),
        price,
        max,
    };
    Some((item, PartDefinition { id, account: None, priced_from }))
}

/// `20`, or `{from 2026-01-01: 20, from 2027-01-01: 25}`; with the first day, where it changes.
fn price(reader: &mut Reader<'_>, node: &Node) -> Option<(ItemPrice, Option<Placed<jiff::civil::Date>>)> {
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    let one = |reader: &mut Reader<'_>, node: &Node| money(reader, node, "the price", Decimal::new(1, 2), most);
    let NodeKind::Mapping(entries) = &node.kind else { return Some((ItemPrice::Fixed(one(reader, node)?), None)) };
    let by = entries.iter().find(|(key, _)| key.text == "by");
    if let Some((key, _)) = by {
        reader
            .diagnostics
            .report(Code::UnknownKey, key.place, "a price has no key `by`")
            .help("write `by:` once for the basket, above its `items:`");
    }
    let Dated { cases, .. } = dated(reader, node, "a price", FORMS, one)?;
    let first = cases.first().filter(|_| by.is_none())?.0.clone();
    let prices = cases.into_iter().map(|(from, price)| PriceFrom { from: from.value, price }).collect();
    Some((ItemPrice::Changing(prices), Some(first)))
}

/// `by: visit_date`, which says something only where some price changes; `None` for the items that are not known.
pub(super) fn day_that_decides(
    reader: &mut Reader<'_>,
    node: &Node,
    items: Option<&[PartDefinition]>,
) -> Option<PlacedExpr> {
    let by = reader.expr(node, "the day that decides", Wanted::Day)?;
    if items.is_some_and(|items| items.iter().all(|item| item.priced_from.is_none())) {
        reader
            .diagnostics
            .report(Code::Constant, by.place, "this day decides nothing: no price of the basket changes")
            .help("remove `by`, or write a price as {from 2026-01-01: 20, from 2027-01-01: 25}");
    }
    Some(by)
}
