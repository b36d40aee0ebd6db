//! Keys, certificates and hand-signed messages for the tests of this room.

use std::process::Command;
use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;

use super::certificate::{Certificate, Identity, TrustedCertificates};
use super::names::{BASE64_BINARY, DS, EXC_C14N, SOAP, WSSE, WSU, X509_V3};
use super::security::{Algorithm, Digest, Signer, Verifier};
use crate::xml;

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

/// A message that the tests sign themselves, so that it can be wrong in every way but one: its signature is made of what it says.
pub struct Draft {
    pub pair: &'static Pair,
    pub operation: String,
    pub body_tag: String,
    pub created: String,
    pub expires: String,
    /// Written before the security header.
    pub blocks: String,
    /// Written into the security header.
    pub extra: String,
    pub canonicalization: String,
    pub method: String,
    /// Id of the part, its transforms, its digest algorithm; the parts are `TS`, `BD` and what `others` holds.
    pub references: Vec<(String, String, Digest)>,
    pub others: Vec<(String, String)>,
    pub key_info: String,
    pub certificate: Vec<u8>,
    pub algorithm: &'static dyn RsaEncoding,
}

pub const C14N: &str = r#"<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>"#;
pub const ENVELOPED_C14N: &str = r#"<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>"#;

impl Draft {
    /// A right message of MPay around an operation.
    pub fn new(operation: &str) -> Draft {
        let sha256 = |id: &str| (id.to_owned(), C14N.to_owned(), Digest::Sha256);
        Draft {
            pair: &keys().mpay,
            operation: operation.to_owned(),
            body_tag: format!(r#"<s:Body xmlns:s="{SOAP}" xmlns:u="{WSU}" u:Id="BD">"#),
            created: "2025-07-10T07:51:23Z".to_owned(),
            expires: "2025-07-10T07:56:23Z".to_owned(),
            blocks: String::new(),
            extra: String::new(),
            canonicalization: format!(
                r#"<ds:CanonicalizationMethod Algorithm="{EXC_C14N}"></ds:CanonicalizationMethod>"#
            ),
            method: format!(r#"<ds:SignatureMethod Algorithm="{}"></ds:SignatureMethod>"#, Algorithm::RsaSha256.uri()),
            references: vec![sha256("TS"), sha256("BD")],
            others: Vec::new(),
            key_info: format!(
                r##"<o:SecurityTokenReference><o:Reference URI="#X" ValueType="{X509_V3}"/></o:SecurityTokenReference>"##
            ),
            certificate: keys().mpay.certificate().der().to_vec(),
            algorithm: &RSA_PKCS1_SHA256,
        }
    }

    /// The signed message.
    pub fn text(&self) -> String {
        let body = format!("{}{}</s:Body>", self.body_tag, self.operation);
        let timestamp = format!(
            r#"<u:Timestamp xmlns:u="{WSU}" u:Id="TS"><u:Created>{}</u:Created><u:Expires>{}</u:Expires></u:Timestamp>"#,
            self.created, self.expires
        );
        let references: String = self
            .references
            .iter()
            .map(|(id, transforms, digest)| {
                let part = match id.as_str() {
                    "TS" => &timestamp,
                    "BD" => &body,
                    id => self.others.iter().find(|(other, _)| other == id).map_or(&body, |(_, part)| part),
                };
                let document = xml::parse(part.as_bytes()).unwrap();
                let canonical = xml::canonicalize(document.root_element(), &xml::Canonical::default());
                let value = STANDARD.encode(digest.of(canonical.as_bytes()));
                let uri = if id.contains(':') || id.is_empty() { id.clone() } else { format!("#{id}") };
                format!(
                    r#"<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm="{}"></ds:DigestMethod><ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"#,
                    digest.uri()
                )
            })
            .collect();
        let info = format!(
            r#"<ds:SignedInfo xmlns:ds="{DS}">{}{}{references}</ds:SignedInfo>"#,
            self.canonicalization, self.method
        );
        let value = STANDARD.encode(self.sign(info.as_bytes()));
        let token = STANDARD.encode(&self.certificate);
        let others: String =
            self.others.iter().filter(|(id, _)| id.starts_with('B')).map(|(_, part)| part.as_str()).collect();
        format!(
            r#"<s:Envelope xmlns:s="{SOAP}"><s:Header>{}{others}<o:Security xmlns:o="{WSSE}"><o:BinarySecurityToken xmlns:u="{WSU}" u:Id="X" ValueType="{X509_V3}" EncodingType="{BASE64_BINARY}">{token}</o:BinarySecurityToken>{timestamp}<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>{}</ds:KeyInfo></ds:Signature>{}</o:Security></s:Header>{body}</s:Envelope>"#,
            self.blocks, self.key_info, self.extra
        )
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let der = PrivateKeyDer::from_pem_slice(self.pair.key_pem.as_bytes()).unwrap();
        let key = RsaKeyPair::from_pkcs8(der.secret_der()).unwrap();
        let mut value = vec![0; key.public_modulus_len()];
        key.sign(self.algorithm, &SystemRandom::new(), message, &mut value).unwrap();
        value
    }
}

/// Runs a program over files in a new folder and gives what it wrote and whether it was content.
pub fn run(program: &str, arguments: &[&str], files: &[(&str, &str)]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|error| panic!("this test needs {program} (xmlsec1, libxml2-utils): {error}"));
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

/// Whether the element in a message's body, or an element by itself, is what the contract's schema asks.
pub fn assert_schema(element: &str) {
    let schema = include_str!("contract/mpay-strict.xsd");
    let (is_valid, text) =
        run("xmllint", &["--noout", "--nonet", "--schema", "s.xsd", "m.xml"], &[("s.xsd", schema), ("m.xml", element)]);
    assert!(is_valid, "{text}\n{element}");
}

/// The operation in a message, with the namespaces that it needs.
pub fn operation_of(message: &[u8]) -> String {
    let document = xml::parse(message).unwrap();
    let body = document.descendants().find(|node| node.has_tag_name((SOAP, "Body"))).unwrap();
    xml::canonicalize(body.first_element_child().unwrap(), &xml::Canonical::default())
}

/// A query as MPay writes it.
pub fn query() -> &'static str {
    r#"<GetOrderDetails xmlns="https://mpay.gov.md"><query><Language>RO</Language><OrderKey>MDS02250710092629689</OrderKey><ServiceID>MDS02</ServiceID></query></GetOrderDetails>"#
}
