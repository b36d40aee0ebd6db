//! A bundle: all of a version that serves payers, as one document that later programs must still read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::i18n::Language;
use crate::plan::Plan;

/// The plan of a version and its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The layout of this document; 1.
    pub format: u32,
    /// What is asked, priced and ordered.
    pub plan: Plan,
    /// The page in each language.
    pub pages: BTreeMap<Language, BundlePage>,
}

/// The page of a service in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundlePage {
    /// The template in which only what depends on the payer is left open.
    pub template: String,
    /// The name of the published file that is the page before anything is typed.
    pub empty_file: String,
}

/// A bundle that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not a bundle, or damaged.
    #[error("a stored bundle cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// Written by a later program.
    #[error("a stored bundle has format {0}, and this program reads format 1")]
    Format(u32),
}

impl Bundle {
    /// The document for the store; the same bundle always gives the same text.
    ///
    /// # Errors
    /// None that can happen with these types; the writer's own are passed on.
    pub fn to_document(&self) -> Result<String, BundleError> {
        Ok(serde_json::to_string(self)?)
    }

    /// Reads a stored document.
    ///
    /// # Errors
    /// See [`BundleError`].
    pub fn from_document(document: &str) -> Result<Bundle, BundleError> {
        let mut document = serde_json::Deserializer::from_str(document);
        // Expressions nest deeper than documents of strangers may; the compiler has bounded them.
        document.disable_recursion_limit();
        let bundle = Bundle::deserialize(&mut document)?;
        document.end()?;
        if bundle.format == 1 { Ok(bundle) } else { Err(BundleError::Format(bundle.format)) }
    }
}
