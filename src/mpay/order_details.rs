//! What MPay is told of an order: its content in one language, and what is still due of it. It must not know messages' XML.

use jiff::Timestamp;

use super::message::{DestinationAccount, DetailsProperty, OrderDetails, OrderDetailsLine};
use crate::i18n::Language;
use crate::money::Money;
use crate::order::{OrderContent, OrderLine, OrderProperty, OrderRecord, PaymentAccount};

/// The answer to `GetOrderDetails` for an order, in a language, at an instant.
///
/// What was paid is taken from the lines in their order; while something is due, lines that are paid in full are left
/// out, and once nothing is due all lines are there with nothing due. Partial and advance payments are allowed on the order and on
/// its first line that is left (the guide: with several lines only on the first; with one line equal on both). Properties
/// that repeat the payer's id and name are sent without `IsVisible`, as MPay's own services do. While the payer can give
/// the amount, no amount is told (the guide: MPay then asks for it, as partial or advance payments are allowed).
pub fn order_details(record: &OrderRecord, language: Language, now: Timestamp) -> OrderDetails {
    let order = &record.order;
    let content = &order.content;
    let is_settled = record.is_settled();
    let lines: Vec<OrderDetailsLine> = content
        .lines
        .iter()
        .zip(record.dues())
        .filter(|(_, due)| is_settled || *due != Some(Money::ZERO))
        .enumerate()
        .map(|(at, (line, due))| details_line(line, due, (at == 0).then_some(content), language))
        .collect();
    OrderDetails {
        allow_advance_payments: Some(content.allow_advance_payments),
        allow_partial_payments: Some(content.allow_partial_payments),
        currency: "MDL".to_owned(),
        customer_id: content.payer.id.as_str().to_owned(),
        customer_name: content.payer.name.clone(),
        customer_type: content.payer.kind.into(),
        due_at: order.due_at,
        issued_at: Some(order.created_at),
        lines,
        order_key: order.key.as_str().to_owned(),
        properties: content.properties.iter().map(|property| details_property(property, language)).collect(),
        reason: content.reason.get(language).clone(),
        service_id: content.service_id.as_str().to_owned(),
        status: record.status(now),
        total_amount_due: record.due(),
    }
}

fn details_line(
    line: &OrderLine,
    due: Option<Money>,
    first_of: Option<&OrderContent>,
    language: Language,
) -> OrderDetailsLine {
    OrderDetailsLine {
        allow_advance_payments: Some(first_of.is_some_and(|content| content.allow_advance_payments)),
        allow_partial_payments: Some(first_of.is_some_and(|content| content.allow_partial_payments)),
        amount_due: due,
        destination_account: destination(&line.account),
        line_id: line.id.clone(),
        properties: Vec::new(),
        reason: line.reason.get(language).clone(),
    }
}

fn destination(account: &PaymentAccount) -> DestinationAccount {
    DestinationAccount {
        bank_account: Some(account.iban.as_str().to_owned()),
        bank_code: Some(account.bic.as_str().to_owned()),
        bank_fiscal_code: Some(account.idno.as_str().to_owned()),
        beneficiary_name: Some(account.name.clone()),
        configuration_code: None,
    }
}

fn details_property(property: &OrderProperty, language: Language) -> DetailsProperty {
    DetailsProperty {
        display_name: property.display_name.get(language).clone(),
        id: None,
        is_visible: property.is_visible.then_some(true),
        modifiable: None,
        name: property.name.clone(),
        required: Some(true),
        kind: Some(property.kind.word().to_owned()),
        value: property.value.get(language).clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Localized;
    use crate::identifiers::{Bic, FiscalCode, Iban, Idno};
    use crate::ids::{ContentHash, FixedRandom, OrderKey, OrderToken, ServiceId, Slug, VersionNumber};
    use crate::mpay::message::{broken_rules, write_get_order_details_response};
    use crate::mpay::testing::{assert_schema, now};
    use crate::order::{Order, OrderContent, OrderStatus, Payer, PayerKind, Payment, PropertyKind};

    fn text(ro: &str, ru: &str) -> Localized<String> {
        Localized { ro: ro.into(), ru: Some(ru.into()), en: None }
    }

    /// An order with lines of these amounts, of which so much was paid.
    fn record(amounts: &[i64], paid: i64) -> OrderRecord {
        let service_id = ServiceId::parse("MDS02").unwrap();
        let account = PaymentAccount {
            iban: Iban::parse("MD77TRGAAA14153401000000").unwrap(),
            bic: Bic::parse("TREZMD2X").unwrap(),
            idno: Idno::parse("1003600000006").unwrap(),
            name: "Agenția Moldsilva".into(),
        };
        let line = |(at, bani): (usize, &i64)| OrderLine {
            id: format!("line-{at}"),
            reason: text("Arenda", "Аренда"),
            amount: Some(Money::from_bani(*bani)),
            account: account.clone(),
        };
        let property = |name: &str, kind, is_visible| OrderProperty {
            name: name.into(),
            display_name: text("Nume", "Имя"),
            kind,
            value: text("Da", "Да"),
            is_visible,
        };
        let content = OrderContent {
            service_id: service_id.clone(),
            payer: Payer {
                kind: PayerKind::Person,
                id: FiscalCode::parse("2012003456788").unwrap(),
                name: "Ana Munteanu".into(),
            },
            reason: text("Plata pentru arendă", "Плата за аренду"),
            lines: amounts.iter().enumerate().map(line).collect(),
            properties: vec![
                property("Name", PropertyKind::CustomerName, false),
                property("Contract", PropertyKind::String, true),
            ],
            total: Some(Money::from_bani(amounts.iter().sum())),
            allow_partial_payments: true,
            allow_advance_payments: false,
            first_part_percent: None,
            reporting: Vec::new(),
            answers: Vec::new(),
        };
        let payment = Payment {
            payment_id: "1".into(),
            invoice_id: None,
            amount: Money::from_bani(paid),
            paid_at: now(),
            received_at: now(),
            flags: Vec::new(),
            settled: Vec::new(),
        };
        OrderRecord {
            order: Order {
                key: OrderKey::draw(&service_id, &FixedRandom::new(1)),
                token: OrderToken::draw(&FixedRandom::new(1)),
                beneficiary: Slug::parse("moldsilva").unwrap(),
                service: Slug::parse("rent").unwrap(),
                version: VersionNumber(1),
                language: Language::Ro,
                created_at: "2025-07-10T06:26:29.463Z".parse().unwrap(),
                due_at: "2025-07-24T20:59:59Z".parse().ok(),
                submission: ContentHash::of(&[]),
                link: None,
                content,
            },
            payments: if paid == 0 { Vec::new() } else { vec![payment] },
            decisions: Vec::new(),
        }
    }

    fn told(amounts: &[i64], paid: i64) -> OrderDetails {
        let details = order_details(&record(amounts, paid), Language::Ro, now());
        assert_schema(&write_get_order_details_response(std::slice::from_ref(&details)));
        assert_eq!(broken_rules(&details), [], "{amounts:?} {paid}");
        details
    }

    #[test]
    fn what_is_still_due_is_spread_over_the_lines_in_order() {
        for (paid, status, due) in [
            (0, OrderStatus::Active, vec![("line-0", 1000), ("line-1", 500), ("line-2", 1)]),
            (400, OrderStatus::PartiallyPaid, vec![("line-0", 600), ("line-1", 500), ("line-2", 1)]),
            (1000, OrderStatus::PartiallyPaid, vec![("line-1", 500), ("line-2", 1)]),
            (1500, OrderStatus::PartiallyPaid, vec![("line-2", 1)]),
            (1501, OrderStatus::Paid, vec![("line-0", 0), ("line-1", 0), ("line-2", 0)]),
            (9999, OrderStatus::Paid, vec![("line-0", 0), ("line-1", 0), ("line-2", 0)]),
        ] {
            let details = told(&[1000, 500, 1], paid);
            let lines: Vec<_> =
                details.lines.iter().map(|l| (l.line_id.as_str(), l.amount_due.unwrap().bani())).collect();
            assert_eq!(lines, due, "{paid}");
            assert_eq!(details.status, status, "{paid}");
            let flags: Vec<_> = details.lines.iter().map(|line| line.allow_partial_payments).collect();
            assert_eq!(flags.iter().position(|flag| *flag == Some(true)), Some(0));
            assert_eq!(flags.iter().filter(|flag| **flag == Some(true)).count(), 1);
        }
    }

    #[test]
    fn advance_payments_are_allowed_on_the_order_and_its_first_line() {
        let mut ahead = record(&[1000, 500], 0);
        (ahead.order.content.allow_advance_payments, ahead.order.content.allow_partial_payments) = (true, false);
        let details = order_details(&ahead, Language::Ro, now());
        assert_schema(&write_get_order_details_response(std::slice::from_ref(&details)));
        assert_eq!(broken_rules(&details), []);
        let flags: Vec<_> = details.lines.iter().map(|line| line.allow_advance_payments).collect();
        assert_eq!((details.allow_advance_payments, flags), (Some(true), vec![Some(true), Some(false)]));
    }

    #[test]
    fn an_open_amount_is_not_told_until_the_order_is_paid() {
        for (paid, status, due) in [(0, OrderStatus::Active, None), (1, OrderStatus::Paid, Some(Money::ZERO))] {
            let mut open = record(&[1], paid);
            (open.order.content.total, open.order.content.lines[0].amount) = (None, None);
            let details = order_details(&open, Language::Ro, now());
            let xml = write_get_order_details_response(std::slice::from_ref(&details));
            assert_schema(&xml);
            assert_eq!(broken_rules(&details), []);
            assert_eq!((details.status, details.total_amount_due, details.lines[0].amount_due), (status, due, due));
            assert_eq!(xml.contains("AmountDue"), due.is_some());
        }
    }

    #[test]
    fn texts_are_in_the_asked_language_or_in_romanian() {
        let reason = |language| order_details(&record(&[1], 0), language, now()).reason;
        assert_eq!(reason(Language::Ru), "Плата за аренду");
        assert_eq!(reason(Language::En), "Plata pentru arendă");
    }

    #[test]
    fn times_are_local_and_the_payer_s_own_data_is_not_shown_twice() {
        let xml = write_get_order_details_response(&[told(&[926_700], 0)]);
        assert!(xml.contains("<DueDate>2025-07-24T23:59:59</DueDate><IssuedAt>2025-07-10T09:26:29.463</IssuedAt>"));
        assert!(xml.contains("<TotalAmountDue>9267.00</TotalAmountDue>"));
        assert_eq!(xml.matches("<IsVisible>true</IsVisible>").count(), 1);
        assert!(!xml.contains("<IsVisible>false"));
        let late = order_details(&record(&[1], 0), Language::Ro, "2025-08-01T00:00:00Z".parse().unwrap());
        assert_eq!(late.status, OrderStatus::Expired);
    }
}
