//! The promise: if a definition compiles and its form accepts the answers, MPay takes the order.
//!
//! Definitions are drawn at random, with amounts that an evaluator of the test's own computes again, on fractions.
//! `PROMISE_DEFINITIONS` (that compile) and `PROMISE_ANSWERS` (for each) set how many are tried.

use std::collections::BTreeMap;
use std::process::Command;

use jiff::Timestamp;
use mpay_pages::compile::compile;
use mpay_pages::form::{RawAnswers, check, due_at, order_content};
use mpay_pages::i18n::Language;
use mpay_pages::ids::{ContentHash, FixedRandom, OrderKey, OrderToken, Slug, VersionNumber};
use mpay_pages::money::Money;
use mpay_pages::mpay::message::{OrderDetails, broken_rules, write_get_order_details_response};
use mpay_pages::mpay::order_details::order_details;
use mpay_pages::order::{Order, OrderContent, OrderLine, OrderRecord, OrderStatus};
use mpay_pages::plan::Plan;
use mpay_pages::registry::{Bundle, Summary};

use super::answers::Set;
use super::draw::Drawn;
use super::exact::{Draws, Fraction};
use super::files::{files, iban};
use super::reporting;
use super::terms::{TODAY, last_second};

/// Over how many threads the definitions are shared.
const THREADS: usize = 2;
/// How many may be drawn for each that compiles.
const DRAWN_PER_COMPILED_MAX: usize = 4;

fn number_from(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What MPay is told of an order that has just been made: it can be paid.
fn details(content: OrderContent, made_at: Timestamp, due_at: Option<Timestamp>, random: &FixedRandom) -> OrderDetails {
    let order = Order {
        key: OrderKey::draw(&content.service_id, random),
        token: OrderToken::draw(random),
        beneficiary: Slug::parse("proba").unwrap(),
        service: Slug::parse("drawn").unwrap(),
        version: VersionNumber(1),
        language: Language::Ro,
        created_at: made_at,
        due_at,
        submission: ContentHash::of(&[b"x"]),
        link: None,
        content,
    };
    let record = OrderRecord { order, payments: Vec::new(), decisions: Vec::new() };
    let details = order_details(&record, Language::Ro, made_at);
    assert_eq!(details.status, OrderStatus::Active, "{made_at} {due_at:?}");
    assert!(broken_rules(&details).is_empty(), "{:?}", broken_rules(&details));
    details
}

/// Holds many orders to the contract's schema: fifty in a reply, many replies in a run.
fn assert_schema(orders: &[OrderDetails]) {
    let folder = tempfile::tempdir().unwrap();
    let schema = format!("{}/src/mpay/contract/mpay-strict.xsd", env!("CARGO_MANIFEST_DIR"));
    let replies: Vec<String> = orders.chunks(50).map(write_get_order_details_response).collect();
    assert!(replies.iter().all(|reply| !reply.contains(reporting::MARK)), "the books' columns are not MPay's");
    for batch in replies.chunks(500) {
        let paths: Vec<_> = (0..batch.len()).map(|at| folder.path().join(format!("{at}.xml"))).collect();
        for (path, reply) in paths.iter().zip(batch) {
            std::fs::write(path, reply).unwrap();
        }
        let run = Command::new("xmllint").args(["--noout", "--nonet", "--schema", &schema]).args(&paths).output();
        let output = run.expect("this test needs xmllint (libxml2-utils)");
        let text = String::from_utf8_lossy(&output.stderr);
        let bad = text.lines().find(|line| !line.ends_with(" validates"));
        assert!(output.status.success(), "{}", bad.unwrap_or_default());
    }
}

/// Every amount is what the test computes, the lines sum to the total, each account is the one that is meant.
fn assert_order(drawn: &Drawn, set: &Set, content: &OrderContent, service: &str) {
    let bani = |amount: Fraction| {
        let exact = amount.times(Fraction(100, 1)).unwrap();
        assert_eq!(exact.1, 1, "an amount is whole in bani");
        i64::try_from(exact.0).unwrap()
    };
    let expected = drawn.lines(set).unwrap_or_else(|gap| panic!("{gap:?}\n{service}\n{set:?}"));
    let expected = expected.into_iter().map(|(id, amount, account)| (id, amount.map(bani), iban(account)));
    let expected: Vec<(String, Option<i64>, &str)> = expected.collect();
    let line = |line: &OrderLine| (line.id.clone(), line.amount.map(Money::bani), line.account.iban.to_string());
    let found: Vec<(String, Option<i64>, String)> = content.lines.iter().map(line).collect();
    let is_same = found.iter().map(|(id, amount, iban)| (id, amount, iban.as_str()));
    let is_same = is_same.eq(expected.iter().map(|(id, amount, iban)| (id, amount, *iban)));
    assert!(is_same, "{found:?} is not {expected:?}\n{service}\n{set:?}");
    let sum: Option<i64> = expected.iter().map(|(_, bani, _)| *bani).sum();
    assert_eq!(content.total, sum.map(Money::from_bani), "{service}\n{set:?}");
    let reported = if drawn.is_reported { reporting::expected(drawn, set).unwrap() } else { Vec::new() };
    assert_eq!(content.reporting, reported, "{service}\n{set:?}");
    assert_eq!(drawn.breaks(set), [], "{service}\n{set:?}");
}

/// A limit is what the definition says, where the page and the store read it, and says nothing of the order itself: the
/// same answers without it are the same order.
fn assert_limit(drawn: &Drawn, plan: &Plan) {
    let bundle = Bundle { format: 1, plan: plan.clone(), pages: BTreeMap::new() };
    assert_eq!(Summary::of(&bundle).paid_orders_max, drawn.limit);
    let words = plan.limit.as_ref().map(|limit| limit.reached_text.get(Language::Ro).as_str());
    assert_eq!(words, drawn.limit.map(|_| "Destul"));
    if drawn.limit.is_none() {
        return;
    }
    let unlimited = compile(&files(&Drawn { limit: None, ..drawn.clone() }.text()), TODAY).plan;
    let stored = |plan: &Plan| serde_json::to_string(plan).unwrap();
    assert_eq!(unlimited.as_ref().map(stored), Some(stored(&Plan { limit: None, ..plan.clone() })));
}

/// How many of the drawn definitions were tried.
#[derive(Default)]
struct Tried {
    drawn: usize,
    compiled: usize,
    accepted: usize,
}

/// Draws from every other seed until so many definitions compile, and tries so many sets of answers on each.
fn keep_the_promise(first_seed: u64, wanted: usize, sets: usize) -> Tried {
    let random = FixedRandom::new(first_seed + 7);
    let mut tried = Tried::default();
    let mut orders = Vec::new();
    for seed in (first_seed..).step_by(THREADS).take(wanted * DRAWN_PER_COMPILED_MAX) {
        if tried.compiled == wanted {
            break;
        }
        let mut draws = Draws::new(seed);
        let drawn = Drawn::definition(&mut draws);
        let service = drawn.text();
        tried.drawn += 1;
        let Some(plan) = compile(&files(&service), TODAY).plan else { continue };
        tried.compiled += 1;
        assert_limit(&drawn, &plan);
        for _ in 0..sets {
            let set = drawn.answers(&mut draws);
            let raw: RawAnswers = set.answers.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
            let is_accepted = drawn.accepts(&set).unwrap_or_else(|gap| panic!("{gap:?}\n{service}\n{set:?}"));
            let checked = check(&plan, &raw, set.day);
            assert_eq!(checked.is_ok(), is_accepted, "{:?}\n{service}\n{set:?}", checked.err());
            let Ok(checked) = checked else { continue };
            tried.accepted += 1;
            let content = order_content(&plan, &checked, set.day);
            let content = content.unwrap_or_else(|e| panic!("{e}\n{service}\n{set:?}"));
            assert_order(&drawn, &set, &content, &service);
            let made_at = last_second(set.day);
            let due_at = due_at(&plan, made_at);
            assert_eq!(due_at, drawn.terms.due_at(made_at), "made at {made_at}\n{service}");
            orders.push(details(content, made_at, due_at, &random));
        }
    }
    assert_schema(&orders);
    tried
}

#[test]
fn what_compiles_and_is_accepted_is_an_order_that_mpay_takes() {
    let (definitions, sets) = (number_from("PROMISE_DEFINITIONS", 2_000), number_from("PROMISE_ANSWERS", 50));
    let share = definitions.div_ceil(THREADS);
    let threads = (0..THREADS as u64).map(|seed| std::thread::spawn(move || keep_the_promise(seed, share, sets)));
    // All are started before the first is waited for.
    let threads: Vec<_> = threads.collect();
    for thread in threads {
        let Tried { drawn, compiled, accepted } = thread.join().unwrap();
        let told = format!("{compiled} of {drawn} definitions compile, {accepted} sets of answers are accepted");
        assert!(compiled == share && accepted > compiled * sets / 8, "too few are tried: {told}");
        println!("{told}");
    }
}
