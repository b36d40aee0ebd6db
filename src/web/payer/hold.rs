//! Forms that are held back in a siege. It must not know what an answer means.

use crate::app::{AppError, Hold, Outcome, ServedService};
use crate::form::RawAnswers;
use crate::ids::ContentHash;
use crate::web::Web;
use crate::web::place::Place;
use crate::web::problem::Problem;
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
    /// What the form must show or wait for, where it makes no order now.
    pub fn hold(&self) -> Option<&Hold> {
        match &self.gate {
            Gate::Shut(hold) => Some(hold),
            Gate::Open | Gate::Proven => None,
        }
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
