//! From what a payer typed to an order: read the answers, check them, price them, write the order's document.
//!
//! Runs a [`Plan`]; knows nothing of YAML, pages or HTTP.

mod answers;
mod content;
mod price;
mod problem;
mod read;

pub use answers::{Answer, Answers, RawAnswers};
pub use content::{due_at, order_content};
pub use price::{PriceError, Priced, price};
pub use problem::{FieldProblem, Problem};
pub use read::check;
pub(crate) use read::{clean_email, read_date, whole_pattern};

use crate::plan::Plan;

/// The names under which a service's page sends its answers, in the order of the page.
pub fn names(plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> = PAYER_NAMES.map(str::to_owned).to_vec();
    for field in plan.fields() {
        match &field.kind {
            crate::plan::FieldKind::Notice => {}
            crate::plan::FieldKind::Basket { items } => {
                names.extend(items.iter().map(|item| format!("{}.{}", field.id, item.id)));
            }
            _ => names.push(field.id.clone()),
        }
    }
    names
}

/// The names of the payer's own answers.
pub const PAYER_NAMES: [&str; 3] = ["payer.kind", "payer.id", "payer.name"];

#[cfg(test)]
mod tests;
