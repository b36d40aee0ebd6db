//! Plays a history: does each step to the server as MPay, the payer or staff would, and to the model.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mpay_pages::i18n::{Language, text};
use mpay_pages::ids::{Environment, OrderKey, ServiceId, SystemRandom};
use mpay_pages::money::Money;
use mpay_pages::mpay::call::{self, Examination, Outcome};
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::{OrderDetailsQuery, PaymentConfirmation};
use mpay_pages::mpay::security::{Signer, Verifier};
use mpay_pages::order::{DecisionKind, Order, OrderLine, PaymentFlag};
use mpay_pages::store::{Conflict, Reasoned, Settling, Store, StoreError};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::model;
use super::odd::shares;
use super::server::Server;
use super::step::{Step, Sum, Which};
use crate::support::caller::assert_schema;
use crate::support::client::{Browser, http};
use crate::support::in_process::StoryClock;
use crate::support::samples::{at, order};

/// What a payer gives at MPay for an order without an amount, in bani.
const ANY_AMOUNT: i64 = 250_00;
/// How many confirmations come at once.
const AT_ONCE: usize = 4;
/// How long a step may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// The story's server and everything that is asked of it from outside.
pub struct Play {
    pub(super) server: Server,
    /// The command line of staff: another process's look at the same database.
    pub(super) store: Store,
    pub(super) client: reqwest::Client,
    pub(super) now: i64,
    pub(super) orders: Vec<(Order, model::Order)>,
    /// The first message of each refused confirmation, by what it says.
    pub(super) refused: BTreeMap<String, Vec<u8>>,
    /// How many numbers were given.
    payments: usize,
    pub(super) signer: Signer,
    provider: Verifier,
}

/// What the server answered.
pub(super) struct Answer {
    status: u16,
    reply: Vec<u8>,
    examination: Examination,
}

impl Answer {
    pub(super) fn is_confirmed(&self) -> bool {
        self.status == 200 && self.examination.accepted() == Some(&Outcome::Confirmed)
    }

    fn is_fault(&self, code: FaultCode) -> bool {
        let accepted = self.examination.accepted();
        self.status == 500 && matches!(accepted, Some(Outcome::Fault(fault)) if fault.code == Some(code))
    }
}

/// An `Err` that says what was expected, instead of a panic: the history is then made shorter.
macro_rules! hold {
    ($is_so:expr, $($what:tt)+) => {
        if !$is_so {
            return Err(format!($($what)+));
        }
    };
}
pub(super) use hold;

impl Play {
    /// Starts the server.
    pub async fn prepare() -> Play {
        let server = Server::start(Arc::new(StoryClock::at(at(0)))).await;
        let store = Store::open(&server.database.address, Environment::Test).await.unwrap();
        let (signer, provider) = (server.mpays.signer(), server.ours.verifier());
        let (orders, refused) = (Vec::new(), BTreeMap::new());
        Play { server, store, client: http(), now: 0, orders, refused, payments: 0, signer, provider }
    }

    /// Plays a history with four orders of its own, then audits everything.
    pub async fn history(&mut self, steps: &[Step]) -> Result<(), String> {
        self.orders.clear();
        self.refused.clear();
        self.set_clock(0);
        for (total, due_at, takes_parts) in [
            (Some(100_00), Some(60), false),
            (Some(1_234_56), None, true),
            (Some(2), Some(90), true),
            (None, Some(75), true),
        ] {
            self.make_order(total, due_at, takes_parts).await;
        }
        let kept_before = self.refused_count().await;
        for (at, step) in steps.iter().enumerate() {
            self.step(step).await.map_err(|what| format!("at step {at}, {step:?}, minute {}: {what}", self.now))?;
        }
        self.audit(kept_before).await.map_err(|what| format!("in the audit, minute {}: {what}", self.now))
    }

    fn set_clock(&mut self, now: i64) {
        self.now = now;
        self.server.clock.set(at(now));
    }

    async fn make_order(&mut self, total: Option<i64>, due_at: Option<i64>, takes_parts: bool) {
        self.payments += 1;
        let mut order = order(&format!("history {}", self.payments));
        order.due_at = due_at.map(at);
        let content = &mut order.content;
        (content.total, content.allow_partial_payments) = (total.map(Money::from_bani), takes_parts);
        // The larger orders have two lines, so that a part of the money ends within one.
        content.lines[0].amount = total.map(|total| Money::from_bani(total - total / 3));
        if let Some(third) = total.map(|total| total / 3).filter(|third| *third > 0) {
            let amount = Some(Money::from_bani(third));
            content.lines.push(OrderLine { id: "2".to_owned(), amount, ..content.lines[0].clone() });
        }
        assert!(self.store.submit(&order).await.unwrap().is_new);
        self.orders.push((order, model::Order { total, due_at, takes_parts, ..model::Order::default() }));
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        match *step {
            Step::Query(order) => self.check_details(order % self.orders.len()).await,
            Step::QueryUnknown => {
                let answer = self.query(&unknown_key()).await;
                let said = answer.examination.accepted();
                hold!(said == Some(&Outcome::OrderDetails(Vec::new())), "an unknown key: {said:?}");
                Ok(())
            }
            Step::Pay(order, sum) => {
                let paying = self.paying(order, sum);
                let message = self.sign(&paying);
                hold!(self.send(message.clone()).await.is_confirmed(), "not confirmed");
                self.paid(order, &paying, &[], vec![message]);
                Ok(())
            }
            Step::PayOddly(order, odd) => self.pay_oddly(order, odd).await,
            Step::Again(which, is_same) => self.again(which, is_same).await,
            Step::AgainFor(which, order) => self.again_for(which, order).await,
            Step::AtOnce(order, sum) => self.at_once(order, sum).await,
            Step::PayUnknownOrder => {
                let mut paying = self.paying(0, Sum::Due);
                paying.order_key = unknown_key();
                self.is_refused(&paying, FaultCode::UnknownOrder).await
            }
            Step::PayUnknownService(order) => {
                let mut paying = self.paying(order, Sum::Due);
                paying.service_id = "XXX99".to_owned();
                self.is_refused(&paying, FaultCode::UnknownService).await
            }
            Step::PayOtherCurrency(order) => {
                let mut paying = self.paying(order, Sum::Due);
                paying.currency = "EUR".to_owned();
                self.is_refused(&paying, FaultCode::InvalidParameter).await
            }
            Step::Decide(order, kind) => self.decide(order, kind).await,
            Step::Settle(which) => self.settle(which).await,
            Step::Return(order) => {
                let at = order % self.orders.len();
                let address = format!("/ro/order/{}/return", self.orders[at].0.token);
                let browser = Browser::new(&self.server.address);
                let page = browser.get(&address).await;
                hold!(page.status == 303, "the return is answered with {}", page.status);
                let shown = browser.follow(page).await;
                let heading = text(Language::Ro, self.orders[at].1.heading_on_return(self.now));
                hold!(shown.one("h1").text == heading, "who comes back reads {:?}", shown.one("h1").text);
                Ok(())
            }
            Step::Clock(minutes) => {
                self.set_clock(self.now + i64::from(minutes));
                Ok(())
            }
            Step::Crash => {
                self.server.crash().await;
                Ok(())
            }
            Step::CrashWhilePaying(order, sum, is_written) => self.crash_while_paying(order, sum, is_written).await,
            Step::HangUp(order, sum) => self.hang_up(order, sum).await,
        }
    }

    /// A payment of the history: of which order, and which of its payments.
    fn payment(&self, which: Which) -> Option<(usize, usize)> {
        let all: Vec<(usize, usize)> = self
            .orders
            .iter()
            .enumerate()
            .flat_map(|(at, (_, order))| (0..order.payments.len()).map(move |payment| (at, payment)))
            .collect();
        (!all.is_empty()).then(|| all[which % all.len()])
    }

    /// A confirmation with a number that was never used.
    pub(super) fn paying(&mut self, order: Which, sum: Sum) -> PaymentConfirmation {
        self.payments += 1;
        let (order, model) = &self.orders[order % self.orders.len()];
        let due = model.due().filter(|due| *due > 0).or(model.total).unwrap_or(ANY_AMOUNT);
        let amount = match sum {
            Sum::Due => due,
            Sum::Part(hundredths) => due * i64::from(hundredths) / 100,
            Sum::More(bani) => due + i64::from(bani),
            Sum::Nothing => 0,
        };
        PaymentConfirmation {
            currency: "MDL".to_owned(),
            invoice_id: Some(format!("N{}", self.payments)),
            lines: shares(order, model, amount),
            order_key: order.key.to_string(),
            paid_at: Some(at(self.now)),
            payment_id: format!("P{}", self.payments),
            properties: Vec::new(),
            service_id: "MDS02".to_owned(),
            total_amount: Money::from_bani(amount),
            oddities: Vec::new(),
        }
    }

    fn sign(&self, paying: &PaymentConfirmation) -> Vec<u8> {
        call::request(&self.signer, &Request::ConfirmOrderPayment(paying.clone()), at(self.now), &SystemRandom)
    }

    /// Tells the model of a payment that was acknowledged; one of the messages must be kept.
    pub(super) fn paid(
        &mut self,
        order: Which,
        paying: &PaymentConfirmation,
        odd: &[&'static str],
        messages: Vec<Vec<u8>>,
    ) {
        let (count, now) = (self.orders.len(), self.now);
        self.orders[order % count].1.pay(&paying.payment_id, paying.total_amount.bani(), odd, messages, now);
    }

    fn endpoint(&self) -> String {
        format!("{}/mpay/test/service-provider", self.server.address)
    }

    pub(super) async fn send(&self, message: Vec<u8>) -> Answer {
        let answered = self.client.post(self.endpoint()).body(message).send().await.unwrap();
        let status = answered.status().as_u16();
        let reply = answered.bytes().await.unwrap().to_vec();
        Answer { status, examination: call::examine(&self.provider, &reply, at(self.now)), reply }
    }

    async fn query(&self, key: &str) -> Answer {
        let language = Language::ALL[key.bytes().map(usize::from).sum::<usize>() % 3];
        let (order_key, service_id) = (key.to_owned(), "MDS02".to_owned());
        let query = Request::GetOrderDetails(OrderDetailsQuery { language, order_key, service_id });
        self.send(call::request(&self.signer, &query, at(self.now), &SystemRandom)).await
    }

    /// MPay is told what the model says, in a reply of the contract.
    pub(super) async fn check_details(&self, which: usize) -> Result<(), String> {
        let (order, model) = &self.orders[which];
        let answer = self.query(order.key.as_str()).await;
        assert_schema(&answer.reply);
        let Some(Outcome::OrderDetails(told)) = answer.examination.accepted() else {
            return Err(format!("GetOrderDetails: {:?}", answer.examination));
        };
        hold!(told.len() == 1 && told[0].order_key == order.key.as_str(), "not the order: {told:?}");
        let told = (told[0].status.word(), told[0].total_amount_due.map(Money::bani));
        let expected = (model.status(self.now), model.due());
        hold!(told == expected, "GetOrderDetails tells {told:?}, the model {expected:?} of {model:?}");
        Ok(())
    }

    async fn is_refused(&mut self, paying: &PaymentConfirmation, code: FaultCode) -> Result<(), String> {
        let message = self.sign(paying);
        let answer = self.send(message.clone()).await;
        hold!(answer.is_fault(code), "not refused as {code:?}: {:?}", answer.examination);
        self.note_kept(paying, message);
        Ok(())
    }

    /// The first message that says so is kept for a person.
    fn note_kept(&mut self, paying: &PaymentConfirmation, message: Vec<u8>) {
        let PaymentConfirmation { service_id, order_key, payment_id, total_amount, .. } = paying;
        self.refused.entry(format!("{service_id} {order_key} {payment_id} {total_amount}")).or_insert(message);
    }

    async fn again(&mut self, which: Which, is_same: bool) -> Result<(), String> {
        let Some((at, payment)) = self.payment(which) else { return Ok(()) };
        let mut paying = self.paying(at, Sum::Due);
        let known = &self.orders[at].1.payments[payment];
        (paying.payment_id, paying.total_amount) = (known.id.clone(), Money::from_bani(known.amount));
        if !is_same {
            hold!(self.send(self.sign(&paying)).await.is_confirmed(), "a repetition is not confirmed");
            return Ok(());
        }
        // The very message of before counts for as long as it says, and five minutes more for clocks that differ.
        let (age, message) = (self.now - known.at, known.messages[0].clone());
        let answer = self.send(message).await;
        let is_fresh = (-5..10).contains(&age);
        let is_right = if is_fresh { answer.is_confirmed() } else { answer.is_fault(FaultCode::AuthenticationFailed) };
        hold!(is_right, "the message of {age} minutes ago: {:?}", answer.examination);
        Ok(())
    }

    async fn again_for(&mut self, which: Which, order: Which) -> Result<(), String> {
        let Some((at, payment)) = self.payment(which) else { return Ok(()) };
        let mut paying = self.paying(order, Sum::Due);
        paying.payment_id.clone_from(&self.orders[at].1.payments[payment].id);
        if order % self.orders.len() == at {
            let amount = Money::from_bani(self.orders[at].1.payments[payment].amount);
            let message = self.sign(&paying);
            hold!(self.send(message.clone()).await.is_confirmed(), "a repetition is not confirmed");
            // What was recorded first stands; of another amount a person must know.
            if paying.total_amount != amount {
                self.note_kept(&paying, message);
            }
            return Ok(());
        }
        self.is_refused(&paying, FaultCode::InvalidParameter).await
    }

    async fn at_once(&mut self, order: Which, sum: Sum) -> Result<(), String> {
        let paying = self.paying(order, sum);
        let messages: Vec<Vec<u8>> = (0..AT_ONCE).map(|_| self.sign(&paying)).collect();
        let (one, two, three, four) = tokio::join!(
            self.send(messages[0].clone()),
            self.send(messages[1].clone()),
            self.send(messages[2].clone()),
            self.send(messages[3].clone())
        );
        let answers = [one, two, three, four];
        hold!(answers.iter().all(Answer::is_confirmed), "not all of {AT_ONCE} at once are confirmed");
        self.paid(order, &paying, &[], messages);
        Ok(())
    }

    async fn decide(&mut self, order: Which, kind: DecisionKind) -> Result<(), String> {
        let (which, now) = (order % self.orders.len(), self.now);
        let (order, model) = &mut self.orders[which];
        let reasoned = Reasoned { by: "staff", reason: "a history", at: at(now) };
        let decided = match self.store.decide(&order.key, kind, &reasoned).await {
            Ok(_) => true,
            Err(StoreError::Conflict(Conflict::NotAllowed { .. })) => false,
            Err(error) => return Err(format!("{error:?}")),
        };
        let is_allowed = model.decide(kind, now);
        hold!(decided == is_allowed, "{kind:?} is allowed: {decided}, by the model: {is_allowed}, of {model:?}");
        Ok(())
    }

    async fn settle(&mut self, which: Which) -> Result<(), String> {
        let Some((order, payment)) = self.payment(which) else { return Ok(()) };
        let reasoned = Reasoned { by: "staff", reason: "a history", at: at(self.now) };
        let payment = &mut self.orders[order].1.payments[payment];
        // One thing after the other: where several wait, one is named.
        let named = if payment.waiting.len() > 1 { payment.waiting.pop() } else { None };
        let settled = match named {
            Some(flag) => {
                let several = self.store.settle_flag(&payment.id, None, &reasoned).await.unwrap();
                hold!(matches!(several, Settling::Several(_)), "several wait: {several:?}");
                let flag = PaymentFlag::from_word(flag);
                self.store.settle_flag(&payment.id, flag, &reasoned).await.unwrap()
            }
            None => self.store.settle_flag(&payment.id, None, &reasoned).await.unwrap(),
        };
        let expected = match named {
            Some(flag) => Some(flag),
            None => payment.waiting.pop(),
        };
        let expected = expected.and_then(PaymentFlag::from_word).map_or(Settling::Nothing, Settling::Done);
        hold!(settled == expected, "it was settled: {settled:?}, by the model: {expected:?}");
        Ok(())
    }

    async fn crash_while_paying(&mut self, order: Which, sum: Sum, is_written: bool) -> Result<(), String> {
        let paying = self.paying(order, sum);
        let mut messages = vec![self.sign(&paying)];
        let call = self.client.post(self.endpoint()).body(messages[0].clone()).send();
        let call = tokio::spawn(async move { drop(call.await) });
        if is_written {
            self.is_kept(&paying.payment_id).await;
        }
        self.server.crash().await;
        call.abort();
        // MPay has no answer: it asks again until it has one.
        let second = self.sign(&paying);
        hold!(self.send(second.clone()).await.is_confirmed(), "not confirmed after a crash");
        if !is_written {
            messages.push(second);
        }
        self.paid(order, &paying, &[], messages);
        Ok(())
    }

    async fn hang_up(&mut self, order: Which, sum: Sum) -> Result<(), String> {
        let paying = self.paying(order, sum);
        let messages = vec![self.sign(&paying), self.sign(&paying)];
        let address = self.server.address.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /mpay/test/service-provider HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\r\n",
            messages[0].len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&messages[0]).await.unwrap();
        drop(stream);
        hold!(self.send(messages[1].clone()).await.is_confirmed(), "not confirmed after a broken connection");
        self.paid(order, &paying, &[], messages);
        Ok(())
    }

    /// Waits until a payment is in the database.
    async fn is_kept(&self, payment_id: &str) {
        let until = Instant::now() + PATIENCE;
        while self.store.payment_message(payment_id).await.unwrap().is_none() {
            assert!(Instant::now() < until, "{payment_id} is never written");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A right key of an order that was never made.
fn unknown_key() -> String {
    OrderKey::draw(&ServiceId::parse("MDS02").unwrap(), &SystemRandom).to_string()
}
