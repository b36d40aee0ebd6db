//! From what a payer typed to an order: read the answers, check them, price them, write the order's document.
//!
//! Runs a [`Plan`]; knows nothing of YAML, pages or HTTP.

mod answers;
mod card;
mod content;
mod find;
mod given;
mod outcome;
mod price;
mod problem;
mod read;
mod review;
mod rows;
mod scope;
mod so_far;
mod trace;
mod working;

pub use answers::{Answer, Answers, RawAnswers};
pub use content::{due_at, order_content};
pub use find::{Searched, find_name, found_name, is_searched, searched, sought, take_found};
pub use given::{field_of, names_of_question, prefill_of, read_given};
pub use outcome::{Outcome, outcome};
pub use price::{PriceError, Priced, PricedLine, item_prices, price};
pub use problem::{FieldProblem, Problem, missing_of_payer, quoted_label};
pub(crate) use read::{clean_email, read_date};
pub use review::{check, warnings};
pub use rows::{change_rows, name_in_row, pairs, pairs_of_row, row_mark, row_marks};
pub use so_far::{LineSoFar, SoFar, names_that_count, so_far};
pub use working::{Judgement, LineWorking, Step, working};

use crate::plan::{Field, FieldKind, Plan};

/// The names under which a service's page sends its answers, in the order of the page.
pub fn names(plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> = PAYER_NAMES.map(str::to_owned).to_vec();
    for section in &plan.sections {
        match &section.repeat {
            None => names.extend(section.fields.iter().flat_map(|field| names_of(field, &field.id))),
            Some(repeat) => {
                for row in 1..=repeat.max {
                    let name = |field: &Field| name_in_row(&repeat.id, row, &field.id);
                    names.extend(section.fields.iter().flat_map(|field| names_of(field, &name(field))));
                }
            }
        }
    }
    names
}

/// The names under which a field that has this name sends its answers.
pub fn names_of(field: &Field, name: &str) -> Vec<String> {
    let each = |ids: &mut dyn Iterator<Item = &String>| ids.map(|id| format!("{name}.{id}")).collect();
    match &field.kind {
        FieldKind::Notice => Vec::new(),
        FieldKind::Basket { items, .. } => each(&mut items.iter().map(|item| &item.id)),
        FieldKind::Choices { options } => each(&mut options.iter().map(|option| &option.id)),
        _ => vec![name.to_owned()],
    }
}

/// The names of the payer's own answers.
pub const PAYER_NAMES: [&str; 3] = ["payer.kind", "payer.id", "payer.name"];

#[cfg(test)]
mod tests;
