//! Which answers links may carry: in an open address none that tells who a person is, and from nobody a consent.

use super::reader::{Entries, Reader};
use crate::diag::{Code, Place};
use crate::plan::Prefill;

/// The name under which an address carries a signed link.
const LINK_NAME: &str = "l";

/// What `prefill` says of a field of a type; `id` is the field's own name.
pub(super) fn of_field(
    reader: &mut Reader<'_>,
    entries: &Entries<'_>,
    word: &str,
    id: Option<&str>,
    is_in_row: bool,
) -> Option<Prefill> {
    let node = entries.get("prefill")?;
    let words = [("allow", Prefill::Allow), ("locked", Prefill::Locked)];
    let prefill = reader.word(node, "a way to fill in from a link: write `allow` or `locked`", &words)?;
    let is_telling = ["idnp", "idno", "idn", "tax_code", "email", "phone", "iban"].contains(&word);
    match prefill {
        _ if ["consent", "notice"].contains(&word) => {
            let message = format!("a field of type {word} cannot be filled in from a link");
            refuse(reader, node.place, message, "leave `prefill` out: only the payer can give it")
        }
        _ if is_in_row => {
            let message = "a field of a group that repeats cannot be filled in from a link".to_owned();
            refuse(reader, node.place, message, "leave `prefill` out: a link does not know how many rows there are")
        }
        Prefill::Allow if is_telling => {
            let message = format!("a field of type {word} cannot be filled in from an open address");
            let help = "write `locked`: a signed link does not show what it carries, an address is kept in histories \
                        and logs";
            refuse(reader, node.place, message, help)
        }
        Prefill::Allow if ["basket", "choices"].contains(&word) => {
            let message = format!("a field of type {word} cannot be filled in from an open address");
            refuse(reader, node.place, message, "write `locked`, or leave `prefill` out")
        }
        Prefill::Allow if id == Some(LINK_NAME) => {
            let message = format!("the name `{LINK_NAME}` stands for signed links in addresses");
            refuse(reader, node.place, message, "give the field another id, as `letter`")
        }
        prefill => Some(prefill),
    }
}

/// What `prefill` says of the payer's own answers.
pub(super) fn of_payer(reader: &mut Reader<'_>, entries: &Entries<'_>) -> Option<Prefill> {
    let node = entries.get("prefill")?;
    match reader.word(
        node,
        "a way to fill in from a link",
        &[("allow", Prefill::Allow), ("locked", Prefill::Locked)],
    )? {
        Prefill::Allow => {
            let message = "who pays cannot be filled in from an open address".to_owned();
            let help = "write `locked`: a signed link does not show what it carries, an address is kept in histories \
                        and logs";
            refuse(reader, node.place, message, help)
        }
        prefill => Some(prefill),
    }
}

fn refuse(reader: &mut Reader<'_>, place: Place, message: String, help: &'static str) -> Option<Prefill> {
    reader.diagnostics.report(Code::BadPrefill, place, message).help(help);
    None
}
