//! What the lists of services show; where it comes from is the caller's matter.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::beneficiary_address;
use crate::i18n::Language;
use crate::ids::Slug;

/// A beneficiary with its services, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueBeneficiary {
    /// Its name in addresses.
    pub slug: Slug,
    /// Its name for people.
    pub name: String,
    /// The organization's code.
    pub idno: String,
    /// The address of its logo.
    pub logo: Option<String>,
    /// Its services.
    pub services: Vec<CatalogueService>,
}

/// A service of a list, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueService {
    /// Its heading.
    pub title: String,
    /// What it is for, as plain text: see [`super::plain_text`].
    pub description: Option<String>,
    /// The address of its page.
    pub address: String,
}

impl CatalogueBeneficiary {
    /// The address of its page.
    pub(super) fn address(&self, language: Language) -> String {
        beneficiary_address(&self.slug, language)
    }

    pub(super) fn context(&self, language: Language) -> Value {
        minijinja::context! {
            name => self.name.clone(),
            idno => self.idno.clone(),
            logo => self.logo.clone(),
            address => self.address(language),
            services => Value::from(Serde(&self.services)),
        }
    }
}
