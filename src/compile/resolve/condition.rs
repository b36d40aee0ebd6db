//! Which conditions show fields, sections and groups, and what these need.

use crate::compile::definition::{FieldDefinition, PlacedExpr, SectionDefinition, ServiceDefinition};
use crate::diag::Placed;
use crate::expr::Expr;

/// A condition as it stands in the definition.
pub(in crate::compile) struct ConditionWritten {
    /// What it shows, for messages.
    pub shows: String,
    pub condition: PlacedExpr,
    /// What holds wherever it is judged: the condition of its section.
    pub given: Option<Expr>,
}

/// Under which conditions a field is shown: its section's and its own. They are judged in this order, and the second only
/// where the first holds.
pub(super) fn conditions_of(section: &SectionDefinition, field: &FieldDefinition) -> Vec<PlacedExpr> {
    section.show_when.iter().chain(&field.show_when).cloned().collect()
}

/// What each field and each group needs: its conditions, and the day that decides a basket's prices.
pub(super) fn needs_by_name(service: &ServiceDefinition) -> Vec<(&Placed<String>, Vec<PlacedExpr>)> {
    let mut all = Vec::new();
    for section in &service.sections {
        let needs =
            |field: &FieldDefinition| conditions_of(section, field).into_iter().chain(field.by.clone()).collect();
        all.extend(section.fields.iter().map(|field| (&field.id, needs(field))));
        all.extend(section.repeat.iter().map(|group| (&group.id, section.show_when.iter().cloned().collect())));
    }
    all
}

/// All conditions, in the order of the definition.
pub(super) fn conditions_written(service: &ServiceDefinition) -> Vec<ConditionWritten> {
    let mut all = Vec::new();
    for section in &service.sections {
        let of_section = section.show_when.iter();
        all.extend(of_section.map(|condition| ConditionWritten {
            shows: "the section".to_owned(),
            condition: condition.clone(),
            given: None,
        }));
        for field in &section.fields {
            all.extend(field.show_when.iter().map(|condition| ConditionWritten {
                shows: format!("`{}`", field.id.value),
                condition: condition.clone(),
                given: section.show_when.as_ref().map(|condition| condition.expr.clone()),
            }));
        }
    }
    all
}
