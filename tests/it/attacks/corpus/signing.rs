//! Attacks on the signature: what is signed, by whom, how and when.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA384, RSA_PSS_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use mpay_pages::mpay::certificate::Certificate;

use super::super::forge::{
    DS, EXCLUSIVE, Key, Parts, RSA_SHA256, Statement, WSSE, X509, key_info, method, timestamp, timestamp_at, token,
};
use super::{Attack, Stage, refused, with};

/// What was signed is changed afterwards.
pub(super) fn changed(stage: &Stage) -> Vec<Attack> {
    let right = stage.deadly().text();
    let change = |name: &str, from: &str, to: &str| {
        assert!(right.contains(from), "{from}");
        Attack::refused(format!("changed: {name}"), right.replace(from, to))
    };
    vec![
        change("the amount", "<TotalAmount>", "<TotalAmount>1"),
        change("the payment", "ATTACK-1", "ATTACK-2"),
        change("the namespace", "https://mpay.gov.md", "https://mpay.gov.md/"),
        change("a space in a value", "<OrderKey>", "<OrderKey> "),
        change("a space between elements", "<OrderKey>", " <OrderKey>"),
        change("the name of a prefix", "s:Body", "t:Body"),
        change("an unused namespace that is listed by nobody", "<s:Body", "<s:Body a:b='' xmlns:a='urn:a'"),
        change("the digests", "<ds:DigestValue>", "<ds:DigestValue>AA"),
        change("the id of the reference", "URI=\"#BD\"", "URI=\"#TS\""),
        Attack::refused(
            "the harmless signature over the deadly body",
            with(stage.harmless(), |m| {
                m.body = stage.deadly().body;
            })
            .text(),
        ),
        Attack::refused(
            "the body of one message and the rest of another",
            with(stage.deadly(), |m| {
                m.signature = stage.harmless().signature;
            })
            .text(),
        ),
    ]
}

/// Not all that counts is signed.
pub(super) fn unsigned(stage: &Stage) -> Vec<Attack> {
    let (mpay, deadly) = (&stage.mpay, || stage.deadly());
    refused([
        ("only the timestamp is signed", deadly().stated(mpay, |s| s.references.truncate(1))),
        ("only the body is signed", deadly().stated(mpay, |s| drop(s.references.remove(0)))),
        ("nothing is signed", deadly().stated(mpay, |s| s.references.clear())),
        (
            "the timestamp is signed twice instead of the body",
            deadly().stated(mpay, |s| {
                s.references[1] = s.references[0].clone();
            }),
        ),
        ("the token is signed instead of the body", {
            let named = format!("BinarySecurityToken xmlns:o=\"{WSSE}\" ");
            let alone = token(&mpay.certificate).replacen("BinarySecurityToken ", &named, 1);
            let (uri, text) = ("#X".to_owned(), alone);
            deadly().stated(mpay, |s| (s.references[1].0, s.references[1].3) = (uri, text))
        }),
        ("there is no signature", with(deadly(), |m| m.signature.clear())),
        (
            "there is an empty signature",
            with(deadly(), |m| m.signature = format!(r#"<ds:Signature xmlns:ds="{DS}"/>"#)),
        ),
        ("there is no timestamp", with(deadly(), |m| m.timestamp.clear())),
        ("there is no token", with(deadly(), |m| m.token.clear())),
        ("there is no body", with(deadly(), |m| m.body.clear())),
        (
            "there is no value",
            with(deadly(), |m| {
                let (start, rest) = m.signature.split_once("<ds:SignatureValue>").unwrap();
                let (_, end) = rest.split_once("</ds:SignatureValue>").unwrap();
                m.signature = format!("{start}<ds:SignatureValue></ds:SignatureValue>{end}");
            }),
        ),
    ])
}

/// Another key, or the right one in a wrong way.
pub(super) fn keys(stage: &Stage) -> Vec<Attack> {
    let Stage { mpay, ours, stranger, now, evil, trap, .. } = stage;
    let by = |key: &Key| Parts::right(key, evil, *now);
    let named = |key: &Key, info: String| by(key).stated(key, |s| s.key_info = info);
    let x509 = |certificate: &[u8]| {
        format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>", STANDARD.encode(certificate))
    };
    let (public, modulus) = (stranger.pair.public_key().as_ref(), "wQ==");
    let key_value = format!(
        "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{}</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
        STANDARD.encode(public)
    );
    let mut all = refused([
        ("a stranger's key and certificate", by(stranger)),
        ("a stranger's key and MPay's certificate", with(by(stranger), |m| m.token = token(&mpay.certificate))),
        ("MPay's key and a stranger's certificate", with(by(mpay), |m| m.token = token(&stranger.certificate))),
        ("our own key and certificate", by(ours)),
        ("two tokens, the stranger's named", with(by(stranger), |m| m.extra = token(&mpay.certificate).replace("\"X\"", "\"Y\""))),
        ("two tokens of one id", with(by(stranger), |m| m.extra = token(&mpay.certificate))),
        ("a stranger's certificate in X509Data", named(stranger, x509(&stranger.certificate))),
        ("MPay's certificate in X509Data, a stranger's key", named(stranger, x509(&mpay.certificate))),
        ("both certificates in X509Data", named(stranger, format!("{}{}", x509(&mpay.certificate), x509(&stranger.certificate)))),
        ("a chain in X509Data", named(stranger, x509(&[&mpay.certificate[..], &stranger.certificate[..]].concat()))),
        ("the key itself", named(stranger, key_value.clone())),
        ("the key itself beside the token", named(stranger, format!("{key_value}{}", key_info()))),
        ("the token beside the key itself", named(stranger, format!("{}{key_value}", key_info()))),
        ("half a key", named(mpay, format!("<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{modulus}</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>"))),
        ("a key's name", named(stranger, "<ds:KeyName>CN=MPay</ds:KeyName>".to_owned())),
        ("a key to be fetched", named(stranger, format!("<ds:RetrievalMethod URI=\"{trap}/key\" Type=\"{DS}rawX509Certificate\"/>"))),
        ("a token to be fetched", named(mpay, format!("<o:SecurityTokenReference><o:Reference URI=\"{trap}/token\"/></o:SecurityTokenReference>"))),
        ("a token of another part", named(mpay, r##"<o:SecurityTokenReference><o:Reference URI="#TS"/></o:SecurityTokenReference>"##.to_owned())),
        ("no key at all", named(mpay, String::new())),
        ("the issuer and number of MPay's certificate", named(stranger, "<o:SecurityTokenReference><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=MPay</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></o:SecurityTokenReference>".to_owned())),
        ("a token within the reference", named(stranger, format!("<o:SecurityTokenReference><o:Embedded>{}</o:Embedded></o:SecurityTokenReference>", token(&stranger.certificate)))),
        ("a token of another type", with(by(mpay), |m| m.token = m.token.replacen(X509, "urn:pkcs7", 1))),
        ("an empty token", with(by(mpay), |m| m.token = token(&[]))),
        ("a token with more behind it", with(by(mpay), |m| m.token = token(&[&mpay.certificate[..], &[0]].concat()))),
        ("a token that is no certificate", with(by(mpay), |m| m.token = token(b"certificate"))),
    ]);
    // The subject key identifier of MPay's certificate on a message that a stranger signed.
    let id = Certificate::read(&mpay.certificate_pem).unwrap().key_id().to_vec();
    let value_type = X509.replace("X509v3", "X509v3SubjectKeyIdentifier");
    let info = format!(
        "<o:SecurityTokenReference><o:KeyIdentifier ValueType=\"{value_type}\">{}</o:KeyIdentifier></o:SecurityTokenReference>",
        STANDARD.encode(id)
    );
    all.push(Attack::refused("MPay's key identifier on a stranger's signature", named(stranger, info).text()));
    all
}

/// Weaker, other and confused algorithms.
pub(super) fn algorithms(stage: &Stage) -> Vec<Attack> {
    let Stage { mpay, .. } = stage;
    let mut all = Vec::new();
    let secrets: [(&str, &[u8]); 4] = [
        ("the public key", mpay.pair.public_key().as_ref()),
        ("the certificate", &mpay.certificate),
        ("the certificate in PEM", &mpay.certificate_pem),
        ("nothing", &[]),
    ];
    for (name, secret) in secrets {
        for (uri, algorithm) in [
            ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
            ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", hmac::HMAC_SHA256),
        ] {
            for claimed in [uri, RSA_SHA256] {
                let mut parts = stage.deadly();
                let mut statement = Statement::over(&parts.timestamp, &parts.body);
                statement.method = method(claimed);
                let mac = hmac::sign(&hmac::Key::new(algorithm, secret), statement.signed_info().as_bytes());
                parts.signature = statement.with_value(mac.as_ref());
                all.push(Attack::refused(format!("HMAC with {name}, called {claimed}"), parts.text()));
            }
        }
    }
    for uri in [
        "",
        "none",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "http://www.w3.org/2007/05/xmldsig-more#rsa-pss",
        "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    ] {
        // The value is that of rsa-sha256: a verifier that believes the name checks something else.
        all.push(Attack::refused(
            format!("called {uri}"),
            stage.deadly().stated(mpay, |s| s.method = method(uri)).text(),
        ));
    }
    for uri in ["", "http://www.w3.org/2001/04/xmldsig-more#md5", "http://www.w3.org/2000/09/xmldsig#sha1", "none"] {
        let parts = stage.deadly().stated(mpay, |s| uri.clone_into(&mut s.references[1].2));
        all.push(Attack::refused(format!("digested by {uri}"), parts.text()));
    }
    for uri in [
        "",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    ] {
        let parts = stage.deadly().stated(mpay, |s| s.canonicalization = s.canonicalization.replace(EXCLUSIVE, uri));
        all.push(Attack::refused(format!("made canonical by {uri}"), parts.text()));
    }
    let statement = || {
        let parts = stage.deadly();
        Statement::over(&parts.timestamp, &parts.body)
    };
    let info = statement().signed_info();
    let size = mpay.pair.public_modulus_len();
    for (name, value) in [
        ("PSS", mpay.sign(&RSA_PSS_SHA256, info.as_bytes())),
        ("SHA-384", mpay.sign(&RSA_PKCS1_SHA384, info.as_bytes())),
        ("zeros", vec![0; size]),
        ("one", [vec![0; size - 1], vec![1]].concat()),
        ("the largest number", vec![0xff; size]),
        ("a bare digest", digest(&SHA256, info.as_bytes()).as_ref().to_vec()),
        (
            "a digest with padding",
            [vec![0, 1], vec![0xff; size - 35], vec![0], digest(&SHA256, info.as_bytes()).as_ref().to_vec()].concat(),
        ),
        ("too much", vec![1; size + 1]),
        ("four thousand bytes", vec![7; 4000]),
    ] {
        let parts = with(stage.deadly(), |m| m.signature = statement().with_value(&value));
        all.push(Attack::refused(format!("the value is {name}"), parts.text()));
    }
    let parameter = "<ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>";
    let parts = stage.deadly().stated(mpay, |s| s.method = s.method.replace("</ds:SignatureMethod>", parameter));
    all.push(Attack::refused("a method with a length", parts.text()));
    all
}

pub(super) fn times(stage: &Stage) -> Vec<Attack> {
    let Stage { mpay, now, .. } = stage;
    let minutes = SignedDuration::from_mins;
    let at = |created: i64, lifetime: i64| timestamp_at(*now + minutes(created), minutes(lifetime));
    let right = at(0, 5);
    [
        ("stale", at(-11, 5)),
        ("stale, but long-lived", at(-16, 60 * 24 * 365)),
        ("from the future", at(6, 5)),
        ("expired before it began", at(0, -1)),
        ("without a life", at(0, 0)),
        ("without a zone", right.replace("Z<", "<")),
        ("without an end", right.split_once("<u:Expires>").map(|(start, _)| format!("{start}</u:Timestamp>")).unwrap()),
        (
            "with two beginnings",
            right.replacen("<u:Created>", "<u:Created>2020-01-01T00:00:00Z</u:Created><u:Created>", 1),
        ),
        ("in no calendar", timestamp("2026-02-30T00:00:00Z", "2026-02-30T00:05:00Z")),
        ("far away", timestamp("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z")),
        ("long ago", timestamp("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")),
        ("empty", timestamp("", "")),
        ("in words", timestamp("now", "later")),
    ]
    .into_iter()
    .map(|(name, timestamp)| {
        let parts = with(stage.deadly(), |m| m.timestamp = timestamp).stated(mpay, |_| {});
        Attack::refused(format!("signed, but {name}"), parts.text())
    })
    .collect()
}
