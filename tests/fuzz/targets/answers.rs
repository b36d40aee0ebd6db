//! What payers send. Whatever is answered to a service that ships, on whatever day, keeps the promise of
//! [`super::assert_answered`]; and whatever an address fills in is an answer or a problem.

use std::sync::OnceLock;

use jiff::civil::Date;
use mpay_pages::compile::compile;
use mpay_pages::form::{RawAnswers, read_given};
use mpay_pages::plan::Plan;

use super::assert_answered;
use crate::seeds::shipped;

pub fn run(text: &str) {
    let mut lines = text.lines();
    let (name, on) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let on: Date =
        on.parse().ok().filter(|on: &Date| (1990..2100).contains(&on.year())).unwrap_or(Date::constant(2026, 3, 1));
    let raw: RawAnswers = lines.filter_map(|line| line.split_once('=')).collect();
    let plans = plans();
    let at = shipped().iter().position(|one| one.name == name).unwrap_or(name.len() % plans.len());
    assert_answered(&plans[at], &raw, on);
    // Its problems are values; that they are given is all that is asked here.
    let _ = read_given(&plans[at], &raw, on);
}

fn plans() -> &'static [Plan] {
    static ALL: OnceLock<Vec<Plan>> = OnceLock::new();
    ALL.get_or_init(|| {
        let compiled = shipped().iter().map(|one| compile(&one.files, Date::constant(2026, 3, 1)).plan);
        compiled.map(|plan| plan.expect("a service that ships compiles")).collect()
    })
}
