//! Answer MPay: verify, look up or record, sign. Nothing is acknowledged that is not stored.

use crate::ids::{ContentHash, OrderKey};
use crate::mpay::endpoint::{self, Refusal, Reply, Request};
use crate::mpay::fault::{Fault, FaultCode};
use crate::mpay::message::{OrderDetailsQuery, PaymentConfirmation};
use crate::mpay::order_details::order_details;
use crate::order::{NewPayment, Payment};
use crate::store::{Conflict, Missing, Recorded, StoreError};

use super::App;

/// A signed answer.
#[derive(Debug)]
pub struct MpayAnswer {
    /// The SOAP message.
    pub message: Vec<u8>,
    /// Whether it is a fault.
    pub is_fault: bool,
    /// Whether MPay signed what is answered: if not, that was unreadable, unsigned or signed wrongly.
    pub is_of_mpay: bool,
}

impl App {
    /// Answers a message of MPay. Every failure is an answer too: a signed fault.
    pub async fn answer_mpay(&self, message: &[u8]) -> MpayAnswer {
        let opened = endpoint::open(&self.trust().verifier, message, self.now());
        let is_of_mpay = opened.as_ref().err().is_none_or(Refusal::is_signed);
        if is_of_mpay && !matches!(opened, Err(Refusal::Untimely { .. })) {
            self.note_mpay_time(true);
        }
        let reply = match opened {
            Ok(Request::GetOrderDetails(query)) => self.order_details(&query).await,
            Ok(Request::ConfirmOrderPayment(confirmation)) => self.confirm(&confirmation, message).await,
            Err(refusal) => self.refuse(&refusal, message).await,
        };
        self.sign(&reply, is_of_mpay)
    }

    /// The answer to a message that is not even read.
    pub fn refuse_mpay(&self, reason: &'static str) -> MpayAnswer {
        tracing::warn!(reason, "a message to the MPay endpoint was not read");
        self.sign(&Reply::Fault(Fault::because(FaultCode::InvalidParameter, reason)), false)
    }

    fn sign(&self, reply: &Reply, is_of_mpay: bool) -> MpayAnswer {
        let message = endpoint::reply(&self.trust().signer, reply, self.now(), &*self.random);
        MpayAnswer { message, is_fault: matches!(reply, Reply::Fault(_)), is_of_mpay }
    }

    async fn order_details(&self, query: &OrderDetailsQuery) -> Reply {
        let Some(key) = self.key_of(&query.service_id, &query.order_key) else {
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
            Ok(None) => Reply::OrderDetails(Vec::new()),
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

    /// The key, when it is well formed and of the service that is asked.
    fn key_of(&self, service_id: &str, order_key: &str) -> Option<OrderKey> {
        let key = OrderKey::parse(order_key).ok()?;
        (self.served().by_service_id(service_id).is_some() && key.service_id() == service_id).then_some(key)
    }

    async fn confirm(&self, confirmation: &PaymentConfirmation, message: &[u8]) -> Reply {
        let evidence = Evidence { message, subject: subject(confirmation) };
        let Some(service) = self.served().by_service_id(&confirmation.service_id).cloned() else {
            return self.keep(Fault::new(FaultCode::UnknownService), "unknown service", &evidence).await;
        };
        if confirmation.currency != "MDL" {
            let fault = Fault::because(FaultCode::InvalidParameter, "The currency must be MDL.");
            return self.keep(fault, "another currency", &evidence).await;
        }
        let Some(order_key) = self.key_of(&confirmation.service_id, &confirmation.order_key) else {
            return self.keep(Fault::new(FaultCode::UnknownOrder), "not an order key of the service", &evidence).await;
        };
        let payment = NewPayment {
            order_key,
            payment: Payment {
                payment_id: confirmation.payment_id.clone(),
                invoice_id: confirmation.invoice_id.clone(),
                amount: confirmation.total_amount,
                paid_at: confirmation.paid_at,
                received_at: self.now(),
                flag: None,
            },
            message: message.to_vec(),
            paid_orders_max: service.summary.paid_orders_max,
        };
        match self.store.record_payment(&payment).await {
            Ok(recorded) => {
                note(&recorded, &payment);
                // The payment is on disk: whatever becomes of this look, the next one is not far.
                if let Err(error) = self.looks_full(&service).await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the paid orders cannot be counted now");
                }
                Reply::Confirmed
            }
            Err(StoreError::NotFound(Missing::Order(_))) => {
                self.keep(Fault::new(FaultCode::UnknownOrder), "unknown order", &evidence).await
            }
            Err(StoreError::Conflict(Conflict::PaymentOfAnotherOrder { .. })) => {
                let reason = "The PaymentID belongs to another order.";
                self.keep(Fault::because(FaultCode::InvalidParameter, reason), "payment of another order", &evidence)
                    .await
            }
            Err(error) => broken(&error),
        }
    }

    async fn refuse(&self, refusal: &Refusal, message: &[u8]) -> Reply {
        match refusal {
            Refusal::InvalidConfirmation { subject, .. } => {
                let evidence = Evidence { message, subject: subject.clone() };
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
        let subject = match said {
            Ok(Request::ConfirmOrderPayment(confirmation)) => {
                let order = self.store.order_of_payment(&confirmation.payment_id).await?;
                if order.is_some_and(|key| key.as_str() == confirmation.order_key) {
                    return Ok(());
                }
                subject(confirmation)
            }
            Err(Refusal::InvalidConfirmation { subject, .. }) => subject.clone(),
            Ok(Request::GetOrderDetails(_)) | Err(_) => {
                let hour = self.now().as_second().div_euclid(60 * 60);
                ContentHash::of(&[b"untimely", hour.to_string().as_bytes()])
            }
        };
        self.note_mpay_time(false);
        self.store.keep_refused_message(message, &subject, &refusal.to_string(), self.now()).await
    }

    /// Answers a signed confirmation with a fault: money was taken, so the message is kept for a person.
    async fn keep(&self, fault: Fault, why: &str, evidence: &Evidence<'_>) -> Reply {
        tracing::error!(why, "a signed confirmation was answered with a fault and kept");
        match self.store.keep_refused_message(evidence.message, &evidence.subject, why, self.now()).await {
            Ok(()) => Reply::Fault(fault),
            Err(error) => broken(&error),
        }
    }
}

/// A signed message that says that money was taken.
struct Evidence<'a> {
    message: &'a [u8],
    /// What it says, without what changes when MPay repeats it.
    subject: ContentHash,
}

fn subject(confirmation: &PaymentConfirmation) -> ContentHash {
    let PaymentConfirmation { service_id, order_key, payment_id, total_amount, .. } = confirmation;
    let amount = total_amount.to_string();
    ContentHash::of(&[service_id.as_bytes(), order_key.as_bytes(), payment_id.as_bytes(), amount.as_bytes()])
}

fn note(recorded: &Recorded, payment: &NewPayment) {
    let flag = recorded.order().payments.iter().find(|p| p.payment_id == payment.payment.payment_id);
    let flag = flag.and_then(|payment| payment.flag).map(crate::order::PaymentFlag::word);
    let (order, new) = (payment.order_key.as_str(), recorded.is_new());
    match flag {
        Some(flag) => tracing::warn!(order, flag, new, "a payment needs a person"),
        None => tracing::info!(order, new, "a payment was confirmed"),
    }
}

/// MPay repeats a call that failed: nothing is lost.
fn broken(error: &(impl std::error::Error + 'static)) -> Reply {
    tracing::error!(error = error as &dyn std::error::Error, "MPay could not be answered");
    Reply::Fault(Fault::new(FaultCode::InternalError))
}
