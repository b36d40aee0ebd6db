//! Messages put together by hand, so that they can be wrong in every way but one. It must not use the program's own signer.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
pub const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
pub const SHA256_URI: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
pub const X509: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

/// A private key with its certificate.
pub struct Key {
    pub pair: RsaKeyPair,
    pub certificate: Vec<u8>,
    pub certificate_pem: Vec<u8>,
}

impl Key {
    pub fn read(key: &[u8], certificate: &[u8]) -> Key {
        let der = PrivateKeyDer::from_pem_slice(key).unwrap();
        Key {
            pair: RsaKeyPair::from_pkcs8(der.secret_der()).unwrap(),
            certificate: CertificateDer::from_pem_slice(certificate).unwrap().to_vec(),
            certificate_pem: certificate.to_vec(),
        }
    }

    pub fn sign(&self, how: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut value = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(how, &SystemRandom::new(), message, &mut value).unwrap();
        value
    }
}

/// What the signature says and how it is made.
pub struct Statement {
    pub canonicalization: String,
    pub method: String,
    /// The reference's URI, its transforms, its digest method, and what is digested.
    pub references: Vec<(String, String, String, String)>,
    pub key_info: String,
}

/// The parts of a message, each in canonical form.
pub struct Parts {
    /// Before the security header.
    pub blocks: String,
    pub token: String,
    pub timestamp: String,
    pub signature: String,
    /// At the end of the security header.
    pub extra: String,
    pub body: String,
    /// After the body.
    pub after: String,
}

/// A transform without parameters.
pub fn transform(uri: &str) -> String {
    format!(r#"<ds:Transform Algorithm="{uri}"></ds:Transform>"#)
}

pub fn method(uri: &str) -> String {
    format!(r#"<ds:SignatureMethod Algorithm="{uri}"></ds:SignatureMethod>"#)
}

pub fn timestamp(created: &str, expires: &str) -> String {
    format!(
        r#"<u:Timestamp xmlns:u="{WSU}" u:Id="TS"><u:Created>{created}</u:Created><u:Expires>{expires}</u:Expires></u:Timestamp>"#
    )
}

/// A timestamp from one instant to another.
pub fn timestamp_at(created: Timestamp, lifetime: SignedDuration) -> String {
    let text = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    timestamp(&text(created), &text(created + lifetime))
}

/// A body; `id` is its attribute, such as `u:Id="BD"`.
pub fn body(id: &str, operation: &str) -> String {
    let space = if id.is_empty() { "" } else { " " };
    format!(r#"<s:Body xmlns:s="{SOAP}" xmlns:u="{WSU}"{space}{id}>{operation}</s:Body>"#)
}

pub fn token(certificate: &[u8]) -> String {
    let encoded = STANDARD.encode(certificate);
    format!(r#"<o:BinarySecurityToken xmlns:u="{WSU}" ValueType="{X509}" u:Id="X">{encoded}</o:BinarySecurityToken>"#)
}

pub fn key_info() -> String {
    format!(
        r##"<o:SecurityTokenReference><o:Reference URI="#X" ValueType="{X509}"></o:Reference></o:SecurityTokenReference>"##
    )
}

impl Statement {
    /// The right one over a timestamp and a body.
    pub fn over(timestamp: &str, body: &str) -> Statement {
        let part =
            |uri: &str, text: &str| (uri.to_owned(), transform(EXCLUSIVE), SHA256_URI.to_owned(), text.to_owned());
        Statement {
            canonicalization: format!(
                r#"<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"></ds:CanonicalizationMethod>"#
            ),
            method: method(RSA_SHA256),
            references: vec![part("#TS", timestamp), part("#BD", body)],
            key_info: key_info(),
        }
    }

    /// The bytes that are signed.
    pub fn signed_info(&self) -> String {
        let references: String = self
            .references
            .iter()
            .map(|(uri, transforms, method, text)| {
                let value = STANDARD.encode(digest(&SHA256, text.as_bytes()));
                format!(
                    r#"<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm="{method}"></ds:DigestMethod><ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"#
                )
            })
            .collect();
        format!(
            r#"<ds:SignedInfo xmlns:ds="{DS}">{}{}{references}</ds:SignedInfo>"#,
            self.canonicalization, self.method
        )
    }

    /// The signature with a value that someone made.
    pub fn with_value(&self, value: &[u8]) -> String {
        let (info, value) = (self.signed_info(), STANDARD.encode(value));
        format!(
            r#"<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>{}</ds:KeyInfo></ds:Signature>"#,
            self.key_info
        )
    }

    pub fn signed(&self, key: &Key) -> String {
        self.with_value(&key.sign(&RSA_PKCS1_SHA256, self.signed_info().as_bytes()))
    }
}

impl Parts {
    /// A right message around an operation.
    pub fn right(key: &Key, operation: &str, now: Timestamp) -> Parts {
        let timestamp = timestamp_at(now, SignedDuration::from_mins(5));
        let body = body(r#"u:Id="BD""#, operation);
        let signature = Statement::over(&timestamp, &body).signed(key);
        let (blocks, extra, after) = (String::new(), String::new(), String::new());
        Parts { blocks, token: token(&key.certificate), timestamp, signature, extra, body, after }
    }

    /// The same message under another statement.
    pub fn stated(mut self, key: &Key, change: impl FnOnce(&mut Statement)) -> Parts {
        let mut statement = Statement::over(&self.timestamp, &self.body);
        change(&mut statement);
        self.signature = statement.signed(key);
        self
    }

    pub fn text(&self) -> String {
        let Parts { blocks, token, timestamp, signature, extra, body, after } = self;
        format!(
            r#"<s:Envelope xmlns:s="{SOAP}"><s:Header>{blocks}<o:Security xmlns:o="{WSSE}">{token}{timestamp}{signature}{extra}</o:Security></s:Header>{body}{after}</s:Envelope>"#
        )
    }
}
