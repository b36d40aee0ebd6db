//! What can be wrong with an answer. The words for it are among the texts of the pages.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::PAYER_NAMES;
use crate::i18n::{Language, Localized, text, text_with};
use crate::money::Money;
use crate::order::PayerKind;
use crate::plan::{Field, FieldKind, Plan};
use crate::typed::written;

/// A wrong answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The name of the field: its id, or one of the payer's names.
    pub name: String,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldProblem {
    /// The words for it: those of a check or a stop, the field's own where its author wrote some, ours otherwise.
    pub fn words(&self, plan: &Plan, language: Language) -> String {
        if let Some(own) = self.problem.own_words() {
            return own.get(language).clone();
        }
        let field = self.field(plan);
        if let Some(own) = field.and_then(|field| field.error.as_ref()).filter(|_| self.problem.is_about_form()) {
            return own.get(language).clone();
        }
        match (&self.problem, field) {
            (Problem::Required | Problem::Choose, Some(field)) => {
                let label = quoted_label(field.label.get(language), language);
                text_with(language, missing(&field.kind), &[("label", label)])
            }
            (Problem::OtherUnit, Some(Field { kind: FieldKind::Number { unit: Some(unit), .. }, .. })) => {
                text_with(language, "error-other-unit", &[("unit", unit.get(language).clone())])
            }
            (Problem::Required | Problem::Choose, None) if PAYER_NAMES.contains(&self.name.as_str()) => {
                missing_of_payer(plan, &self.name, language)
            }
            _ => {
                let (id, variables) = self.problem.text();
                text_with(language, id, &variables)
            }
        }
    }

    /// The field that it is about; none for the payer's own answers.
    fn field<'p>(&self, plan: &'p Plan) -> Option<&'p Field> {
        if PAYER_NAMES.contains(&self.name.as_str()) {
            return None;
        }
        // A row's field has its own name last: `child.2.name`.
        plan.field(self.name.rsplit('.').next().unwrap_or(&self.name))
    }
}

/// A field's label within a sentence.
pub fn quoted_label(label: &str, language: Language) -> String {
    text_with(language, "quoted-label", &[("label", label.to_owned())])
}

/// What is said of the payer's own answer that is missing, by its name.
pub fn missing_of_payer(plan: &Plan, name: &str, language: Language) -> String {
    let id = match (name, plan.payer_kinds.as_slice()) {
        ("payer.kind", _) => "required-payer-kind",
        ("payer.name", [PayerKind::Person]) => "required-payer-name-person",
        ("payer.name", [PayerKind::Organization]) => "required-payer-name-organization",
        ("payer.name", _) => "required-payer-name",
        (_, [PayerKind::Person]) => "required-payer-id-person",
        (_, [PayerKind::Organization]) => "required-payer-id-organization",
        _ => "required-payer-id",
    };
    text(language, id)
}

/// The id of the text that says of a missing answer what to do, with the field's label.
fn missing(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Number { decimals: 0, .. } => "required-whole",
        FieldKind::Number { .. } => "required-number",
        FieldKind::Amount { .. } => "required-amount",
        FieldKind::Choice { .. } | FieldKind::YesNo => "required-choice",
        FieldKind::Choices { .. } => "required-choices",
        FieldKind::Date { .. } => "required-date",
        FieldKind::Month { .. } => "required-month",
        FieldKind::Year { .. } => "required-year",
        FieldKind::Code { .. } => "required-code",
        FieldKind::Email => "required-email",
        FieldKind::Phone => "required-phone",
        FieldKind::Idnp => "required-idnp",
        FieldKind::Idno => "required-idno",
        FieldKind::Idn => "required-idn",
        FieldKind::Iban => "required-iban",
        // A consent, a basket and a notice have problems of their own.
        FieldKind::Text { .. } | FieldKind::Consent | FieldKind::Basket { .. } | FieldKind::Notice => "required-text",
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Problem {
    Required,
    Choose,
    UnknownOption,
    NotNumber,
    NotWhole,
    /// Digits that are not in groups of three.
    Grouping,
    /// A number with two readings, each as pages write it.
    TwoWays {
        thousands: String,
        decimals: String,
    },
    /// A mark before three digits; the one of its readings that the field takes.
    OneReading(String),
    /// Digits in several cells or lines.
    SeveralNumbers,
    /// A number with another unit than the field's.
    OtherUnit,
    /// An amount of another currency.
    OtherCurrency,
    TooManyDecimals(u32),
    TooSmall(Decimal),
    TooLarge(Decimal),
    NotAmount,
    AmountTooSmall(Money),
    AmountTooLarge(Money),
    AmountTooPrecise,
    TooShort {
        min: usize,
        length: usize,
    },
    TooLong {
        max: usize,
        length: usize,
    },
    Pattern,
    Characters,
    /// Letters of another alphabet where Latin ones are wanted.
    OtherLetters,
    CardNumber,
    NotDate,
    NoSuchDate,
    /// A time of day behind the date that does not exist.
    NoSuchTime,
    YearDigits,
    YearOutside,
    DateTooEarly(Date),
    DateTooLate(Date),
    NotMonth,
    NoSuchMonth,
    MonthTooEarly(Date),
    MonthTooLate(Date),
    Email,
    EmailSeveral,
    EmailSpace,
    EmailComma,
    EmailNoAt,
    EmailDomain,
    EmailLetters,
    /// A name without any letter.
    NoLetters,
    Phone,
    PhoneOfMoldova,
    /// More than one number, or an extension behind it.
    PhoneSeveral,
    PhoneLetters,
    /// So many digits without a country's code, where Moldova's numbers have 8.
    PhoneNational(usize),
    /// After the code of a country, another count of digits than all its numbers have.
    PhoneOfCountry {
        code: u16,
        digits: usize,
    },
    /// So many digits after +, which are too few or too many.
    PhoneDigits(usize),
    /// So many digits, where an IDNP or IDNO has 13.
    CodeDigits(usize),
    /// Something else than digits in a code of 13 digits.
    CodeSigns,
    /// A spreadsheet has written `2.00602E+12` for a code of 13 digits.
    CodeShortened,
    /// One of the 13 digits is wrong, or two have changed places.
    CodeCheckDigit,
    Idnp,
    Idno,
    Idn,
    PayerIdnp,
    PayerIdno,
    Iban,
    IbanCountry,
    IbanSigns,
    /// So many characters, and not 24.
    IbanLength(usize),
    Consent,
    BasketEmpty,
    BasketQuantity(u32),
    NotYear,
    YearTooEarly(i16),
    YearTooLate(i16),
    Code,
    /// So many letters and digits, where a VIN has 17.
    VinLength(usize),
    /// I, O or Q, which no VIN has because they look like 1 and 0.
    VinLetters,
    /// Something else than letters and digits in a VIN or a registration plate.
    PlateSigns,
    /// Fewer than 2 or more than 10 letters and digits of a registration plate.
    PlateLength,
    /// Something else than digits and dots in a cadastral number.
    CadastralSigns,
    /// Digits of a cadastral number that are not parted as they are in it.
    CadastralParts,
    /// A check of the definition, in its own words.
    Check(Localized<String>),
    /// No order is made; the definition's own words say what to do instead.
    Stop(Localized<String>),
}

impl Problem {
    /// The id of the text that tells it, with the text's variables.
    pub fn text(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let plain = |id| (id, Vec::new());
        let with = |id, name, value: String| (id, vec![(name, value)]);
        let decimal = |number: &Decimal| written(*number);
        let day = |date: &Date| format!("{:02}.{:02}.{}", date.day(), date.month(), date.year());
        let month = |date: &Date| format!("{:02}.{}", date.month(), date.year());
        match self {
            Problem::Required => plain("error-required"),
            Problem::Choose => plain("error-choose"),
            Problem::UnknownOption => plain("error-unknown-option"),
            Problem::NotNumber => plain("error-number"),
            Problem::NotWhole => plain("error-whole"),
            Problem::Grouping => plain("error-grouping"),
            Problem::TwoWays { thousands, decimals } => {
                ("error-two-ways", vec![("thousands", thousands.clone()), ("decimals", decimals.clone())])
            }
            Problem::OneReading(number) => with("error-one-reading", "number", number.clone()),
            Problem::SeveralNumbers => plain("error-several-numbers"),
            Problem::OtherUnit => plain("error-number"),
            Problem::OtherCurrency => plain("error-other-currency"),
            Problem::TooManyDecimals(most) => with("error-decimals", "decimals", most.to_string()),
            Problem::TooSmall(min) => with("error-too-small", "min", decimal(min)),
            Problem::TooLarge(max) => with("error-too-large", "max", decimal(max)),
            Problem::NotAmount => plain("error-amount"),
            Problem::AmountTooSmall(min) => with("error-amount-small", "min", min.with_currency()),
            Problem::AmountTooLarge(max) => with("error-amount-large", "max", max.with_currency()),
            Problem::AmountTooPrecise => plain("error-amount-decimals"),
            Problem::TooShort { min, length } => {
                ("error-too-short", vec![("min", min.to_string()), ("count", length.to_string())])
            }
            Problem::TooLong { max, length } => {
                ("error-too-long", vec![("max", max.to_string()), ("count", length.to_string())])
            }
            Problem::Pattern => plain("error-pattern"),
            Problem::Characters => plain("error-characters"),
            Problem::OtherLetters => plain("error-other-letters"),
            Problem::CardNumber => plain("error-card-number"),
            Problem::NotDate => plain("error-date"),
            Problem::NoSuchDate => plain("error-date-exists"),
            Problem::NoSuchTime => plain("error-time-exists"),
            Problem::YearDigits => plain("error-year-digits"),
            Problem::YearOutside => plain("error-year-outside"),
            Problem::DateTooEarly(first) => with("error-date-early", "first", day(first)),
            Problem::DateTooLate(last) => with("error-date-late", "last", day(last)),
            Problem::NotMonth => plain("error-month"),
            Problem::NoSuchMonth => plain("error-month-exists"),
            Problem::MonthTooEarly(first) => with("error-month-early", "first", month(first)),
            Problem::MonthTooLate(last) => with("error-month-late", "last", month(last)),
            Problem::Email => plain("error-email"),
            Problem::EmailSeveral => plain("error-email-several"),
            Problem::EmailSpace => plain("error-email-space"),
            Problem::EmailComma => plain("error-email-comma"),
            Problem::EmailNoAt => plain("error-email-at"),
            Problem::EmailDomain => plain("error-email-domain"),
            Problem::EmailLetters => plain("error-email-letters"),
            Problem::NoLetters => plain("error-name-letters"),
            Problem::Phone => plain("error-phone"),
            Problem::PhoneOfMoldova => plain("error-phone-moldova"),
            Problem::PhoneSeveral => plain("error-phone-several"),
            Problem::PhoneLetters => plain("error-phone-letters"),
            Problem::PhoneNational(digits) => with("error-phone-national", "count", digits.to_string()),
            Problem::PhoneOfCountry { code, digits } => {
                ("error-phone-country", vec![("code", code.to_string()), ("count", digits.to_string())])
            }
            Problem::PhoneDigits(digits) => with("error-phone-digits", "count", digits.to_string()),
            Problem::CodeDigits(digits) => with("error-code-digits", "count", digits.to_string()),
            Problem::CodeSigns => plain("error-code-signs"),
            Problem::CodeShortened => plain("error-code-shortened"),
            Problem::CodeCheckDigit => plain("error-code-check-digit"),
            Problem::Idnp => plain("error-idnp"),
            Problem::Idno => plain("error-idno"),
            Problem::Idn => plain("error-idn"),
            Problem::PayerIdnp => plain("error-payer-idnp"),
            Problem::PayerIdno => plain("error-payer-idno"),
            Problem::Iban => plain("error-iban"),
            Problem::IbanCountry => plain("error-iban-country"),
            Problem::IbanSigns => plain("error-iban-signs"),
            Problem::IbanLength(length) => with("error-iban-length", "count", length.to_string()),
            Problem::Consent => plain("error-consent"),
            Problem::BasketEmpty => plain("error-basket-empty"),
            Problem::NotYear => plain("error-year"),
            Problem::YearTooEarly(first) => with("error-year-early", "first", first.to_string()),
            Problem::YearTooLate(last) => with("error-year-late", "last", last.to_string()),
            Problem::Code => plain("error-code"),
            Problem::VinLength(signs) => with("error-vin-length", "count", signs.to_string()),
            Problem::VinLetters => plain("error-vin-letters"),
            Problem::PlateSigns => plain("error-plate-signs"),
            Problem::PlateLength => plain("error-plate-length"),
            Problem::CadastralSigns => plain("error-cadastral-signs"),
            Problem::CadastralParts => plain("error-cadastral-parts"),
            // Their own words are shown; ours stand in where a language lacks them.
            Problem::Check(_) | Problem::Stop(_) => plain("error-unknown-option"),
            Problem::BasketQuantity(max) => with("error-basket-quantity", "max", max.to_string()),
        }
    }

    /// The definition's own words, where it has them for exactly this problem.
    pub fn own_words(&self) -> Option<&Localized<String>> {
        match self {
            Problem::Check(words) | Problem::Stop(words) => Some(words),
            _ => None,
        }
    }

    /// Whether a field's own words may stand in place of ours: not where ours say which bound was passed.
    pub fn is_about_form(&self) -> bool {
        matches!(
            self,
            Problem::Pattern
                | Problem::Code
                | Problem::NotYear
                | Problem::NotNumber
                | Problem::NotDate
                | Problem::NotMonth
                | Problem::NotAmount
        )
    }
}
