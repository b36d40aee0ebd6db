//! Keys, certificates and hand-signed messages for the tests of this room.

use std::sync::OnceLock;

use jiff::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};

use super::certificate::{Certificate, Identity, TrustedCertificates};
use super::security::{Signer, Verifier};

/// A key and certificate as files hold them.
pub struct Pair {
    pub key_pem: String,
    pub certificate_pem: String,
}

/// The parties of the tests.
pub struct Keys {
    pub mpay: Pair,
    pub provider: Pair,
    pub stranger: Pair,
}

/// The keys, made once for all tests.
pub fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| Keys { mpay: pair("MPay test"), provider: pair("Provider"), stranger: pair("MPay test") })
}

fn pair(name: &str) -> Pair {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2030, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    Pair { key_pem: key.serialize_pem(), certificate_pem: certificate.pem() }
}

impl Pair {
    pub fn certificate(&self) -> Certificate {
        Certificate::read(self.certificate_pem.as_bytes()).unwrap()
    }

    pub fn signer(&self) -> Signer {
        Signer::new(Identity::read(self.key_pem.as_bytes(), self.certificate_pem.as_bytes()).unwrap())
    }

    pub fn verifier(&self) -> Verifier {
        Verifier::new(TrustedCertificates::new(vec![self.certificate()]).unwrap())
    }
}

/// The instant at which the tests live.
pub fn now() -> Timestamp {
    "2025-07-10T07:51:25Z".parse().unwrap()
}
