//! `token`: with what the beneficiaries' own systems call the API.

use std::io::Write;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use super::order::{day_of, text_of};
use super::output::output;
use super::{Outcome, StoreArgs, tell_of_more};
use crate::clock;
use crate::ids::{ApiToken, ApiTokenId, Slug, SystemRandom};
use crate::store::{ApiTokenRecord, Store};

/// How many rows are read at a time, and shown where not all are asked for.
const ROWS_MAX: u32 = 1_000;

#[derive(Debug, Args)]
pub(super) struct TokenArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it; it is shown this once, only its hash is kept
    New {
        /// Whose services it is for, as in their addresses
        #[arg(long, value_name = "NAME", value_parser = slug)]
        beneficiary: Slug,
        /// What it is for, as "billing system"
        #[arg(long, value_name = "TEXT", value_parser = text_of::<60>)]
        label: String,
        /// The last day on which it counts, in Chișinău, as 31.12.2026 or 2026-12-31
        #[arg(long, value_name = "DAY", value_parser = day_of)]
        expires: Option<Date>,
    },
    /// List the tokens, the oldest first, without their secrets
    List {
        /// Show all, however many there are; the oldest 1000 when left out
        #[arg(long)]
        all: bool,
    },
    /// Withdraw a token: it counts no more from this moment on
    Revoke {
        /// The token's name in the list
        id: String,
    },
}

fn slug(text: &str) -> Result<Slug, String> {
    Slug::parse(text).map_err(|error| error.to_string())
}

pub(super) async fn token(args: TokenArgs) -> Outcome {
    let store = args.store.open().await?;
    let (now, mut out) = (Timestamp::now(), output());
    match args.command {
        TokenCommand::New { beneficiary, label, expires } => {
            anyhow::ensure!(
                expires.is_none_or(|day| day >= clock::today(now)),
                "the last day is over: say a later one with --expires"
            );
            let (token, id) = (ApiToken::draw(&SystemRandom), ApiTokenId::draw(&SystemRandom));
            let record = ApiTokenRecord { id, beneficiary, label, made_at: now, expires_on: expires, revoked_at: None };
            store.add_api_token(&record, &token.hash()).await?;
            eprintln!(
                "{}: for the services of {} in the {} environment; keep it secret, it is not shown again",
                record.id,
                record.beneficiary,
                store.environment()
            );
            writeln!(out, "{}", token.secret())?;
        }
        TokenCommand::List { all } => list(&store, all, now).await?,
        TokenCommand::Revoke { id } => {
            let id = ApiTokenId::parse(&id)
                .with_context(|| format!("`{id}` is no token's name: `mpay-pages token list` shows them"))?;
            let is_new = store.revoke_api_token(&id, now).await?;
            writeln!(out, "{id}: {}", if is_new { "withdrawn" } else { "was withdrawn before" })?;
        }
    }
    store.close().await;
    Ok(true)
}

async fn list(store: &Store, all: bool, now: Timestamp) -> anyhow::Result<()> {
    let (mut shown, mut last) = (0, None);
    loop {
        let page = store.api_tokens(last.as_ref(), ROWS_MAX).await?;
        for record in &page {
            writeln!(output(), "{}", described(record, now))?;
        }
        shown += page.len() as u64;
        last = page.into_iter().last();
        if !all || last.is_none() {
            break;
        }
    }
    tell_of_more("tokens", shown, store.api_token_count().await?);
    Ok(())
}

fn described(record: &ApiTokenRecord, now: Timestamp) -> String {
    let made = clock::local(record.made_at).strftime("%Y-%m-%d %H:%M:%S");
    let until = record.expires_on.map(|day| format!("  until {day}")).unwrap_or_default();
    let state = match (record.revoked_at, record.counts(now)) {
        (Some(_), _) => "  withdrawn",
        (None, false) => "  expired",
        (None, true) => "",
    };
    format!("{}  {}  {made}{until}{state}  {}", record.id, record.beneficiary, record.label)
}
