//! Rules: stops, checks and warnings, with the rows and fields that they speak of.

use super::text::plain;
use super::typed::{group_of, is_condition};
use crate::compile::definition::{RuleDefinition, ServiceDefinition};
use crate::compile::names::{Scope, ServiceNames};
use crate::compile::shape::Lost;
use crate::diag::Diagnostics;
use crate::expr::Expr;
use crate::plan::{CheckPlan, StopPlan};

/// The rules of a service, with the rows and fields that they speak of.
pub(super) struct Rules {
    pub stops: Vec<StopPlan>,
    pub checks: Vec<CheckPlan>,
    pub warnings: Vec<CheckPlan>,
}

impl Rules {
    pub fn resolve(
        service: &ServiceDefinition,
        names: &ServiceNames<'_>,
        lost: &mut Lost,
        diagnostics: &mut Diagnostics,
    ) -> Rules {
        let mut condition = |rule: &RuleDefinition| {
            let group = group_of(&rule.condition, names, diagnostics);
            let names = names.within(&Scope::of(group.clone()));
            lost.conditions |= !is_condition(&rule.condition, &names, diagnostics);
            group
        };
        let mut check = |rule: &RuleDefinition| CheckPlan {
            condition: rule.condition.expr.clone(),
            message: plain(&rule.message),
            field: first_field(&rule.condition.expr, names),
            group: condition(rule),
        };
        let (checks, warnings) =
            (service.checks.iter().map(&mut check).collect(), service.warnings.iter().map(&mut check).collect());
        let stops = service.stops.iter().map(|rule| StopPlan {
            when: rule.condition.expr.clone(),
            message: plain(&rule.message),
            group: condition(rule),
        });
        Rules { stops: stops.collect(), checks, warnings }
    }
}

/// The field beside which a check is told: the first that it names, through values where need be.
fn first_field(expr: &Expr, names: &ServiceNames<'_>) -> String {
    let mut found = None;
    expr.for_each_name(&mut |name, _| {
        if found.is_none() {
            found = match names.value_expr(name) {
                Some(value) => Some(first_field(value, names)).filter(|name| !name.is_empty()),
                None => Some(name.to_owned()),
            };
        }
    });
    found.unwrap_or_default()
}
