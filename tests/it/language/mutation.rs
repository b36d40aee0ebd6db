//! Mutations: a drawn definition that keeps the promise is changed at random. Where the naive reading finds answers for
//! which the promise is then broken, the compiler must refuse it; a change that turns out harmless may pass or not.
//!
//! `MUTATION_DEFINITIONS` sets how many definitions are changed.

use std::collections::BTreeMap;

use jiff::ToSpan;
use mpay_pages::compile::compile;
use mpay_pages::diag::to_text;

use super::answers::Set;
use super::draw::{Account, Check, Drawn};
use super::exact::Draws;
use super::files::files;
use super::judge::Break;
use super::sum::Sum;
use super::terms::{OpenAmount, TODAY};
use super::test::Test;

/// A kind of change: it tells whether it changed anything.
type Kind = (&'static str, fn(&mut Drawn, &mut Draws) -> bool);

const KINDS: [Kind; 16] = [
    ("a bound widened", widen_a_bound),
    ("more decimals allowed", allow_decimals),
    ("an entry of the table removed", |drawn, draws| {
        let at = draws.below(drawn.options.len() as u64) as usize;
        drawn.options[at].rate.take().is_some()
    }),
    ("days shifted", shift_days),
    ("a tier cut", cut_a_tier),
    ("a text lengthened", lengthen_a_text),
    ("max_length enlarged", |drawn, draws| {
        drawn.note_length += 5 + draws.below(60);
        true
    }),
    ("a field shown only sometimes", |drawn, draws| {
        let name = draws.one_of(&["use", "n", "x", "old", "new", "visit", "note"]);
        let test = Test::draw(draws);
        !test.reads(name) && drawn.shown_when.insert(name, test).is_none()
    }),
    ("a field left empty", |drawn, draws| {
        drawn.optional.insert(draws.one_of(&["use", "n", "x", "y", "old", "new", "visit", "note", "months", "depth"]))
    }),
    ("rows asked for only sometimes", |drawn, draws| drawn.rows_when.replace(Test::draw(draws)).is_none()),
    ("a line's condition narrowed", narrow_a_condition),
    ("an account replaced", replace_an_account),
    ("a check weakened", |drawn, draws| {
        let weaker = draws.one_of(&[Check::Nothing, Check::NotLess]);
        let was = std::mem::replace(&mut drawn.check, weaker);
        let months = std::mem::take(&mut drawn.months_min);
        was != weaker || months > 0
    }),
    ("an operand replaced", replace_an_operand),
    ("a bound of an amount taken away", unbind_an_amount),
    ("days to pay and amounts at MPay changed", |drawn, draws| {
        drawn.terms = match draws.below(2) {
            0 => drawn.terms.paid_earlier(1 + draws.below(30) as i64),
            _ => drawn.terms.with_open_amount(draws.one_of(&[OpenAmount::Parts, OpenAmount::Nothing])),
        };
        true
    }),
];

fn widen_a_bound(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let name = draws.one_of(&["n", "x", "y", "gift", "old", "new", "months", "depth", "tip"]);
    let is_amount = matches!(name, "gift" | "tip");
    let bounds = drawn.numbers.get_mut(name).unwrap();
    if draws.one_in(2) {
        let factor = 10i64.pow(1 + draws.below(7) as u32);
        let most = if is_amount { 9_999_999_999 } else { 1_000_000_000 * 10i64.pow(bounds.decimals) };
        bounds.max = bounds.max.max(1).saturating_mul(factor).min(most);
    } else {
        let less = if is_amount || draws.one_in(2) { 0 } else { -1 - draws.below(500) as i64 };
        let was = std::mem::replace(&mut bounds.min, less);
        return was != less;
    }
    true
}

fn allow_decimals(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let bounds = drawn.numbers.get_mut(draws.one_of(&["x", "y", "depth"])).unwrap();
    let more = 1 + draws.below(3) as u32;
    let scale = 10i64.pow(more);
    (bounds.min, bounds.max, bounds.decimals) = (bounds.min * scale, bounds.max * scale, bounds.decimals + more);
    true
}

fn shift_days(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let days = draws.below(500) as i64;
    let earlier = drawn.visit.0.saturating_sub((1 + days).days());
    match draws.below(4) {
        0 => drawn.visit.0 = earlier,
        1 => drawn.first_item.0.drain(..1).for_each(drop),
        2 => drawn.dated.0.drain(..1).for_each(drop),
        _ => {
            let tariff = if draws.one_in(2) { &mut drawn.dated } else { &mut drawn.first_item };
            tariff.0[0].0 = tariff.0[0].0.saturating_add((1 + days).days());
        }
    }
    true
}

fn cut_a_tier(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let last = drawn.tiers.len() - 1;
    match draws.below(3) {
        0 => drawn.tiers.truncate(last),
        1 => drawn.tiers[last].0 = Some(8 + draws.below(3) as i64),
        _ => {
            drawn.tiers[last].0 = Some(9);
            drawn.numbers.get_mut("n").unwrap().max += draws.below(3) as i64;
        }
    }
    true
}

fn lengthen_a_text(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let more = "ș".repeat(5 + draws.below(40) as usize);
    let at = draws.below(drawn.options.len() as u64) as usize;
    let text = match draws.below(4) {
        0 => &mut drawn.words,
        1 => &mut drawn.order_words,
        2 => &mut drawn.label,
        _ => &mut drawn.options[at].label,
    };
    text.push_str(&more);
    true
}

fn narrow_a_condition(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let test = Test::draw(draws);
    let narrowed = match drawn.main_when.take() {
        Some(other) => Test::And(Box::new(other), Box::new(test)),
        None => test,
    };
    drawn.main_when = Some(narrowed);
    if draws.one_in(2) {
        drawn.row = None;
    }
    true
}

fn replace_an_account(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let at = draws.below(drawn.options.len() as u64) as usize;
    match drawn.account {
        Account::ChosenByUse if draws.one_in(2) => drawn.options[at].account = "mine",
        Account::ChosenByUse => drawn.account = Account::Named(draws.one_of(&["main", "mian"])),
        Account::Named(_) => drawn.account = Account::Named(draws.one_of(&["other", "treasury"])),
    }
    true
}

/// One of the amounts; `true`: of a row.
fn an_amount<'a>(drawn: &'a mut Drawn, draws: &mut Draws) -> (&'a mut Sum, bool) {
    match (draws.below(4), &mut drawn.extra, &mut drawn.row) {
        (0, Some((_, sum)), _) => (sum, false),
        (1, _, Some(sum)) => (sum, true),
        _ => (&mut drawn.main, false),
    }
}

fn replace_an_operand(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let (amount, is_of_row) = an_amount(drawn, draws);
    let part = amount.pick(draws);
    let number = |draws: &mut Draws| *Sum::constant(draws.one_of(&["0", "0.005", "1", "100000000", "1000000000"]));
    let field = |draws: &mut Draws| match is_of_row {
        true => Sum::Field(draws.one_of(&["months", "depth", "tip", "n", "x", "y"])),
        false => Sum::Field(draws.one_of(&["y", "gift", "n", "x", "old", "new", "months"])),
    };
    let was = part.clone();
    *part = match draws.below(6) {
        0 | 1 => number(draws),
        2 => field(draws),
        3 => Sum::Subtract(Box::new(was), Box::new(field(draws))),
        4 => Sum::Times(Box::new(was), Box::new(number(draws))),
        _ => Sum::Over(Box::new(was), Box::new(field(draws))),
    };
    true
}

fn unbind_an_amount(drawn: &mut Drawn, draws: &mut Draws) -> bool {
    let amount = an_amount(drawn, draws).0;
    for _ in 0..20 {
        let part = amount.pick(draws);
        match part {
            Sum::Least(inner, _) | Sum::Most(inner, _) | Sum::Guarded(inner) | Sum::Optional(inner) => {
                *part = (**inner).clone();
                return true;
            }
            Sum::Round(_, places) if draws.one_in(2) => {
                *places = 3;
                return true;
            }
            Sum::Round(inner, _) => {
                *part = (**inner).clone();
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Over how many threads the definitions are shared.
const THREADS: u64 = 2;
/// How many sets of answers are tried to find that a change breaks the promise.
const SETS: usize = 150;

/// How often each definition is changed in each way.
const TIMES: usize = 3;

/// What became of the changes of a kind.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    made: usize,
    /// So many break the promise, and were refused.
    breaking: usize,
    /// So many are harmless as far as was seen, and refused all the same.
    doubted: usize,
}

/// In which ways answers of a definition break the promise, each with the first such answers.
fn breaking(drawn: &Drawn, draws: &mut Draws) -> Vec<(Break, Set)> {
    let mut found: Vec<(Break, Set)> = Vec::new();
    for _ in 0..SETS {
        let set = drawn.answers(draws);
        for one in drawn.breaks(&set) {
            if found.iter().all(|(known, _)| *known != one) {
                found.push((one, set.clone()));
            }
        }
    }
    found
}

/// Changes some definitions in every way; tells what went unnoticed.
fn mutate(first_seed: u64, wanted: usize) -> (BTreeMap<&'static str, Tally>, Vec<String>) {
    let (mut tallies, mut unnoticed, mut good) = (BTreeMap::<_, Tally>::new(), Vec::new(), 0);
    for seed in (first_seed..).step_by(THREADS as usize) {
        if good == wanted {
            break;
        }
        let mut draws = Draws::new(seed);
        let drawn = Drawn::definition(&mut draws);
        if compile(&files(&drawn.text()), TODAY).plan.is_none() {
            continue;
        }
        good += 1;
        for (kind, change) in KINDS.iter().flat_map(|kind| [kind; TIMES]) {
            let mut changed = drawn.clone();
            if !change(&mut changed, &mut draws) {
                continue;
            }
            let tally = tallies.entry(*kind).or_default();
            tally.made += 1;
            let broken = breaking(&changed, &mut draws);
            let service = changed.text();
            let compiled = compile(&files(&service), TODAY);
            let is_refused = compiled.plan.is_none();
            if broken.is_empty() {
                tally.doubted += usize::from(is_refused);
                continue;
            }
            tally.breaking += 1;
            let codes: Vec<&str> = compiled.diagnostics.iter().map(|found| found.code.as_str()).collect();
            // What divides by zero is judged no further.
            let told = broken.iter().flat_map(|(one, _)| one.codes()).chain(&["E0404"]);
            let is_told = told.into_iter().any(|code| codes.contains(code));
            if !is_refused || !is_told {
                let told = to_text(&compiled.diagnostics, &compiled.sources, false);
                unnoticed.push(format!("seed {seed}, {kind}: {broken:?}, told {codes:?}\n{service}\n{told}"));
            }
        }
    }
    (tallies, unnoticed)
}

#[test]
fn a_drawn_change_that_breaks_the_promise_is_refused() {
    let wanted = std::env::var("MUTATION_DEFINITIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let threads: Vec<_> = (0..THREADS).map(|seed| std::thread::spawn(move || mutate(seed, wanted / 2))).collect();
    let (mut all, mut unnoticed) = (BTreeMap::<_, Tally>::new(), Vec::new());
    for thread in threads {
        let (tallies, found) = thread.join().unwrap();
        unnoticed.extend(found);
        for (kind, Tally { made, breaking, doubted }) in tallies {
            let tally = all.entry(kind).or_default();
            *tally = Tally {
                made: tally.made + made,
                breaking: tally.breaking + breaking,
                doubted: tally.doubted + doubted,
            };
        }
    }
    all.iter().for_each(|(kind, tally)| println!("{kind}: {tally:?}"));
    let first: Vec<&str> = unnoticed.iter().take(5).map(String::as_str).collect();
    assert!(unnoticed.is_empty(), "{} of them, such as\n{}", unnoticed.len(), first.join("\n"));
    for (kind, _) in KINDS {
        assert!(all.get(kind).is_some_and(|tally| tally.breaking > 0), "{kind} never broke anything: {all:?}");
    }
}
