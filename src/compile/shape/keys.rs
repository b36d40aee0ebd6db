//! Which keys a definition has, in the order in which they are written, and what stands behind each: one table from
//! which the reader, the canonical layout and the schema for editors are made.

mod beneficiary;
mod field;
mod service;

pub(in crate::compile) use beneficiary::{ACCOUNT, BENEFICIARY, CONTACT};
pub(in crate::compile) use field::{COMMON, FIELD_ORDER, ITEM, OPTION, OPTIONS_FROM, PROPERTY, TYPES};
pub(in crate::compile) use service::{
    ACCOUNT_CHOSEN, CHECK, COLUMN, EXAMPLE, LEGAL, LIMIT, LINE, OPEN, ORDER, PARTIAL, PAYER, REPEAT, SECTION, SERVICE,
    STOP,
};

/// A mapping with known keys.
#[derive(Debug)]
pub(in crate::compile) struct Shape {
    /// Its name among the definitions of the schema.
    pub name: &'static str,
    /// What it is, as messages say it.
    pub what: &'static str,
    /// Its keys, in their canonical order.
    pub keys: &'static [Key],
}

/// A key of a mapping.
#[derive(Debug)]
pub(in crate::compile) struct Key {
    pub name: &'static str,
    pub is_required: bool,
    pub kind: Kind,
    /// What it does, for people who point at it in an editor.
    pub doc: &'static str,
}

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
pub(in crate::compile) enum Kind {
    /// The number 1.
    One,
    /// A text for people in each language, of so many characters at most.
    Texts(usize),
    /// A text of so many characters at most.
    Text(usize),
    /// A text that matches a pattern.
    Shaped(&'static str),
    /// An expression.
    Expr,
    /// A number with decimals.
    Decimal,
    /// A whole number within bounds.
    Whole(u32, u32),
    /// `true` or `false`.
    Truth,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A day: 2026-01-25.
    Day,
    /// The word `true`.
    True,
    /// A list.
    List(&'static Kind),
    /// A mapping with known keys.
    Shape(&'static Shape),
    /// A field of a page, by its type.
    Field,
    /// A mapping whose keys the author chooses.
    Open(&'static Kind),
    /// Decimals that change on days.
    Dated,
    /// Named values.
    Value,
    /// Tables.
    Table,
    /// One of these.
    Either(&'static [Kind]),
}

/// A key that must be there.
pub(super) const fn must(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, is_required: true, kind, doc }
}

/// A key that can be left out.
pub(super) const fn may(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, is_required: false, kind, doc }
}

/// Names in expressions.
pub(super) const NAME: Kind = Kind::Shaped("^[a-z][a-z0-9_]{0,35}$");
/// The word for an amount that the payer gives at MPay; no field or value can be named so.
pub(in crate::compile) const AT_MPAY: &str = "at_mpay";

/// Names in addresses.
pub(super) const SLUG: Kind = Kind::Shaped("^[a-z][a-z0-9]*(-[a-z0-9]+)*$");

impl Shape {
    /// The names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.keys.iter().map(|key| key.name)
    }
}

/// The order of the keys of the mapping at a path, as `sections/0/fields/1`; empty where the author chooses them.
/// Keys that are not among them stand behind, in their own order.
pub(in crate::compile) fn order_at(root: &'static Shape, path: &[&str]) -> Vec<&'static str> {
    let Some(kind) = path.iter().try_fold(Kind::Shape(root), |kind, step| below(kind, step)) else {
        return Vec::new();
    };
    match mapping(kind) {
        Some(Kind::Shape(shape)) => shape.names().collect(),
        Some(Kind::Field) => FIELD_ORDER.to_vec(),
        Some(Kind::Texts(_)) => vec!["ro", "ru", "en"],
        Some(Kind::Value | Kind::Table) => vec!["tiers_of", "by"],
        _ => Vec::new(),
    }
}

/// Of several kinds, the one that is a mapping.
fn mapping(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::Either(kinds) => kinds.iter().copied().find_map(mapping),
        Kind::Shape(_) | Kind::Field | Kind::Texts(_) | Kind::Value | Kind::Table | Kind::Open(_) => Some(kind),
        _ => None,
    }
}

/// What stands one step below: behind a key, or in a list.
fn below(kind: Kind, step: &str) -> Option<Kind> {
    match kind {
        Kind::Either(kinds) => kinds.iter().find_map(|kind| below(*kind, step)),
        Kind::List(kind) => step.parse::<usize>().ok().map(|_| *kind),
        Kind::Open(kind) => Some(*kind),
        Kind::Shape(shape) => shape.keys.iter().find(|key| key.name == step).map(|key| key.kind),
        Kind::Field => {
            let own = TYPES.iter().flat_map(|(_, _, keys)| keys.iter());
            COMMON.iter().chain(own).find(|key| key.name == step).map(|key| key.kind)
        }
        Kind::Table => Some(Kind::Open(&Kind::Decimal)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_found_by_path() {
        assert_eq!(order_at(&SERVICE, &[])[..2], ["format", "service"]);
        assert_eq!(order_at(&SERVICE, &["sections", "0", "fields", "3"])[..2], ["id", "type"]);
        assert_eq!(order_at(&SERVICE, &["sections", "0", "fields", "3", "label"]), ["ro", "ru", "en"]);
        assert_eq!(order_at(&SERVICE, &["values", "price"]), ["tiers_of", "by"]);
        assert_eq!(order_at(&SERVICE, &["lines", "0", "account"]), ["chosen_by"]);
        assert!(order_at(&SERVICE, &["examples", "0", "answers"]).is_empty());
        assert_eq!(order_at(&BENEFICIARY, &["accounts", "main"])[0], "iban");
    }

    /// Every key of a field has its place in the order of fields.
    #[test]
    fn the_order_of_fields_has_every_key() {
        let own = TYPES.iter().flat_map(|(_, _, keys)| keys.iter());
        let mut names: Vec<&str> = COMMON.iter().chain(own).map(|key| key.name).collect();
        names.sort_unstable();
        names.dedup();
        let mut order = FIELD_ORDER.to_vec();
        order.sort_unstable();
        assert_eq!(names, order);
    }
}
