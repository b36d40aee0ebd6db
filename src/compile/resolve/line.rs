//! Lines: each speaks of the page or of one row, is a number of lei, and is paid to an account of the beneficiary.

use super::account;
use super::text::template;
use super::typed::{condition_type, truth_or};
use crate::compile::definition::{FieldDefinition, LineDefinition};
use crate::compile::names::{Scope, ServiceNames};
use crate::compile::shape::Lost;
use crate::diag::{Code, Diagnostics, nearest};
use crate::expr::{self, Type};
use crate::plan::{AccountRule, LinePlan};

pub(super) fn line(
    line: &LineDefinition,
    fields: &[FieldDefinition],
    accounts: &account::Accounts,
    names: &ServiceNames<'_>,
    lost: &mut Lost,
    diagnostics: &mut Diagnostics,
) -> Option<LinePlan> {
    let scope = Scope { group: line.for_each.as_ref().map(|group| group.value.clone()) };
    if let Some(group) = &line.for_each
        && !names.has_group(&group.value)
    {
        lost.lines = true;
        if expr::Names::is_reported(names, &group.value) {
            return None;
        }
        let help = match nearest(&group.value, names.groups()) {
            Some(other) => format!("did you mean `{other}`?"),
            None => "name the `repeat: {id: …}` of a section".to_owned(),
        };
        let message = format!("no group is named `{}`", group.value);
        diagnostics.report(Code::UnknownName, group.place, message).help(help);
        return None;
    }
    let names = names.within(&scope);
    if let Some(amount) = line.amount.computed() {
        truth_or(amount, &Type::Number, "an amount is a number", &names, diagnostics);
    }
    if let Some(condition) = &line.when {
        lost.conditions |= !condition_type(condition, &names, diagnostics);
    }
    let reason = template(&line.reason, &names, diagnostics);
    let account = account::account_rule(line, fields, accounts, names.broken(), diagnostics);
    if let AccountRule::ChosenBy(field) = &account
        && let Err((code @ Code::OutsideRow, message, help)) = expr::Names::type_of(&names, field)
    {
        diagnostics.report(code, line.id.place, message).help = help;
    }
    Some(LinePlan {
        id: line.id.value.clone(),
        reason,
        amount: line.amount.computed().map(|amount| amount.expr.clone()),
        account,
        when: line.when.as_ref().map(|condition| condition.expr.clone()),
        for_each: scope.group,
    })
}
