//! Certificates and private keys: read once, then ready to verify and to sign. It must not know messages.

use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::signature::{self, KeyPair, ParsedPublicKey, RsaKeyPair, RsaParameters};
use jiff::Timestamp;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Most certificates that can be trusted at a time: the present one, the next one, and room.
pub const TRUSTED_MAX: usize = 8;

/// Why a certificate or key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Neither PEM nor DER of a certificate.
    #[error("not a certificate in PEM or DER")]
    NotACertificate,
    /// Neither PEM nor DER of an unencrypted RSA key.
    #[error("not an unencrypted RSA private key in PEM or PKCS#8 DER")]
    NotAKey,
    /// The certificate's key is not RSA of 2048 to 8192 bits.
    #[error("the certificate's key is not an RSA key of 2048 to 8192 bits")]
    NotRsa,
    /// The key and the certificate do not belong together.
    #[error("the private key is not the certificate's")]
    OtherKey,
    /// No certificate to trust, or more than [`TRUSTED_MAX`].
    #[error("between 1 and {TRUSTED_MAX} certificates can be trusted")]
    Count,
}

/// A certificate with an RSA key, imported for every signature algorithm.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    fingerprint: String,
    subject: String,
    key_id: Vec<u8>,
    public_key: Vec<u8>,
    not_before: Timestamp,
    not_after: Timestamp,
    sha1: ParsedPublicKey,
    sha256: ParsedPublicKey,
    sha384: ParsedPublicKey,
    sha512: ParsedPublicKey,
}

impl Certificate {
    /// Reads one certificate, in PEM (the first of the file) or DER.
    ///
    /// # Errors
    /// `NotACertificate`, or `NotRsa` for a key that no allowed algorithm can use.
    pub fn read(bytes: &[u8]) -> Result<Certificate, CertificateError> {
        if !is_pem(bytes) {
            return Certificate::from_der(bytes);
        }
        let der = CertificateDer::from_pem_slice(bytes).map_err(|_| CertificateError::NotACertificate)?;
        Certificate::from_der(&der)
    }

    /// Reads every certificate of a PEM file, at most [`TRUSTED_MAX`], or the one of a DER file.
    ///
    /// # Errors
    /// As for [`Certificate::read`]; `Count` for none or too many.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
        if !is_pem(bytes) {
            return Certificate::from_der(bytes).map(|certificate| vec![certificate]);
        }
        let certificates = CertificateDer::pem_slice_iter(bytes)
            .take(TRUSTED_MAX + 1)
            .map(|der| Certificate::from_der(&der.map_err(|_| CertificateError::NotACertificate)?))
            .collect::<Result<Vec<_>, _>>()?;
        if (1..=TRUSTED_MAX).contains(&certificates.len()) { Ok(certificates) } else { Err(CertificateError::Count) }
    }

    fn from_der(der: &[u8]) -> Result<Certificate, CertificateError> {
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| CertificateError::NotACertificate)?;
        if !rest.is_empty() {
            return Err(CertificateError::NotACertificate);
        }
        let bits = parsed.public_key().subject_public_key.data.as_ref();
        let key = |algorithm: &'static RsaParameters| {
            ParsedPublicKey::new(algorithm, bits).map_err(|_| CertificateError::NotRsa)
        };
        let is_rsa = parsed.public_key().parsed().is_ok_and(
            |key| matches!(key, x509_parser::public_key::PublicKey::RSA(rsa) if (2041..=8192).contains(&rsa.key_size())),
        );
        if !is_rsa {
            return Err(CertificateError::NotRsa);
        }
        let instant = |time: x509_parser::time::ASN1Time| {
            Timestamp::from_second(time.timestamp()).map_err(|_| CertificateError::NotACertificate)
        };
        let extension = parsed.iter_extensions().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
            _ => None,
        });
        Ok(Certificate {
            der: der.to_vec(),
            fingerprint: fingerprint(der),
            subject: parsed.subject().to_string(),
            // RFC 5280, 4.2.1.2: the SHA-1 of the key where the certificate has no identifier of its own.
            key_id: extension.unwrap_or_else(|| digest(&SHA1_FOR_LEGACY_USE_ONLY, bits).as_ref().to_vec()),
            public_key: bits.to_vec(),
            not_before: instant(parsed.validity().not_before)?,
            not_after: instant(parsed.validity().not_after)?,
            sha1: key(&signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY)?,
            sha256: key(&signature::RSA_PKCS1_2048_8192_SHA256)?,
            sha384: key(&signature::RSA_PKCS1_2048_8192_SHA384)?,
            sha512: key(&signature::RSA_PKCS1_2048_8192_SHA512)?,
        })
    }

    /// The certificate's bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The SHA-256 of its bytes, in 64 hexadecimal digits: what an operator compares.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whom it names, `CN=…`.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Its `X509v3 Subject Key Identifier`, or the SHA-1 of its key.
    pub fn key_id(&self) -> &[u8] {
        &self.key_id
    }

    /// From when it counts.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// Until when it counts.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Whether it counts at an instant.
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }

    pub(super) fn key(&self, algorithm: super::security::Algorithm) -> &ParsedPublicKey {
        use super::security::Algorithm;
        match algorithm {
            Algorithm::RsaSha1 => &self.sha1,
            Algorithm::RsaSha256 => &self.sha256,
            Algorithm::RsaSha384 => &self.sha384,
            Algorithm::RsaSha512 => &self.sha512,
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("subject", &self.subject).field("fingerprint", &self.fingerprint).finish()
    }
}

/// Whom a certificate in DER names, and until when it counts; whatever kind of key it has.
///
/// # Errors
/// `NotACertificate`.
pub fn subject_and_end(der: &[u8]) -> Result<(String, Timestamp), CertificateError> {
    let (_, parsed) = X509Certificate::from_der(der).map_err(|_| CertificateError::NotACertificate)?;
    let end = Timestamp::from_second(parsed.validity().not_after.timestamp());
    Ok((parsed.subject().to_string(), end.map_err(|_| CertificateError::NotACertificate)?))
}

/// The certificates whose signatures count; several, so that an old and a new one overlap.
#[derive(Debug, Clone)]
pub struct TrustedCertificates(Vec<Certificate>);

impl TrustedCertificates {
    /// Some certificates to trust.
    ///
    /// # Errors
    /// `Count` for none, or for more than [`TRUSTED_MAX`].
    pub fn new(certificates: Vec<Certificate>) -> Result<TrustedCertificates, CertificateError> {
        if (1..=TRUSTED_MAX).contains(&certificates.len()) {
            Ok(TrustedCertificates(certificates))
        } else {
            Err(CertificateError::Count)
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.0.iter()
    }

    pub(super) fn by_der(&self, der: &[u8]) -> Option<&Certificate> {
        self.0.iter().find(|certificate| certificate.der == der)
    }

    pub(super) fn by_key_id(&self, key_id: &[u8]) -> Option<&Certificate> {
        self.0.iter().find(|certificate| certificate.key_id == key_id)
    }
}

/// A private key with its certificate.
pub struct Identity {
    key: RsaKeyPair,
    certificate: Certificate,
}

impl Identity {
    /// Reads a private key (PEM of PKCS#8 or PKCS#1, or DER of PKCS#8) and its certificate (PEM or DER).
    ///
    /// # Errors
    /// `NotAKey`, `NotACertificate`, `NotRsa`, or `OtherKey` when they do not belong together.
    pub fn read(key: &[u8], certificate: &[u8]) -> Result<Identity, CertificateError> {
        let certificate = Certificate::read(certificate)?;
        let key = if is_pem(key) {
            match PrivateKeyDer::from_pem_slice(key) {
                Ok(PrivateKeyDer::Pkcs8(key)) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
                Ok(PrivateKeyDer::Pkcs1(key)) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
                _ => return Err(CertificateError::NotAKey),
            }
        } else {
            RsaKeyPair::from_pkcs8(key)
        }
        .map_err(|_| CertificateError::NotAKey)?;
        if key.public_key().as_ref() != certificate.public_key {
            return Err(CertificateError::OtherKey);
        }
        Ok(Identity { key, certificate })
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    pub(super) fn key(&self) -> &RsaKeyPair {
        &self.key
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// The SHA-256 of a certificate's bytes in hexadecimal digits.
pub(super) fn fingerprint(der: &[u8]) -> String {
    digest(&SHA256, der).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(11).any(|window| window == b"-----BEGIN ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mpay::testing::keys;

    #[test]
    fn a_certificate_reads_the_same_from_pem_and_der() {
        let pem = Certificate::read(keys().mpay.certificate_pem.as_bytes()).unwrap();
        let der = Certificate::read(pem.der()).unwrap();
        assert_eq!(pem.fingerprint(), der.fingerprint());
        assert_eq!(pem.fingerprint().len(), 64);
        assert_eq!(pem.subject(), "CN=MPay test");
        assert!(pem.not_before() < pem.not_after());
        let both = format!("{}{}", keys().mpay.certificate_pem, keys().provider.certificate_pem);
        assert_eq!(Certificate::read_all(both.as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn a_key_must_be_the_certificate_s() {
        let (mpay, other) = (&keys().mpay, &keys().provider);
        assert!(Identity::read(mpay.key_pem.as_bytes(), mpay.certificate_pem.as_bytes()).is_ok());
        let error = Identity::read(mpay.key_pem.as_bytes(), other.certificate_pem.as_bytes()).unwrap_err();
        assert_eq!(error, CertificateError::OtherKey);
    }

    #[test]
    fn what_is_not_a_certificate_or_key_is_refused() {
        for bytes in [&b""[..], b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert_eq!(Certificate::read(bytes).unwrap_err(), CertificateError::NotACertificate);
            let error = Identity::read(bytes, keys().mpay.certificate_pem.as_bytes()).unwrap_err();
            assert_eq!(error, CertificateError::NotAKey);
        }
        assert!(TrustedCertificates::new(Vec::new()).is_err());
        let elliptic = rcgen::generate_simple_self_signed(vec!["x".to_owned()]).unwrap();
        assert_eq!(Certificate::read(elliptic.cert.der()).unwrap_err(), CertificateError::NotRsa);
        let (subject, end) = subject_and_end(elliptic.cert.der()).unwrap();
        assert!(subject.starts_with("CN=") && end > Timestamp::UNIX_EPOCH, "{subject} {end}");
        assert_eq!(subject_and_end(b"x").unwrap_err(), CertificateError::NotACertificate);
    }
}
