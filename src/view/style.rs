//! Style: conditions as CSS, so that fields come and go without a script. The server judges the same conditions again.

use crate::expr::{Expr, ExprKind, Function, Operator};
use crate::form::{SoFar, name_in_row};
use crate::plan::{FieldKind, Plan};

/// The longest selector that is written; a longer condition is left to the server.
const SELECTOR_BYTES_MAX: usize = 4_000;

/// The id of what is hidden with a field.
pub(super) fn field_id(name: &str) -> String {
    format!("w-{}", name.replace('.', "-"))
}

/// The id of what is hidden with a section, by its position among the definition's own.
pub(super) fn section_id(position: usize) -> String {
    format!("ws-{}", position + 1)
}

/// Whether the page itself can tell when a condition holds: when it is about choices.
pub(super) fn can_hide(plan: &Plan, condition: &Expr) -> bool {
    Selector { plan, row: None }.of(condition, true).is_some()
}

/// A field or a section that is asked under conditions.
pub(super) struct Conditional<'a> {
    /// The id of what is hidden with it.
    pub id: String,
    /// All of them must hold.
    pub conditions: Vec<&'a Expr>,
    what: What,
    row: Option<(&'a str, u32)>,
}

enum What {
    /// By its position among the definition's own.
    Section(usize),
    /// By its name in the form.
    Field(String),
}

impl Conditional<'_> {
    /// What the form's own selector must have for it to be asked; `None` when CSS cannot tell.
    fn selector(&self, plan: &Plan) -> Option<String> {
        let selector = Selector { plan, row: self.row };
        self.conditions.iter().map(|condition| selector.of(condition, true)).collect()
    }

    /// Whether it is asked.
    pub fn is_asked(&self, so_far: &SoFar) -> bool {
        match &self.what {
            What::Section(position) => so_far.sections.contains(position),
            What::Field(name) => so_far.fields.contains(name),
        }
    }
}

/// All that is asked under conditions, with every row that a group can have.
fn conditionals(plan: &Plan) -> Vec<Conditional<'_>> {
    let mut found = Vec::new();
    for (position, section) in plan.sections.iter().enumerate() {
        if let Some(condition) = &section.shown_when {
            let (id, what) = (section_id(position), What::Section(position));
            found.push(Conditional { id, conditions: vec![condition], what, row: None });
        }
        let rows: Vec<Option<(&str, u32)>> = match &section.repeat {
            Some(group) => (1..=group.max).map(|row| Some((group.id.as_str(), row))).collect(),
            None => vec![None],
        };
        for row in rows {
            for field in section.fields.iter().filter(|field| !field.shown_when.is_empty()) {
                let name = row.map_or_else(|| field.id.clone(), |(group, row)| name_in_row(group, row, &field.id));
                let conditions = field.shown_when.iter().collect();
                found.push(Conditional { id: field_id(&name), conditions, what: What::Field(name), row });
            }
        }
    }
    found
}

/// What comes and goes under conditions that no style can tell.
pub(super) fn unstyled(plan: &Plan) -> Vec<Conditional<'_>> {
    conditionals(plan).into_iter().filter(|one| one.selector(plan).is_none()).collect()
}

/// The rules that hide what is not asked; empty when nothing ever is hidden.
pub(super) fn rules(plan: &Plan) -> String {
    let mut css = String::new();
    for one in conditionals(plan) {
        if let Some(selector) = one.selector(plan) {
            css.push_str(&format!("#service-form:not({selector}) #{}{{display:none}}\n", one.id));
        }
    }
    css
}

/// Writes conditions as selectors of the form, for the page or for one row of a group.
struct Selector<'a> {
    plan: &'a Plan,
    row: Option<(&'a str, u32)>,
}

impl Selector<'_> {
    /// What the form's own selector must have for a condition to be so; `None` when CSS cannot tell.
    fn of(&self, condition: &Expr, truth: bool) -> Option<String> {
        let found = match &condition.kind {
            ExprKind::Bool(value) => if *value == truth { ":is(*)" } else { ":not(*)" }.to_owned(),
            ExprKind::Not(inner) => self.of(inner, !truth)?,
            ExprKind::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                let (left, right) = (self.of(left, truth)?, self.of(right, truth)?);
                match (*operator == Operator::And) == truth {
                    true => format!("{left}{right}"),
                    false => format!(":is({left},{right})"),
                }
            }
            ExprKind::Binary(operator @ (Operator::Equal | Operator::NotEqual), left, right) => {
                let (name, option) = match (&left.kind, &right.kind) {
                    (ExprKind::Name(name), ExprKind::Text(option)) | (ExprKind::Text(option), ExprKind::Name(name)) => {
                        (name, option)
                    }
                    _ => return None,
                };
                self.one_of(name, &[option], (*operator == Operator::Equal) == truth)?
            }
            ExprKind::In(needle, items) => {
                let options: Option<Vec<&String>> = items
                    .iter()
                    .map(|item| match &item.kind {
                        ExprKind::Text(option) => Some(option),
                        _ => None,
                    })
                    .collect();
                self.one_of(needle.as_name()?, &options?, truth)?
            }
            ExprKind::Contains(needle, list) => {
                let (ExprKind::Text(option), Some(name)) = (&needle.kind, list.as_name()) else { return None };
                let is_chosen = format!(":has([name=\"{}.{option}\"]:checked)", self.name(name));
                let is_chosen = self.where_shown(name, is_chosen)?;
                if truth { is_chosen } else { format!(":not({is_chosen})") }
            }
            ExprKind::Call(Function::Answered, items) => {
                let name = items.first()?.as_name()?;
                let is_answered = self.one_of(name, &[], false)?;
                if truth { is_answered } else { format!(":not({is_answered})") }
            }
            ExprKind::Name(name) => match self.plan.values.iter().find(|value| value.name == *name) {
                Some(value) => self.of(&value.expr, truth)?,
                None => match self.plan.field(name)?.kind {
                    FieldKind::YesNo => {
                        let word = if truth { "yes" } else { "no" };
                        self.where_shown(name, self.checked(name, &[word]))?
                    }
                    FieldKind::Consent if truth => self.where_shown(name, self.checked(name, &["yes"]))?,
                    _ => return None,
                },
            },
            _ => return None,
        };
        (found.len() <= SELECTOR_BYTES_MAX).then_some(found)
    }

    /// One of these options of a choice is chosen, or one of the others.
    fn one_of(&self, name: &str, options: &[&String], is_in: bool) -> Option<String> {
        let all: Vec<&str> = match name {
            "payer.kind" => self.plan.payer_kinds.iter().map(|kind| kind.word()).collect(),
            _ => match &self.plan.field(name)?.kind {
                FieldKind::Choice { options } => options.iter().map(|option| option.id.as_str()).collect(),
                _ => return None,
            },
        };
        let wanted: Vec<&str> =
            all.iter().copied().filter(|option| options.iter().any(|other| other == option) == is_in).collect();
        match (name, all.as_slice()) {
            // A page for one kind of payer does not ask for it.
            ("payer.kind", [_]) => Some(if wanted.is_empty() { ":not(*)" } else { ":is(*)" }.to_owned()),
            _ if wanted.is_empty() => Some(":not(*)".to_owned()),
            _ => self.where_shown(name, self.checked(name, &wanted)),
        }
    }

    fn checked(&self, name: &str, values: &[&str]) -> String {
        let name = self.name(name);
        let each = values.iter().map(|value| {
            format!("[name=\"{name}\"][value=\"{value}\"]:checked,[name=\"{name}\"] [value=\"{value}\"]:checked")
        });
        format!(":has({})", each.collect::<Vec<_>>().join(","))
    }

    /// A field that is hidden itself has no answer.
    fn where_shown(&self, name: &str, selector: String) -> Option<String> {
        let mut found = selector;
        for condition in self.plan.field(name).map_or(&[][..], |field| &field.shown_when) {
            found.push_str(&self.of(condition, true)?);
        }
        Some(found)
    }

    fn name(&self, field: &str) -> String {
        match self.row {
            Some((group, row)) if self.plan.group_of(field).is_some() => name_in_row(group, row, field),
            _ => field.to_owned(),
        }
    }
}
