//! Fields: what is asked, how it may be answered, and what MPay is told of it.

use super::change::{Part, Risk, paired};
use super::line::with_number;
use super::plan::Comparing;
use super::words::Told;
use crate::expr::Expr;
use crate::plan::{BasketItem, ChoiceOption, CodeFormat, Field, FieldKind, Plan, PropertyPlan};

impl<'a> Comparing<'a> {
    /// The fields, by their ids, wherever on the page they stand.
    pub fn fields(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        let fields = |plan: &'a Plan| plan.fields().collect::<Vec<&'a Field>>();
        for (before, after) in paired(&fields(earlier), &fields(later), |a, b| a.id == b.id) {
            match (before.copied(), after.copied()) {
                (Some(before), Some(after)) => self.field(before, after),
                (None, Some(field)) => {
                    self.changes.of(named(field)).added(risk_of(field), "", described(later, field));
                }
                (Some(field), None) => {
                    self.changes.of(named(field)).removed(risk_of(field), "", described(earlier, field));
                }
                (None, None) => {}
            }
        }
    }

    fn field(&mut self, before: &'a Field, after: &'a Field) {
        let (earlier, later) = (self.earlier, self.later);
        let Field { id, label, hint, error, required, kind, property, shown_when, prefill } = before;
        let name = named(after);
        let risk = risk_of(before).min(risk_of(after));
        let mut part = self.changes.of(&name);
        part.one(risk, "must be answered", required, &after.required);
        part.kind((earlier, later), risk, kind, &after.kind);
        part.property(property.as_ref(), after.property.as_ref());
        part.one(Risk::Asked, "from a link", prefill, &after.prefill);
        part.texts(Risk::Text, "label", label, &after.label);
        part.optional_texts(Risk::Text, "hint", hint.as_ref(), after.hint.as_ref());
        part.optional_texts(Risk::Text, "error", error.as_ref(), after.error.as_ref());
        let (old, new) = (own_conditions(earlier, id, shown_when), own_conditions(later, id, &after.shown_when));
        for at in 0..old.len().max(new.len()) {
            self.expr(Risk::Asked, &name, "asked when", old.get(at).copied(), new.get(at).copied());
        }
        if let (FieldKind::Basket { by, .. }, FieldKind::Basket { by: other, .. }) = (kind, &after.kind) {
            self.expr(Risk::Money, &name, "day that decides the prices", by.as_ref(), other.as_ref());
        }
    }
}

fn named(field: &Field) -> String {
    format!("field {}", field.id)
}

/// The conditions of a field without that of its section, which is told of the section.
fn own_conditions<'a>(plan: &Plan, id: &str, conditions: &'a [Expr]) -> Vec<&'a Expr> {
    let section = plan.sections.iter().find(|section| section.fields.iter().any(|field| field.id == *id));
    let of_section = section.and_then(|section| section.shown_when.as_ref());
    conditions.iter().filter(|condition| of_section.is_none_or(|other| !condition.says_the_same_as(other))).collect()
}

/// What is at risk when it is asked otherwise.
fn risk_of(field: &Field) -> Risk {
    match &field.kind {
        FieldKind::Amount { .. } | FieldKind::Basket { .. } => Risk::Money,
        FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn | FieldKind::Code { format: CodeFormat::TaxCode } => {
            Risk::Identity
        }
        FieldKind::Choice { options } if options.iter().any(|option| option.account.is_some()) => Risk::Account,
        FieldKind::Iban => Risk::Account,
        FieldKind::Notice => Risk::Text,
        _ => Risk::Asked,
    }
}

/// A field that is new or gone.
fn described(plan: &Plan, field: &Field) -> String {
    let Field { id, label, hint: _, error: _, required, kind, property: _, shown_when, prefill: _ } = field;
    let must = match (kind.is_question(), required) {
        (false, _) => "",
        (true, true) => ", required",
        (true, false) => ", optional",
    };
    let conditions: Vec<String> = own_conditions(plan, id, shown_when).into_iter().map(Told::told).collect();
    let when = match conditions.is_empty() {
        true => String::new(),
        false => format!(", asked when {}", conditions.join(" and ")),
    };
    format!("{}{must}{when}, \"{}\"", kind.word(), label.ro)
}

impl Part<'_> {
    fn property(&mut self, before: Option<&PropertyPlan>, after: Option<&PropertyPlan>) {
        match (before, after) {
            (Some(PropertyPlan { name, display_name, kind }), Some(after)) => {
                self.one(Risk::Identity, "name at MPay", name, &after.name);
                self.one(Risk::Identity, "type at MPay", kind, &after.kind);
                self.texts(Risk::Text, "name that MPay shows", display_name, &after.display_name);
            }
            (None, Some(property)) => {
                self.added(Risk::Identity, "told to MPay as", property.name.clone());
            }
            (Some(property), None) => {
                self.removed(Risk::Identity, "told to MPay as", property.name.clone());
            }
            (None, None) => {}
        }
    }

    /// How it may be answered. Of another type, nothing else can be compared.
    fn kind(&mut self, plans: (&Plan, &Plan), risk: Risk, before: &FieldKind, after: &FieldKind) {
        match (before, after) {
            (
                FieldKind::Text { min_length, max_length, pattern, multiline: true | false },
                FieldKind::Text { min_length: min, max_length: max, pattern: other, multiline: _ },
            ) => {
                self.one(risk, "type", &before.word().to_owned(), &after.word().to_owned());
                self.one(risk, "shortest", min_length, min);
                self.one(risk, "longest", max_length, max);
                self.one(risk, "pattern", pattern, other);
            }
            (
                FieldKind::Number { decimals, min, max, unit },
                FieldKind::Number { decimals: places, min: least, max: most, unit: other },
            ) => {
                self.one(risk, "decimals", decimals, places);
                self.one(risk, "minimum", min, least);
                self.one(risk, "maximum", max, most);
                self.optional_texts(Risk::Text, "unit", unit.as_ref(), other.as_ref());
            }
            (FieldKind::Amount { min, max }, FieldKind::Amount { min: least, max: most }) => {
                self.one(risk, "minimum", min, least);
                self.one(risk, "maximum", max, most);
            }
            (FieldKind::Choice { options }, FieldKind::Choice { options: others })
            | (FieldKind::Choices { options }, FieldKind::Choices { options: others }) => {
                self.options(plans, options, others);
            }
            (FieldKind::Date { not_before, not_after }, FieldKind::Date { not_before: first, not_after: last })
            | (FieldKind::Month { not_before, not_after }, FieldKind::Month { not_before: first, not_after: last }) => {
                self.one(risk, "not before", not_before, first);
                self.one(risk, "not after", not_after, last);
            }
            (FieldKind::Year { min, max }, FieldKind::Year { min: first, max: last }) => {
                self.one(risk, "first year", min, first);
                self.one(risk, "last year", max, last);
            }
            (FieldKind::Basket { items, by: _ }, FieldKind::Basket { items: others, by: _ }) => {
                self.items(items, others)
            }
            // Its type says all of it: another format is another type.
            (FieldKind::Code { format: _ }, FieldKind::Code { format: _ }) => {
                self.one(risk, "type", &before.word().to_owned(), &after.word().to_owned());
            }
            // These have nothing but their type, or have another one.
            (
                FieldKind::YesNo
                | FieldKind::Consent
                | FieldKind::Email
                | FieldKind::Phone
                | FieldKind::Idnp
                | FieldKind::Idno
                | FieldKind::Idn
                | FieldKind::Iban
                | FieldKind::Notice
                | FieldKind::Text { .. }
                | FieldKind::Number { .. }
                | FieldKind::Amount { .. }
                | FieldKind::Choice { .. }
                | FieldKind::Choices { .. }
                | FieldKind::Date { .. }
                | FieldKind::Month { .. }
                | FieldKind::Year { .. }
                | FieldKind::Code { .. }
                | FieldKind::Basket { .. },
                _,
            ) => self.one(risk, "type", &before.word().to_owned(), &after.word().to_owned()),
        }
    }

    fn options(&mut self, plans: (&Plan, &Plan), before: &[ChoiceOption], after: &[ChoiceOption]) {
        let account = |plan: &Plan, option: &ChoiceOption| {
            option.account.as_ref().map(|account| format!(", account {}", with_number(plan, account)))
        };
        let whole = |plan: &Plan, option: &ChoiceOption| {
            format!("\"{}\"{}", option.label.ro, account(plan, option).unwrap_or_default())
        };
        let risk = |option: &ChoiceOption| if option.account.is_some() { Risk::Account } else { Risk::Asked };
        for (before, after) in paired(before, after, |a, b| a.id == b.id) {
            match (before, after) {
                (Some(before), Some(after)) => {
                    let ChoiceOption { id, label, account } = before;
                    if *account != after.account {
                        let number = |plan: &Plan, name: &Option<String>| match name {
                            Some(name) => with_number(plan, name),
                            None => "none".to_owned(),
                        };
                        let (old, new) = (number(plans.0, account), number(plans.1, &after.account));
                        self.changed(Risk::Account, &format!("account of {id}"), old, new);
                    }
                    self.texts(Risk::Text, &format!("label of {id}"), label, &after.label);
                }
                (None, Some(option)) => {
                    self.added(risk(option), &format!("option {}", option.id), whole(plans.1, option));
                }
                (Some(option), None) => {
                    self.removed(risk(option), &format!("option {}", option.id), whole(plans.0, option));
                }
                (None, None) => {}
            }
        }
        let ids = |some: &[ChoiceOption], others: &[ChoiceOption]| -> Vec<String> {
            let is_common = |option: &&ChoiceOption| others.iter().any(|other| other.id == option.id);
            some.iter().filter(is_common).map(|option| option.id.clone()).collect()
        };
        self.one(Risk::Text, "order of the options", &ids(before, after), &ids(after, before));
    }

    fn items(&mut self, before: &[BasketItem], after: &[BasketItem]) {
        let whole =
            |item: &BasketItem| format!("{} lei, at most {}, \"{}\"", item.price.told(), item.max, item.label.ro);
        for (before, after) in paired(before, after, |a, b| a.id == b.id) {
            match (before, after) {
                (Some(BasketItem { id, label, price, max, property_name }), Some(after)) => {
                    self.one(Risk::Money, &format!("price of {id}"), price, &after.price);
                    self.one(Risk::Asked, &format!("most of {id}"), max, &after.max);
                    self.one(Risk::Identity, &format!("name of {id} at MPay"), property_name, &after.property_name);
                    self.texts(Risk::Text, &format!("label of {id}"), label, &after.label);
                }
                (None, Some(item)) => {
                    self.added(Risk::Money, &format!("item {}", item.id), whole(item));
                }
                (Some(item), None) => {
                    self.removed(Risk::Money, &format!("item {}", item.id), whole(item));
                }
                (None, None) => {}
            }
        }
        let ids = |some: &[BasketItem], others: &[BasketItem]| -> Vec<String> {
            let is_common = |item: &&BasketItem| others.iter().any(|other| other.id == item.id);
            some.iter().filter(is_common).map(|item| item.id.clone()).collect()
        };
        self.one(Risk::Text, "order of the items", &ids(before, after), &ids(after, before));
    }
}
