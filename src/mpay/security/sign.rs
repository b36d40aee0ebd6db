//! Signing: an envelope written in canonical form, so that the bytes sent are the bytes digested. It must not know what the Body says.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use super::algorithm::{Algorithm, Digest};
use crate::ids::RandomSource;
use crate::mpay::certificate::{Certificate, Identity};
use crate::mpay::names::{BASE64_BINARY, DS, EXC_C14N, SOAP, WSSE, WSU, X509_V3};
use crate::mpay::time;
use crate::xml::Writer;

/// For how long our messages count.
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// A prefix and its namespace.
pub type Prefix = (&'static str, &'static str);

/// Signs messages with rsa-sha256 over Body and Timestamp, the certificate in a binary security token: the form that all
/// eight implementations which were tried accept. One serves for all messages.
#[derive(Debug)]
pub struct Signer {
    identity: Identity,
    token: String,
}

impl Signer {
    /// A signer with a key.
    pub fn new(identity: Identity) -> Signer {
        let token = STANDARD.encode(identity.certificate().der());
        Signer { identity, token }
    }

    /// The certificate that its messages carry.
    pub fn certificate(&self) -> &Certificate {
        self.identity.certificate()
    }

    /// A SOAP 1.1 message around a body's element, which is in canonical form and declares its own namespaces
    /// (as [`Writer`] writes it). It counts for five minutes.
    pub fn sign(&self, element: &str, now: Timestamp, random: &dyn RandomSource) -> Vec<u8> {
        self.sign_with_prefix(element, None, now, random)
    }

    /// As [`Signer::sign`], with a prefix declared on the body for names within values: `mpay:InvalidParameter` in a
    /// fault's code. The signature lists the prefix, so that its meaning is signed too.
    pub fn sign_with_prefix(
        &self,
        element: &str,
        prefix: Option<Prefix>,
        now: Timestamp,
        random: &dyn RandomSource,
    ) -> Vec<u8> {
        let mut bytes = [0u8; 16];
        random.fill(&mut bytes);
        let nonce: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let [body_id, timestamp_id, token_id] = ["BD", "TS", "X509"].map(|kind| format!("{kind}-{nonce}"));

        let timestamp = timestamp(&timestamp_id, now);
        let body = body(&body_id, element, prefix);
        let signed_info =
            signed_info(&[(&timestamp_id, &timestamp, None), (&body_id, &body, prefix.map(|(prefix, _)| prefix))]);
        let value = STANDARD.encode(self.value(signed_info.as_bytes()));

        let mut envelope = Writer::new();
        envelope.open("soap:Envelope", &[("xmlns:soap", SOAP)]).open("soap:Header", &[]);
        envelope.open("wsse:Security", &[("xmlns:wsse", WSSE)]).canonical(&timestamp);
        let token = [
            ("xmlns:wsu", WSU),
            ("EncodingType", BASE64_BINARY),
            ("ValueType", X509_V3),
            ("wsu:Id", token_id.as_str()),
        ];
        envelope.open("wsse:BinarySecurityToken", &token).text(&self.token).close();
        envelope.open("ds:Signature", &[("xmlns:ds", DS)]).canonical(&signed_info).leaf("ds:SignatureValue", &value);
        envelope.open("ds:KeyInfo", &[]).open("wsse:SecurityTokenReference", &[]);
        envelope.open("wsse:Reference", &[("URI", &format!("#{token_id}")), ("ValueType", X509_V3)]);
        // Reference, SecurityTokenReference, KeyInfo, Signature, Security, Header.
        envelope.close().close().close().close().close().close().canonical(&body);
        envelope.finish().into_bytes()
    }

    #[allow(clippy::expect_used)]
    fn value(&self, message: &[u8]) -> Vec<u8> {
        let key = self.identity.key();
        let mut value = vec![0; key.public_modulus_len()];
        // RSA PKCS#1 with SHA-256 fails only for a buffer of another length than the modulus, or a modulus shorter than
        // the digest; the buffer has its length, and a certificate's key has 2048 bits or more.
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut value).expect("a 2048 bit RSA key signs");
        value
    }
}

fn timestamp(id: &str, now: Timestamp) -> String {
    let mut writer = Writer::new();
    writer.open("wsu:Timestamp", &[("xmlns:wsu", WSU), ("wsu:Id", id)]);
    writer.leaf("wsu:Created", &time::format_utc(now));
    writer.leaf("wsu:Expires", &time::format_utc(now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX)));
    writer.finish()
}

fn body(id: &str, element: &str, prefix: Option<Prefix>) -> String {
    let mut declarations: Vec<(String, &str)> = [("soap", SOAP), ("wsu", WSU)]
        .into_iter()
        .chain(prefix)
        .map(|(prefix, namespace)| (format!("xmlns:{prefix}"), namespace))
        .collect();
    declarations.sort_unstable();
    let mut attributes: Vec<(&str, &str)> = declarations.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    attributes.push(("wsu:Id", id));
    let mut writer = Writer::new();
    writer.open("soap:Body", &attributes).canonical(element);
    writer.finish()
}

/// The statement over some parts: id, canonical form, and a prefix to treat inclusively.
fn signed_info(parts: &[(&str, &str, Option<&str>)]) -> String {
    let mut writer = Writer::new();
    writer.open("ds:SignedInfo", &[("xmlns:ds", DS)]);
    writer.open("ds:CanonicalizationMethod", &[("Algorithm", EXC_C14N)]).close();
    writer.open("ds:SignatureMethod", &[("Algorithm", Algorithm::RsaSha256.uri())]).close();
    for (id, canonical, prefix) in parts {
        writer.open("ds:Reference", &[("URI", &format!("#{id}"))]).open("ds:Transforms", &[]);
        writer.open("ds:Transform", &[("Algorithm", EXC_C14N)]);
        if let Some(prefix) = prefix {
            writer.open("ec:InclusiveNamespaces", &[("xmlns:ec", EXC_C14N), ("PrefixList", prefix)]).close();
        }
        writer.close().close();
        writer.open("ds:DigestMethod", &[("Algorithm", Digest::Sha256.uri())]).close();
        writer.leaf("ds:DigestValue", &STANDARD.encode(Digest::Sha256.of(canonical.as_bytes()))).close();
    }
    writer.finish()
}
