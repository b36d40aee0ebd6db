//! Proofs: for every set of answers that the form accepts, MPay accepts the order, and the right account is paid.
//!
//! What cannot be proved is refused, with answers that go wrong where such are found.

mod amount;
mod condition;
mod length;
mod payable;
mod reporting;
mod text;
mod witness;
mod world;

use jiff::civil::Date;

use super::definition::PlacedExpr;
use super::resolve::Checked;
use crate::diag::{Code, Diagnostics, Place};
use crate::expr::{Expr, ExprKind, Facts, Flow, FlowFault, FlowProblem, Function, Operator};
use crate::limits::FORM_PAIRS_MAX;
use crate::plan::LinePlan;
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
    let mut proof = Proof { checked, world: &world, flow, diagnostics, accepted: Vec::new(), is_told_exhausted: false };
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
    /// A form with more answers than the server reads could never be sent. Marks of rows and buttons need room too.
    fn form_fits(&mut self) {
        let names = crate::form::names(&self.checked.plan).len();
        let rows: u32 = self.checked.plan.groups().map(|group| group.max).sum();
        let sent = names + rows as usize + BUTTONS_MAX;
        if sent > FORM_PAIRS_MAX {
            self.diagnostics
                .report(Code::TooLarge, self.checked.place, format!("the form asks for {names} answers at once"))
                .help(format!("at most {FORM_PAIRS_MAX} are read: lower the `max` of a group that repeats"));
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

    /// Reports what the flow has found in an expression.
    fn report(&mut self, placed: &PlacedExpr) {
        for problem in self.flow.take_problems() {
            self.report_one(placed, problem);
        }
    }

    fn report_one(&mut self, placed: &PlacedExpr, problem: FlowProblem) {
        let place = match problem.span {
            // A part that was made by the compiler itself stands where the whole stands.
            (0, 0) => placed.place,
            (start, end) => Place { file: placed.place.file, start, end },
        };
        let witness = Witness::new(self.world, &problem.facts);
        match problem.fault {
            FlowFault::DivisionByZero(divisor) => {
                let shown = format!("from {} to {}", divisor.min.normalize(), divisor.max.normalize());
                let example = witness.where_it_fails(&placed.expr);
                self.diagnostics
                    .report(Code::DivisionByZero, place, "this divides by what can be zero")
                    .label(example.map_or(shown.clone(), |example| format!("{shown}; {example}")))
                    .help("give the field a `min` above 0, or divide by max(…, 1)");
            }
            FlowFault::Overflow => {
                self.diagnostics
                    .report(Code::AmountTooLarge, place, "this can become larger than numbers can be")
                    .help("lower the bounds of the fields");
            }
            FlowFault::Absent { name, is_hidden } => self.report_absent(placed, place, &name, is_hidden, &witness),
            // Once nothing is left for any question, one message is enough.
            FlowFault::TooComplex if self.is_told_exhausted => {}
            FlowFault::TooComplex => {
                self.is_told_exhausted = self.flow.is_exhausted();
                self.diagnostics
                    .report(Code::TooComplex, place, "this has more cases than can be looked at")
                    .help("use a table in place of many `if`, or split the service in two");
            }
        }
    }

    fn report_absent(&mut self, placed: &PlacedExpr, place: Place, name: &str, is_hidden: bool, witness: &Witness<'_>) {
        let example = witness.where_it_fails(&placed.expr).unwrap_or_default();
        let (message, help) = match is_hidden {
            true => (
                format!("`{name}` may be absent: it is not always shown"),
                format!("read it only where it is shown, or write if(answered({name}), …, …)"),
            ),
            false => (
                format!("`{name}` may be absent: the payer can leave the field empty"),
                format!("leave out `required: false`, or write if(answered({name}), …, …)"),
            ),
        };
        let field = self.checked.fields.iter().find(|field| field.id.value == name);
        let condition = field.filter(|_| is_hidden).and_then(|field| field.show_when.as_ref());
        let report = self.diagnostics.report(Code::MayBeAbsent, place, message);
        report.label(example).help(help);
        if let Some(condition) = condition {
            report.related(condition.place, "it is shown only when this holds");
        }
    }
}
