//! Answer MPay: verify, look up or record, sign. Nothing is acknowledged that is not stored.

use jiff::Timestamp;

use crate::ids::{ContentHash, OrderKey};
use crate::mpay::endpoint::{self, Refusal, Reply, Request};
use crate::mpay::fault::{Fault, FaultCode};
use crate::mpay::message::{ConfirmationLine, OrderDetailsQuery, PaymentConfirmation};
use crate::mpay::order_details::order_details;
use crate::order::{NewPayment, PaidAccount, PaidLine, Payment};
use crate::store::{Conflict, Missing, Recorded, StoreError, Telling};

use super::App;

/// The property of a line in which MPay tells the account that was paid, as in the integration guide's sample.
const BENEFICIARY_ACCOUNT: &str = "Cont beneficiar";

/// A signed answer.
#[derive(Debug)]
pub struct MpayAnswer {
    /// The SOAP message.
    pub message: Vec<u8>,
    /// Whether it is a fault.
    pub is_fault: bool,
    /// Why the message is nobody's, if MPay did not sign it: it was unreadable, unsigned or signed wrongly. The words can
    /// quote it.
    pub of_stranger: Option<String>,
}

impl App {
    /// Answers a message of MPay. Every failure is an answer too: a signed fault.
    pub async fn answer_mpay(&self, message: &[u8]) -> MpayAnswer {
        let opened = endpoint::open(&self.trust().verifier, message, self.now());
        if let Err(refusal) = &opened
            && !refusal.is_signed()
        {
            let message = self.ready_fault(&refusal.fault());
            return MpayAnswer { message, is_fault: true, of_stranger: Some(refusal.to_string()) };
        }
        if !matches!(opened, Err(Refusal::Untimely { .. })) {
            self.note_mpay_time(true);
        }
        let reply = match opened {
            Ok(Request::GetOrderDetails(query)) => self.order_details(&query).await,
            Ok(Request::ConfirmOrderPayment(confirmation)) => self.confirm(&confirmation, message).await,
            Err(refusal) => self.refuse(&refusal, message).await,
        };
        self.sign(&reply)
    }

    fn sign(&self, reply: &Reply) -> MpayAnswer {
        let message = endpoint::reply(&self.trust().signer, reply, self.now(), &*self.random);
        MpayAnswer { message, is_fault: matches!(reply, Reply::Fault(_)), of_stranger: None }
    }

    async fn order_details(&self, query: &OrderDetailsQuery) -> Reply {
        let Some(key) = key_of(&query.service_id, &query.order_key) else {
            return self.unknown_key(&query.service_id);
        };
        match self.store.order_by_key(&key).await {
            Ok(Some(record)) => {
                let mut details = order_details(&record, query.language, self.now());
                match self.is_shut_out(&record).await {
                    Ok(false) => {}
                    Ok(true) => details.status = details.status.in_full_service(),
                    Err(error) => return broken(&error),
                }
                Reply::OrderDetails(vec![details])
            }
            Ok(None) => self.unknown_key(&query.service_id),
            Err(error) => broken(&error),
        }
    }

    /// The contract lists no fault for an unknown key: the empty list says it. An unknown service is a fault.
    fn unknown_key(&self, service_id: &str) -> Reply {
        match self.served().by_service_id(service_id) {
            Some(_) => Reply::OrderDetails(Vec::new()),
            None => Reply::Fault(Fault::new(FaultCode::UnknownService)),
        }
    }

    async fn confirm(&self, confirmation: &PaymentConfirmation, message: &[u8]) -> Reply {
        let evidence = Evidence::of(confirmation, message);
        if confirmation.currency != "MDL" {
            let fault = Fault::because(FaultCode::InvalidParameter, "The currency must be MDL.");
            return self.keep(fault, "another currency", &evidence).await;
        }
        // A service that is not served any more, or not yet by this process, has orders all the same.
        let service = self.served().by_service_id(&confirmation.service_id).cloned();
        let unknown = || match service {
            Some(_) => (Fault::new(FaultCode::UnknownOrder), "unknown order"),
            None => (Fault::new(FaultCode::UnknownService), "unknown service"),
        };
        let Some(order_key) = key_of(&confirmation.service_id, &confirmation.order_key) else {
            let (fault, why) = unknown();
            return self.keep(fault, why, &evidence).await;
        };
        let places = service.as_ref().and_then(|service| service.summary.paid_orders_max);
        let payment = new_payment(order_key, confirmation, message, places, self.now());
        match self.store.record_payment(&payment).await {
            Ok(recorded) => {
                note(&recorded, &payment);
                if let Some(fault) = self.keep_other_amount(&recorded, &payment, &evidence).await {
                    return fault;
                }
                // The payment is on disk: whatever becomes of this look, the next one is not far.
                if let Some(service) = &service
                    && let Err(error) = self.looks_full(service).await
                {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the paid orders cannot be counted now");
                }
                Reply::Confirmed
            }
            Err(StoreError::NotFound(Missing::Order(_))) => {
                let (fault, why) = unknown();
                self.keep(fault, why, &evidence).await
            }
            Err(StoreError::Conflict(Conflict::PaymentOfAnotherOrder { .. })) => {
                let reason = "The PaymentID belongs to another order.";
                self.keep(Fault::because(FaultCode::InvalidParameter, reason), "payment of another order", &evidence)
                    .await
            }
            Err(error) => broken(&error),
        }
    }

    /// Keeps the message that confirms a payment again with another amount: what was recorded first stands, and a person
    /// must know of the second. Gives an answer only if it cannot be kept.
    async fn keep_other_amount(
        &self,
        recorded: &Recorded,
        payment: &NewPayment,
        evidence: &Evidence<'_>,
    ) -> Option<Reply> {
        let mut known = recorded.order().payments.iter();
        let known = known.find(|known| known.payment_id == payment.payment.payment_id)?;
        if recorded.is_new() || known.amount == payment.payment.amount {
            return None;
        }
        let why = format!("confirmed again with {} instead of {}", payment.payment.amount, known.amount);
        self.store_refused(&why, evidence).await.err().map(|error| broken(&error))
    }

    async fn refuse(&self, refusal: &Refusal, message: &[u8]) -> Reply {
        match refusal {
            Refusal::InvalidConfirmation { subject, .. } => {
                let evidence = Evidence { message, subject: subject.clone(), telling: Telling::default() };
                self.keep(refusal.fault(), &refusal.to_string(), &evidence).await
            }
            Refusal::Untimely { said, .. } => {
                tracing::error!(reason = %refusal, "a message of MPay was refused: compare this machine's clock with MPay's");
                if let Err(error) = self.keep_untimely(refusal, said, message).await {
                    tracing::error!(error = &error as &dyn std::error::Error, "it could not be kept");
                }
                Reply::Fault(refusal.fault())
            }
            Refusal::Security(_) | Refusal::UnknownOperation(_) | Refusal::Invalid(_) => {
                tracing::warn!(reason = %refusal, "a message to the MPay endpoint was refused");
                Reply::Fault(refusal.fault())
            }
        }
    }

    /// Keeps a message of MPay whose time is wrong. One that repeats a payment that is recorded says nothing new: neither
    /// that a clock is wrong, as anyone may send it who has it, nor that money was taken. Messages that tell of no
    /// payment are kept once an hour: they show what is wrong, and do not push out those that do.
    async fn keep_untimely(
        &self,
        refusal: &Refusal,
        said: &Result<Request, Refusal>,
        message: &[u8],
    ) -> Result<(), StoreError> {
        let (subject, telling) = match said {
            Ok(Request::ConfirmOrderPayment(confirmation)) => {
                let order = self.store.order_of_payment(&confirmation.payment_id).await?;
                if order.is_some_and(|key| key.as_str() == confirmation.order_key) {
                    return Ok(());
                }
                let Evidence { subject, telling, .. } = Evidence::of(confirmation, message);
                (subject, telling)
            }
            Err(Refusal::InvalidConfirmation { subject, .. }) => (subject.clone(), Telling::default()),
            Ok(Request::GetOrderDetails(_)) | Err(_) => {
                let hour = self.now().as_second().div_euclid(60 * 60);
                (ContentHash::of(&[b"untimely", hour.to_string().as_bytes()]), Telling::default())
            }
        };
        self.note_mpay_time(false);
        self.store_refused(&refusal.to_string(), &Evidence { message, subject, telling }).await
    }

    /// Answers a signed confirmation with a fault: money was taken, so the message is kept for a person.
    async fn keep(&self, fault: Fault, why: &str, evidence: &Evidence<'_>) -> Reply {
        tracing::error!(why, "a signed confirmation was answered with a fault and kept");
        match self.store_refused(why, evidence).await {
            Ok(()) => Reply::Fault(fault),
            Err(error) => broken(&error),
        }
    }

    async fn store_refused(&self, why: &str, evidence: &Evidence<'_>) -> Result<(), StoreError> {
        let Evidence { message, subject, telling } = evidence;
        self.store.keep_refused_message(message, subject, *telling, why, self.now()).await
    }
}

/// The key, when it is well formed and of the service that is asked.
fn key_of(service_id: &str, order_key: &str) -> Option<OrderKey> {
    OrderKey::parse(order_key).ok().filter(|key| key.service_id() == service_id)
}

/// A signed message that says that money was taken.
struct Evidence<'a> {
    message: &'a [u8],
    /// What it says, without what changes when MPay repeats it.
    subject: ContentHash,
    telling: Telling<'a>,
}

impl<'a> Evidence<'a> {
    fn of(confirmation: &'a PaymentConfirmation, message: &'a [u8]) -> Evidence<'a> {
        let PaymentConfirmation { service_id, order_key, payment_id, total_amount, .. } = confirmation;
        let amount = total_amount.to_string();
        let parts = [service_id.as_bytes(), order_key.as_bytes(), payment_id.as_bytes(), amount.as_bytes()];
        let telling = Telling { order_key: Some(order_key), payment_id: Some(payment_id) };
        Evidence { message, subject: ContentHash::of(&parts), telling }
    }
}

/// The payment that a confirmation tells of. Where it says no time that can be read, it is that of its arrival.
fn new_payment(
    order_key: OrderKey,
    confirmation: &PaymentConfirmation,
    message: &[u8],
    paid_orders_max: Option<u32>,
    received_at: Timestamp,
) -> NewPayment {
    NewPayment {
        order_key,
        payment: Payment {
            payment_id: confirmation.payment_id.clone(),
            invoice_id: confirmation.invoice_id.clone(),
            amount: confirmation.total_amount,
            paid_at: confirmation.paid_at.unwrap_or(received_at),
            received_at,
            flags: Vec::new(),
            settled: Vec::new(),
        },
        lines: confirmation.lines.iter().map(paid_line).collect(),
        oddities: confirmation.oddities.iter().map(ToString::to_string).collect(),
        message: message.to_vec(),
        paid_orders_max,
    }
}

/// What a confirmation says of a line. MPay sends its account empty, and the IBAN in a property.
fn paid_line(line: &ConfirmationLine) -> PaidLine {
    let account = line.destination_account.clone().unwrap_or_default();
    let told = line.properties.iter().filter(|property| property.name == BENEFICIARY_ACCOUNT);
    let told = told.filter_map(|property| property.value.clone());
    PaidLine {
        id: line.line_id.clone(),
        amount: line.amount,
        account: PaidAccount {
            ibans: account.bank_account.into_iter().chain(told).collect(),
            bic: account.bank_code,
            idno: account.bank_fiscal_code,
        },
    }
}

fn note(recorded: &Recorded, payment: &NewPayment) {
    let known = recorded.order().payments.iter().find(|p| p.payment_id == payment.payment.payment_id);
    let flags: Vec<&str> = known.iter().flat_map(|payment| &payment.flags).map(|flag| flag.word()).collect();
    let (order, new) = (payment.order_key.as_str(), recorded.is_new());
    if flags.is_empty() {
        tracing::info!(order, new, "a payment was confirmed");
    } else {
        tracing::warn!(order, flags = flags.join(" "), new, "a payment needs a person");
    }
}

/// MPay repeats a call that failed: nothing is lost.
fn broken(error: &(impl std::error::Error + 'static)) -> Reply {
    tracing::error!(error = error as &dyn std::error::Error, "MPay could not be answered");
    Reply::Fault(Fault::new(FaultCode::InternalError))
}
