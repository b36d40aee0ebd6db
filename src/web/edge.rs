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
use axum::http::{HeaderMap, Method, Request, Response};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::service::Service;
use tower::ServiceExt;

use super::Web;
use super::theme::Theme;
use super::tls::Peer;

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

    /// The answer to a request for something that never changes, when it is at hand.
    fn constant<B>(&self, request: &Request<B>, peer: &Peer) -> Option<Response<Bytes>> {
        let (method, uri) = (request.method(), request.uri());
        if (method != Method::GET && method != Method::HEAD) || uri.query().is_some() {
            return None;
        }
        let path = uri.path();
        if path.starts_with("/static/") {
            // A browser asks for each file once: no pace.
            return self.web.shelf.at_hand(path)?.answer(method, request.headers());
        }
        let served = self.web.app.served();
        let theme = Theme::of(request.headers(), &self.web.settings);
        let constant = self.web.shelf.at_hand(&theme.name_of(served.constant_page(path)?))?;
        // Whoever comes too often is told so by the router.
        if !self.web.door.lets_read(peer.ip(), request.headers(), &self.web.settings) {
            return None;
        }
        constant.answer(method, request.headers())
    }
}

/// The edge, as one connection sees it.
pub(super) struct AtEdge {
    pub edge: Arc<Edge>,
    pub peer: Peer,
    /// Set once a request is there.
    pub is_asked: Arc<AtomicBool>,
}

impl Service<Request<Incoming>> for AtEdge {
    type Response = Answer;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        self.is_asked.store(true, Ordering::Relaxed);
        if let Some(constant) = self.edge.constant(&request, &self.peer) {
            return Answering::Constant(Some(constant.map(|bytes| Either::Left(Full::new(bytes)))));
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let routed = self.edge.router.clone().oneshot(request);
        Answering::Routed(Box::pin(async { routed.await.map(|response| response.map(Either::Right)) }))
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
