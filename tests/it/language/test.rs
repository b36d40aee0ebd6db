//! Conditions drawn at random, judged naively.

use super::answers::Set;
use super::draw::Drawn;
use super::exact::{Draws, Fraction};
use super::judge::Gap;

/// A condition on the answers of the page.
#[derive(Debug, Clone)]
pub enum Test {
    Option(usize),
    Fast,
    Less(&'static str, String),
    Organization,
    /// In a row: what it says.
    Slow,
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

impl Test {
    pub fn draw(draws: &mut Draws) -> Test {
        let simple = |draws: &mut Draws| Box::new(Test::simple(draws));
        match draws.below(10) {
            0 => Test::Not(simple(draws)),
            1 => Test::And(simple(draws), simple(draws)),
            2 => Test::Or(simple(draws), simple(draws)),
            _ => Test::simple(draws),
        }
    }

    fn simple(draws: &mut Draws) -> Test {
        match draws.below(4) {
            0 => Test::Option(draws.below(2) as usize),
            1 => Test::Fast,
            2 => Test::Less(draws.one_of(&["n", "x"]), (1 + draws.below(9)).to_string()),
            _ => Test::Organization,
        }
    }

    pub fn text(&self) -> String {
        match self {
            Test::Option(at) => format!("use == \"o{at}\""),
            Test::Fast => "fast".to_owned(),
            Test::Less(name, number) => format!("{name} < {number}"),
            Test::Organization => "payer.kind == \"organization\"".to_owned(),
            Test::Slow => "slow".to_owned(),
            Test::Not(one) => format!("not ({})", one.text()),
            Test::And(one, other) => format!("({} and {})", one.text(), other.text()),
            Test::Or(one, other) => format!("({} or {})", one.text(), other.text()),
        }
    }

    pub fn holds(&self, drawn: &Drawn, set: &Set) -> Result<bool, Gap> {
        Ok(match self {
            Test::Option(at) => drawn.option(set)? == *at,
            Test::Fast => set.get("fast") == Some("yes"),
            Test::Less(name, number) => drawn.number(name, set)?.less(Fraction::of(number))?,
            Test::Organization => set.get("payer.kind") == Some("organization"),
            Test::Slow => set.get("slow") == Some("yes"),
            Test::Not(one) => !one.holds(drawn, set)?,
            Test::And(one, other) => one.holds(drawn, set)? && other.holds(drawn, set)?,
            Test::Or(one, other) => one.holds(drawn, set)? || other.holds(drawn, set)?,
        })
    }

    /// Whether it reads a field.
    pub fn reads(&self, field: &str) -> bool {
        match self {
            Test::Option(_) => field == "use",
            Test::Less(name, _) => *name == field,
            Test::Fast | Test::Organization | Test::Slow => false,
            Test::Not(one) => one.reads(field),
            Test::And(one, other) | Test::Or(one, other) => one.reads(field) || other.reads(field),
        }
    }
}
