//! What is printed: a service's poster and code, and letters with the codes of personal links.

use jiff::Timestamp;

use super::preview::{binary, data_address};
use super::{App, AppError, ServedService};
use crate::asset::Assets;
use crate::clock;
use crate::i18n::{Language, text_with};
use crate::link::LinkToken;
use crate::plan::Plan;
use crate::store::Store;
use crate::view::{Letter, Qr, View};

impl App {
    /// The poster of a service in a language that it speaks.
    ///
    /// # Errors
    /// When the template fails, or the address is too long for a code.
    pub fn poster(&self, service: &ServedService, language: Language) -> Result<String, AppError> {
        let address = format!("{}{}", self.public_url, service.address(language));
        Ok(self.view.poster(&service.plan, language, &address, self.closed_words(service, language))?)
    }

    /// The code that opens a service's page in a language, as an SVG file; with the part of a personal link's address
    /// that opens it, the link's page. Whether that link opens is not asked: a code says an address, and no more.
    ///
    /// # Errors
    /// When the address is too long for a code.
    pub fn code(
        &self,
        service: &ServedService,
        language: Language,
        link: Option<&LinkToken>,
    ) -> Result<String, AppError> {
        let query = link.map(|token| format!("?l={token}")).unwrap_or_default();
        code_of(&service.plan, language, &format!("{}{}{query}", self.public_url, service.address(language)))
    }
}

/// The code of an address of a service, as an SVG file that says what it pays.
///
/// # Errors
/// When the address is too long for a code.
pub fn code_of(plan: &Plan, language: Language, address: &str) -> Result<String, AppError> {
    let title = text_with(language, "qr-link-label", &[("service", plan.title.get(language).clone())]);
    Ok(Qr::of(address)?.svg_file(&title))
}

/// Letters about links of a service as one HTML file for a browser to print: styles, fonts and the logo stand in it.
///
/// # Errors
/// When the store or a template fails, or an address is too long for a code.
pub async fn print_letters(
    store: &Store,
    plan: &Plan,
    language: Language,
    letters: &[Letter],
    now: Timestamp,
) -> Result<String, AppError> {
    let mut plan = plan.clone();
    if let Some(address) = plan.beneficiary.logo.take() {
        let logo = store.file(&address).await?;
        plan.beneficiary.logo = logo.map(|file| binary(&file.media_type, &file.bytes));
    }
    let assets = Assets::load();
    let view = View::new(&|path| data_address(&assets, path))?;
    Ok(view.letters(&plan, language, letters, clock::today(now))?)
}
