//! Lines and accounts: what is collected, and where it goes.

use std::collections::BTreeSet;

use super::change::{Risk, paired};
use super::plan::Comparing;
use super::words::Told;
use crate::order::PaymentAccount;
use crate::plan::{AccountRule, LinePlan, Plan};

impl<'a> Comparing<'a> {
    /// The lines, by their ids.
    pub fn lines(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        for (before, after) in paired(&earlier.lines, &later.lines, |a, b| a.id == b.id) {
            match (before, after) {
                (Some(before), Some(after)) => self.line(before, after),
                (None, Some(line)) => {
                    self.changes.of(named(line)).added(Risk::Money, "", described(later, line));
                }
                (Some(line), None) => {
                    self.changes.of(named(line)).removed(Risk::Money, "", described(earlier, line));
                }
                (None, None) => {}
            }
        }
        let ids = |plan: &Plan, other: &Plan| -> Vec<String> {
            let is_common = |line: &&LinePlan| other.lines.iter().any(|one| one.id == line.id);
            plan.lines.iter().filter(is_common).map(|line| line.id.clone()).collect()
        };
        self.changes.of("order").one(Risk::Text, "order of the lines", &ids(earlier, later), &ids(later, earlier));
    }

    fn line(&mut self, before: &'a LinePlan, after: &'a LinePlan) {
        let LinePlan { id: _, reason, amount, account, when, for_each } = before;
        let name = named(after);
        self.expr(Risk::Money, &name, "amount", amount.as_ref(), after.amount.as_ref());
        self.expr(Risk::Money, &name, "only when", when.as_ref(), after.when.as_ref());
        let mut part = self.changes.of(name);
        part.one(Risk::Money, "for each", for_each, &after.for_each);
        if *account != after.account {
            let (before, after) = (rule(self.earlier, account), rule(self.later, &after.account));
            part.changed(Risk::Account, "account", before, after);
        }
        part.texts(Risk::Text, "reason", reason, &after.reason);
    }

    /// The accounts; those that neither version uses are no risk.
    pub fn accounts(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        let used: BTreeSet<&str> = earlier.paid_accounts().into_iter().chain(later.paid_accounts()).collect();
        let names: BTreeSet<&String> = earlier.accounts.keys().chain(later.accounts.keys()).collect();
        for name in names {
            let is_used = used.contains(name.as_str());
            let risk = if is_used { Risk::Account } else { Risk::Text };
            let unused = if is_used { "" } else { " (no line uses it)" };
            let mut part = self.changes.of(format!("account {name}{unused}"));
            match (earlier.accounts.get(name), later.accounts.get(name)) {
                (Some(PaymentAccount { iban, bic, idno, name }), Some(after)) => {
                    part.one(risk, "IBAN", iban, &after.iban);
                    part.one(risk, "bank", bic, &after.bic);
                    part.one(risk, "receiver's IDNO", idno, &after.idno);
                    part.one(risk, "receiver's name", name, &after.name);
                }
                (None, Some(account)) => {
                    part.added(risk, "", whole(account));
                }
                (Some(account), None) => {
                    part.removed(risk, "", whole(account));
                }
                (None, None) => {}
            }
        }
    }
}

fn named(line: &LinePlan) -> String {
    format!("line {}", line.id)
}

/// A line that is new or gone.
fn described(plan: &Plan, line: &LinePlan) -> String {
    let LinePlan { id: _, reason, amount, account, when, for_each } = line;
    let each = for_each.as_ref().map(|group| format!(" for each {group}")).unwrap_or_default();
    let when = when.as_ref().map(|when| format!(", when {}", when.told())).unwrap_or_default();
    format!(
        "{}{each} to {}{when}, \"{}\"",
        amount.as_ref().map_or_else(|| "at_mpay".to_owned(), Told::told),
        rule(plan, account),
        reason.ro.told()
    )
}

fn whole(account: &PaymentAccount) -> String {
    format!("{}, {}, {}", account.iban, account.bic, account.name)
}

/// A way to find an account, with its number where it is one.
fn rule(plan: &Plan, rule: &AccountRule) -> String {
    match rule {
        AccountRule::Fixed(name) => with_number(plan, name),
        AccountRule::ChosenBy(field) => format!("that of the chosen {field}"),
    }
}

/// An account's name and number.
pub(super) fn with_number(plan: &Plan, name: &str) -> String {
    match plan.accounts.get(name) {
        Some(account) => format!("{name} ({})", account.iban),
        None => name.to_owned(),
    }
}
