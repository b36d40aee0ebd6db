//! Orders of the sample plan in every state that an order can be in.

use jiff::Timestamp;

use super::account;
use crate::i18n::{Language, Localized};
use crate::identifiers::FiscalCode;
use crate::ids::{ContentHash, FixedRandom, OrderKey, OrderToken, ServiceId, Slug, VersionNumber};
use crate::money::Money;
use crate::order::{Decision, DecisionKind, Order, OrderContent, OrderLine, OrderRecord, Payer, PayerKind, Payment};
use crate::view::{Viewer, Visit};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An order in every state, with the name of the state and how it is looked at by the browser that made it.
pub(in crate::view::tests) fn orders() -> Vec<(&'static str, OrderRecord, Visit)> {
    let now = Visit { now: at("2026-11-20T12:32:00Z"), viewer: Viewer::Maker, returned_at: None };
    let returned = |when: &str| Visit { returned_at: Some(at(when)), ..now };
    vec![
        ("unpaid", record(&[]), now),
        ("unpaid_after_return", record(&[]), returned("2026-11-20T12:10:00Z")),
        ("confirming", record(&[]), returned("2026-11-20T12:31:50Z")),
        ("part_paid", record(&[100_000]), returned("2026-11-20T12:31:50Z")),
        ("paid", record(&[931_700]), returned("2026-11-20T12:31:50Z")),
        ("expired", record(&[]), Visit { now: at("2026-12-05T12:00:00Z"), ..now }),
        ("cancelled", decided(record(&[]), DecisionKind::Cancel), now),
        ("refunding", decided(record(&[931_700]), DecisionKind::Refund), now),
        ("refunded", decided(record(&[931_700]), DecisionKind::Refunded), now),
        ("open_amount", open_amount(record(&[])), now),
        ("open_amount_paid", open_amount(record(&[15_000])), now),
    ]
}

/// The same for an amount that the payer gives at MPay.
fn open_amount(mut record: OrderRecord) -> OrderRecord {
    let content = &mut record.order.content;
    content.lines.truncate(1);
    (content.total, content.lines[0].amount) = (None, None);
    record
}

fn decided(mut record: OrderRecord, kind: DecisionKind) -> OrderRecord {
    let (by, reason) = ("Ana Rusu".to_owned(), "La cererea plătitorului".to_owned());
    let payments = record.payments.len();
    record.decisions.push(Decision { kind, by, reason, at: at("2026-11-20T12:31:00Z"), payments });
    record
}

fn record(paid_bani: &[i64]) -> OrderRecord {
    let random = FixedRandom::new(7);
    let service_id = ServiceId::parse("MDS02").unwrap();
    let answers = [
        ("contract", "45/2026"),
        ("signed", "28.02.2026"),
        ("court", "c2"),
        ("purpose", "rest"),
        ("area", "1,50"),
        ("plots", "2"),
        ("month", "11.2026"),
        ("first", "no"),
        ("amount", "9 267,00"),
        ("notes", "Plata pentru noiembrie,\nconform notificării."),
        ("items.plan", "2"),
        ("email", "ion.munteanu@example.md"),
        ("phone", "+373 69 123 456"),
        ("keeper", "2000000000004"),
        ("agree", "yes"),
        ("vanished", "un răspuns vechi"),
    ];
    let line = |id: &str, reason: &str, bani| OrderLine {
        id: id.into(),
        reason: Localized::same(reason.to_owned()),
        amount: Some(Money::from_bani(bani)),
        account: account(),
    };
    let payment = |(i, bani): (usize, &i64)| Payment {
        payment_id: format!("7904213{i}"),
        invoice_id: Some("00069002233014".into()),
        amount: Money::from_bani(*bani),
        paid_at: at("2026-11-20T12:30:00Z"),
        received_at: at("2026-11-20T12:30:05Z"),
        flags: Vec::new(),
        settled: Vec::new(),
    };
    OrderRecord {
        order: Order {
            key: OrderKey::draw(&service_id, &random),
            token: OrderToken::draw(&random),
            beneficiary: Slug::parse("moldsilva").unwrap(),
            service: Slug::parse("forest-land-rent").unwrap(),
            version: VersionNumber(1),
            language: Language::Ro,
            created_at: at("2026-11-20T12:00:00Z"),
            due_at: Some(at("2026-12-04T21:59:59Z")),
            submission: ContentHash::of(&[b"sample"]),
            link: None,
            content: OrderContent {
                service_id,
                payer: Payer {
                    kind: PayerKind::Person,
                    id: FiscalCode::parse("2000000000004").unwrap(),
                    name: "Ion Munteanu".into(),
                },
                reason: Localized::same("Arendă 45/2026".into()),
                lines: vec![line("rent", "Arendă 45/2026", 926_700), line("plan", "Copie a planului parcelei", 5_000)],
                properties: Vec::new(),
                total: Some(Money::from_bani(931_700)),
                allow_partial_payments: true,
                allow_advance_payments: false,
                first_part_percent: None,
                reporting: Vec::new(),
                answers: answers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            },
        },
        payments: paid_bani.iter().enumerate().map(payment).collect(),
        decisions: Vec::new(),
    }
}
