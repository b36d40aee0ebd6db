//! The keys of a service's file.

use super::beneficiary::CONTACT;
use super::{AT_MPAY, Key, Kind, NAME, SLUG, Shape, may, must};
use crate::limits::{PAID_ORDERS_MAX, REPORTING_CHARS_MAX, ROWS_MAX};

pub(in crate::compile) static SERVICE: Shape = Shape {
    name: "service",
    what: "a service",
    keys: &[
        must("format", Kind::One, "The version of the language: 1."),
        must("service", SLUG, "The service's name in addresses: small letters, digits, hyphens. The file is named so."),
        must(
            "mpay_service_id",
            Kind::Shaped("^[A-Z0-9]{1,20}$"),
            "The id under which MPay knows the service: capital letters and digits.",
        ),
        must(
            "languages",
            Kind::List(&Kind::Word(&["ro", "ru", "en"])),
            "The languages of the page. Romanian is mandatory; every text needs all of them.",
        ),
        must("title", Kind::Texts(100), "The heading of the page."),
        may("description", Kind::Texts(2_000), "What the service is for, in CommonMark without HTML."),
        may("contact", Kind::Shape(&CONTACT), "Whom payers can ask; the beneficiary's contact when left out."),
        may("open", Kind::Shape(&OPEN), "From when until when orders are taken, and what the page says outside."),
        may("limit", Kind::Shape(&LIMIT), "How many orders may be paid, and what the page says once so many are."),
        must("payer", Kind::Shape(&PAYER), "Who may pay. IDNP or IDNO and the name are always asked."),
        must("sections", Kind::List(&Kind::Shape(&SECTION)), "What is asked: fields under headings."),
        may("tables", Kind::Open(&Kind::Table), "Numbers by option, looked up as rate[use]; they can change on days."),
        may(
            "values",
            Kind::Open(&Kind::Value),
            "Named values for lines and conditions: an expression, a tariff that changes on days, or tiers.",
        ),
        may("stop_when", Kind::List(&Kind::Shape(&STOP)), "When no order is made, and what to do instead."),
        may("checks", Kind::List(&Kind::Shape(&CHECK)), "What must hold of the answers together, and what is unusual."),
        must("lines", Kind::List(&Kind::Shape(&LINE)), "What MPay is asked to collect, and for which account."),
        may(
            "reporting",
            Kind::Open(&Kind::Either(&[Kind::Text(REPORTING_CHARS_MAX), Kind::Shape(&COLUMN)])),
            "What is kept with each order for the books, by name: a text with {field}, a text by an option, or a value. \
             Neither the payer nor MPay sees it.",
        ),
        must("legal", Kind::Shape(&LEGAL), "By which law is paid and personal data kept; shown to payers."),
        must("order", Kind::Shape(&ORDER), "What holds for the order as a whole."),
        may("examples", Kind::List(&Kind::Shape(&EXAMPLE)), "Answers and what they cost, run at each compilation."),
    ],
};

pub(in crate::compile) static OPEN: Shape = Shape {
    name: "open",
    what: "the opening",
    keys: &[
        may("from", Kind::Day, "The first day on which orders are taken, in Chișinău."),
        may("until", Kind::Day, "The last day on which orders are taken, in Chișinău."),
        must("closed_text", Kind::Texts(1_000), "What the page says outside these days."),
    ],
};

pub(in crate::compile) static LIMIT: Shape = Shape {
    name: "limit",
    what: "the limit",
    keys: &[
        must(
            "paid_orders",
            Kind::Whole(1, PAID_ORDERS_MAX),
            "How many orders may be paid. One that is paid in part counts; one whose money was given back does not.",
        ),
        must("reached_text", Kind::Texts(1_000), "What the page says once so many are paid."),
    ],
};

pub(in crate::compile) static PAYER: Shape = Shape {
    name: "payer",
    what: "the payer",
    keys: &[
        must(
            "kinds",
            Kind::List(&Kind::Word(&["person", "organization"])),
            "Who may pay: persons, organizations, or both.",
        ),
        may("prefill", Kind::Word(&["locked"]), "`locked`: a signed link may say who pays, and then it is fixed."),
    ],
};

pub(in crate::compile) static SECTION: Shape = Shape {
    name: "section",
    what: "a section",
    keys: &[
        must("title", Kind::Texts(100), "The heading."),
        may("show_when", Kind::Expr, "The section is shown and asked only when this holds."),
        may("repeat", Kind::Shape(&REPEAT), "The fields are asked again for each of several things."),
        must("fields", Kind::List(&Kind::Field), "The questions."),
    ],
};

pub(in crate::compile) static REPEAT: Shape = Shape {
    name: "repeat",
    what: "a group that repeats",
    keys: &[
        must("id", NAME, "The group's name in `for_each`, sum(group, …) and count(group)."),
        may("min", Kind::Whole(1, ROWS_MAX), "The fewest rows; 1 when left out."),
        must("max", Kind::Whole(1, ROWS_MAX), "The most rows."),
        must("row", Kind::Texts(60), "What one row is called, as \"The child\"."),
    ],
};

pub(in crate::compile) static STOP: Shape = Shape {
    name: "stop",
    what: "a stop",
    keys: &[
        must("condition", Kind::Expr, "When it holds, no order is made."),
        must("message", Kind::Texts(1_000), "Why, and what to do instead."),
    ],
};

pub(in crate::compile) static CHECK: Shape = Shape {
    name: "check",
    what: "a check",
    keys: &[
        may("assert", Kind::Expr, "What must hold: answers for which it does not are refused."),
        may("warn", Kind::Expr, "What is unusual but allowed: the payer is asked once whether it is meant."),
        must("message", Kind::Texts(300), "What to tell the payer."),
    ],
};

pub(in crate::compile) static LINE: Shape = Shape {
    name: "line",
    what: "a line",
    keys: &[
        must("id", NAME, "The line's name."),
        may("for_each", NAME, "The group of which each row gives such a line."),
        may("when", Kind::Expr, "The order has the line only when this holds."),
        must("reason", Kind::Texts(200), "What for: at most 50 characters once {field} is filled in."),
        must(
            "amount",
            Kind::Either(&[Kind::Word(&[AT_MPAY]), Kind::Expr]),
            "How much, in lei, with at most two decimals for all answers; or at_mpay: the payer gives it at MPay.",
        ),
        must(
            "account",
            Kind::Either(&[Kind::Text(60), Kind::Shape(&ACCOUNT_CHOSEN)]),
            "The name of one of the beneficiary's accounts, or {chosen_by: field}.",
        ),
    ],
};

pub(in crate::compile) static ACCOUNT_CHOSEN: Shape = Shape {
    name: "account_chosen",
    what: "an account that an answer chooses",
    keys: &[must("chosen_by", NAME, "The choice whose options each name an account.")],
};

pub(in crate::compile) static COLUMN: Shape = Shape {
    name: "reporting_column",
    what: "a reporting column",
    keys: &[
        may("by", Kind::Expr, "The choice whose option decides, or payer.kind."),
        may("texts", Kind::Open(&Kind::Text(REPORTING_CHARS_MAX)), "A text for each of its options."),
        may("value", Kind::Expr, "In their place: what is computed from the answers."),
    ],
};

pub(in crate::compile) static LEGAL: Shape = Shape {
    name: "legal",
    what: "the legal data",
    keys: &[
        must("basis", Kind::Texts(300), "The act by which is paid."),
        may("tariff", Kind::Texts(300), "The act that sets the tariff."),
        must("data_purpose", Kind::Texts(300), "Why personal data is asked for."),
        must("data_basis", Kind::Texts(300), "By which law personal data is kept."),
        must("data_years", Kind::Whole(1, 100), "For how many years it is kept."),
    ],
};

pub(in crate::compile) static ORDER: Shape = Shape {
    name: "order",
    what: "the order",
    keys: &[
        must("reason", Kind::Texts(200), "What for: at most 50 characters once {field} is filled in."),
        may(
            "due_after_days",
            Kind::Whole(0, 3_650),
            "The order can be paid for so many days after the day on which it is made; for good when left out.",
        ),
        may("due_on", Kind::Day, "In its place: the last day on which an order can be paid, in Chișinău."),
        may(
            "partial_payments",
            Kind::Either(&[Kind::Truth, Kind::Shape(&PARTIAL)]),
            "Whether MPay may take a part: true, false, or {first_part_percent: 50}.",
        ),
        may("advance_payments", Kind::Truth, "Whether MPay may take more than is due, in advance: true or false."),
        may(
            "paying_again",
            Kind::Word(&["usual"]),
            "`usual`: people pay for the same again, as for tickets and donations. When left out, a payer who paid for \
             the same in the last half year is asked whether it is meant.",
        ),
    ],
};

pub(in crate::compile) static PARTIAL: Shape = Shape {
    name: "partial",
    what: "partial payments",
    keys: &[must("first_part_percent", Kind::Whole(1, 99), "How much of the total the first part should be at least.")],
};

const EXAMPLE_KEYS: [Key; 5] = [
    may("on", Kind::Day, "The day on which it is run; today when left out."),
    must("answers", Kind::Open(&Kind::Text(2_000)), "Names of the page and what a payer would type."),
    may("stop", Kind::True, "Write `true` where the service stops with these answers."),
    may(
        "total",
        Kind::Either(&[Kind::Word(&[AT_MPAY]), Kind::Decimal]),
        "What it comes to, in lei; at_mpay where the payer gives the amount at MPay.",
    ),
    may("lines", Kind::Open(&Kind::Decimal), "What some of the lines come to, in lei."),
];

pub(in crate::compile) static EXAMPLE: Shape = Shape { name: "example", what: "an example", keys: &EXAMPLE_KEYS };
