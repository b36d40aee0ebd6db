//! One connection: HTTP/1.1 over TCP or TLS, within bounds of time and size.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};
use tokio_io_timeout::TimeoutStream;

use super::Bounds;
use super::door::Refused;
use super::edge::{AtEdge, Edge};
use super::gate::Gated;
use super::tls::{Peer, Tls};
use crate::i18n::{self, Language};

/// How long the last answer of a connection may take.
const LAST_ANSWER_TIME_MAX: Duration = Duration::from_secs(60);
/// How long it may take to be told what is wrong, and until something is asked on a spare connection.
const TURN_AWAY_TIME_MAX: Duration = Duration::from_secs(2);
/// Largest head of a request, in bytes, and most headers in it.
const HEAD_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;

/// How connections are served.
pub(super) struct Connections {
    http: http1::Builder,
    edge: Arc<Edge>,
    tls: Option<Tls>,
    bounds: Bounds,
    /// What is told to those whose first words are no request, or too many.
    unreadable: Vec<u8>,
    too_large: Vec<u8>,
}

impl Connections {
    pub fn new(edge: Edge, tls: Option<Tls>, bounds: Bounds) -> Connections {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(bounds.head_time_max);
        // Each answer goes out at once, also where more was sent already: if that cannot be read, the connection ends, and an
        // answer that waited for the next would be lost.
        http.max_buf_size(HEAD_BYTES_MAX).max_headers(HEADERS_MAX).pipeline_flush(false);
        // Whoever says that nothing more comes still waits for the answer.
        http.half_close(true);
        let answer = |status, texts| answer(edge.common_headers(), status, texts);
        let unreadable = answer("400 Bad Request", ["page-bad-request-title", "page-bad-request-text"]);
        let too_large =
            answer("431 Request Header Fields Too Large", ["page-head-too-large-title", "page-head-too-large-text"]);
        Connections { http, edge: Arc::new(edge), tls, bounds, unreadable, too_large }
    }

    /// Serves a connection to its end, or until the server stops and the answer under way is given.
    pub async fn serve(&self, stream: TcpStream, address: SocketAddr, stopped: watch::Receiver<bool>) {
        self.begin(stream, address, stopped, Use::default()).await;
    }

    /// Serves a connection for which there is only spare room: MPay's call is answered, all else is told to come back, and
    /// then it ends. Until something is asked it may have to give way: when `stay` ends, or after a time.
    pub async fn serve_spare(
        &self,
        stream: TcpStream,
        address: SocketAddr,
        stopped: watch::Receiver<bool>,
        stay: oneshot::Receiver<()>,
    ) {
        let usage = Use { is_spare: true, is_asked: Arc::default() };
        let is_asked = Arc::clone(&usage.is_asked);
        let gave_way = async {
            // Either is the end.
            let _ = tokio::time::timeout(TURN_AWAY_TIME_MAX, stay).await;
            if is_asked.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = self.begin(stream, address, stopped, usage) => {}
            () = gave_way => {}
        }
    }

    async fn begin(&self, stream: TcpStream, address: SocketAddr, stopped: watch::Receiver<bool>, usage: Use) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection ended before it began");
            return;
        }
        let mut stream = Box::pin(TimeoutStream::new(stream));
        stream.as_mut().set_write_timeout_pinned(Some(self.bounds.stall_time_max));
        match &self.tls {
            None => self.speak(stream, Peer::at(address), stopped, usage).await,
            Some(tls) => match tls.accept(stream, address).await {
                Ok((stream, peer)) => self.speak(stream, peer, stopped, usage).await,
                Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
            },
        }
    }

    async fn speak<S>(&self, stream: S, peer: Peer, mut stopped: watch::Receiver<bool>, usage: Use)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Use { is_spare, is_asked } = usage;
        let service = AtEdge { edge: Arc::clone(&self.edge), peer, is_asked: Arc::clone(&is_asked), is_spare };
        let stream = TokioIo::new(Gated::new(stream, Arc::clone(&is_asked)));
        let mut connection = self.http.serve_connection(stream, service);
        let ended = tokio::select! {
            biased;
            ended = &mut connection => ended,
            () = is_over(&mut stopped, self.bounds.lifetime_max) => {
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                tokio::time::timeout(LAST_ANSWER_TIME_MAX, &mut connection).await.unwrap_or(Ok(()))
            }
        };
        let Err(error) = ended else { return };
        if error.is_parse() && !is_asked.load(Ordering::Relaxed) {
            let (refusal, refused) = if error.is_parse_too_large() {
                (&self.too_large, Refused { why: "the request's head is too large", status: 431 })
            } else {
                (&self.unreadable, Refused { why: "this is no request of HTTP/1.1", status: 400 })
            };
            self.edge.note(refused, &peer);
            tell(connection.into_parts().io.into_inner().into_inner(), refusal).await;
        }
        // Whoever comes decides how a connection ends: nothing that a person must see.
        tracing::debug!(%error, "a connection ended");
    }
}

/// What a connection is for.
#[derive(Default)]
struct Use {
    /// For MPay's calls alone, and for one.
    is_spare: bool,
    /// Whether something was asked on it.
    is_asked: Arc<AtomicBool>,
}

/// Says something and ends a connection. What was not read when it ends would take the answer with it.
async fn tell(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &[u8]) {
    let mut rest = [0; 4096];
    let told = async {
        stream.write_all(answer).await?;
        stream.shutdown().await?;
        while stream.read(&mut rest).await? > 0 {}
        std::io::Result::Ok(())
    };
    if let Ok(Err(error)) = tokio::time::timeout(TURN_AWAY_TIME_MAX, told).await {
        tracing::debug!(%error, "a connection ended while it was told something");
    }
}

/// A whole answer to those of whom no request is known: in all languages.
fn answer(common: &HeaderMap, status: &str, texts: [&str; 2]) -> Vec<u8> {
    let line = |language| texts.map(|id| i18n::text(language, id)).join(". ");
    let body = Language::ALL.map(line).join("\n");
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncache-control: no-store\r\n\
         content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n",
        body.len()
    )
    .into_bytes();
    for (name, value) in common {
        answer.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    answer.extend([b"\r\n", body.as_bytes()].concat());
    answer
}

/// Ends when the server stops, or the connection is old.
async fn is_over(stopped: &mut watch::Receiver<bool>, lifetime_max: Duration) {
    tokio::select! {
        // A closed channel is a stop too.
        _ = stopped.wait_for(|is_stopped| *is_stopped) => {}
        () = tokio::time::sleep(lifetime_max) => {}
    }
}
