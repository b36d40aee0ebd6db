//! `render`: a service's page as one file.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::one::{AnswerArgs, OneService, spoken};
use super::output::output;
use super::private_file::write_private;
use crate::app::{Preview, Shown};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct RenderArgs {
    /// The service's file
    file: PathBuf,
    #[command(flatten)]
    answers: AnswerArgs,
    /// Show what comes back when the answers are sent: the form with its errors, a stop, the review where something is unusual, or the order
    #[arg(long)]
    sent: bool,
    /// The language of the page
    #[arg(long, value_name = "CODE", default_value = "ro")]
    language: String,
    /// Where to write it, over what is there [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

const HELP: &str = "\
The file holds all that it needs: styles, fonts, pictures. It is the served page but for this: links and buttons that
need the server (the other languages, sending the form, adding a row, paying) lead nowhere, and the key of an order is made up.
Without --sent the form is shown also on days on which the service is closed.

  mpay-pages render kindergarten-fee.yaml -o page.html
  mpay-pages render kindergarten-fee.yaml --sent -o errors.html             # all that is asked, as missing
  mpay-pages render kindergarten-fee.yaml --example 1 --sent -o order.html";

pub(super) fn render(args: &RenderArgs) -> Outcome {
    let Some(service) = OneService::compile(&args.file)? else { return Ok(false) };
    let language = spoken(&service.plan, &args.language)?;
    let Some(answered) = args.answers.read(&service)? else { return Ok(false) };
    let shown = match args.sent {
        true => Shown::Sent(&answered.raw, answered.on),
        false => Shown::Filled(&answered.raw, answered.on),
    };
    let page = Preview::new(&service.plan, service.logo.as_deref())?.page(language, shown)?;
    match &args.output {
        Some(path) => {
            write_private(path, page.as_bytes())?;
            eprintln!("written to {}: open it in a browser", path.display());
        }
        None => output().write_all(page.as_bytes())?,
    }
    Ok(true)
}
