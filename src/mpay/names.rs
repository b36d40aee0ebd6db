//! The names that messages use: namespaces, algorithms, token types. It must not know what they are used for.

/// MPay's namespace.
pub const MPAY: &str = "https://mpay.gov.md";
/// SOAP 1.1 (W3C Note, chapter 3).
pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// WS-Security 1.0: the header and its tokens.
pub(super) const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Security 1.0: ids and time.
pub(super) const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// XML Signature.
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Exclusive canonicalization: the algorithm, and the namespace of its `InclusiveNamespaces`.
pub(super) const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The transform that leaves the signature out.
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// A binary token that is one certificate.
pub(super) const X509_V3: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
/// A key named by the key identifier in its certificate, as MPay's guide writes it (WSS X.509 Token Profile 1.0, 3.2.1).
pub(super) const X509_SKI: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3SubjectKeyIdentifier";
/// The same as WCF and WSS4J write it: the profile's first edition, before its errata.
pub(super) const X509_SKI_OF_TOOLS: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
/// A binary token's encoding.
pub(super) const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
