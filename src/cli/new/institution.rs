//! What is asked about an institution that is not there yet.

use super::InstitutionArgs;
use super::ask::{Asker, Question, Told};
use super::text;
use crate::i18n::Localized;
use crate::identifiers::{Bic, Iban, Idno, Phone};

/// An institution as it was told.
#[derive(Debug, Clone)]
pub(super) struct Institution {
    pub name: Told<Localized<String>>,
    pub idno: Told<Idno>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    /// Whether telephone and e-mail address are an example's.
    pub is_example_contact: bool,
    pub accounts: Vec<(Told<Account>, Bic)>,
}

/// An account under a name.
#[derive(Debug, Clone)]
pub(super) struct Account {
    /// As it was told, if it was.
    pub name: Option<String>,
    pub iban: Iban,
}

/// Most accounts that are asked for; more are written into the file.
const ACCOUNTS_MAX: usize = 20;
/// Account number and bank that belong to nobody, and so the telephone number.
const IBAN: &str = "MD44TRGAAA14222099000000";
const PHONE: &str = "+37322000000";

/// Banks by the two letters of their account numbers.
const BANKS: [(&str, &str); 4] = [("TR", "TREZMD2X"), ("AG", "AGRNMD2X"), ("ML", "MOLDMD2X"), ("VI", "VICBMD2X")];

impl InstitutionArgs {
    /// The first flag that was given.
    pub fn given(&self) -> Option<&'static str> {
        let flags = [
            (self.name.is_some(), "--name"),
            (self.name_ru.is_some(), "--name-ru"),
            (self.name_en.is_some(), "--name-en"),
            (self.idno.is_some(), "--idno"),
            (self.phone.is_some(), "--phone"),
            (self.email.is_some(), "--email"),
            (!self.iban.is_empty(), "--iban"),
            (!self.bic.is_empty(), "--bic"),
        ];
        flags.into_iter().find(|(is_given, _)| *is_given).map(|(_, flag)| flag)
    }
}

/// An account as the flag tells it: its number, or name and number.
pub(super) fn account(typed: &str) -> Result<Account, String> {
    let (name, iban) = match typed.split_once('=') {
        Some((name, iban)) => (Some(name.trim()), iban),
        None => (None, typed),
    };
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.len() <= 36
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if let Some(name) = name.filter(|name| !is_name(name)) {
        return Err(format!("`{name}` is no name: write small letters, digits and _"));
    }
    let iban = Iban::parse(iban).map_err(|error| error.to_string())?;
    Ok(Account { name: name.map(str::to_owned), iban })
}

/// Asks what the flags do not tell.
pub(super) fn institution(args: &InstitutionArgs, asker: &mut Asker) -> anyhow::Result<Institution> {
    asker.say("The folder has no beneficiary.yaml yet, so a few questions about the institution.\n")?;
    let mut named = |flag: &'static str, told: &Option<String>, language: &str, example: &str| {
        let text = format!("The institution's name in {language}");
        let question = Question { flag, text, example, empty: None, parse: &text::institution };
        asker.ask(told.clone(), &question)
    };
    let ro = named("--name", &args.name, "Romanian", "Instituția Publică Exemplu")?;
    let ru = named("--name-ru", &args.name_ru, "Russian", "Публичное учреждение Пример")?;
    let en = named("--name-en", &args.name_en, "English", "Example Public Institution")?;
    let is_example = ro.is_example || ru.is_example || en.is_example;
    let name = Told { value: Localized { ro: ro.value, ru: Some(ru.value), en: Some(en.value) }, is_example };
    let parse = |typed: &str| Idno::parse(typed).map_err(|error| error.to_string());
    let question = Question {
        flag: "--idno",
        text: "Its IDNO, 13 digits".to_owned(),
        example: "1003600000006",
        empty: None,
        parse: &parse,
    };
    let idno = asker.ask(args.idno.clone(), &question)?;
    let (phone, email, is_example_contact) = contact(args, asker)?;
    let accounts = accounts(args, asker)?;
    Ok(Institution { name, idno, phone, email, is_example_contact, accounts })
}

type Contact = (Option<Phone>, Option<String>, bool);

/// A telephone number, an e-mail address, or both.
fn contact(args: &InstitutionArgs, asker: &mut Asker) -> anyhow::Result<Contact> {
    let has_flag = args.phone.is_some() || args.email.is_some();
    if has_flag && !asker.has_person() {
        return Ok((args.phone.clone(), args.email.clone(), false));
    }
    let example = if asker.has_person() { "" } else { PHONE };
    let parse = |typed: &str| match typed {
        "" => Ok(None),
        _ => Phone::parse(typed).map(Some).map_err(|error| error.to_string()),
    };
    let text = if asker.has_person() { "The telephone for payers" } else { "The telephone for payers, or --email" };
    let question = Question {
        flag: "--phone",
        text: text.to_owned(),
        example,
        empty: asker.has_person().then_some("none"),
        parse: &parse,
    };
    let phone = asker.ask(args.phone.clone().map(Some), &question)?;
    if !asker.has_person() {
        return Ok((phone.value, None, phone.is_example));
    }
    let parse = |typed: &str| match typed {
        "" => Ok(None),
        _ => text::email(typed).map(Some),
    };
    let question = Question {
        flag: "--email",
        text: "The e-mail address for payers".to_owned(),
        example: "",
        empty: Some("none"),
        parse: &parse,
    };
    let email = asker.ask(args.email.clone().map(Some), &question)?.value;
    let is_example = phone.value.is_none() && email.is_none();
    let phone = if is_example { Phone::parse(PHONE).ok() } else { phone.value };
    Ok((phone, email, is_example))
}

/// The accounts, each with its bank.
fn accounts(args: &InstitutionArgs, asker: &mut Asker) -> anyhow::Result<Vec<(Told<Account>, Bic)>> {
    let mut told: Vec<Told<Account>> = args.iban.iter().cloned().map(Told::by_person).collect();
    if told.is_empty() {
        let question = Question {
            flag: "--iban",
            text: "The number of its account (IBAN)".to_owned(),
            example: IBAN,
            empty: None,
            parse: &account,
        };
        told.push(asker.ask(None, &question)?);
        let parse = |typed: &str| if typed.is_empty() { Ok(None) } else { account(typed).map(Some) };
        let question = Question {
            flag: "--iban",
            text: "The number of another account".to_owned(),
            example: "",
            empty: Some("none"),
            parse: &parse,
        };
        while asker.has_person() && told.len() < ACCOUNTS_MAX {
            let Some(account) = asker.ask(None, &question)?.value else { break };
            told.push(Told::by_person(account));
        }
    }
    let mut all = Vec::new();
    for (at, account) in told.into_iter().enumerate() {
        let iban = account.value.iban.as_str();
        let known = BANKS.iter().find(|(letters, _)| iban.get(4..6) == Some(letters));
        let known = known.and_then(|(_, bic)| Bic::parse(bic).ok());
        let parse = |typed: &str| Bic::parse(typed).map_err(|error| error.to_string());
        let text = format!("The code (BIC) of the bank of {iban}");
        let question = Question { flag: "--bic", text, example: "TREZMD2X", empty: None, parse: &parse };
        let bic = asker.ask(args.bic.get(at).cloned().or(known), &question)?.value;
        all.push((account, bic));
    }
    Ok(all)
}
