//! Reporting columns: each says something of the whole order, a text for each option where an option decides.

use std::collections::BTreeSet;

use super::text::template_of;
use super::typed::wanted;
use crate::compile::definition::{ColumnDefinition, ColumnValue, Wanted};
use crate::compile::names::ServiceNames;
use crate::diag::{Code, Diagnostics, Place, Placed, listed, nearest};
use crate::expr::{Expr, ExprKind, Function, Type};
use crate::limits::REPORTING_CHARS_MAX;
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
                wanted(expr, Wanted::Column, names, diagnostics);
                literals(&expr.expr, names, &mut BTreeSet::new(), &mut |text, span| {
                    literal(text, expr.part(span), diagnostics)
                });
                ReportingValue::Computed(expr.expr.clone())
            }
            ColumnValue::Chosen { by, texts, place } => {
                if let Some(Type::Choice(options)) = wanted(by, Wanted::Choice, names, diagnostics) {
                    cover(&options, texts, *place, diagnostics);
                }
                let texts = texts.iter().map(|(option, text)| (option.value.clone(), text.clone())).collect();
                ReportingValue::Chosen { by: by.expr.clone(), texts }
            }
        },
    };
    columns.iter().map(&mut column).collect()
}

/// The texts of an expression that can be what it comes to; each value is looked into once.
fn literals<'a>(
    expr: &'a Expr,
    names: &ServiceNames<'a>,
    seen: &mut BTreeSet<&'a str>,
    visit: &mut dyn FnMut(&str, (usize, usize)),
) {
    match &expr.kind {
        ExprKind::Text(text) => visit(text, expr.span),
        ExprKind::Call(Function::If, items) => {
            items.iter().skip(1).for_each(|item| literals(item, names, seen, visit));
        }
        ExprKind::Name(name) => {
            if let Some(value) = names.value_expr(name).filter(|_| seen.insert(name)) {
                literals(value, names, seen, visit);
            }
        }
        _ => {}
    }
}

fn literal(text: &str, place: Place, diagnostics: &mut Diagnostics) {
    let length = text.chars().count();
    if text.trim().is_empty() {
        diagnostics.report(Code::BadText, place, "a column is never empty").help("write what the books should say");
    }
    if length > REPORTING_CHARS_MAX {
        let message = format!("the column can have {length} characters: {REPORTING_CHARS_MAX} are kept");
        diagnostics.report(Code::TextTooLong, place, message).help("shorten the text");
    }
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
