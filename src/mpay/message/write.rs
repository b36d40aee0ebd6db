//! From the contract's values to elements, in the contract's alphabetical order and in canonical form. It must not know envelopes.

use super::{
    DestinationAccount, DetailsProperty, OrderDetails, OrderDetailsQuery, PaymentConfirmation, PaymentProperty,
};
use crate::mpay::names::MPAY;
use crate::mpay::time;
use crate::xml::Writer;

/// Writes the element `GetOrderDetails`, as MPay does.
pub fn write_get_order_details(query: &OrderDetailsQuery) -> String {
    let mut writer = operation("GetOrderDetails");
    writer.open("query", &[]);
    writer.leaf("Language", query.language.code());
    writer.leaf("OrderKey", &query.order_key);
    writer.leaf("ServiceID", &query.service_id);
    writer.finish()
}

/// Writes the element `GetOrderDetailsResponse`; no orders for an unknown key.
pub fn write_get_order_details_response(orders: &[OrderDetails]) -> String {
    let mut writer = operation("GetOrderDetailsResponse");
    writer.open("GetOrderDetailsResult", &[]);
    for order in orders {
        order_details(&mut writer, order);
    }
    writer.finish()
}

/// Writes the element `ConfirmOrderPayment`, as MPay does.
pub fn write_confirm_order_payment(confirmation: &PaymentConfirmation) -> String {
    let mut writer = operation("ConfirmOrderPayment");
    writer.open("confirmation", &[]);
    writer.leaf("Currency", &confirmation.currency);
    optional(&mut writer, "InvoiceID", confirmation.invoice_id.as_deref());
    writer.open("Lines", &[]);
    for line in &confirmation.lines {
        writer.open("PaymentConfirmationLine", &[]);
        writer.leaf("Amount", &line.amount.to_string());
        if let Some(destination) = &line.destination_account {
            account(&mut writer, destination);
        }
        writer.leaf("LineID", &line.line_id);
        payment_properties(&mut writer, &line.properties);
        writer.close();
    }
    writer.close();
    writer.leaf("OrderKey", &confirmation.order_key);
    optional(&mut writer, "PaidAt", confirmation.paid_at.map(time::format_local).as_deref());
    writer.leaf("PaymentID", &confirmation.payment_id);
    payment_properties(&mut writer, &confirmation.properties);
    writer.leaf("ServiceID", &confirmation.service_id);
    writer.leaf("TotalAmount", &confirmation.total_amount.to_string());
    writer.finish()
}

/// Writes the element `ConfirmOrderPaymentResponse`.
pub fn write_confirm_order_payment_response() -> String {
    operation("ConfirmOrderPaymentResponse").finish()
}

fn operation(name: &str) -> Writer {
    let mut writer = Writer::new();
    writer.open(name, &[("xmlns", MPAY)]);
    writer
}

fn order_details(writer: &mut Writer, order: &OrderDetails) {
    writer.open("OrderDetails", &[]);
    flag(writer, "AllowAdvancePayments", order.allow_advance_payments);
    flag(writer, "AllowPartialPayments", order.allow_partial_payments);
    writer.leaf("Currency", &order.currency);
    writer.leaf("CustomerID", &order.customer_id);
    writer.leaf("CustomerName", &order.customer_name);
    writer.leaf("CustomerType", order.customer_type.word());
    optional(writer, "DueDate", order.due_at.map(time::format_local).as_deref());
    optional(writer, "IssuedAt", order.issued_at.map(time::format_local).as_deref());
    writer.open("Lines", &[]);
    for line in &order.lines {
        writer.open("OrderLine", &[]);
        flag(writer, "AllowAdvancePayments", line.allow_advance_payments);
        flag(writer, "AllowPartialPayments", line.allow_partial_payments);
        optional(writer, "AmountDue", line.amount_due.map(|amount| amount.to_string()).as_deref());
        account(writer, &line.destination_account);
        writer.leaf("LineID", &line.line_id);
        order_properties(writer, &line.properties);
        writer.leaf("Reason", &line.reason).close();
    }
    writer.close();
    writer.leaf("OrderKey", &order.order_key);
    order_properties(writer, &order.properties);
    writer.leaf("Reason", &order.reason);
    writer.leaf("ServiceID", &order.service_id);
    writer.leaf("Status", order.status.word());
    optional(writer, "TotalAmountDue", order.total_amount_due.map(|amount| amount.to_string()).as_deref());
    writer.close();
}

fn order_properties(writer: &mut Writer, properties: &[DetailsProperty]) {
    if properties.is_empty() {
        return;
    }
    writer.open("Properties", &[]);
    for property in properties {
        writer.open("OrderProperty", &[]);
        writer.leaf("DisplayName", &property.display_name);
        optional(writer, "Id", property.id.as_deref());
        flag(writer, "IsVisible", property.is_visible);
        flag(writer, "Modifiable", property.modifiable);
        writer.leaf("Name", &property.name);
        flag(writer, "Required", property.required);
        optional(writer, "Type", property.kind.as_deref());
        writer.leaf("Value", &property.value).close();
    }
    writer.close();
}

fn payment_properties(writer: &mut Writer, properties: &[PaymentProperty]) {
    if properties.is_empty() {
        return;
    }
    writer.open("Properties", &[]);
    for property in properties {
        writer.open("PaymentProperty", &[]).leaf("Name", &property.name);
        optional(writer, "Value", property.value.as_deref());
        writer.close();
    }
    writer.close();
}

fn account(writer: &mut Writer, account: &DestinationAccount) {
    writer.open("DestinationAccount", &[]);
    optional(writer, "BankAccount", account.bank_account.as_deref());
    optional(writer, "BankCode", account.bank_code.as_deref());
    optional(writer, "BankFiscalCode", account.bank_fiscal_code.as_deref());
    optional(writer, "BeneficiaryName", account.beneficiary_name.as_deref());
    optional(writer, "ConfigurationCode", account.configuration_code.as_deref());
    writer.close();
}

fn optional(writer: &mut Writer, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        writer.leaf(name, value);
    }
}

fn flag(writer: &mut Writer, name: &str, value: Option<bool>) {
    if let Some(value) = value {
        writer.leaf(name, if value { "true" } else { "false" });
    }
}
