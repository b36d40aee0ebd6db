//! Accounts: those of the beneficiary, and none else.

use std::collections::BTreeMap;

use crate::compile::definition::{AccountDefinition, BeneficiaryDefinition, FieldDefinition};
use crate::compile::names::ServiceNames;
use crate::diag::{Code, Diagnostics, Placed, listed, nearest};
use crate::expr::Names;
use crate::limits::NAME_CHARS_MAX;
use crate::order::PaymentAccount;
use crate::plan::{AccountRule, FieldKind};

/// The accounts of the beneficiary, and the fields that can choose among them.
pub(super) struct Accounts<'a> {
    /// By their keys; one that is wrong has a name but no number.
    pub all: BTreeMap<String, Option<PaymentAccount>>,
    has_lost: bool,
    fields: &'a [FieldDefinition],
}

/// Reads the accounts of the beneficiary.
pub(super) fn accounts<'a>(
    beneficiary: &BeneficiaryDefinition,
    fields: &'a [FieldDefinition],
    diagnostics: &mut Diagnostics,
) -> Accounts<'a> {
    let mut all = BTreeMap::new();
    for entry in &beneficiary.accounts {
        let name = match &entry.name {
            Some(name) => Some(name.value.clone()),
            None if beneficiary.name.ro.value.chars().count() <= NAME_CHARS_MAX => {
                Some(beneficiary.name.ro.value.clone())
            }
            None => {
                let length = beneficiary.name.ro.value.chars().count();
                let message = format!("the receiver's name has {length} characters: MPay takes {NAME_CHARS_MAX}");
                diagnostics
                    .report(Code::TextTooLong, beneficiary.name.ro.place, message)
                    .related(entry.key.place, "this account has no name of its own")
                    .help("add a shorter `name:` to the account");
                None
            }
        };
        let account = name.zip(entry.number.clone()).map(|(name, (iban, bic))| PaymentAccount {
            iban,
            bic,
            idno: entry.idno.clone().unwrap_or_else(|| beneficiary.idno.value.clone()),
            name,
        });
        all.insert(entry.key.value.clone(), account);
    }
    Accounts { all, has_lost: beneficiary.has_lost_accounts, fields }
}

pub(super) fn known_account(name: &Placed<String>, accounts: &Accounts<'_>, diagnostics: &mut Diagnostics) {
    if accounts.all.contains_key(&name.value) || accounts.has_lost {
        return;
    }
    let known = || accounts.all.keys().map(String::as_str);
    let help = match nearest(&name.value, known()) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("the accounts in beneficiary.yaml are {}", listed(known().take(10))),
    };
    let message = format!("the beneficiary has no account `{}`", name.value);
    diagnostics.report(Code::UnknownAccount, name.place, message).help(help);
}

/// How the account of a line is found, where the line stands.
pub(super) fn account_rule(
    account: &AccountDefinition,
    accounts: &Accounts<'_>,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> AccountRule {
    match account {
        AccountDefinition::Fixed(name) => {
            known_account(name, accounts, diagnostics);
            AccountRule::Fixed(name.value.clone())
        }
        AccountDefinition::ChosenBy(name) => {
            let rule = AccountRule::ChosenBy(name.value.clone());
            let choices =
                || accounts.fields.iter().filter(|field| matches!(field.field.kind, FieldKind::Choice { .. }));
            let Some(field) = choices().find(|field| field.id.value == name.value) else {
                if names.is_reported(&name.value) {
                    return rule;
                }
                let help = match nearest(&name.value, choices().map(|field| field.id.value.as_str())) {
                    Some(other) => format!("did you mean `{other}`?"),
                    None => "name a field of type choice whose options have an `account`".to_owned(),
                };
                let message = format!("no choice is named `{}`", name.value);
                diagnostics.report(Code::UnknownName, name.place, message).help(help);
                return rule;
            };
            let without = field.parts.iter().filter(|part| part.account.is_none()).collect::<Vec<_>>();
            if let Some(first) = without.first() {
                let missing = listed(without.iter().take(5).map(|part| part.id.value.as_str()));
                diagnostics
                    .report(Code::IncompleteTable, first.id.place, format!("no account for {missing}"))
                    .related(name.place, "this line's account is chosen here")
                    .help("give each option an `account:` of beneficiary.yaml");
            }
            if let Err((code @ Code::OutsideRow, message, help)) = names.type_of(&name.value) {
                diagnostics.report(code, name.place, message).help = help;
            }
            rule
        }
    }
}
