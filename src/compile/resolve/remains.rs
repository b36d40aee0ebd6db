//! Remains: what could be read of things that could not be read as a whole has faults of its own, which are reported.

use super::account::{Accounts, account_rule};
use super::line::is_group;
use super::text::template_of;
use super::typed::{group_of, wanted};
use crate::compile::definition::{Part, Remains};
use crate::compile::names::{Scope, ServiceNames};
use crate::diag::Diagnostics;

/// Reports what names nothing, has the wrong type or is no account of the beneficiary.
pub(super) fn look(
    remains: &[Remains],
    accounts: &Accounts<'_>,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) {
    for Remains { scope, part } in remains {
        let scope = match scope {
            Scope::Row(group) if !names.has_group(group) => &Scope::Anywhere,
            known => known,
        };
        let names = names.within(scope);
        match part {
            Part::Expr(expr, what) => {
                if *scope == Scope::Anywhere {
                    group_of(expr, &names, diagnostics);
                }
                wanted(expr, *what, &names, diagnostics);
            }
            Part::Text(text) => {
                template_of(text, &names, diagnostics);
            }
            Part::Account(account) => {
                account_rule(account, accounts, &names, diagnostics);
            }
            Part::Group(group) => {
                is_group(group, &names, diagnostics);
            }
            // It is compared with those of all lines.
            Part::Line(_) => {}
        }
    }
}
