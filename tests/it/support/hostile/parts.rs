//! Parts of a hostile definition: a small service that compiles, with whatever is put in the place of its parts.

use mpay_pages::compile::DefinitionFiles;
use mpay_pages::limits::{DEFINITION_BYTES_MAX, EXPRESSION_HEIGHT_MAX};

use super::{Expected, Hostile};

/// A beneficiary for services of their own, in a folder `proba`.
pub const BENEFICIARY: &str = "\
format: 1
beneficiary: proba
name: {ro: Instituția Publică Exemplu, ru: Учреждение Пример, en: Example Institution}
idno: \"1003600000006\"
contact: {phone: \"+37322000000\"}
accounts:
  main: {iban: MD44TRGAAA14222099000000, bic: TREZMD2X}
";

/// A service from its parts; what is empty is as in a plain service, or left out.
#[derive(Default, Clone)]
pub struct Parts {
    /// The items of the only section, each with [`field`].
    pub fields: String,
    /// In place of the only section.
    pub sections: String,
    pub tables: String,
    pub values: String,
    pub stops: String,
    pub checks: String,
    /// Before a line that is always there.
    pub lines: String,
    /// No line is always there.
    pub only_these_lines: bool,
    pub examples: String,
    /// Anything else.
    pub more: String,
}

impl Parts {
    pub fn text(&self) -> String {
        let part = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("{name}:\n{text}"),
        };
        let last = "  - {id: last, reason: {ro: Ultima}, amount: 1, account: main}\n";
        let fields = match self.fields.as_str() {
            "" => "      - {id: n, type: quantity, min: 1, max: 9, label: {ro: N}}\n",
            fields => fields,
        };
        let only = format!("  - title: {{ro: Secțiunea}}\n    fields:\n{fields}");
        format!(
            "format: 1\nservice: hostile\nmpay_service_id: BAD01\nlanguages: [ro]\ntitle: {{ro: Titlu}}\n\
             payer: {{kinds: [person]}}\nsections:\n{}{}{}{}{}lines:\n{}{}order: {{reason: {{ro: Motiv}}}}\n\
             legal: {{basis: {{ro: Legea}}, data_purpose: {{ro: Plata}}, data_basis: {{ro: Legea}}, data_years: 5}}\n\
             {}{}",
            if self.sections.is_empty() { &only } else { &self.sections },
            part("tables", &self.tables),
            part("values", &self.values),
            part("stop_when", &self.stops),
            part("checks", &self.checks),
            self.lines,
            if self.only_these_lines { "" } else { last },
            self.more,
            part("examples", &self.examples),
        )
    }

    pub fn accepted(self, name: &'static str) -> Hostile {
        hostile(name, Expected::Accepted, self.text())
    }

    pub fn refused(self, name: &'static str, code: &'static str) -> Hostile {
        hostile(name, Expected::Refused(code), self.text())
    }
}

/// A service's text that is refused with a code.
pub fn refused(name: &'static str, code: &'static str, text: String) -> Hostile {
    hostile(name, Expected::Refused(code), text)
}

/// A service's text with what becomes of it.
pub fn hostile(name: &'static str, expected: Expected, text: String) -> Hostile {
    assert!(text.len() <= DEFINITION_BYTES_MAX, "{name} has {} bytes", text.len());
    Hostile { name, expected, files: files(text) }
}

/// A service's text with its beneficiary.
pub fn files(text: String) -> DefinitionFiles {
    DefinitionFiles {
        beneficiary: "proba".to_owned(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), BENEFICIARY.to_owned()),
        service: "hostile".to_owned(),
        service_file: ("hostile.yaml".to_owned(), text),
        beside: Vec::new(),
    }
}

/// So many lines.
pub fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// A field with a number.
pub fn field(at: usize, rest: &str) -> String {
    format!("      - {{id: f{at}, label: {{ro: F{at}}}, {rest}}}\n")
}

/// A line with a number.
pub fn line(at: usize, amount: &str, when: &str) -> String {
    format!("  - {{id: l{at}, reason: {{ro: L}}, amount: '{amount}', account: main, when: '{when}'}}\n")
}

/// A text that is as long as a file may be.
pub fn filled(start: &str, repeated: &str, end: &str) -> String {
    let count = (DEFINITION_BYTES_MAX - start.len() - end.len()) / repeated.len();
    format!("{start}{}{end}", repeated.repeat(count))
}

/// As many lines as a file takes after what it has already.
pub fn filling(used: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for at in 0.. {
        let next = line(at);
        if used + text.len() + next.len() > DEFINITION_BYTES_MAX {
            break;
        }
        text.push_str(&next);
    }
    text
}

/// A term again and again, as often as it may stand in a row.
pub fn wide(term: &str, operator: &str) -> String {
    let count = (1_900 / (term.len() + operator.len())).min(EXPRESSION_HEIGHT_MAX - 20);
    vec![term; count].join(operator)
}

/// The greatest of a term and itself, again and again, as long as an expression may be.
pub fn greatest(term: &str) -> String {
    let twenty = format!("max({})", vec![term; (1_900 / (term.len() + 1)).min(19)].join(","));
    let count = 1_900 / (twenty.len() + 1);
    format!("max({})", vec![twenty.as_str(); count.clamp(2, 20)].join(","))
}
