//! Reading expressions, all of a service bounded together.

use super::Reader;
use crate::compile::definition::{Part, PlacedExpr, Wanted, part_of};
use crate::diag::{Code, Place};
use crate::expr;
use crate::limits::EXPRESSION_PARTS_MAX;
use crate::yaml::Node;

impl Reader<'_> {
    /// Counts parts of expressions that are about to be made; `None` when there are too many, and that is reported.
    pub fn count_parts(&mut self, parts: usize, place: Place) -> Option<()> {
        let before = self.parts;
        self.parts = before.saturating_add(parts);
        if self.parts <= EXPRESSION_PARTS_MAX {
            return Some(());
        }
        if before <= EXPRESSION_PARTS_MAX {
            let message = "all expressions together are too long";
            self.diagnostics.report(Code::TooLarge, place, message).help(format!(
                "at most {EXPRESSION_PARTS_MAX} names, numbers and operators: give a name to what is written often"
            ));
        }
        None
    }

    /// A condition; without it, what it guards would be judged wrongly.
    pub fn condition(&mut self, node: &Node) -> Option<PlacedExpr> {
        let found = self.expr(node, "the condition", Wanted::Condition);
        self.lost.conditions |= found.is_none();
        found
    }

    /// An expression; its first fault is reported at its own characters.
    pub fn expr(&mut self, node: &Node, what: &str, wanted: Wanted) -> Option<PlacedExpr> {
        let found = self.parsed_expr(node, what);
        match &found {
            Some(expr) => self.note(Part::Expr(expr.clone(), wanted)),
            None => self.lost.expressions = true,
        }
        found
    }

    fn parsed_expr(&mut self, node: &Node, what: &str) -> Option<PlacedExpr> {
        let scalar = self.scalar(node, what)?;
        match expr::parse(&scalar.text) {
            Err(_) if self.cut.contains(&node.place) => None,
            Ok(mut expr) => {
                expr.place(&|span| {
                    let place = part_of(node.place, scalar.verbatim_start, span);
                    (place.start, place.end)
                });
                self.count_parts(expr.size(), node.place)?;
                Some(PlacedExpr { expr, place: node.place })
            }
            Err(problem) => {
                let diagnostic = self.diagnostics.report(
                    problem.code,
                    part_of(node.place, scalar.verbatim_start, problem.span),
                    problem.message,
                );
                diagnostic.help = problem.help;
                None
            }
        }
    }
}
