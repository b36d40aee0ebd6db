//! The files of a starter, from what was asked. Their text stands in `starter/*.yaml`, as templates of minijinja: a page
//! of YAML with some words left open is read more easily than code that puts it together.

use anyhow::Context;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::ask::Told;
use super::institution::Institution;
use super::{AlsoAsk, Payer, Price, text};
use crate::i18n::Localized;
use crate::ids::{ServiceId, Slug};

/// What is not the person's own, at the end of its line.
const MARK: &str = "  # CHANGE";

const TEMPLATES: [(&str, &str); 13] = [
    ("service.yaml", include_str!("starter/service.yaml")),
    ("subject.yaml", include_str!("starter/subject.yaml")),
    ("account.yaml", include_str!("starter/account.yaml")),
    ("contact.yaml", include_str!("starter/contact.yaml")),
    ("request.yaml", include_str!("starter/request.yaml")),
    ("beneficiary.yaml", include_str!("starter/beneficiary.yaml")),
    ("fixed.yaml", include_str!("starter/fixed.yaml")),
    ("tariff.yaml", include_str!("starter/tariff.yaml")),
    ("declared.yaml", include_str!("starter/declared.yaml")),
    ("entered.yaml", include_str!("starter/entered.yaml")),
    ("quantity.yaml", include_str!("starter/quantity.yaml")),
    ("basket.yaml", include_str!("starter/basket.yaml")),
    ("rows.yaml", include_str!("starter/rows.yaml")),
];

/// Codes and names of the right form, which belong to nobody.
const PERSON: &str = "payer.id: \"2012003456788\", payer.name: Ana Munteanu";
const ORGANIZATION: &str = "payer.id: \"1016600999993\", payer.name: „Exemplu Prim” SRL";
const IDNPS: [&str; 2] = ["2004999999996", "2001000000012"];
const IDNO: &str = "1003600000006";

/// Everything that was asked.
#[derive(Debug)]
pub(super) struct Starter {
    pub service: Slug,
    pub beneficiary: Slug,
    pub title: Told<Localized<String>>,
    pub service_id: Told<ServiceId>,
    pub price: Price,
    pub payer: Payer,
    pub subject: AlsoAsk,
    pub basis: Told<Localized<String>>,
    pub receiver: Receiver,
    /// An institution that is not there yet, and the names of its accounts.
    pub institution: Option<(Institution, Vec<String>)>,
}

/// Who gets the money.
#[derive(Debug, Clone)]
pub(super) enum Receiver {
    /// An account of the institution.
    Account(String),
    /// The one that the payer's answer chooses.
    ByAnswer(Offices),
}

/// What an answer chooses among.
#[derive(Debug, Clone)]
pub(super) enum Offices {
    /// The lines of a table; and the first of them.
    FromTable(String, String),
    /// Accounts of beneficiary.yaml.
    Written(Vec<String>),
}

impl Starter {
    /// The text of the service's file.
    pub fn service_file(&self) -> anyhow::Result<String> {
        let (account, office_table, offices, office) = self.receiver();
        let (first, second) = self.payers();
        let kinds = match self.payer {
            Payer::Both => "[person, organization]",
            Payer::Person => "[person]",
            Payer::Organization => "[organization]",
        };
        let subject = match self.subject {
            AlsoAsk::None => None,
            AlsoAsk::Idnp => Some(("idnp", "person_idnp", IDNPS)),
            AlsoAsk::Idno => Some(("idno", "organization_idno", [IDNO; 2])),
        };
        let of_subject = |prefix: &str, at: usize| match subject {
            Some((_, name, codes)) => format!("{prefix}{name}: \"{}\", ", codes[at]),
            None => String::new(),
        };
        let is_in_rows = self.price == Price::Rows;
        let more = format!("{}{office}", if is_in_rows { String::new() } else { of_subject("", 0) });
        let template = match self.price {
            Price::Fixed => "fixed.yaml",
            Price::Tariff => "tariff.yaml",
            Price::Declared => "declared.yaml",
            Price::Entered => "entered.yaml",
            Price::Quantity => "quantity.yaml",
            Price::Basket => "basket.yaml",
            Price::Rows => "rows.yaml",
        };
        render(
            template,
            &context! {
                service => self.service.as_str(),
                mpay_id => context! { text => self.service_id.value.as_str(), mark => mark(self.service_id.is_example) },
                title => localized(&self.title),
                basis => localized(&self.basis),
                payer => context! { kinds, first, second },
                subject => subject.map(|(kind, _, _)| kind),
                // Two tickets today and two tomorrow are no mistake; a fee that is paid twice is.
                paying_again_is_usual => self.price == Price::Basket,
                account,
                office_table,
                offices,
                more,
                row1 => of_subject("participant.1.", 0),
                row2 => of_subject("participant.2.", 1),
            },
        )
    }

    /// The text of the institution's file, where it is not there yet.
    pub fn beneficiary_file(&self) -> anyhow::Result<Option<String>> {
        let Some((institution, names)) = &self.institution else { return Ok(None) };
        let accounts: Vec<Value> = institution
            .accounts
            .iter()
            .zip(names)
            .map(|((told, bic), name)| {
                let iban = told.value.iban.as_str();
                context! { name, iban, bic => bic.as_str(), mark => mark(told.is_example) }
            })
            .collect();
        let phone = institution.phone.as_ref().map(|phone| format!("phone: \"{}\"", phone.as_str()));
        let email = institution.email.as_ref().map(|email| format!("email: {}", text::yaml(email)));
        let contact = phone.into_iter().chain(email).collect::<Vec<_>>().join(", ");
        let idno = &institution.idno;
        let rendered = render(
            "beneficiary.yaml",
            &context! {
                beneficiary => self.beneficiary.as_str(),
                name => localized(&institution.name),
                idno => context! { text => idno.value.as_str(), mark => mark(idno.is_example) },
                contact => format!("{{{contact}}}"),
                contact_mark => mark(institution.is_example_contact),
                accounts,
            },
        );
        rendered.map(Some)
    }

    /// The payers of the examples.
    fn payers(&self) -> (String, String) {
        match self.payer {
            Payer::Both => {
                (format!("payer.kind: person, {PERSON}"), format!("payer.kind: organization, {ORGANIZATION}"))
            }
            Payer::Person => (PERSON.to_owned(), PERSON.to_owned()),
            Payer::Organization => (ORGANIZATION.to_owned(), ORGANIZATION.to_owned()),
        }
    }

    /// The account of the line, the table or the options of the choice, and the answer in examples.
    fn receiver(&self) -> (String, Option<String>, Vec<Value>, String) {
        let chosen = || "{chosen_by: office}".to_owned();
        match &self.receiver {
            Receiver::Account(name) => (text::yaml(name), None, Vec::new(), String::new()),
            Receiver::ByAnswer(Offices::FromTable(file, first)) => {
                (chosen(), Some(text::yaml(file)), Vec::new(), format!("office: {}, ", text::yaml(first)))
            }
            Receiver::ByAnswer(Offices::Written(names)) => {
                let offices = names.iter().enumerate().map(|(at, name)| {
                    context! {
                        id => format!("office_{}", at + 1),
                        account => text::yaml(name),
                        ro => text::yaml(&format!("Contul {name}")),
                        ru => text::yaml(&format!("Счёт {name}")),
                        en => text::yaml(&format!("Account {name}")),
                    }
                });
                (chosen(), None, offices.collect(), "office: office_1, ".to_owned())
            }
        }
    }
}

fn mark(is_example: bool) -> &'static str {
    if is_example { MARK } else { "" }
}

fn localized(told: &Told<Localized<String>>) -> Value {
    let text = |language| text::yaml(told.value.get(language));
    use crate::i18n::Language::{En, Ro, Ru};
    context! { ro => text(Ro), ru => text(Ru), en => text(En), mark => mark(told.is_example) }
}

fn render(name: &str, values: &Value) -> anyhow::Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    environment.get_template(name)?.render(values).context("the starter")
}
