//! The shape of a signed SOAP 1.1 message: which element is where. It must not know cryptography.

use std::collections::HashSet;

use roxmltree::{Document, Node};

use super::{SecurityError, excerpt};
use crate::mpay::names::{DS, SOAP, WSSE, WSU};
use crate::xml;

/// The parts of a message, each found by its position.
pub(in crate::mpay) struct Envelope<'d> {
    /// The header's blocks.
    pub(super) blocks: Vec<Node<'d, 'd>>,
    pub(super) security: Node<'d, 'd>,
    pub(super) signature: Node<'d, 'd>,
    pub(super) timestamp: Node<'d, 'd>,
    pub(super) token: Option<Node<'d, 'd>>,
    pub(super) body: Node<'d, 'd>,
    /// The one element of the body.
    pub(in crate::mpay) operation: Node<'d, 'd>,
}

impl<'d> Envelope<'d> {
    /// Finds the parts and refuses every other shape.
    pub(super) fn of(document: &'d Document<'_>) -> Result<Envelope<'d>, SecurityError> {
        let document: &'d Document<'d> = document;
        let shape = SecurityError::Shape;
        let (header, body, operation) = parts(document)?;
        let blocks = xml::element_children(header).ok_or(shape("text in the header"))?;
        let mut security = None;
        for &block in &blocks {
            if is(block, WSSE, "Security") {
                if security.replace(block).is_some() {
                    return Err(shape("more than one security header"));
                }
            } else if must_understand(block) {
                return Err(SecurityError::MustUnderstand(excerpt(block.tag_name().name())));
            }
        }
        let security = security.ok_or(shape("no security header"))?;
        let (mut signature, mut timestamp, mut token) = (None, None, None);
        for child in xml::element_children(security).ok_or(shape("text in the security header"))? {
            let place = if is(child, DS, "Signature") {
                &mut signature
            } else if is(child, WSU, "Timestamp") {
                &mut timestamp
            } else if is(child, WSSE, "BinarySecurityToken") {
                &mut token
            } else {
                return Err(shape("an unknown element in the security header"));
            };
            if place.replace(child).is_some() {
                return Err(shape("an element is repeated in the security header"));
            }
        }
        let signature = signature.ok_or(shape("no signature"))?;
        let timestamp = timestamp.ok_or(shape("no timestamp"))?;
        check_uniqueness(document, signature, security)?;
        Ok(Envelope { blocks, security, signature, timestamp, token, body, operation })
    }

    /// The one element of the body of an envelope that nothing is claimed about, signed or not.
    pub(in crate::mpay) fn unverified_operation(document: &'d Document<'_>) -> Result<Node<'d, 'd>, SecurityError> {
        parts(document).map(|(_, _, operation)| operation)
    }
}

/// The header, the body and the body's one element.
fn parts<'d>(document: &'d Document<'d>) -> Result<(Node<'d, 'd>, Node<'d, 'd>, Node<'d, 'd>), SecurityError> {
    let shape = SecurityError::Shape;
    let envelope = document.root_element();
    if document.descendants().any(|node| node.is_pi()) {
        // SOAP 1.1, chapter 3.
        return Err(shape("a processing instruction"));
    }
    if !is(envelope, SOAP, "Envelope") {
        return Err(shape("not a SOAP 1.1 envelope"));
    }
    let children = xml::element_children(envelope).ok_or(shape("text in the envelope"))?;
    let [header, body] = children[..] else { return Err(shape("not exactly a header and a body")) };
    if !is(header, SOAP, "Header") || !is(body, SOAP, "Body") {
        return Err(shape("not exactly a header and a body"));
    }
    let operations = xml::element_children(body).ok_or(shape("text in the body"))?;
    let [operation] = operations[..] else { return Err(shape("not exactly one element in the body")) };
    Ok((header, body, operation))
}

/// No second signature or security header anywhere, and no id twice, in any of the spellings that some reader takes for an id.
fn check_uniqueness(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    security: Node<'_, '_>,
) -> Result<(), SecurityError> {
    let mut ids = HashSet::new();
    for node in document.descendants().filter(Node::is_element) {
        if is(node, DS, "Signature") && node.id() != signature.id() {
            return Err(SecurityError::Shape("more than one signature"));
        }
        if is(node, WSSE, "Security") && node.id() != security.id() {
            return Err(SecurityError::Shape("more than one security header"));
        }
        for attribute in node.attributes() {
            let is_id = match attribute.namespace() {
                None => matches!(attribute.name(), "Id" | "ID" | "id"),
                Some(WSU) => attribute.name() == "Id",
                Some(xml::XML) => attribute.name() == "id",
                Some(_) => false,
            };
            if is_id && !ids.insert(attribute.value()) {
                return Err(SecurityError::DuplicateId(excerpt(attribute.value())));
            }
        }
    }
    Ok(())
}

/// The id by which a signature can name an element: `wsu:Id`, or `Id` without a namespace as the agency's own signer writes.
pub(super) fn id_of<'d>(element: Node<'d, 'd>) -> Option<&'d str> {
    element.attribute((WSU, "Id")).or_else(|| element.attribute("Id"))
}

/// Whether an element has a name.
pub(super) fn is(element: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    element.has_tag_name((namespace, name))
}

fn must_understand(block: Node<'_, '_>) -> bool {
    block.attribute((SOAP, "mustUnderstand")).is_some_and(|value| !matches!(value.trim(), "0" | "false"))
}
