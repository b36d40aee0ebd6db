//! One function for each address of the simulator. It must not know how messages are signed or pages are made.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, Uri, header};
use jiff::Timestamp;
use serde::Serialize;

use super::Simulator;
use super::exchange::{ATTEMPTS_MAX, Exchange, Unreachable};
use super::input::{Asked, Decision, Form, Instrument, Keys};
use super::page::{
    Carried, Failure, Home, Invoice, Message, Paid, Terminal, grouped, lei, long_time, messages, status_text, verdicts,
};
use super::payment::{amount, confirmation, fresh_number, invoice_number};
use super::scenario::Scenario;
use crate::i18n::Language;
use crate::ids::{OrderKey, SystemRandom};
use crate::money::Money;
use crate::mpay::call::Outcome;
use crate::mpay::endpoint::Request;
use crate::mpay::message::{OrderDetails, OrderDetailsQuery, Problem};
use crate::mpay::redirect::ReturnUrl;

type Shared = State<Arc<Simulator>>;

const GET: &str = "GetOrderDetails";
const CONFIRM: &str = "ConfirmOrderPayment";

/// `GET /`: pay an existing order.
pub(super) async fn home(State(simulator): Shared) -> Response {
    simulator.page(StatusCode::OK, "home.html", &Home::default())
}

/// `GET` of an address that is only posted to, such as after a reload.
pub(super) async fn back_home() -> Redirect {
    Redirect::to("/")
}

/// `GET /static/…`: an embedded file.
pub(super) async fn asset(State(simulator): Shared, uri: Uri) -> Response {
    match simulator.assets.plain(uri.path()) {
        Some((media_type, bytes)) => ([(header::CONTENT_TYPE, media_type)], bytes.to_vec()).into_response(),
        None => nothing(State(simulator)).await,
    }
}

/// Every other address.
pub(super) async fn nothing(State(simulator): Shared) -> Response {
    simulator.refuse(StatusCode::NOT_FOUND, None, "Pagina nu există (there is no such page)".to_owned())
}

/// `GET /terminal`: a payment terminal's screen.
pub(super) async fn terminal(State(simulator): Shared) -> Response {
    simulator.page(StatusCode::OK, "terminal.html", &Terminal::new(&Keys::default(), None))
}

/// `POST /terminal`: a key was pressed.
pub(super) async fn terminal_key(State(simulator): Shared, body: Bytes) -> Response {
    let keys = match Form::read(&body) {
        Ok(form) => form.keys(),
        Err(error) => return simulator.refuse(StatusCode::BAD_REQUEST, None, error.to_string()),
    };
    if !keys.is_done {
        return simulator.page(StatusCode::OK, "terminal.html", &Terminal::new(&keys, None));
    }
    let asked = Asked {
        order_key: format!("{}{}", keys.service_id, keys.digits),
        service_id: keys.service_id.clone(),
        return_url: None,
        language: Language::Ro,
    };
    // A terminal reads the check digits itself, before it asks anybody.
    if OrderKey::parse(&asked.order_key).is_err() {
        let problem = Some("Numărul nu este corect: verificați fiecare cifră.");
        return simulator.page(StatusCode::BAD_REQUEST, "terminal.html", &Terminal::new(&keys, problem));
    }
    simulator.note(&asked).await
}

/// `POST /service/pay`: asks the provider for the order and shows the payment note.
pub(super) async fn pay(State(simulator): Shared, body: Bytes) -> Response {
    match Form::read(&body).and_then(|form| form.asked()) {
        Ok(asked) => simulator.note(&asked).await,
        Err(error) => simulator.refuse(StatusCode::BAD_REQUEST, None, error.to_string()),
    }
}

/// `POST /service/confirm`: pays or gives up.
pub(super) async fn confirm(State(simulator): Shared, body: Bytes) -> Response {
    let decision = match Form::read(&body).and_then(|form| form.decision()) {
        Ok(decision) => decision,
        Err(error) => return simulator.refuse(StatusCode::BAD_REQUEST, None, error.to_string()),
    };
    if decision.is_given_up || decision.scenario == Scenario::Failure {
        return back(decision.asked.return_url.as_ref()).unwrap_or_else(|| Redirect::to("/").into_response());
    }
    let numbers = (
        decision.invoice_id.clone().unwrap_or_else(|| invoice_number(&decision.asked.order_key)),
        decision.payment_id.clone().unwrap_or_else(|| fresh_number(12, &SystemRandom)),
    );
    let carried = Carried::new(&decision.asked, numbers.clone());
    let note = match simulator.order(&decision.asked, &carried).await {
        Ok(note) => note,
        Err(response) => return response,
    };
    if note.stop.is_some() {
        return simulator.invoice(StatusCode::CONFLICT, carried, note, None);
    }
    let Some(paid) = paid(&note.details, &decision) else {
        let problem = "Suma nu poate fi plătită (the amount is not allowed for this order)".to_owned();
        return simulator.invoice(StatusCode::BAD_REQUEST, carried, note, Some(problem));
    };
    let paid_at = Timestamp::now();
    let confirmation = confirmation(&note.details, paid, numbers, decision.instrument, paid_at);
    let request = Request::ConfirmOrderPayment(confirmation);
    let confirmed = Confirmed { decision: &decision, carried, paid, paid_at };
    match simulator.send(decision.scenario, &request).await {
        None => confirmed.goes_back().unwrap_or_else(|| simulator.later(&confirmed)),
        Some((outcome, times)) => simulator.confirmed(confirmed, outcome, times),
    }
}

/// How much is paid; in the scenario of another amount one leu more than is due. Where nothing is said to be due, no amount
/// is another one.
fn paid(details: &OrderDetails, decision: &Decision) -> Option<Money> {
    match (decision.scenario, details.total_amount_due) {
        (Scenario::OtherAmount, Some(due)) => due.checked_add(Money::from_bani(100)),
        _ => amount(details, decision.amount.as_deref()),
    }
}

/// The last answer to a confirmation, and how often it was sent; nothing of one that waits.
type Sent = Option<(Result<Exchange, Unreachable>, usize)>;

/// A payment that was made, as far as a page tells of it.
struct Confirmed<'a> {
    decision: &'a Decision,
    carried: Carried,
    paid: Money,
    paid_at: Timestamp,
}

impl Confirmed<'_> {
    /// The way back, where the payer takes it at once.
    fn goes_back(&self) -> Option<Response> {
        back(self.decision.asked.return_url.as_ref()).filter(|_| self.decision.scenario.goes_back())
    }
}

/// An order as the provider told it, and what is to be said of that.
struct Note {
    details: OrderDetails,
    exchange: Exchange,
    /// What only the asker can see: an answer to another question.
    strange: Vec<Problem>,
    stop: Option<String>,
}

impl Simulator {
    /// Asks the provider for an order; the error is the page to answer with.
    async fn order(&self, asked: &Asked, carried: &Carried) -> Result<Note, Response> {
        let request = Request::GetOrderDetails(OrderDetailsQuery {
            language: asked.language,
            order_key: asked.order_key.clone(),
            service_id: asked.service_id.clone(),
        });
        let exchange = match self.provider.call(&request).await {
            Ok(exchange) => exchange,
            Err(error) => return Err(self.unreachable(GET, asked, carried.clone(), &error, None)),
        };
        let details = match &exchange.examination.outcome {
            Ok(Outcome::OrderDetails(orders)) => match &orders[..] {
                [] if exchange.examination.signature.is_ok() => {
                    let problem = "Comanda nu a fost găsită (the provider knows no such order)".to_owned();
                    return Err(self.refuse(StatusCode::NOT_FOUND, Some(asked), problem));
                }
                [details] => details.clone(),
                _ => return Err(self.failed(GET, asked, carried.clone(), &exchange, None)),
            },
            _ => return Err(self.failed(GET, asked, carried.clone(), &exchange, None)),
        };
        let mut strange = Vec::new();
        for (place, told, expected) in
            [("OrderKey", &details.order_key, &asked.order_key), ("ServiceID", &details.service_id, &asked.service_id)]
        {
            if !told.eq_ignore_ascii_case(&expected.replace('-', "")) && told != expected {
                strange
                    .push(Problem { place: place.to_owned(), fault: "is not the one that was asked for".to_owned() });
            }
        }
        let is_right = exchange.examination.accepted().is_some() && strange.is_empty();
        let stop = if !is_right {
            Some("MPay nu primește un răspuns cu semnătură sau structură greșită.".to_owned())
        } else if !details.status.is_payable() {
            Some(status_text(details.status).to_owned())
        } else {
            None
        };
        Ok(Note { details, exchange, strange, stop })
    }

    /// Asks for an order and shows its payment note.
    async fn note(&self, asked: &Asked) -> Response {
        let numbers = (invoice_number(&asked.order_key), fresh_number(12, &SystemRandom));
        let carried = Carried::new(asked, numbers);
        match self.order(asked, &carried).await {
            Ok(note) => self.invoice(StatusCode::OK, carried, note, None),
            Err(response) => response,
        }
    }

    /// Sends a confirmation as the scenario says.
    async fn send(self: &Arc<Self>, scenario: Scenario, request: &Request) -> Sent {
        match scenario {
            Scenario::Late => {
                let Ok(place) = Arc::clone(&self.late).try_acquire_owned() else {
                    return Some((Err(Unreachable::busy()), 0));
                };
                let (simulator, request) = (Arc::clone(self), request.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(simulator.late_after).await;
                    if let Err(error) = simulator.provider.call(&request).await {
                        tracing::warn!(%error, "a late confirmation was not answered");
                    }
                    drop(place);
                });
                None
            }
            Scenario::Duplicate => {
                let (first, second) = tokio::join!(self.provider.call(request), self.provider.call(request));
                let is_right = |outcome: &Result<Exchange, Unreachable>| {
                    outcome.as_ref().is_ok_and(|one| one.examination.accepted() == Some(&Outcome::Confirmed))
                };
                // One that fails is the one to be shown.
                match [first, second].into_iter().find(|outcome| !is_right(outcome)) {
                    Some(failed) => Some((failed, 2)),
                    None => Some((self.provider.call(request).await, 3)),
                }
            }
            Scenario::LostReply => match self.provider.call_and_lose_the_reply(request).await {
                Ok(()) => Some((self.provider.call(request).await, 2)),
                Err(error) => Some((Err(error), 1)),
            },
            _ => Some((self.provider.call(request).await, 1)),
        }
    }

    fn messages(&self, operation: &str, exchange: &Exchange) -> Vec<Message> {
        messages(operation, exchange, self.provider.is_rightly_signed(&exchange.request)).into()
    }

    /// The page of a confirmation that waits, for a payer who came without a way back.
    fn later(&self, confirmed: &Confirmed<'_>) -> Response {
        self.result(confirmed, None, 0)
    }

    fn invoice(&self, status: StatusCode, carried: Carried, note: Note, problem: Option<String>) -> Response {
        let said = (verdicts(&note.exchange.examination, &note.strange), self.messages(GET, &note.exchange));
        self.page(status, "invoice.html", &Invoice::new(carried, &note.details, said, note.stop, problem))
    }

    /// After a confirmation: back to the provider's page, or a page that says how it went.
    fn confirmed(&self, confirmed: Confirmed<'_>, outcome: Result<Exchange, Unreachable>, times: usize) -> Response {
        let Confirmed { decision, paid, .. } = confirmed;
        match outcome {
            Err(error) => self.unreachable(CONFIRM, &decision.asked, confirmed.carried, &error, Some((paid, decision))),
            Ok(exchange) if exchange.examination.accepted() != Some(&Outcome::Confirmed) => {
                self.failed(CONFIRM, &decision.asked, confirmed.carried, &exchange, Some((paid, decision)))
            }
            Ok(exchange) => confirmed.goes_back().unwrap_or_else(|| self.result(&confirmed, Some(&exchange), times)),
        }
    }

    fn result(&self, confirmed: &Confirmed<'_>, exchange: Option<&Exchange>, times: usize) -> Response {
        let Confirmed { decision, carried, paid, paid_at } = confirmed;
        let view = Paid {
            order_key: grouped(&decision.asked.order_key),
            carried: carried.clone(),
            amount: lei(*paid),
            paid_at: long_time(*paid_at),
            instrument: decision.instrument.name(),
            elapsed_ms: exchange.map_or(0, |exchange| exchange.elapsed.as_millis()),
            scenario: decision.scenario.name().0,
            times,
            verdicts: exchange.map_or(Vec::new(), |exchange| verdicts(&exchange.examination, &[])),
            messages: exchange.map_or(Vec::new(), |exchange| self.messages(CONFIRM, exchange)),
        };
        self.page(StatusCode::OK, "result.html", &view)
    }

    /// A call that was answered with a fault, or with what cannot be accepted.
    fn failed(
        &self,
        operation: &'static str,
        asked: &Asked,
        carried: Carried,
        exchange: &Exchange,
        payment: Option<(Money, &Decision)>,
    ) -> Response {
        let text = match &exchange.examination.outcome {
            Ok(Outcome::Fault(fault)) => format!("A răspuns cu eroarea {}: „{}”.", fault.written, fault.reason),
            _ => "Răspunsul nu poate fi primit (the reply cannot be accepted).".to_owned(),
        };
        let mut view = failure(operation, asked, carried, text, exchange.attempts, payment);
        view.verdicts = verdicts(&exchange.examination, &[]);
        view.messages = self.messages(operation, exchange);
        self.page(StatusCode::BAD_GATEWAY, "failure.html", &view)
    }

    /// A call that was not answered.
    fn unreachable(
        &self,
        operation: &'static str,
        asked: &Asked,
        carried: Carried,
        error: &Unreachable,
        payment: Option<(Money, &Decision)>,
    ) -> Response {
        let text = format!("Sistemul instituției nu răspunde (the provider cannot be reached): {error}.");
        self.page(
            StatusCode::BAD_GATEWAY,
            "failure.html",
            &failure(operation, asked, carried, text, ATTEMPTS_MAX, payment),
        )
    }

    /// The home page with a problem.
    fn refuse(&self, status: StatusCode, asked: Option<&Asked>, problem: String) -> Response {
        let mut view = Home { problem: Some(problem), ..Home::default() };
        if let Some(asked) = asked {
            view.service_id.clone_from(&asked.service_id);
            view.order_key.clone_from(&asked.order_key);
            view.return_url = asked.return_url.as_ref().map_or(String::new(), |url| url.as_str().to_owned());
        }
        self.page(status, "home.html", &view)
    }

    fn page(&self, status: StatusCode, name: &str, view: &impl Serialize) -> Response {
        match self.pages.render(name, view) {
            Ok(html) => Response::builder()
                .status(status)
                .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
                .header(header::CACHE_CONTROL, "no-store")
                .header(header::REFERRER_POLICY, "no-referrer")
                .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
                .header(
                    header::CONTENT_SECURITY_POLICY,
                    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
                     base-uri 'none'; frame-ancestors 'none'",
                )
                .body(Body::from(html))
                .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()),
            Err(error) => {
                tracing::error!(page = name, error = %error, "a page of the simulator could not be made");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// What is said of a failed call. What was decided is carried along, so that it can be sent again unchanged.
fn failure(
    operation: &'static str,
    asked: &Asked,
    carried: Carried,
    text: String,
    attempts: usize,
    payment: Option<(Money, &Decision)>,
) -> Failure {
    let title = if operation == CONFIRM { "Confirmarea nu a reușit" } else { "Comanda nu a putut fi citită" };
    Failure {
        title,
        text,
        operation,
        order_key: grouped(&asked.order_key),
        amount: payment.map(|(paid, _)| lei(paid)),
        attempts,
        verdicts: Vec::new(),
        messages: Vec::new(),
        scenario: payment.map_or(Scenario::Success, |(_, decision)| decision.scenario).word(),
        carried,
        instrument: payment.map_or(Instrument::Card, |(_, decision)| decision.instrument).word(),
        typed: payment.and_then(|(_, decision)| decision.amount.clone()).unwrap_or_default(),
        is_repeatable: payment.is_some(),
    }
}

/// The way back to the provider's page, with GET.
fn back(return_url: Option<&ReturnUrl>) -> Option<Response> {
    return_url.map(|url| Redirect::to(url.as_str()).into_response())
}
