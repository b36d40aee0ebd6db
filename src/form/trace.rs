//! Trace: what the parts of expressions came to while an order was priced, as the evaluator itself told it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::expr::{Expr, Value};

/// What parts of a plan's expressions came to in one row, or on the page. Parts that are not in it were not evaluated.
#[derive(Debug, Default)]
pub(super) struct Trace(RefCell<BTreeMap<usize, Value>>);

/// How one line came about, or why it did not apply.
#[derive(Debug)]
pub(super) struct LineTrace {
    /// The position of the plan's line.
    pub line: usize,
    /// The line's id in the order.
    pub id: String,
    pub trace: Trace,
}

impl Trace {
    pub fn note(&self, part: &Expr, value: &Value) {
        self.0.borrow_mut().insert(address(part), value.clone());
    }

    /// What a part of the plan came to, if it was evaluated.
    pub fn value_of(&self, part: &Expr) -> Option<Value> {
        self.0.borrow().get(&address(part)).cloned()
    }
}

impl LineTrace {
    /// Begins the trace of one more line.
    pub fn begin(traces: &mut Vec<LineTrace>, line: usize, id: String) -> &Trace {
        traces.push(LineTrace { line, id, trace: Trace::default() });
        // It was just put there.
        &traces[traces.len() - 1].trace
    }
}

/// Which part of the plan it is: while the plan is borrowed, no two parts share an address.
fn address(part: &Expr) -> usize {
    std::ptr::from_ref(part).addr()
}
