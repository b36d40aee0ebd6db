//! Who may come to the MPay endpoint at all, before a message is read. It must not know messages: their signatures are
//! verified whoever brings them.

use axum::http::{HeaderMap, HeaderName};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::tls::{ClientCertificates, Peer, Tls};

/// How a server is guarded.
#[derive(Clone, Default)]
pub struct Guard {
    /// TLS of the server itself; none behind a proxy.
    pub tls: Option<Tls>,
    /// Who may call the MPay endpoint.
    pub mpay_clients: MpayClients,
}

impl Guard {
    /// Lets what another guard of the same kind holds count from now on: its certificates, its key. Connections that
    /// stand keep what they began with.
    pub fn take_over(&self, newer: Guard) {
        if let (Some(tls), Some(newer)) = (&self.tls, &newer.tls) {
            tls.take_over(newer);
        }
        if let (MpayClients::OfProxy(_, ours), MpayClients::OfProxy(_, newer)) =
            (&self.mpay_clients, &newer.mpay_clients)
        {
            ours.take_over(newer);
        }
    }
}

/// Who may call the MPay endpoint.
#[derive(Clone, Debug, Default)]
pub enum MpayClients {
    /// Whoever can reach it: the message's signature decides.
    #[default]
    Anyone,
    /// Who shows a trusted certificate in the TLS handshake with this server.
    OfTls,
    /// Who showed a trusted certificate to the proxy, which puts it into this header, in PEM and percent-encoded as
    /// nginx's `$ssl_client_escaped_cert`. The proxy must remove the header from what comes from outside.
    OfProxy(HeaderName, ClientCertificates),
}

impl MpayClients {
    pub(super) fn admits(&self, peer: &Peer, headers: &HeaderMap) -> bool {
        match self {
            MpayClients::Anyone => true,
            MpayClients::OfTls => peer.has_certificate,
            MpayClients::OfProxy(name, certificates) => {
                let mut values = headers.get_all(name).iter();
                // Twice is once too often: one may be the caller's own.
                let (Some(value), None) = (values.next(), values.next()) else { return false };
                let der = value.to_str().ok().and_then(unescaped);
                der.is_some_and(|der| certificates.accepts(&der))
            }
        }
    }
}

/// The certificate in a percent-encoded PEM.
fn unescaped(value: &str) -> Option<Vec<u8>> {
    // A plus is a plus here, not a space as in forms.
    let pair = format!("_={}", value.replace('+', "%2B"));
    let (_, pem) = form_urlencoded::parse(pair.as_bytes()).next()?;
    CertificateDer::from_pem_slice(pem.as_bytes()).ok().map(|der| der.to_vec())
}
