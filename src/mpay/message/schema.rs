//! The contract's structures as tables, in the contract's alphabetical order. It must not know how messages are read.

use crate::limits::{
    BANK_CODE_CHARS_MAX, CUSTOMER_ID_CHARS_MAX, MPAY_ID_CHARS_MAX, NAME_CHARS_MAX, PROPERTY_NAME_CHARS_MAX,
    PROPERTY_VALUE_CHARS_MAX, REASON_CHARS_MAX,
};

/// Characters of an IBAN.
const IBAN_CHARS_MAX: usize = 24;

/// A structure's fields.
pub(super) struct Structure(pub(super) &'static [Field]);

/// A field of a structure.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
    pub(super) is_nillable: bool,
    /// Without it, or with another value than the contract allows, a confirmation does not say what was paid for what.
    pub(super) is_essential: bool,
}

/// What a field holds.
pub(super) enum Kind {
    /// 1 to so many characters.
    Text(usize),
    /// Up to so many characters.
    EmptyText(usize),
    /// A word of any length.
    AnyText,
    /// Letters, digits and spaces.
    PropertyName,
    /// The name of a property that MPay made: `HO:` before a name that was ours.
    CopiedName,
    Money,
    Boolean,
    DateTime,
    Language,
    Currency,
    Status,
    CustomerType,
    Structure(&'static Structure),
    /// Elements of one name.
    List {
        item: &'static str,
        of: &'static Structure,
        min: usize,
    },
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true, is_nillable: false, is_essential: false }
}

const fn essential(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true, is_nillable: false, is_essential: true }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false, is_nillable: false, is_essential: false }
}

const fn nillable(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false, is_nillable: true, is_essential: false }
}

const ID: Kind = Kind::Text(MPAY_ID_CHARS_MAX);

pub(super) static GET_ORDER_DETAILS: Structure = Structure(&[required("query", Kind::Structure(&ORDER_DETAILS_QUERY))]);

pub(super) static GET_ORDER_DETAILS_RESPONSE: Structure =
    Structure(&[nillable("GetOrderDetailsResult", Kind::List { item: "OrderDetails", of: &ORDER_DETAILS, min: 0 })]);

pub(super) static CONFIRM_ORDER_PAYMENT: Structure =
    Structure(&[essential("confirmation", Kind::Structure(&PAYMENT_CONFIRMATION))]);

pub(super) static CONFIRM_ORDER_PAYMENT_RESPONSE: Structure = Structure(&[]);

static ORDER_DETAILS_QUERY: Structure =
    Structure(&[nillable("Language", Kind::Language), required("OrderKey", ID), required("ServiceID", ID)]);

static ORDER_DETAILS: Structure = Structure(&[
    optional("AllowAdvancePayments", Kind::Boolean),
    optional("AllowPartialPayments", Kind::Boolean),
    required("Currency", Kind::Currency),
    required("CustomerID", Kind::Text(CUSTOMER_ID_CHARS_MAX)),
    required("CustomerName", Kind::Text(NAME_CHARS_MAX)),
    required("CustomerType", Kind::CustomerType),
    nillable("DueDate", Kind::DateTime),
    nillable("IssuedAt", Kind::DateTime),
    required("Lines", Kind::List { item: "OrderLine", of: &ORDER_LINE, min: 1 }),
    required("OrderKey", ID),
    nillable("Properties", ORDER_PROPERTIES),
    required("Reason", Kind::Text(REASON_CHARS_MAX)),
    required("ServiceID", ID),
    required("Status", Kind::Status),
    nillable("TotalAmountDue", Kind::Money),
]);

static ORDER_LINE: Structure = Structure(&[
    nillable("AllowAdvancePayments", Kind::Boolean),
    nillable("AllowPartialPayments", Kind::Boolean),
    nillable("AmountDue", Kind::Money),
    required("DestinationAccount", Kind::Structure(&PAYMENT_ACCOUNT)),
    required("LineID", ID),
    nillable("Properties", ORDER_PROPERTIES),
    required("Reason", Kind::Text(REASON_CHARS_MAX)),
]);

const ORDER_PROPERTIES: Kind = Kind::List { item: "OrderProperty", of: &ORDER_PROPERTY, min: 0 };

static ORDER_PROPERTY: Structure = Structure(&[
    required("DisplayName", Kind::Text(PROPERTY_NAME_CHARS_MAX)),
    nillable("Id", ID),
    optional("IsVisible", Kind::Boolean),
    optional("Modifiable", Kind::Boolean),
    required("Name", Kind::PropertyName),
    optional("Required", Kind::Boolean),
    nillable("Type", Kind::AnyText),
    required("Value", Kind::Text(PROPERTY_VALUE_CHARS_MAX)),
]);

static PAYMENT_ACCOUNT: Structure = Structure(&[
    nillable("BankAccount", Kind::Text(IBAN_CHARS_MAX)),
    nillable("BankCode", Kind::Text(BANK_CODE_CHARS_MAX)),
    nillable("BankFiscalCode", Kind::Text(BANK_CODE_CHARS_MAX)),
    nillable("BeneficiaryName", Kind::Text(NAME_CHARS_MAX)),
    nillable("ConfigurationCode", ID),
]);

static PAYMENT_CONFIRMATION: Structure = Structure(&[
    essential("Currency", Kind::Currency),
    nillable("InvoiceID", ID),
    required("Lines", Kind::List { item: "PaymentConfirmationLine", of: &CONFIRMATION_LINE, min: 1 }),
    essential("OrderKey", ID),
    required("PaidAt", Kind::DateTime),
    essential("PaymentID", ID),
    nillable("Properties", PAYMENT_PROPERTIES),
    essential("ServiceID", ID),
    essential("TotalAmount", Kind::Money),
]);

static CONFIRMATION_LINE: Structure = Structure(&[
    required("Amount", Kind::Money),
    nillable("DestinationAccount", Kind::Structure(&PAYMENT_ACCOUNT)),
    required("LineID", ID),
    nillable("Properties", PAYMENT_PROPERTIES),
]);

const PAYMENT_PROPERTIES: Kind = Kind::List { item: "PaymentProperty", of: &PAYMENT_PROPERTY, min: 0 };

static PAYMENT_PROPERTY: Structure =
    Structure(&[required("Name", Kind::CopiedName), nillable("Value", Kind::EmptyText(PROPERTY_VALUE_CHARS_MAX))]);
