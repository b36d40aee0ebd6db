//! Messages of another implementation, the xmlsec1 command line, in the shapes that MPay and its peers send; and ours, judged by it.

use super::{Algorithm, SecurityError};
use crate::ids::FixedRandom;
use crate::mpay::endpoint::{Reply, reply};
use crate::mpay::fault::{Fault, FaultCode};
use crate::mpay::names::{BASE64_BINARY, DS, EXC_C14N, SOAP, WSSE, WSU, X509_SKI, X509_SKI_OF_TOOLS, X509_V3};
use crate::mpay::testing::{Pair, keys, now, query, run};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const SHA1: (&str, &str) = ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1");
const SHA256: (&str, &str) =
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256");
const SHA512: (&str, &str) =
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512");

fn token_reference() -> String {
    format!(
        r##"<wsse:SecurityTokenReference xmlns:wsse="{WSSE}"><wsse:Reference URI="#X509" ValueType="{X509_V3}"/></wsse:SecurityTokenReference>"##
    )
}

fn token() -> String {
    let certificate = STANDARD.encode(keys().mpay.certificate().der());
    let broken: Vec<&str> = certificate.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        r#"<wsse:BinarySecurityToken xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" wsu:Id="X509" EncodingType="{BASE64_BINARY}" ValueType="{X509_V3}">{}</wsse:BinarySecurityToken>"#,
        broken.join("&#13;\n")
    )
}

/// A signature to be filled in, over the timestamp `TS` and the body `BD`; each canonicalization with its prefixes.
fn template((signature, digest): (&str, &str), prefixes: [Option<&str>; 3], enveloped: bool, key_info: &str) -> String {
    let parameter = |prefixes: Option<&str>| {
        prefixes.map_or(String::new(), |list| {
            format!(r#"<ec:InclusiveNamespaces xmlns:ec="{EXC_C14N}" PrefixList="{list}"/>"#)
        })
    };
    let enveloped =
        if enveloped { format!(r#"<Transform Algorithm="{DS}enveloped-signature"/>"#) } else { String::new() };
    let reference = |id: &str, prefixes: Option<&str>| {
        format!(
            r##"<Reference URI="#{id}"><Transforms>{enveloped}<Transform Algorithm="{EXC_C14N}">{}</Transform></Transforms><DigestMethod Algorithm="{digest}"/><DigestValue/></Reference>"##,
            parameter(prefixes)
        )
    };
    format!(
        r#"<Signature xmlns="{DS}"><SignedInfo><CanonicalizationMethod Algorithm="{EXC_C14N}">{}</CanonicalizationMethod><SignatureMethod Algorithm="{signature}"/>{}
        {}</SignedInfo><SignatureValue/><KeyInfo>{key_info}</KeyInfo></Signature>"#,
        parameter(prefixes[0]),
        reference("TS", prefixes[1]),
        reference("BD", prefixes[2])
    )
}

fn signed(pair: &Pair, template: &str) -> String {
    let (is_signed, text) = run(
        "xmlsec1",
        &[
            "--sign",
            "--privkey-pem",
            "key.pem",
            "--id-attr:Id",
            &format!("{SOAP}:Body"),
            "--id-attr:Id",
            &format!("{WSU}:Timestamp"),
            "--output",
            "/dev/stdout",
            "message.xml",
        ],
        &[("key.pem", &pair.key_pem), ("message.xml", template)],
    );
    assert!(is_signed, "{text}");
    text
}

fn accepts(message: &str) -> Result<Algorithm, SecurityError> {
    let verified = keys().mpay.verifier().verify(message.as_bytes(), now())?;
    assert!(verified.operation().tag_name().name() == "GetOrderDetails");
    Ok(verified.signed_by().algorithm)
}

fn timestamp(attributes: &str) -> String {
    format!(
        r#"<Timestamp xmlns="{WSU}" {attributes}><Created>2025-07-10T07:51:23.1234567Z</Created><!-- five minutes --><Expires>2025-07-10T07:56:23Z</Expires></Timestamp>"#
    )
}

/// As .NET writes: default namespaces everywhere; ids with or without a namespace.
fn dotnet(signature: &str, id: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<Envelope xmlns="{SOAP}" xmlns:u="{WSU}"><Header>
  <Security xmlns="{WSSE}" d:mustUnderstand="1" xmlns:d="{SOAP}">{}{}{signature}</Security></Header>
  <!-- the body --><Body {id}="BD">{}</Body></Envelope>"#,
        timestamp(&format!("{id}=\"TS\"")),
        token(),
        query()
    )
}

/// As WSS4J writes: prefixes declared at the top and listed.
fn wss4j(signature: &str) -> String {
    format!(
        r#"<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:mpay="https://mpay.gov.md" xmlns:unused="urn:u"><soapenv:Header><wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" soapenv:mustUnderstand="1">{signature}{}<wsu:Timestamp wsu:Id="TS"><wsu:Created>2025-07-10T07:51:23Z</wsu:Created><wsu:Expires>2025-07-10T07:52:23Z</wsu:Expires></wsu:Timestamp></wsse:Security></soapenv:Header>
<soapenv:Body xmlns:wsu="{WSU}" wsu:Id="BD"><mpay:GetOrderDetails><mpay:query><mpay:OrderKey><![CDATA[K&1]]></mpay:OrderKey><mpay:ServiceID>MDS02</mpay:ServiceID></mpay:query></mpay:GetOrderDetails></soapenv:Body></soapenv:Envelope>"#,
        token()
    )
}

#[test]
fn messages_with_default_namespaces_are_accepted() {
    for (algorithms, expected) in
        [(SHA1, Algorithm::RsaSha1), (SHA256, Algorithm::RsaSha256), (SHA512, Algorithm::RsaSha512)]
    {
        for id in ["u:Id", "Id"] {
            for enveloped in [false, true] {
                let template = template(algorithms, [None, None, None], enveloped, &token_reference());
                let message = signed(&keys().mpay, &dotnet(&template, id));
                assert_eq!(accepts(&message), Ok(expected), "{id} {enveloped}");
                assert_eq!(accepts(&format!("\u{feff}{message}")), Ok(expected));
                assert!(accepts(&message.replace("MDS02250710092629689", "1")).is_err());
            }
        }
    }
}

#[test]
fn messages_with_listed_prefixes_are_accepted() {
    for prefixes in [
        [Some("mpay soapenv"), Some("wsse mpay soapenv"), Some("mpay")],
        [Some(""), Some("#default nowhere"), Some("unused")],
        [None, None, None],
    ] {
        let template = template(SHA1, prefixes, false, &token_reference());
        let message = signed(&keys().mpay, &wss4j(&template));
        assert_eq!(accepts(&message), Ok(Algorithm::RsaSha1), "{prefixes:?}");
    }
}

#[test]
fn sha1_is_refused_where_it_is_not_allowed() {
    let template = template(SHA1, [None; 3], false, &token_reference());
    let message = signed(&keys().mpay, &wss4j(&template));
    let strict = keys().mpay.verifier().with_rsa_sha1(false);
    assert!(matches!(strict.verify(message.as_bytes(), now()).unwrap_err(), SecurityError::Algorithm(_)));
}

#[test]
fn the_other_two_forms_of_key_info_are_accepted() {
    let certificate = keys().mpay.certificate();
    let key_id = STANDARD.encode(certificate.key_id());
    let identified = |value_type: &str| {
        format!(
            r#"<wsse:SecurityTokenReference xmlns:wsse="{WSSE}"><wsse:KeyIdentifier ValueType="{value_type}" EncodingType="{BASE64_BINARY}">{key_id}</wsse:KeyIdentifier></wsse:SecurityTokenReference>"#
        )
    };
    for key_info in [
        format!("<X509Data><X509Certificate>{}</X509Certificate></X509Data>", STANDARD.encode(certificate.der())),
        identified(X509_SKI),
        identified(X509_SKI_OF_TOOLS),
    ] {
        let template = template(SHA256, [None; 3], false, &key_info);
        // xmlsec1 fills what it knows of a certificate, so the key is put in after signing: KeyInfo is not signed.
        let message = signed(&keys().mpay, &dotnet(&template.replace(&key_info, ""), "u:Id"));
        let message = message.replace("<KeyInfo/>", &format!("<KeyInfo>{key_info}</KeyInfo>"));
        assert_eq!(accepts(&message), Ok(Algorithm::RsaSha256), "{key_info}");
    }
}

#[test]
fn xmlsec1_verifies_what_we_sign() {
    let signer = keys().provider.signer();
    let fault = Fault::because(FaultCode::InvalidParameter, "query/OrderKey is <missing> & \"gone\".");
    for answer in [Reply::Confirmed, Reply::OrderDetails(Vec::new()), Reply::Fault(fault)] {
        let message = String::from_utf8(reply(&signer, &answer, now(), &FixedRandom::new(1))).unwrap();
        let arguments = [
            "--verify",
            "--pubkey-cert-pem",
            "certificate.pem",
            "--enabled-key-data",
            "raw-x509-cert",
            "--id-attr:Id",
            &format!("{SOAP}:Body"),
            "--id-attr:Id",
            &format!("{WSU}:Timestamp"),
            "message.xml",
        ];
        let check = |message: &str| {
            run(
                "xmlsec1",
                &arguments,
                &[("certificate.pem", &keys().provider.certificate_pem), ("message.xml", message)],
            )
        };
        let (is_verified, text) = check(&message);
        assert!(is_verified, "{text}\n{message}");
        assert!(!check(&message.replace("Expires>2", "Expires>3")).0);
        assert!(keys().provider.verifier().verify(message.as_bytes(), now()).is_ok());
    }
}
