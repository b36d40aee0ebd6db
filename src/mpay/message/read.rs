//! From elements to the contract's values; every element is checked against its table first. It must not know signatures.

use roxmltree::Node;

use super::check::{Problem, Strictness, check, is_nil, parse_boolean, parse_language, parse_money};
use super::schema::{
    CONFIRM_ORDER_PAYMENT, CONFIRM_ORDER_PAYMENT_RESPONSE, GET_ORDER_DETAILS, GET_ORDER_DETAILS_RESPONSE, Structure,
};
use super::{
    ConfirmationLine, CustomerType, DestinationAccount, DetailsProperty, OrderDetails, OrderDetailsLine,
    OrderDetailsQuery, PaymentConfirmation, PaymentProperty,
};
use crate::i18n::Language;
use crate::limits::{AMOUNT_BANI_MAX, MPAY_ID_CHARS_MAX};
use crate::money::Money;
use crate::mpay::names::MPAY;
use crate::mpay::time;
use crate::order::OrderStatus;
use crate::xml;

/// Reads the element `GetOrderDetails`. Fields can be in any order.
///
/// # Errors
/// The first problem: an unknown, repeated or missing field, or a value outside the contract.
pub fn read_get_order_details(element: Node<'_, '_>) -> Result<OrderDetailsQuery, Problem> {
    first_problem(element, &GET_ORDER_DETAILS)?;
    let query = Fields(element).inner("query").ok_or_else(|| missing("query"))?;
    Ok(OrderDetailsQuery {
        language: query.read("Language", parse_language).unwrap_or(Language::Ro),
        order_key: query.required("OrderKey")?,
        service_id: query.required("ServiceID")?,
    })
}

/// Reads the element `ConfirmOrderPayment`. Fields can be in any order. Money was taken: what of it is not of the contract
/// and leaves no doubt about what was paid for what is told by [`PaymentConfirmation::oddities`].
///
/// # Errors
/// The first problem: a repeated field, one that two readers could read in two ways, an element of another namespace or
/// with elements in it that is unknown, or no right key, service, number, currency or total.
pub fn read_confirm_order_payment(element: Node<'_, '_>) -> Result<PaymentConfirmation, Problem> {
    let found = check(element, &CONFIRM_ORDER_PAYMENT, Strictness::Confirmation);
    if let Some(problem) = found.problems.into_iter().next() {
        return Err(problem);
    }
    let confirmation = Fields(element).inner("confirmation").ok_or_else(|| missing("confirmation"))?;
    let lines = confirmation.list_of("Lines", "PaymentConfirmationLine").into_iter().map(|line| ConfirmationLine {
        amount: line.read("Amount", parse_money).filter(is_usual).unwrap_or(Money::ZERO),
        destination_account: line
            .inner("DestinationAccount")
            .map(|inner| account(&inner))
            .filter(|account| *account != DestinationAccount::default()),
        line_id: line.text("LineID").unwrap_or_default(),
        properties: payment_properties(&line),
    });
    Ok(PaymentConfirmation {
        currency: confirmation.required("Currency")?,
        invoice_id: confirmation.text("InvoiceID").filter(|id| id.chars().count() <= MPAY_ID_CHARS_MAX),
        lines: lines.collect(),
        order_key: confirmation.required("OrderKey")?,
        paid_at: confirmation.read("PaidAt", time::parse_local),
        payment_id: confirmation.required("PaymentID")?,
        properties: payment_properties(&confirmation),
        service_id: confirmation.required("ServiceID")?,
        total_amount: confirmation.read("TotalAmount", parse_money).ok_or_else(|| missing("TotalAmount"))?,
        oddities: found.oddities,
    })
}

/// Whether an amount is one that an order can have: sums of such amounts fit.
fn is_usual(amount: &Money) -> bool {
    amount.bani() <= AMOUNT_BANI_MAX
}

/// Reads the element `GetOrderDetailsResponse` as the schema has it: order, cardinality, lengths, patterns.
///
/// # Errors
/// All problems, at most [`super::PROBLEMS_MAX`].
pub fn read_get_order_details_response(element: Node<'_, '_>) -> Result<Vec<OrderDetails>, Vec<Problem>> {
    all_problems(element, "GetOrderDetailsResponse", &GET_ORDER_DETAILS_RESPONSE)?;
    let details = Fields(element).list("GetOrderDetailsResult").iter().map(order_details).collect::<Result<_, _>>();
    details.map_err(|problem| vec![problem])
}

/// Reads the element `ConfirmOrderPaymentResponse`, which is empty.
pub(in crate::mpay) fn read_confirm_order_payment_response(element: Node<'_, '_>) -> Result<(), Vec<Problem>> {
    all_problems(element, "ConfirmOrderPaymentResponse", &CONFIRM_ORDER_PAYMENT_RESPONSE)
}

fn first_problem(element: Node<'_, '_>, structure: &Structure) -> Result<(), Problem> {
    check(element, structure, Strictness::Lenient).problems.into_iter().next().map_or(Ok(()), Err)
}

fn all_problems(element: Node<'_, '_>, name: &str, structure: &Structure) -> Result<(), Vec<Problem>> {
    if !element.has_tag_name((MPAY, name)) {
        return Err(vec![Problem { place: element.tag_name().name().to_owned(), fault: format!("is not {name}") }]);
    }
    let problems = check(element, structure, Strictness::Schema).problems;
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn order_details(fields: &Fields<'_>) -> Result<OrderDetails, Problem> {
    let lines = fields.list("Lines").into_iter().map(|line| {
        Ok(OrderDetailsLine {
            allow_advance_payments: line.read("AllowAdvancePayments", parse_boolean),
            allow_partial_payments: line.read("AllowPartialPayments", parse_boolean),
            amount_due: line.read("AmountDue", parse_money),
            destination_account: line.inner("DestinationAccount").map(|inner| account(&inner)).unwrap_or_default(),
            line_id: line.required("LineID")?,
            properties: order_properties(&line)?,
            reason: line.required("Reason")?,
        })
    });
    Ok(OrderDetails {
        allow_advance_payments: fields.read("AllowAdvancePayments", parse_boolean),
        allow_partial_payments: fields.read("AllowPartialPayments", parse_boolean),
        currency: fields.required("Currency")?,
        customer_id: fields.required("CustomerID")?,
        customer_name: fields.required("CustomerName")?,
        customer_type: fields.read("CustomerType", CustomerType::from_word).ok_or_else(|| missing("CustomerType"))?,
        due_at: fields.read("DueDate", time::parse_local),
        issued_at: fields.read("IssuedAt", time::parse_local),
        lines: lines.collect::<Result<_, Problem>>()?,
        order_key: fields.required("OrderKey")?,
        properties: order_properties(fields)?,
        reason: fields.required("Reason")?,
        service_id: fields.required("ServiceID")?,
        status: fields.read("Status", OrderStatus::from_word).ok_or_else(|| missing("Status"))?,
        total_amount_due: fields.read("TotalAmountDue", parse_money),
    })
}

fn order_properties(fields: &Fields<'_>) -> Result<Vec<DetailsProperty>, Problem> {
    let properties = fields.list("Properties").into_iter().map(|property| {
        Ok(DetailsProperty {
            display_name: property.required("DisplayName")?,
            id: property.text("Id"),
            is_visible: property.read("IsVisible", parse_boolean),
            modifiable: property.read("Modifiable", parse_boolean),
            name: property.required("Name")?,
            required: property.read("Required", parse_boolean),
            kind: property.text("Type"),
            value: property.required("Value")?,
        })
    });
    properties.collect()
}

/// The properties that have a name.
fn payment_properties(fields: &Fields<'_>) -> Vec<PaymentProperty> {
    let properties = fields.list_of("Properties", "PaymentProperty").into_iter();
    properties
        .filter_map(|property| Some(PaymentProperty { name: property.text("Name")?, value: property.text("Value") }))
        .collect()
}

fn account(fields: &Fields<'_>) -> DestinationAccount {
    DestinationAccount {
        bank_account: fields.text("BankAccount"),
        bank_code: fields.text("BankCode"),
        bank_fiscal_code: fields.text("BankFiscalCode"),
        beneficiary_name: fields.text("BeneficiaryName"),
        configuration_code: fields.text("ConfigurationCode"),
    }
}

fn missing(name: &str) -> Problem {
    Problem { place: name.to_owned(), fault: "is missing".to_owned() }
}

/// The fields of an element that was checked.
struct Fields<'d>(Node<'d, 'd>);

impl<'d> Fields<'d> {
    /// A field's element, unless it is nil.
    fn element(&self, name: &str) -> Option<Node<'d, 'd>> {
        self.0.children().find(|child| child.has_tag_name((MPAY, name))).filter(|child| !is_nil(*child))
    }

    fn inner(&self, name: &str) -> Option<Fields<'d>> {
        self.element(name).map(Fields)
    }

    fn list(&self, name: &str) -> Vec<Fields<'d>> {
        let items = self.element(name).into_iter().flat_map(|element| element.children());
        items.filter(Node::is_element).map(Fields).collect()
    }

    /// The elements of one name in a list, without those that are nil.
    fn list_of(&self, name: &str, item: &str) -> Vec<Fields<'d>> {
        let is_one = |fields: &Fields<'_>| fields.0.has_tag_name((MPAY, item)) && !is_nil(fields.0);
        self.list(name).into_iter().filter(is_one).collect()
    }

    /// A field's text; an empty one is none.
    fn text(&self, name: &str) -> Option<String> {
        self.element(name).and_then(xml::leaf_text).filter(|text| !text.is_empty())
    }

    fn required(&self, name: &str) -> Result<String, Problem> {
        self.text(name).ok_or_else(|| missing(name))
    }

    fn read<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        parse(self.text(name)?.trim_matches(xml::is_space))
    }
}
