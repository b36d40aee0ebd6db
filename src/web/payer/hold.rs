//! Forms that are held back in a siege. It must not know what an answer means.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::Response;

use super::{Answer, page as html_page};
use crate::app::{AppError, Outcome, ServedService, Submission};
use crate::form::RawAnswers;
use crate::ids::ContentHash;
use crate::web::Web;
use crate::web::place::Place;
use crate::web::problem::{Kind, Problem};
use crate::web::siege::{Gate, Knock};

/// The names under which a form carries its proof.
const PROOF: &str = "_proof";
const SOLUTION: &str = "_solution";

/// Whether a form may make an order, and the proof that it has shown for that.
pub(super) struct Held {
    gate: Gate,
    proof: String,
}

/// Judges a form by the proof that it carries, which is taken out of what was sent. A browser that is to be told from
/// others first makes no order yet, so that its proof stays unused.
///
/// # Errors
/// When the store fails in a siege.
pub(super) async fn judge(
    web: &Web,
    service: &ServedService,
    raw: &mut RawAnswers,
    is_known: bool,
    place: Option<Place>,
) -> Result<Held, Problem> {
    let proof = raw.remove(PROOF).unwrap_or_default();
    let solution = raw.remove(SOLUTION).unwrap_or_default();
    let at = web.app.now();
    if !is_known || !web.siege.is_on(&service.path, at) {
        return Ok(Held { gate: Gate::Open, proof });
    }
    let secrets = web.app.hold_secrets().await?;
    let path = service.path.to_string();
    let pairs = raw.iter().filter(|(_, text)| !text.is_empty());
    let sent: Vec<&[u8]> = pairs.flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]).collect();
    let subject = ContentHash::of(&[&[path.as_bytes()], sent.as_slice()].concat());
    let knock = Knock { subject, proof: &proof, solution: &solution, place, at };
    Ok(Held { gate: web.siege.gate(&knock, &secrets), proof })
}

impl Held {
    /// Whether the form makes no order now.
    pub fn is_shut(&self) -> bool {
        matches!(self.gate, Gate::Shut(_))
    }

    /// Counts what would have made an order; lets the proof count again where none was made.
    pub fn settle(&self, web: &Web, service: &ServedService, outcome: &Result<Outcome, AppError>) {
        if matches!(outcome, Ok(Outcome::Ordered(_) | Outcome::Held)) {
            web.siege.count(&service.path, web.app.now());
        }
        if !matches!(outcome, Ok(Outcome::Ordered(_))) {
            self.give_back(web);
        }
    }

    /// Lets a proof count again of which nothing was made.
    pub fn give_back(&self, web: &Web) {
        if self.gate == Gate::Proven {
            web.siege.give_back(&self.proof);
        }
    }
}

/// The page that holds a form back.
pub(super) fn page(web: &Web, service: &ServedService, submission: &Submission, held: &Held) -> Answer {
    let Gate::Shut(hold) = &held.gate else { return Err(Problem::new(Kind::Internal)) };
    let mut response: Response = html_page(web.app.hold_page(service, submission.language, &submission.raw, hold)?);
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(hold.wait_seconds));
    Ok(response)
}
