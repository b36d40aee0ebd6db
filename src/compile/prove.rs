//! Proofs: for every set of answers that the form accepts, MPay accepts the order, and the right account is paid.
//!
//! What cannot be proved is refused, with answers that go wrong where such are found.

mod advice;
mod amount;
mod condition;
mod fault;
mod length;
mod payable;
mod personal;
mod reporting;
mod text;
mod total;
mod witness;
mod world;

use jiff::civil::Date;

use super::definition::PlacedExpr;
use super::resolve::Checked;
use crate::diag::{Code, Diagnostics};
use crate::expr::{Expr, ExprKind, Facts, Flow, Function, Operator};
use crate::form;
use crate::limits::FORM_PAIRS_MAX;
use crate::plan::{LinePlan, RepeatPlan};
use advice::Advice;
use witness::Witness;
use world::PlanWorld;

/// Most lines of an order after rows are counted; MPay's answer has to stay small.
const ORDER_LINES_MAX: u32 = 40;
/// What a form sends beside answers: its button, the language, the mark of a warning.
const BUTTONS_MAX: usize = 5;

/// What all proofs share.
struct Proof<'a> {
    checked: &'a Checked,
    world: &'a PlanWorld<'a>,
    flow: Flow<'a>,
    advice: Advice<'a>,
    diagnostics: &'a mut Diagnostics,
    /// The cases of answers that are accepted.
    accepted: Vec<Facts>,
    /// Whether it was told that there are more cases than can be looked at.
    is_told_exhausted: bool,
}

/// Proves what can be proved, and reports what cannot. Orders are made on `today` or later.
pub(super) fn prove(checked: &Checked, today: Date, diagnostics: &mut Diagnostics) {
    if checked.has_cycle {
        return;
    }
    let world = PlanWorld::new(&checked.plan, today);
    let flow = Flow::new(&world);
    let advice = Advice::new(&world);
    let (accepted, is_told_exhausted) = (Vec::new(), false);
    let mut proof = Proof { checked, world: &world, flow, advice, diagnostics, accepted, is_told_exhausted };
    proof.accepted = proof.days();
    proof.form_fits();
    // With a condition lost, answers that it rules out would be held against the lines and texts.
    if !checked.lost.conditions {
        condition::prove(&mut proof);
        amount::prove(&mut proof);
    }
    text::prove(&mut proof);
    payable::prove(&mut proof);
    reporting::prove(&mut proof);
}

impl<'a> Proof<'a> {
    /// A form with more answers than the server reads could never be sent. Marks of rows, searches for options and buttons
    /// need room too.
    fn form_fits(&mut self) {
        let plan = &self.checked.plan;
        let sent = form::pairs(plan) + BUTTONS_MAX;
        if sent > FORM_PAIRS_MAX {
            let lower = self.fewer_rows(sent - FORM_PAIRS_MAX, |group| form::pairs_of_row(plan, &group.id));
            let names = form::names(plan).len();
            self.diagnostics
                .report(Code::TooLarge, self.checked.place, format!("the form asks for {names} answers at once"))
                .help(format!("at most {FORM_PAIRS_MAX} are read: {lower}"));
        }
    }

    /// Which group to shorten, and how much, where so many are too many and each row counts for some of them.
    fn fewer_rows(&self, excess: usize, each: impl Fn(&RepeatPlan) -> usize) -> String {
        let groups = self.checked.plan.groups().filter(|group| each(group) > 0);
        let Some(group) = groups.max_by_key(|group| group.max as usize * each(group)) else {
            return "ask for less".to_owned();
        };
        let most = (group.max as usize).saturating_sub(excess.div_ceil(each(group)));
        match most {
            0 => format!("lower the `max` of the rows `{}`, and those of other groups", group.id),
            most => format!("lower the `max` of the rows `{}` to {most}", group.id),
        }
    }

    /// What the bounds of dates say of days that are not known yet.
    fn days(&mut self) -> Vec<Facts> {
        let world = self.world;
        world.days.iter().fold(vec![Facts::default()], |cases, (_, bound)| self.flow.assume_in(bound, true, cases))
    }

    /// The cases in which a group has rows; all, where it always has.
    fn with_rows(&mut self, group: Option<&str>, cases: Vec<Facts>) -> Vec<Facts> {
        match group.and_then(|group| self.where_shown(group)) {
            Some(is_shown) => self.flow.assume_in(&is_shown, true, cases),
            None => cases,
        }
    }

    /// A condition of the rows of a group, with the one that the group is shown; `None`: the page's own.
    fn in_rows(&self, group: Option<&str>, condition: &Expr) -> Expr {
        match group.and_then(|group| self.where_shown(group)) {
            Some(is_shown) => {
                Expr::bare(ExprKind::Binary(Operator::And, Box::new(is_shown), Box::new(condition.clone())))
            }
            None => condition.clone(),
        }
    }

    /// When a line is one of the order's: its own condition, and that its group is shown; `None`: always.
    fn when(&self, line: &LinePlan) -> Option<Expr> {
        let group = line.for_each.as_deref();
        match &line.when {
            Some(when) => Some(self.in_rows(group, when)),
            None => group.and_then(|group| self.where_shown(group)),
        }
    }

    /// `answered(child)`, for a group that can be hidden.
    fn where_shown(&self, group: &str) -> Option<Expr> {
        let (_, section) = self.checked.plan.group(group)?;
        section.shown_when.as_ref()?;
        let name = Expr::bare(ExprKind::Name(group.to_owned()));
        Some(Expr::bare(ExprKind::Call(Function::Answered, vec![name])))
    }

    /// Reports what can go wrong when an expression is evaluated in some cases.
    fn look(&mut self, placed: &PlacedExpr, cases: &[Facts]) {
        for case in cases {
            self.flow.look(&placed.expr, case);
        }
        self.report(placed);
    }
}
