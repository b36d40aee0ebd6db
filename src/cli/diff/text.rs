//! A comparison for people: money first, texts last, then the examples.

use std::fmt::Write;

use jiff::civil::Date;

use crate::compare::{Came, Change, Comparison, Effect, ExampleEffect, LineCame, Risk, Whose, word_difference};
use crate::diag::listed;
use crate::i18n::{self, Language};

/// More changes of one part and kind are counted only: those of a table of hundreds of rows.
const ALIKE_MAX: usize = 12;

pub(super) fn told(comparison: &Comparison, earlier: &str, later: &str) -> String {
    let mut out = String::new();
    if comparison.is_same() {
        return format!("{earlier} and {later} mean the same\n");
    }
    for risk in comparison.risks() {
        let changes: Vec<&Change> = comparison.changes.iter().filter(|change| change.risk == risk).collect();
        let _ = writeln!(out, "{}", risk.title());
        tell_changes(&mut out, &changes);
        out.push('\n');
    }
    tell_examples(&mut out, &comparison.examples);
    out.push_str(&summary(comparison));
    out
}

fn tell_changes(out: &mut String, changes: &[&Change]) {
    let kind = |change: &Change| {
        let word = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
        (word(&change.part), word(&change.what), change.effect)
    };
    let mut rest = changes;
    while let Some(first) = rest.first() {
        let alike = rest.iter().take_while(|change| kind(change) == kind(first)).count();
        for change in &rest[..alike.min(ALIKE_MAX)] {
            let _ = writeln!(out, "  {}", one(change));
        }
        if alike > ALIKE_MAX {
            let _ = writeln!(out, "  and {} more of the kind: --format json tells all", alike - ALIKE_MAX);
        }
        rest = &rest[alike..];
    }
}

/// `table rate (line rent): hay 96 -> 98, from 1 January 2027`
fn one(change: &Change) -> String {
    let Change { risk: _, part, what, effect, language, before, after, from, lines } = change;
    let is_words = language.is_some();
    let lines = match lines.as_slice() {
        [] => String::new(),
        [line] => format!(" (line {line})"),
        many => format!(" (lines {})", listed(many.iter().map(String::as_str))),
    };
    let language = language.map(|language| format!(" in {language}")).unwrap_or_default();
    let (before, after) = (before.as_deref().unwrap_or("none"), after.as_deref().unwrap_or("none"));
    let gap = if what.is_empty() && language.is_empty() { "" } else { " " };
    let told = match effect {
        Effect::Changed if is_words => format!("\"{}\"", word_difference(before, after)),
        Effect::Changed => format!("{before} -> {after}"),
        Effect::Added => format!("added: {after}"),
        Effect::Removed => format!("removed: {before}"),
        Effect::Renamed => format!("renamed to {after}"),
    };
    let from = from.map(|day| format!(", from {}", day_in_words(day))).unwrap_or_default();
    format!("{part}{lines}: {what}{language}{gap}{told}{from}")
}

fn day_in_words(day: Date) -> String {
    i18n::date(Language::En, day)
}

fn tell_examples(out: &mut String, examples: &[ExampleEffect]) {
    let changed: Vec<&ExampleEffect> = examples.iter().filter(|example| example.before != example.after).collect();
    if examples.is_empty() {
        return;
    }
    out.push_str("examples\n");
    for effect in &changed {
        let whose = match effect.of {
            Whose::Both => "",
            Whose::Earlier => " of the earlier version",
            Whose::Later => " of the later version",
        };
        let _ = write!(out, "  example {}{whose}, on {}: ", effect.number, effect.on);
        let _ = writeln!(out, "{} -> {}", in_short(&effect.before), in_short(&effect.after));
        out.push_str(&details(&effect.before, &effect.after));
    }
    match examples.len() - changed.len() {
        0 => {}
        all if changed.is_empty() => {
            let _ =
                writeln!(out, "  {}", if all == 1 { "the example comes to the same" } else { "all come to the same" });
        }
        1 => out.push_str("  1 other comes to the same\n"),
        more => {
            let _ = writeln!(out, "  {more} others come to the same");
        }
    }
    out.push('\n');
}

fn in_short(came: &Came) -> String {
    match came {
        Came::Ordered { total, .. } => format!("{total} lei"),
        Came::Stopped { .. } => "stopped".to_owned(),
        Came::Refused { .. } => "refused".to_owned(),
        Came::Closed => "closed".to_owned(),
        Came::Failed { .. } => "no price".to_owned(),
    }
}

/// What an outcome has to say beyond its total: the lines that differ, and why there is no order.
fn details(before: &Came, after: &Came) -> String {
    let mut out = String::new();
    if let (Came::Ordered { lines: before, .. }, Came::Ordered { lines: after, .. }) = (before, after) {
        let find = |lines: &[LineCame], id: &str| lines.iter().find(|line| line.id == id).cloned();
        let ids: Vec<&String> = after.iter().chain(before).map(|line| &line.id).collect();
        let mut seen = std::collections::BTreeSet::new();
        for id in ids.into_iter().filter(|id| seen.insert(*id)) {
            let _ = match (find(before, id), find(after, id)) {
                (Some(old), Some(new)) => {
                    if old.amount != new.amount {
                        let _ = writeln!(out, "    line {id}: {} -> {} lei", old.amount, new.amount);
                    }
                    if old.iban != new.iban {
                        let _ = writeln!(out, "    line {id}: to {} -> {}", old.iban, new.iban);
                    }
                    Ok(())
                }
                (None, Some(new)) => writeln!(out, "    line {id}: new, {} lei to {}", new.amount, new.iban),
                (Some(old), None) => writeln!(out, "    line {id}: gone, {} lei to {}", old.amount, old.iban),
                (None, None) => Ok(()),
            };
        }
        return out;
    }
    for (came, when) in [(before, "before"), (after, "now")] {
        let _ = match came {
            Came::Ordered { .. } | Came::Closed => Ok(()),
            Came::Stopped { message } => writeln!(out, "    {when}: {message}"),
            Came::Failed { error } => writeln!(out, "    {when}: {error}"),
            Came::Refused { problems } => problems
                .iter()
                .try_for_each(|problem| writeln!(out, "    {when}: {}: {}", problem.name, problem.message)),
        };
    }
    out
}

/// `3 changes: 2 of money, 1 of texts; an operator approves money`
fn summary(comparison: &Comparison) -> String {
    let count = comparison.changes.len();
    let of = |risk: &Risk| comparison.changes.iter().filter(|change| change.risk == *risk).count();
    let risks = comparison.risks();
    let counts: Vec<String> = risks.iter().map(|risk| format!("{} of {}", of(risk), risk.title())).collect();
    let approval: Vec<&str> = risks.iter().filter(|risk| risk.needs_approval()).map(|risk| risk.title()).collect();
    let noun = if count == 1 { "change" } else { "changes" };
    let approves = match approval.is_empty() {
        true if count == 0 => return "no part differs, but the examples do\n".to_owned(),
        true => "the beneficiary may publish it alone".to_owned(),
        false => format!("an operator approves {}", listed(approval)),
    };
    format!("{count} {noun}: {}; {approves}\n", counts.join(", "))
}
