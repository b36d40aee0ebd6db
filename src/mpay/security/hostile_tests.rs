//! Messages that must be refused, each made by the tests with their own keys; and that no changed byte changes a meaning.

use aws_lc_rs::signature::RSA_PKCS1_SHA384;
use jiff::SignedDuration;
use proptest::prelude::*;

use super::{Digest, SecurityError};
use crate::ids::FixedRandom;
use crate::mpay::endpoint::{Request, open};
use crate::mpay::names::{DS, SOAP, WSSE, WSU};
use crate::mpay::testing::{C14N, Draft, ENVELOPED_C14N, keys, now, query};
use crate::xml::ReadError;

fn verify(text: &str) -> Result<(), SecurityError> {
    keys().mpay.verifier().verify(text.as_bytes(), now()).map(|_| ())
}

/// The refusal of a draft after a change.
fn refused(change: impl FnOnce(&mut Draft)) -> SecurityError {
    let mut draft = Draft::new(query());
    change(&mut draft);
    verify(&draft.text()).expect_err("a hostile message was accepted")
}

/// The refusal of a right message whose text was changed afterwards.
fn tampered(from: &str, to: &str) -> SecurityError {
    let text = Draft::new(query()).text();
    assert!(text.contains(from), "{from}");
    verify(&text.replacen(from, to, 1)).expect_err("a tampered message was accepted")
}

#[test]
fn a_right_message_is_accepted() {
    assert_eq!(verify(&Draft::new(query()).text()), Ok(()));
    let mut draft = Draft::new(query());
    draft.references.iter_mut().for_each(|reference| ENVELOPED_C14N.clone_into(&mut reference.1));
    assert_eq!(verify(&draft.text()), Ok(()));
}

#[test]
fn what_was_changed_after_signing_is_refused() {
    assert_eq!(tampered("MDS02250710092629689", "MDS02250710092629688"), SecurityError::Digest("Body".into()));
    assert_eq!(tampered("07:56:23Z", "07:58:23Z"), SecurityError::Digest("Timestamp".into()));
    assert_eq!(tampered(r##"URI="#BD""##, r##"URI="#TS""##), SecurityError::SignatureValue);
    assert!(matches!(
        tampered("<ds:DigestValue>", "<ds:DigestValue>AA"),
        SecurityError::Signature(_) | SecurityError::SignatureValue
    ));
    assert_eq!(tampered("<query>", "<query><!-- x --> "), SecurityError::Digest("Body".into()));
}

#[test]
fn a_moved_or_wrapped_body_is_refused() {
    let text = Draft::new(query()).text();
    let (before, rest) = text.split_once("<s:Body").unwrap();
    let (body, after) = rest.split_once("</s:Body>").unwrap();
    let signed = format!("<s:Body{body}</s:Body>");
    let evil = query().replace("MDS02250710092629689", "MDS02000000000000000");
    let fresh = |id: &str| format!(r#"<s:Body xmlns:u="{WSU}" {id}>{evil}</s:Body>"#);
    for (header, body) in [
        (format!("<w>{signed}</w>"), fresh(r#"u:Id="other""#)),
        (format!("<w>{signed}</w>"), fresh("")),
        (format!("<w>{signed}</w>"), fresh(r#"Id="BD""#)),
        (signed.clone(), fresh("")),
    ] {
        let before = before.replacen("</s:Header>", &format!("{header}</s:Header>"), 1);
        let text = format!("{before}{body}{after}");
        assert!(verify(&text).is_err(), "{text}");
    }
    for body in [
        format!("<s:Body>{evil}{signed}</s:Body>"),
        format!("{}{signed}", fresh("")),
        format!("{signed}{}", fresh("")),
        format!("<s:Body><w>{signed}</w></s:Body>"),
    ] {
        assert!(verify(&format!("{before}{body}{after}")).is_err(), "{body}");
    }
}

#[test]
fn body_and_timestamp_must_both_be_signed() {
    assert_eq!(refused(|draft| draft.references.truncate(1)), SecurityError::NotSigned("the body"));
    assert_eq!(refused(|draft| drop(draft.references.remove(0))), SecurityError::NotSigned("the timestamp"));
    assert!(matches!(refused(|draft| draft.references.clear()), SecurityError::Signature(_)));
}

#[test]
fn only_registered_certificates_sign() {
    let stranger = refused(|draft| {
        draft.pair = &keys().stranger;
        draft.certificate = keys().stranger.certificate().der().to_vec();
    });
    let fingerprint = keys().stranger.certificate().fingerprint().to_owned();
    assert_eq!(stranger, SecurityError::UnknownSigner { fingerprint });
    assert_eq!(refused(|draft| draft.pair = &keys().stranger), SecurityError::SignatureValue);
    let text = Draft::new(query()).text();
    let after = "2031-01-01T00:00:00Z".parse().unwrap();
    let error = keys().mpay.verifier().verify(text.as_bytes(), after).unwrap_err();
    assert!(matches!(error, SecurityError::CertificateDates { .. }), "{error}");
}

#[test]
fn times_that_do_not_fit_are_refused() {
    for (created, expires, reason) in [
        ("2025-07-10T07:40:00Z", "2025-07-10T07:45:00Z", "expired"),
        ("2025-07-10T07:30:00Z", "2025-07-10T09:45:00Z", "older than the allowed lifetime"),
        ("2025-07-10T08:00:00Z", "2025-07-10T08:05:00Z", "created in the future"),
        ("2025-07-10T07:51:23Z", "2025-07-10T07:51:23Z", "expires before it was created"),
        ("2025-07-10T07:51:23", "2025-07-10T07:56:23Z", "not a time with a zone"),
        ("2025-07-10T07:51:23Z", "soon", "not a time with a zone"),
        ("2025-07-10<!-- -->T07:51:23Z", "2025-07-10T07:56:23Z", "elements or comments in a time"),
    ] {
        let error = refused(|draft| (draft.created, draft.expires) = (created.to_owned(), expires.to_owned()));
        assert_eq!(error, SecurityError::Time(reason), "{created} {expires}");
    }
    for (created, expires) in [
        ("2025-07-10T07:55:00.1234567Z", "2025-07-10T08:00:00Z"),
        ("2025-07-10T07:46:25Z", "2025-07-10T07:47:25Z"),
        ("2025-07-10T10:51:23+03:00", "2025-07-10T07:56:23Z"),
    ] {
        let mut draft = Draft::new(query());
        (draft.created, draft.expires) = (created.to_owned(), expires.to_owned());
        assert_eq!(verify(&draft.text()), Ok(()), "{created}");
        let verifier = keys().mpay.verifier().with_skew_max(SignedDuration::ZERO);
        let is_exact = verifier.verify(draft.text().as_bytes(), now()).is_ok();
        assert_eq!(is_exact, created.contains("+03"), "{created}");
    }
}

#[test]
fn ids_must_be_unique_in_every_spelling() {
    for id in ["u:Id", "Id", "ID", "id", "xml:id"] {
        let error = refused(|draft| draft.blocks = format!(r#"<w xmlns:u="{WSU}" {id}="BD"/>"#));
        assert_eq!(error, SecurityError::DuplicateId("BD".into()), "{id}");
    }
}

#[test]
fn document_types_and_entities_are_refused() {
    let text = Draft::new(query()).text();
    let doctype = format!("<!DOCTYPE s:Envelope [<!ENTITY a 'b'>]>{text}");
    assert_eq!(verify(&doctype), Err(SecurityError::Xml(ReadError::Dtd)));
    assert_eq!(verify(&format!("<?evil a?>{text}")), Err(SecurityError::Shape("a processing instruction")));
}

#[test]
fn only_the_profile_s_transforms_and_references_are_taken() {
    let transform = |uri: &str| format!(r#"<ds:Transform Algorithm="{uri}"></ds:Transform>"#);
    for transforms in [
        transform("http://www.w3.org/TR/1999/REC-xslt-19991116"),
        transform("http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        transform("http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
        transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature"),
        format!("{C14N}{C14N}"),
        format!("{}{C14N}", transform("http://www.w3.org/2002/06/xmldsig-filter2")),
        format!("{ENVELOPED_C14N}{C14N}"),
        String::new(),
    ] {
        let error = refused(|draft| draft.references[1].1.clone_from(&transforms));
        assert!(matches!(error, SecurityError::Signature(_) | SecurityError::Algorithm(_)), "{transforms}: {error}");
    }
    for uri in ["http://evil.example/body", "file:///etc/passwd", "", "xpointer:x", "nothing"] {
        let error = refused(|draft| draft.references[1].0 = uri.to_owned());
        assert!(matches!(error, SecurityError::Reference(_)), "{uri}: {error}");
    }
    let prefixes = "p ".repeat(100);
    let list = format!(
        r#"<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"><e:InclusiveNamespaces xmlns:e="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="{prefixes}"></e:InclusiveNamespaces></ds:Transform>"#
    );
    assert!(matches!(refused(|draft| draft.references[1].1 = list), SecurityError::Signature(_)));
    let many = refused(|draft| draft.references = (0..13).map(|_| draft.references[0].clone()).collect());
    assert_eq!(many, SecurityError::Signature("not 1 to 12 references"));
}

#[test]
fn weaker_and_other_algorithms_are_refused() {
    let method =
        |uri: &str, inner: &str| format!(r#"<ds:SignatureMethod Algorithm="{uri}">{inner}</ds:SignatureMethod>"#);
    for uri in [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "",
    ] {
        assert_eq!(refused(|draft| draft.method = method(uri, "")), SecurityError::Algorithm(uri.into()));
    }
    let rsa_sha256 = super::Algorithm::RsaSha256.uri();
    let parameter = method(rsa_sha256, "<ds:HMACOutputLength>8</ds:HMACOutputLength>");
    assert!(matches!(refused(|draft| draft.method = parameter), SecurityError::Signature(_)));
    let claimed = refused(|draft| draft.algorithm = &RSA_PKCS1_SHA384);
    assert_eq!(claimed, SecurityError::SignatureValue);
    let inclusive = r#"<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></ds:CanonicalizationMethod>"#;
    assert!(matches!(refused(|draft| draft.canonicalization = inclusive.to_owned()), SecurityError::Algorithm(_)));

    let mut sha1 = Draft::new(query());
    sha1.references[1].2 = Digest::Sha1;
    assert_eq!(verify(&sha1.text()), Ok(()));
    let strict = keys().mpay.verifier().with_rsa_sha1(false);
    assert!(matches!(strict.verify(sha1.text().as_bytes(), now()).unwrap_err(), SecurityError::Algorithm(_)));
}

#[test]
fn a_second_signature_or_security_header_is_refused() {
    let signature = format!(r#"<ds:Signature xmlns:ds="{DS}"/>"#);
    let security = format!(r#"<o:Security xmlns:o="{WSSE}"/>"#);
    assert!(matches!(refused(|draft| draft.extra.clone_from(&signature)), SecurityError::Shape(_)));
    assert!(matches!(refused(|draft| draft.blocks = format!("<w>{signature}</w>")), SecurityError::Shape(_)));
    assert!(matches!(refused(|draft| draft.operation = format!("<w>{signature}</w>")), SecurityError::Shape(_)));
    assert!(matches!(refused(|draft| draft.blocks = format!("<w>{security}</w>")), SecurityError::Shape(_)));
    assert!(matches!(refused(|draft| draft.blocks.clone_from(&security)), SecurityError::Shape(_)));
    assert!(matches!(
        refused(|draft| draft.extra = format!(r#"<u:Timestamp xmlns:u="{WSU}"/>"#)),
        SecurityError::Shape(_)
    ));
    assert!(matches!(refused(|draft| draft.extra = "<o:UsernameToken/>".into()), SecurityError::Shape(_)));
    let object = format!("<ds:Object>{}</ds:Object></ds:Signature>", query());
    assert!(matches!(tampered("</ds:Signature>", &object), SecurityError::Signature(_)));
}

#[test]
fn a_header_that_must_be_understood_is_refused() {
    let block = |value: &str| format!(r#"<w s:mustUnderstand="{value}"/>"#);
    assert_eq!(refused(|draft| draft.blocks = block("1")), SecurityError::MustUnderstand("w".into()));
    assert_eq!(refused(|draft| draft.blocks = block("true")), SecurityError::MustUnderstand("w".into()));
    let mut draft = Draft::new(query());
    draft.blocks = block("0");
    assert_eq!(verify(&draft.text()), Ok(()));
}

#[test]
fn a_signed_header_block_is_accepted_and_guarded() {
    let mut draft = Draft::new(query());
    draft.others = vec![("B1".into(), format!(r#"<a:Action xmlns:a="urn:a" xmlns:u="{WSU}" u:Id="B1">x</a:Action>"#))];
    draft.references.push(("B1".into(), C14N.into(), Digest::Sha512));
    let text = draft.text();
    assert_eq!(verify(&text), Ok(()));
    assert_eq!(verify(&text.replace(">x<", ">y<")), Err(SecurityError::Digest("Action".into())));
}

#[test]
fn every_other_form_of_key_info_is_refused() {
    for key_info in [
        "<ds:KeyName>MPay</ds:KeyName>",
        "<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>",
        r##"<o:SecurityTokenReference><o:Reference URI="#TS"/></o:SecurityTokenReference>"##,
        r#"<o:SecurityTokenReference><o:Reference URI="http://evil.example/"/></o:SecurityTokenReference>"#,
        "<o:SecurityTokenReference/>",
        "<ds:X509Data><ds:X509SubjectName>CN=MPay test</ds:X509SubjectName></ds:X509Data>",
        "",
    ] {
        assert!(matches!(refused(|draft| draft.key_info = key_info.into()), SecurityError::Signature(_)), "{key_info}");
    }
}

#[test]
fn other_shapes_are_refused() {
    for (from, to) in [
        (SOAP, "http://www.w3.org/2003/05/soap-envelope"),
        ("<s:Header>", "x<s:Header>"),
        ("</s:Body>", "</s:Body><w/>"),
        ("<GetOrderDetails", "x<GetOrderDetails"),
    ] {
        let text = Draft::new(query()).text().replace(from, to);
        assert!(matches!(verify(&text), Err(SecurityError::Shape(_))), "{from}");
    }
    assert!(matches!(verify("<a/>"), Err(SecurityError::Shape(_))));
    assert!(matches!(verify(""), Err(SecurityError::Xml(_))));
    let deep = format!("{}{}", "<w>".repeat(60), "</w>".repeat(60));
    assert_eq!(
        verify(&Draft::new(query()).text().replace("<query>", &deep)),
        Err(SecurityError::Xml(ReadError::TooDeep))
    );
    assert_eq!(verify(&"<a/>".repeat(20_000)), Err(SecurityError::Xml(ReadError::TooLarge)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn a_changed_byte_is_refused_or_changes_nothing(at in any::<prop::sample::Index>(), to: u8, ours: bool) {
        let (mut message, signer) = if ours {
            (keys().provider.signer().sign(query(), now(), &FixedRandom::new(1)), &keys().provider)
        } else {
            (Draft::new(query()).text().into_bytes(), &keys().mpay)
        };
        let original = open(&signer.verifier(), &message, now()).unwrap();
        prop_assert!(matches!(original, Request::GetOrderDetails(_)));
        let at = at.index(message.len());
        message[at] = to;
        if let Ok(changed) = open(&signer.verifier(), &message, now()) {
            prop_assert_eq!(changed, original);
        }
    }
}
