//! What the names in a service's expressions mean: their types, and where they may stand.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::definition::{ServiceDefinition, TableEntries};
use super::shape::is_name;
use crate::diag::{Code, nearest};
use crate::expr::{Expr, Names, Type};
use crate::limits::DIAGNOSTICS_MAX;
use crate::plan::{Field, FieldKind};

/// Where an expression stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// On the page.
    #[default]
    Page,
    /// In each row of this group.
    Row(String),
    /// It is not known where, and nothing is held against it for that.
    Anywhere,
}

impl Scope {
    /// In the rows of a group, or on the page.
    pub fn of(group: Option<String>) -> Scope {
        group.map_or(Scope::Page, Scope::Row)
    }

    /// Whether what belongs to the rows of a group means something here.
    fn reaches(&self, group: &str) -> bool {
        match self {
            Scope::Page => false,
            Scope::Row(own) => own == group,
            Scope::Anywhere => true,
        }
    }
}

/// The names of a service, as far as they are known, as they mean at a place.
#[derive(Clone)]
pub(super) struct ServiceNames<'a> {
    written: Rc<Written<'a>>,
    /// The types of named values, each with the group whose rows it speaks of.
    types: Rc<BTreeMap<String, (Type, Option<String>)>>,
    scope: Scope,
}

/// What a definition says of its names.
struct Written<'a> {
    payer_kinds: Rc<[String]>,
    fields: BTreeMap<&'a str, FieldName<'a>>,
    /// Names whose own faults are reported.
    broken: BTreeSet<&'a str>,
    /// Whether there are things whose names could not be read.
    has_nameless: bool,
    /// Names that mean nothing, and whether each may be one whose own fault is reported: each is looked for once.
    unknown: RefCell<BTreeMap<String, bool>>,
    groups: Vec<&'a str>,
    sums: &'a BTreeSet<String>,
    tables: BTreeMap<&'a str, BTreeSet<&'a str>>,
    values: BTreeMap<&'a str, &'a Expr>,
}

struct FieldName<'a> {
    field: &'a Field,
    group: Option<&'a str>,
    /// The ids of its options.
    options: Rc<[String]>,
}

impl<'a> ServiceNames<'a> {
    pub fn new(
        service: &'a ServiceDefinition,
        tables: &'a BTreeMap<String, TableEntries>,
        (sums, cycles): (&'a BTreeSet<String>, &'a [String]),
    ) -> ServiceNames<'a> {
        let mut fields = BTreeMap::new();
        for section in &service.sections {
            let group = section.repeat.as_ref().map(|group| group.id.value.as_str());
            for field in &section.fields {
                let options = match &field.field.kind {
                    FieldKind::Choice { options } | FieldKind::Choices { options } => options.as_slice(),
                    _ => &[],
                };
                let options = options.iter().map(|option| option.id.clone()).collect();
                fields.insert(field.id.value.as_str(), FieldName { field: &field.field, group, options });
            }
        }
        let groups = service.sections.iter().filter_map(|section| section.repeat.as_ref());
        let keys = |entries: &'a TableEntries| entries.iter().map(|(key, _)| key.value.as_str());
        let broken = service.broken.iter().map(|name| &name.value).chain(&service.broken_tables).chain(cycles);
        let written = Written {
            broken: broken.map(String::as_str).collect(),
            has_nameless: service.lost.names,
            unknown: RefCell::default(),
            payer_kinds: service.payer_kinds.iter().map(|kind| kind.word().to_owned()).collect(),
            fields,
            groups: groups.map(|group| group.id.value.as_str()).collect(),
            sums,
            tables: tables.iter().map(|(name, entries)| (name.as_str(), keys(entries).collect())).collect(),
            values: service.values.iter().map(|value| (value.name.value.as_str(), &value.expr.expr)).collect(),
        };
        ServiceNames { written: Rc::new(written), types: Rc::default(), scope: Scope::default() }
    }

    /// The same names as they mean at a place.
    pub fn within(&self, scope: &Scope) -> ServiceNames<'a> {
        ServiceNames { scope: scope.clone(), ..self.clone() }
    }

    /// Makes a named value known, with the group whose rows it speaks of.
    pub fn define(&mut self, name: &str, kind: Type, group: Option<String>) {
        Rc::make_mut(&mut self.types).insert(name.to_owned(), (kind, group));
    }

    pub fn field(&self, name: &str) -> Option<&'a Field> {
        self.written.fields.get(name).map(|known| known.field)
    }

    pub fn value_expr(&self, name: &str) -> Option<&'a Expr> {
        self.written.values.get(name).copied()
    }

    pub fn has_group(&self, name: &str) -> bool {
        self.written.groups.contains(&name)
    }

    pub fn groups(&self) -> impl Iterator<Item = &'a str> {
        self.written.groups.clone().into_iter()
    }

    pub fn group_of_value(&self, name: &str) -> Option<String> {
        self.types.get(name).and_then(|(_, group)| group.clone())
    }

    /// The group whose rows have a field or value of this name.
    pub fn group_of(&self, name: &str) -> Option<String> {
        let of_field = self.written.fields.get(name).and_then(|known| known.group.map(str::to_owned));
        of_field.or_else(|| self.group_of_value(name))
    }
}

impl Names for ServiceNames<'_> {
    fn type_of(&self, name: &str) -> Result<Type, (Code, String, Option<String>)> {
        if name == "payer.kind" {
            return Ok(Type::Choice(self.written.payer_kinds.clone()));
        }
        let is_reported = || Err((Code::UnknownName, String::new(), None));
        if self.written.broken.contains(name) {
            return is_reported();
        }
        if let Some(group) = self.group_of(name)
            && !self.scope.reaches(&group)
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
        let Some(known) = self.written.fields.get(name) else {
            if self.written.values.contains_key(name) {
                // Its own fault is reported at its own expression.
                return Ok(Type::Number);
            }
            if self.is_reported(name) {
                return is_reported();
            }
            let help = nearest(name, self.known()).map(|known| format!("did you mean `{known}`?"));
            let message = format!("nothing is named `{name}`");
            return Err((Code::UnknownName, message, help.or(Some("a name is a field's id or a value's name".into()))));
        };
        Ok(match &known.field.kind {
            FieldKind::Number { .. } | FieldKind::Amount { .. } | FieldKind::Year { .. } => Type::Number,
            FieldKind::Choice { .. } => Type::Choice(known.options.clone()),
            FieldKind::Choices { .. } => Type::List(known.options.clone()),
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
        let broken = &self.written.broken;
        // The numbers that options carry are known by their field.
        if let Some((field, _)) = name.split_once('.').filter(|(field, _)| *field != "payer") {
            return self.field(field).is_none() && self.is_reported(field);
        }
        if broken.contains(name) {
            return true;
        }
        if broken.is_empty() && !self.written.has_nameless {
            return false;
        }
        let mut unknown = self.written.unknown.borrow_mut();
        if let Some(known) = unknown.get(name) {
            return *known;
        }
        // So many were looked for: to look for each more would take too long.
        if unknown.len() >= DIAGNOSTICS_MAX {
            return true;
        }
        // A name that is written wrongly where it is given is not known where it is read.
        let known = self.known().into_iter().chain(self.tables());
        let found = match nearest(name, known.chain(broken.iter().copied())) {
            Some(meant) => broken.contains(meant) && !is_name(meant),
            None => self.written.has_nameless,
        };
        unknown.insert(name.to_owned(), found);
        found
    }

    fn known(&self) -> Vec<&str> {
        let fields = self.written.fields.keys().copied();
        let carried = self.written.tables.keys().copied().filter(|name| name.contains('.') && !name.contains('@'));
        fields
            .chain(self.types.keys().map(String::as_str))
            .chain(self.written.groups.iter().copied())
            .chain(carried)
            .chain(self.written.broken.iter().copied().filter(|name| is_name(name)))
            .chain(["payer.kind"])
            .collect()
    }

    fn has_table(&self, name: &str) -> bool {
        self.written.tables.contains_key(name)
    }

    fn has_entry(&self, table: &str, key: &str) -> bool {
        self.written.tables.get(table).is_some_and(|keys| keys.contains(key))
    }

    fn tables(&self) -> Vec<&str> {
        self.written.tables.keys().copied().filter(|name| !name.contains(['.', '@'])).collect()
    }

    fn in_row_of(&self, group: &str) -> Box<dyn Names + '_> {
        Box::new(self.within(&Scope::Row(group.to_owned())))
    }

    fn adds_up_rows(&self, name: &str) -> bool {
        self.written.sums.contains(name)
    }

    fn is_asked(&self, name: &str) -> bool {
        name == "payer.kind" || self.field(name).is_some() || self.has_group(name)
    }
}
