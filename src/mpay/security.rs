//! WS-Security for exactly MPay's profile: X.509 signatures over Body and Timestamp. It must not know what the Body says.

mod algorithm;
mod envelope;
#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod hostile_tests;
mod sign;
mod signature;
mod verify;

pub use algorithm::Algorithm;
#[cfg(test)]
pub(super) use algorithm::Digest;
pub(super) use envelope::Envelope;
pub use sign::{Prefix, Signer};
pub use verify::{SignedBy, Verified, Verifier};

use crate::diag::one_line as excerpt;
use crate::xml::ReadError;

/// Why a message's signature does not count. The details are for the log: the sender is told `AuthenticationFailed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecurityError {
    /// Not XML within the bounds.
    #[error("unreadable: {0}")]
    Xml(#[from] ReadError),
    /// Not a SOAP 1.1 envelope with one security header of MPay's profile.
    #[error("not the shape of a signed message: {0}")]
    Shape(&'static str),
    /// A header block that must be understood and is not.
    #[error("a header that must be understood is unknown: {0}")]
    MustUnderstand(String),
    /// Two elements have one id.
    #[error("the id {0} is not unique")]
    DuplicateId(String),
    /// The signature is not of the profile.
    #[error("not the form of a signature: {0}")]
    Signature(&'static str),
    /// An algorithm that is not allowed.
    #[error("the algorithm {0} is not allowed")]
    Algorithm(String),
    /// The certificate is not a registered one.
    #[error("unknown signer with the certificate {fingerprint}")]
    UnknownSigner {
        /// The SHA-256 of the message's certificate, or the identifier of its key.
        fingerprint: String,
    },
    /// The certificate is registered, but not valid at this time.
    #[error("the certificate {fingerprint} is not valid at this time")]
    CertificateDates {
        /// The SHA-256 of the certificate.
        fingerprint: String,
    },
    /// The signature was not made with the certificate's key, or not over these references.
    #[error("the signature value is wrong")]
    SignatureValue,
    /// A reference to nothing that may be signed.
    #[error("a reference leads nowhere: {0}")]
    Reference(String),
    /// A signed part was changed.
    #[error("the digest of {0} is wrong")]
    Digest(String),
    /// A part that has to be signed is not.
    #[error("{0} is not signed")]
    NotSigned(&'static str),
    /// The message's time does not fit.
    #[error("the message's time is wrong: {0}")]
    Time(&'static str),
}
