//! Answers drawn at random for a drawn definition, and what each comes to, read naively.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::draw::{Bounds, Check, Drawn};
use super::exact::{Draws, Fraction};
use super::judge::Gap;

/// What one payer answers, and on which day.
#[derive(Debug, Clone)]
pub struct Set {
    pub answers: BTreeMap<String, String>,
    pub day: Date,
}

impl Set {
    /// What was sent for a field, whether it was asked for or not.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.answers.get(name).map(String::as_str)
    }
}

impl Bounds {
    /// A number within them; often an end.
    fn draw(self, draws: &mut Draws) -> i64 {
        match draws.below(8) {
            0 => self.min,
            1 => self.max,
            _ => self.min + draws.below((self.max - self.min + 1) as u64) as i64,
        }
    }
}

impl Drawn {
    /// Answers, most of them within bounds; a hidden field is sometimes answered all the same.
    pub fn answers(&self, draws: &mut Draws) -> Set {
        let mut set = Set { answers: BTreeMap::new(), day: self.terms.day(draws) };
        let mut say = |name: &str, text: String| drop(set.answers.insert(name.to_owned(), text));
        let is_person = draws.one_in(2);
        say("payer.kind", if is_person { "person" } else { "organization" }.to_owned());
        say("payer.id", if is_person { "2001000000012" } else { "1016600999993" }.to_owned());
        say("payer.name", "Ș".repeat(1 + draws.below(60) as usize));
        let yes_or_no = |draws: &mut Draws| if draws.one_in(2) { "yes" } else { "no" }.to_owned();
        say("use", format!("o{}", draws.below(self.options.len() as u64)));
        say("fast", yes_or_no(draws));
        for name in ["n", "x", "y", "gift", "new"] {
            say(name, self.numbers[name].text(self.numbers[name].draw(draws)));
        }
        if draws.one_in(20) {
            say("n", (self.numbers["n"].max + 1).to_string());
        }
        // Most readings grow, as most checks want it.
        let (old, new) = (self.numbers["old"], self.numbers["new"]);
        let before = old.draw(draws);
        say("old", old.text(before));
        if !draws.one_in(3) {
            say("new", new.text((before + draws.below(100) as i64).clamp(new.min, new.max)));
        }
        let (first, last) = self.visit;
        let visit = match draws.below(6) {
            0 => first,
            1 => last,
            _ => first.saturating_add((draws.below(1_000) as i64).days()).min(last),
        };
        say("visit", visit.to_string());
        let length = if draws.one_in(4) { self.note_length } else { 1 + draws.below(self.note_length) };
        say("note", "ț".repeat(length as usize));
        for item in ["items.a", "items.b"] {
            if draws.one_in(2) {
                say(item, draws.below(10).to_string());
            }
        }
        for row in 1..=1 + draws.below(self.rows) {
            let mut months = self.numbers["months"];
            if !draws.one_in(20) {
                months.min = months.min.max(self.months_min);
            }
            say(&format!("kid.{row}.months"), months.text(months.draw(draws)));
            say(&format!("kid.{row}.slow"), yes_or_no(draws));
            for name in ["depth", "tip"] {
                say(&format!("kid.{row}.{name}"), self.numbers[name].text(self.numbers[name].draw(draws)));
            }
        }
        self.leave_out(&mut set, draws);
        set
    }

    /// Takes back some of the answers that nobody asks for, or that need not be given.
    fn leave_out(&self, set: &mut Set, draws: &mut Draws) {
        for name in self.optional.iter().copied().filter(|name| *name != "items") {
            set.answers.retain(|answer, _| {
                let is_meant = answer == name || answer.starts_with("kid.") && answer.ends_with(&format!(".{name}"));
                !(is_meant && draws.one_in(2))
            });
        }
        for name in self.shown_when.keys().filter(|name| **name != "depth") {
            if matches!(self.answer(name, set), Ok(None)) && !draws.one_in(3) {
                set.answers.remove(*name);
            }
        }
        let of_row = |name: &str| Some(name.strip_suffix(".depth")?.to_owned());
        for row in set.answers.keys().filter_map(|name| of_row(name)).collect::<Vec<_>>() {
            if set.get(&format!("{row}.slow")) == Some("no") && !draws.one_in(3) {
                set.answers.remove(&format!("{row}.depth"));
            }
        }
    }

    /// The answer to a field that is asked for and filled in.
    pub fn answer<'a>(&self, name: &str, set: &'a Set) -> Result<Option<&'a str>, Gap> {
        match self.shown_when.get(name) {
            Some(test) if !test.holds(self, set)? => Ok(None),
            _ => Ok(set.get(name)),
        }
    }

    /// The number that a field was answered with.
    pub fn number(&self, name: &str, set: &Set) -> Result<Fraction, Gap> {
        self.answer(name, set)?.map(Fraction::of).ok_or(Gap::Absent)
    }

    /// The option that was chosen, by its position.
    pub fn option(&self, set: &Set) -> Result<usize, Gap> {
        let chosen = self.answer("use", set)?.ok_or(Gap::Absent)?;
        Ok(chosen[1..].parse().unwrap())
    }

    /// How many pieces of an item are taken.
    pub fn pieces(&self, item: &str, set: &Set) -> Result<i64, Gap> {
        let is_asked = self.shown_when.get("items").map_or(Ok(true), |test| test.holds(self, set))?;
        let taken = set.get(&format!("items.{item}")).filter(|_| is_asked);
        Ok(taken.map_or(0, |pieces| pieces.parse().unwrap()))
    }

    /// What the basket costs.
    pub fn basket(&self, set: &Set) -> Result<Fraction, Gap> {
        let of_b = Fraction::whole(self.pieces("b", set)? as usize).times(Fraction(5, 4))?;
        let pieces = self.pieces("a", set)?;
        if pieces == 0 {
            return Ok(of_b);
        }
        let day = match self.is_priced_by_visit {
            true => self.answer("visit", set)?.ok_or(Gap::Absent)?.parse().unwrap(),
            false => set.day,
        };
        Ok(Fraction::whole(pieces as usize).times(Fraction::of(self.first_item.on(day)?))?.add(of_b)?)
    }

    /// What the number's tier comes to.
    pub fn tier(&self, set: &Set) -> Result<Fraction, Gap> {
        let number = self.number("n", set)?;
        for (end, sum) in &self.tiers {
            if end.is_none_or(|end| number.0 <= i128::from(end)) {
                return sum.value(self, set);
            }
        }
        Err(Gap::UncoveredNumber)
    }

    /// The answers of the page with those of each row; none, where they are not asked for.
    pub fn rows_of(&self, set: &Set) -> Result<Vec<Set>, Gap> {
        if let Some(test) = &self.rows_when
            && !test.holds(self, set)?
        {
            return Ok(Vec::new());
        }
        let of_row = |row: u32| {
            let start = format!("kid.{row}.");
            let own = |(name, text): (&String, &String)| Some((name.strip_prefix(&start)?.to_owned(), text.clone()));
            let own: Vec<_> = set.answers.iter().filter_map(own).collect();
            let answers = || set.answers.clone().into_iter().chain(own.clone()).collect();
            (!own.is_empty()).then(|| Set { answers: answers(), day: set.day })
        };
        Ok((1..).map_while(of_row).collect())
    }

    /// Whether the bounds and checks let the answers pass.
    pub fn accepts(&self, set: &Set) -> Result<bool, Gap> {
        let most = Fraction::whole(self.numbers["n"].max as usize);
        let fits = self.answer("n", set)?.is_none_or(|n| Fraction::of(n).0 <= most.0);
        let grows = match self.check {
            Check::Nothing => true,
            Check::NotLess => !self.number("new", set)?.less(self.number("old", set)?)?,
            Check::Greater => self.number("old", set)?.less(self.number("new", set)?)?,
        };
        let mut lasts = true;
        let is_checked = self.months_min > self.numbers["months"].min;
        for row in self.rows_of(set)?.iter().filter(|_| is_checked) {
            lasts &= self.number("months", row)?.0 >= i128::from(self.months_min);
        }
        Ok(fits && grows && lasts)
    }
}
