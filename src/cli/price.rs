//! `price`: what answers cost, with the working.

mod quote;
mod refusal;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::one::{AnswerArgs, OneService, spoken};
use super::output::output;
use crate::form::{self, outcome, working};
use quote::{Quote, Quoted};
use refusal::refusals;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct PriceArgs {
    /// The service's file
    file: PathBuf,
    #[command(flatten)]
    answers: AnswerArgs,
    /// The language of reasons, and of the form's own words
    #[arg(long, value_name = "CODE", default_value = "ro")]
    language: String,
    /// How to say it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const HELP: &str = "\
The answers are judged and priced by the code that serves payers; nothing is stored. Where the payer's code and name are
not given, an example stands in: no price depends on them. A service that stops, or is closed on that day, is a result
too; the exit code is 1 where answers are refused.

  mpay-pages price definitions/asp/register-extract.yaml --example 1
  mpay-pages price kindergarten-fee.yaml answers.yaml days=12 --on 2026-09-01 --language en";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For tools
    Json,
}

pub(super) fn price(args: &PriceArgs) -> Outcome {
    let Some(service) = OneService::compile(&args.file)? else { return Ok(false) };
    let plan = &service.plan;
    let language = spoken(plan, &args.language)?;
    let Some(mut answered) = args.answers.read(&service)? else { return Ok(false) };
    answered.stand_in(plan);
    let quoted = match outcome(plan, &answered.raw, answered.on)? {
        form::Outcome::Closed(words) => Quoted::Closed { message: words.get(language).clone() },
        form::Outcome::Stopped(words) => Quoted::Stopped { message: words.get(language).clone() },
        form::Outcome::Refused(problems) => {
            Quoted::Refused { problems: refusals(plan, &answered.raw, &problems, language) }
        }
        form::Outcome::Ordered(answers, content) => {
            let (_, lines) = working(plan, &answers, answered.on)?;
            let quote = Quote::new(plan, language, &answered, &content, &lines);
            Quoted::Priced(Box::new(quote.with_warnings(&form::warnings(plan, &answers, answered.on), language)))
        }
    };
    let is_refused = matches!(quoted, Quoted::Refused { .. });
    let mut out = output();
    match args.format {
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&quoted)?)?,
        Format::Text if is_refused => {
            eprint!("{}", quoted.to_text());
            if args.answers.are_missing() {
                eprintln!("help: write answers as NAME=TEXT, name a file of them, or try --example 1");
            }
        }
        Format::Text => write!(out, "{}", quoted.to_text())?,
    }
    Ok(!is_refused)
}
