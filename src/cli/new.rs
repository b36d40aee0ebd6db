//! `new`: a starter for a service from a few questions or flags. It compiles as it stands and teaches the language by
//! its comments. No file is ever overwritten.

mod ask;
mod existing;
mod institution;
mod questions;
mod starter;
mod text;

use std::fs::OpenOptions;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::check::tell;
use super::output::output;
use crate::app::ServiceFiles;
use crate::clock;
use crate::compile::compile;
use crate::identifiers::{Bic, Idno, Phone};
use crate::ids::ServiceId;
use ask::{Asker, NeedsFlags};
use starter::Starter;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct NewArgs {
    /// The file to write, as definitions/primaria-orhei/parking-permit.yaml: its folder is the institution's
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Ask nothing: what no flag tells is an example's, and marked CHANGE in the file
    #[arg(long)]
    defaults: bool,
    /// How the amount comes about
    #[arg(long, value_enum, value_name = "WORD")]
    price: Option<Price>,
    /// Who may pay [default: both]
    #[arg(long, value_enum, value_name = "WORD")]
    payer: Option<Payer>,
    /// Whose code is asked beside the payer's own [default: none]
    #[arg(long, value_enum, value_name = "WORD")]
    also_ask: Option<AlsoAsk>,
    /// The id under which MPay knows the service: capital letters and digits
    #[arg(long, value_name = "ID", value_parser = ServiceId::parse)]
    mpay_id: Option<ServiceId>,
    /// The heading of the page in Romanian
    #[arg(long, value_name = "TEXT", value_parser = text::heading)]
    title: Option<String>,
    /// The same in Russian
    #[arg(long, value_name = "TEXT", value_parser = text::heading)]
    title_ru: Option<String>,
    /// The same in English
    #[arg(long, value_name = "TEXT", value_parser = text::heading)]
    title_en: Option<String>,
    /// The act by which is paid, in Romanian [default: an example's]
    #[arg(long, value_name = "TEXT", value_parser = text::act, requires_all = ["basis_ru", "basis_en"])]
    basis: Option<String>,
    /// The same in Russian
    #[arg(long, value_name = "TEXT", value_parser = text::act, requires = "basis")]
    basis_ru: Option<String>,
    /// The same in English
    #[arg(long, value_name = "TEXT", value_parser = text::act, requires = "basis")]
    basis_en: Option<String>,
    /// Which of the institution's accounts is paid, by its name; or by-answer: the payer's answer decides
    /// [default: the first]
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    #[command(flatten)]
    institution: InstitutionArgs,
}

/// What is needed where the folder has no beneficiary.yaml yet.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "For a new institution (no beneficiary.yaml in the folder)")]
pub(super) struct InstitutionArgs {
    /// Its name in Romanian
    #[arg(long, value_name = "TEXT", value_parser = text::institution)]
    name: Option<String>,
    /// The same in Russian
    #[arg(long, value_name = "TEXT", value_parser = text::institution)]
    name_ru: Option<String>,
    /// The same in English
    #[arg(long, value_name = "TEXT", value_parser = text::institution)]
    name_en: Option<String>,
    /// Its IDNO: 13 digits
    #[arg(long, value_name = "CODE")]
    idno: Option<Idno>,
    /// The telephone for payers; this or an e-mail address
    #[arg(long, value_name = "NUMBER")]
    phone: Option<Phone>,
    /// The e-mail address for payers
    #[arg(long, value_name = "ADDRESS", value_parser = text::email)]
    email: Option<String>,
    /// An account's number, or NAME=NUMBER with a name for it; again for each account
    #[arg(long, value_name = "IBAN", value_parser = institution::account)]
    iban: Vec<institution::Account>,
    /// The code of the account's bank, in the order of the numbers; known for the Treasury and some banks
    #[arg(long, value_name = "CODE")]
    bic: Vec<Bic>,
}

const HELP: &str = "\
On a terminal it asks for what no flag tells. Where standard input is no terminal, flags must tell it, or --defaults.

  mpay-pages new definitions/primaria-orhei/parking-permit.yaml
  mpay-pages new definitions/primaria-orhei/parking-permit.yaml --price tariff --payer person --defaults";

/// How the amount comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Price {
    /// One fee for everybody
    Fixed,
    /// A fee chosen from a list of prices
    Tariff,
    /// Worked out from a value that the payer declares, as a percentage with a least and a most
    Declared,
    /// Entered by the payer, as of an invoice, a debt or a donation
    Entered,
    /// A price times a quantity
    Quantity,
    /// Several priced items, of each a quantity
    Basket,
    /// The same questions for each of several people or things, with a line for each
    Rows,
}

/// Who may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Payer {
    /// Persons and organizations
    Both,
    /// Persons, with IDNP
    Person,
    /// Organizations, with IDNO
    Organization,
}

/// Whose code is asked beside the payer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AlsoAsk {
    /// Nobody's: the payer's own code is enough
    None,
    /// The IDNP of the person for whom is paid, as of a child
    Idnp,
    /// The IDNO of the organization for which is paid
    Idno,
}

pub(super) fn new(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let stdin = std::io::stdin();
    let mut asker = match (args.defaults, stdin.is_terminal()) {
        (true, _) => Asker::examples(),
        (false, true) => Asker::terminal(Box::new(stdin.lock()), Box::new(std::io::stderr())),
        (false, false) => Asker::silent(),
    };
    let (path, starter) = match questions::gather(args, &mut asker) {
        Ok(found) => found,
        Err(error) if error.is::<NeedsFlags>() => {
            eprintln!("error: {error}");
            return Ok(ExitCode::from(2));
        }
        Err(error) => return Err(error),
    };
    let examples = write(&path, &starter)?;
    let compiled = compile(&ServiceFiles { path: path.clone() }.read()?, clock::today(Timestamp::now()));
    tell(&compiled);
    let is_well = compiled.plan.is_some();
    eprint!("{}", what_next(&path, is_well, examples));
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the files of a starter that are not there yet and names them on standard output. Gives how many values in
/// them are only an example's.
fn write(path: &Path, starter: &Starter) -> anyhow::Result<usize> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let beneficiary = starter.beneficiary_file()?.map(|text| (folder.join("beneficiary.yaml"), text));
    let service = (path.to_owned(), starter.service_file()?);
    let mut examples = 0;
    for (path, text) in beneficiary.into_iter().chain([service]) {
        create(&path, &text)?;
        examples += text.matches("CHANGE").count() - 1;
        writeln!(output(), "{}", path.display())?;
    }
    Ok(examples)
}

/// Writes a file that is not there yet.
fn create(path: &Path, text: &str) -> anyhow::Result<()> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(questions::is_there(path)),
        Err(error) => Err(error).with_context(|| format!("cannot write {}", path.display())),
    }
}

fn what_next(path: &Path, is_well: bool, examples: usize) -> String {
    let file = path.display();
    if !is_well {
        return format!("The starter is written and kept. Mend what stands above, then: mpay-pages check {file}\n");
    }
    format!(
        "It compiles. Places marked CHANGE, which hold an example's values: {examples}. Look at each, then:\n  \
         mpay-pages check {file}\n  mpay-pages price {file} --example 1\n  \
         mpay-pages render {file} -o page.html\n"
    )
}

#[cfg(test)]
mod tests;
