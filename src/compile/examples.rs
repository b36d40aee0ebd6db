//! Examples: answers and what they cost, run by the same form and the same evaluator that serve payers.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::answers::raw;
use super::definition::{ExampleDefinition, OutcomeDefinition};
use super::resolve::Checked;
use crate::diag::{Code, Diagnostics, Place, Placed, nearest};
use crate::form::{Priced, Problem, check, names, price};
use crate::i18n::Language;

pub(super) fn run(checked: &Checked, today: Date, diagnostics: &mut Diagnostics) {
    if checked.examples.is_empty() && !checked.lost.examples {
        diagnostics.report(Code::NoExamples, checked.place, "the service has no examples").help(
            "add `examples:` with answers and their total, so that a wrong tariff is noticed before it is published",
        );
    }
    // What an example comes to means nothing while the service is not right.
    let examples = if diagnostics.has_errors() { &[][..] } else { &checked.examples };
    let known: BTreeSet<String> = names(&checked.plan).into_iter().collect();
    for example in examples {
        run_one(checked, example, &known, example.on.unwrap_or(today), diagnostics);
    }
}

fn run_one(
    checked: &Checked,
    example: &ExampleDefinition,
    known: &BTreeSet<String>,
    today: Date,
    diagnostics: &mut Diagnostics,
) {
    let plan = &checked.plan;
    for (name, _) in &example.answers {
        if !known.contains(&name.value) && !diagnostics.is_full() {
            let message = format!("the page does not ask for `{}`", name.value);
            let report = diagnostics.report(Code::ExampleRefused, name.place, message);
            report.help =
                nearest(&name.value, known.iter().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
        }
    }
    let raw = raw(&example.answers);
    let answers = match check(plan, &raw, today) {
        Ok(answers) => answers,
        Err(problems) => {
            let stop = problems.iter().find_map(|problem| match &problem.problem {
                Problem::Stop(words) => Some(words),
                _ => None,
            });
            match (stop, &example.outcome) {
                (Some(_), OutcomeDefinition::Stop) => return,
                (Some(words), OutcomeDefinition::Total(Placed { place, .. }) | OutcomeDefinition::AtMpay(place)) => {
                    diagnostics
                        .report(Code::ExampleDiffers, *place, "the service stops with these answers")
                        .label(words.get(Language::En).clone())
                        .help("write `stop: true` in place of the total, or correct the condition");
                    return;
                }
                (None, _) => {}
            }
            for problem in problems {
                let place = example
                    .answers
                    .iter()
                    .find(|(name, _)| name.value == problem.name)
                    .map_or(example.start, |(_, answer)| answer.text.place);
                let message = format!("the form refuses the answer to `{}`", problem.name);
                diagnostics
                    .report(Code::ExampleRefused, place, message)
                    .label(problem.words(plan, Language::En))
                    .help("correct the example, or the field");
            }
            return;
        }
    };
    let place = match &example.outcome {
        OutcomeDefinition::Total(total) => total.place,
        OutcomeDefinition::AtMpay(place) => *place,
        OutcomeDefinition::Stop => {
            diagnostics
                .report(Code::ExampleDiffers, example.start, "the service does not stop with these answers")
                .help("write the total in place of `stop`, or correct the condition");
            return;
        }
    };
    match price(plan, &answers, today) {
        Ok(priced) => compare(example, place, &priced, diagnostics),
        Err(error) => {
            let message = format!("the example has no price: {error}");
            diagnostics.report(Code::ExampleDiffers, place, message);
        }
    }
}

/// Compares what an example says with what its answers come to.
fn compare(example: &ExampleDefinition, place: Place, priced: &Priced, diagnostics: &mut Diagnostics) {
    let told = match &example.outcome {
        OutcomeDefinition::Total(total) => Some(total.value),
        _ => None,
    };
    let differs = match (priced.total, told) {
        (Some(total), Some(told)) if total.to_decimal() == told => None,
        (None, None) => None,
        (Some(total), Some(told)) => Some((
            format!("the example comes to {total} lei, not {}", fixed(told)),
            "correct the tariff, or the example",
        )),
        (Some(total), None) => {
            Some((format!("the example comes to {total} lei; nothing is asked at MPay"), "write the total"))
        }
        (None, Some(_)) => Some(("the payer gives the amount at MPay".to_owned(), "write `total: at_mpay`")),
    };
    if let Some((message, help)) = differs {
        diagnostics.report(Code::ExampleDiffers, place, message).help(help);
    }
    for (id, amount) in &example.lines {
        match priced.lines.iter().find(|line| line.id == id.value).map(|line| line.amount) {
            Some(Some(found)) if found.to_decimal() == amount.value => {}
            Some(Some(found)) => {
                let message = format!("line `{}` comes to {found} lei, not {}", id.value, fixed(amount.value));
                diagnostics.report(Code::ExampleDiffers, amount.place, message);
            }
            Some(None) => {
                let message = format!("the payer gives the amount of line `{}` at MPay", id.value);
                diagnostics.report(Code::ExampleDiffers, amount.place, message).help("leave the line out");
            }
            None => {
                let message = format!("there is no line `{}`", id.value);
                diagnostics.report(Code::UnknownName, id.place, message);
            }
        }
    }
}

fn fixed(amount: Decimal) -> String {
    format!("{amount:.2}")
}
