//! `init` and `migrate`, and how the other commands open their database: none makes one in passing, and only what serves
//! or publishes changes its tables.

use std::io::Write;
use std::time::Duration;

use clap::Args;

use super::output::output;
use super::{Outcome, StoreArgs};
use crate::ids::Environment;
use crate::store::{Opening, Store, StoreError, without_secrets};

/// Longest pause before a database that is away is asked again.
const PAUSE_MAX: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Only list the steps that wait
    #[arg(long)]
    dry_run: bool,
}

/// Makes a database where there is none; one that is there stays as it is.
pub(super) async fn init(args: InitArgs) -> Outcome {
    let (address, environment) = args.store.address()?;
    let place = without_secrets(&address);
    let mut out = output();
    match Store::open_for(&address, environment, Opening::Look).await {
        Ok(store) => {
            store.close().await;
            writeln!(out, "{place}: there is a database already, nothing changed")?;
        }
        Err(StoreError::NoDatabase(_)) => {
            open_store(&address, environment, Opening::Make).await?.close().await;
            writeln!(out, "{place}: made")?;
        }
        Err(error) => return Err(explained(&address, error)),
    }
    Ok(true)
}

/// Brings a database's tables up to date, while servers go on.
pub(super) async fn migrate(args: MigrateArgs) -> Outcome {
    let (address, environment) = args.store.address()?;
    let place = without_secrets(&address);
    let store = open_store(&address, environment, Opening::Look).await?;
    let waiting = store.waiting_steps().await?;
    let mut out = output();
    if waiting.is_empty() {
        writeln!(out, "{place}: up to date")?;
    } else if args.dry_run {
        for step in &waiting {
            writeln!(out, "{place}: step {} ({}) waits", step.number, step.name)?;
        }
    } else {
        store.migrate().await?;
        for step in &waiting {
            writeln!(out, "{place}: step {} ({}) done", step.number, step.name)?;
        }
    }
    store.close().await;
    Ok(true)
}

/// The store at an address, or what is wrong with it.
pub(super) async fn open_store(address: &str, environment: Environment, opening: Opening) -> anyhow::Result<Store> {
    Store::open_for(address, environment, opening).await.map_err(|error| explained(address, error))
}

/// The same for a server, which waits for a PostgreSQL that is away, as it may start before it: for as long as it takes, and
/// says so.
pub(super) async fn await_store(address: &str, environment: Environment) -> anyhow::Result<Store> {
    let mut pause = Duration::from_secs(1);
    loop {
        match Store::open_for(address, environment, Opening::Serve).await {
            Err(error @ StoreError::Unavailable(_)) if address.starts_with("postgres") => {
                let (database, error) = (without_secrets(address), &error as &dyn std::error::Error);
                let seconds = pause.as_secs();
                tracing::warn!(database, error, "the database is away; it is asked again in {seconds} s");
            }
            opened => return opened.map_err(|error| explained(address, error)),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// What is wrong with a database, and what to do.
fn explained(address: &str, error: StoreError) -> anyhow::Error {
    let fix = match &error {
        StoreError::NoDatabase(place) => {
            return anyhow::anyhow!(
                "there is no database at {place}\n  fix: `mpay-pages init` with the same --data, --database-url or --config \
                 makes one; or name the one that you mean"
            );
        }
        error if error.is_refused_login() => "give the user and the password that the database knows",
        error if error.is_unknown_database() => "make it first, as with `createdb`, or name another",
        StoreError::Unavailable(_) if address.starts_with("postgres") => {
            "start it, or check that its host and port are right and that it may be reached from here"
        }
        StoreError::BadAddress(_)
        | StoreError::Unavailable(_)
        | StoreError::Broken(_)
        | StoreError::NotFound(_)
        | StoreError::Conflict(_) => {
            "write it as postgres://user@host/database or sqlite:FILE, and check that it is there and may be written; or \
             leave it out and name a folder with `data`"
        }
    };
    let (place, error) = (without_secrets(address), anyhow::Error::from(error));
    anyhow::anyhow!("configuration key `database_url`: {place} cannot be opened: {error:#}\n  fix: {fix}")
}
