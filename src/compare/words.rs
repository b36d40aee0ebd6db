//! Words: how the values of a plan are told to people who compare two.

use jiff::civil::Date;
use rust_decimal::Decimal;
use similar::{ChangeTag, TextDiff};

use crate::expr::{Cases, Expr, plain_number};
use crate::i18n::Language;
use crate::identifiers::{Bic, Iban, Idno};
use crate::ids::{ServiceId, Slug};
use crate::money::Money;
use crate::order::{PayerKind, PropertyKind};
use crate::plan::{DateBound, Due, ItemPrice, Pattern, PayingAgain, Prefill, ReportingValue, TextTemplate};

/// What can be told in a word or a line.
pub(super) trait Told {
    fn told(&self) -> String;
}

/// Things that tell themselves.
macro_rules! told_as_written {
    ($($kind:ty),*) => {$(
        impl Told for $kind {
            fn told(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

told_as_written!(String, u32, usize, i16, Date, Slug, ServiceId, Idno, Iban, Bic, Language);

impl Told for bool {
    fn told(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Told for Decimal {
    fn told(&self) -> String {
        plain_number(*self)
    }
}

impl Told for Money {
    fn told(&self) -> String {
        plain_number(self.to_decimal())
    }
}

impl Told for PayerKind {
    fn told(&self) -> String {
        self.word().to_owned()
    }
}

impl Told for PropertyKind {
    fn told(&self) -> String {
        self.word().to_owned()
    }
}

impl Told for Pattern {
    fn told(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Told for DateBound {
    fn told(&self) -> String {
        match self {
            DateBound::Today => "today".to_owned(),
            DateBound::Day(day) => day.to_string(),
        }
    }
}

impl Told for Due {
    fn told(&self) -> String {
        match self {
            Due::AfterDays(days) => format!("{days} days later"),
            Due::On(day) => day.to_string(),
        }
    }
}

impl Told for Prefill {
    fn told(&self) -> String {
        match self {
            Prefill::Never => "never",
            Prefill::Allow => "allow",
            Prefill::Locked => "locked",
        }
        .to_owned()
    }
}

impl Told for PayingAgain {
    fn told(&self) -> String {
        match self {
            PayingAgain::Asked => "asked about",
            PayingAgain::Usual => "usual",
        }
        .to_owned()
    }
}

impl Told for ItemPrice {
    fn told(&self) -> String {
        match self {
            ItemPrice::Fixed(price) => price.told(),
            ItemPrice::Changing(prices) => {
                let one = |one: &crate::plan::PriceFrom| format!("from {}: {}", one.from, one.price.told());
                prices.iter().map(one).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

impl Told for ReportingValue {
    fn told(&self) -> String {
        match self {
            ReportingValue::Text(text) => text.told(),
            ReportingValue::Computed(expr) => expr.told(),
            ReportingValue::Chosen { by, texts } => {
                let one = |(option, text): (&String, &String)| format!("{option}: {text}");
                format!("{} (by {by})", texts.iter().map(one).collect::<Vec<_>>().join("; "))
            }
        }
    }
}

impl Told for TextTemplate {
    fn told(&self) -> String {
        self.fill(|name| format!("{{{name}}}"))
    }
}

impl Told for Expr {
    /// As it is written; cases by days and tiers as a list of them.
    fn told(&self) -> String {
        match self.cases().filter(|_| self.as_dated_lookup().is_none()) {
            Some(cases) if cases.cases.len() > 2 || cases.are_days => told_cases(&cases),
            _ => self.to_string(),
        }
    }
}

fn told_cases(cases: &Cases<'_>) -> String {
    let case = |case: &crate::expr::Case<'_>| match (case.bound, cases.are_days) {
        (Some(bound), true) => format!("from {bound}: {}", case.expr),
        (None, true) => case.expr.to_string(),
        (Some(bound), false) => format!("up to {bound}: {}", case.expr),
        (None, false) => format!("above: {}", case.expr),
    };
    let all: Vec<String> = cases.cases.iter().map(case).collect();
    let by = cases.by.to_string();
    let by = if by == "today()" { String::new() } else { format!(" (by {by})") };
    format!("{}{by}", all.join("; "))
}

impl<T: Told> Told for Option<T> {
    fn told(&self) -> String {
        self.as_ref().map_or_else(|| "none".to_owned(), Told::told)
    }
}

impl<T: Told> Told for Vec<T> {
    fn told(&self) -> String {
        match self.is_empty() {
            true => "none".to_owned(),
            false => self.iter().map(Told::told).collect::<Vec<_>>().join(", "),
        }
    }
}

/// Both texts in one, with what went and what came marked: `for [-one plot-]{+a plot+} of land`.
pub fn word_difference(before: &str, after: &str) -> String {
    let difference = TextDiff::from_words(before, after);
    let (mut out, mut gone, mut new) = (String::new(), String::new(), String::new());
    let flush = |out: &mut String, gone: &mut String, new: &mut String| {
        for (text, open, close) in [(gone, "[-", "-]"), (new, "{+", "+}")] {
            if !text.is_empty() {
                out.push_str(&format!("{open}{text}{close}"));
                text.clear();
            }
        }
    };
    let changes: Vec<_> = difference.iter_all_changes().collect();
    for (at, change) in changes.iter().enumerate() {
        let is_between = |next: &similar::Change<&str>| next.tag() != ChangeTag::Equal;
        match change.tag() {
            ChangeTag::Delete => gone.push_str(change.value()),
            ChangeTag::Insert => new.push_str(change.value()),
            // A space between two changed words belongs to the change.
            ChangeTag::Equal
                if change.value().trim().is_empty()
                    && !(gone.is_empty() && new.is_empty())
                    && changes.get(at + 1).is_some_and(is_between) =>
            {
                gone.push_str(change.value());
                new.push_str(change.value());
            }
            ChangeTag::Equal => {
                flush(&mut out, &mut gone, &mut new);
                out.push_str(change.value());
            }
        }
    }
    flush(&mut out, &mut gone, &mut new);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::parse;

    #[test]
    fn words_that_went_and_came_are_marked() {
        for (before, after, told) in [
            ("rent for one plot", "rent for a plot", "rent for [-one-]{+a+} plot"),
            ("a b c d", "a x y d", "a [-b c-]{+x y+} d"),
            ("a", "a b", "a{+ b+}"),
            ("", "a", "{+a+}"),
            ("același", "același", "același"),
        ] {
            assert_eq!(word_difference(before, after), told);
        }
    }

    #[test]
    fn cases_are_told_one_by_one() {
        for (written, told) in [
            ("if(today() >= 2027-01-01, 98, 96)", "96; from 2027-01-01: 98"),
            ("if(visit >= 2027-01-01, 98, 96)", "96; from 2027-01-01: 98 (by visit)"),
            ("if(n <= 10, 1, if(n <= 20, 2, 3))", "up to 10: 1; up to 20: 2; above: 3 (by n)"),
            ("if(n <= 10, 1, 3)", "if(n <= 10, 1, 3)"),
            ("a + 1", "a + 1"),
        ] {
            assert_eq!(parse(written).unwrap().told(), told);
        }
    }
}
