//! The simulator's pages: what their templates are told, and the templates themselves. It must not know HTTP or calls.

use jiff::Timestamp;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::clock;
use crate::i18n::Language;
use crate::ids::OrderKey;
use crate::money::Money;
use crate::mpay::call::{Examination, Outcome};
use crate::mpay::message::{OrderDetails, Problem};
use crate::order::OrderStatus;

use super::exchange::Exchange;
use super::input::{Asked, Instrument, KEY_DIGITS, Keys};
use super::payment::is_amount_free;
use super::pretty::pretty;
use super::scenario::Scenario;

/// The compiled templates.
pub(super) struct Pages(Environment<'static>);

impl Pages {
    pub(super) fn new(stylesheets: [&str; 2], icon: &str) -> Result<Pages, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_global("stylesheets", stylesheets.map(str::to_owned).to_vec());
        environment.add_global("icon", icon.to_owned());
        for (name, source) in [
            ("layout.html", include_str!("../../service-templates/simulator/layout.html")),
            ("home.html", include_str!("../../service-templates/simulator/home.html")),
            ("invoice.html", include_str!("../../service-templates/simulator/invoice.html")),
            ("result.html", include_str!("../../service-templates/simulator/result.html")),
            ("messages.html", include_str!("../../service-templates/simulator/messages.html")),
            ("terminal.html", include_str!("../../service-templates/simulator/terminal.html")),
            ("failure.html", include_str!("../../service-templates/simulator/failure.html")),
        ] {
            environment.add_template(name, source)?;
        }
        Ok(Pages(environment))
    }

    /// A page's HTML; values are escaped by the templates' names.
    pub(super) fn render(&self, name: &str, view: &impl Serialize) -> Result<String, minijinja::Error> {
        self.0.get_template(name)?.render(minijinja::value::Serde(view))
    }
}

/// The home page: an order to be looked for, and what went wrong with the last one.
#[derive(Serialize, Default)]
pub(super) struct Home {
    pub(super) service_id: String,
    pub(super) order_key: String,
    pub(super) return_url: String,
    pub(super) problem: Option<String>,
}

/// The terminal: a code, the digits in groups, and what went wrong.
#[derive(Serialize, Default)]
pub(super) struct Terminal {
    service_id: String,
    digits: String,
    groups: Vec<String>,
    missing: usize,
    problem: Option<&'static str>,
}

impl Terminal {
    pub(super) fn new(keys: &Keys, problem: Option<&'static str>) -> Terminal {
        let digits: Vec<char> = keys.digits.chars().collect();
        Terminal {
            service_id: keys.service_id.clone(),
            digits: keys.digits.clone(),
            groups: digits.chunks(4).map(|group| group.iter().collect()).collect(),
            missing: KEY_DIGITS - digits.len(),
            problem,
        }
    }
}

/// A signed message that was sent or received, for a person.
#[derive(Serialize)]
pub(super) struct Message {
    title: String,
    is_right: bool,
    verdict: &'static str,
    text: String,
}

/// Both messages of an exchange.
pub(super) fn messages(operation: &str, exchange: &Exchange, is_rightly_signed: bool) -> [Message; 2] {
    let (is_signed, is_accepted) = (exchange.examination.signature.is_ok(), exchange.examination.accepted().is_some());
    let verdict = match (is_signed, is_accepted) {
        (true, true) => "semnătura este verificată, structura este corectă",
        (true, false) => "semnătura este verificată, structura este greșită",
        (false, _) => "semnătura nu se verifică",
    };
    [
        Message {
            title: format!("{operation}: cererea semnată de MPay"),
            is_right: is_rightly_signed,
            verdict: if is_rightly_signed { "semnătura este verificată" } else { "semnătura nu se verifică" },
            text: pretty(&exchange.request),
        },
        Message {
            title: format!("{operation}: răspunsul instituției"),
            is_right: is_accepted,
            verdict,
            text: pretty(&exchange.reply),
        },
    ]
}

/// What is said of a reply.
#[derive(Serialize)]
pub(super) struct Verdict {
    is_right: bool,
    text: &'static str,
    /// The same in English, and the details.
    note: String,
    problems: Vec<String>,
}

/// The hidden fields that carry a payment from page to page.
#[derive(Serialize, Clone)]
pub(super) struct Carried {
    pub(super) service_id: String,
    pub(super) order_key: String,
    pub(super) return_url: String,
    pub(super) invoice_id: String,
    pub(super) payment_id: String,
    pub(super) language: &'static str,
}

impl Carried {
    pub(super) fn new(asked: &Asked, (invoice_id, payment_id): (String, String)) -> Carried {
        Carried {
            service_id: asked.service_id.clone(),
            order_key: asked.order_key.clone(),
            return_url: asked.return_url.as_ref().map_or(String::new(), |url| url.as_str().to_owned()),
            invoice_id,
            payment_id,
            language: asked.language.code(),
        }
    }
}

/// The payment note.
#[derive(Serialize)]
pub(super) struct Invoice {
    carried: Carried,
    payer: String,
    payer_id: String,
    reason: String,
    order_key: String,
    due_at: Option<String>,
    properties: Vec<(String, String)>,
    lines: Vec<Line>,
    total: Option<String>,
    is_amount_free: bool,
    amount: String,
    instruments: Vec<(&'static str, &'static str)>,
    scenarios: Vec<(&'static str, (&'static str, &'static str))>,
    languages: [&'static str; 3],
    verdicts: Vec<Verdict>,
    messages: Vec<Message>,
    /// Why it cannot be paid.
    stop: Option<String>,
    problem: Option<String>,
}

#[derive(Serialize)]
struct Line {
    reason: String,
    beneficiary: String,
    account: String,
    amount: String,
}

impl Invoice {
    pub(super) fn new(
        carried: Carried,
        details: &OrderDetails,
        (verdicts, messages): (Vec<Verdict>, Vec<Message>),
        stop: Option<String>,
        problem: Option<String>,
    ) -> Invoice {
        let account = |text: &Option<String>| text.clone().unwrap_or_default();
        let lines = details.lines.iter().map(|line| Line {
            reason: line.reason.clone(),
            beneficiary: account(&line.destination_account.beneficiary_name),
            account: account(&line.destination_account.bank_account),
            amount: line.amount_due.map_or_else(|| "o dă plătitorul".to_owned(), lei),
        });
        let visible = details.properties.iter().filter(|property| property.is_visible == Some(true));
        Invoice {
            carried,
            payer: details.customer_name.clone(),
            payer_id: masked(&details.customer_id),
            reason: details.reason.clone(),
            order_key: grouped(&details.order_key),
            due_at: details.due_at.map(long_date),
            properties: visible.map(|property| (property.display_name.clone(), property.value.clone())).collect(),
            lines: lines.collect(),
            total: details.total_amount_due.map(lei),
            is_amount_free: is_amount_free(details),
            amount: details.total_amount_due.map_or(String::new(), Money::grouped),
            instruments: Instrument::ALL.map(|instrument| (instrument.word(), instrument.name())).to_vec(),
            scenarios: Scenario::ALL.map(|scenario| (scenario.word(), scenario.name())).to_vec(),
            languages: Language::ALL.map(Language::code),
            verdicts,
            messages,
            stop,
            problem,
        }
    }
}

/// A test payment that was accepted.
#[derive(Serialize)]
pub(super) struct Paid {
    pub(super) carried: Carried,
    pub(super) order_key: String,
    pub(super) amount: String,
    pub(super) paid_at: String,
    pub(super) instrument: &'static str,
    pub(super) elapsed_ms: u128,
    pub(super) scenario: &'static str,
    /// How often it was confirmed.
    pub(super) times: usize,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) messages: Vec<Message>,
}

/// A call that failed.
#[derive(Serialize)]
pub(super) struct Failure {
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) operation: &'static str,
    pub(super) order_key: String,
    pub(super) amount: Option<String>,
    pub(super) attempts: usize,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) messages: Vec<Message>,
    pub(super) scenario: &'static str,
    pub(super) carried: Carried,
    pub(super) instrument: &'static str,
    /// As it was typed.
    pub(super) typed: String,
    /// Whether a confirmation can be sent again.
    pub(super) is_repeatable: bool,
}

/// What is to be said of a reply's signature and structure. `more` are problems that only the caller can see.
pub(super) fn verdicts(examination: &Examination, more: &[Problem]) -> Vec<Verdict> {
    let signature = match &examination.signature {
        Ok(signed_by) => Verdict {
            is_right: true,
            text: "Semnătura răspunsului: verificată",
            note: format!(
                "signature verified ({}, certificate {}, until {})",
                signed_by.algorithm.name(),
                signed_by.subject,
                clock::today(signed_by.not_after).strftime("%d.%m.%Y")
            ),
            problems: Vec::new(),
        },
        Err(error) => Verdict {
            is_right: false,
            text: "Semnătura răspunsului: nu se verifică",
            note: "signature refused".to_owned(),
            problems: vec![error.to_string()],
        },
    };
    let problems: Vec<String> = match &examination.outcome {
        Ok(_) => examination.broken_rules.iter().chain(more).map(ToString::to_string).collect(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    };
    let what = match &examination.outcome {
        Ok(Outcome::OrderDetails(orders)) => {
            let lines: usize = orders.iter().map(|order| order.lines.len()).sum();
            format!("structure is right: GetOrderDetailsResponse, orders: {}, lines: {lines}", orders.len())
        }
        Ok(Outcome::Confirmed) => "structure is right: ConfirmOrderPaymentResponse".to_owned(),
        Ok(Outcome::Fault(fault)) => format!("SOAP fault {}", fault.written),
        Err(_) => String::new(),
    };
    let structure = if let Ok(Outcome::Fault(_)) = &examination.outcome {
        Verdict { is_right: false, text: "Răspunsul: eroare SOAP", note: what, problems }
    } else if problems.is_empty() {
        Verdict { is_right: true, text: "Structura răspunsului: corectă", note: what, problems }
    } else {
        let note = format!("the structure has problems: {}", problems.len());
        Verdict { is_right: false, text: "Structura răspunsului: greșită", note, problems }
    };
    vec![signature, structure]
}

/// Why an order of this status cannot be paid.
pub(super) fn status_text(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Active | OrderStatus::PartiallyPaid => "Comanda poate fi achitată.",
        OrderStatus::Paid | OrderStatus::Completed => "Comanda este achitată.",
        OrderStatus::Expired => "Termenul de plată a expirat.",
        OrderStatus::Cancelled => "Comanda a fost anulată.",
        OrderStatus::Refunding | OrderStatus::Refunded => "Plata a fost sau este restituită.",
    }
}

/// An amount with its currency.
pub(super) fn lei(amount: Money) -> String {
    amount.with_currency()
}

/// An order key in groups where it is one of ours.
pub(super) fn grouped(key: &str) -> String {
    OrderKey::parse(key).map_or_else(|_| key.to_owned(), |key| key.grouped())
}

/// `20 noiembrie 2026, ora 14:32`.
pub(super) fn long_time(at: Timestamp) -> String {
    format!("{}, ora {}", long_date(at), clock::local(at).strftime("%H:%M"))
}

fn long_date(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "ianuarie",
        "februarie",
        "martie",
        "aprilie",
        "mai",
        "iunie",
        "iulie",
        "august",
        "septembrie",
        "octombrie",
        "noiembrie",
        "decembrie",
    ];
    let day = clock::today(at);
    let month = MONTHS.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1)).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// An identifier with its middle hidden: the first four characters and the last three stay.
fn masked(id: &str) -> String {
    let chars: Vec<char> = id.chars().collect();
    match chars.len() {
        0..8 => "*".repeat(chars.len()),
        n => chars.iter().enumerate().map(|(at, c)| if (4..n - 3).contains(&at) { '*' } else { *c }).collect(),
    }
}
