//! The shape of a basket: its items, their prices, and the day that decides prices which change.

use rust_decimal::Decimal;

use super::field::{money, pascal_case};
use super::keys::ITEM;
use super::reader::{Entries, Reader};
use super::value::dated;
use crate::compile::definition::{PartDefinition, PlacedExpr};
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
    for item in nodes {
        let entries = reader.mapping(item, &ITEM)?;
        let id = reader.required(&entries, "id").and_then(|node| reader.name(node, "an item's id"));
        let label = reader.required(&entries, "label");
        let label = label.and_then(|node| reader.texts(node, "the item's label", languages, PROPERTY_NAME_CHARS_MAX));
        let price = reader.required(&entries, "price").and_then(|node| price(reader, node));
        let max = reader.required(&entries, "max").and_then(|node| reader.whole(node, "the most pieces", 1, 10_000));
        let (Some(id), Some(label), Some((price, priced_from)), Some(max)) = (id, label, price, max) else { continue };
        items.push(BasketItem {
            property_name: pascal_case(&id.value),
            id: id.value.clone(),
            label: label.map(|_, text| text.value.clone()),
            price,
            max,
        });
        parts.push(PartDefinition { id, account: None, priced_from });
    }
    // Items that could not be read are told; a basket of none would be blamed for owing nothing.
    (!items.is_empty()).then_some(FieldKind::Basket { items, by: None })
}

/// `20`, or `{from 2026-01-01: 20, from 2027-01-01: 25}`; with the first day, where it changes.
fn price(reader: &mut Reader<'_>, node: &Node) -> Option<(ItemPrice, Option<Placed<jiff::civil::Date>>)> {
    let most = Decimal::new(AMOUNT_BANI_MAX, 2);
    let one = |reader: &mut Reader<'_>, node: &Node| money(reader, node, "the price", Decimal::new(1, 2), most);
    let NodeKind::Mapping(entries) = &node.kind else { return Some((ItemPrice::Fixed(one(reader, node)?), None)) };
    if let Some((key, _)) = entries.iter().find(|(key, _)| key.text == "by") {
        reader
            .diagnostics
            .report(Code::UnknownKey, key.place, "a price has no key `by`")
            .help("write `by:` once for the basket, above its `items:`");
        return None;
    }
    let (dated, _) = dated(reader, node, "a price", FORMS)?;
    let first = dated.first()?.0.clone();
    let mut prices = Vec::new();
    for (from, node) in dated {
        prices.push(PriceFrom { from: from.value, price: one(reader, node)? });
    }
    Some((ItemPrice::Changing(prices), Some(first)))
}

/// `by: visit_date`, which says something only where some price changes.
pub(super) fn day_that_decides(reader: &mut Reader<'_>, node: &Node, items: &[PartDefinition]) -> Option<PlacedExpr> {
    let by = reader.expr(node, "the day that decides")?;
    if !items.is_empty() && items.iter().all(|item| item.priced_from.is_none()) {
        reader
            .diagnostics
            .report(Code::Constant, by.place, "this day decides nothing: no price of the basket changes")
            .help("remove `by`, or write a price as {from 2026-01-01: 20, from 2027-01-01: 25}");
    }
    Some(by)
}
