//! `publish`, `versions`, `rollback`: what is served, from the command line. A running server notices within a second.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;

use super::check::tell;
use super::output::output;
use super::{Outcome, StoreArgs};
use crate::app::{Draft, find_all_definitions, publish_all};
use crate::asset::Assets;
use crate::clock;
use crate::compile::{DefinitionFiles, ExampleMark, compile, example_marks};
use crate::ids::{Environment, VersionNumber};
use crate::registry::{Known, Publication};
use crate::store::Opening;
use crate::view::View;

/// How many places that are still an example's are named at most.
const MARKS_TOLD_MAX: usize = 50;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct PublishArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// How browsers reach the server; the configuration's, or that of the demo on these data, when left out
    #[arg(long, value_name = "URL", env = "MPAY_PAGES_PUBLIC_URL")]
    public_url: Option<String>,
    /// Definition files, folders of a beneficiary, or folders of such folders
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
}

const HELP: &str = "\
All of them are published, or none: first all are compiled. What did not change is not published again. Places that are
marked CHANGE in a comment hold an example's values: with them nothing is published in the production environment, and in
the test environment they are told.";

#[derive(Debug, Args)]
pub(super) struct VersionsArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The service: beneficiary/service, service, or MPay's id
    service: String,
}

#[derive(Debug, Args)]
pub(super) struct RollbackArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The service: beneficiary/service, service, or MPay's id
    service: String,
    /// The number of the version
    version: u32,
}

pub(super) async fn publish(args: PublishArgs) -> Outcome {
    let store = args.store.open_for(Opening::Serve).await?;
    let environment = store.environment();
    let public_url = args.store.public_url(args.public_url.as_deref(), environment)?;
    let reached = public_url.as_ref().map_or_else(String::new, |home| format!(", whose pages are at {home}"));
    eprintln!("publishing in {}{reached}", args.store.place(environment)?);
    let now = Timestamp::now();
    let assets = Assets::load();
    let Some(drafts) = drafts(&args.paths, environment, &assets, now)? else { return Ok(false) };
    let paths: Vec<_> = drafts.iter().map(|draft| draft.path().clone()).collect();
    let publications = publish_all(&store, &assets, drafts, Known::Serve, now).await;
    let publications = publications.context("nothing was published")?;
    let mut out = output();
    for (path, publication) in paths.iter().zip(&publications) {
        writeln!(out, "{path}: {}", describe(*publication))?;
        let home = public_url.as_deref().unwrap_or_default();
        writeln!(out, "  poster: {home}/ro/{path}/poster")?;
        writeln!(out, "  page: {home}/ro/{path}")?;
    }
    if public_url.is_none() {
        eprintln!("these addresses are those of the server: --public-url or --config says how browsers reach it");
    }
    if let [_, _, ..] = publications[..] {
        eprintln!("{}", summary(&publications));
    }
    store.close().await;
    Ok(true)
}

/// What is to be published. `None` after it was told why nothing is.
fn drafts(
    paths: &[PathBuf],
    environment: Environment,
    assets: &Assets,
    now: Timestamp,
) -> anyhow::Result<Option<Vec<Draft>>> {
    let view = View::new(&|path| assets.address(path).to_owned())?;
    let found = find_all_definitions(paths)?;
    let (mut drafts, mut marks) = (Vec::new(), Vec::new());
    for found in &found {
        let files = found.read()?;
        let compiled = compile(&files, clock::today(now));
        tell(&compiled);
        drafts.extend(Draft::of(&compiled, &files, &view, assets)?);
        add_marks(&mut marks, &files);
    }
    let failed = found.len() - drafts.len();
    if failed > 0 {
        eprintln!("error: nothing was published: {failed} of {} did not compile", services(found.len()));
        return Ok(None);
    }
    Ok(allows_examples(&marks, environment).then_some(drafts))
}

/// Adds the marks of a service's files; those of a beneficiary's file are there already once one of its services was.
fn add_marks(marks: &mut Vec<ExampleMark>, files: &DefinitionFiles) {
    for mark in example_marks(files) {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
}

/// Whether definitions may be published with what is still an example's in them, which is told.
fn allows_examples(marks: &[ExampleMark], environment: Environment) -> bool {
    if marks.is_empty() {
        return true;
    }
    let is_allowed = match environment {
        Environment::Test => true,
        Environment::Production => false,
    };
    let count = match marks.len() {
        1 => "1 place holds".to_owned(),
        many => format!("{many} places hold"),
    };
    let (severity, what) = match is_allowed {
        true => ("warning", "and is published in the test environment all the same"),
        false => ("error", "so that nothing was published: payers would pay an example's prices into its accounts"),
    };
    eprintln!("{severity}: {count} an example's values, {what}");
    for mark in &marks[..marks.len().min(MARKS_TOLD_MAX)] {
        eprintln!("  {}:{}: {}", mark.file, mark.line, mark.text);
    }
    if marks.len() > MARKS_TOLD_MAX {
        eprintln!("  and {} more", marks.len() - MARKS_TOLD_MAX);
    }
    eprintln!("  help: write your own values there, and delete the comment that says CHANGE");
    is_allowed
}

/// What publishing did, for people.
pub(super) fn describe(publication: Publication) -> String {
    match publication {
        Publication::New(number) => format!("version {number} published"),
        Publication::Unchanged(number) => format!("version {number} is served already, nothing changed"),
        Publication::Again(number) => format!("version {number} is served again"),
    }
}

fn summary(publications: &[Publication]) -> String {
    let unchanged = publications.iter().filter(|one| matches!(one, Publication::Unchanged(_))).count();
    format!("{}: {} published, {unchanged} unchanged", services(publications.len()), publications.len() - unchanged)
}

fn services(count: usize) -> String {
    if count == 1 { "1 service".to_owned() } else { format!("{count} services") }
}

pub(super) async fn versions(args: VersionsArgs) -> Outcome {
    let store = args.store.open().await?;
    let path = store.find_service(&args.service).await?;
    let mut out = output();
    for version in store.versions(&path).await? {
        let at = clock::local(version.published_at).strftime("%Y-%m-%d %H:%M:%S");
        let served = if version.is_served { "  served" } else { "" };
        writeln!(out, "{path}  {:>4}  {}  {at}{served}", version.number.0, version.hash.short())?;
    }
    store.close().await;
    Ok(true)
}

pub(super) async fn rollback(args: RollbackArgs) -> Outcome {
    let store = args.store.open().await?;
    let path = store.find_service(&args.service).await?;
    let publication = store.rollback(&path, VersionNumber(args.version), Timestamp::now()).await?;
    eprintln!("in {}", args.store.place(store.environment())?);
    writeln!(output(), "{path}: {}", describe(publication))?;
    store.close().await;
    Ok(true)
}
