//! What the names in a service's expressions mean: their types and their ranges.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::definition::TableDefinition;
use crate::diag::{Code, nearest};
use crate::expr::{Names, Range, Ranges, Type};
use crate::order::PayerKind;
use crate::plan::{BasketItem, Field, FieldKind};

/// The names of a service, as far as they are known.
pub(super) struct ServiceNames<'a> {
    payer_kinds: Vec<String>,
    fields: BTreeMap<&'a str, &'a Field>,
    tables: &'a [TableDefinition],
    values: BTreeMap<String, (Type, Option<Range>)>,
}

impl<'a> ServiceNames<'a> {
    pub fn new(
        payer_kinds: &[PayerKind],
        fields: impl IntoIterator<Item = &'a Field>,
        tables: &'a [TableDefinition],
    ) -> ServiceNames<'a> {
        ServiceNames {
            payer_kinds: payer_kinds.iter().map(|kind| kind.word().to_owned()).collect(),
            fields: fields.into_iter().map(|field| (field.id.as_str(), field)).collect(),
            tables,
            values: BTreeMap::new(),
        }
    }

    /// Makes a named value known, with its range if it has one.
    pub fn define(&mut self, name: &str, kind: Type, range: Option<Range>) {
        self.values.insert(name.to_owned(), (kind, range));
    }

    pub fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.get(name).copied()
    }
}

impl Names for ServiceNames<'_> {
    fn type_of(&self, name: &str) -> Result<Type, (Code, String, Option<String>)> {
        if name == "payer.kind" {
            return Ok(Type::Choice(self.payer_kinds.clone()));
        }
        if let Some((kind, _)) = self.values.get(name) {
            return Ok(kind.clone());
        }
        let Some(field) = self.fields.get(name) else {
            let help = nearest(name, self.known()).map(|known| format!("did you mean `{known}`?"));
            let message = format!("nothing is named `{name}`");
            return Err((Code::UnknownName, message, help.or(Some("a name is a field's id or a value's name".into()))));
        };
        let kind = match &field.kind {
            FieldKind::Number { .. } | FieldKind::Amount { .. } => Type::Number,
            FieldKind::Choice { options } => Type::Choice(options.iter().map(|option| option.id.clone()).collect()),
            FieldKind::YesNo | FieldKind::Consent => Type::Bool,
            FieldKind::Date { .. } | FieldKind::Month { .. } => Type::Date,
            FieldKind::Basket { .. } => Type::Basket,
            FieldKind::Notice => {
                return Err((Code::UnknownName, format!("`{name}` is a notice: nothing is answered there"), None));
            }
            _ => Type::Text,
        };
        if !field.required {
            let message = format!("`{name}` may be absent: the payer can leave the field empty");
            let help = "leave out `required: false`, so that it is always answered";
            return Err((Code::MayBeAbsent, message, Some(help.to_owned())));
        }
        Ok(kind)
    }

    fn known(&self) -> Vec<&str> {
        let fields = self.fields.keys().copied();
        fields.chain(self.values.keys().map(String::as_str)).chain(["payer.kind"]).collect()
    }

    fn table(&self, name: &str) -> Option<Vec<&str>> {
        let table = self.tables.iter().find(|table| table.name.value == name)?;
        Some(table.entries.iter().map(|(key, _)| key.value.as_str()).collect())
    }

    fn tables(&self) -> Vec<&str> {
        self.tables.iter().map(|table| table.name.value.as_str()).collect()
    }
}

impl Ranges for ServiceNames<'_> {
    fn of_name(&self, name: &str) -> Option<Range> {
        if let Some((_, range)) = self.values.get(name) {
            return *range;
        }
        match &self.fields.get(name)?.kind {
            FieldKind::Number { decimals, min, max, .. } => Some(Range::new(*min, *max, *decimals)),
            FieldKind::Amount { min, max } => Some(Range::new(min.to_decimal(), max.to_decimal(), 2)),
            _ => None,
        }
    }

    fn of_table(&self, name: &str) -> Option<Range> {
        let table = self.tables.iter().find(|table| table.name.value == name)?;
        table.entries.iter().map(|(_, number)| Range::exactly(*number)).reduce(Range::or)
    }

    fn of_basket(&self, name: &str) -> Option<(Range, Range)> {
        let FieldKind::Basket { items } = &self.fields.get(name)?.kind else { return None };
        Some((basket_price(items)?, basket_count(items)))
    }
}

/// At least one piece of the cheapest item; at most all pieces of all items.
fn basket_price(items: &[BasketItem]) -> Option<Range> {
    let least = items.iter().map(|item| item.price).min()?.to_decimal();
    let most = items
        .iter()
        .try_fold(Decimal::ZERO, |sum, item| sum.checked_add(item.price.to_decimal().checked_mul(item.max.into())?))?;
    Some(Range::new(least, most, 2))
}

fn basket_count(items: &[BasketItem]) -> Range {
    let most = items.iter().map(|item| u64::from(item.max)).sum::<u64>();
    Range::new(Decimal::ONE, most.into(), 0)
}
