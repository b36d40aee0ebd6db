//! The fields of a page: what may be answered, and how MPay is told.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::expr::Expr;
use crate::i18n::Localized;
use crate::money::Money;
use crate::order::PropertyKind;
use crate::plan::{BasketItem, Pattern, Prefill};

/// A question of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in forms, expressions and texts.
    pub id: String,
    /// What is asked.
    pub label: Localized<String>,
    /// How to answer.
    pub hint: Option<Localized<String>>,
    /// What to say when the answer is wrong, in place of our own words.
    pub error: Option<Localized<String>>,
    /// Whether it must be answered.
    pub required: bool,
    /// What may be answered.
    pub kind: FieldKind,
    /// How MPay is told; `None`: it is not.
    pub property: Option<PropertyPlan>,
    /// When it is shown and asked: all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_when: Vec<Expr>,
    /// Whether a link to the page may carry its answer. Earlier plans say it by `can_prefill`.
    #[serde(default, alias = "can_prefill", skip_serializing_if = "Prefill::is_never")]
    pub prefill: Prefill,
}

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// A text.
    Text {
        /// In characters.
        min_length: usize,
        /// In characters, at most 255.
        max_length: usize,
        /// What the whole answer must look like.
        pattern: Option<Pattern>,
        /// Whether it is asked in a box of several lines.
        multiline: bool,
    },
    /// A number.
    Number {
        /// The most digits after the mark.
        decimals: u32,
        /// The least.
        #[serde(with = "rust_decimal::serde::str")]
        min: Decimal,
        /// The greatest.
        #[serde(with = "rust_decimal::serde::str")]
        max: Decimal,
        /// Shown behind the number.
        unit: Option<Localized<String>>,
    },
    /// An amount of lei.
    Amount {
        /// The least.
        min: Money,
        /// The greatest.
        max: Money,
    },
    /// One of several options.
    Choice {
        /// At least two.
        options: Vec<ChoiceOption>,
    },
    /// Several of some options.
    Choices {
        /// At least one.
        options: Vec<ChoiceOption>,
    },
    /// Yes or no.
    YesNo,
    /// A box that must be ticked.
    Consent,
    /// A day.
    Date {
        /// The first that is allowed.
        not_before: Option<DateBound>,
        /// The last that is allowed.
        not_after: Option<DateBound>,
    },
    /// A month of a year.
    Month {
        /// The month of this day is the first that is allowed.
        not_before: Option<DateBound>,
        /// The month of this day is the last that is allowed.
        not_after: Option<DateBound>,
    },
    /// A year.
    Year {
        /// The first.
        min: i16,
        /// The last.
        max: i16,
    },
    /// A code of letters and digits.
    Code {
        /// Which.
        format: CodeFormat,
    },
    /// An e-mail address.
    Email,
    /// A telephone number of Moldova.
    Phone,
    /// A person's code.
    Idnp,
    /// An organization's code.
    Idno,
    /// A code of either kind.
    Idn,
    /// An account number of Moldova.
    Iban,
    /// Priced items with quantities.
    Basket {
        /// At least one.
        items: Vec<BasketItem>,
        /// The day that decides what the items cost; the day of the order when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Expr>,
    },
    /// A text on the page; nothing is asked.
    Notice,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Its name in expressions and tables.
    pub id: String,
    /// Its name for people.
    pub label: Localized<String>,
    /// The account that it stands for.
    pub account: Option<String>,
}

/// A code of letters and digits, kept in capitals and without spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeFormat {
    /// An IDNP or IDNO, or a foreign code of 5 to 13 signs with a letter among them (MPay's `tc`).
    TaxCode,
    /// A vehicle's registration number: 2 to 10 letters and digits.
    VehiclePlate,
    /// A vehicle identification number: 17 letters and digits, without I, O and Q.
    Vin,
    /// A cadastral number: 7 to 11 digits, then parts of 1 to 4 digits after dots.
    CadastralNumber,
}

impl CodeFormat {
    /// All formats.
    pub const ALL: [CodeFormat; 4] =
        [CodeFormat::TaxCode, CodeFormat::VehiclePlate, CodeFormat::Vin, CodeFormat::CadastralNumber];

    /// The word in definitions.
    pub const fn word(self) -> &'static str {
        match self {
            CodeFormat::TaxCode => "tax_code",
            CodeFormat::VehiclePlate => "vehicle_plate",
            CodeFormat::Vin => "vin",
            CodeFormat::CadastralNumber => "cadastral_number",
        }
    }

    /// The most characters of such a code.
    pub const fn longest(self) -> usize {
        match self {
            CodeFormat::TaxCode => 13,
            CodeFormat::VehiclePlate => 10,
            CodeFormat::Vin => 17,
            CodeFormat::CadastralNumber => 31,
        }
    }
}

/// A bound of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateBound {
    /// The day in Chișinău when the answer is given.
    Today,
    /// A fixed day.
    Day(Date),
}

impl DateBound {
    /// The day that it means on a given one.
    pub fn on(self, today: Date) -> Date {
        match self {
            DateBound::Today => today,
            DateBound::Day(day) => day,
        }
    }
}

/// How MPay is told an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyPlan {
    /// MPay's name: letters, digits and spaces, at most 36.
    pub name: String,
    /// The name for people, at most 36 characters.
    pub display_name: Localized<String>,
    /// MPay's type.
    pub kind: PropertyKind,
}

impl FieldKind {
    /// Whether the payer is asked anything.
    pub fn is_question(&self) -> bool {
        !matches!(self, FieldKind::Notice)
    }

    /// The word in definitions.
    pub fn word(&self) -> &'static str {
        match self {
            FieldKind::Text { multiline: false, .. } => "text",
            FieldKind::Text { multiline: true, .. } => "long_text",
            FieldKind::Number { decimals: 0, .. } => "quantity",
            FieldKind::Number { .. } => "number",
            FieldKind::Amount { .. } => "amount",
            FieldKind::Choice { .. } => "choice",
            FieldKind::Choices { .. } => "choices",
            FieldKind::Year { .. } => "year",
            FieldKind::Code { format } => format.word(),
            FieldKind::YesNo => "yes_no",
            FieldKind::Consent => "consent",
            FieldKind::Date { .. } => "date",
            FieldKind::Month { .. } => "month",
            FieldKind::Email => "email",
            FieldKind::Phone => "phone",
            FieldKind::Idnp => "idnp",
            FieldKind::Idno => "idno",
            FieldKind::Idn => "idn",
            FieldKind::Iban => "iban",
            FieldKind::Basket { .. } => "basket",
            FieldKind::Notice => "notice",
        }
    }
}
