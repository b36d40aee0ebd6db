//! What a price is told with, for people and for tools alike.

use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::refusal::Refusal;
use crate::cli::one::Answered;
use crate::clock;
use crate::form::{Judgement, LineWorking, Step, due_at};
use crate::i18n::{Language, Localized};
use crate::order::{OrderContent, OrderLine, PaymentAccount};
use crate::plan::Plan;

/// What came of the answers.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Quoted {
    /// An order would be made.
    Priced(Box<Quote>),
    /// The service makes no order of them.
    Stopped { message: String },
    /// The service takes no orders on that day.
    Closed { message: String },
    /// The form refuses some.
    Refused { problems: Vec<Refusal> },
}

/// What would be ordered.
#[derive(Debug, Serialize)]
pub(super) struct Quote {
    service: String,
    title: String,
    on: Date,
    lines: Vec<QuotedLine>,
    left_out: Vec<LeftOut>,
    /// Nothing where the payer gives the amount at MPay.
    total: Option<String>,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payable_until: Option<Date>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct QuotedLine {
    id: String,
    /// Nothing where the payer gives it at MPay.
    amount: Option<String>,
    reason: String,
    account: Account,
    /// The condition under which it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<Because>,
    working: Vec<Computed>,
}

#[derive(Debug, Serialize)]
struct Account {
    name: String,
    iban: String,
    bic: String,
    idno: String,
    receiver: String,
}

#[derive(Debug, Serialize)]
struct Computed {
    /// The value's name, or `amount` for that of the line.
    name: String,
    formula: String,
    numbers: String,
    value: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<Given>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Because>,
    #[serde(skip)]
    counted: String,
}

#[derive(Debug, Serialize)]
struct Because {
    condition: String,
    holds: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<Given>,
}

/// What a name stood for.
#[derive(Debug, Serialize)]
struct Given {
    name: String,
    value: String,
}

fn given(pairs: &[(String, String)]) -> Vec<Given> {
    pairs.iter().map(|(name, value)| Given { name: name.clone(), value: value.clone() }).collect()
}

/// A line that does not apply.
#[derive(Debug, Serialize)]
struct LeftOut {
    id: String,
    because: Because,
}

impl Quote {
    pub(super) fn new(
        plan: &Plan,
        language: Language,
        answered: &Answered,
        content: &OrderContent,
        working: &[LineWorking],
    ) -> Quote {
        let of = |line: &OrderLine| working.iter().find(|working| working.id == line.id);
        let is_ordered = |working: &&LineWorking| content.lines.iter().any(|line| line.id == working.id);
        let left_out = |working: &LineWorking| {
            Some(LeftOut { id: working.id.clone(), because: Because::new(working.condition.as_ref()?) })
        };
        let payable_until = clock::end_of(answered.on).and_then(|instant| due_at(plan, instant)).map(clock::today);
        Quote {
            service: format!("{}/{}", plan.beneficiary.slug, plan.service),
            title: plan.title.get(language).clone(),
            on: answered.on,
            lines: content.lines.iter().map(|line| QuotedLine::new(plan, language, line, of(line))).collect(),
            left_out: working.iter().filter(|working| !is_ordered(working)).filter_map(left_out).collect(),
            total: content.total.map(|total| total.to_string()),
            reason: content.reason.get(language).clone(),
            payable_until,
            notes: notes(plan, answered, content),
        }
    }

    /// Adds what the form would ask about before it makes the order.
    pub(super) fn with_warnings(mut self, warnings: &[Localized<String>], language: Language) -> Quote {
        self.notes.extend(warnings.iter().map(|words| format!("the payer is asked first: {}", words.get(language))));
        self
    }
}

/// An amount for people.
fn told(amount: Option<&str>) -> String {
    amount.map_or_else(|| "given by the payer at MPay".to_owned(), |amount| format!("{amount} lei"))
}

impl QuotedLine {
    fn new(plan: &Plan, language: Language, line: &OrderLine, working: Option<&LineWorking>) -> QuotedLine {
        QuotedLine {
            id: line.id.clone(),
            amount: line.amount.map(|amount| amount.to_string()),
            reason: line.reason.get(language).clone(),
            account: Account::new(plan, &line.account),
            when: working.and_then(|working| working.condition.as_ref()).map(Because::new),
            working: working.iter().flat_map(|working| &working.steps).map(Computed::new).collect(),
        }
    }
}

impl Account {
    fn new(plan: &Plan, account: &PaymentAccount) -> Account {
        let name = plan.accounts.iter().find(|(_, other)| *other == account).map(|(name, _)| name.clone());
        Account {
            name: name.unwrap_or_default(),
            iban: account.iban.as_str().to_owned(),
            bic: account.bic.to_string(),
            idno: account.idno.to_string(),
            receiver: account.name.clone(),
        }
    }
}

impl Computed {
    fn new(step: &Step) -> Computed {
        Computed {
            name: step.name.clone().unwrap_or_else(|| "amount".to_owned()),
            formula: step.formula.clone(),
            numbers: step.numbers.clone(),
            value: step.value.clone(),
            keys: given(&step.keys),
            because: step.because.iter().map(Because::new).collect(),
            counted: step.counted.clone(),
        }
    }

    /// `fee = days * day_price = 18 * 13.90 = 250.20`
    fn to_text(&self) -> String {
        let mut parts = vec![self.name.as_str()];
        for part in [&self.counted, &self.numbers, &self.value] {
            if parts.last() != Some(&part.as_str()) {
                parts.push(part);
            }
        }
        let mut text = format!("    {}\n", parts.join(" = "));
        for Given { name, value } in &self.keys {
            let _ = writeln!(text, "      where {name} is {value}");
        }
        for because in &self.because {
            let _ = writeln!(text, "      because {}", because.to_text());
        }
        text
    }
}

impl Because {
    fn new(judgement: &Judgement) -> Because {
        let Judgement { condition, holds, given: names } = judgement;
        Because { condition: condition.clone(), holds: *holds, given: given(names) }
    }

    fn to_text(&self) -> String {
        let holds = if self.holds { "" } else { " does not hold" };
        let given: Vec<String> = self.given.iter().map(|Given { name, value }| format!("{name} is {value}")).collect();
        let given = if given.is_empty() { String::new() } else { format!(" ({})", given.join(", ")) };
        format!("{}{holds}{given}", self.condition)
    }
}

/// What was answered but not asked, and who stands in for the payer.
fn notes(plan: &Plan, answered: &Answered, content: &OrderContent) -> Vec<String> {
    let is_used = |name: &str| name.starts_with("payer.") || content.answers.iter().any(|(used, _)| used == name);
    let is_nothing = |text: &str| matches!(text.trim(), "" | "0" | "no");
    let mut notes = Vec::new();
    for (name, _) in answered.raw.iter().filter(|(name, text)| !is_used(name) && !is_nothing(text)) {
        let field = name.split('.').find_map(|part| plan.field(part));
        let conditions: Vec<String> =
            field.iter().flat_map(|field| &field.shown_when).map(ToString::to_string).collect();
        let when = match conditions.is_empty() {
            true => String::new(),
            false => format!(": it is asked when {}", conditions.join(" and ")),
        };
        notes.push(format!("`{name}` was answered but is not asked with these answers{when}"));
    }
    if answered.has_stand_in {
        let payer = &content.payer;
        notes.push(format!(
            "no payer was given: an example stands in ({}, {}); the price does not depend on it",
            payer.name,
            payer.id.as_str()
        ));
    }
    notes
}

impl Quoted {
    pub(super) fn to_text(&self) -> String {
        match self {
            Quoted::Priced(quote) => quote.to_text(),
            Quoted::Stopped { message } => format!("the service stops: no order is made\n  {message}\n"),
            Quoted::Closed { message } => format!("the service is closed on this day: no order is made\n  {message}\n"),
            Quoted::Refused { problems } => {
                let noun = if problems.len() == 1 { "answer" } else { "answers" };
                let all: String = problems.iter().map(Refusal::to_text).collect();
                format!("error: the form refuses {} {noun}\n{all}", problems.len())
            }
        }
    }
}

impl Quote {
    fn to_text(&self) -> String {
        let mut out = format!("{} ({}), on {}\n\n", self.title, self.service, self.on);
        for line in &self.lines {
            let Account { name, iban, bic, idno, receiver } = &line.account;
            let _ = writeln!(out, "{}  {}\n    {}", line.id, told(line.amount.as_deref()), line.reason);
            let _ = writeln!(out, "    to `{name}`: {iban}, {bic}, {receiver}, IDNO {idno}");
            if let Some(when) = &line.when {
                let _ = writeln!(out, "    because {}", when.to_text());
            }
            line.working.iter().for_each(|computed| out.push_str(&computed.to_text()));
            out.push('\n');
        }
        let _ = writeln!(out, "total  {}\n    {}", told(self.total.as_deref()), self.reason);
        if let Some(day) = self.payable_until {
            let _ = writeln!(out, "    can be paid until {day}");
        }
        if !self.left_out.is_empty() {
            out.push_str("\nlines that do not apply\n");
        }
        for line in &self.left_out {
            let _ = writeln!(out, "    {}: {}", line.id, line.because.to_text());
        }
        if !self.notes.is_empty() {
            out.push('\n');
        }
        for note in &self.notes {
            let _ = writeln!(out, "note: {note}");
        }
        out
    }
}
