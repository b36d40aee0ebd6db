//! One connection: HTTP/1.1 over TCP or TLS, within bounds of time and size.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;

use super::edge::{AtEdge, Edge};
use super::tls::{Peer, Tls};

/// Longest time until a request's head is here, from the connection's beginning or the answer before.
const HEAD_TIME_MAX: Duration = Duration::from_secs(15);
/// Longest time in which a reader of an answer takes none of it.
const STALL_TIME_MAX: Duration = Duration::from_secs(15);
/// How long a connection is kept for further requests.
const LIFETIME_MAX: Duration = Duration::from_secs(600);
/// How long the last answer of a connection may take.
const LAST_ANSWER_TIME_MAX: Duration = Duration::from_secs(60);
/// Largest head of a request, in bytes, and most headers in it.
const HEAD_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;

/// How connections are served.
pub(super) struct Connections {
    http: http1::Builder,
    edge: Arc<Edge>,
    tls: Option<Tls>,
}

impl Connections {
    pub fn new(edge: Edge, tls: Option<Tls>) -> Connections {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_MAX);
        http.max_buf_size(HEAD_BYTES_MAX).max_headers(HEADERS_MAX).pipeline_flush(true);
        Connections { http, edge: Arc::new(edge), tls }
    }

    /// Serves a connection to its end, or until the server stops and the answer under way is given.
    pub async fn serve(&self, stream: TcpStream, address: std::net::SocketAddr, stopped: watch::Receiver<bool>) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection ended before it began");
            return;
        }
        let mut stream = Box::pin(TimeoutStream::new(stream));
        stream.as_mut().set_write_timeout_pinned(Some(STALL_TIME_MAX));
        match &self.tls {
            None => self.speak(stream, Peer::at(address), stopped).await,
            Some(tls) => match tls.accept(stream, address).await {
                Ok((stream, peer)) => self.speak(stream, peer, stopped).await,
                Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
            },
        }
    }

    async fn speak<S>(&self, stream: S, peer: Peer, mut stopped: watch::Receiver<bool>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = AtEdge { edge: Arc::clone(&self.edge), peer };
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            biased;
            ended = connection.as_mut() => ended,
            () = is_over(&mut stopped) => {
                connection.as_mut().graceful_shutdown();
                tokio::time::timeout(LAST_ANSWER_TIME_MAX, connection).await.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = ended {
            // Whoever comes decides how a connection ends: nothing that a person must see.
            tracing::debug!(%error, "a connection ended");
        }
    }
}

/// Ends when the server stops, or the connection is old.
async fn is_over(stopped: &mut watch::Receiver<bool>) {
    tokio::select! {
        // A closed channel is a stop too.
        _ = stopped.wait_for(|is_stopped| *is_stopped) => {}
        () = tokio::time::sleep(LIFETIME_MAX) => {}
    }
}
