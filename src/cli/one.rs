//! One definition and answers to it, for the commands that try a service out: nothing is published or stored.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use super::check::tell;
use super::order::day_of;
use crate::app::{ServiceFiles, find_definitions};
use crate::clock;
use crate::compile::{self, DefinitionFiles, Example, compile};
use crate::diag::{Diagnostics, Sources, nearest, to_text};
use crate::form::{PAYER_NAMES, RawAnswers, names};
use crate::i18n::Language;
use crate::limits::DEFINITION_BYTES_MAX;
use crate::plan::Plan;

/// Answers on the command line.
#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    /// Answers as NAME=TEXT; or a file in YAML or JSON with them, or - for standard input
    #[arg(value_name = "ANSWER")]
    answers: Vec<String>,
    /// The answers of an example of the definition, by its number from 1; answers beside it replace its own
    #[arg(long, value_name = "NUMBER")]
    example: Option<usize>,
    /// The day, as 25.01.2026 or 2026-01-25 [default: that of the answers' file or example, else today in Chișinău]
    #[arg(long, value_name = "DAY", value_parser = day_of)]
    on: Option<Date>,
}

/// What was answered, and when.
pub(super) struct Answered {
    pub raw: RawAnswers,
    pub on: Date,
    /// Whether an example stands in for a payer who was not given.
    pub has_stand_in: bool,
}

/// A service that compiles, though its examples may differ.
pub(super) struct OneService {
    pub files: DefinitionFiles,
    pub plan: Plan,
    /// The bytes of its logo.
    pub logo: Option<Vec<u8>>,
}

/// Codes and a name of the right form, which belong to nobody.
const PERSON: [(&str, &str); 2] = [("payer.id", "2012003456788"), ("payer.name", "Ana Munteanu")];
const ORGANIZATION: [(&str, &str); 2] = [("payer.id", "1016600999993"), ("payer.name", "„Exemplu Prim” SRL")];

impl OneService {
    /// Compiles the service of a file. `None` after its faults were told.
    pub fn compile(path: &Path) -> anyhow::Result<Option<OneService>> {
        let files = one_file(path)?.read()?;
        let compiled = compile(&files, clock::today(Timestamp::now()));
        if compiled.plan.is_none() {
            tell(&compiled);
        }
        let logo = compiled.logo;
        Ok(compiled.plan.or(compiled.draft).map(|plan| OneService { files, plan, logo }))
    }
}

/// The one service at a path.
fn one_file(path: &Path) -> anyhow::Result<ServiceFiles> {
    let mut found = find_definitions(path)?;
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(one), false) => bail!("{} has several services: name one, as {}", path.display(), one.path.display()),
        (None, _) => bail!("{} has no service", path.display()),
    }
}

/// A language that the service speaks.
pub(super) fn spoken(plan: &Plan, code: &str) -> anyhow::Result<Language> {
    let spoken = || plan.languages.iter().map(|language| language.code()).collect::<Vec<_>>().join(", ");
    Language::from_code(code)
        .filter(|language| plan.languages.contains(language))
        .with_context(|| format!("the service does not speak `{code}`: choose one of {}", spoken()))
}

impl AnswerArgs {
    /// Whether there are none.
    pub fn are_missing(&self) -> bool {
        self.answers.is_empty() && self.example.is_none()
    }

    /// Reads the answers. `None` after it was told what is wrong with them.
    pub fn read(&self, service: &OneService) -> anyhow::Result<Option<Answered>> {
        let mut found = match self.example {
            Some(number) => example(&service.files.service_file.1, number)?,
            None => Example { on: None, answers: RawAnswers::default() },
        };
        for argument in &self.answers {
            match argument.split_once('=') {
                Some((name, text)) => found.answers.set(name.trim(), compile::typed(text)),
                None => {
                    let Some(file) = from_file(argument)? else { return Ok(None) };
                    found.on = file.on.or(found.on);
                    found.answers.lay_over(&file.answers);
                }
            }
        }
        if !are_known(&service.plan, &found.answers) {
            return Ok(None);
        }
        let on = self.on.or(found.on).unwrap_or_else(|| clock::today(Timestamp::now()));
        Ok(Some(Answered { has_stand_in: false, raw: found.answers, on }))
    }
}

impl Answered {
    /// Puts an example in the place of a payer who was not given: prices do not depend on the code and the name.
    pub fn stand_in(&mut self, plan: &Plan) {
        if PAYER_NAMES[1..].iter().any(|name| !self.raw.get(name).is_empty()) {
            return;
        }
        let only = match plan.payer_kinds.as_slice() {
            [kind] => kind.word(),
            _ => self.raw.get("payer.kind"),
        };
        let [id, name] = if only == "organization" { ORGANIZATION } else { PERSON };
        self.raw.set(id.0, id.1);
        self.raw.set(name.0, name.1);
        self.has_stand_in = true;
    }
}

fn example(text: &str, number: usize) -> anyhow::Result<Example> {
    let mut examples = compile::examples(text);
    let count = examples.len();
    ensure!((1..=count).contains(&number), "there is no example {number}: the definition has {count}");
    Ok(examples.swap_remove(number - 1))
}

/// The answers of a file, or of standard input.
fn from_file(argument: &str) -> anyhow::Result<Option<Example>> {
    let (name, text) = match argument {
        "-" => ("standard input".to_owned(), read(std::io::stdin().lock()).context("standard input")?),
        path => {
            let help = "an answer is NAME=TEXT, or the file of answers";
            let file = std::fs::File::open(PathBuf::from(path));
            (path.to_owned(), file.and_then(read).with_context(|| format!("cannot read `{path}`: {help}"))?)
        }
    };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(name, text.clone());
    let found = compile::answers(file, &text, &mut diagnostics);
    let coloured = std::io::stderr().is_terminal();
    eprint!("{}", to_text(&diagnostics.into_sorted(), &sources, coloured));
    Ok(found)
}

/// Text within bounds; of one that is too long, so much that the reader of YAML refuses it.
fn read(source: impl Read) -> std::io::Result<String> {
    let mut text = String::new();
    source.take(DEFINITION_BYTES_MAX as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether the page asks for all that was answered; what it does not ask for is told.
fn are_known(plan: &Plan, raw: &RawAnswers) -> bool {
    let known = names(plan);
    let mut all = true;
    for (name, _) in raw.iter().filter(|(name, _)| !known.iter().any(|other| other == name)) {
        all = false;
        let near = nearest(name, known.iter().map(String::as_str));
        let parts = known.iter().filter(|other| other.starts_with(&format!("{name}."))).take(5);
        let parts: Vec<&str> = parts.map(String::as_str).collect();
        let help = match near {
            _ if !parts.is_empty() => format!("; it is asked as {}", parts.join(", ")),
            Some(near) => format!("; did you mean `{near}`?"),
            None => {
                let fields = known.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
                format!("; it asks for {fields}{}", if known.len() > 12 { ", …" } else { "" })
            }
        };
        eprintln!("error: the page does not ask for `{name}`{help}");
    }
    all
}
