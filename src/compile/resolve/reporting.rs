//! Reporting columns: each says something of the whole order, a text for each option where an option decides.

use super::{ServiceNames, template_of, typed};
use crate::compile::definition::{ColumnDefinition, ColumnValue};
use crate::diag::{Code, Diagnostics, Place, Placed, listed, nearest};
use crate::expr::Type;
use crate::plan::{ReportingColumn, ReportingValue};

pub(super) fn columns(
    columns: &[ColumnDefinition],
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<ReportingColumn> {
    let mut column = |column: &ColumnDefinition| ReportingColumn {
        id: column.id.value.clone(),
        value: match &column.value {
            ColumnValue::Text(text) => ReportingValue::Text(template_of(text, names, diagnostics)),
            ColumnValue::Computed(expr) => {
                if let Some(found @ (Type::List(_) | Type::Basket | Type::Group)) = typed(expr, names, diagnostics) {
                    let message = format!("a column is one value, and this is {}", found.describe());
                    diagnostics.report(Code::WrongType, expr.place, message).help("count(…) is a number");
                }
                ReportingValue::Computed(expr.expr.clone())
            }
            ColumnValue::Chosen { by, texts, place } => {
                match typed(by, names, diagnostics) {
                    Some(Type::Choice(options)) => cover(&options, texts, *place, diagnostics),
                    Some(other) => {
                        let message = format!("a choice decides, and this is {}", other.describe());
                        let help = "name a field of type choice, or payer.kind";
                        diagnostics.report(Code::WrongType, by.place, message).help(help);
                    }
                    None => {}
                }
                let texts = texts.iter().map(|(option, text)| (option.value.clone(), text.clone())).collect();
                ReportingValue::Chosen { by: by.expr.clone(), texts }
            }
        },
    };
    columns.iter().map(&mut column).collect()
}

/// Each option has a text, and each text an option.
fn cover(options: &[String], texts: &[(Placed<String>, String)], place: Place, diagnostics: &mut Diagnostics) {
    for (option, _) in texts.iter().filter(|(option, _)| !options.contains(&option.value)) {
        let help = match nearest(&option.value, options.iter().map(String::as_str)) {
            Some(other) => format!("did you mean `{other}`?"),
            None => format!("the options are {}", listed(options.iter().take(10).map(String::as_str))),
        };
        diagnostics
            .report(Code::UnknownName, option.place, format!("no option is named `{}`", option.value))
            .help(help);
    }
    let has = |option: &String| texts.iter().any(|(other, _)| other.value == *option);
    let missing: Vec<&str> = options.iter().filter(|option| !has(option)).take(5).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("no text for {}", listed(missing.iter().copied()));
        diagnostics
            .report(Code::IncompleteTable, Place { end: place.start + 1, ..place }, message)
            .help("give each option a text: a column is never empty");
    }
}
