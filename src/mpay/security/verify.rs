//! Whether a message was signed by a registered certificate, now, over all that counts. It must not know what the Body says.

use jiff::{SignedDuration, Timestamp};
use roxmltree::{Document, Node, NodeId};

use super::SecurityError;
use super::algorithm::Algorithm;
use super::envelope::{Envelope, id_of, is};
use super::excerpt;
use super::signature::{KeyName, Reference, Signature};
use crate::mpay::certificate::{Certificate, TrustedCertificates, fingerprint};
use crate::mpay::names::WSU;
use crate::mpay::time;
use crate::xml::{self, Canonical, canonicalize};

/// Verifies messages; nothing switches it off. One serves for all requests, on the side of the provider or of MPay.
#[derive(Debug, Clone)]
pub struct Verifier {
    trusted: TrustedCertificates,
    allow_rsa_sha1: bool,
    lifetime_max: SignedDuration,
    skew_max: SignedDuration,
}

/// A message whose signature counts.
#[derive(Debug)]
pub struct Verified<'m> {
    document: Document<'m>,
    operation: NodeId,
    signed_by: SignedBy,
}

/// Who signed, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The SHA-256 of the registered certificate.
    pub fingerprint: String,
    /// Whom the certificate names.
    pub subject: String,
    /// Until when the certificate counts.
    pub not_after: Timestamp,
    /// The signature's algorithm.
    pub algorithm: Algorithm,
}

impl Verified<'_> {
    /// The one element of the signed body.
    pub fn operation(&self) -> Node<'_, '_> {
        // The id is from this very document; its root would be no operation, and refused as such.
        self.document.get_node(self.operation).unwrap_or_else(|| self.document.root_element())
    }

    /// Who signed, and how.
    pub fn signed_by(&self) -> &SignedBy {
        &self.signed_by
    }
}

impl Verifier {
    /// Verifies against these certificates: rsa-sha1 is allowed, as MPay signs with it today; a message may be 15 minutes
    /// old; clocks may differ by 5 minutes.
    pub fn new(trusted: TrustedCertificates) -> Verifier {
        Verifier {
            trusted,
            allow_rsa_sha1: true,
            lifetime_max: SignedDuration::from_mins(15),
            skew_max: SignedDuration::from_mins(5),
        }
    }

    /// Sets whether SHA-1 is allowed, in signatures and digests.
    #[must_use]
    pub fn with_rsa_sha1(mut self, is_allowed: bool) -> Verifier {
        self.allow_rsa_sha1 = is_allowed;
        self
    }

    /// Sets by how much clocks may differ.
    #[must_use]
    pub fn with_skew_max(mut self, skew_max: SignedDuration) -> Verifier {
        self.skew_max = skew_max;
        self
    }

    /// Verifies a message, in the order of the checks' cost and of what they prove: size and form, shape, what the
    /// signature says, whose certificate, the signature's value, the digests, what is covered, and the time: the
    /// certificate's and the message's. References are resolved by position (body, timestamp, token, header blocks),
    /// never by a search for an id.
    ///
    /// # Errors
    /// See [`SecurityError`]; its text is for the log, not for the sender.
    pub fn verify<'m>(&self, message: &'m [u8], now: Timestamp) -> Result<Verified<'m>, SecurityError> {
        let (verified, time) = self.verify_apart_from_time(message, now)?;
        time.map(|()| verified)
    }

    /// Like [`Verifier::verify`], with the verdict on the time apart: of a message that someone registered did sign, only
    /// not for this moment.
    pub(in crate::mpay) fn verify_apart_from_time<'m>(
        &self,
        message: &'m [u8],
        now: Timestamp,
    ) -> Result<(Verified<'m>, Result<(), SecurityError>), SecurityError> {
        let document = xml::parse(message)?;
        let (operation, signed_by, time) = {
            let envelope = Envelope::of(&document)?;
            let signature = Signature::of(&envelope, self.allow_rsa_sha1)?;
            let certificate = self.registered(&signature.key)?;
            check_value(&signature, certificate)?;
            check_references(&envelope, &signature)?;
            let time = if certificate.is_valid_at(now) {
                self.check_time(envelope.timestamp, now)
            } else {
                Err(SecurityError::CertificateDates { fingerprint: certificate.fingerprint().to_owned() })
            };
            let signed_by = SignedBy {
                fingerprint: certificate.fingerprint().to_owned(),
                subject: certificate.subject().to_owned(),
                not_after: certificate.not_after(),
                algorithm: signature.algorithm,
            };
            (envelope.operation.id(), signed_by, time)
        };
        Ok((Verified { document, operation, signed_by }, time))
    }

    fn registered(&self, key: &KeyName) -> Result<&Certificate, SecurityError> {
        let (found, fingerprint) = match key {
            KeyName::Certificate(der) => (self.trusted.by_der(der), fingerprint(der)),
            KeyName::KeyId(id) => {
                let digits: String = id.iter().take(64).map(|byte| format!("{byte:02x}")).collect();
                (self.trusted.by_key_id(id), format!("with the key identifier {digits}"))
            }
        };
        found.ok_or(SecurityError::UnknownSigner { fingerprint })
    }

    fn check_time(&self, timestamp: Node<'_, '_>, now: Timestamp) -> Result<(), SecurityError> {
        let wrong = SecurityError::Time;
        let children = xml::element_children(timestamp).ok_or(wrong("text in the timestamp"))?;
        let [created, expires] = children[..] else { return Err(wrong("not exactly Created and Expires")) };
        if !is(created, WSU, "Created") || !is(expires, WSU, "Expires") {
            return Err(wrong("not exactly Created and Expires"));
        }
        let instant = |element| {
            let text = xml::leaf_text(element).ok_or(wrong("elements or comments in a time"))?;
            time::parse_zoned(text.trim_matches(xml::is_space)).ok_or(wrong("not a time with a zone"))
        };
        let (created, expires) = (instant(created)?, instant(expires)?);
        if expires <= created {
            return Err(wrong("expires before it was created"));
        }
        if created.duration_since(now) > self.skew_max {
            return Err(wrong("created in the future"));
        }
        if now.duration_since(created) > self.lifetime_max {
            return Err(wrong("older than the allowed lifetime"));
        }
        if now.duration_since(expires) >= self.skew_max {
            return Err(wrong("expired"));
        }
        Ok(())
    }
}

fn check_value(signature: &Signature<'_>, certificate: &Certificate) -> Result<(), SecurityError> {
    let how = Canonical { prefix_list: signature.prefix_list, without: None };
    let signed = canonicalize(signature.signed_info, &how);
    certificate
        .key(signature.algorithm)
        .verify_sig(signed.as_bytes(), &signature.value)
        .map_err(|_| SecurityError::SignatureValue)
}

fn check_references(envelope: &Envelope<'_>, signature: &Signature<'_>) -> Result<(), SecurityError> {
    let candidates = [Some(envelope.body), Some(envelope.timestamp), envelope.token];
    let (mut is_body_signed, mut is_timestamp_signed) = (false, false);
    for reference in &signature.references {
        let target = candidates
            .iter()
            .flatten()
            .chain(&envelope.blocks)
            .find(|candidate| id_of(**candidate) == Some(reference.id))
            .ok_or_else(|| SecurityError::Reference(excerpt(reference.id)))?;
        check_digest(*target, reference, envelope)?;
        is_body_signed |= target.id() == envelope.body.id();
        is_timestamp_signed |= target.id() == envelope.timestamp.id();
    }
    if !is_body_signed {
        return Err(SecurityError::NotSigned("the body"));
    }
    if is_timestamp_signed { Ok(()) } else { Err(SecurityError::NotSigned("the timestamp")) }
}

fn check_digest(target: Node<'_, '_>, reference: &Reference<'_>, envelope: &Envelope<'_>) -> Result<(), SecurityError> {
    let is_around_signature = target.id() == envelope.security.id();
    let without = (reference.is_enveloped && is_around_signature).then(|| envelope.signature.id());
    let canonical = canonicalize(target, &Canonical { prefix_list: reference.prefix_list, without });
    if reference.digest.of(canonical.as_bytes()) == reference.value {
        Ok(())
    } else {
        Err(SecurityError::Digest(excerpt(target.tag_name().name())))
    }
}
