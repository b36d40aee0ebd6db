//! The keys of `beneficiary.yaml`.

use super::{Kind, SLUG, Shape, may, must};
use crate::limits::NAME_CHARS_MAX;

/// An IDNO, with or without quotes.
const IDNO: Kind = Kind::Shaped("^[0-9]{13}$");

pub(in crate::compile) static BENEFICIARY: Shape = Shape {
    name: "beneficiary",
    what: "a beneficiary",
    keys: &[
        must("format", Kind::One, "The version of the language: 1."),
        must("beneficiary", SLUG, "The beneficiary's name in addresses. The folder is named so."),
        must("name", Kind::Texts(120), "The institution's name for people."),
        must("idno", IDNO, "The institution's IDNO: 13 digits with a check digit."),
        may("kind", Kind::Word(&["public", "private"]), "Whether it is a public or a private institution."),
        must("contact", Kind::Shape(&CONTACT), "Whom payers can ask."),
        may("logo", Kind::Text(60), "A PNG beside this file, at most 64 KiB."),
        may(
            "accounts",
            Kind::Open(&Kind::Shape(&ACCOUNT)),
            "The receiving accounts, each under a name that lines use. Left out only where `accounts_from` stands.",
        ),
        may(
            "accounts_from",
            Kind::Text(100),
            "A CSV beside this file with the columns id, name, idno, iban, bic: an account a line.",
        ),
    ],
};

pub(in crate::compile) static CONTACT: Shape = Shape {
    name: "contact",
    what: "a contact",
    keys: &[
        may("phone", Kind::Text(20), "A telephone number, as \"+37322123456\"."),
        may("email", Kind::Text(254), "An e-mail address."),
    ],
};

pub(in crate::compile) static ACCOUNT: Shape = Shape {
    name: "account",
    what: "an account",
    keys: &[
        must("iban", Kind::Text(40), "The account's number: MD and 22 letters and digits."),
        must("bic", Kind::Text(11), "The bank's code; the State Treasury's is TREZMD2X."),
        may("idno", IDNO, "The receiver's IDNO, where it is not the beneficiary."),
        may("name", Kind::Text(NAME_CHARS_MAX), "The receiver's name, where it is not the beneficiary's."),
    ],
};
