//! Attacks with what a message holds: documents, values, references, transforms, sizes, shapes.

use super::super::forge::{DS, EXCLUSIVE, SOAP, WSU, token, transform};
use super::{Attack, Expected, Stage, with};

/// Document types, entities, encodings, instructions.
pub(super) fn documents(stage: &Stage) -> Vec<Attack> {
    let (right, trap) = (stage.deadly().text(), &stage.trap);
    let before = |name: &str, prologue: &str| Attack::refused(name, format!("{prologue}{right}"));
    let entities: String =
        (1..12).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let entity = right.replace("ATTACK-1", "&id;");
    vec![
        before("an empty document type", "<!DOCTYPE s:Envelope>"),
        before("an external document type", &format!("<!DOCTYPE s:Envelope SYSTEM \"{trap}/dtd\">")),
        before("a public document type", &format!("<!DOCTYPE s:Envelope PUBLIC \"-//A//B\" \"{trap}/dtd\">")),
        before("a document type after a comment", "<!-- --><!DOCTYPE s:Envelope []>"),
        before("a parameter entity", &format!("<!DOCTYPE a [<!ENTITY % p SYSTEM \"{trap}/p\"> %p;]>")),
        before("a million laughs", &format!("<!DOCTYPE a [<!ENTITY l0 \"lol\">{entities}]>")),
        before("ids by document type", "<!DOCTYPE a [<!ATTLIST GetOrderDetails any ID #IMPLIED>]>"),
        Attack::refused("an entity in a value", format!("<!DOCTYPE a [<!ENTITY id \"ATTACK-1\">]>{entity}")),
        Attack::refused(
            "a file as a value",
            format!("<!DOCTYPE a [<!ENTITY id SYSTEM \"file:///etc/passwd\">]>{entity}"),
        ),
        Attack::refused("an entity that nobody declared", entity),
        Attack::refused("a document type within", right.replace("<s:Header>", "<!DOCTYPE a []><s:Header>")),
        before("a stylesheet", &format!("<?xml-stylesheet href=\"{trap}/style.xsl\" type=\"text/xsl\"?>")),
        before("another encoding", "<?xml version=\"1.0\" encoding=\"UTF-7\"?>"),
        before("another version", "<?xml version=\"1.1\"?>\u{1}"),
        Attack::refused("an instruction in the body", right.replace("<OrderKey>", "<?a b?><OrderKey>")),
        Attack::refused("an instruction in a value", right.replace("ATTACK-1", "ATT<?a b?>ACK-1")),
        Attack::refused(
            "an included file",
            right.replace(
                "<s:Header>",
                &format!("<s:Header><i:include xmlns:i='http://www.w3.org/2001/XInclude' href='{trap}/i'/><x"),
            ),
        ),
        Attack::refused("a zero", right.replace("ATTACK-1", "ATTACK\0-1")),
        Attack::refused("two documents", format!("{right}{right}")),
        Attack::refused("half a document", right[..right.len() / 2].to_owned()),
        Attack::refused("text after the document", format!("{right}x")),
    ]
}

/// A canonical form has no comments: one within a value leaves the signature right, and two readers see two values.
pub(super) fn values(stage: &Stage) -> Vec<Attack> {
    let mut all = Vec::new();
    for element in ["OrderKey", "ServiceID", "PaymentID", "TotalAmount", "Amount", "Currency", "PaidAt", "LineID"] {
        let right = stage.deadly().text();
        let (start, rest) = right.split_once(&format!("<{element}>")).unwrap();
        for (name, inside) in [("at the start of", 0), ("in", 1)] {
            let message = format!("{start}<{element}>{}<!-- -->{}", &rest[..inside], &rest[inside..]);
            let name = format!("a comment {name} {element}");
            all.push(Attack { name, message, expected: Expected::InvalidParameter });
        }
        let inside = right.replacen(&format!("<{element}>"), &format!("<{element}><b/>"), 1);
        all.push(Attack::refused(format!("an element in {element}"), inside));
    }
    for element in ["ds:SignatureValue", "ds:DigestValue", "u:Created", "u:Expires", "o:BinarySecurityToken"] {
        let right = stage.deadly().text();
        let end = format!("</{element}>");
        let message = right.replacen(&end, &format!("<!-- -->{end}"), 1);
        all.push(Attack::refused(format!("a comment in {element}"), message));
    }
    all
}

/// References to elsewhere; ids that are there twice.
pub(super) fn references(stage: &Stage) -> Vec<Attack> {
    let Stage { mpay, trap, .. } = stage;
    let mut all = Vec::new();
    for uri in [
        "",
        "BD",
        "#",
        "#nothing",
        "##BD",
        "#BD ",
        "#xpointer(/)",
        "#xpointer(id('BD'))",
        "#element(/1/2)",
        "file:///etc/passwd",
        "cid:body",
        "data:text/xml,a",
        "//s:Body",
        trap.as_str(),
    ] {
        let parts = stage.deadly().stated(mpay, |s| uri.clone_into(&mut s.references[1].0));
        all.push(Attack::refused(format!("a reference to `{uri}`"), parts.text()));
        let more = stage.deadly().stated(mpay, |s| {
            let mut more = s.references[1].clone();
            uri.clone_into(&mut more.0);
            s.references.push(more);
        });
        all.push(Attack::refused(format!("one more reference, to `{uri}`"), more.text()));
    }
    for id in ["u:Id", "Id", "ID", "id", "xml:id"] {
        for part in ["BD", "TS", "X"] {
            let block = format!(r#"<w xmlns:u="{WSU}" {id}="{part}"></w>"#);
            all.push(Attack::refused(
                format!("a header with {id}={part}"),
                with(stage.deadly(), |m| m.blocks.clone_from(&block)).text(),
            ));
            all.push(Attack::refused(
                format!("a second {id}={part} deep in a header"),
                with(stage.deadly(), |m| m.blocks = format!("<v><v>{block}</v></v>")).text(),
            ));
        }
    }
    let manifest =
        format!(r#"<ds:Object><ds:Manifest xmlns:ds="{DS}" Id="BD"></ds:Manifest></ds:Object></ds:Signature>"#);
    let parts = with(stage.deadly(), |m| m.signature = m.signature.replace("</ds:Signature>", &manifest));
    all.push(Attack::refused("a manifest with the body's id", parts.text()));
    all
}

pub(super) fn transforms(stage: &Stage) -> Vec<Attack> {
    let Stage { mpay, trap, .. } = stage;
    let exclusive = transform(EXCLUSIVE);
    let xslt = "http://www.w3.org/TR/1999/REC-xslt-19991116";
    let program = format!(
        r#"<ds:Transform Algorithm="{xslt}"><x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"><x:template match="/"><x:value-of select="document('{trap}/xslt')"></x:value-of></x:template></x:stylesheet></ds:Transform>"#
    );
    let xpath = |uri: &str, inner: &str| format!(r#"<ds:Transform Algorithm="{uri}">{inner}</ds:Transform>"#);
    let list = |prefixes: &str| {
        format!(
            r#"<ds:Transform Algorithm="{EXCLUSIVE}"><e:InclusiveNamespaces xmlns:e="{EXCLUSIVE}" PrefixList="{prefixes}"></e:InclusiveNamespaces></ds:Transform>"#
        )
    };
    [
        ("XSLT", program.clone()),
        ("XSLT before the canonical form", format!("{program}{exclusive}")),
        ("XPath", xpath("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>false()</ds:XPath>")),
        (
            "XPath before",
            format!(
                "{}{exclusive}",
                xpath("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>count(//.)</ds:XPath>")
            ),
        ),
        ("a filter", format!("{}{exclusive}", xpath("http://www.w3.org/2002/06/xmldsig-filter2", ""))),
        ("base64", format!("{}{exclusive}", transform("http://www.w3.org/2000/09/xmldsig#base64"))),
        ("decryption", format!("{}{exclusive}", transform("http://www.w3.org/2002/07/decrypt#XML"))),
        (
            "the token's own",
            transform(
                "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
            ),
        ),
        ("comments kept", transform("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")),
        ("the inclusive form", transform("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")),
        ("twice", format!("{exclusive}{exclusive}")),
        ("a thousand times", exclusive.repeat(300)),
        ("none", String::new()),
        ("only the enveloped one", transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature")),
        (
            "the enveloped one behind",
            format!("{exclusive}{}", transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature")),
        ),
        ("many prefixes", list(&"p ".repeat(500))),
        ("parameters", xpath(EXCLUSIVE, "<a></a>")),
    ]
    .into_iter()
    .map(|(name, transforms)| {
        let parts = stage.deadly().stated(mpay, |s| s.references[1].1 = transforms);
        Attack::refused(format!("transforms: {name}"), parts.text())
    })
    .collect()
}

/// Deep, long and many.
pub(super) fn sizes(stage: &Stage) -> Vec<Attack> {
    let block = |inner: String| with(stage.deadly(), |m| m.blocks = inner).text();
    let repeated = |text: &str, count: usize| text.repeat(count);
    let numbered = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    let mut all: Vec<Attack> = [
        ("deep", block(format!("{}{}", repeated("<a>", 5_000), repeated("</a>", 5_000)))),
        ("deep and never closed", repeated("<a>", 20_000)),
        ("a long tag", block(format!("<a b='{}'/>", repeated("x", 50_000)))),
        ("many attributes", block(format!("<a{}/>", numbered(5_000, &|n| format!(" a{n}=''"))))),
        (
            "many attributes in a short tag, many times",
            block(repeated(&format!("<a{}/>", numbered(300, &|n| format!(" {}=''", word(n)))), 30) + "</x>"),
        ),
        (
            "as many attributes as a tag may have, in as many tags as fit",
            block(repeated(&format!("<a{}/>", numbered(64, &|n| format!(" {}=''", word(n)))), 130) + "</x>"),
        ),
        ("many namespaces", block(format!("<a{}/>", numbered(2_000, &|n| format!(" xmlns:a{n}='u'"))))),
        (
            "namespaces within each other",
            block(format!("{}{}", numbered(40, &|n| format!("<a xmlns:a{n}='u'>")), repeated("</a>", 39))),
        ),
        ("many elements, one of them open", block(repeated("<a/>", 14_000) + "<a>")),
        ("many comments, then nothing", block(repeated("<!---->", 8_000) + "<a>")),
        ("many instructions", block(repeated("<?a?>", 10_000))),
        ("many signatures", block(repeated(&format!("<d:Signature xmlns:d='{DS}'/>"), 200))),
        ("many characters by number", block(repeated("&#x41;", 9_000))),
        ("a comment without an end", format!("<!--{}", repeated("-", 60_000))),
        ("many brackets", repeated("<", 60_000)),
        ("many ands", repeated("&", 60_000)),
        ("a long name", format!("<{}/>", repeated("a", 4_000))),
        (
            "thirteen references",
            stage.deadly().stated(&stage.mpay, |s| s.references = vec![s.references[1].clone(); 13]).text(),
        ),
        (
            "a thousand references",
            stage.deadly().stated(&stage.mpay, |s| s.references = vec![s.references[1].clone(); 100]).text(),
        ),
        (
            "a large value",
            with(stage.deadly(), |m| {
                m.signature = m
                    .signature
                    .replace("<ds:SignatureValue>", &format!("<ds:SignatureValue>{}", repeated("AAAA", 10_000)))
            })
            .text(),
        ),
        ("a large token", with(stage.deadly(), |m| m.token = token(&vec![0x30; 40_000])).text()),
    ]
    .into_iter()
    .map(|(name, message)| Attack::refused(name, message))
    .collect();
    let mut add = |name: &str, message: String| {
        let expected = Expected::TooLarge;
        all.push(Attack { name: name.to_owned(), message, expected });
    };
    add("a message of 64 KiB and a byte", format!("{}{}", stage.deadly().text(), repeated(" ", 64 * 1024)));
    add("a message of a million bytes", block(repeated(" ", 1_000_000)));
    all
}

/// The n-th word of small letters.
fn word(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    [letter(n / 26), letter(n)].iter().collect()
}

/// SOAP in other shapes than 1.1's.
pub(super) fn shapes(stage: &Stage) -> Vec<Attack> {
    let right = stage.deadly().text();
    let soap12 = "http://www.w3.org/2003/05/soap-envelope";
    let change = |name: &str, from: &str, to: &str| {
        assert!(right.contains(from), "{from}");
        Attack::refused(name, right.replacen(from, to, 1))
    };
    let mut all = vec![
        Attack::refused("SOAP 1.2", right.replace(SOAP, soap12)),
        change("an envelope of SOAP 1.2 around SOAP 1.1", SOAP, soap12),
        change("text in the envelope", "<s:Header>", "text<s:Header>"),
        change("text in the header", "<s:Header>", "<s:Header>text"),
        change("text in the security header", "<u:Timestamp", "text<u:Timestamp"),
        change("a name and a password", "<u:Timestamp", "<o:UsernameToken/><u:Timestamp"),
        change(
            "an encrypted key",
            "<u:Timestamp",
            "<x:EncryptedKey xmlns:x='http://www.w3.org/2001/04/xmlenc#'/><u:Timestamp",
        ),
        change(
            "a SAML assertion",
            "<u:Timestamp",
            "<a:Assertion xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion'/><u:Timestamp",
        ),
        Attack::refused("the operation alone", stage.evil.clone()),
        Attack::refused("the body alone", stage.deadly().body),
        Attack::refused(
            "an envelope within an envelope",
            format!(r#"<s:Envelope xmlns:s="{}">{right}</s:Envelope>"#, SOAP),
        ),
        Attack::refused("nothing", String::new()),
        Attack::refused("JSON", "{\"PaymentID\":\"ATTACK-1\"}".to_owned()),
    ];
    let message = with(stage.deadly(), |m| m.blocks = r#"<w s:mustUnderstand="1"></w>"#.to_owned()).text();
    let name = "a header that must be understood".to_owned();
    all.push(Attack { name, message, expected: Expected::MustUnderstand });
    all
}
