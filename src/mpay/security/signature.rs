//! What a signature says, read by a white list: everything that the profile does not use is refused. It must not
//! know keys or the parts that are signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use super::algorithm::{Algorithm, Digest};
use super::envelope::{Envelope, id_of, is};
use super::{SecurityError, excerpt};
use crate::mpay::names::{BASE64_BINARY, DS, ENVELOPED, EXC_C14N, WSSE, X509_SKI, X509_SKI_OF_TOOLS, X509_V3};
use crate::xml;

/// Most references of a signature.
const REFERENCES_MAX: usize = 12;

/// A signature's statement.
pub(super) struct Signature<'d> {
    pub(super) signed_info: Node<'d, 'd>,
    pub(super) prefix_list: &'d str,
    pub(super) algorithm: Algorithm,
    pub(super) references: Vec<Reference<'d>>,
    pub(super) value: Vec<u8>,
    pub(super) key: KeyName,
}

/// One signed part, by its id.
pub(super) struct Reference<'d> {
    pub(super) id: &'d str,
    pub(super) is_enveloped: bool,
    pub(super) prefix_list: &'d str,
    pub(super) digest: Digest,
    pub(super) value: Vec<u8>,
}

/// How the message names the signer's certificate.
pub(super) enum KeyName {
    /// By its bytes.
    Certificate(Vec<u8>),
    /// By its subject key identifier.
    KeyId(Vec<u8>),
}

impl<'d> Signature<'d> {
    /// Reads the signature of an envelope.
    pub(super) fn of(envelope: &Envelope<'d>, allow_sha1: bool) -> Result<Signature<'d>, SecurityError> {
        let [signed_info, value, key_info] = children(envelope.signature, &["Id"])?[..] else {
            return Err(SecurityError::Signature("not exactly SignedInfo, SignatureValue, KeyInfo"));
        };
        expect(signed_info, "SignedInfo")?;
        expect(value, "SignatureValue")?;
        expect(key_info, "KeyInfo")?;
        let parts = children(signed_info, &["Id"])?;
        let [canonicalization, method, references @ ..] = &parts[..] else {
            return Err(SecurityError::Signature("SignedInfo is incomplete"));
        };
        expect(*canonicalization, "CanonicalizationMethod")?;
        expect(*method, "SignatureMethod")?;
        let prefix_list = exclusive(*canonicalization)?;
        let algorithm = Algorithm::from_uri(named_algorithm(*method)?)
            .filter(|algorithm| allow_sha1 || *algorithm != Algorithm::RsaSha1)
            .ok_or_else(|| not_allowed(*method))?;
        empty(*method)?;
        if !(1..=REFERENCES_MAX).contains(&references.len()) {
            return Err(SecurityError::Signature("not 1 to 12 references"));
        }
        let references =
            references.iter().map(|&node| reference(node, allow_sha1)).collect::<Result<Vec<_>, SecurityError>>()?;
        only_attributes(value, &["Id"])?;
        let value = binary(value)?;
        Ok(Signature { signed_info, prefix_list, algorithm, references, value, key: key_name(key_info, envelope)? })
    }
}

fn reference<'d>(node: Node<'d, 'd>, allow_sha1: bool) -> Result<Reference<'d>, SecurityError> {
    expect(node, "Reference")?;
    let [transforms, method, value] = children(node, &["URI", "Id", "Type"])?[..] else {
        return Err(SecurityError::Signature("a reference is not exactly Transforms, DigestMethod, DigestValue"));
    };
    expect(transforms, "Transforms")?;
    expect(method, "DigestMethod")?;
    expect(value, "DigestValue")?;
    let uri = node.attribute("URI").unwrap_or_default();
    let id = uri.strip_prefix('#').filter(|id| !id.is_empty()).ok_or_else(|| SecurityError::Reference(excerpt(uri)))?;
    let steps = children(transforms, &[])?;
    let (is_enveloped, last) = match steps[..] {
        [last] => (false, last),
        [first, last] if first.attribute("Algorithm") == Some(ENVELOPED) => {
            expect(first, "Transform")?;
            empty(first)?;
            (true, last)
        }
        _ => return Err(SecurityError::Signature("other transforms than [enveloped-signature,] exclusive c14n")),
    };
    expect(last, "Transform")?;
    let prefix_list = exclusive(last)?;
    let digest = Digest::from_uri(named_algorithm(method)?)
        .filter(|digest| allow_sha1 || *digest != Digest::Sha1)
        .ok_or_else(|| not_allowed(method))?;
    empty(method)?;
    only_attributes(value, &[])?;
    Ok(Reference { id, is_enveloped, prefix_list, digest, value: binary(value)? })
}

/// An element that names exclusive canonicalization; gives its list of inclusive prefixes.
fn exclusive<'d>(element: Node<'d, 'd>) -> Result<&'d str, SecurityError> {
    if named_algorithm(element)? != EXC_C14N {
        return Err(not_allowed(element));
    }
    let inner = xml::element_children(element).ok_or(SecurityError::Signature("text where no text belongs"))?;
    match inner[..] {
        [] => Ok(""),
        [list] if is(list, EXC_C14N, "InclusiveNamespaces") => {
            only_attributes(list, &["PrefixList"])?;
            empty(list)?;
            let prefixes = list.attribute("PrefixList").unwrap_or_default();
            if prefixes.split(xml::is_space).filter(|prefix| !prefix.is_empty()).count() > xml::PREFIX_LIST_MAX {
                return Err(SecurityError::Signature("too many inclusive prefixes"));
            }
            Ok(prefixes)
        }
        _ => Err(SecurityError::Signature("unknown parameters of the canonicalization")),
    }
}

fn key_name(key_info: Node<'_, '_>, envelope: &Envelope<'_>) -> Result<KeyName, SecurityError> {
    let unknown = SecurityError::Signature("an unknown form of KeyInfo");
    let [form] = children(key_info, &["Id"])?[..] else { return Err(unknown) };
    let inner = xml::element_children(form).ok_or(SecurityError::Signature("text in KeyInfo"))?;
    let [name] = inner[..] else { return Err(unknown) };
    if is(form, DS, "X509Data") && is(name, DS, "X509Certificate") {
        return binary(name).map(KeyName::Certificate);
    }
    if !is(form, WSSE, "SecurityTokenReference") {
        return Err(unknown);
    }
    if is(name, WSSE, "KeyIdentifier") {
        let is_key_id = matches!(name.attribute("ValueType"), Some(X509_SKI | X509_SKI_OF_TOOLS));
        let is_base64 = name.attribute("EncodingType").is_none_or(|encoding| encoding == BASE64_BINARY);
        return if is_key_id && is_base64 { binary(name).map(KeyName::KeyId) } else { Err(unknown) };
    }
    if !is(name, WSSE, "Reference") || name.attribute("ValueType").is_some_and(|value_type| value_type != X509_V3) {
        return Err(unknown);
    }
    let token = envelope.token.ok_or(SecurityError::Signature("the security token is missing"))?;
    let id = name.attribute("URI").and_then(|uri| uri.strip_prefix('#'));
    if id.is_none() || id != id_of(token) {
        return Err(SecurityError::Signature("the key is not that of the security token"));
    }
    let is_certificate = token.attribute("ValueType") == Some(X509_V3);
    let is_base64 = token.attribute("EncodingType").is_none_or(|encoding| encoding == BASE64_BINARY);
    if is_certificate && is_base64 { binary(token).map(KeyName::Certificate) } else { Err(unknown) }
}

/// The child elements of an element that has only these attributes.
fn children<'d>(element: Node<'d, 'd>, attributes: &[&str]) -> Result<Vec<Node<'d, 'd>>, SecurityError> {
    only_attributes(element, attributes)?;
    xml::element_children(element).ok_or(SecurityError::Signature("text where no text belongs"))
}

fn only_attributes(element: Node<'_, '_>, names: &[&str]) -> Result<(), SecurityError> {
    let known = element.attributes().all(|a| a.namespace().is_none() && names.contains(&a.name()));
    if known { Ok(()) } else { Err(SecurityError::Signature("an unknown attribute")) }
}

fn expect(element: Node<'_, '_>, name: &str) -> Result<(), SecurityError> {
    if is(element, DS, name) { Ok(()) } else { Err(SecurityError::Signature("an unknown or misplaced element")) }
}

fn empty(element: Node<'_, '_>) -> Result<(), SecurityError> {
    let is_empty = xml::element_children(element).is_some_and(|children| children.is_empty());
    if is_empty { Ok(()) } else { Err(SecurityError::Signature("a parameter that the profile does not use")) }
}

fn named_algorithm<'d>(element: Node<'d, 'd>) -> Result<&'d str, SecurityError> {
    only_attributes(element, &["Algorithm"])?;
    Ok(element.attribute("Algorithm").unwrap_or_default())
}

fn not_allowed(element: Node<'_, '_>) -> SecurityError {
    SecurityError::Algorithm(excerpt(element.attribute("Algorithm").unwrap_or_default()))
}

/// Base64 with any white space in it.
fn binary(element: Node<'_, '_>) -> Result<Vec<u8>, SecurityError> {
    let text = xml::leaf_text(element).ok_or(SecurityError::Signature("elements or comments in a value"))?;
    let digits: String = text.chars().filter(|c| !xml::is_space(*c)).collect();
    STANDARD.decode(digits).map_err(|_| SecurityError::Signature("not base64"))
}
