//! Confirmations of one order, each unusual in one way, and what is made of each.

use jiff::{Timestamp, ToSpan};

use super::*;
use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, FiscalCode, Iban, Idno};
use crate::ids::{ContentHash, FixedRandom, OrderKey, OrderToken, ServiceId, Slug, VersionNumber};
use crate::order::{Decision, DecisionKind, Order, OrderContent, Payer, PayerKind, Payment, PaymentAccount};

const IBAN: &str = "MD77TRGAAA14153401000000";
const OTHER_IBAN: &str = "MD44TRGAAA14222099000000";

/// An instant some minutes after the order was made.
fn at(minutes: i64) -> Timestamp {
    "2026-07-10T08:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

fn bani(bani: i64) -> Money {
    Money::from_bani(bani)
}

/// An order of 60.00 and 40.00 lei to two accounts, payable for an hour.
fn record() -> OrderRecord {
    let service_id = ServiceId::parse("MDS02").unwrap();
    let line = |id: &str, iban: &str, amount| OrderLine {
        id: id.into(),
        reason: Localized::same("Arenda".to_owned()),
        amount: Some(bani(amount)),
        account: PaymentAccount {
            iban: Iban::parse(iban).unwrap(),
            bic: Bic::parse("TREZMD2X").unwrap(),
            idno: Idno::parse("1003600000006").unwrap(),
            name: "Agenția Moldsilva".into(),
        },
    };
    let content = OrderContent {
        service_id: service_id.clone(),
        payer: Payer {
            kind: PayerKind::Person,
            id: FiscalCode::parse("2000000000004").unwrap(),
            name: "Ion Rusu".into(),
        },
        reason: Localized::same("Arenda".to_owned()),
        lines: vec![line("1", IBAN, 6_000), line("2", OTHER_IBAN, 4_000)],
        properties: Vec::new(),
        total: Some(bani(10_000)),
        allow_partial_payments: false,
        allow_advance_payments: false,
        first_part_percent: None,
        reporting: Vec::new(),
        answers: Vec::new(),
    };
    let order = Order {
        key: OrderKey::draw(&service_id, &FixedRandom::new(1)),
        token: OrderToken::draw(&FixedRandom::new(1)),
        beneficiary: Slug::parse("moldsilva").unwrap(),
        service: Slug::parse("rent").unwrap(),
        version: VersionNumber(1),
        language: Language::Ro,
        created_at: at(0),
        due_at: Some(at(60)),
        submission: ContentHash::of(&[]),
        link: None,
        content,
    };
    OrderRecord { order, payments: Vec::new(), decisions: Vec::new() }
}

fn paid_line(id: &str, amount: i64) -> PaidLine {
    PaidLine { id: id.into(), amount: bani(amount), account: PaidAccount::default() }
}

/// What pays the order as it asks, five minutes after it was made.
fn right() -> NewPayment {
    NewPayment {
        order_key: record().order.key,
        payment: Payment {
            payment_id: "79042133".into(),
            invoice_id: Some("00069002233014".into()),
            amount: bani(10_000),
            paid_at: at(4),
            received_at: at(5),
            flags: Vec::new(),
            settled: Vec::new(),
        },
        lines: vec![paid_line("1", 6_000), paid_line("2", 4_000)],
        oddities: Vec::new(),
        message: Vec::new(),
        paid_orders_max: None,
    }
}

fn flags(order: &OrderRecord, new: &NewPayment, is_full: bool) -> Vec<PaymentFlag> {
    let flags: Vec<PaymentFlag> = judge_payment(order, new, is_full).into_iter().map(|finding| finding.flag).collect();
    assert!(flags.is_sorted() && !flags.windows(2).any(|two| two[0] == two[1]), "{flags:?}");
    flags
}

fn account(iban: &str) -> PaidAccount {
    PaidAccount { ibans: vec![iban.to_owned()], ..PaidAccount::default() }
}

/// Sets the amount, and puts all of it on the first line.
fn pay(new: &mut NewPayment, amount: i64) {
    new.payment.amount = bani(amount);
    new.lines = vec![paid_line("1", amount)];
}

#[test]
fn what_is_unusual_about_a_confirmation_is_flagged() {
    use PaymentFlag::{OddNumber, OddTime, OtherAccount, OtherAmount, OtherLines, OtherSum, OutsideContract};
    type Change = fn(&mut NewPayment);
    let cases: &[(&str, Change, &[PaymentFlag])] = &[
        ("nothing", |_| {}, &[]),
        ("lines in another order", |new| new.lines.reverse(), &[]),
        ("no payment note", |new| new.payment.invoice_id = None, &[]),
        ("another amount", |new| pay(new, 9_000), &[OtherAmount]),
        ("too much", |new| pay(new, 10_001), &[OtherAmount]),
        ("nothing was paid", |new| pay(new, 0), &[OtherAmount]),
        ("no lines", |new| new.lines.clear(), &[OtherSum]),
        ("lines of a leu", |new| new.lines = vec![paid_line("1", 100)], &[OtherSum]),
        ("an unknown line", |new| new.lines[1].id = "3".into(), &[OtherLines]),
        ("a line without an id", |new| new.lines[1].id.clear(), &[OtherLines]),
        ("one line more", |new| new.lines.push(paid_line("3", 100)), &[OtherLines, OtherSum]),
        ("one line twice", |new| new.lines = vec![paid_line("1", 6_000), paid_line("1", 4_000)], &[OtherLines]),
        ("all on one line", |new| new.lines = vec![paid_line("1", 10_000)], &[OtherLines]),
        ("the shares swapped", |new| new.lines = vec![paid_line("1", 4_000), paid_line("2", 6_000)], &[OtherLines]),
        ("the account", |new| new.lines[0].account = account(IBAN), &[]),
        ("the account, typed", |new| new.lines[0].account = account("md77 trga aa14 1534 0100 0000"), &[]),
        ("another account", |new| new.lines[0].account = account("MD24AG000225100013104168"), &[OtherAccount]),
        ("the account of the other line", |new| new.lines[0].account = account(OTHER_IBAN), &[OtherAccount]),
        ("two accounts", |new| new.lines[0].account.ibans = vec![IBAN.into(), OTHER_IBAN.into()], &[OtherAccount]),
        ("a branch of the bank", |new| new.lines[0].account.bic = Some("TREZMD2XXXX".into()), &[]),
        ("another bank", |new| new.lines[0].account.bic = Some("AGRNMD2X".into()), &[OtherAccount]),
        ("another receiver", |new| new.lines[1].account.idno = Some("1006601000255".into()), &[OtherAccount]),
        (
            "an account of the order on an unknown line",
            |new| new.lines[0] = PaidLine { id: "9".into(), account: account(OTHER_IBAN), ..new.lines[0].clone() },
            &[OtherLines],
        ),
        ("a day's difference", |new| new.payment.paid_at = at(-24 * 60), &[]),
        ("more than a day before", |new| new.payment.paid_at = at(-24 * 60 - 1), &[OddTime]),
        ("an unset date", |new| new.payment.paid_at = "0001-01-01T00:00:00Z".parse().unwrap(), &[OddTime]),
        ("1900", |new| new.payment.paid_at = "1900-01-01T00:00:00Z".parse().unwrap(), &[OddTime]),
        ("2099", |new| new.payment.paid_at = "2099-01-01T00:00:00Z".parse().unwrap(), &[OddTime]),
        ("tomorrow's evening", |new| new.payment.paid_at = at(5 + 24 * 60 + 1), &[OddTime]),
        ("a line feed in the number", |new| new.payment.payment_id = "790\n42133".into(), &[OddNumber]),
        ("a space in the number", |new| new.payment.payment_id = " 79042133".into(), &[OddNumber]),
        ("another script's letter", |new| new.payment.invoice_id = Some("Ф1".into()), &[OddNumber]),
        ("an element more", |new| new.oddities = vec!["confirmation/Fee is unknown".into()], &[OutsideContract]),
        (
            "everything at once",
            |new| {
                new.payment.paid_at = at(10_000_000);
                new.payment.payment_id = "\u{7f}".into();
                new.oddities = vec!["x".into()];
                new.payment.amount = bani(1);
                new.lines[0].id = "?".into();
                new.lines[0].account = account("?");
            },
            &[OtherAmount, OtherAccount, OtherLines, OtherSum, OddTime, OddNumber, OutsideContract],
        ),
    ];
    for (name, change, expected) in cases {
        let mut new = right();
        change(&mut new);
        assert_eq!(flags(&record(), &new, false), *expected, "{name}");
    }
}

#[test]
fn what_had_become_of_the_order_is_flagged_beside_the_amount() {
    use PaymentFlag::{Closed, Late, OtherAmount, OverLimit, PaidBefore};
    let late = |mut new: NewPayment| {
        (new.payment.paid_at, new.payment.received_at) = (at(60), at(61));
        new
    };
    let small = {
        let mut new = right();
        pay(&mut new, 9_000);
        new
    };
    assert_eq!(flags(&record(), &late(right()), false), [Late]);
    assert_eq!(flags(&record(), &late(small.clone()), false), [Late, OtherAmount]);
    assert_eq!(flags(&record(), &late(small.clone()), true), [OverLimit, Late, OtherAmount]);
    assert_eq!(flags(&record(), &right(), true), [OverLimit]);
    let mut paid = record();
    paid.payments.push(right().payment);
    assert_eq!(flags(&paid, &small, false), [PaidBefore]);
    let mut closed = record();
    let (by, reason) = ("staff".to_owned(), "why".to_owned());
    closed.decisions.push(Decision { kind: DecisionKind::Cancel, by, reason, at: at(1), payments: 0 });
    assert_eq!(flags(&closed, &small, true), [Closed]);
}

#[test]
fn parts_are_unusual_only_where_they_are_not_allowed_or_too_small() {
    use PaymentFlag::{OtherAmount, OtherLines, SmallPart};
    let mut order = record();
    order.order.content.allow_partial_payments = true;
    order.order.content.first_part_percent = Some(33);
    let part = |amount| {
        let mut new = right();
        pay(&mut new, amount);
        new
    };
    assert_eq!(flags(&order, &part(3_300), false), []);
    assert_eq!(flags(&order, &part(3_299), false), [SmallPart]);
    assert_eq!(flags(&order, &part(0), false), [OtherAmount]);
    assert_eq!(flags(&order, &part(10_001), false), [OtherAmount]);
    // What is left after a part is due of the lines in their order.
    order.payments.push(part(7_000).payment);
    assert_eq!(flags(&order, &part(1), false), [], "only the first part has a least amount");
    assert_eq!(flags(&order, &part(3_000), false), [OtherLines], "the first line is paid");
    let mut rest = part(3_000);
    rest.lines[0].id = "2".into();
    assert_eq!(flags(&order, &rest, false), []);
    // The payer gives the amount at MPay.
    let mut open = record();
    (open.order.content.total, open.order.content.lines[0].amount) = (None, None);
    open.order.content.lines.truncate(1);
    assert_eq!(flags(&open, &part(5), false), []);
    assert_eq!(flags(&open, &part(0), false), [OtherAmount]);
}

#[test]
fn a_note_says_what_and_is_bounded() {
    let mut new = right();
    new.oddities = vec!["a\u{1b}b".into(), "x".repeat(600)];
    let note = judge_payment(&record(), &new, false)[0].note.clone().unwrap();
    assert!(note.starts_with("a\u{fffd}b; xxx") && note.chars().count() == 500, "{note}");
}

#[test]
fn a_time_that_cannot_be_is_not_shown() {
    let order = record();
    let mut payment = right().payment;
    assert_eq!(order.paid_at(&payment), at(4));
    for text in ["0001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
        payment.paid_at = text.parse().unwrap();
        assert_eq!(order.paid_at(&payment), at(5), "{text}");
    }
}
