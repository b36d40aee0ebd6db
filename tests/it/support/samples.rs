//! A version, an order and a payment to tell stories about, each drawn anew.

use std::sync::LazyLock;

use jiff::{Timestamp, ToSpan};
use mpay_pages::i18n::{Language, Localized};
use mpay_pages::identifiers::{Bic, FiscalCode, Iban, Idno};
use mpay_pages::ids::{ContentHash, FixedRandom, OrderKey, OrderToken, ServiceId, Slug, VersionNumber};
use mpay_pages::money::Money;
use mpay_pages::order::{
    NewPayment, Order, OrderContent, OrderLine, PaidAccount, PaidLine, Payer, PayerKind, Payment, PaymentAccount,
};
use mpay_pages::registry::{NewVersion, PublishedFile, ServicePath};

static RANDOM: LazyLock<FixedRandom> = LazyLock::new(|| FixedRandom::new(2026));

/// An instant some minutes after the stories begin.
pub fn at(minutes: i64) -> Timestamp {
    "2026-07-10T08:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

/// A service's path from its text.
pub fn path(text: &str) -> ServicePath {
    let (beneficiary, service) = text.split_once('/').unwrap();
    ServicePath { beneficiary: Slug::parse(beneficiary).unwrap(), service: Slug::parse(service).unwrap() }
}

/// A version whose content follows from `source`: one page of its own, one file that all share.
pub fn version(at: &str, service_id: &str, source: &str) -> NewVersion {
    let hash = ContentHash::of(&[source.as_bytes()]);
    let page = PublishedFile {
        name: format!("page/{}/ro", hash.short()),
        media_type: "text/html; charset=utf-8".to_owned(),
        bytes: source.as_bytes().to_vec(),
        gzip: Some(vec![0x1f, 0x8b, 0]),
        brotli: None,
        zstd: Some(vec![0x28, 0xb5, 0]),
    };
    let style = PublishedFile {
        name: "asset/style.css".to_owned(),
        media_type: "text/css".to_owned(),
        bytes: vec![0, 1, 2, 0xff],
        gzip: None,
        brotli: Some(vec![0xff, 0]),
        zstd: None,
    };
    NewVersion {
        path: path(at),
        service_id: ServiceId::parse(service_id).unwrap(),
        hash,
        source: source.to_owned(),
        bundle: format!("{{\"of\":\"{source}\"}}"),
        summary: format!("{{\"short\":\"{source}\"}}"),
        files: vec![page, style],
        kept_files: Vec::new(),
    }
}

/// The version that [`order`] is of: number 1 where it is published first.
pub fn first_version() -> NewVersion {
    version("moldsilva/forest-land-rent", "MDS02", "first")
}

/// An order of 100.00 lei, payable for an hour from the beginning, with a key and token of its own.
pub fn order(submission: &str) -> Order {
    let service_id = ServiceId::parse("MDS02").unwrap();
    let total = Money::from_bani(100_00);
    let account = PaymentAccount {
        iban: Iban::parse("MD44TRGAAA14222099000000").unwrap(),
        bic: Bic::parse("TREZMD2X").unwrap(),
        idno: Idno::parse("1003600000006").unwrap(),
        name: "Agenția „Moldsilva”".to_owned(),
    };
    let reason = Localized::same("Arenda".to_owned());
    let line = OrderLine { id: "1".to_owned(), reason: reason.clone(), amount: Some(total), account };
    let payer = Payer {
        kind: PayerKind::Person,
        id: FiscalCode::parse("2000000000004").unwrap(),
        name: "Ștefan O'Țîră".to_owned(),
    };
    Order {
        key: OrderKey::draw(&service_id, &*RANDOM),
        token: OrderToken::draw(&*RANDOM),
        beneficiary: Slug::parse("moldsilva").unwrap(),
        service: Slug::parse("forest-land-rent").unwrap(),
        version: VersionNumber(1),
        language: Language::Ru,
        created_at: at(0),
        due_at: Some(at(60)),
        submission: ContentHash::of(&[submission.as_bytes()]),
        link: None,
        content: OrderContent {
            service_id,
            payer,
            reason,
            lines: vec![line],
            properties: Vec::new(),
            total: Some(total),
            allow_partial_payments: false,
            allow_advance_payments: false,
            first_part_percent: None,
            reporting: Vec::new(),
            answers: vec![("note".to_owned(), "a\0b\u{1f332}".to_owned())],
        },
    }
}

/// A confirmation of an order that came some minutes after the beginning.
pub fn payment(order: &Order, payment_id: &str, bani: i64, minutes: i64) -> NewPayment {
    let payment = Payment {
        payment_id: payment_id.to_owned(),
        invoice_id: Some("I-1".to_owned()),
        amount: Money::from_bani(bani),
        paid_at: at(minutes - 1),
        received_at: at(minutes),
        flags: Vec::new(),
        settled: Vec::new(),
    };
    let account = PaidAccount::default();
    NewPayment {
        order_key: order.key.clone(),
        payment,
        lines: vec![PaidLine { id: "1".to_owned(), amount: Money::from_bani(bani), account }],
        oddities: Vec::new(),
        message: format!("<signed>{payment_id}\0</signed>").into_bytes(),
        paid_orders_max: None,
    }
}
