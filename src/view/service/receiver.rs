//! Who receives the money: whoever holds the account that is paid, which need not be the institution whose service it is. It
//! must not know on which page that stands.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::i18n::{Language, text};
use crate::identifiers::{Bank, Bic};
use crate::order::{OrderContent, PaymentAccount};
use crate::plan::{Beneficiary, Plan};

/// How many accounts are listed where there are several; more would hide what matters.
const ACCOUNTS_LISTED_MAX: usize = 6;

/// Who receives the money.
#[derive(Debug, Clone, Serialize)]
pub(in crate::view) struct Receiver {
    /// The institution whose service it is.
    name: String,
    logo: Option<String>,
    /// Who holds the account; none where several do.
    holder: Option<Holder>,
    /// The account, where it is the only one.
    account: Option<Account>,
    /// The accounts among which the answers will decide; empty where they are too many to be listed.
    by_answers: Option<Vec<HeldAccount>>,
    /// The accounts that the lines of an order pay; empty where they are too many to be listed beside them.
    by_lines: Option<Vec<HeldAccount>>,
    /// The institution, where it is not the one that holds the account.
    through: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Holder {
    name: String,
    idno: String,
}

#[derive(Debug, Clone, Serialize)]
struct Account {
    iban: String,
    bank: String,
}

#[derive(Debug, Clone, Serialize)]
struct HeldAccount {
    holder: Holder,
    account: Account,
}

impl Receiver {
    /// As a service's page says it, where the answers are not known.
    pub(in crate::view) fn of_plan(plan: &Plan, language: Language) -> Receiver {
        let paid = plan.paid_accounts().into_iter().filter_map(|name| plan.accounts.get(name));
        let (receiver, listed) = Receiver::new(plan, language, paid);
        Receiver { by_answers: listed, ..receiver }
    }

    /// As the pages of an order say it.
    pub(in crate::view) fn of_order(plan: &Plan, language: Language, content: &OrderContent) -> Receiver {
        let (receiver, listed) = Receiver::new(plan, language, content.lines.iter().map(|line| &line.account));
        Receiver { by_lines: listed, ..receiver }
    }

    /// With the accounts, each once, where they are several; with none of them, where they are too many.
    fn new<'a>(
        plan: &Plan,
        language: Language,
        accounts: impl Iterator<Item = &'a PaymentAccount>,
    ) -> (Receiver, Option<Vec<HeldAccount>>) {
        let mut seen = BTreeSet::new();
        let different: Vec<&PaymentAccount> = accounts.filter(|account| seen.insert(account.iban.as_str())).collect();
        let only_holder = different.first().filter(|first| different.iter().all(|other| is_held_alike(first, other)));
        let holder = only_holder.map(|account| Holder::of(account, &plan.beneficiary, language));
        let only = different.first().filter(|_| different.len() == 1);
        let view = |account: &&PaymentAccount| HeldAccount {
            holder: Holder::of(account, &plan.beneficiary, language),
            account: Account::of(account, language),
        };
        let listed = match different.len() {
            0 | 1 => None,
            2..=ACCOUNTS_LISTED_MAX => Some(different.iter().map(view).collect()),
            _ => Some(Vec::new()),
        };
        let institution = plan.beneficiary.name.get(language).clone();
        let is_beside = !only_holder.is_some_and(|account| is_of(account, &plan.beneficiary));
        let receiver = Receiver {
            through: is_beside.then(|| institution.clone()),
            name: institution,
            logo: plan.beneficiary.logo.clone(),
            holder,
            account: only.map(|account| Account::of(account, language)),
            by_answers: None,
            by_lines: None,
        };
        (receiver, listed)
    }
}

impl Holder {
    /// The institution has a name in each language, the other holders of accounts have one, that of the register.
    fn of(account: &PaymentAccount, institution: &Beneficiary, language: Language) -> Holder {
        let name = match is_of(account, institution) {
            true => institution.name.get(language),
            false => &account.name,
        };
        Holder { name: name.clone(), idno: account.idno.to_string() }
    }
}

impl Account {
    fn of(account: &PaymentAccount, language: Language) -> Account {
        Account { iban: account.iban.grouped(), bank: bank_of(&account.bic, language) }
    }
}

/// A bank as people know it, with its code; of one whose name is not known, the code.
pub(in crate::view) fn bank_of(bic: &Bic, language: Language) -> String {
    let name = match bic.bank() {
        Some(Bank::Treasury) => text(language, "bank-treasury"),
        Some(Bank::National) => text(language, "bank-national"),
        Some(Bank::Commercial(name)) => name.to_owned(),
        None => return bic.to_string(),
    };
    format!("{name} ({bic})")
}

fn is_held_alike(one: &PaymentAccount, other: &PaymentAccount) -> bool {
    (&one.idno, &one.name) == (&other.idno, &other.name)
}

/// Whether it is the institution itself that holds an account.
fn is_of(account: &PaymentAccount, institution: &Beneficiary) -> bool {
    account.idno == institution.idno && institution.name.iter().any(|(_, name)| *name == account.name)
}
