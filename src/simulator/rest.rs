//! MPay's REST calls about payment notes, as the simulator answers them. It must not know how a PDF is written.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use super::Simulator;
use super::input::Form;
use super::note::{pdf, size};
use super::payment::invoice_number;
use crate::i18n::Language;
use crate::mpay::call::Outcome;
use crate::mpay::endpoint::Request;
use crate::mpay::message::{OrderDetails, OrderDetailsQuery};

type Shared = State<Arc<Simulator>>;

/// `GET /api/invoices`: the ids of an order's payment notes, of which the simulator gives one.
pub(super) async fn invoices(State(simulator): Shared, RawQuery(query): RawQuery) -> Response {
    match asked(&simulator, &query.unwrap_or_default()).await {
        Ok((details, _)) => {
            let ids = serde_json::json!([invoice_number(&details.order_key)]);
            ([(header::CONTENT_TYPE, "application/json")], ids.to_string()).into_response()
        }
        Err(status) => status.into_response(),
    }
}

/// `GET /api/Invoices/DownloadInvoicePdf`: the payment note as a file.
pub(super) async fn download(State(simulator): Shared, RawQuery(query): RawQuery) -> Response {
    let mut response = bytes(State(simulator), RawQuery(query)).await;
    if response.status() == StatusCode::OK {
        let name = header::HeaderValue::from_static("attachment; filename=\"invoice.pdf\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// `GET /api/Invoices/GetPdfInvoiceBytes`: the payment note on A4 or A5.
pub(super) async fn bytes(State(simulator): Shared, RawQuery(query): RawQuery) -> Response {
    match asked(&simulator, &query.unwrap_or_default()).await {
        Ok((details, size)) => {
            let note = pdf(&details, &invoice_number(&details.order_key), size);
            ([(header::CONTENT_TYPE, "application/pdf")], note).into_response()
        }
        Err(status) => status.into_response(),
    }
}

/// The order of a query, as the provider tells it, and the paper.
async fn asked(simulator: &Simulator, query: &str) -> Result<(OrderDetails, (u32, u32)), StatusCode> {
    let form = Form::read(query.as_bytes()).map_err(|_| StatusCode::BAD_REQUEST)?;
    let id = |name| form.id(name).ok().flatten().ok_or(StatusCode::BAD_REQUEST);
    let (service_id, order_key) = (id("serviceID")?, id("orderKey")?);
    let format = form.id("pageFormat").ok().flatten().unwrap_or_else(|| "A4".to_owned());
    let size = size(&format).ok_or(StatusCode::BAD_REQUEST)?;
    let question = OrderDetailsQuery { language: Language::Ro, order_key, service_id };
    let exchange = simulator.provider.call(&Request::GetOrderDetails(question)).await;
    match exchange.map_err(|_| StatusCode::BAD_GATEWAY)?.examination.accepted() {
        Some(Outcome::OrderDetails(orders)) => {
            orders.first().cloned().map(|details| (details, size)).ok_or(StatusCode::NOT_FOUND)
        }
        _ => Err(StatusCode::BAD_GATEWAY),
    }
}
