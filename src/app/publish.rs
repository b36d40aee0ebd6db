//! Publish: compile a definition, make its pages, store the version.

use std::collections::BTreeMap;

use crate::asset::Assets;
use crate::clock;
use crate::compile::{Compiled, DefinitionFiles, compile};
use crate::ids::ContentHash;
use crate::plan::Plan;
use crate::registry::{Bundle, BundlePage, NewVersion, Publication, PublishedFile, ServicePath, Summary, compressed};
use crate::view::{FormState, ServicePage, View};

use super::{App, AppError};

/// What came of publishing one definition.
#[derive(Debug)]
pub struct Published {
    /// What the compiler says of it.
    pub compiled: Compiled,
    /// What was stored; `None` when it did not compile, and then nothing changed.
    pub publication: Option<Publication>,
}

impl App {
    /// Compiles a definition and, when it compiles, stores and serves it.
    ///
    /// # Errors
    /// When the store fails or refuses; never for what is wrong with the definition.
    pub async fn publish(&self, files: &DefinitionFiles) -> Result<Published, AppError> {
        let compiled = compile(files, clock::today(self.now()));
        let publication = match new_version(&compiled, files, &self.view, &self.assets)? {
            Some(version) => Some(self.store.publish(&version, self.now()).await?),
            None => None,
        };
        self.refresh().await?;
        Ok(Published { compiled, publication })
    }

    /// The same, except that a content which was ever published before changes nothing.
    ///
    /// # Errors
    /// As for [`App::publish`].
    pub async fn publish_if_unknown(&self, files: &DefinitionFiles) -> Result<Published, AppError> {
        let compiled = compile(files, clock::today(self.now()));
        let publication = match new_version(&compiled, files, &self.view, &self.assets)? {
            Some(version) => Some(self.store.publish_if_unknown(&version, self.now()).await?),
            None => None,
        };
        self.refresh().await?;
        Ok(Published { compiled, publication })
    }
}

/// The version that a compiled definition makes; `None` when it did not compile.
///
/// # Errors
/// When a template fails.
pub fn new_version(
    compiled: &Compiled,
    files: &DefinitionFiles,
    view: &View,
    assets: &Assets,
) -> Result<Option<NewVersion>, AppError> {
    let Some(plan) = &compiled.plan else { return Ok(None) };
    let mut published: Vec<PublishedFile> = assets.all().cloned().collect();
    if let (Some(address), Some(bytes)) = (&plan.beneficiary.logo, &compiled.logo) {
        published.push(compressed(address.clone(), "image/png".to_owned(), bytes.clone()));
    }
    if let Some((address, rules)) = view.service_style(plan) {
        published.push(compressed(address, "text/css; charset=utf-8".to_owned(), rules.into_bytes()));
    }
    let mut pages = BTreeMap::new();
    for language in &plan.languages {
        let template = view.service_page(plan, *language)?;
        let empty = ServicePage::parse(&template)?.render(&FormState::default())?;
        let empty_file = format!("page/{}/{language}", ContentHash::of(&[empty.as_bytes()]).as_str());
        published.push(compressed(empty_file.clone(), "text/html; charset=utf-8".to_owned(), empty.into_bytes()));
        pages.insert(*language, BundlePage { template, empty_file });
    }
    let bundle = Bundle { format: 1, plan: plan.clone(), pages };
    let document = bundle.to_document()?;
    let source = files.service_file.1.clone();
    Ok(Some(NewVersion {
        path: path_of(plan),
        service_id: plan.service_id.clone(),
        hash: ContentHash::of(&[source.as_bytes(), files.beneficiary_file.1.as_bytes(), document.as_bytes()]),
        source,
        bundle: document,
        summary: Summary::of(&bundle).to_document()?,
        files: published,
    }))
}

fn path_of(plan: &Plan) -> ServicePath {
    ServicePath { beneficiary: plan.beneficiary.slug.clone(), service: plan.service.clone() }
}
