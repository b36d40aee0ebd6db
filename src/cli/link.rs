//! `link`: personal links of a service, made singly or for each line of a table, listed and withdrawn.

mod letters;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use letters::LetterArgs;

use super::order::{day_of, text_of};
use super::output::output;
use super::private_file::write_private;
use super::{Outcome, StoreArgs, tell_of_more};
use crate::app::{
    LinkMaker, LinkProblem, LinkRequest, Made, MadeLink, code_of, link_address, make_links, requests_of_table,
    served_plan,
};
use crate::clock;
use crate::i18n::Language;
use crate::ids::{LinkId, SystemRandom};
use crate::limits::LINK_TABLE_BYTES_MAX;
use crate::link::{LinkRecord, LinkRefusal, LinkTable, LinkToken};
use crate::plan::Plan;
use crate::registry::ServicePath;
use crate::store::Store;

/// How many rows are read at a time, and shown where not all are asked for.
const ROWS_MAX: u32 = 1_000;

#[derive(Debug, Args)]
pub(super) struct LinkArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(subcommand)]
    command: LinkCommand,
}

#[derive(Debug, Subcommand)]
enum LinkCommand {
    /// Make a link and print its name and its address
    New(New),
    /// Make a link for each line of a CSV and print the CSV with a column of links
    Import(Import),
    /// List the links, the newest first; what they answer is not shown
    List {
        /// The service: beneficiary/service, service, or MPay's id; all when left out
        service: Option<String>,
        /// Show all, however many there are; the newest 1000 when left out
        #[arg(long)]
        all: bool,
    },
    /// Withdraw a link; orders that came of it stay
    Revoke {
        /// The link's name, or its whole address
        link: String,
    },
    /// Sign links with a new key from now on; links of older keys go on opening
    RotateKey,
}

#[derive(Debug, Args)]
struct New {
    #[command(flatten)]
    terms: Terms,
    /// An answer, as contract=12; once for each
    #[arg(long = "set", required = true, value_name = "NAME=TEXT", value_parser = answer)]
    answers: Vec<(String, String)>,
    /// Your own name for it: the same name and answers again give the same link
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Write the link's QR code here, over what is there
    #[arg(long, value_name = "FILE.svg")]
    qr: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Import {
    #[command(flatten)]
    terms: Terms,
    /// The table: a line of headings, which are names of the form (and `reference`), then a line for each link
    #[arg(value_name = "FILE")]
    table: PathBuf,
    /// Columns that are only kept and answer nothing
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    keep: Vec<String>,
    /// Where to write the CSV, over what is there [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    letters: LetterArgs,
}

/// What holds for every link that is made at once.
#[derive(Debug, Args)]
struct Terms {
    /// The service: beneficiary/service, service, or MPay's id
    service: String,
    /// Answers to lock, beside those that the definition locks in any case
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    locked: Vec<String>,
    /// The last day on which it makes orders, in Chișinău, as 31.12.2026 or 2026-12-31
    #[arg(long, value_name = "DAY", value_parser = day_of)]
    expires: Option<Date>,
    /// How many orders can come of it; with 1, whoever has the link sees the order that came of it
    #[arg(long, value_name = "COUNT")]
    uses: Option<u32>,
    /// The language of the page that it opens
    #[arg(long, value_name = "CODE", default_value = "ro", value_parser = language)]
    language: Language,
    /// How browsers reach the server; the configuration's when left out
    #[arg(long, value_name = "URL", env = "MPAY_PAGES_PUBLIC_URL")]
    public_url: Option<String>,
    /// Who makes it
    #[arg(long, env = "USER", default_value = "command line", value_parser = text_of::<60>)]
    by: String,
}

fn answer(text: &str) -> Result<(String, String), String> {
    let (name, answer) = text.split_once('=').ok_or("write it as name=text")?;
    Ok((name.trim().to_owned(), answer.trim().to_owned()))
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| "write ro, ru or en".to_owned())
}

pub(super) async fn link(args: LinkArgs) -> Outcome {
    let store = args.store.open().await?;
    let outcome = match &args.command {
        LinkCommand::New(new) => make_one(&store, &args.store, new).await,
        LinkCommand::Import(import) => make_many(&store, &args.store, import).await,
        LinkCommand::List { service, all } => list(&store, service.as_deref(), *all).await,
        LinkCommand::Revoke { link } => revoke(&store, link).await,
        LinkCommand::RotateKey => {
            let key = store.rotate_link_key(&SystemRandom, Timestamp::now()).await?;
            writeln!(output(), "links are signed with key {} from now on", key.id.number())?;
            Ok(true)
        }
    };
    store.close().await;
    outcome
}

async fn make_one(store: &Store, settings: &StoreArgs, new: &New) -> Outcome {
    let request = LinkRequest { answers: new.answers.clone(), reference: new.reference.clone(), ..new.terms.request() };
    let maker = Maker::new(store, settings, &new.terms).await?;
    match maker.make(store, &[request]).await? {
        Made::Links(links) => {
            for made in &links {
                if let Some(file) = &new.qr {
                    write_private(file, code_of(&maker.plan, new.terms.language, &maker.address(made))?.as_bytes())?;
                }
                writeln!(output(), "{}  {}", made.link.id, maker.address(made))?;
            }
            Ok(true)
        }
        Made::Refused(problems) => {
            for (_, LinkProblem { name, message }) in problems {
                eprintln!("error: {name}: {message}");
            }
            Ok(false)
        }
    }
}

async fn make_many(store: &Store, settings: &StoreArgs, import: &Import) -> Outcome {
    let file = &import.table;
    let table = read_table(file)?;
    let named = import.keep.iter().chain(import.letters.columns());
    if let Some(missing) = named.into_iter().find(|name| !table.headings().contains(name)) {
        anyhow::bail!("{} has no column `{missing}`: its columns are {}", file.display(), table.headings().join(", "));
    }
    import.letters.check(&table)?;
    let maker = Maker::new(store, settings, &import.terms).await?;
    let requests = requests_of_table(&table, &import.keep, &import.terms.request());
    match maker.make(store, &requests).await? {
        Made::Links(links) => {
            let addresses: Vec<String> = links.iter().map(|made| maker.address(made)).collect();
            import.letters.print(store, &maker, &table, &links).await?;
            let with_links = table.with_links(&addresses)?;
            match &import.output {
                Some(file) => write_private(file, &with_links)?,
                None => output().write_all(&with_links)?,
            }
            eprintln!("{}: {} links", maker.path, links.len());
            Ok(true)
        }
        Made::Refused(problems) => {
            for (at, LinkProblem { name, message }) in problems {
                eprintln!("{}:{}: {name}: {message}", file.display(), table.line(at));
            }
            eprintln!("error: no link was made: mend the table and run the command again");
            Ok(false)
        }
    }
}

fn read_table(file: &Path) -> anyhow::Result<LinkTable> {
    use std::io::Read;
    let unread = || format!("{} cannot be read", file.display());
    let mut bytes = Vec::new();
    // One byte more than is taken, so that a table that is too large is known for one.
    let most = LINK_TABLE_BYTES_MAX as u64 + 1;
    std::fs::File::open(file).with_context(unread)?.take(most).read_to_end(&mut bytes).with_context(unread)?;
    LinkTable::read(&bytes).with_context(|| file.display().to_string())
}

/// What is needed to make links of one service.
struct Maker<'a> {
    path: ServicePath,
    plan: Plan,
    public_url: String,
    terms: &'a Terms,
}

impl<'a> Maker<'a> {
    async fn new(store: &Store, settings: &StoreArgs, terms: &'a Terms) -> anyhow::Result<Maker<'a>> {
        let path = store.find_service(&terms.service).await?;
        let plan = served_plan(store, &path).await.with_context(|| path.to_string())?;
        anyhow::ensure!(
            plan.languages.contains(&terms.language),
            "{path} does not speak `{}`: choose another --language",
            terms.language
        );
        let public_url = settings.public_url(terms.public_url.as_deref(), store.environment())?;
        let public_url = public_url.context(
            "configuration key `public_url`: it is missing\n  fix: name the configuration file with --config, or say \
             --public-url https://plati.example.md",
        )?;
        Ok(Maker { path, plan, public_url, terms })
    }

    async fn make(&self, store: &Store, requests: &[LinkRequest]) -> anyhow::Result<Made> {
        let maker = LinkMaker { by: &self.terms.by, at: Timestamp::now() };
        Ok(make_links(store, &self.plan, requests, maker, &SystemRandom).await?)
    }

    fn address(&self, made: &MadeLink) -> String {
        link_address(&self.public_url, self.terms.language, &made.link, &made.token)
    }
}

impl Terms {
    fn request(&self) -> LinkRequest {
        LinkRequest {
            locked: self.locked.clone(),
            expires_on: self.expires,
            uses_max: self.uses,
            ..LinkRequest::default()
        }
    }
}

async fn list(store: &Store, service: Option<&str>, all: bool) -> Outcome {
    let path = match service {
        Some(text) => Some(store.find_service(text).await?),
        None => None,
    };
    let now = Timestamp::now();
    let (mut shown, mut last) = (0, None);
    loop {
        let page = store.links(path.as_ref(), last.as_ref(), ROWS_MAX, now).await?;
        for record in &page {
            writeln!(output(), "{}", described(record, now))?;
        }
        shown += page.len() as u64;
        last = page.into_iter().last().map(|record| record.link);
        if !all || last.is_none() {
            break;
        }
    }
    tell_of_more("links", shown, store.link_count(path.as_ref()).await?);
    Ok(true)
}

fn described(record: &LinkRecord, now: Timestamp) -> String {
    let link = &record.link;
    let made = clock::local(link.made_at).strftime("%Y-%m-%d %H:%M:%S");
    let most = link.uses_max.map(|most| format!(" of {most}")).unwrap_or_default();
    let until = link.expires_on.map(|day| format!("  until {day}")).unwrap_or_default();
    let reference = link.reference.as_ref().map(|text| format!("  {text}")).unwrap_or_default();
    let state = match record.refusal(now) {
        Some(LinkRefusal::Revoked) => "  withdrawn",
        Some(LinkRefusal::Expired(_)) => "  expired",
        Some(LinkRefusal::UsedUp) => "  used up",
        Some(LinkRefusal::Unknown | LinkRefusal::Outdated) | None => "",
    };
    let (id, by, uses) = (&link.id, &link.made_by, record.uses);
    format!("{id}  {}/{}  {made} by {by}  used {uses}{most}{until}{state}{reference}", link.beneficiary, link.service)
}

async fn revoke(store: &Store, text: &str) -> Outcome {
    let id = name_of(text).with_context(|| format!("`{text}` is neither a link's name nor its address"))?;
    let is_new = store.revoke_link(&id, None, Timestamp::now()).await?;
    writeln!(output(), "{id}: {}", if is_new { "withdrawn" } else { "was withdrawn before" })?;
    Ok(true)
}

/// The link that a name or a whole address means.
fn name_of(text: &str) -> Option<LinkId> {
    let secret = text.rsplit_once("?l=").map_or(text, |(_, secret)| secret);
    LinkId::parse(text).ok().or_else(|| LinkToken::parse(secret).ok().map(|token| token.id().clone()))
}
