//! Numbers that a drawn definition computes, with a second opinion on what they come to: exact fractions, evaluated naively.

use super::answers::Set;
use super::draw::Drawn;
use super::exact::{Draws, Fraction};
use super::judge::Gap;
use super::test::Test;

/// A number that a definition computes.
#[derive(Debug, Clone)]
pub enum Sum {
    Const(String),
    Field(&'static str),
    /// The field that is shown for the first option, or something else.
    Guarded(Box<Sum>),
    /// The amount that may be left empty, or something else.
    Optional(Box<Sum>),
    Price,
    Rate,
    Basket,
    Pieces,
    Difference,
    Dated,
    Tiers,
    /// What is worked out in each row, added up.
    Rows(Box<Sum>),
    RowCount,
    /// In a row: the field that is shown where the row says so, or something else.
    GuardedOfRow(Box<Sum>),
    /// In a row: the amount that may be left empty, or something else.
    OptionalOfRow(Box<Sum>),
    Add(Box<Sum>, Box<Sum>),
    Subtract(Box<Sum>, Box<Sum>),
    Times(Box<Sum>, Box<Sum>),
    Over(Box<Sum>, Box<Sum>),
    Least(Box<Sum>, Box<Sum>),
    Most(Box<Sum>, Box<Sum>),
    Round(Box<Sum>, u32),
    If(Test, Box<Sum>, Box<Sum>),
}

impl Sum {
    pub fn constant(number: &str) -> Box<Sum> {
        Box::new(Sum::Const(number.to_owned()))
    }

    pub fn draw(draws: &mut Draws, depth: u32) -> Sum {
        let inner = |draws: &mut Draws| Box::new(Sum::draw(draws, depth - 1));
        if depth == 0 || draws.one_in(4) {
            return match draws.below(13) {
                0 => Sum::Const(format!("{}.{:02}", draws.below(50), draws.below(100))),
                1 => Sum::Field("n"),
                2 => Sum::Field("x"),
                3 => Sum::Price,
                4 => Sum::Rate,
                5 => Sum::Basket,
                6 => Sum::Pieces,
                7 => Sum::Difference,
                8 => Sum::Dated,
                9 => Sum::Tiers,
                10 => Sum::Rows(Box::new(Sum::draw_row(draws, 1))),
                11 => Sum::RowCount,
                _ => Sum::Guarded(Sum::constant("3")),
            };
        }
        match draws.below(10) {
            0 => Sum::Subtract(inner(draws), inner(draws)),
            1 | 2 => Sum::Times(inner(draws), inner(draws)),
            3 => Sum::Least(inner(draws), inner(draws)),
            4 => Sum::Most(inner(draws), inner(draws)),
            5 => Sum::Round(inner(draws), 2),
            6 => Sum::If(Test::draw(draws), inner(draws), inner(draws)),
            7 => Sum::Optional(inner(draws)),
            8 => {
                let divisor = Box::new(Sum::Most(inner(draws), Sum::constant("1")));
                Sum::Round(Box::new(Sum::Over(inner(draws), divisor)), 2)
            }
            _ => Sum::Add(inner(draws), inner(draws)),
        }
    }

    /// A tariff as most are: it needs no bound of its own, as those of its fields and checks bound it.
    pub fn plain(draws: &mut Draws, depth: u32) -> Sum {
        let field = |name| Box::new(Sum::Field(name));
        let inner = |draws: &mut Draws| Box::new(Sum::plain(draws, depth - 1));
        match draws.below(if depth == 0 { 9 } else { 12 }) {
            0 => Sum::Times(field("n"), Box::new(Sum::Price)),
            1 => Sum::Add(
                Box::new(Sum::Round(Box::new(Sum::Times(field("x"), Box::new(Sum::Rate))), 2)),
                Sum::constant("5"),
            ),
            2 => Sum::Times(Box::new(Sum::Difference), Sum::constant("2.5")),
            3 => Sum::Add(Box::new(Sum::Basket), Sum::constant("1")),
            4 => Sum::Tiers,
            5 => Sum::Times(field("n"), Box::new(Sum::Dated)),
            6 => Sum::Add(
                Box::new(Sum::Rows(Box::new(Sum::Times(field("months"), Box::new(Sum::GuardedOfRow(field("n"))))))),
                Sum::constant("10"),
            ),
            7 => Sum::Guarded(Box::new(Sum::Optional(Sum::constant("3")))),
            8 => Sum::Round(Box::new(Sum::Over(Sum::constant("500"), Box::new(Sum::Guarded(field("n"))))), 2),
            9 => Sum::If(Test::draw(draws), inner(draws), inner(draws)),
            10 => Sum::Least(inner(draws), inner(draws)),
            _ => Sum::Add(inner(draws), inner(draws)),
        }
    }

    /// What a row gives: of its own fields and the page's.
    pub fn draw_row(draws: &mut Draws, depth: u32) -> Sum {
        let inner = |draws: &mut Draws| Box::new(Sum::draw_row(draws, depth - 1));
        if depth == 0 {
            return match draws.below(3) {
                0 => Sum::Const(format!("{}.{}", draws.below(9), draws.below(10))),
                1 => Sum::Field("n"),
                _ => Sum::Field("months"),
            };
        }
        match draws.below(7) {
            0 => Sum::Times(inner(draws), inner(draws)),
            1 => Sum::Subtract(inner(draws), inner(draws)),
            2 => Sum::GuardedOfRow(inner(draws)),
            3 => Sum::OptionalOfRow(inner(draws)),
            4 => Sum::If(Test::draw(draws), inner(draws), inner(draws)),
            5 => Sum::Field("months"),
            _ => Sum::Add(inner(draws), inner(draws)),
        }
    }

    /// As an author bounds it: not less than a ban, not more than a million, in whole bani.
    pub fn bounded(self) -> Sum {
        let capped = Sum::Least(Box::new(self), Sum::constant("1000000"));
        Sum::Round(Box::new(Sum::Most(Box::new(capped), Sum::constant("0.01"))), 2)
    }

    pub fn text(&self) -> String {
        match self {
            Sum::Const(number) => number.clone(),
            Sum::Field(name) => (*name).to_owned(),
            Sum::Guarded(other) => format!("if(use == \"o0\", y, {})", other.text()),
            Sum::Optional(other) => format!("if(answered(gift), gift, {})", other.text()),
            Sum::Price => "use.price".to_owned(),
            Sum::Rate => "rate[use]".to_owned(),
            Sum::Basket => "sum(items)".to_owned(),
            Sum::Pieces => "count(items)".to_owned(),
            Sum::Difference => "(new - old)".to_owned(),
            Sum::Dated => "dated".to_owned(),
            Sum::Tiers => "band".to_owned(),
            Sum::Rows(of_row) => format!("sum(kid, {})", of_row.text()),
            Sum::RowCount => "count(kid)".to_owned(),
            Sum::GuardedOfRow(other) => format!("if(slow, depth, {})", other.text()),
            Sum::OptionalOfRow(other) => format!("if(answered(tip), tip, {})", other.text()),
            Sum::Add(a, b) => format!("({} + {})", a.text(), b.text()),
            Sum::Subtract(a, b) => format!("({} - {})", a.text(), b.text()),
            Sum::Times(a, b) => format!("({} * {})", a.text(), b.text()),
            Sum::Over(a, b) => format!("({} / {})", a.text(), b.text()),
            Sum::Least(a, b) => format!("min({}, {})", a.text(), b.text()),
            Sum::Most(a, b) => format!("max({}, {})", a.text(), b.text()),
            Sum::Round(a, places) => format!("round({}, {places})", a.text()),
            Sum::If(test, a, b) => format!("if({}, {}, {})", test.text(), a.text(), b.text()),
        }
    }

    pub fn value(&self, drawn: &Drawn, set: &Set) -> Result<Fraction, Gap> {
        let of = |sum: &Sum| sum.value(drawn, set);
        let field = |name: &str| drawn.number(name, set);
        Ok(match self {
            Sum::Const(number) => Fraction::of(number),
            Sum::Field(name) => field(name)?,
            Sum::Guarded(_) if drawn.option(set)? == 0 => field("y")?,
            Sum::Optional(_) if drawn.answer("gift", set)?.is_some() => field("gift")?,
            Sum::GuardedOfRow(_) if set.get("slow") == Some("yes") => field("depth")?,
            Sum::OptionalOfRow(_) if drawn.answer("tip", set)?.is_some() => field("tip")?,
            Sum::Guarded(other) | Sum::Optional(other) | Sum::GuardedOfRow(other) | Sum::OptionalOfRow(other) => {
                of(other)?
            }
            Sum::Price => Fraction::of(&drawn.options[drawn.option(set)?].price),
            Sum::Rate => Fraction::of(drawn.options[drawn.option(set)?].rate.as_ref().ok_or(Gap::NoEntry)?),
            Sum::Basket => drawn.basket(set)?,
            Sum::Pieces => Fraction::whole((drawn.pieces("a", set)? + drawn.pieces("b", set)?) as usize),
            Sum::Difference => field("new")?.subtract(field("old")?)?,
            Sum::Dated => Fraction::of(drawn.dated.on(set.day)?),
            Sum::Tiers => drawn.tier(set)?,
            Sum::Rows(of_row) => {
                let add = |sum: Fraction, row: &Set| Ok::<_, Gap>(sum.add(of_row.value(drawn, row)?)?);
                drawn.rows_of(set)?.iter().try_fold(Fraction::ZERO, add)?
            }
            Sum::RowCount => Fraction::whole(drawn.rows_of(set)?.len()),
            Sum::Add(a, b) => of(a)?.add(of(b)?)?,
            Sum::Subtract(a, b) => of(a)?.subtract(of(b)?)?,
            Sum::Times(a, b) => of(a)?.times(of(b)?)?,
            Sum::Over(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                if b.0 == 0 { Err(Gap::DivisionByZero)? } else { a.over(b)? }
            }
            Sum::Least(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                if b.less(a)? { b } else { a }
            }
            Sum::Most(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                if a.less(b)? { b } else { a }
            }
            Sum::Round(a, places) => of(a)?.round(*places)?,
            Sum::If(test, a, b) => of(if test.holds(drawn, set)? { a } else { b })?,
        })
    }

    /// The numbers of which it is made.
    pub fn parts(&mut self) -> Vec<&mut Sum> {
        match self {
            Sum::Guarded(a)
            | Sum::Optional(a)
            | Sum::Rows(a)
            | Sum::GuardedOfRow(a)
            | Sum::OptionalOfRow(a)
            | Sum::Round(a, _) => vec![a],
            Sum::Add(a, b)
            | Sum::Subtract(a, b)
            | Sum::Times(a, b)
            | Sum::Over(a, b)
            | Sum::Least(a, b)
            | Sum::Most(a, b)
            | Sum::If(_, a, b) => vec![a, b],
            _ => Vec::new(),
        }
    }

    /// Itself or a part of it, however deep.
    pub fn pick(&mut self, draws: &mut Draws) -> &mut Sum {
        let parts = self.parts().len();
        if parts == 0 || draws.one_in(4) {
            return self;
        }
        let at = draws.below(parts as u64) as usize;
        self.parts().swap_remove(at).pick(draws)
    }
}
