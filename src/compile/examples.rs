//! Examples: answers and what they cost, run by the same form and the same evaluator that serve payers.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::answers::raw;
use super::definition::ExampleDefinition;
use super::resolve::Checked;
use crate::diag::{Code, Diagnostics, nearest};
use crate::form::{Problem, check, names, price};
use crate::i18n::Language;

pub(super) fn run(checked: &Checked, today: Date, diagnostics: &mut Diagnostics) {
    if checked.examples.is_empty() {
        diagnostics.report(Code::NoExamples, checked.place, "the service has no examples").help(
            "add `examples:` with answers and their total, so that a wrong tariff is noticed before it is published",
        );
    }
    for example in &checked.examples {
        run_one(checked, example, example.on.unwrap_or(today), diagnostics);
    }
}

fn run_one(checked: &Checked, example: &ExampleDefinition, today: Date, diagnostics: &mut Diagnostics) {
    let plan = &checked.plan;
    let known = names(plan);
    for (name, _) in &example.answers {
        if !known.contains(&name.value) {
            let message = format!("the page does not ask for `{}`", name.value);
            let report = diagnostics.report(Code::ExampleRefused, name.place, message);
            report.help =
                nearest(&name.value, known.iter().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
        }
    }
    let raw = raw(&example.answers);
    let answers =
        match check(plan, &raw, today) {
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
                    let place =
                        example.answers.iter().find(|(name, _)| name.value == problem.name).map_or(
                            crate::diag::Place { end: example.place.start + 1, ..example.place },
                            |(_, text)| text.place,
                        );
                    let message = format!("the form refuses the answer to `{}`", problem.name);
                    diagnostics
                        .report(Code::ExampleRefused, place, message)
                        .label(problem.words(plan, Language::En))
                        .help("correct the example, or the field");
                }
                return;
            }
        };
    let Some(total) = &example.total else {
        let place = crate::diag::Place { end: example.place.start + 1, ..example.place };
        diagnostics
            .report(Code::ExampleDiffers, place, "the service does not stop with these answers")
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
