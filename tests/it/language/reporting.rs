//! The reporting columns of drawn definitions, with a second opinion on what stands in them.

use super::answers::Set;
use super::draw::Drawn;
use super::exact::Fraction;
use super::judge::Gap;

/// With which what stands in them begins: it is found nowhere else.
pub const MARK: &str = "KOST-";

/// The columns of a definition with so many options.
pub fn text(options: usize) -> String {
    let each = |at: usize| format!("o{at}: {MARK}{at}");
    let texts = (0..options).map(each).collect::<Vec<_>>().join(", ");
    format!(
        "reporting:\n  centre: {MARK}4210\n  named: \"{MARK}{{use}}/{{note}}\"\n  unit: {{by: use, texts: {{{texts}}}}}\n  \
         pieces: {{value: n * 3 + count(kid)}}\n  fast: {{value: fast}}\n"
    )
}

/// What must stand in them.
pub fn expected(drawn: &Drawn, set: &Set) -> Result<Vec<(String, String)>, Gap> {
    let (option, note) = (drawn.option(set)?, drawn.answer("note", set)?.ok_or(Gap::Absent)?);
    let pieces = drawn.number("n", set)?.times(Fraction(3, 1))?.add(Fraction::whole(drawn.rows_of(set)?.len()))?;
    let all = [
        ("centre", format!("{MARK}4210")),
        ("named", format!("{MARK}{}/{note}", drawn.options[option].label)),
        ("unit", format!("{MARK}{option}")),
        ("pieces", pieces.0.to_string()),
        ("fast", set.answers["fast"].clone()),
    ];
    Ok(all.map(|(name, text)| (name.to_owned(), text)).to_vec())
}

/// Columns in which nothing may stand, or that nothing decides; with what is wrong with them.
pub const BROKEN: [(&str, &str); 4] = [
    ("a hidden field in a column", "reporting: {a: \"{y}\"}\n"),
    ("an optional field in a column", "reporting: {a: {value: gift}}\n"),
    ("a row's field in a column", "reporting: {a: {value: months}}\n"),
    ("a column without a text for each option", "reporting: {a: {by: use, texts: {o0: A}}}\n"),
];
