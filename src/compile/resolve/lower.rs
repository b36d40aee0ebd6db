//! Lowering: tariffs that change on days, and the numbers of options, become plain tables and plain expressions.

use std::collections::BTreeMap;

use crate::compile::definition::{Changes, FieldDefinition, PlacedExpr, TableDefinition, TableEntries};
use crate::compile::shape::{EXTRA_PARTS, since, today};
use crate::diag::{Code, Diagnostics};
use crate::expr::{Expr, ExprKind};
use crate::limits::EXPRESSION_PARTS_MAX;

/// The plain tables of a service, and how its expressions read those that change.
pub(super) struct Lowered {
    /// By the name under which plans keep them.
    pub tables: BTreeMap<String, TableEntries>,
    /// What must be proved of the days on which tables are read.
    pub changes: Vec<Changes>,
    dated: BTreeMap<String, Dated>,
    /// How many parts expressions have gained by it.
    gained: usize,
}

struct Dated {
    by: Expr,
    /// The plain tables, each from its day on; the first also before.
    versions: Vec<(jiff::civil::Date, String)>,
}

impl Lowered {
    /// Lowers the tables of a service and those that its options carry.
    pub fn new(tables: &[TableDefinition], fields: &[FieldDefinition], diagnostics: &mut Diagnostics) -> Lowered {
        let mut lowered = Lowered { tables: BTreeMap::new(), changes: Vec::new(), dated: BTreeMap::new(), gained: 0 };
        for table in tables {
            lowered.add(&table.name.value, table, diagnostics);
        }
        for field in fields {
            for table in &field.tables {
                lowered.add(&format!("{}.{}", field.id.value, table.name.value), table, diagnostics);
            }
        }
        lowered
    }

    fn add(&mut self, name: &str, table: &TableDefinition, diagnostics: &mut Diagnostics) {
        let mut versions = Vec::new();
        for version in &table.versions {
            let Some(from) = &version.from else {
                self.tables.insert(name.to_owned(), version.entries.clone());
                continue;
            };
            let own = if versions.is_empty() { name.to_owned() } else { format!("{name}@{}", from.value) };
            versions.push((from.value, own.clone()));
            self.tables.insert(own, version.entries.clone());
            self.same_keys(table, version, diagnostics);
        }
        if let Some(first) = table.versions.first().and_then(|version| version.from.clone()) {
            let by = table.by.as_ref().map_or_else(today, |by| by.expr.clone());
            self.changes.push(Changes { by: by.clone(), first, name: name.to_owned() });
            self.dated.insert(name.to_owned(), Dated { by, versions });
        }
    }

    /// An entry that a later tariff lacks was forgotten.
    fn same_keys(
        &self,
        table: &TableDefinition,
        version: &crate::compile::definition::TableVersion,
        diagnostics: &mut Diagnostics,
    ) {
        let (Some(first), Some(from)) = (table.versions.first(), &version.from) else { return };
        let has = |key: &str| version.entries.iter().any(|(other, _)| other.value == key);
        let missing: Vec<&str> =
            first.entries.iter().map(|(key, _)| key.value.as_str()).filter(|key| !has(key)).collect();
        if !missing.is_empty() {
            let message = format!(
                "from {} on, `{}` has no entry for {}",
                from.value,
                table.name.value,
                crate::diag::listed(missing.iter().copied())
            );
            diagnostics.report(Code::IncompleteTable, from.place, message).help("add the missing entries");
        }
    }

    /// Rewrites `school.fee` to a look-up, and look-ups of tables that change to the version of the day.
    pub fn lower(&mut self, placed: &mut PlacedExpr, diagnostics: &mut Diagnostics) {
        let before = self.gained;
        placed.expr.rewrite(&mut |part| {
            if let ExprKind::Name(name) = &part.kind
                && let Some((field, _)) = name.split_once('.')
                && self.tables.contains_key(name)
            {
                let key = Expr { kind: ExprKind::Name(field.to_owned()), span: part.span };
                part.kind = ExprKind::Lookup(name.clone(), Box::new(key));
            }
            if let ExprKind::Lookup(name, key) = &part.kind
                && let Some(dated) = self.dated.get(name)
            {
                let each = key.size() + dated.by.size() + EXTRA_PARTS;
                self.gained += dated.versions.len() * each;
                if self.gained > EXPRESSION_PARTS_MAX {
                    return;
                }
                let look_up = |own: &str| Expr { kind: ExprKind::Lookup(own.to_owned(), key.clone()), span: part.span };
                let mut versions = dated.versions.iter();
                let Some((_, first)) = versions.next() else { return };
                let found = versions
                    .fold(look_up(first), |earlier, (from, own)| since(&dated.by, *from, look_up(own), earlier));
                *part = found;
            }
        });
        if before <= EXPRESSION_PARTS_MAX && self.gained > EXPRESSION_PARTS_MAX {
            diagnostics
                .report(Code::TooLarge, placed.place, "look-ups of what changes on days are written out too often")
                .help("give a name to a look-up that is written often: a value, or fewer days");
        }
    }
}
