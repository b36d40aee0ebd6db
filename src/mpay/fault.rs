//! Fault codes of the contract, and SOAP faults written and read. It must not know why a call failed.

use roxmltree::Node;

use super::message::{Problem, words};
use super::names::{MPAY, SOAP};
use super::security::Prefix;
use crate::xml::{self, Writer};

/// The prefix of fault codes; declared on the body and signed with it.
pub(super) const PREFIX: Prefix = ("mpay", MPAY);

words! {
    /// The contract's fault codes.
    FaultCode {
        /// Something failed on our side; MPay tries again.
        InternalError,
        /// The message's signature does not count.
        AuthenticationFailed,
        /// The signer may not call this.
        AuthorizationFailed,
        /// The message is signed, but not of the contract.
        InvalidParameter,
        /// The service is not ours.
        UnknownService,
        /// The order does not exist.
        UnknownOrder,
        /// The payment note does not exist.
        UnknownInvoice,
        /// The payment does not exist.
        UnknownPayment,
        /// The payment note was paid before.
        InvoiceAlreadyPaid,
        /// The payment note can no longer be paid.
        InvoiceExpired,
    }
}

impl FaultCode {
    /// The reason in Romanian, for people who read MPay's log.
    pub const fn reason_ro(self) -> &'static str {
        match self {
            FaultCode::InternalError => "A apărut o eroare internă. Repetați cererea mai târziu.",
            FaultCode::AuthenticationFailed => "Autentificarea mesajului nu a reușit.",
            FaultCode::AuthorizationFailed => "Operațiunea nu este permisă.",
            FaultCode::InvalidParameter => "Un parametru al cererii nu este valid.",
            FaultCode::UnknownService => "Serviciul nu este cunoscut.",
            FaultCode::UnknownOrder => "Comanda nu este cunoscută.",
            FaultCode::UnknownInvoice => "Nota de plată nu este cunoscută.",
            FaultCode::UnknownPayment => "Plata nu este cunoscută.",
            FaultCode::InvoiceAlreadyPaid => "Nota de plată a fost achitată anterior.",
            FaultCode::InvoiceExpired => "Nota de plată a expirat.",
        }
    }

    /// The reason in English, when there is nothing more exact to say.
    pub const fn reason_en(self) -> &'static str {
        match self {
            FaultCode::InternalError => "An internal error occurred. Repeat the call later.",
            FaultCode::AuthenticationFailed => "The authentication of the message failed.",
            FaultCode::AuthorizationFailed => "The operation is not allowed.",
            FaultCode::InvalidParameter => "A parameter of the call is not valid.",
            FaultCode::UnknownService => "The service is not known.",
            FaultCode::UnknownOrder => "The order is not known.",
            FaultCode::UnknownInvoice => "The invoice is not known.",
            FaultCode::UnknownPayment => "The payment is not known.",
            FaultCode::InvoiceAlreadyPaid => "The invoice has been paid before.",
            FaultCode::InvoiceExpired => "The invoice has expired.",
        }
    }
}

/// A fault to answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    code: Code,
    reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Contract(FaultCode),
    MustUnderstand,
}

impl Fault {
    /// A fault with its code's own reason.
    pub fn new(code: FaultCode) -> Fault {
        Fault { code: Code::Contract(code), reason: code.reason_en().to_owned() }
    }

    /// A fault with a more exact reason in plain English. Nothing internal belongs into it.
    pub fn because(code: FaultCode, reason: impl Into<String>) -> Fault {
        Fault { code: Code::Contract(code), reason: reason.into() }
    }

    /// A call of MPay that the contract does not allow.
    pub(super) fn invalid(problem: &Problem) -> Fault {
        Fault::because(FaultCode::InvalidParameter, format!("{problem}."))
    }

    /// SOAP 1.1's own fault for a header that is not understood (chapter 4.4.1).
    pub(super) fn must_understand() -> Fault {
        Fault { code: Code::MustUnderstand, reason: "A header that must be understood is not known.".to_owned() }
    }

    /// The contract's code; `None` for SOAP's own `MustUnderstand`.
    pub fn code(&self) -> Option<FaultCode> {
        match self.code {
            Code::Contract(code) => Some(code),
            Code::MustUnderstand => None,
        }
    }

    /// The reason in English.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The element `soap:Fault`, as WCF writes a fault with a code of its own: the code is a qualified name in MPay's
    /// namespace, `mpay:InvalidParameter`, and not SOAP's `Client` or `Server`, of which it is a refinement. SOAP 1.1
    /// allows one reason, which is English; its Romanian translation is in the detail.
    pub(super) fn write(&self) -> String {
        let mut writer = Writer::new();
        writer.open("soap:Fault", &[]);
        match self.code {
            Code::Contract(code) => writer.leaf("faultcode", &format!("{}:{}", PREFIX.0, code.word())),
            Code::MustUnderstand => writer.leaf("faultcode", "soap:MustUnderstand"),
        };
        writer.open("faultstring", &[("xml:lang", "en")]).text(&self.reason).close();
        if let Code::Contract(code) = self.code {
            writer.open("detail", &[]).open("mpay:Reason", &[("xml:lang", "ro")]).text(code.reason_ro());
        }
        writer.finish()
    }
}

/// A fault as MPay's side reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedFault {
    /// The contract's code, where it is one.
    pub code: Option<FaultCode>,
    /// The code as it was written.
    pub written: String,
    /// The reason.
    pub reason: String,
}

impl ReceivedFault {
    /// Reads the element `soap:Fault`; `None` when it is none. The code may carry a prefix or be dotted after SOAP's own.
    pub(super) fn read(element: Node<'_, '_>) -> Option<ReceivedFault> {
        let child = |name: &str| element.children().find(|child| child.has_tag_name(name)).and_then(xml::leaf_text);
        if !element.has_tag_name((SOAP, "Fault")) {
            return None;
        }
        let written = child("faultcode")?.trim().to_owned();
        let code = written.rsplit([':', '.']).next().and_then(FaultCode::from_word);
        Some(ReceivedFault { code, written, reason: child("faultstring").unwrap_or_default() })
    }
}
