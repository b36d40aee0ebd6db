//! Conditions drawn at random, judged naively.

use std::collections::BTreeMap;

use super::draw::Drawn;
use super::exact::{Draws, Fraction};

/// A condition on the answers of the page.
#[derive(Debug, Clone)]
pub enum Test {
    Option(usize),
    Fast,
    Less(&'static str, String),
    Organization,
}

impl Test {
    pub fn draw(draws: &mut Draws) -> Test {
        match draws.below(4) {
            0 => Test::Option(draws.below(2) as usize),
            1 => Test::Fast,
            2 => Test::Less(if draws.one_in(2) { "n" } else { "x" }, (1 + draws.below(9)).to_string()),
            _ => Test::Organization,
        }
    }

    pub fn text(&self) -> String {
        match self {
            Test::Option(at) => format!("use == \"o{at}\""),
            Test::Fast => "fast".to_owned(),
            Test::Less(name, number) => format!("{name} < {number}"),
            Test::Organization => "payer.kind == \"organization\"".to_owned(),
        }
    }

    pub fn holds(&self, drawn: &Drawn, answers: &BTreeMap<String, String>) -> bool {
        match self {
            Test::Option(at) => drawn.option(answers) == *at,
            Test::Fast => answers["fast"] == "yes",
            Test::Less(name, number) => Fraction::of(&answers[*name]).less(Fraction::of(number)),
            Test::Organization => answers["payer.kind"] == "organization",
        }
    }
}
