//! The command line: flags in, exit code out. Standard output carries results, standard error everything else.

/// Stands before the commands, and in the place of the standard macro for all of them: that one panics where standard error
/// cannot be written, and a publication must not be given up for a full disk under its messages.
macro_rules! eprintln {
    ($($text:tt)*) => {{
        // Nobody is left who could be told that it failed.
        let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{}\n", format_args!($($text)*)));
    }};
}

/// The same for what ends no line.
macro_rules! eprint {
    ($($text:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!($($text)*));
    }};
}

mod check;
mod credentials;
mod database;
mod definitions;
mod demo;
mod diff;
mod explain;
mod export;
mod fmt;
mod keys;
mod link;
mod list;
mod new;
mod one;
mod order;
mod output;
mod payments;
mod price;
mod private_file;
mod publish;
mod render;
mod schema;
mod serve;
mod site;
mod token;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::{EnvironmentOverrides, Overrides, database_url, environment};
use crate::ids::Environment;
use crate::log;
use crate::store::{Opening, Store};

/// Payment pages for MPay, generated from service definitions.
#[derive(Debug, Parser)]
#[command(name = "mpay-pages", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    data: DataFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try everything on this machine: sets itself up, publishes the definitions, starts an offline MPay beside it
    Demo(DemoArgs),
    /// Serve payers and MPay
    Serve(ServeArgs),
    /// Make a database; `serve` and `publish` make none by themselves
    Init(database::InitArgs),
    /// Bring a database's tables up to date; `serve` and `publish` do so by themselves
    Migrate(database::MigrateArgs),
    /// Write the definitions that the program carries into a folder, to be edited
    Definitions(definitions::DefinitionsArgs),
    /// Write a starter for a service: a few questions or flags, and it compiles
    New(new::NewArgs),
    /// Compile definitions and say what is wrong with them
    Check(CheckArgs),
    /// Explain a code of a diagnostic: what it means, why, a wrong example and the right one
    Explain(ExplainArgs),
    /// Work out what answers cost, with the working: which values, tables and conditions took part
    Price(price::PriceArgs),
    /// Write a service's page as one file that opens in a browser without a server
    Render(render::RenderArgs),
    /// Compare two versions of a service in meaning: money, accounts, what is asked, texts, and what becomes of examples
    Diff(diff::DiffArgs),
    /// Put definition files into the canonical layout: keys in their order, comments and blank lines kept
    Fmt(FmtArgs),
    /// Print the JSON Schema of definitions, for editors that complete and explain keys
    Schema(SchemaArgs),
    /// Compile definitions and serve them from now on
    Publish(publish::PublishArgs),
    /// List the versions of a service
    Versions(publish::VersionsArgs),
    /// Serve an older version of a service again
    Rollback(publish::RollbackArgs),
    /// Show an order, export orders, cancel one, or note its refund
    Order(order::OrderArgs),
    /// Make personal links with answers that cannot be changed, list and withdraw them
    Link(link::LinkArgs),
    /// Make, list and withdraw tokens with which a beneficiary's own system calls the API
    Token(token::TokenArgs),
    /// Payments that wait for a person, and the messages that prove them
    Payments(payments::PaymentsArgs),
}

/// Settings of a server; each can stand in the configuration file too.
#[derive(Debug, Args)]
struct ServeArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Address to listen on
    #[arg(long, value_name = "ADDR", env = "MPAY_PAGES_LISTEN")]
    listen: Option<String>,
    /// How browsers reach this server, as https://plati.example.md
    #[arg(long, value_name = "URL", env = "MPAY_PAGES_PUBLIC_URL")]
    public_url: Option<String>,
    /// MPay's pay page
    #[arg(long, value_name = "URL", env = "MPAY_PAGES_MPAY_PAY_PAGE")]
    pay_page: Option<String>,
    /// MPay's REST service, where payers are to be offered its payment notes
    #[arg(long, value_name = "URL", env = "MPAY_PAGES_MPAY_REST_URL")]
    rest_url: Option<String>,
    /// A certificate that MPay signs with (PEM); several for a rollover
    #[arg(long, value_name = "FILE", env = "MPAY_PAGES_MPAY_CERTIFICATES", value_delimiter = ',')]
    mpay_certificate: Vec<PathBuf>,
    /// Whether MPay may sign with rsa-sha1
    #[arg(long, value_name = "BOOL", env = "MPAY_PAGES_MPAY_ACCEPT_RSA_SHA1")]
    accept_rsa_sha1: Option<bool>,
    /// Our private key (PEM)
    #[arg(long, value_name = "FILE", env = "MPAY_PAGES_MPAY_KEY")]
    key: Option<PathBuf>,
    /// Our certificate (PEM)
    #[arg(long, value_name = "FILE", env = "MPAY_PAGES_MPAY_CERTIFICATE")]
    certificate: Option<PathBuf>,
}

/// Which store. The flags stand before or behind a subcommand.
#[derive(Debug, Args)]
struct StoreArgs {
    /// Configuration file (TOML)
    #[arg(long, global = true, value_name = "FILE", env = "MPAY_PAGES_CONFIG")]
    config: Option<PathBuf>,
    /// Folder for the embedded database [default: data]
    #[arg(long, global = true, value_name = "DIR", env = "MPAY_PAGES_DATA")]
    data: Option<PathBuf>,
    /// Database instead of the embedded one: postgres://… or sqlite:FILE
    #[arg(long, global = true, value_name = "URL", env = "MPAY_PAGES_DATABASE_URL")]
    database_url: Option<String>,
    /// Which MPay: test or production
    #[arg(long, global = true, value_name = "NAME", env = "MPAY_PAGES_ENVIRONMENT")]
    environment: Option<String>,
}

/// The flags of [`StoreArgs`] before the command. They reach those commands that have flags of the same names; what the
/// environment says is read there, not here: a demo must not take up the database of a server.
#[derive(Debug, Args)]
#[command(next_help_heading = "On which data, before a command or behind it")]
struct DataFlags {
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the embedded database
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Database instead of the embedded one: postgres://… or sqlite:FILE
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Which MPay: test or production
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
}

#[derive(Debug, Args)]
struct DemoArgs {
    /// Folder for the database, keys and certificates
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Database instead of the embedded one: postgres://… or sqlite:FILE
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address of the offline MPay
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    mpay_listen: String,
    /// Folder of definitions to publish [default: definitions where there is one, else those in the program]
    #[arg(long, value_name = "DIR")]
    definitions: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Definition files, folders of a beneficiary, or folders of such folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// The code or its name, as E0301 or expression-syntax; all codes are listed without it
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

#[derive(Debug, Args)]
struct FmtArgs {
    /// Definition files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only name the files that would change, and fail if there are any
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// Of which file
    #[arg(value_enum, default_value = "service", value_name = "FILE")]
    document: Document,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Document {
    /// A service's file
    Service,
    /// beneficiary.yaml
    Beneficiary,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For tools
    Json,
    /// For code review: SARIF 2.1.0
    Sarif,
}

/// Runs the program: 0 for success, 1 for a failure that was explained on standard error, 2 for a wrong command line,
/// 3 for two versions that differ.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Some(flag) = cli.data.first_beside(&cli.command) {
        let message = format!("this command does not take `--{flag}`: it works on no data that it names");
        Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit();
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("MPAY_PAGES_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = match log::start() {
        Ok(log) => log,
        Err(error) => return ended(Err(error.into())),
    };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(log.clone()).with_ansi(is_terminal).init();
    // What is left of the last line is written here, where it can still be told that it was not.
    let outcome = run_command(cli.command).and_then(|code| Ok(output::output().flush().map(|()| code)?));
    log.flush();
    ended(outcome)
}

fn run_command(command: Command) -> anyhow::Result<ExitCode> {
    let outcome = match command {
        Command::New(args) => return new::new(&args),
        Command::Diff(args) => return block_on(diff::diff(args)),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Price(args) => price::price(&args),
        Command::Render(args) => render::render(&args),
        Command::Fmt(args) => fmt::fmt(&args),
        Command::Definitions(args) => definitions::definitions(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Demo(args) => block_on(demo::demo(args)),
        Command::Serve(args) => block_on(serve::serve(args)),
        Command::Init(args) => block_on(database::init(args)),
        Command::Migrate(args) => block_on(database::migrate(args)),
        Command::Publish(args) => block_on(publish::publish(args)),
        Command::Versions(args) => block_on(publish::versions(args)),
        Command::Rollback(args) => block_on(publish::rollback(args)),
        Command::Order(args) => block_on(order::order(args)),
        Command::Link(args) => block_on(link::link(args)),
        Command::Token(args) => block_on(token::token(args)),
        Command::Payments(args) => block_on(payments::payments(args)),
    };
    outcome.map(|is_well| if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The exit code of a program that a closed pipe ended, as shells tell it: 128 and the number of SIGPIPE.
const READER_GONE: u8 = 141;

/// The exit code of a command, after its failure is explained. That nobody reads on is none.
fn ended(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        if output::reader_is_gone() {
            return ExitCode::from(READER_GONE);
        }
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Says that a list is empty, or how many rows it does not show, and how to see them; never among the rows.
fn tell_of_more(what: &str, shown: u64, count: u64) {
    if count == 0 {
        eprintln!("there are no {what}");
    }
    if let more @ 1.. = count.saturating_sub(shown) {
        eprintln!("{shown} of {count} are shown, and {more} more are there: --all shows them");
    }
}

/// `Ok(false)` is a failure that was explained already.
type Outcome = anyhow::Result<bool>;

fn block_on<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

impl DataFlags {
    /// The first that is said and that a command does not take.
    fn first_beside(&self, command: &Command) -> Option<&'static str> {
        let said = [
            ("config", self.config.is_some()),
            ("environment", self.environment.is_some()),
            ("data", self.data.is_some()),
            ("database-url", self.database_url.is_some()),
        ];
        let taken = match command {
            Command::New(_)
            | Command::Check(_)
            | Command::Explain(_)
            | Command::Price(_)
            | Command::Render(_)
            | Command::Fmt(_)
            | Command::Definitions(_)
            | Command::Schema(_) => &[][..],
            Command::Demo(_) => &["data", "database-url"],
            Command::Diff(_)
            | Command::Serve(_)
            | Command::Init(_)
            | Command::Migrate(_)
            | Command::Publish(_)
            | Command::Versions(_)
            | Command::Rollback(_)
            | Command::Order(_)
            | Command::Link(_)
            | Command::Token(_)
            | Command::Payments(_) => &["config", "environment", "data", "database-url"],
        };
        said.into_iter().find(|(name, is_said)| *is_said && !taken.contains(name)).map(|(name, _)| name)
    }
}

impl StoreArgs {
    /// The settings of the flags and the environment, and below them those of the file.
    fn settings(&self) -> anyhow::Result<Overrides> {
        let main = EnvironmentOverrides { environment: self.environment.clone(), ..EnvironmentOverrides::default() };
        let flags = Overrides {
            data: self.data.clone(),
            database_url: self.database_url.clone(),
            main,
            ..Overrides::default()
        };
        Ok(match &self.config {
            Some(path) => flags.or(Overrides::from_file(path)?),
            None => flags,
        })
    }

    /// The store, for a command that looks at it or changes a row: it stays as it is, and none is made.
    async fn open(&self) -> anyhow::Result<Store> {
        self.open_for(Opening::Look).await
    }

    /// The store, seen from the environment that is named; from the test environment when none is.
    async fn open_for(&self, opening: Opening) -> anyhow::Result<Store> {
        let (address, environment) = self.address()?;
        database::open_store(&address, environment, opening).await
    }

    /// The database's address and the environment.
    fn address(&self) -> anyhow::Result<(String, Environment)> {
        let settings = self.settings()?;
        let environment = environment("", settings.main.environment.as_deref())?.unwrap_or(Environment::Test);
        Ok((database_url(&settings), environment))
    }
}
