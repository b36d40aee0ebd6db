//! Examples: answers and what they cost, run by the same form and the same evaluator that serve payers.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::definition::ExampleDefinition;
use super::resolve::Checked;
use crate::diag::{Code, Diagnostics, nearest};
use crate::form::{Problem, RawAnswers, check, names, price};
use crate::i18n::{Language, text_with};

pub(super) fn run(checked: &Checked, today: Date, diagnostics: &mut Diagnostics) {
    if checked.examples.is_empty() {
        diagnostics.report(Code::NoExamples, checked.place, "the service has no examples").help(
            "add `examples:` with answers and their total, so that a wrong tariff is noticed before it is published",
        );
    }
    let known: BTreeSet<String> = names(&checked.plan).into_iter().collect();
    for example in &checked.examples {
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
    let words = |text: &str| match text {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    };
    let raw: RawAnswers = example.answers.iter().map(|(name, text)| (name.value.clone(), words(&text.value))).collect();
    let answers = match check(plan, &raw, today) {
        Ok(answers) => answers,
        Err(problems) => {
            let stop = problems.iter().find_map(|problem| match &problem.problem {
                Problem::Stop(words) => Some(words),
                _ => None,
            });
            match (stop, &example.total) {
                (Some(_), None) => return,
                (Some(words), Some(total)) => {
                    diagnostics
                        .report(Code::ExampleDiffers, total.place, "the service stops with these answers")
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
                    .map_or(example.start, |(_, text)| text.place);
                let (id, variables) = problem.problem.text();
                let message = format!("the form refuses the answer to `{}`", problem.name);
                diagnostics
                    .report(Code::ExampleRefused, place, message)
                    .label(match problem.problem.own_words() {
                        Some(words) => words.get(Language::En).clone(),
                        None => text_with(Language::En, id, &variables),
                    })
                    .help("correct the example, or the field");
            }
            return;
        }
    };
    let Some(total) = &example.total else {
        diagnostics
            .report(Code::ExampleDiffers, example.start, "the service does not stop with these answers")
            .help("write the total in place of `stop`, or correct the condition");
        return;
    };
    match price(plan, &answers, today) {
        Ok(priced) => {
            if priced.total.to_decimal() != total.value {
                let message = format!("the example comes to {} lei, not {}", priced.total, fixed(total.value));
                diagnostics
                    .report(Code::ExampleDiffers, total.place, message)
                    .help("correct the tariff, or the example");
            }
            for (id, amount) in &example.lines {
                match priced.lines.iter().find(|line| line.id == id.value).map(|line| line.amount) {
                    Some(found) if found.to_decimal() == amount.value => {}
                    Some(found) => {
                        let message = format!("line `{}` comes to {found} lei, not {}", id.value, fixed(amount.value));
                        diagnostics.report(Code::ExampleDiffers, amount.place, message);
                    }
                    None => {
                        let message = format!("there is no line `{}`", id.value);
                        diagnostics.report(Code::UnknownName, id.place, message);
                    }
                }
            }
        }
        Err(error) => {
            let message = format!("the example has no price: {error}");
            diagnostics.report(Code::ExampleDiffers, total.place, message);
        }
    }
}

fn fixed(amount: Decimal) -> String {
    format!("{amount:.2}")
}
