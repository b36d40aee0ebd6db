//! TLS of the server itself: certificates in, connections out. It must not know what is asked over them.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::mpay::certificate;

/// Longest time of a handshake.
const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
/// Most certificates in a chain, and most that clients can be trusted by.
const CERTIFICATES_MAX: usize = 16;

/// Why TLS cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// No certificate in PEM, or too many.
    #[error("there are not 1 to {CERTIFICATES_MAX} certificates in PEM")]
    Certificates,
    /// No private key in PEM.
    #[error("there is no unencrypted private key in PEM")]
    Key,
    /// The key is not the certificate's, or neither can be used.
    #[error("{0}")]
    Unusable(String),
}

/// The server's certificate and key, and whose certificates it asks for. Copies share what is taken over later.
#[derive(Clone)]
pub struct Tls(Arc<RwLock<TlsAcceptor>>);

/// Whose certificates callers of the MPay endpoint may show: these, or those that these have issued. Copies share what
/// is taken over later.
#[derive(Clone, Debug)]
pub struct ClientCertificates(Arc<RwLock<Arc<dyn ClientCertVerifier>>>);

/// What counts at this moment. The locks guard pointers: a panic elsewhere cannot have left one half written.
fn present<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn replace<T: Clone>(lock: &RwLock<T>, newer: &RwLock<T>) {
    let newer = present(newer);
    *lock.write().unwrap_or_else(PoisonError::into_inner) = newer;
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).take(CERTIFICATES_MAX + 1).collect();
    all.ok().filter(|all| (1..=CERTIFICATES_MAX).contains(&all.len())).ok_or(TlsError::Certificates)
}

impl ClientCertificates {
    /// Trusts the certificates in PEM.
    ///
    /// # Errors
    /// `Certificates`; `Unusable` for one that nothing can be trusted by.
    pub fn new(pem: &[u8]) -> Result<ClientCertificates, TlsError> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(pem)? {
            roots.add(certificate).map_err(|error| TlsError::Unusable(error.to_string()))?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
        // Browsers have none: whoever comes to the MPay endpoint is looked at there.
        let verifier = verifier.allow_unauthenticated().build();
        let verifier = verifier.map_err(|error| TlsError::Unusable(error.to_string()))?;
        Ok(ClientCertificates(Arc::new(RwLock::new(verifier))))
    }

    /// Trusts those of another instead, from now on.
    pub(super) fn take_over(&self, newer: &ClientCertificates) {
        replace(&self.0, &newer.0);
    }

    /// Whether a certificate in DER counts now. That its owner holds the key is for someone else to know.
    pub(super) fn accepts(&self, der: &[u8]) -> bool {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map(UnixTime::since_unix_epoch);
        now.is_ok_and(|now| present(&self.0).verify_client_cert(&CertificateDer::from_slice(der), &[], now).is_ok())
    }
}

impl Tls {
    /// TLS 1.2 and 1.3 with a certificate (and those between it and its root) and its key, in PEM.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn new(certificate: &[u8], key: &[u8], clients: Option<&ClientCertificates>) -> Result<Tls, TlsError> {
        let chain = certificates(certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
        let unusable = |error: tokio_rustls::rustls::Error| TlsError::Unusable(error.to_string());
        let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let config = config.map_err(unusable)?;
        let config = match clients {
            Some(clients) => config.with_client_cert_verifier(present(&clients.0)),
            None => config.with_no_client_auth(),
        };
        let mut config = config.with_single_cert(chain, key).map_err(unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(Arc::new(RwLock::new(TlsAcceptor::from(Arc::new(config))))))
    }

    /// Begins every connection from now on as another would.
    pub(super) fn take_over(&self, newer: &Tls) {
        replace(&self.0, &newer.0);
    }

    /// Whom the first certificate in PEM, the server's own, names, and until when it counts.
    ///
    /// # Errors
    /// `Certificates`.
    pub fn subject_and_end(certificate: &[u8]) -> Result<(String, Timestamp), TlsError> {
        let first = CertificateDer::from_pem_slice(certificate).map_err(|_| TlsError::Certificates)?;
        certificate::subject_and_end(&first).map_err(|_| TlsError::Certificates)
    }
}

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    address: SocketAddr,
    /// Whether it showed a certificate in the handshake that is trusted here.
    pub(super) has_certificate: bool,
}

impl Peer {
    /// Its address.
    pub(super) fn ip(&self) -> IpAddr {
        self.address.ip()
    }
}

impl Peer {
    /// The other end of a connection without TLS.
    pub(super) fn at(address: SocketAddr) -> Peer {
        Peer { address, has_certificate: false }
    }
}

impl Tls {
    /// Waits for the handshake.
    ///
    /// # Errors
    /// When it fails or takes too long.
    pub(super) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        address: SocketAddr,
    ) -> io::Result<(TlsStream<S>, Peer)> {
        let stream = tokio::time::timeout(HANDSHAKE_TIME_MAX, present(&self.0).accept(stream)).await??;
        let has_certificate = stream.get_ref().1.peer_certificates().is_some_and(|all| !all.is_empty());
        Ok((stream, Peer { address, has_certificate }))
    }
}
