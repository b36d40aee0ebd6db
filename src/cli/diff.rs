//! `diff`: what differs between two versions of a service in meaning, and what that does to examples.

mod text;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::json;

use super::StoreArgs;
use super::one::OneService;
use super::output::output;
use crate::clock;
use crate::compare::{Comparison, Side, compare};
use crate::compile::{self, Example};
use crate::ids::VersionNumber;
use crate::plan::Plan;
use crate::registry::Bundle;
use crate::store::Store;

/// The exit code where the versions differ: neither a failure (1) nor a wrong command line (2).
const DIFFERS: u8 = 3;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct DiffArgs {
    /// The earlier version: a service's file, or a published version as beneficiary/service@3 or …@served
    earlier: String,
    /// The later version
    later: String,
    /// How to say it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For tools
    Json,
}

const HELP: &str = "\
Layout, comments, and names that only the definition uses make no difference. Changes come with what is at risk: money,
accounts, identity, what is asked, legal, texts; an operator approves all but texts. Every example of either version is
run on both.

The exit code is 0 where both mean the same, 3 where they differ, and, as of every command, 1 for a failure and 2 for a
wrong command line.

  mpay-pages diff moldsilva/forest-land-rent@served definitions/moldsilva/forest-land-rent.yaml
  git show HEAD:… > old/moldsilva/forest-land-rent.yaml   # with beneficiary.yaml beside it
  mpay-pages diff old/moldsilva/forest-land-rent.yaml definitions/moldsilva/forest-land-rent.yaml";

/// A version, read.
struct Version {
    plan: Plan,
    examples: Vec<Example>,
}

impl Version {
    fn side(&self) -> Side<'_> {
        Side { plan: &self.plan, examples: &self.examples }
    }
}

pub(super) async fn diff(args: DiffArgs) -> anyhow::Result<ExitCode> {
    let mut store = None;
    let mut versions = Vec::new();
    for named in [&args.earlier, &args.later] {
        match read(named, &args.store, &mut store).await? {
            Some(version) => versions.push(version),
            None => return Ok(ExitCode::FAILURE),
        }
    }
    if let Some(store) = store {
        store.close().await;
    }
    let [earlier, later] = versions.as_slice() else { bail!("two versions are compared") };
    let comparison = compare(earlier.side(), later.side(), clock::today(Timestamp::now()));
    let mut out = output();
    match args.format {
        Format::Text => write!(out, "{}", text::told(&comparison, &args.earlier, &args.later))?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&document(&comparison))?)?,
    }
    Ok(if comparison.is_same() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERS) })
}

fn document(comparison: &Comparison) -> serde_json::Value {
    let approval: Vec<_> = comparison.risks().into_iter().filter(|risk| risk.needs_approval()).collect();
    json!({
        "same": comparison.is_same(),
        "needsApproval": approval,
        "changes": comparison.changes,
        "examples": comparison.examples,
    })
}

/// Reads a version. `None` after its faults were told. The store is opened when it is needed.
async fn read(named: &str, args: &StoreArgs, store: &mut Option<Store>) -> anyhow::Result<Option<Version>> {
    let path = Path::new(named);
    if let Some((service, number)) = named.rsplit_once('@').filter(|_| !path.exists()) {
        if store.is_none() {
            *store = Some(args.open().await?);
        }
        let store = store.as_ref().context("the store")?;
        return published(store, service, number).await.map(Some);
    }
    if !path.exists() && !named.ends_with(".yaml") && !named.ends_with(".yml") {
        bail!("there is no file `{named}`; a published version is written as {named}@3 or {named}@served");
    }
    let service = OneService::compile(path)?;
    Ok(service
        .map(|service| Version { examples: compile::examples(&service.files.service_file.1), plan: service.plan }))
}

/// A version of the store.
async fn published(store: &Store, service: &str, number: &str) -> anyhow::Result<Version> {
    let path = store.find_service(service).await?;
    let number = match number {
        "served" => {
            let versions = store.versions(&path).await?;
            let served = versions.iter().find(|version| version.is_served);
            served.with_context(|| format!("no version of `{path}` is served"))?.number
        }
        digits => VersionNumber(digits.parse().with_context(|| format!("`{digits}` is no number of a version"))?),
    };
    let version = store.version(&path, number).await?;
    let version = version.with_context(|| format!("`{path}` has no version {number}"))?;
    Ok(Version { plan: Bundle::from_document(&version.bundle)?.plan, examples: compile::examples(&version.source) })
}
