//! The edge: what every request meets first. Constant answers are given here, before anything is decided about a request
//! but how often its place may come; all else goes to the router.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::service::Service;
use tower::ServiceExt;

use super::Web;
use super::door::{Refused, names_one_host};
use super::mpay::is_of_mpay;
use super::place;
use super::theme::Theme;
use super::tls::Peer;
use crate::i18n::{self, Language};

/// A constant, or what a handler made.
pub(super) type Answer = Response<Either<Full<Bytes>, Body>>;

/// All that answers requests, shared by all connections.
pub(super) struct Edge {
    web: Web,
    router: Router,
}

impl Edge {
    pub fn new(web: Web, router: Router) -> Edge {
        Edge { web, router }
    }

    /// What the handlers share.
    pub fn web(&self) -> &Web {
        &self.web
    }

    /// The headers of all answers.
    pub fn common_headers(&self) -> &HeaderMap {
        &self.web.common_headers
    }

    /// Notes that the other end of a connection was refused something, before anything was known of a request.
    pub fn note(&self, refused: Refused, peer: &Peer) {
        let place = place::of_request(&self.web, peer, &HeaderMap::new());
        self.web.door.refusals.note(refused, place, "");
    }

    /// What is told, in all languages, to those for whom there is no room. Nothing is kept of what is asked, and the
    /// connection ends.
    fn busy(&self) -> Answer {
        let texts = ["page-unavailable-title", "page-unavailable-text"];
        let line = |language| texts.map(|id| i18n::text(language, id)).join(". ");
        let body = Bytes::from(Language::ALL.map(line).join("\n"));
        let mut response = Response::new(Either::Left(Full::new(body)));
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        response
            .headers_mut()
            .extend(self.web.common_headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        for (name, value) in [
            (CONTENT_TYPE, "text/plain; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (RETRY_AFTER, "5"),
            (CONNECTION, "close"),
        ] {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }

    /// The answer to a request for something that never changes, when it is at hand.
    fn constant<B>(&self, request: &Request<B>, peer: &Peer) -> Option<Response<Bytes>> {
        let (method, uri) = (request.method(), request.uri());
        if (method != Method::GET && method != Method::HEAD) || uri.query().is_some() {
            return None;
        }
        let path = uri.path();
        // Whoever comes too often, or names no host or two, is told so by the router.
        let headers = request.headers();
        if !names_one_host(request.version(), headers) {
            return None;
        }
        if path.starts_with("/static/") {
            let file = self.web.shelf.at_hand(path)?;
            let lets = self.web.door.lets_read_file(peer.ip(), headers, &self.web.settings);
            return if lets { file.answer(method, headers) } else { None };
        }
        let served = self.web.app.served();
        let theme = Theme::of(headers, &self.web.settings);
        let constant = self.web.shelf.at_hand(&theme.name_of(served.constant_page(path)?))?;
        if !self.web.door.lets_read(peer.ip(), headers, &self.web.settings) {
            return None;
        }
        constant.answer(method, headers)
    }
}

/// The edge, as one connection sees it.
pub(super) struct AtEdge {
    pub edge: Arc<Edge>,
    pub peer: Peer,
    /// Set once a request is there.
    pub is_asked: Arc<AtomicBool>,
    /// Whether there is room on it for a call of MPay alone.
    pub is_spare: bool,
}

impl Service<Request<Incoming>> for AtEdge {
    type Response = Answer;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        self.is_asked.store(true, Ordering::Relaxed);
        if self.is_spare && !is_of_mpay(request.uri().path()) {
            self.edge.note(Refused { why: "there is no room for more connections", status: 503 }, &self.peer);
            return Answering::Constant(Some(self.edge.busy()));
        }
        let is_spare = self.is_spare;
        if let Some(constant) = self.edge.constant(&request, &self.peer) {
            return Answering::Constant(Some(constant.map(|bytes| Either::Left(Full::new(bytes)))));
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let routed = self.edge.router.clone().oneshot(request);
        Answering::Routed(Box::pin(async move {
            routed.await.map(|mut response| {
                if is_spare {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                response.map(Either::Right)
            })
        }))
    }
}

/// An answer that is here, or on its way.
pub(super) enum Answering {
    Constant(Option<Answer>),
    Routed(Pin<Box<dyn Future<Output = Result<Answer, Infallible>> + Send>>),
}

impl Future for Answering {
    type Output = Result<Answer, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            // Taken once: a future that has given its answer is not asked again.
            Answering::Constant(answer) => answer.take().map_or(Poll::Pending, |answer| Poll::Ready(Ok(answer))),
            Answering::Routed(routed) => routed.as_mut().poll(context),
        }
    }
}
