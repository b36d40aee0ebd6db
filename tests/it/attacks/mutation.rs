//! A fuzzer over signed messages: bytes, tokens and whole elements are changed, and what is accepted still says the same.

use mpay_pages::ids::FixedRandom;
use mpay_pages::mpay::certificate::{Certificate, TrustedCertificates};
use mpay_pages::mpay::endpoint::{self, Request};
use mpay_pages::mpay::security::{Signer, Verifier};
use mpay_pages::xml::{self, Canonical};
use proptest::prelude::*;
use proptest::sample::Index;
use std::ops::Range;
use std::sync::LazyLock;

use super::forge::{Key, Parts, SOAP, WSU};
use crate::support::in_process::Pair;

const QUERY: &str = "<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query><Language>RO</Language>\
    <OrderKey>MDS02250710092629689</OrderKey><ServiceID>MDS02</ServiceID></query></GetOrderDetails>";
const CONFIRMATION: &str = "<ConfirmOrderPayment xmlns=\"https://mpay.gov.md\"><confirmation><Currency>MDL</Currency>\
    <InvoiceID>I1</InvoiceID><Lines><PaymentConfirmationLine><Amount>10.00</Amount><LineID>1</LineID>\
    </PaymentConfirmationLine></Lines><OrderKey>MDS02250710092629689</OrderKey><PaidAt>2026-07-10T11:00:00</PaidAt>\
    <PaymentID>P1</PaymentID><ServiceID>MDS02</ServiceID><TotalAmount>10.00</TotalAmount></confirmation>\
    </ConfirmOrderPayment>";

/// Signed messages of two writers, and who verifies them.
struct Bench {
    verifier: Verifier,
    originals: Vec<(String, Request)>,
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let pair = Pair::new("mpay.example");
    let (key, signer): (Key, Signer) = (Key::read(pair.key.as_bytes(), pair.certificate.as_bytes()), pair.signer());
    let certificate = Certificate::read(pair.certificate.as_bytes()).unwrap();
    let verifier = Verifier::new(TrustedCertificates::new(vec![certificate]).unwrap());
    let now = now();
    let originals = [QUERY, CONFIRMATION].into_iter().flat_map(|operation| {
        let ours = String::from_utf8(signer.sign(operation, now, &FixedRandom::new(1))).unwrap();
        [ours, Parts::right(&key, operation, now).text()]
    });
    let originals = originals.map(|text| {
        let request = endpoint::open(&verifier, text.as_bytes(), now).unwrap();
        (text, request)
    });
    Bench { originals: originals.collect(), verifier }
});

fn now() -> jiff::Timestamp {
    "2026-07-10T08:00:00Z".parse().unwrap()
}

/// A change of a message.
#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Cut(Index, u8),
    Insert(Index, &'static str),
    Double(Index, u8),
    DropToken(Index),
    DoubleToken(Index),
    SwapTokens(Index, Index),
    TextOf(Index, Index),
    DropElement(Index),
    CopyElement(Index, Index),
    MoveElement(Index, Index),
    SwapElements(Index, Index),
    Wrap(Index, &'static str),
    Rename(Index, &'static str),
    AttributeOf(Index, Index),
}

/// Pieces that mean something to some reader.
const PIECES: [&str; 18] = [
    " ",
    "\n",
    "<!-- c -->",
    "<?p i?>",
    "<![CDATA[x]]>",
    "&#65;",
    "&amp;",
    "\u{feff}",
    "\0",
    "<a/>",
    "</a>",
    " xmlns=\"urn:x\"",
    " xmlns:s=\"urn:x\"",
    " Id=\"BD\"",
    " u:Id=\"BD\"",
    " xml:id=\"TS\"",
    "1",
    "\u{301}",
];
const WRAPPERS: [&str; 5] = ["a", "s:Body", "s:Header", "query", "ds:Object"];

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    let piece = || prop::sample::select(&PIECES[..]);
    let wrapper = || prop::sample::select(&WRAPPERS[..]);
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, to)| Change::Byte(at, to)),
        (at(), 1u8..40).prop_map(|(at, length)| Change::Cut(at, length)),
        (at(), piece()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (at(), 1u8..40).prop_map(|(at, length)| Change::Double(at, length)),
        at().prop_map(Change::DropToken),
        at().prop_map(Change::DoubleToken),
        (at(), at()).prop_map(|(one, other)| Change::SwapTokens(one, other)),
        (at(), at()).prop_map(|(one, other)| Change::TextOf(one, other)),
        at().prop_map(Change::DropElement),
        (at(), at()).prop_map(|(one, other)| Change::CopyElement(one, other)),
        (at(), at()).prop_map(|(one, other)| Change::MoveElement(one, other)),
        (at(), at()).prop_map(|(one, other)| Change::SwapElements(one, other)),
        (at(), wrapper()).prop_map(|(at, name)| Change::Wrap(at, name)),
        (at(), wrapper()).prop_map(|(at, name)| Change::Rename(at, name)),
        (at(), at()).prop_map(|(one, other)| Change::AttributeOf(one, other)),
    ]
}

/// The places of tags and texts, one after another.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = if text[at..].starts_with('<') {
            text[at..].find('>').map_or(text.len(), |end| at + end + 1)
        } else {
            text[at..].find('<').map_or(text.len(), |end| at + end)
        };
        all.push(at..end);
        at = end;
    }
    all
}

/// The places of whole elements; none in what is no document any more.
fn elements(text: &str) -> Vec<Range<usize>> {
    let document = xml::parse(text.as_bytes());
    let from = text.len() - text.trim_start_matches('\u{feff}').len();
    document.map_or_else(
        |_| Vec::new(),
        |document| {
            let all = document.descendants().filter(|node| node.is_element()).map(|node| node.range());
            all.map(|range| range.start + from..range.end + from).collect()
        },
    )
}

fn pick<T: Clone>(all: &[T], at: &Index) -> Option<T> {
    (!all.is_empty()).then(|| all[at.index(all.len())].clone())
}

/// Puts texts into places, the last place first.
fn put(text: &str, mut places: Vec<(Range<usize>, String)>) -> Option<String> {
    places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let is_apart = places.windows(2).all(|two| two[1].0.end <= two[0].0.start);
    let mut text = text.to_owned();
    for (range, new) in places.into_iter().filter(|_| is_apart) {
        text.replace_range(range, &new);
    }
    is_apart.then_some(text)
}

impl Change {
    /// The changed message; none where the change does not fit.
    fn apply(&self, text: &str) -> Option<Vec<u8>> {
        if text.is_empty() {
            return None;
        }
        let (tokens, elements) = (tokens(text), elements(text));
        let of = |range: &Range<usize>| text[range.clone()].to_owned();
        let run = |at: &Index, length: u8| {
            let start = at.index(text.len());
            let end = (start + usize::from(length)).min(text.len());
            text.get(start..end).map(|part| (start..end, part.to_owned()))
        };
        let changed = match self {
            Change::Byte(at, to) => {
                let mut bytes = text.as_bytes().to_vec();
                let at = at.index(bytes.len());
                bytes[at] = *to;
                return Some(bytes);
            }
            Change::Cut(at, length) => put(text, vec![(run(at, *length)?.0, String::new())]),
            Change::Insert(at, piece) => {
                let at = at.index(text.len());
                text.is_char_boundary(at).then(|| format!("{}{piece}{}", &text[..at], &text[at..]))
            }
            Change::Double(at, length) => {
                run(at, *length).and_then(|(range, part)| put(text, vec![(range, part.repeat(2))]))
            }
            Change::DropToken(at) => put(text, vec![(pick(&tokens, at)?, String::new())]),
            Change::DoubleToken(at) => {
                pick(&tokens, at).and_then(|range| put(text, vec![(range.clone(), of(&range).repeat(2))]))
            }
            Change::SwapTokens(one, other) => {
                let (one, other) = (pick(&tokens, one)?, pick(&tokens, other)?);
                put(text, vec![(one.clone(), of(&other)), (other, of(&one))])
            }
            Change::TextOf(one, other) => {
                let texts: Vec<_> = tokens.into_iter().filter(|range| !text[range.clone()].starts_with('<')).collect();
                put(text, vec![(pick(&texts, one)?, of(&pick(&texts, other)?))])
            }
            Change::DropElement(at) => put(text, vec![(pick(&elements, at)?, String::new())]),
            Change::CopyElement(one, other) => {
                let (one, other) = (pick(&elements, one)?, pick(&elements, other)?);
                put(text, vec![(other.start..other.start, of(&one))])
            }
            Change::MoveElement(one, other) => {
                let (one, other) = (pick(&elements, one)?, pick(&elements, other)?);
                put(text, vec![(one.clone(), String::new()), (other.end..other.end, of(&one))])
            }
            Change::SwapElements(one, other) => {
                let (one, other) = (pick(&elements, one)?, pick(&elements, other)?);
                put(text, vec![(one.clone(), of(&other)), (other, of(&one))])
            }
            Change::Wrap(at, name) => {
                let range = pick(&elements, at)?;
                put(text, vec![(range.clone(), format!("<{name}>{}</{name}>", of(&range)))])
            }
            Change::Rename(at, name) => {
                let range = pick(&elements, at)?;
                let element = of(&range);
                let old: String = element[1..].chars().take_while(|c| !matches!(c, ' ' | '>' | '/')).collect();
                let new = element.replacen(&old, name, 1);
                let end = format!("</{old}>");
                let new = new.strip_suffix(&end).map_or(new.clone(), |start| format!("{start}</{name}>"));
                put(text, vec![(range, new)])
            }
            Change::AttributeOf(one, other) => {
                let values: Vec<Range<usize>> = quoted(text);
                put(text, vec![(pick(&values, one)?, of(&pick(&values, other)?))])
            }
        };
        changed.map(String::into_bytes)
    }
}

/// The places of what stands between double quotes.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    quotes.chunks_exact(2).map(|pair| pair[0] + 1..pair[1]).collect()
}

/// The canonical forms of what has to be signed.
fn signed_content(message: &[u8]) -> Option<[String; 2]> {
    let document = xml::parse(message).ok()?;
    let body = document.root_element().children().find(|node| node.has_tag_name((SOAP, "Body")))?;
    let timestamp = document.descendants().find(|node| node.has_tag_name((WSU, "Timestamp")))?;
    Some([body, timestamp].map(|node| xml::canonicalize(node, &Canonical::default())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_changed_message_is_accepted_unless_it_says_the_same(
        which in 0usize..4,
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let (original, request) = &BENCH.originals[which];
        let mut message = original.clone().into_bytes();
        for change in &changes {
            let Some(changed) = String::from_utf8(message.clone()).ok().and_then(|text| change.apply(&text)) else { break };
            message = changed;
        }
        if let Ok(accepted) = endpoint::open(&BENCH.verifier, &message, now()) {
            prop_assert_eq!(&accepted, request);
            prop_assert_eq!(signed_content(&message), signed_content(original.as_bytes()));
        }
    }
}
