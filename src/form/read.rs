//! Reading what was typed: every field by its own rules, all problems at once.

mod code;
mod email;
mod number;
mod text;

pub(crate) use email::clean_email;

use self::email::EmailError;

use jiff::civil::Date;

use self::number::Digits;
use super::{Answer, FieldProblem, Problem, RawAnswers};
use crate::identifiers::{FiscalCode, FiscalError, Iban, IbanError, Idno, Idnp, Phone, PhoneError};
use crate::order::{Payer, PayerKind};
use crate::plan::{BasketItem, ChoiceOption, DateBound, Field, FieldKind, Plan};
use crate::typed::{DayError, bare, is_blank, read_day, read_month, read_year};

/// Who pays; the problems are noted.
pub(super) fn payer(plan: &Plan, raw: &RawAnswers, problems: &mut Vec<FieldProblem>) -> Option<Payer> {
    let mut note = |name: &str, problem| problems.push(FieldProblem { name: name.to_owned(), problem });
    let kind = payer_kind(plan, raw);
    if kind.is_none() {
        note("payer.kind", Problem::Choose);
    }
    let id = payer_id(kind, raw).map_err(|problem| note("payer.id", problem)).ok();
    let name = text::name(raw.get("payer.name")).map_err(|problem| note("payer.name", problem)).ok();
    Some(Payer { kind: kind?, id: id?, name: name? })
}

/// The payer's answers by their names, each in canonical text.
pub(super) fn payer_parts(plan: &Plan, raw: &RawAnswers) -> [(&'static str, Result<String, Problem>); 3] {
    let kind = payer_kind(plan, raw);
    [
        ("payer.kind", kind.map(|kind| kind.word().to_owned()).ok_or(Problem::Choose)),
        ("payer.id", payer_id(kind, raw).map(|id| id.as_str().to_owned())),
        ("payer.name", text::name(raw.get("payer.name"))),
    ]
}

fn payer_id(kind: Option<PayerKind>, raw: &RawAnswers) -> Result<FiscalCode, Problem> {
    let typed = raw.get("payer.id");
    match kind {
        _ if is_blank(typed) => Err(Problem::Required),
        None => FiscalCode::parse(typed).map_err(|error| of_code(error, Problem::Idn)),
        Some(PayerKind::Person) => {
            Idnp::parse(typed).map(FiscalCode::Person).map_err(|error| of_code(error, Problem::PayerIdnp))
        }
        // An individual enterprise or a notary has a person's code for its fiscal code.
        Some(PayerKind::Organization) => FiscalCode::parse(typed).map_err(|error| of_code(error, Problem::PayerIdno)),
    }
}

/// What is wrong with a code of 13 digits; `of_another_kind` is said where it is one of another kind than was asked for.
fn of_code(error: FiscalError, of_another_kind: Problem) -> Problem {
    match error {
        FiscalError::NotDigits => Problem::CodeSigns,
        FiscalError::Shortened => Problem::CodeShortened,
        FiscalError::Length(digits) => Problem::CodeDigits(digits),
        FiscalError::CheckDigit => Problem::CodeCheckDigit,
        FiscalError::OtherKind => of_another_kind,
    }
}

/// What kind of payer is said to pay.
pub(super) fn payer_kind(plan: &Plan, raw: &RawAnswers) -> Option<PayerKind> {
    match (bare(raw.get("payer.kind")), plan.payer_kinds.as_slice()) {
        (_, [only]) => Some(*only),
        (word, kinds) => kinds.iter().copied().find(|kind| kind.word() == word),
    }
}

/// The answer to one field that is no basket and has this name in the form; `None` for an optional one left empty, and for a notice.
pub(super) fn read_field(field: &Field, name: &str, raw: &RawAnswers, today: Date) -> Result<Option<Answer>, Problem> {
    let typed = raw.get(name);
    match &field.kind {
        FieldKind::Notice | FieldKind::Basket { .. } => return Ok(None),
        FieldKind::Choices { options } => {
            let is_chosen = |option: &&ChoiceOption| raw.get(&format!("{name}.{}", option.id)) == "yes";
            let chosen: Vec<String> = options.iter().filter(is_chosen).map(|option| option.id.clone()).collect();
            return match (chosen.is_empty(), field.required) {
                (true, true) => Err(Problem::Choose),
                (true, false) => Ok(None),
                (false, _) => Ok(Some(Answer::Choices(chosen))),
            };
        }
        FieldKind::Consent => {
            return if typed == "yes" { Ok(Some(Answer::YesNo(true))) } else { Err(Problem::Consent) };
        }
        _ if is_blank(typed) => {
            return match (field.required, &field.kind) {
                (false, _) => Ok(None),
                (true, FieldKind::Choice { .. } | FieldKind::YesNo) => Err(Problem::Choose),
                (true, _) => Err(Problem::Required),
            };
        }
        _ => {}
    }
    read_given_field(field, typed, raw.is_number(name), today).map(Some)
}

/// The answer that stands in one box and is not empty.
fn read_given_field(field: &Field, typed: &str, is_number: bool, today: Date) -> Result<Answer, Problem> {
    let digits = Digits { text: typed, is_number };
    Ok(match &field.kind {
        FieldKind::Text { min_length, max_length, pattern, multiline } => {
            Answer::Text(text::text(typed, *min_length, *max_length, pattern.as_ref(), *multiline)?)
        }
        FieldKind::Number { decimals, min, max, unit } => {
            Answer::Number(number::number(digits, *decimals, (*min, *max), unit.as_ref())?)
        }
        FieldKind::Amount { min, max } => Answer::Amount(number::amount(digits, *min, *max)?),
        FieldKind::Choice { options } => {
            let id = bare(typed);
            let is_known = options.iter().any(|option| option.id == id);
            Answer::Choice(Some(id).filter(|_| is_known).ok_or(Problem::UnknownOption)?)
        }
        FieldKind::YesNo => match bare(typed).as_str() {
            "yes" => Answer::YesNo(true),
            "no" => Answer::YesNo(false),
            _ => return Err(Problem::UnknownOption),
        },
        FieldKind::Date { not_before, not_after } => Answer::Date(day(typed, *not_before, *not_after, today)?),
        FieldKind::Month { not_before, not_after } => Answer::Month(month(typed, *not_before, *not_after, today)?),
        FieldKind::Year { min, max } => Answer::Year(year(typed, *min, *max)?),
        FieldKind::Email => {
            let address = clean_email(typed).map_err(of_email)?;
            // The part before the @ may be anything that somebody thinks is asked for.
            if super::card::holds_card_number(&address) {
                return Err(Problem::CardNumber);
            }
            Answer::Text(address)
        }
        FieldKind::Phone => Answer::Phone(Phone::parse(typed).map_err(of_phone)?),
        FieldKind::Idnp => {
            Answer::Code(Idnp::parse(typed).map(FiscalCode::Person).map_err(|error| of_code(error, Problem::Idnp))?)
        }
        FieldKind::Idno => {
            let idno = Idno::parse(typed).map_err(|error| of_code(error, Problem::Idno))?;
            Answer::Code(FiscalCode::Organization(idno))
        }
        FieldKind::Idn => Answer::Code(FiscalCode::parse(typed).map_err(|error| of_code(error, Problem::Idn))?),
        FieldKind::Iban => Answer::Iban(Iban::parse(typed).map_err(of_iban)?),
        FieldKind::Code { format } => Answer::Text(code::code(typed, *format)?),
        // These have no box of their own, and were read before.
        FieldKind::Basket { .. } | FieldKind::Choices { .. } | FieldKind::Consent | FieldKind::Notice => {
            return Err(Problem::UnknownOption);
        }
    })
}

fn of_phone(error: PhoneError) -> Problem {
    match error {
        PhoneError::Malformed => Problem::Phone,
        PhoneError::Several => Problem::PhoneSeveral,
        PhoneError::Letters => Problem::PhoneLetters,
        PhoneError::NationalLength(digits) => Problem::PhoneNational(digits),
        PhoneError::Country { code, digits } => Problem::PhoneOfCountry { code, digits },
        PhoneError::Moldovan => Problem::PhoneOfMoldova,
        PhoneError::Length(digits) => Problem::PhoneDigits(digits),
    }
}

fn of_email(error: EmailError) -> Problem {
    match error {
        EmailError::Several => Problem::EmailSeveral,
        EmailError::Space => Problem::EmailSpace,
        EmailError::Comma => Problem::EmailComma,
        EmailError::NoAt => Problem::EmailNoAt,
        EmailError::Domain => Problem::EmailDomain,
        EmailError::MixedLetters => Problem::EmailLetters,
        EmailError::Malformed => Problem::Email,
    }
}

fn of_iban(error: IbanError) -> Problem {
    match error {
        IbanError::NotMoldovan => Problem::IbanCountry,
        IbanError::OtherLetters => Problem::OtherLetters,
        IbanError::Signs => Problem::IbanSigns,
        IbanError::Length(length) => Problem::IbanLength(length),
        IbanError::CheckDigits => Problem::Iban,
    }
}

/// The items of a basket with their quantities. Every wrong quantity is told at its own item.
pub(super) fn read_basket(
    field: &Field,
    name: &str,
    items: &[BasketItem],
    raw: &RawAnswers,
) -> Result<Option<Answer>, Vec<FieldProblem>> {
    let mut chosen = Vec::new();
    let mut problems = Vec::new();
    for item in items {
        let name = format!("{name}.{}", item.id);
        match number::quantity(Digits { text: raw.get(&name), is_number: raw.is_number(&name) }, item.max) {
            Ok(0) => {}
            Ok(quantity) => chosen.push((item.id.clone(), quantity)),
            Err(problem) => problems.push(FieldProblem { name, problem }),
        }
    }
    if problems.is_empty() && chosen.is_empty() && field.required {
        problems.push(FieldProblem { name: name.to_owned(), problem: Problem::BasketEmpty });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok((!chosen.is_empty()).then_some(Answer::Basket(chosen)))
}

enum Side {
    Early(Date),
    Late(Date),
}

fn outside(
    day: Date,
    not_before: Option<DateBound>,
    not_after: Option<DateBound>,
    today: Date,
    unit: fn(Date) -> Date,
) -> Option<Side> {
    let first = not_before.map(|bound| unit(bound.on(today)));
    let last = not_after.map(|bound| unit(bound.on(today)));
    match (first, last) {
        (Some(first), _) if day < first => Some(Side::Early(first)),
        (_, Some(last)) if day > last => Some(Side::Late(last)),
        _ => None,
    }
}

fn day(typed: &str, not_before: Option<DateBound>, not_after: Option<DateBound>, today: Date) -> Result<Date, Problem> {
    let day = read_day(typed).map_err(|error| match error {
        DayError::Form => Problem::NotDate,
        DayError::YearDigits => Problem::YearDigits,
        DayError::NotThere => Problem::NoSuchDate,
        DayError::Time => Problem::NoSuchTime,
        DayError::YearOutside => Problem::YearOutside,
    })?;
    match outside(day, not_before, not_after, today, |day| day) {
        Some(Side::Early(first)) => Err(Problem::DateTooEarly(first)),
        Some(Side::Late(last)) => Err(Problem::DateTooLate(last)),
        None => Ok(day),
    }
}

fn month(
    typed: &str,
    not_before: Option<DateBound>,
    not_after: Option<DateBound>,
    today: Date,
) -> Result<Date, Problem> {
    let month = read_month(typed).map_err(|error| match error {
        DayError::Form | DayError::Time => Problem::NotMonth,
        DayError::YearDigits => Problem::YearDigits,
        DayError::NotThere => Problem::NoSuchMonth,
        DayError::YearOutside => Problem::YearOutside,
    })?;
    match outside(month, not_before, not_after, today, Date::first_of_month) {
        Some(Side::Early(first)) => Err(Problem::MonthTooEarly(first)),
        Some(Side::Late(last)) => Err(Problem::MonthTooLate(last)),
        None => Ok(month),
    }
}

fn year(typed: &str, min: i16, max: i16) -> Result<i16, Problem> {
    match read_year(typed) {
        Ok(year) if year < min => Err(Problem::YearTooEarly(min)),
        Ok(year) if year > max => Err(Problem::YearTooLate(max)),
        Ok(year) => Ok(year),
        Err(DayError::YearDigits) => Err(Problem::YearDigits),
        Err(DayError::Form | DayError::NotThere | DayError::Time | DayError::YearOutside) => Err(Problem::NotYear),
    }
}

/// A day as definitions and stored answers write it, or as it is typed.
pub(crate) fn read_date(typed: &str) -> Option<Date> {
    read_day(typed).ok()
}
