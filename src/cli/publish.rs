//! `publish`, `versions`, `rollback`: what is served, from the command line. A running server notices within a second.

use std::io::Write;

use jiff::Timestamp;

use super::{Outcome, PublishArgs, RollbackArgs, VersionsArgs, check::tell};
use crate::app::{find_definitions, new_version};
use crate::asset::Assets;
use crate::clock;
use crate::compile::compile;
use crate::ids::VersionNumber;
use crate::registry::Publication;
use crate::view::View;

pub(super) async fn publish(args: PublishArgs) -> Outcome {
    let store = args.store.open().await?;
    let public_url = args.store.public_url(store.environment())?;
    let assets = Assets::load();
    let view = View::new(&|path| assets.address(path).to_owned())?;
    let now = Timestamp::now();
    let mut all_compiled = true;
    for path in &args.paths {
        for found in find_definitions(path)? {
            let files = found.read()?;
            let compiled = compile(&files, clock::today(now));
            tell(&compiled);
            let Some(version) = new_version(&compiled, &files, &view, &assets)? else {
                all_compiled = false;
                continue;
            };
            let publication = store.publish(&version, now).await?;
            writeln!(std::io::stdout(), "{}: {}", version.path, describe(publication))?;
            if let Some(home) = &public_url {
                writeln!(std::io::stdout(), "  poster: {}/ro/{}/poster", home.trim_end_matches('/'), version.path)?;
            }
        }
    }
    store.close().await;
    Ok(all_compiled)
}

/// What publishing did, for people.
pub(super) fn describe(publication: Publication) -> String {
    match publication {
        Publication::New(number) => format!("version {number} published"),
        Publication::Unchanged(number) => format!("version {number} is served already, nothing changed"),
        Publication::Again(number) => format!("version {number} is served again"),
    }
}

pub(super) async fn versions(args: VersionsArgs) -> Outcome {
    let store = args.store.open().await?;
    let path = store.find_service(&args.service).await?;
    let mut out = std::io::stdout();
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
    writeln!(std::io::stdout(), "{path}: {}", describe(publication))?;
    store.close().await;
    Ok(true)
}
