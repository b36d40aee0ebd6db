//! `demo`: everything on one machine, with an offline MPay beside it. Sets itself up; a second start keeps the data.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::check::tell;
use super::database::open_store;
use super::keys::{self, DemoKeys};
use super::publish::describe;
use super::serve::{FILE_LOST, bind, payment_notes, ready, stop_signal};
use super::site::leave_demo;
use super::{DemoArgs, Outcome};
use crate::app::{
    App, Draft, Lasting, MpayLink, ServiceFiles, Trust, Whose, find_definitions, publish_all, shipped_definitions,
};
use crate::clock::{self, Clock, SystemClock};
use crate::compile::{DefinitionFiles, compile};
use crate::config::{default_database_url, listen};
use crate::i18n::Language;
use crate::ids::{Environment, SystemRandom};
use crate::mpay::security::{Signer, Verifier};
use crate::registry::Known;
use crate::simulator::{self, SimulatorConfig};
use crate::store::Opening;
use crate::web::{self, WebSettings};

/// How long after the payer's return a late confirmation comes: long enough to see the page that waits for it.
const LATE_AFTER: Duration = Duration::from_secs(10);

pub(super) async fn demo(args: DemoArgs) -> Outcome {
    let stop = stop_signal()?;
    let keys = keys::load_or_make(&args.data.join("keys"), clock::today(SystemClock.now()))?;
    let database_url = args.database_url.clone().unwrap_or_else(|| default_database_url(&args.data));
    let store = open_store(&database_url, Environment::Test, Opening::Make).await?;
    let listener = bind(listen("", &args.listen)?).await?;
    let mpay_listener = bind(listen("", &args.mpay_listen)?).await?;
    let (ours, mpays) = (listener.local_addr()?, mpay_listener.local_addr()?);

    let ours_identity = keys.provider.identity()?;
    let trust = Trust {
        certificates: vec![Lasting::of(Whose::Ours, ours_identity.certificate())],
        verifier: Verifier::new(keys.mpay.trusted()?),
        signer: Signer::new(ours_identity),
    };
    let mpay = MpayLink {
        trust,
        pay_page: format!("http://{mpays}/service/pay"),
        payment_notes: Some(payment_notes(&format!("http://{mpays}"))?),
    };
    let app = App::start(store, mpay, format!("http://{ours}"), Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let app = Arc::new(app);
    publish(&app, &definitions(args.definitions.as_deref())?).await?;
    if args.database_url.is_none() {
        leave_demo(&args.data, &app.public_url, &format!("http://{mpays}"))?;
    }

    let settings = WebSettings::default();
    let serving = web::serve(listener, Arc::clone(&app), settings)?;
    let (stop_mpay, mpay_stopped) = tokio::sync::oneshot::channel::<()>();
    let config = offline_mpay(&keys, &format!("http://{ours}/mpay/test/service-provider"))?;
    let simulating = tokio::spawn(simulator::serve(mpay_listener, config, async {
        // A dropped sender is a stop too.
        let _ = mpay_stopped.await;
    }));
    what_to_open(&app, &format!("http://{ours}"), &format!("http://{mpays}"));
    ready(serving.address, false);

    tokio::select! {
        () = stop => {}
        () = app.store.file_lost() => anyhow::bail!(FILE_LOST),
    }
    tracing::info!("stopping");
    drop(stop_mpay);
    serving.stop().await?;
    simulating.await??;
    app.store.close().await;
    Ok(true)
}

fn offline_mpay(keys: &DemoKeys, endpoint: &str) -> anyhow::Result<SimulatorConfig> {
    Ok(SimulatorConfig {
        provider_endpoint: endpoint.to_owned(),
        signer: Signer::new(keys.mpay.identity()?),
        verifier: Verifier::new(keys.provider.trusted()?),
        late_after: LATE_AFTER,
    })
}

/// The definitions of a folder; where none is named, those of `./definitions` if it is there, else those in the program.
/// Says which.
fn definitions(named: Option<&Path>) -> anyhow::Result<Vec<DefinitionFiles>> {
    let usual = Path::new("definitions");
    let Some(folder) = named.or_else(|| usual.is_dir().then_some(usual)) else {
        eprintln!("definitions: those in the program, as there is no folder `definitions` here");
        eprintln!("  to edit them: mpay-pages definitions definitions, and start the demo again");
        return Ok(shipped_definitions());
    };
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    eprintln!("definitions: those of {}", whole.display());
    let found = find_definitions(folder).with_context(|| {
        format!("there are no definitions in {}: --definitions says which folder holds them", folder.display())
    })?;
    Ok(found.iter().map(ServiceFiles::read).collect::<Result<_, _>>()?)
}

/// Publishes what was never published before; a rollback stays as it is. What does not compile is told and left out.
async fn publish(app: &App, definitions: &[DefinitionFiles]) -> anyhow::Result<()> {
    let mut drafts = Vec::new();
    for files in definitions {
        let compiled = compile(files, clock::today(app.now()));
        tell(&compiled);
        drafts.extend(Draft::of(&compiled, files, &app.view, &app.assets)?);
    }
    let paths: Vec<_> = drafts.iter().map(|draft| draft.path().clone()).collect();
    let publications = publish_all(&app.store, &app.assets, drafts, Known::Leave, app.now()).await?;
    for (path, publication) in paths.iter().zip(publications) {
        eprintln!("{path}: {}", describe(publication));
    }
    Ok(app.refresh().await?)
}

fn what_to_open(app: &App, ours: &str, mpays: &str) {
    eprintln!("\nOpen in a browser:");
    eprintln!("  the catalogue      {ours}/");
    if let Some(service) = app.served().services().next() {
        eprintln!("  a service page     {ours}{}", service.address(Language::Ro));
    }
    eprintln!("  the offline MPay   {mpays}/");
    eprintln!("Ctrl-C stops.\n");
}
