//! A version's summary: what lists and addresses need of it, so that a server with a thousand services opens none to start.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Bundle, BundleError};
use crate::i18n::{Language, Localized};
use crate::identifiers::Idno;

/// The layout of the document. A summary of another layout is made anew from the bundle, from which all of it follows.
const FORMAT: u32 = 1;

/// What is known of a version without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    format: u32,
    /// The heading of its page.
    pub title: Localized<String>,
    /// What it is for, in CommonMark.
    pub description: Option<Localized<String>>,
    /// The beneficiary's name for people.
    pub beneficiary_name: Localized<String>,
    /// The beneficiary's code.
    pub idno: Idno,
    /// The address of the beneficiary's logo.
    pub logo: Option<String>,
    /// The name of the file that is the page before anything is typed, by the languages that it speaks.
    pub empty_files: BTreeMap<Language, String>,
    /// Whether it takes orders on certain days only.
    pub has_days: bool,
    /// How many orders may be paid; `None`: as many as come.
    pub paid_orders_max: Option<u32>,
}

impl Summary {
    /// The summary of a bundle.
    pub fn of(bundle: &Bundle) -> Summary {
        let plan = &bundle.plan;
        let empty_file = |(language, page): (&Language, &super::BundlePage)| (*language, page.empty_file.clone());
        Summary {
            format: FORMAT,
            title: plan.title.clone(),
            description: plan.description.clone(),
            beneficiary_name: plan.beneficiary.name.clone(),
            idno: plan.beneficiary.idno.clone(),
            logo: plan.beneficiary.logo.clone(),
            empty_files: bundle.pages.iter().map(empty_file).collect(),
            has_days: plan.opening.is_some(),
            paid_orders_max: plan.limit.as_ref().map(|limit| limit.paid_orders),
        }
    }

    /// The document for the store.
    ///
    /// # Errors
    /// None that can happen with these types; the writer's own are passed on.
    pub fn to_document(&self) -> Result<String, BundleError> {
        Ok(serde_json::to_string(self)?)
    }

    /// Reads a stored document; `None` for one of another layout.
    pub fn from_document(document: &str) -> Option<Summary> {
        serde_json::from_str(document).ok().filter(|summary: &Summary| summary.format == FORMAT)
    }

    /// Whether the page before anything is typed is the same on every day, whatever was paid.
    pub fn is_always_open(&self) -> bool {
        !self.has_days && self.paid_orders_max.is_none()
    }
}
