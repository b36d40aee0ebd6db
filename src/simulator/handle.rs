//! One function for each address of the simulator. It must not know how messages are signed or pages are made.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use jiff::Timestamp;
use serde::Serialize;

use super::Simulator;
use super::exchange::{ATTEMPTS_MAX, Exchange, Unreachable};
use super::input::{Asked, Decision, Form, Instrument};
use super::page::{Carried, Failure, Home, Invoice, Paid, grouped, lei, long_time, status_text, verdicts};
use super::payment::{amount, confirmation, fresh_number};
use crate::i18n::Language;
use crate::ids::SystemRandom;
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
    match simulator.assets.find(uri.path()) {
        Some(file) => {
            let media_type = HeaderValue::from_str(&file.media_type).unwrap_or(HeaderValue::from_static("text/plain"));
            ([(header::CONTENT_TYPE, media_type)], file.bytes.clone()).into_response()
        }
        None => nothing(State(simulator)).await,
    }
}

/// Every other address.
pub(super) async fn nothing(State(simulator): Shared) -> Response {
    simulator.refuse(StatusCode::NOT_FOUND, None, "Pagina nu există (there is no such page)".to_owned())
}

/// `POST /service/pay`: asks the provider for the order and shows the payment note.
pub(super) async fn pay(State(simulator): Shared, body: Bytes) -> Response {
    let asked = match Form::read(&body).and_then(|form| form.asked()) {
        Ok(asked) => asked,
        Err(error) => return simulator.refuse(StatusCode::BAD_REQUEST, None, error.to_string()),
    };
    let numbers = (fresh_number(14, &SystemRandom), fresh_number(12, &SystemRandom));
    let carried = Carried::new(&asked, numbers);
    let note = match simulator.order(&asked, &carried).await {
        Ok(note) => note,
        Err(response) => return response,
    };
    simulator.invoice(StatusCode::OK, carried, note, None)
}

/// `POST /service/confirm`: pays or gives up.
pub(super) async fn confirm(State(simulator): Shared, body: Bytes) -> Response {
    let decision = match Form::read(&body).and_then(|form| form.decision()) {
        Ok(decision) => decision,
        Err(error) => return simulator.refuse(StatusCode::BAD_REQUEST, None, error.to_string()),
    };
    if decision.is_given_up {
        return back(decision.asked.return_url.as_ref()).unwrap_or_else(|| Redirect::to("/").into_response());
    }
    let numbers = (
        decision.invoice_id.clone().unwrap_or_else(|| fresh_number(14, &SystemRandom)),
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
    let Some(paid) = amount(&note.details, decision.amount.as_deref()) else {
        let problem = "Suma nu poate fi plătită (the amount is not allowed for this order)".to_owned();
        return simulator.invoice(StatusCode::BAD_REQUEST, carried, note, Some(problem));
    };
    let paid_at = Timestamp::now();
    let request =
        Request::ConfirmOrderPayment(confirmation(&note.details, paid, numbers, decision.instrument, paid_at));
    let outcome = simulator.provider.call(&request).await;
    simulator.confirmed(&decision, carried, paid, paid_at, outcome)
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
            language: Language::Ro,
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

    fn invoice(&self, status: StatusCode, carried: Carried, note: Note, problem: Option<String>) -> Response {
        let verdicts = verdicts(&note.exchange.examination, &note.strange);
        self.page(status, "invoice.html", &Invoice::new(carried, &note.details, verdicts, note.stop, problem))
    }

    /// After a confirmation: back to the provider's page, or a page that says how it went.
    fn confirmed(
        &self,
        decision: &Decision,
        carried: Carried,
        paid: Money,
        paid_at: Timestamp,
        outcome: Result<Exchange, Unreachable>,
    ) -> Response {
        let exchange = match outcome {
            Ok(exchange) => exchange,
            Err(error) => {
                let payment = Some((paid, decision));
                return self.unreachable(CONFIRM, &decision.asked, carried, &error, payment);
            }
        };
        if exchange.examination.accepted() != Some(&Outcome::Confirmed) {
            return self.failed(CONFIRM, &decision.asked, carried, &exchange, Some((paid, decision)));
        }
        if let Some(response) = back(decision.asked.return_url.as_ref()) {
            return response;
        }
        let view = Paid {
            order_key: grouped(&decision.asked.order_key),
            carried,
            amount: lei(paid),
            paid_at: long_time(paid_at),
            instrument: decision.instrument.name(),
            elapsed_ms: exchange.elapsed.as_millis(),
            verdicts: verdicts(&exchange.examination, &[]),
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
