//! What a drawn definition says of its orders as a whole, with a second opinion on what comes of it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::exact::Draws;

/// The day on which the drawn definitions are compiled.
pub const TODAY: Date = Date::constant(2026, 3, 1);

/// What holds for all orders of a definition.
#[derive(Debug, Clone)]
pub struct Terms {
    due: Due,
    pub open_amount: Option<OpenAmount>,
}

/// What lets MPay ask for an amount that the definition leaves open.
#[derive(Debug, Clone, Copy)]
pub enum OpenAmount {
    Parts,
    Advance,
    /// Nothing: MPay could not ask.
    Nothing,
}

/// Until when orders can be paid; days count from [`TODAY`].
#[derive(Debug, Clone, Copy)]
enum Due {
    Never,
    AfterDays(i64),
    /// The last day on which orders are made, and how many days after it is the last to pay them.
    On(i64, i64),
}

fn day(days: i64) -> Date {
    TODAY.checked_add(days.days()).unwrap()
}

impl Terms {
    pub fn draw(draws: &mut Draws) -> Terms {
        let due = match draws.below(3) {
            0 => Due::Never,
            1 => Due::AfterDays(draws.below(40) as i64),
            _ => Due::On(draws.below(90) as i64, draws.below(30) as i64),
        };
        let open_amount = match draws.below(12) {
            0 => Some(OpenAmount::Parts),
            1 => Some(OpenAmount::Advance),
            _ => None,
        };
        Terms { due, open_amount }
    }

    /// The same with an amount that the payer gives at MPay.
    pub fn with_open_amount(&self, allowed: OpenAmount) -> Terms {
        Terms { open_amount: Some(allowed), ..self.clone() }
    }

    /// The key `open` of the definition, where it has one.
    pub fn open(&self) -> String {
        match self.due {
            Due::On(closes, _) => format!("open: {{until: {}, closed_text: {{ro: Închis}}}}\n", day(closes)),
            _ => String::new(),
        }
    }

    /// What stands under `order` beside the reason.
    pub fn order(&self) -> String {
        let due = match self.due {
            Due::Never => String::new(),
            Due::AfterDays(days) => format!(", due_after_days: {days}"),
            Due::On(closes, more) => format!(", due_on: {}", day(closes + more)),
        };
        let payments = match self.open_amount {
            Some(OpenAmount::Parts) => ", partial_payments: true",
            Some(OpenAmount::Advance) => ", advance_payments: true",
            Some(OpenAmount::Nothing) | None => "",
        };
        format!("{due}{payments}")
    }

    /// A day on which the service is open: often the first or the last.
    pub fn day(&self, draws: &mut Draws) -> Date {
        let last = match self.due {
            Due::On(closes, _) => closes,
            _ => 400,
        };
        day(draws.below(last as u64 + 1) as i64 * draws.one_of(&[0, 1, 1]))
    }

    /// Whether the last day to pay is not before the last to order.
    pub fn is_payable(&self) -> bool {
        !matches!(self.due, Due::On(_, more) if more < 0)
    }

    /// The last instant at which an order can be paid that was made at an instant.
    pub fn due_at(&self, made_at: Timestamp) -> Option<Timestamp> {
        match self.due {
            Due::Never => None,
            Due::AfterDays(days) => Some(last_second(day_of(made_at).checked_add(days.days()).unwrap())),
            Due::On(closes, more) => Some(last_second(day(closes + more))),
        }
    }

    /// The last day to pay some days before the last to order, where both are fixed.
    pub fn paid_earlier(&self, days: i64) -> Terms {
        match self.due {
            Due::On(closes, more) => Terms { due: Due::On(closes, more - days), ..self.clone() },
            _ => self.clone(),
        }
    }

    /// The same with other words that break a promise, with what was done.
    pub fn broken(&self) -> Vec<(&'static str, Terms)> {
        let mut all = Vec::new();
        if let Due::On(closes, _) = self.due {
            let due = Due::On(closes, -1);
            all.push(("a last day to pay before the last to order", Terms { due, ..self.clone() }));
        }
        if self.open_amount.is_some() {
            let open_amount = Some(OpenAmount::Nothing);
            all.push(("an open amount that MPay may not ask for", Terms { open_amount, ..self.clone() }));
        }
        all
    }
}

fn day_of(at: Timestamp) -> Date {
    at.in_tz("Europe/Chisinau").unwrap().date()
}

pub fn last_second(day: Date) -> Timestamp {
    day.at(23, 59, 59, 0).in_tz("Europe/Chisinau").unwrap().timestamp()
}
