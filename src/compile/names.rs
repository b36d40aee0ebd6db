//! What the names in a service's expressions mean: their types, and where they may stand.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::definition::ServiceDefinition;
use crate::diag::{Code, Placed, nearest};
use crate::expr::{Expr, Names, Type};
use crate::plan::{Field, FieldKind};

/// Where an expression stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// In a row of this group; `None`: on the page.
    pub group: Option<String>,
}

/// The names of a service, as far as they are known.
#[derive(Clone)]
pub(super) struct ServiceNames<'a> {
    payer_kinds: Vec<String>,
    fields: BTreeMap<&'a str, (&'a Field, Option<&'a str>)>,
    broken: &'a [String],
    groups: Vec<&'a str>,
    sums: &'a BTreeSet<String>,
    tables: &'a BTreeMap<String, Vec<(Placed<String>, Decimal)>>,
    values: BTreeMap<&'a str, &'a Expr>,
    types: BTreeMap<String, (Type, Option<String>)>,
    scope: Scope,
}

impl<'a> ServiceNames<'a> {
    pub fn new(
        service: &'a ServiceDefinition,
        tables: &'a BTreeMap<String, Vec<(Placed<String>, Decimal)>>,
        sums: &'a BTreeSet<String>,
    ) -> ServiceNames<'a> {
        let mut fields = BTreeMap::new();
        for section in &service.sections {
            let group = section.repeat.as_ref().map(|group| group.id.value.as_str());
            fields.extend(section.fields.iter().map(|field| (field.id.value.as_str(), (&field.field, group))));
        }
        let groups = service.sections.iter().filter_map(|section| section.repeat.as_ref());
        ServiceNames {
            broken: &service.broken,
            payer_kinds: service.payer_kinds.iter().map(|kind| kind.word().to_owned()).collect(),
            fields,
            groups: groups.map(|group| group.id.value.as_str()).collect(),
            sums,
            tables,
            values: service.values.iter().map(|value| (value.name.value.as_str(), &value.expr.expr)).collect(),
            types: BTreeMap::new(),
            scope: Scope::default(),
        }
    }

    /// The same names as they mean at a place.
    pub fn within(&self, scope: &Scope) -> ServiceNames<'a> {
        ServiceNames { scope: scope.clone(), ..self.clone() }
    }

    /// Makes a named value known, with the group whose rows it speaks of.
    pub fn define(&mut self, name: &str, kind: Type, group: Option<String>) {
        self.types.insert(name.to_owned(), (kind, group));
    }

    /// The names whose own faults are reported.
    pub fn broken(&self) -> &'a [String] {
        self.broken
    }

    pub fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.get(name).map(|(field, _)| *field)
    }

    pub fn value_expr(&self, name: &str) -> Option<&'a Expr> {
        self.values.get(name).copied()
    }

    pub fn has_group(&self, name: &str) -> bool {
        self.groups.contains(&name)
    }

    pub fn groups(&self) -> impl Iterator<Item = &'a str> {
        self.groups.clone().into_iter()
    }

    pub fn group_of_value(&self, name: &str) -> Option<String> {
        self.types.get(name).and_then(|(_, group)| group.clone())
    }

    /// The group whose rows have a field or value of this name.
    pub fn group_of(&self, name: &str) -> Option<String> {
        let of_field = self.fields.get(name).and_then(|(_, group)| group.map(str::to_owned));
        of_field.or_else(|| self.group_of_value(name))
    }
}

impl Names for ServiceNames<'_> {
    fn type_of(&self, name: &str) -> Result<Type, (Code, String, Option<String>)> {
        if name == "payer.kind" {
            return Ok(Type::Choice(self.payer_kinds.clone()));
        }
        if self.is_reported(name) {
            return Err((Code::UnknownName, String::new(), None));
        }
        if let Some(group) = self.group_of(name)
            && self.scope.group.as_deref() != Some(group.as_str())
        {
            let message = format!("`{name}` belongs to the rows of `{group}`, and this is not about one row");
            let help = format!(
                "a line with `for_each: {group}` is about one row; sum({group}, …) adds up all rows, count({group}) counts them"
            );
            return Err((Code::OutsideRow, message, Some(help)));
        }
        if let Some((kind, _)) = self.types.get(name) {
            return Ok(kind.clone());
        }
        if self.has_group(name) {
            return Ok(Type::Group);
        }
        let Some(field) = self.field(name) else {
            if self.values.contains_key(name) {
                // Its own fault is reported at its own expression.
                return Ok(Type::Number);
            }
            let help = nearest(name, self.known()).map(|known| format!("did you mean `{known}`?"));
            let message = format!("nothing is named `{name}`");
            return Err((Code::UnknownName, message, help.or(Some("a name is a field's id or a value's name".into()))));
        };
        let ids = |options: &[crate::plan::ChoiceOption]| options.iter().map(|option| option.id.clone()).collect();
        Ok(match &field.kind {
            FieldKind::Number { .. } | FieldKind::Amount { .. } | FieldKind::Year { .. } => Type::Number,
            FieldKind::Choice { options } => Type::Choice(ids(options)),
            FieldKind::Choices { options } => Type::List(ids(options)),
            FieldKind::YesNo | FieldKind::Consent => Type::Bool,
            FieldKind::Date { .. } | FieldKind::Month { .. } => Type::Date,
            FieldKind::Basket { .. } => Type::Basket,
            FieldKind::Notice => {
                return Err((Code::UnknownName, format!("`{name}` is a notice: nothing is answered there"), None));
            }
            _ => Type::Text,
        })
    }

    fn is_reported(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| broken == name)
    }

    fn known(&self) -> Vec<&str> {
        let fields = self.fields.keys().copied();
        let carried = self.tables.keys().map(String::as_str).filter(|name| name.contains('.') && !name.contains('@'));
        fields
            .chain(self.types.keys().map(String::as_str))
            .chain(self.groups.iter().copied())
            .chain(carried)
            .chain(["payer.kind"])
            .collect()
    }

    fn table(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.tables.get(name)?.iter().map(|(key, _)| key.value.as_str()).collect())
    }

    fn tables(&self) -> Vec<&str> {
        self.tables.keys().map(String::as_str).filter(|name| !name.contains(['.', '@'])).collect()
    }

    fn in_row_of(&self, group: &str) -> Box<dyn Names + '_> {
        Box::new(self.within(&Scope { group: Some(group.to_owned()) }))
    }

    fn adds_up_rows(&self, name: &str) -> bool {
        self.sums.contains(name)
    }

    fn is_asked(&self, name: &str) -> bool {
        name == "payer.kind" || self.field(name).is_some() || self.has_group(name)
    }
}
