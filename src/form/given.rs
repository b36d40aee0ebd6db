//! Given answers: those to some questions of a page, known before the payer comes, each judged by its own rules.
//! What needs all answers (stops, checks, whether a field is shown) is judged when the payer sends the form.

use jiff::civil::Date;

use super::read::{payer_parts, read_basket, read_field};
use super::{FieldProblem, PAYER_NAMES, RawAnswers, names_of};
use crate::plan::{Field, FieldKind, Plan, Prefill};

/// The field that is asked once and sends its answer under a name of the form: `items` sends `items.ticket`.
pub fn field_of<'p>(plan: &'p Plan, name: &str) -> Option<&'p Field> {
    once(plan).find(|field| names_of(field, &field.id).iter().any(|other| other == name))
}

/// What a plan lets links do with the answer under a name of the form; `None` for what the page does not ask, or asks
/// for each row of a group.
pub fn prefill_of(plan: &Plan, name: &str) -> Option<Prefill> {
    if PAYER_NAMES.contains(&name) {
        return Some(plan.payer_prefill);
    }
    field_of(plan, name).map(|field| field.prefill)
}

/// The names under which the form sends the answer to a question: a field's, or one of the payer's.
pub fn names_of_question(plan: &Plan, question: &str) -> Vec<String> {
    match plan.field(question) {
        Some(field) => names_of(field, question),
        None => vec![question.to_owned()],
    }
}

/// Reads given answers, on a day in Chișinău, into canonical text.
///
/// # Errors
/// Every problem with one of them. What is not given is no problem, and names that the page does not ask for are left out.
pub fn read_given(plan: &Plan, raw: &RawAnswers, today: Date) -> Result<Vec<(String, String)>, Vec<FieldProblem>> {
    let is_given = |name: &str| raw.is_given(name);
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for (name, answer) in payer_parts(plan, raw).into_iter().filter(|(name, _)| is_given(name)) {
        match answer {
            Ok(text) => read.push((name.to_owned(), text)),
            Err(problem) => problems.push(FieldProblem { name: name.to_owned(), problem }),
        }
    }
    for field in once(plan).filter(|field| names_of(field, &field.id).iter().any(|name| is_given(name))) {
        let name = field.id.as_str();
        let answer = match &field.kind {
            FieldKind::Basket { items, .. } => read_basket(field, name, items, raw),
            _ => read_field(field, name, raw, today)
                .map_err(|problem| vec![FieldProblem { name: name.to_owned(), problem }]),
        };
        match answer {
            Ok(answer) => read.extend(answer.into_iter().flat_map(|answer| answer.as_typed(field, name))),
            Err(of_field) => problems.extend(of_field),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// The fields that are asked once.
fn once(plan: &Plan) -> impl Iterator<Item = &Field> {
    plan.sections.iter().filter(|section| section.repeat.is_none()).flat_map(|section| &section.fields)
}
