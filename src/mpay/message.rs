//! The structures of MPay's messages: values of the contract, read strictly and written in the contract's order. It must
//! not know signatures or envelopes.

mod check;
mod read;
mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod write;

pub use check::{PROBLEMS_MAX, Problem};
pub(super) use read::read_confirm_order_payment_response;
pub use read::{read_confirm_order_payment, read_get_order_details, read_get_order_details_response};
pub use rules::broken_rules;
pub use write::{
    write_confirm_order_payment, write_confirm_order_payment_response, write_get_order_details,
    write_get_order_details_response,
};

use jiff::Timestamp;

use crate::i18n::Language;
use crate::money::Money;
use crate::order::{OrderStatus, PayerKind};

/// What `GetOrderDetails` asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetailsQuery {
    /// The language of the texts; Romanian when none is asked.
    pub language: Language,
    /// The order's key as the payer typed it or the pay page brought it, 1 to 36 characters.
    pub order_key: String,
    /// MPay's id of the service, 1 to 36 characters.
    pub service_id: String,
}

/// What `GetOrderDetails` answers for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetails {
    /// Whether more than is due can be paid.
    pub allow_advance_payments: Option<bool>,
    /// Whether less than is due can be paid.
    pub allow_partial_payments: Option<bool>,
    /// ISO 4217; always `MDL`.
    pub currency: String,
    /// The payer's IDNP or IDNO.
    pub customer_id: String,
    /// The payer's name.
    pub customer_name: String,
    /// What the payer is.
    pub customer_type: CustomerType,
    /// Until when it can be paid.
    pub due_at: Option<Timestamp>,
    /// When it was made.
    pub issued_at: Option<Timestamp>,
    /// What is due to which account; at least one.
    pub lines: Vec<OrderDetailsLine>,
    /// The order's key.
    pub order_key: String,
    /// What MPay shows beside the order.
    pub properties: Vec<DetailsProperty>,
    /// What for.
    pub reason: String,
    /// MPay's id of the service.
    pub service_id: String,
    /// The order's status.
    pub status: OrderStatus,
    /// What is due; `None` when MPay lets the payer enter it.
    pub total_amount_due: Option<Money>,
}

/// A line of [`OrderDetails`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetailsLine {
    /// Whether more than is due can be paid.
    pub allow_advance_payments: Option<bool>,
    /// Whether less than is due can be paid.
    pub allow_partial_payments: Option<bool>,
    /// What is due.
    pub amount_due: Option<Money>,
    /// Where the money goes.
    pub destination_account: DestinationAccount,
    /// The line's id, unique in the order.
    pub line_id: String,
    /// What MPay shows beside the line.
    pub properties: Vec<DetailsProperty>,
    /// What for.
    pub reason: String,
}

/// The contract's `PaymentAccount`; in a confirmation any of it can be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DestinationAccount {
    /// IBAN.
    pub bank_account: Option<String>,
    /// BIC.
    pub bank_code: Option<String>,
    /// The receiver's IDNO.
    pub bank_fiscal_code: Option<String>,
    /// The receiver's name.
    pub beneficiary_name: Option<String>,
    /// An account that MPay was configured with.
    pub configuration_code: Option<String>,
}

/// The contract's `OrderProperty`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailsProperty {
    /// What a person reads.
    pub display_name: String,
    /// An id of the field.
    pub id: Option<String>,
    /// Whether MPay shows it.
    pub is_visible: Option<bool>,
    /// Whether the payer can change it at MPay.
    pub modifiable: Option<bool>,
    /// Letters, digits and spaces.
    pub name: String,
    /// Whether it must have a value.
    pub required: Option<bool>,
    /// `string`, `number`, `idn` …
    pub kind: Option<String>,
    /// The value.
    pub value: String,
}

/// What `ConfirmOrderPayment` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentConfirmation {
    /// ISO 4217: three capital letters.
    pub currency: String,
    /// MPay's number of the payment note.
    pub invoice_id: Option<String>,
    /// What was paid for which line; at least one, by the contract.
    pub lines: Vec<ConfirmationLine>,
    /// The order's key.
    pub order_key: String,
    /// When the payer paid; `None` where that cannot be read.
    pub paid_at: Option<Timestamp>,
    /// MPay's number of the payment, unique for all time.
    pub payment_id: String,
    /// How it was paid, and other remarks.
    pub properties: Vec<PaymentProperty>,
    /// MPay's id of the service.
    pub service_id: String,
    /// How much was paid, at most [`crate::limits::AMOUNT_BANI_MAX`].
    pub total_amount: Money,
    /// What of it is not of the contract and takes nothing from what it says; nothing of it is in the other fields.
    pub oddities: Vec<Problem>,
}

/// A line of [`PaymentConfirmation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationLine {
    /// How much was paid; zero where that cannot be read.
    pub amount: Money,
    /// Where the money went; an empty element counts as none.
    pub destination_account: Option<DestinationAccount>,
    /// The order's line; empty where there is none.
    pub line_id: String,
    /// Remarks: MPay copies the order's properties here with the prefix `HO:`.
    pub properties: Vec<PaymentProperty>,
}

/// The contract's `PaymentProperty`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentProperty {
    /// Any characters, colons and spaces too.
    pub name: String,
    /// The value.
    pub value: Option<String>,
}

/// A word of the contract for each variant of an enumeration.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word in messages.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => stringify!($variant),)+ }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}
pub(super) use words;

words! {
    /// The contract's `CustomerType`.
    CustomerType {
        /// Not said; only in the WSDL.
        Unspecified,
        /// A natural person.
        Person,
        /// A legal entity.
        Organization,
    }
}

impl From<PayerKind> for CustomerType {
    fn from(kind: PayerKind) -> CustomerType {
        match kind {
            PayerKind::Person => CustomerType::Person,
            PayerKind::Organization => CustomerType::Organization,
        }
    }
}
