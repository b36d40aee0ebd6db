//! Lines: each speaks of the page or of one row, is a number of lei, and is paid to an account of the beneficiary.

use super::account::{Accounts, account_rule};
use super::text::template;
use super::typed::{is_condition, wanted};
use crate::compile::definition::{LineDefinition, Wanted};
use crate::compile::names::{Scope, ServiceNames};
use crate::compile::shape::Lost;
use crate::diag::{Code, Diagnostics, Placed, nearest};
use crate::expr::Names;
use crate::plan::LinePlan;

/// A line as plans have it; none of rows that do not exist, once all else of it is looked at.
pub(super) fn line(
    line: &LineDefinition,
    accounts: &Accounts<'_>,
    names: &ServiceNames<'_>,
    lost: &mut Lost,
    diagnostics: &mut Diagnostics,
) -> Option<LinePlan> {
    let scope = match &line.for_each {
        Some(group) if !is_group(group, names, diagnostics) => Scope::Anywhere,
        group => Scope::of(group.as_ref().map(|group| group.value.clone())),
    };
    let names = names.within(&scope);
    if let Some(amount) = line.amount.computed() {
        wanted(amount, Wanted::Amount, &names, diagnostics);
    }
    if let Some(condition) = &line.when {
        lost.conditions |= !is_condition(condition, &names, diagnostics);
    }
    let reason = template(&line.reason, &names, diagnostics);
    let account = account_rule(&line.account, accounts, &names, diagnostics);
    if scope == Scope::Anywhere {
        lost.lines = true;
        return None;
    }
    Some(LinePlan {
        id: line.id.value.clone(),
        reason,
        amount: line.amount.computed().map(|amount| amount.expr.clone()),
        account,
        when: line.when.as_ref().map(|condition| condition.expr.clone()),
        for_each: line.for_each.as_ref().map(|group| group.value.clone()),
    })
}

/// Whether there is a group of this name; else that is reported.
pub(super) fn is_group(name: &Placed<String>, names: &ServiceNames<'_>, diagnostics: &mut Diagnostics) -> bool {
    if names.has_group(&name.value) {
        return true;
    }
    if !names.is_reported(&name.value) {
        let help = match nearest(&name.value, names.groups()) {
            Some(other) => format!("did you mean `{other}`?"),
            None => "name the `repeat: {id: …}` of a section".to_owned(),
        };
        let message = format!("no group is named `{}`", name.value);
        diagnostics.report(Code::UnknownName, name.place, message).help(help);
    }
    false
}
