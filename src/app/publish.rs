//! Publish: compile definitions, make their pages, store the versions; what is stored already costs next to nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;

use jiff::Timestamp;

use crate::asset::Assets;
use crate::clock;
use crate::compile::{Compiled, DefinitionFiles, compile};
use crate::ids::ContentHash;
use crate::plan::Plan;
use crate::registry::{
    Bundle, BundlePage, Known, NewVersion, Publication, PublishedFile, ServicePath, Standing, Summary, compressed,
};
use crate::store::Store;
use crate::view::{FormState, ServicePage, View};

use super::{App, AppError};

/// How many files are compressed and stored at a time: a slice is a small write, between which other writers have their
/// turn.
const FILES_AT_ONCE: usize = 64;

/// What came of publishing one definition.
#[derive(Debug)]
pub struct Published {
    /// What the compiler says of it.
    pub compiled: Compiled,
    /// What was stored; `None` when it did not compile, and then nothing changed.
    pub publication: Option<Publication>,
}

/// A version whose pages are made and whose files are not compressed yet: that takes most of the time, and is spared
/// where the store has the same content.
#[derive(Debug)]
pub struct Draft {
    /// The version, with no files.
    version: NewVersion,
    /// The files of its own.
    plain: Vec<PlainFile>,
}

/// A file as it is served to whoever takes no compression.
#[derive(Debug, Clone)]
struct PlainFile {
    name: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

impl App {
    /// Compiles a definition and, when it compiles, stores and serves it.
    ///
    /// # Errors
    /// When the store fails or refuses; never for what is wrong with the definition.
    pub async fn publish(&self, files: &DefinitionFiles) -> Result<Published, AppError> {
        self.publish_one(files, Known::Serve).await
    }

    /// The same, except that a content which was ever published before changes nothing.
    ///
    /// # Errors
    /// As for [`App::publish`].
    pub async fn publish_if_unknown(&self, files: &DefinitionFiles) -> Result<Published, AppError> {
        self.publish_one(files, Known::Leave).await
    }

    async fn publish_one(&self, files: &DefinitionFiles, known: Known) -> Result<Published, AppError> {
        let compiled = compile(files, clock::today(self.now()));
        let draft = Draft::of(&compiled, files, &self.view, &self.assets)?;
        let drafts = draft.into_iter().collect();
        let publication = publish_all(&self.store, &self.assets, drafts, known, self.now()).await?.pop();
        self.refresh().await?;
        Ok(Published { compiled, publication })
    }
}

impl Draft {
    /// What a compiled definition makes; `None` when it did not compile.
    ///
    /// # Errors
    /// When a template fails.
    pub fn of(
        compiled: &Compiled,
        files: &DefinitionFiles,
        view: &View,
        assets: &Assets,
    ) -> Result<Option<Draft>, AppError> {
        let Some(plan) = &compiled.plan else { return Ok(None) };
        let mut plain = Vec::new();
        if let (Some(address), Some(bytes)) = (&plan.beneficiary.logo, &compiled.logo) {
            plain.push(PlainFile { name: address.clone(), media_type: "image/png", bytes: bytes.clone() });
        }
        if let Some((name, rules)) = view.service_style(plan) {
            plain.push(PlainFile { name, media_type: "text/css; charset=utf-8", bytes: rules.into_bytes() });
        }
        let mut pages = BTreeMap::new();
        for language in &plan.languages {
            let template = view.service_page(plan, *language)?;
            let empty = ServicePage::parse(&template)?.render(&FormState::default())?;
            let empty_file = format!("page/{}/{language}", ContentHash::of(&[empty.as_bytes()]).as_str());
            let (name, bytes) = (empty_file.clone(), empty.into_bytes());
            plain.push(PlainFile { name, media_type: "text/html; charset=utf-8", bytes });
            pages.insert(*language, BundlePage { template, empty_file });
        }
        let bundle = Bundle { format: 1, plan: plan.clone(), pages };
        let document = bundle.to_document()?;
        let source = files.service_file.1.clone();
        let version = NewVersion {
            path: path_of(plan),
            service_id: plan.service_id.clone(),
            hash: ContentHash::of(&[source.as_bytes(), files.beneficiary_file.1.as_bytes(), document.as_bytes()]),
            source,
            bundle: document,
            summary: Summary::of(&bundle).to_document()?,
            files: Vec::new(),
            kept_files: assets.addresses().map(str::to_owned).collect(),
        };
        Ok(Some(Draft { version, plain }))
    }

    /// Which service it is of.
    pub fn path(&self) -> &ServicePath {
        &self.version.path
    }

    /// The version, whose own files are in the store.
    fn kept(self) -> NewVersion {
        let mut version = self.version;
        version.kept_files.extend(self.plain.into_iter().map(|file| file.name));
        version
    }
}

/// The version that a compiled definition makes, with all files; `None` when it did not compile.
///
/// # Errors
/// When a template fails.
pub fn new_version(
    compiled: &Compiled,
    files: &DefinitionFiles,
    view: &View,
    assets: &Assets,
) -> Result<Option<NewVersion>, AppError> {
    let Some(Draft { mut version, plain }) = Draft::of(compiled, files, view, assets)? else { return Ok(None) };
    version.kept_files.clear();
    version.files = assets.all().cloned().chain(pack(plain)).collect();
    Ok(Some(version))
}

/// Publishes drafts, all or none; gives what became of each, in their order. Only what the store does not have is
/// compressed and stored, in slices and before the one short transaction that makes it count.
///
/// # Errors
/// When the store fails or refuses one, and then none is published.
pub async fn publish_all(
    store: &Store,
    assets: &Assets,
    drafts: Vec<Draft>,
    known: Known,
    now: Timestamp,
) -> Result<Vec<Publication>, AppError> {
    let mut done = Vec::with_capacity(drafts.len());
    let mut changed = Vec::new();
    let mut missing = Vec::new();
    let mut looked_for = BTreeSet::new();
    for draft in drafts {
        let standing = store.standing(draft.path(), &draft.version.hash).await?;
        done.push(standing.unchanged(known).map(Publication::Unchanged));
        if standing.unchanged(known).is_some() {
            continue;
        }
        if matches!(standing, Standing { same: None, .. }) {
            for file in &draft.plain {
                if looked_for.insert(file.name.clone()) && !store.has_file(&file.name).await? {
                    missing.push(file.clone());
                }
            }
        }
        changed.push(draft.kept());
    }
    if !changed.is_empty() {
        keep_assets(store, assets).await?;
        for slice in missing.chunks(FILES_AT_ONCE) {
            let slice = slice.to_vec();
            let packed = tokio::task::spawn_blocking(move || pack(slice)).await;
            let packed = packed.map_err(|_| AppError::Packing)?;
            store.keep_files(packed.iter()).await?;
        }
    }
    let mut published = store.publish_all(&changed, known, now).await?.into_iter();
    Ok(done.into_iter().filter_map(|unchanged| unchanged.or_else(|| published.next())).collect())
}

/// Keeps a program's static files in the store: pages name them by their content, and a later program, or an earlier one
/// that still runs beside this one, must be able to serve what they name.
pub(super) async fn keep_assets(store: &Store, assets: &Assets) -> Result<(), AppError> {
    // They are kept all at once, under one hash: where one is, all are.
    if !store.has_file(assets.address("css/pages.css")).await? {
        store.keep_files(assets.all()).await?;
    }
    Ok(())
}

/// The files in all their encodings, in their order; on all processors.
fn pack(files: Vec<PlainFile>) -> Vec<PublishedFile> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(workers).max(1);
    let packed = |files: &[PlainFile]| -> Vec<PublishedFile> {
        let one = |file: &PlainFile| compressed(file.name.clone(), file.media_type.to_owned(), file.bytes.clone());
        files.iter().map(one).collect()
    };
    std::thread::scope(|scope| {
        let working: Vec<_> = files.chunks(share).map(|share| scope.spawn(move || packed(share))).collect();
        let joined = working.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.flatten().collect()
    })
}

fn path_of(plan: &Plan) -> ServicePath {
    ServicePath { beneficiary: plan.beneficiary.slug.clone(), service: plan.service.clone() }
}
