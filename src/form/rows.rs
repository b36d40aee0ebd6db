//! Rows: how the fields of a group that repeats are named in forms, and which rows a form has.

use super::{PAYER_NAMES, RawAnswers, find_name, found_name, is_searched, names_of};
use crate::plan::{Field, Plan, RepeatPlan};

/// The name of a row's field: `child.2.name`; rows count from 1.
pub fn name_in_row(group: &str, row: u32, field: &str) -> String {
    format!("{group}.{row}.{field}")
}

/// The name under which a form says that it has a row.
pub fn row_mark(group: &str, row: u32) -> String {
    format!("_row.{group}.{row}")
}

/// How many rows of a group a form has: all up to the last one that is marked or has an answer, within the group's bounds.
pub(super) fn count(plan: &Plan, group: &RepeatPlan, raw: &RawAnswers) -> u32 {
    let has = |row: u32| {
        let answered = |name: String| raw.is_given(&name);
        answered(row_mark(&group.id, row))
            || plan
                .row_fields(&group.id)
                .iter()
                .any(|field| names_of(field, &name_in_row(&group.id, row, &field.id)).into_iter().any(answered))
    };
    (group.min + 1..=group.max).rev().find(|row| has(*row)).unwrap_or(group.min)
}

/// The marks of all rows that a form has, for the page that shows it again.
pub fn row_marks(plan: &Plan, raw: &RawAnswers) -> Vec<String> {
    let marks =
        |group: &RepeatPlan| (1..=count(plan, group, raw)).map(|row| row_mark(&group.id, row)).collect::<Vec<_>>();
    plan.groups().flat_map(marks).collect()
}

/// The names under which a field sends its answer and the search for it.
fn sent_by(field: &Field, name: &str) -> Vec<String> {
    let mut names = names_of(field, name);
    if is_searched(field) {
        names.extend([find_name(name), found_name(name)]);
    }
    names
}

/// How many pairs a form sends for each row of a group: its answers, searches for options, and its mark.
pub fn pairs_of_row(plan: &Plan, group: &str) -> usize {
    plan.row_fields(group).iter().map(|field| sent_by(field, &field.id).len()).sum::<usize>() + 1
}

/// How many pairs a form sends at the most, beside its button.
pub fn pairs(plan: &Plan) -> usize {
    let on_page = plan.sections.iter().filter(|section| section.repeat.is_none()).flat_map(|section| &section.fields);
    let on_page: usize = on_page.map(|field| sent_by(field, &field.id).len()).sum();
    let in_rows: usize = plan.groups().map(|group| group.max as usize * pairs_of_row(plan, &group.id)).sum();
    PAYER_NAMES.len() + on_page + in_rows
}

/// Does what the buttons `_add` (a group) and `_remove` (`group.row`) of a form ask for. `false`: no such button was used.
pub fn change_rows(plan: &Plan, raw: &mut RawAnswers) -> bool {
    let (add, remove) = (raw.remove("_add").unwrap_or_default(), raw.remove("_remove").unwrap_or_default());
    if let Some(group) = plan.groups().find(|group| group.id == add) {
        let rows = count(plan, group, raw);
        if rows < group.max {
            raw.set(row_mark(&group.id, rows + 1), "yes");
        }
        return true;
    }
    let Some((group, row)) = remove.split_once('.') else { return false };
    let (Some(group), Ok(row)) = (plan.groups().find(|known| known.id == group), row.parse::<u32>()) else {
        return false;
    };
    let rows = count(plan, group, raw);
    if row < 1 || row > rows || rows <= group.min {
        return true;
    }
    // Each later row moves up by one; the last becomes empty.
    for at in row..=rows {
        for field in plan.row_fields(&group.id) {
            let to = sent_by(field, &name_in_row(&group.id, at, &field.id));
            let from = sent_by(field, &name_in_row(&group.id, at + 1, &field.id));
            for (to, from) in to.into_iter().zip(from) {
                let text = if at < rows { raw.remove(&from) } else { None };
                match text {
                    Some(text) => raw.set(to, text),
                    None => drop(raw.remove(&to)),
                }
            }
        }
    }
    raw.remove(&row_mark(&group.id, rows));
    true
}
