//! The second opinion on an order: which lines it must have, and which promise it would break.

use super::answers::Set;
use super::draw::{Account, Drawn};
use super::exact::{Fraction, Vast};
use super::reporting;
use super::terms::OpenAmount;

/// Why something has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Absent,
    NoEntry,
    UncoveredDay,
    UncoveredNumber,
    DivisionByZero,
    /// It is beyond what this test can count: nothing is said of it.
    Vast,
}

impl From<Vast> for Gap {
    fn from(_: Vast) -> Gap {
        Gap::Vast
    }
}

/// How an order breaks the promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    Without(Gap),
    NotPositive,
    TooLarge,
    TooPrecise,
    NoLine,
    TextTooLong,
    NobodysAccount,
    BornExpired,
    NotAskable,
}

impl Break {
    /// With which of these codes the compiler can tell it.
    pub fn codes(self) -> &'static [&'static str] {
        match self {
            Break::Without(Gap::Absent) => &["E0205", "E0207"],
            Break::Without(Gap::NoEntry) => &["E0303"],
            Break::Without(Gap::UncoveredDay) => &["E0307"],
            Break::Without(Gap::UncoveredNumber) => &["E0309"],
            Break::Without(Gap::DivisionByZero) => &["E0404"],
            Break::Without(Gap::Vast) => &[],
            Break::NotPositive => &["E0401"],
            Break::TooLarge => &["E0402"],
            Break::TooPrecise => &["E0403"],
            Break::NoLine => &["E0405"],
            Break::TextTooLong => &["E0501", "E0109"],
            Break::NobodysAccount => &["E0203"],
            Break::BornExpired => &["E0802"],
            Break::NotAskable => &["E0803"],
        }
    }
}

/// MPay's limits, as the contract states them.
const REASON_CHARS: usize = 50;
const NAME_CHARS: usize = 36;
const BANI: i128 = 9_999_999_999;
/// The accounts of the beneficiary.
pub const ACCOUNTS: [&str; 2] = ["main", "other"];

/// A line of an order: its id, what it comes to where it is not left to MPay, and whose account it pays.
pub type Line = (String, Option<Fraction>, &'static str);

impl Drawn {
    /// What the order's lines must be.
    pub fn lines(&self, set: &Set) -> Result<Vec<Line>, Gap> {
        let account = match self.account {
            Account::Named(name) => name,
            Account::ChosenByUse => self.options[self.option(set)?].account,
        };
        let mut lines = Vec::new();
        if self.main_when.as_ref().map_or(Ok(true), |test| test.holds(self, set))? {
            let is_open = self.terms.open_amount.is_some();
            let amount = if is_open { None } else { Some(self.main.value(self, set)?) };
            lines.push(("first".to_owned(), amount, account));
        }
        if self.terms.open_amount.is_some() {
            return Ok(lines);
        }
        if let Some((test, sum)) = &self.extra
            && test.holds(self, set)?
        {
            lines.push(("extra".to_owned(), Some(sum.value(self, set)?), "other"));
        }
        let rows = if self.row.is_some() { self.rows_of(set)? } else { Vec::new() };
        for (at, row) in rows.iter().enumerate() {
            let amount = self.row.as_ref().map(|sum| sum.value(self, row)).transpose()?;
            lines.push((format!("row-{}", at + 1), amount, "other"));
        }
        Ok(lines)
    }

    /// The promises that an order of these answers breaks; none of answers that are not accepted.
    pub fn breaks(&self, set: &Set) -> Vec<Break> {
        let judged = self.accepts(set).and_then(|is_accepted| match is_accepted {
            true => self.judged(set),
            false => Ok(Vec::new()),
        });
        match judged {
            Ok(broken) => broken,
            Err(Gap::Vast) => Vec::new(),
            Err(gap) => vec![Break::Without(gap)],
        }
    }

    fn judged(&self, set: &Set) -> Result<Vec<Break>, Gap> {
        let lines = self.lines(set)?;
        let mut broken = Vec::new();
        if lines.is_empty() {
            broken.push(Break::NoLine);
        }
        let mut total = 0;
        for (_, amount, account) in &lines {
            if !ACCOUNTS.contains(account) {
                broken.push(Break::NobodysAccount);
            }
            let Some(amount) = amount else { continue };
            let bani = amount.times(Fraction(100, 1))?;
            if bani.1 != 1 {
                broken.push(Break::TooPrecise);
            }
            if bani.0 <= 0 {
                broken.push(Break::NotPositive);
            }
            total += bani.0 / bani.1;
        }
        if total > BANI {
            broken.push(Break::TooLarge);
        }
        let has_first = lines.iter().any(|(id, ..)| id == "first");
        if has_first && chars(&self.words) + chars(self.answer(self.named, set)?.ok_or(Gap::Absent)?) > REASON_CHARS {
            broken.push(Break::TextTooLong);
        }
        let option = &self.options[self.option(set)?];
        if chars(&self.order_words) + chars(&option.label) > REASON_CHARS || chars(&self.label) > NAME_CHARS {
            broken.push(Break::TextTooLong);
        }
        if self.is_reported {
            reporting::expected(self, set)?;
        }
        if !self.terms.is_payable() {
            broken.push(Break::BornExpired);
        }
        if matches!(self.terms.open_amount, Some(OpenAmount::Nothing)) {
            broken.push(Break::NotAskable);
        }
        Ok(broken)
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}
