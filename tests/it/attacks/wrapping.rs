//! Signature wrapping: the signed body is moved to where its reference still finds it, and another stands in its place.
//! The eight forms known from SAML, as SOAP has them, and those that only SOAP has.

use super::corpus::{Attack, Stage};
use super::forge::{Parts, SOAP, WSSE, WSU, body, timestamp_at};
use jiff::SignedDuration;

/// How the body in the place of the signed one names itself.
const IDS: [(&str, &str); 5] = [
    ("without an id", ""),
    ("with the same id", r#"u:Id="BD""#),
    ("with the same id, unqualified", r#"Id="BD""#),
    ("with the same id of XML", r#"xml:id="BD""#),
    ("with an id of its own", r#"u:Id="other""#),
];

/// All of them; each asks for `stage.evil` under the signature of `stage.harmless`.
pub fn attacks(stage: &Stage) -> Vec<Attack> {
    let mut all = Vec::new();
    for (naming, id) in IDS {
        let evil = body(id, &stage.evil);
        for (form, message) in forms(stage, &evil) {
            all.push(Attack::refused(format!("{form}, the other body {naming}"), message));
        }
    }
    all.extend(timestamps(stage));
    all
}

/// A message with the signed parts, changed.
fn changed(stage: &Stage, change: impl FnOnce(&mut Parts)) -> String {
    let mut parts = stage.harmless();
    change(&mut parts);
    parts.text()
}

fn forms(stage: &Stage, evil: &str) -> Vec<(&'static str, String)> {
    let into_signature =
        |signature: &str, object: &str| signature.replace("</ds:Signature>", &format!("{object}</ds:Signature>"));
    let inside = |outer: &str, inner: &str| outer.replace("</s:Body>", &format!("{inner}</s:Body>"));
    vec![
        (
            "XSW1: the signed body within the signature",
            changed(stage, |m| {
                m.signature = into_signature(&m.signature, &m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "XSW2: the signed body beside the signature",
            changed(stage, |m| {
                m.extra.clone_from(&m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        ("XSW3: the other body before the signed one", changed(stage, |m| m.body = format!("{evil}{}", m.body))),
        ("XSW3: the other body after the signed one", changed(stage, |m| evil.clone_into(&mut m.after))),
        ("XSW4: the signed body within the other", changed(stage, |m| m.body = inside(evil, &m.body))),
        (
            "XSW4: only the signed body within the other",
            changed(stage, |m| {
                let (open, _) = evil.split_once('>').unwrap();
                m.body = format!("{open}>{}</s:Body>", m.body);
            }),
        ),
        (
            "XSW5: the signed body at the end of the envelope",
            changed(stage, |m| {
                m.after.clone_from(&m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "XSW6: the signature with the signed body within the other",
            changed(stage, |m| {
                let signature = into_signature(&m.signature, &m.body);
                m.body = inside(evil, &signature);
                m.signature.clear();
            }),
        ),
        (
            "XSW7: the signed body in extensions of the header",
            changed(stage, |m| {
                m.blocks = format!("<Extensions>{}</Extensions>", m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "XSW8: the signed body in an object of the signature",
            changed(stage, |m| {
                m.signature = into_signature(&m.signature, &format!("<ds:Object>{}</ds:Object>", m.body));
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "the signed body as a header block",
            changed(stage, |m| {
                m.blocks.clone_from(&m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "the signed body in a wrapper for nobody",
            changed(stage, |m| {
                let nobody = r#"s:mustUnderstand="0" s:actor="http://www.w3.org/2003/05/soap-envelope/role/none""#;
                m.blocks = format!("<w:Wrapper xmlns:w='urn:w' {nobody}>{}</w:Wrapper>", m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "the signed body in a copy of the envelope in the header",
            changed(stage, |m| {
                m.blocks = format!("<s:Envelope><s:Header></s:Header>{}</s:Envelope>", m.body);
                evil.clone_into(&mut m.body);
            }),
        ),
        ("the whole message in the header of another", {
            let whole = stage.harmless().text();
            format!(r#"<s:Envelope xmlns:s="{SOAP}"><s:Header>{whole}</s:Header>{evil}</s:Envelope>"#)
        }),
        ("the whole message in the body of another", {
            let whole = stage.harmless().text();
            format!(r#"<s:Envelope xmlns:s="{SOAP}"><s:Header></s:Header>{}</s:Envelope>"#, inside(evil, &whole))
        }),
        ("the whole message after the other body", {
            let whole = stage.harmless().text();
            format!(r#"<s:Envelope xmlns:s="{SOAP}">{evil}{whole}</s:Envelope>"#)
        }),
        (
            "a security header for another actor",
            changed(stage, |m| {
                let other = format!(r#"<o:Security xmlns:o="{WSSE}" s:actor="urn:next">{}</o:Security>"#, m.body);
                m.blocks = other;
                evil.clone_into(&mut m.body);
            }),
        ),
        (
            "two headers",
            changed(stage, |m| m.body = evil.to_owned()).replacen(
                "<s:Header>",
                &format!("<s:Header>{}</s:Header><s:Header>", stage.harmless().body),
                1,
            ),
        ),
        (
            "the other operation beside the signed one",
            changed(stage, |m| {
                m.body = inside(&m.body, &stage.evil);
            }),
        ),
        (
            "the other operation before the signed one",
            changed(stage, |m| {
                m.body = m.body.replacen('>', &format!(">{}", stage.evil), 1);
            }),
        ),
        (
            "the other operation within the signed one",
            changed(stage, |m| {
                m.body = m.body.replacen("<query>", &format!("<query>{}", stage.evil), 1);
            }),
        ),
        (
            "the signed body under another prefix for SOAP's name",
            changed(stage, |m| {
                m.body = format!(
                    "{evil}{}",
                    m.body.replacen("s:Body", "b:Body", 1).replace("</s:Body>", "</b:Body>").replacen(
                        "<b:Body",
                        r#"<b:Body xmlns:b="urn:not-soap""#,
                        1
                    )
                );
            }),
        ),
    ]
}

/// A stale message with a fresh timestamp beside, around or in the place of the signed one.
fn timestamps(stage: &Stage) -> Vec<Attack> {
    let fresh = timestamp_at(stage.now, SignedDuration::from_mins(5));
    let unnamed = fresh.replace(r#" u:Id="TS""#, "");
    let mut all = Vec::new();
    for (naming, fresh) in [("with the same id", &fresh), ("without an id", &unnamed)] {
        let mut add = |form: &str, change: &dyn Fn(&mut Parts)| {
            let mut parts = stage.stale();
            change(&mut parts);
            all.push(Attack::refused(format!("{form} {naming}"), parts.text()));
        };
        add("a fresh timestamp in the stale one's place", &|m| fresh.clone_into(&mut m.timestamp));
        add("a fresh timestamp beside the stale one", &|m| m.extra.clone_from(fresh));
        add("a fresh timestamp before the stale one", &|m| m.timestamp = format!("{fresh}{}", m.timestamp));
        add("the stale timestamp within a fresh one", &|m| {
            m.timestamp = fresh.replace("</u:Timestamp>", &format!("{}</u:Timestamp>", m.timestamp));
        });
        add("the stale timestamp moved to the header", &|m| {
            m.blocks.clone_from(&m.timestamp);
            fresh.clone_into(&mut m.timestamp);
        });
        add("the stale timestamp moved into a wrapper", &|m| {
            m.blocks = format!("<w>{}</w>", m.timestamp);
            fresh.clone_into(&mut m.timestamp);
        });
        add("a fresh Created within the stale one", &|m| {
            let now = fresh.split_once("Created>").unwrap().1.split_once('<').unwrap().0;
            m.timestamp = m.timestamp.replacen("<u:Created>", &format!("<u:Created>{now}</u:Created><u:Created>"), 1);
        });
    }
    let renamed = stage.stale().text().replace(WSU, "urn:other-utility");
    all.push(Attack::refused("a timestamp of another namespace".to_owned(), renamed));
    all
}
