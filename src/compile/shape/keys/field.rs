//! The keys of fields, by their types.

use super::{Key, Kind, NAME, Shape, may, must};
use crate::limits::{PROPERTY_NAME_CHARS_MAX, PROPERTY_VALUE_CHARS_MAX};

/// The keys that every field has, beside its `type`.
pub(in crate::compile) static COMMON: [Key; 9] = [
    must("id", NAME, "The field's name in expressions, texts and examples."),
    must("type", Kind::Text(20), "What may be answered."),
    must("label", Kind::Texts(300), "What is asked."),
    may("hint", Kind::Texts(300), "How to answer."),
    may("error", Kind::Texts(300), "What to say when the answer has the wrong form, in place of our own words."),
    may("required", Kind::Truth, "Whether it must be answered; true when left out."),
    may(
        "property",
        Kind::Either(&[Kind::Word(&["none"]), Kind::Shape(&PROPERTY)]),
        "How MPay is told: `none`, or {name: …, display: …}; named after the id when left out.",
    ),
    may("show_when", Kind::Expr, "The field is shown and asked only when this holds."),
    may(
        "prefill",
        Kind::Word(&["allow", "locked"]),
        "`allow`: the address of the page may carry the answer, and the payer may change it. `locked`: only a signed link \
         may carry it, and then it is fixed; without one it is asked as usual.",
    ),
];

/// The keys of a field in the order in which they are written, of whatever type it is.
pub(in crate::compile) const FIELD_ORDER: [&str; 21] = [
    "id",
    "type",
    "decimals",
    "min_length",
    "max_length",
    "pattern",
    "min",
    "max",
    "not_before",
    "not_after",
    "by",
    "required",
    "prefill",
    "property",
    "show_when",
    "unit",
    "label",
    "hint",
    "error",
    "options",
    "items",
];

pub(in crate::compile) static PROPERTY: Shape = Shape {
    name: "property",
    what: "a property",
    keys: &[
        may("name", Kind::Text(PROPERTY_NAME_CHARS_MAX), "MPay's name: 1 to 36 letters, digits and spaces."),
        may("display", Kind::Texts(PROPERTY_NAME_CHARS_MAX), "The name that MPay shows; the label when left out."),
    ],
};

pub(in crate::compile) static OPTION: Shape = Shape {
    name: "option",
    what: "an option",
    keys: &[
        must("id", NAME, "The option's name in expressions and tables."),
        may("price", Kind::Decimal, "A number of its own, read as field.price."),
        may("account", Kind::Text(60), "The account that it stands for, where a line says `chosen_by`."),
        must("label", Kind::Texts(PROPERTY_VALUE_CHARS_MAX), "What the payer reads."),
    ],
};

pub(in crate::compile) static OPTIONS_FROM: Shape = Shape {
    name: "options_from",
    what: "options from a table",
    keys: &[must("from", Kind::Text(100), "A CSV beside the definition with the columns id and ro, and others.")],
};

pub(in crate::compile) static ITEM: Shape = Shape {
    name: "item",
    what: "an item",
    keys: &[
        must("id", NAME, "The item's name."),
        must(
            "price",
            Kind::Either(&[Kind::Decimal, Kind::Dated]),
            "What one costs, in lei: 20, or {from 2026-01-01: 20, from 2027-01-01: 25} where it changes.",
        ),
        must("max", Kind::Whole(1, 10_000), "The most pieces of it."),
        must("label", Kind::Texts(PROPERTY_NAME_CHARS_MAX), "What the payer reads."),
    ],
};

const LENGTH: Kind = Kind::Whole(1, PROPERTY_VALUE_CHARS_MAX as u32);
const DAY: Kind = Kind::Either(&[Kind::Word(&["today"]), Kind::Day]);
const OPTIONS: Kind = Kind::Either(&[Kind::List(&Kind::Shape(&OPTION)), Kind::Shape(&OPTIONS_FROM)]);

/// The types of fields: the word, what it asks, and the keys that only it has.
pub(in crate::compile) static TYPES: [(&str, &str, &[Key]); 24] = [
    (
        "text",
        "One line of text.",
        &[
            may("min_length", LENGTH, "The fewest characters; 1 when left out."),
            may("max_length", LENGTH, "The most characters; 100 when left out."),
            may("pattern", Kind::Text(300), "A regular expression that the whole answer must match."),
        ],
    ),
    (
        "long_text",
        "Several lines of text.",
        &[
            may("min_length", LENGTH, "The fewest characters; 1 when left out."),
            may("max_length", LENGTH, "The most characters; 255 when left out."),
        ],
    ),
    (
        "number",
        "A number, with decimals where it says so.",
        &[
            may("decimals", Kind::Whole(0, 6), "The most digits after the mark; 0 when left out."),
            must("min", Kind::Decimal, "The least."),
            must("max", Kind::Decimal, "The greatest."),
            may("unit", Kind::Texts(20), "Shown behind the number."),
        ],
    ),
    (
        "quantity",
        "A whole number of things.",
        &[
            may("min", Kind::Decimal, "The least; 1 when left out."),
            must("max", Kind::Decimal, "The greatest."),
            may("unit", Kind::Texts(20), "Shown behind the number."),
        ],
    ),
    (
        "amount",
        "An amount of lei that the payer enters.",
        &[may("min", Kind::Decimal, "The least; 0.01 when left out."), must("max", Kind::Decimal, "The greatest.")],
    ),
    (
        "choice",
        "One of several options.",
        &[must("options", OPTIONS, "At least two, or {from: table.csv}. More than 60 are searched by name.")],
    ),
    ("choices", "Several of some options.", &[must("options", OPTIONS, "At least one, or {from: table.csv}.")]),
    ("yes_no", "Yes or no.", &[]),
    ("consent", "A box that must be ticked.", &[]),
    (
        "date",
        "A day.",
        &[
            may("not_before", DAY, "The first day that is allowed: `today` or 2026-01-25."),
            may("not_after", DAY, "The last day that is allowed: `today` or 2026-01-25."),
        ],
    ),
    (
        "month",
        "A month of a year.",
        &[
            may("not_before", DAY, "The month of this day is the first that is allowed."),
            may("not_after", DAY, "The month of this day is the last that is allowed."),
        ],
    ),
    (
        "year",
        "A year.",
        &[must("min", Kind::Whole(1900, 2100), "The first."), must("max", Kind::Whole(1900, 2100), "The last.")],
    ),
    ("tax_code", "An IDNP or IDNO, or a foreign tax code.", &[]),
    ("vehicle_plate", "A vehicle's registration number.", &[]),
    ("vin", "A vehicle identification number.", &[]),
    ("cadastral_number", "A cadastral number.", &[]),
    ("email", "An e-mail address.", &[]),
    ("phone", "A telephone number of Moldova.", &[]),
    ("idnp", "A person's code.", &[]),
    ("idno", "An organization's code.", &[]),
    ("idn", "An IDNP or IDNO.", &[]),
    ("iban", "An account number of Moldova.", &[]),
    (
        "basket",
        "Priced items with quantities.",
        &[
            may(
                "by",
                Kind::Expr,
                "The day that decides prices which change, as the name of a date; the day of the order when left out.",
            ),
            must("items", Kind::List(&Kind::Shape(&ITEM)), "At least one; sum(field) is what they cost."),
        ],
    ),
    ("notice", "A text on the page; nothing is asked.", &[]),
];
