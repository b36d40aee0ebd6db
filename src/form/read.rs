//! Reading what was typed: every field by its own rules, all problems at once.

use jiff::civil::Date;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::card::holds_card_number;
use super::{Answer, FieldProblem, Problem, RawAnswers};
use crate::identifiers::{FiscalCode, Iban, Idno, Idnp, Phone};
use crate::limits::NAME_CHARS_MAX;
use crate::money::{Money, MoneyError, parse_typed_decimal};
use crate::order::{Payer, PayerKind};
use crate::plan::{BasketItem, ChoiceOption, CodeFormat, DateBound, Field, FieldKind, Pattern, Plan};

/// Who pays; the problems are noted.
pub(super) fn payer(plan: &Plan, raw: &RawAnswers, problems: &mut Vec<FieldProblem>) -> Option<Payer> {
    let mut note = |name: &str, problem| problems.push(FieldProblem { name: name.to_owned(), problem });
    let kind = payer_kind(plan, raw);
    if kind.is_none() {
        note("payer.kind", Problem::Choose);
    }
    let typed = raw.get("payer.id").trim();
    let id = match (typed, kind) {
        ("", _) => Err(Problem::Required),
        (_, None) => FiscalCode::parse(typed).map_err(|_| Problem::Idn),
        (_, Some(PayerKind::Person)) => Idnp::parse(typed).map(FiscalCode::Person).map_err(|_| Problem::PayerIdnp),
        // An individual enterprise or a notary has a person's code for its fiscal code.
        (_, Some(PayerKind::Organization)) => FiscalCode::parse(typed).map_err(|_| Problem::PayerIdno),
    };
    let id = id.map_err(|problem| note("payer.id", problem)).ok();
    let name = match clean_text(raw.get("payer.name"), false) {
        Some(name) if name.is_empty() => Err(Problem::Required),
        Some(name) if holds_card_number(&name) => Err(Problem::CardNumber),
        Some(name) if name.chars().count() > NAME_CHARS_MAX => Err(Problem::TooLong(NAME_CHARS_MAX)),
        Some(name) => Ok(name),
        None => Err(Problem::Characters),
    };
    let name = name.map_err(|problem| note("payer.name", problem)).ok();
    Some(Payer { kind: kind?, id: id?, name: name? })
}

/// What kind of payer is said to pay.
pub(super) fn payer_kind(plan: &Plan, raw: &RawAnswers) -> Option<PayerKind> {
    match (raw.get("payer.kind").trim(), plan.payer_kinds.as_slice()) {
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
        _ if typed.trim().is_empty() => {
            return match (field.required, &field.kind) {
                (false, _) => Ok(None),
                (true, FieldKind::Choice { .. } | FieldKind::YesNo) => Err(Problem::Choose),
                (true, _) => Err(Problem::Required),
            };
        }
        _ => {}
    }
    let typed = typed.trim();
    let answer = match &field.kind {
        FieldKind::Text { min_length, max_length, pattern, multiline } => {
            Answer::Text(text(typed, *min_length, *max_length, pattern.as_ref(), *multiline)?)
        }
        FieldKind::Number { decimals, min, max, .. } => Answer::Number(number(typed, *decimals, *min, *max)?),
        FieldKind::Amount { min, max } => Answer::Amount(amount(typed, *min, *max)?),
        FieldKind::Choice { options } => {
            let known = options.iter().any(|option| option.id == typed);
            if !known {
                return Err(Problem::UnknownOption);
            }
            Answer::Choice(typed.to_owned())
        }
        FieldKind::YesNo => match typed {
            "yes" => Answer::YesNo(true),
            "no" => Answer::YesNo(false),
            _ => return Err(Problem::UnknownOption),
        },
        FieldKind::Date { not_before, not_after } => {
            let date = read_date(typed).ok_or(Problem::NotDate)?;
            match outside(date, *not_before, *not_after, today, |day| day) {
                Some(Side::Early(first)) => return Err(Problem::DateTooEarly(first)),
                Some(Side::Late(last)) => return Err(Problem::DateTooLate(last)),
                None => Answer::Date(date),
            }
        }
        FieldKind::Month { not_before, not_after } => {
            let month = month(typed).ok_or(Problem::NotMonth)?;
            match outside(month, *not_before, *not_after, today, Date::first_of_month) {
                Some(Side::Early(first)) => return Err(Problem::MonthTooEarly(first)),
                Some(Side::Late(last)) => return Err(Problem::MonthTooLate(last)),
                None => Answer::Month(month),
            }
        }
        FieldKind::Email => Answer::Text(clean_email(typed).ok_or(Problem::Email)?),
        FieldKind::Phone => Answer::Phone(Phone::parse(typed).map_err(|_| Problem::Phone)?),
        FieldKind::Idnp => Answer::Code(Idnp::parse(typed).map(FiscalCode::Person).map_err(|_| Problem::Idnp)?),
        FieldKind::Idno => Answer::Code(Idno::parse(typed).map(FiscalCode::Organization).map_err(|_| Problem::Idno)?),
        FieldKind::Idn => Answer::Code(FiscalCode::parse(typed).map_err(|_| Problem::Idn)?),
        FieldKind::Iban => Answer::Iban(Iban::parse(typed).map_err(|_| Problem::Iban)?),
        FieldKind::Year { min, max } => {
            let is_whole = typed.len() == 4 && typed.bytes().all(|b| b.is_ascii_digit());
            let year: Option<i16> = typed.parse().ok().filter(|_| is_whole);
            match year.ok_or(Problem::NotYear)? {
                year if year < *min => return Err(Problem::YearTooEarly(*min)),
                year if year > *max => return Err(Problem::YearTooLate(*max)),
                year => Answer::Year(year),
            }
        }
        FieldKind::Code { format } => Answer::Text(clean_code(typed, *format).ok_or(Problem::Code)?),
        FieldKind::Basket { .. } | FieldKind::Choices { .. } | FieldKind::Consent | FieldKind::Notice => {
            return Ok(None);
        }
    };
    Ok(Some(answer))
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
        match quantity(raw.get(&name).trim(), item.max) {
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

fn quantity(typed: &str, max: u32) -> Result<u32, Problem> {
    if !typed.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::NotWhole);
    }
    let quantity = if typed.is_empty() { Some(0) } else { typed.parse().ok() };
    quantity.filter(|quantity| *quantity <= max).ok_or(Problem::BasketQuantity(max))
}

/// A code as it is kept: capitals without spaces and dashes.
fn clean_code(typed: &str, format: CodeFormat) -> Option<String> {
    let is_gap = |c: char| c.is_whitespace() || c == '-';
    let code: String = typed.chars().filter(|c| !is_gap(*c)).map(|c| c.to_ascii_uppercase()).collect();
    let is_sign = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let signs = |lengths: std::ops::RangeInclusive<usize>| lengths.contains(&code.len()) && code.bytes().all(is_sign);
    let fits = match format {
        CodeFormat::TaxCode => {
            FiscalCode::parse(&code).is_ok() || (signs(5..=13) && code.bytes().any(|b| b.is_ascii_uppercase()))
        }
        CodeFormat::VehiclePlate => signs(2..=10),
        CodeFormat::Vin => signs(17..=17) && !code.contains(['I', 'O', 'Q']),
        CodeFormat::CadastralNumber => {
            let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
                lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
            };
            let mut parts = code.split('.');
            parts.next().is_some_and(|first| digits(first, 7..=11))
                && parts.clone().count() <= 4
                && parts.all(|part| digits(part, 1..=4))
        }
    };
    fits.then_some(code)
}

/// The text as it is kept: composed (NFC), trimmed, Romanian cedilla letters turned to comma-below.
/// `None` when it has characters that no payment can carry.
fn clean_text(typed: &str, multiline: bool) -> Option<String> {
    let text: String = typed.replace("\r\n", "\n").replace('\r', "\n").trim().nfc().map(comma_below).collect();
    let allowed = |c: char| match c {
        '\n' => multiline,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => false,
        c => !c.is_control() && (c as u32) & 0xfffe != 0xfffe,
    };
    text.chars().all(allowed).then_some(text)
}

fn comma_below(c: char) -> char {
    match c {
        'ş' => 'ș',
        'Ş' => 'Ș',
        'ţ' => 'ț',
        'Ţ' => 'Ț',
        other => other,
    }
}

fn text(typed: &str, min: usize, max: usize, pattern: Option<&Pattern>, multiline: bool) -> Result<String, Problem> {
    let text = clean_text(typed, multiline).ok_or(Problem::Characters)?;
    let length = text.chars().count();
    if length < min {
        return Err(Problem::TooShort(min));
    }
    if length > max {
        return Err(Problem::TooLong(max));
    }
    // A field with a pattern asks for something of that form, which may look like a card's number.
    if pattern.is_none() && holds_card_number(&text) {
        return Err(Problem::CardNumber);
    }
    if pattern.is_none_or(|pattern| pattern.matches(&text)) { Ok(text) } else { Err(Problem::Pattern) }
}

fn number(typed: &str, decimals: u32, min: Decimal, max: Decimal) -> Result<Decimal, Problem> {
    let (digits, negative) = match typed.strip_prefix(['-', '\u{2212}']) {
        Some(digits) if min < Decimal::ZERO => (digits, true),
        _ => (typed, false),
    };
    let not_number = if decimals == 0 { Problem::NotWhole } else { Problem::NotNumber };
    let number = parse_typed_decimal(digits).ok_or(not_number)?;
    let number = if negative { -number } else { number };
    if number.scale() > decimals {
        return Err(if decimals == 0 { Problem::NotWhole } else { Problem::TooManyDecimals(decimals) });
    }
    if number < min {
        return Err(Problem::TooSmall(min));
    }
    if number > max {
        return Err(Problem::TooLarge(max));
    }
    Ok(number)
}

fn amount(typed: &str, min: Money, max: Money) -> Result<Money, Problem> {
    let bare = typed.trim_end_matches("MDL").trim_end_matches("lei").trim_end();
    let amount = Money::parse_typed(bare).map_err(|error| match error {
        MoneyError::TooPrecise => Problem::AmountTooPrecise,
        MoneyError::TooLarge => Problem::AmountTooLarge(max),
        MoneyError::Malformed => Problem::NotAmount,
    })?;
    if amount < min {
        return Err(Problem::AmountTooSmall(min));
    }
    if amount > max {
        return Err(Problem::AmountTooLarge(max));
    }
    Ok(amount)
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

/// A day as it is typed: `25.01.2026`, `25/1/2026`, `25012026`, `2026-01-25`; of the years 1900 to 2100.
pub(crate) fn read_date(typed: &str) -> Option<Date> {
    let parts = date_parts(typed, &[2, 2, 4])?;
    let [day, month, year] = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => [day, month, year],
        [day, month, year] => [day, month, year],
        _ => return None,
    };
    let year: i16 = if year.len() == 4 { year.parse().ok()? } else { return None };
    let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1900..=2100).contains(&year).then_some(date)
}

/// The first day of a month as it is typed: `01.2026`, `1/2026`, `012026`, `2026-01`; of the years 1900 to 2100.
fn month(typed: &str) -> Option<Date> {
    let parts = date_parts(typed, &[2, 4])?;
    let [month, year] = match parts.as_slice() {
        [year, month] if year.len() == 4 => [month, year],
        [month, year] => [month, year],
        _ => return None,
    };
    let year: i16 = if year.len() == 4 { year.parse().ok()? } else { return None };
    let date = Date::new(year, month.parse().ok()?, 1).ok()?;
    (1900..=2100).contains(&year).then_some(date)
}

/// The digits between the marks; without marks, cut at fixed widths.
fn date_parts(typed: &str, widths: &[usize]) -> Option<Vec<String>> {
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if compact.bytes().all(|b| b.is_ascii_digit()) {
        let mut rest = compact.as_str();
        let mut parts = Vec::new();
        for width in widths {
            let (part, after) = rest.split_at_checked(*width)?;
            parts.push(part.to_owned());
            rest = after;
        }
        return rest.is_empty().then_some(parts);
    }
    let parts: Vec<String> = compact.split(['.', '/', '-']).map(str::to_owned).collect();
    let digits = |part: &String| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.iter().all(digits).then_some(parts)
}

/// An e-mail address: one `@`, a domain with a dot, at most 254 characters; the domain becomes lower case.
pub(crate) fn clean_email(typed: &str) -> Option<String> {
    let (local, domain) = typed.split_once('@')?;
    let domain = domain.to_lowercase();
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_fits = (1..=64).contains(&local.len())
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let fits = typed.len() <= 254 && local_fits && domain.contains('.') && domain.split('.').all(label);
    fits.then(|| format!("{local}@{domain}"))
}
