//! Personal links: what they carry is shown and cannot be changed, and every link that does not open says why.

mod api;
mod command_line;
mod opened;
mod refused;

use jiff::civil::Date;
use mpay_pages::app::{LinkMaker, LinkRequest, Made, MadeLink, make_links};
use mpay_pages::i18n::Language;
use mpay_pages::ids::SystemRandom;

use crate::support::in_process::InProcess;

/// A letter of the kindergarten: who, where, which month.
pub const LETTER: &[(&str, &str)] = &[
    ("kindergarten", "nr_52"),
    ("group", "Mijlocie"),
    ("child_code", "104552"),
    ("child_idnp", "2004999999996"),
    ("child_name", "Maria Munteanu"),
    ("period", "01.2026"),
    ("days", "18"),
];

pub const SERVICE: &str = "gradinite-chisinau/kindergarten-fee";

pub fn request(answers: &[(&str, &str)], uses_max: Option<u32>, expires_on: Option<Date>) -> LinkRequest {
    let answers = answers.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    LinkRequest { answers, uses_max, expires_on, ..LinkRequest::default() }
}

/// Makes a link of a service.
pub async fn made(server: &InProcess, service: &str, request: &LinkRequest) -> MadeLink {
    let app = &server.app;
    let (beneficiary, name) = service.split_once('/').unwrap();
    let plan = app.service(beneficiary, name).await.unwrap().unwrap().plan;
    let maker = LinkMaker { by: "test", at: app.now() };
    match make_links(&app.store, &plan, std::slice::from_ref(request), maker, &SystemRandom).await.unwrap() {
        Made::Links(mut links) => links.remove(0),
        Made::Refused(problems) => panic!("{problems:?}"),
    }
}

/// The path of a link's page.
pub fn path(language: Language, made: &MadeLink) -> String {
    mpay_pages::app::link_address("", language, &made.link, &made.token)
}
