//! How each kind of field is asked: which control, with which hints and names; not which answers are right.

use serde::Serialize;

use super::price::{self, PriceView};
use super::{lei, style};
use crate::form::{find_name, found_name, is_searched, missing_of_payer, quoted_label};
use crate::i18n::{Language, text, text_with};
use crate::limits::AMOUNT_BANI_MAX;
use crate::order::PayerKind;
use crate::plan::{BasketItem, ChoiceOption, Field, FieldKind, Plan};

/// From so many options on, a choice is a list that opens.
const RADIOS_MAX: usize = 6;

/// A field as its template sees it.
#[derive(Debug, Default, Serialize)]
pub(super) struct FieldView {
    control: &'static str,
    name: String,
    id: String,
    label: String,
    hint: Option<String>,
    is_required: bool,
    error_id: String,
    hint_id: String,
    unit_id: String,
    described_by: String,
    described_by_with_error: String,
    input_type: &'static str,
    inputmode: Option<&'static str>,
    /// How a script writes the answer once it is typed whole: each `#` is a letter or digit; `amount`, as amounts are written.
    mask: Option<&'static str>,
    autocomplete: Option<&'static str>,
    is_code: bool,
    /// Whether a browser must not correct what is typed.
    is_verbatim: bool,
    width: Option<&'static str>,
    unit: Option<String>,
    fixed: Option<&'static str>,
    options: Vec<OptionView>,
    items: Vec<ItemView>,
    /// Whether a link can lock the answer, and the id of what says that it did.
    can_lock: bool,
    locked_id: String,
    /// Which day decides what the items cost.
    price_note: Option<String>,
    /// The id of what is hidden while the field's conditions do not hold.
    when_id: Option<String>,
    /// Whether only a script can hide it.
    is_live: bool,
    /// Under which names a search for an option is sent.
    find_name: String,
    found_name: String,
    /// Whether it must be answered when a script shows it.
    is_required_live: bool,
    /// What an error that says which field it is about holds.
    told_by: String,
}

#[derive(Debug, Serialize)]
struct OptionView {
    id: String,
    value: String,
    label: String,
    hint: Option<String>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    name: String,
    id: String,
    price_id: String,
    error_id: String,
    label: String,
    prices: Vec<PriceView>,
    max: u32,
}

/// A name under which an error may come, with what the summary of errors says and links to.
#[derive(Debug, Serialize)]
pub(super) struct ErrorTarget {
    name: String,
    id: String,
    label: String,
    /// Whether the label ends with a mark of its own.
    is_question: bool,
    /// What an error that needs no label before it holds: the label itself, within its sentence.
    told_by: String,
}

/// The id of a control by its name in the form.
pub(super) fn id_of(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

impl FieldView {
    /// A field of a plan, under its name in the form.
    pub(super) fn of(field: &Field, name: &str, plan: &Plan, language: Language) -> FieldView {
        let mut view = FieldView::named(name, field.label.get(language).clone());
        view.is_live = !field.shown_when.iter().all(|condition| style::can_hide(plan, condition));
        // Where the page cannot hide a field without a script, it must not ask for it in every case.
        view.is_required = field.required && !view.is_live;
        view.is_required_live = field.required && view.is_live;
        view.when_id = (!field.shown_when.is_empty()).then(|| style::field_id(name));
        view.can_lock = !field.prefill.is_never();
        view.told_by = quoted_label(&view.label, language);
        view.hint = field.hint.as_ref().map(|hint| hint.get(language).clone());
        view.ask(&field.kind, language);
        if is_searched(field) {
            (view.control, view.options) = ("search", Vec::new());
            (view.find_name, view.found_name) = (find_name(name), found_name(name));
        }
        if let FieldKind::Basket { items, by } = &field.kind {
            view.price_note = price::deciding_day(items, by.as_ref(), plan, language);
        }
        view.finish()
    }

    /// The fields about the payer, which every service has.
    pub(super) fn of_payer(plan: &Plan, language: Language) -> Vec<FieldView> {
        let only = match plan.payer_kinds.as_slice() {
            [kind] => Some(*kind),
            _ => None,
        };
        let label = |both, person, organization| match only {
            None => text(language, both),
            Some(PayerKind::Person) => text(language, person),
            Some(PayerKind::Organization) => text(language, organization),
        };
        let mut kind = FieldView::named("payer.kind", text(language, "payer-kind"));
        (kind.control, kind.fixed) =
            if only.is_some() { ("hidden", only.map(PayerKind::word)) } else { ("tiles", None) };
        kind.options = plan.payer_kinds.iter().enumerate().map(|(i, k)| payer_option(*k, i, language)).collect();
        let mut id = FieldView::named("payer.id", label("payer-id", "payer-id-person", "payer-id-organization"));
        id.numeric("medium");
        id.hint = Some(format!("{}. {}", text(language, "hint-code"), text(language, "payer-without-code")));
        let mut name =
            FieldView::named("payer.name", label("payer-name", "payer-name-person", "payer-name-organization"));
        let token = if only == Some(PayerKind::Organization) { "organization" } else { "name" };
        (name.control, name.input_type, name.autocomplete) = ("input", "text", Some(token));
        name.hint = Some(text(language, "payer-name-hint"));
        [kind, id, name]
            .map(|mut field| {
                field.is_required = true;
                field.can_lock = !plan.payer_prefill.is_never();
                field.told_by = missing_of_payer(plan, &field.name, language);
                field.finish()
            })
            .into()
    }

    /// The names under which errors about this field may come.
    pub(super) fn error_targets(&self) -> Vec<ErrorTarget> {
        let first_item = self.items.first().map(|item| item.id.clone());
        let target = |name: &str, id: &str, label: &str| ErrorTarget {
            name: name.to_owned(),
            id: id.to_owned(),
            label: label.to_owned(),
            is_question: label.ends_with('?'),
            told_by: self.told_by.clone(),
        };
        let own = target(&self.name, first_item.as_ref().unwrap_or(&self.id), &self.label);
        let items = self.items.iter().map(|item| target(&item.name, &item.id, &item.label));
        match self.control {
            "notice" | "hidden" => Vec::new(),
            "boxes" => {
                let id = self.options.first().map_or_else(|| self.id.clone(), |option| option.id.clone());
                vec![ErrorTarget { id, ..own }]
            }
            _ => std::iter::once(own).chain(items).collect(),
        }
    }

    fn named(name: &str, label: String) -> FieldView {
        let bare = name.replace('.', "-");
        FieldView {
            name: name.to_owned(),
            id: id_of(name),
            error_id: format!("e-{bare}"),
            hint_id: format!("h-{bare}"),
            locked_id: format!("k-{bare}"),
            unit_id: format!("u-{bare}"),
            label,
            ..FieldView::default()
        }
    }

    /// Sets what depends on the kind.
    fn ask(&mut self, kind: &FieldKind, language: Language) {
        (self.control, self.input_type) = ("input", "text");
        match kind {
            FieldKind::Text { max_length, multiline, .. } => {
                if *multiline {
                    self.control = "textarea";
                    self.explain(text_with(language, "hint-length", &[("max", max_length.to_string())]));
                }
            }
            FieldKind::Number { decimals, min, max, unit } => {
                self.numeric("short");
                self.inputmode = Some(if *decimals == 0 { "numeric" } else { "decimal" });
                self.unit = unit.as_ref().map(|unit| unit.get(language).clone());
                let bound = |number: &rust_decimal::Decimal| number.normalize().to_string().replace('.', ",");
                self.explain(text_with(language, "hint-range", &[("min", bound(min)), ("max", bound(max))]));
            }
            FieldKind::Amount { min, max } => {
                self.numeric("medium");
                (self.inputmode, self.mask) = (Some("decimal"), Some("amount"));
                self.unit = Some("MDL".to_owned());
                if max.bani() < AMOUNT_BANI_MAX {
                    self.explain(text_with(language, "hint-range", &[("min", lei(*min)), ("max", lei(*max))]));
                }
            }
            FieldKind::Choice { options } => {
                self.control = if options.len() <= RADIOS_MAX { "radios" } else { "select" };
                self.options = options.iter().enumerate().map(|(i, one)| self.option(i, one, language)).collect();
            }
            FieldKind::Choices { options } => {
                self.control = "boxes";
                self.options = options.iter().map(|one| self.box_of(one, language)).collect();
            }
            FieldKind::Year { min, max } => {
                self.numeric("short");
                let bounds = [("min", min.to_string()), ("max", max.to_string())];
                self.explain(text_with(language, "hint-range", &bounds));
            }
            FieldKind::Code { .. } => (self.is_code, self.autocomplete) = (true, Some("off")),
            FieldKind::YesNo => {
                self.control = "inline";
                self.options =
                    ["yes", "no"].into_iter().enumerate().map(|(i, word)| self.word(i, word, language)).collect();
            }
            FieldKind::Consent => self.control = "checkbox",
            FieldKind::Date { .. } => {
                self.form_of_date(text(language, "hint-date"));
                self.mask = Some("##.##.####");
            }
            FieldKind::Month { .. } => {
                self.form_of_date(text(language, "hint-month"));
                self.mask = Some("##.####");
            }
            FieldKind::Email => {
                // Not the type `email`: browsers turn letters beyond ASCII in such a box to others, or drop what is around.
                (self.inputmode, self.autocomplete) = (Some("email"), Some("email"));
                self.is_verbatim = true;
            }
            FieldKind::Phone => {
                (self.input_type, self.inputmode, self.autocomplete) = ("tel", Some("tel"), Some("tel"));
                self.mask = Some("## ### ###");
                self.explain(text(language, "hint-phone"));
            }
            FieldKind::Idnp | FieldKind::Idno | FieldKind::Idn => {
                self.numeric("medium");
                self.explain(text(language, "hint-code"));
            }
            FieldKind::Iban => {
                (self.is_code, self.autocomplete) = (true, Some("off"));
                self.mask = Some("#### #### #### #### #### ####");
                self.explain(text(language, "hint-iban"));
            }
            FieldKind::Basket { items, .. } => {
                self.control = "basket";
                self.explain(text(language, "basket-hint"));
                self.items = items.iter().map(|item| self.item(item, language)).collect();
            }
            FieldKind::Notice => self.control = "notice",
        }
    }

    fn numeric(&mut self, width: &'static str) {
        (self.control, self.input_type, self.inputmode) = ("input", "text", Some("numeric"));
        (self.autocomplete, self.width) = (Some("off"), Some(width));
    }

    /// A hint of ours, where the definition has none.
    fn explain(&mut self, hint: String) {
        self.hint.get_or_insert(hint);
    }

    /// How a date is typed is said in any case, before what the definition says.
    fn form_of_date(&mut self, form: String) {
        self.numeric("short");
        self.hint = Some(match self.hint.take() {
            Some(own) => format!("{form}. {own}"),
            None => form,
        });
    }

    /// The first option has the field's own id, so that a link to the field finds it.
    fn option_id(&self, position: usize) -> String {
        if position == 0 { self.id.clone() } else { format!("{}-{}", self.id, position + 1) }
    }

    fn option(&self, position: usize, option: &ChoiceOption, language: Language) -> OptionView {
        let label = option.label.get(language).clone();
        OptionView { id: self.option_id(position), value: option.id.clone(), label, hint: None }
    }

    /// One of several boxes, each of which has a name of its own in the form.
    fn box_of(&self, option: &ChoiceOption, language: Language) -> OptionView {
        let name = format!("{}.{}", self.name, option.id);
        OptionView { id: id_of(&name), value: name, label: option.label.get(language).clone(), hint: None }
    }

    fn word(&self, position: usize, word: &str, language: Language) -> OptionView {
        OptionView { id: self.option_id(position), value: word.to_owned(), label: text(language, word), hint: None }
    }

    fn item(&self, item: &BasketItem, language: Language) -> ItemView {
        let name = format!("{}.{}", self.name, item.id);
        let bare = name.replace('.', "-");
        ItemView {
            id: id_of(&name),
            price_id: format!("p-{bare}"),
            error_id: format!("e-{bare}"),
            name,
            label: item.label.get(language).clone(),
            prices: price::prices(item, language),
            max: item.max,
        }
    }

    /// Joins the ids of what describes the control: its unit, then its error, then its hint.
    fn finish(mut self) -> FieldView {
        let unit = self.unit.is_some().then_some(self.unit_id.as_str());
        let hint = self.hint.as_ref().map(|_| self.hint_id.as_str());
        let join = |parts: [Option<&str>; 3]| parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let (plain, wrong) = (join([unit, None, hint]), join([unit, Some(&self.error_id), hint]));
        (self.described_by, self.described_by_with_error) = (plain, wrong);
        self
    }
}

fn payer_option(kind: PayerKind, position: usize, language: Language) -> OptionView {
    let (label, hint) = match kind {
        PayerKind::Person => ("payer-person", "payer-person-hint"),
        PayerKind::Organization => ("payer-organization", "payer-organization-hint"),
    };
    let id = id_of("payer.kind");
    OptionView {
        id: if position == 0 { id } else { format!("{id}-{}", position + 1) },
        value: kind.word().to_owned(),
        label: text(language, label),
        hint: Some(text(language, hint)),
    }
}
