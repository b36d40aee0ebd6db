//! The shape of `beneficiary.yaml`.

use super::choice::{cell, cell_node, table};
use super::csv::TableFile;
use super::keys::{ACCOUNT, BENEFICIARY, CONTACT};
use super::reader::Reader;
use super::service::{format, own_name, refuse_reserved};
use crate::compile::definition::{AccountEntry, BeneficiaryDefinition};
use crate::diag::{Code, Diagnostics, Placed};
use crate::form::clean_email;
use crate::i18n::Language;
use crate::identifiers::{Bic, Iban, Idno, Phone};
use crate::limits::NAME_CHARS_MAX;
use crate::plan::Contact;
use crate::yaml::Node;

/// Words that stand where a beneficiary's name would stand in an address, or will: `console` is where institutions will
/// look after their services, the others answer machines and browsers.
const RESERVED: [&str; 15] = [
    "order",
    "console",
    "static",
    "logo",
    "theme",
    "mpay",
    "api",
    "health",
    "healthz",
    "readyz",
    "metrics",
    "favicon",
    "robots",
    "sitemap",
    "well-known",
];

/// Stands in where the beneficiary's own code cannot be read, so that the rest is looked at all the same.
const STAND_IN: &str = "1003600000006";

/// Reads a beneficiary as far as it can be read, as services are read. `folder` is the name of its folder.
pub(in crate::compile) fn beneficiary(
    node: &Node,
    folder: &str,
    languages: &[Language],
    files: &[TableFile<'_>],
    diagnostics: &mut Diagnostics,
) -> Option<BeneficiaryDefinition> {
    let mut reader = Reader::new(diagnostics, files);
    let entries = reader.mapping(node, &BENEFICIARY)?;
    format(&mut reader, &entries);
    let (slug, place) = own_name(&mut reader, &entries, ("beneficiary", "folder", folder))?;
    refuse_reserved(&mut reader, &slug, place, &RESERVED);
    let name = reader.required(&entries, "name");
    let name = name.and_then(|node| reader.texts(node, "the beneficiary's name", languages, 120));
    let idno = reader.required(&entries, "idno").and_then(|node| reader.parsed(node, "an IDNO", Idno::parse));
    let idno = idno.or_else(|| Some(Placed::new(Idno::parse(STAND_IN).ok()?, entries.place)));
    if let Some(node) = entries.get("kind") {
        reader.word(node, "a kind of beneficiary", &[("public", ()), ("private", ())]);
    }
    let contact = reader.required(&entries, "contact").and_then(|node| contact(&mut reader, node));
    let logo = entries.get("logo").and_then(|node| reader.text(node, "the logo's file name", 60));
    let from_table = entries.get("accounts_from").map(|node| accounts_from(&mut reader, node));
    let accounts = match (entries.get("accounts"), &from_table) {
        (None, Some(_)) => Some(Vec::new()),
        _ => reader.required(&entries, "accounts").and_then(|node| accounts(&mut reader, node)),
    };
    let (of_table, is_whole) = match from_table {
        Some(found) => found.unwrap_or_default(),
        None => (Vec::new(), true),
    };
    let has_lost_accounts = accounts.is_none() || !is_whole;
    let accounts = accounts.unwrap_or_default().into_iter().chain(of_table).collect();
    Some(BeneficiaryDefinition {
        slug,
        name: name.unwrap_or_else(|| super::service::no_text(languages, entries.place)),
        idno: idno?,
        contact: contact.unwrap_or_default(),
        logo,
        has_lost_accounts,
        accounts,
    })
}

/// Whom to ask: a telephone number, an e-mail address, or both.
pub(super) fn contact(reader: &mut Reader<'_>, node: &Node) -> Option<Contact> {
    let entries = reader.mapping(node, &CONTACT)?;
    let phone = entries.get("phone").and_then(|node| reader.parsed(node, "a telephone number", Phone::parse));
    let email = |text: &str| clean_email(text).map_err(|_| "write it as name@example.md");
    let email = entries.get("email").and_then(|node| reader.parsed(node, "an e-mail address", email));
    if entries.get("phone").is_none() && entries.get("email").is_none() {
        reader.required(&entries, "phone");
    }
    Some(Contact { phone: phone.map(|phone| phone.value.into()), email: email.map(|email| email.value) })
}

fn accounts(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<AccountEntry>> {
    let mut all = Vec::new();
    for (key, node) in reader.open_mapping(node, "the accounts")? {
        let Some(entries) = reader.mapping(node, &ACCOUNT) else {
            all.push(AccountEntry {
                key: Placed::new(key.text.clone(), key.place),
                number: None,
                idno: None,
                name: None,
            });
            continue;
        };
        let iban = reader.required(&entries, "iban").and_then(|node| reader.parsed(node, "an IBAN", Iban::parse));
        let bic = reader.required(&entries, "bic").and_then(|node| reader.parsed(node, "a BIC", Bic::parse));
        let idno = entries.get("idno").map(|node| reader.parsed(node, "an IDNO", Idno::parse));
        let name = entries.get("name").map(|node| receiver(reader, node));
        same_bank(reader, &iban, &bic);
        let key = Placed::new(key.text.clone(), key.place);
        // An account that is wrong keeps its key, so that those who name it are not blamed.
        let number = iban.zip(bic).map(|(iban, bic)| (iban.value, bic.value));
        all.push(AccountEntry { key, number, idno: idno.flatten().map(|idno| idno.value), name });
    }
    Some(all)
}

/// Who receives the money; empty where it cannot be read, so that the beneficiary's name is not judged in its place.
fn receiver(reader: &mut Reader<'_>, node: &Node) -> Placed<String> {
    let name = reader.text(node, "the receiver's name", NAME_CHARS_MAX);
    name.unwrap_or_else(|| Placed::new(String::new(), node.place))
}

fn same_bank(reader: &mut Reader<'_>, iban: &Option<Placed<Iban>>, bic: &Option<Placed<Bic>>) {
    if let (Some(iban), Some(bic)) = (iban, bic)
        && iban.value.as_str()[4..].starts_with("TR")
        && bic.value.as_str() != "TREZMD2X"
    {
        reader
            .diagnostics
            .report(Code::OtherBank, bic.place, "this account is the Treasury's, the BIC another bank's")
            .help("the Treasury's BIC is TREZMD2X");
    }
}

/// Accounts from a table with the columns `id`, `name`, `idno`, `iban`, `bic`, and whether these are all.
fn accounts_from(reader: &mut Reader<'_>, node: &Node) -> Option<(Vec<AccountEntry>, bool)> {
    let mut all = Vec::new();
    let table = table(reader, node, &["id", "name", "iban", "bic"])?;
    let mut is_whole = table.is_whole;
    for row in &table.rows {
        let id = cell(reader, row, "id").and_then(|cell| reader.name(&cell_node(&cell), "an id of a table"));
        let iban = cell(reader, row, "iban");
        let iban = iban.and_then(|cell| reader.parsed(&cell_node(&cell), "an IBAN", Iban::parse));
        let bic = cell(reader, row, "bic").and_then(|cell| reader.parsed(&cell_node(&cell), "a BIC", Bic::parse));
        let idno = row.get("idno").map(|cell| reader.parsed(&cell_node(cell), "an IDNO", Idno::parse));
        let name = cell(reader, row, "name").map(|cell| receiver(reader, &cell_node(&cell)));
        let name = name.unwrap_or_else(|| Placed::new(String::new(), row.place));
        same_bank(reader, &iban, &bic);
        let number = iban.zip(bic).map(|(iban, bic)| (iban.value, bic.value));
        is_whole &= id.is_some();
        all.extend(id.map(|key| {
            let idno = idno.flatten().map(|idno| idno.value);
            AccountEntry { key, number, idno, name: Some(name) }
        }));
    }
    Some((all, is_whole))
}
