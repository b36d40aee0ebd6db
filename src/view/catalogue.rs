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

/// What a search in the list comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchPage {
    /// Services, or none.
    Found {
        /// What was looked for.
        typed: String,
        /// The first of them, the best first, with their beneficiaries' names.
        services: Vec<(CatalogueService, String)>,
        /// How many there are.
        count: usize,
    },
    /// What was typed may tell something about a person, and is not repeated.
    Personal,
}

impl SearchPage {
    /// Its address in a language.
    pub(super) fn address(&self, language: Language) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        match self {
            SearchPage::Found { typed, .. } => format!("/{language}?{}", query.append_pair("q", typed).finish()),
            SearchPage::Personal => format!("/{language}"),
        }
    }

    pub(super) fn context(&self) -> Value {
        let (typed, services, count) = match self {
            SearchPage::Found { typed, services, count } => (typed.as_str(), services.as_slice(), *count),
            SearchPage::Personal => ("", &[][..], 0),
        };
        minijinja::context! {
            is_personal => *self == SearchPage::Personal,
            search => typed,
            services => Value::from(Serde(services)),
            count => count,
            shown => services.len(),
        }
    }
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
