//! A plan with every kind of field, and what pages show beside it; for tests of pages alone.

mod orders;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::expr::{Expr, ExprKind};
use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, Iban, Idno};
use crate::ids::{ServiceId, Slug};
use crate::money::Money;
use crate::order::{PayerKind, PaymentAccount};
use crate::plan::*;
use crate::view::{CatalogueBeneficiary, CatalogueService, OrderAddresses, SearchPage};
pub(super) use orders::orders;

/// Texts that would be harmful if a page took them for anything but text.
pub(super) const HOSTILE: [&str; 8] = [
    "{{ 7*7 }}",
    "{% raw %}",
    "<% x %>",
    "<$ y $>",
    "<# z #>",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=y>",
    "' %> $> {# <%- v['x'] -%>",
];

type Texts = Localized<String>;

fn three(ro: &str, ru: &str, en: &str) -> Texts {
    Localized { ro: ro.into(), ru: Some(ru.into()), en: Some(en.into()) }
}

fn field(id: &str, label: Texts, kind: FieldKind) -> Field {
    let required = !matches!(kind, FieldKind::Notice | FieldKind::Basket { .. });
    Field {
        id: id.into(),
        label,
        hint: None,
        error: None,
        required,
        kind,
        property: None,
        shown_when: Vec::new(),
        prefill: Prefill::Never,
    }
}

pub(super) fn option(id: &str, label: Texts) -> ChoiceOption {
    ChoiceOption { id: id.into(), label, account: None }
}

fn item(id: &str, label: Texts, bani: i64) -> BasketItem {
    BasketItem {
        id: id.into(),
        label,
        price: ItemPrice::Fixed(Money::from_bani(bani)),
        max: 5,
        property_name: id.into(),
    }
}

fn name(expr: &str) -> Expr {
    Expr { kind: ExprKind::Name(expr.into()), span: (0, 0) }
}

fn account() -> PaymentAccount {
    PaymentAccount {
        iban: Iban::parse(iban()).unwrap(),
        bic: Bic::parse("TREZMD2X").unwrap(),
        idno: Idno::parse("1003600000006").unwrap(),
        name: "Agenția „Moldsilva”".into(),
    }
}

/// The first valid account number among the published values.
fn iban() -> &'static str {
    let text = include_str!("../../../tests/data/identifiers.json");
    let at = text.find("\"MD").map(|at| at + 1).unwrap();
    text[at..].split('"').next().unwrap()
}

pub(super) fn plan() -> Plan {
    let courts = (1..=7).map(|i| {
        let id = format!("c{i}");
        option(&id, three(&format!("Ocolul silvic {i}"), &format!("Лесничество {i}"), &format!("Forest district {i}")))
    });
    let contract = FieldKind::Text { min_length: 1, max_length: 40, pattern: None, multiline: false };
    let notes = FieldKind::Text { min_length: 0, max_length: 255, pattern: None, multiline: true };
    let area = FieldKind::Number {
        decimals: 2,
        min: Decimal::new(1, 2),
        max: Decimal::new(100, 0),
        unit: Some(three("ha", "га", "ha")),
    };
    let plots = FieldKind::Number { decimals: 0, min: Decimal::ONE, max: Decimal::new(20, 0), unit: None };
    let amount = FieldKind::Amount { min: Money::from_bani(1), max: Money::from_bani(10_000_000) };
    let purposes = vec![
        option("rest", three("Recreere", "Рекреация", "Recreation")),
        option("hunt", three("Gospodărie cinegetică", "Охотничье хозяйство", "Hunting ground")),
    ];
    let items = vec![
        item("plan", three("Copie a planului parcelei", "Копия плана участка", "Copy of the plot plan"), 2_500),
        item("visit", three("Deplasarea specialistului", "Выезд специалиста", "Visit of a specialist"), 48_000),
    ];
    let mut number = field("contract", three("Nr. contract", "Номер договора", "Contract number"), contract);
    number.hint = Some(three("De exemplu 45/2026", "Например, 45/2026", "For example 45/2026"));
    let mut remarks = field("notes", three("Observații", "Примечания", "Remarks"), notes);
    remarks.required = false;
    let mut refund =
        field("refund", three("IBAN pentru restituire", "IBAN для возврата", "IBAN for refund"), FieldKind::Iban);
    refund.required = false;
    let mut note = field(
        "note",
        three("Plata în două tranșe", "Оплата двумя частями", "Payment in two instalments"),
        FieldKind::Notice,
    );
    note.hint = Some(three(
        "Plătiți acum numai tranșa curentă.",
        "Оплатите сейчас только текущую часть.",
        "Pay only the current instalment now.",
    ));
    let contract_fields = vec![
        number,
        field(
            "signed",
            three("Data contractului", "Дата договора", "Contract date"),
            FieldKind::Date { not_before: None, not_after: Some(DateBound::Today) },
        ),
        field(
            "court",
            three("Ocolul silvic", "Лесничество", "Forest district"),
            FieldKind::Choice { options: courts.collect() },
        ),
        field(
            "purpose",
            three("Scopul arendei", "Цель аренды", "Purpose of the rent"),
            FieldKind::Choice { options: purposes },
        ),
        field("area", three("Suprafața arendată", "Арендуемая площадь", "Rented area"), area),
        field("plots", three("Număr de parcele", "Количество участков", "Number of plots"), plots),
        field("month", three("Perioada", "Период", "Period"), FieldKind::Month { not_before: None, not_after: None }),
        field(
            "first",
            three("Este prima plată?", "Это первый платёж?", "Is this the first payment?"),
            FieldKind::YesNo,
        ),
        note,
        field("amount", three("Suma de plată", "Сумма к оплате", "Amount to pay"), amount),
        remarks,
    ];
    let extra_fields = vec![field(
        "items",
        three("Servicii suplimentare", "Дополнительные услуги", "Additional services"),
        FieldKind::Basket { items, by: None },
    )];
    let contact_fields = vec![
        field("email", three("Adresa de e-mail", "Адрес эл. почты", "E-mail address"), FieldKind::Email),
        field("phone", three("Telefon", "Телефон", "Phone"), FieldKind::Phone),
        field("keeper", three("IDNP administrator", "IDNP администратора", "IDNP of the manager"), FieldKind::Idnp),
        field("firm", three("IDNO firmă", "IDNO фирмы", "IDNO of the company"), FieldKind::Idno),
        field(
            "owner",
            three("IDNP sau IDNO proprietar", "IDNP или IDNO владельца", "Owner's IDNP or IDNO"),
            FieldKind::Idn,
        ),
        refund,
        field(
            "agree",
            three(
                "Confirm că datele sunt corecte",
                "Подтверждаю, что данные верны",
                "I confirm that the data is correct",
            ),
            FieldKind::Consent,
        ),
    ];
    let section = |title, fields| Section { title, fields, shown_when: None, repeat: None };
    Plan {
        format: 1,
        beneficiary: Beneficiary {
            slug: Slug::parse("moldsilva").unwrap(),
            name: three("Agenția „Moldsilva”", "Агентство «Moldsilva»", "Moldsilva Agency"),
            idno: Idno::parse("1003600000006").unwrap(),
            contact: Contact { phone: Some("+37322000000".into()), email: Some("ajutor@example.md".into()) },
            logo: None,
        },
        service: Slug::parse("forest-land-rent").unwrap(),
        service_id: ServiceId::parse("MDS02").unwrap(),
        languages: Language::ALL.into(),
        title: three("Arenda terenului fondului forestier", "Аренда земель лесного фонда", "Forest land rent"),
        description: Some(three(
            "Plata arendei, conform **contractului**. Vedeți [regulile](https://example.md/reguli).",
            "Арендная плата по **договору**. [Правила](https://example.md/reguli).",
            "Rent under the **contract**. See the [rules](https://example.md/reguli).",
        )),
        contact: Contact::default(),
        payer_kinds: vec![PayerKind::Person, PayerKind::Organization],
        payer_prefill: Prefill::Never,
        sections: vec![
            section(three("Contractul de arendă", "Договор аренды", "Rent contract"), contract_fields),
            section(three("La cerere", "По желанию", "On request"), extra_fields),
            section(three("Date de contact", "Контактные данные", "Contact"), contact_fields),
        ],
        tables: BTreeMap::new(),
        values: Vec::new(),
        lines: vec![LinePlan {
            id: "rent".into(),
            reason: Localized::same(TextTemplate::parse("Arendă {contract}").0),
            amount: Some(name("amount")),
            account: AccountRule::Fixed("main".into()),
            when: None,
            for_each: None,
        }],
        accounts: BTreeMap::from([("main".to_owned(), account())]),
        order: OrderPlan {
            reason: Localized::same(TextTemplate::parse("Arendă {contract}").0),
            due: Some(Due::AfterDays(10)),
            allow_advance_payments: false,
            allow_partial_payments: true,
            first_part_percent: None,
            paying_again: PayingAgain::Asked,
        },
        stops: Vec::new(),
        checks: Vec::new(),
        warnings: Vec::new(),
        opening: None,
        limit: None,
        reporting: Vec::new(),
        legal: None,
    }
}

/// The plan with one text in every place where a definition has one.
pub(super) fn hostile_plan(text: &str) -> Plan {
    let all = || Localized::same(text.to_owned());
    let mut plan = plan();
    (plan.title, plan.description, plan.beneficiary.name) = (all(), Some(all()), all());
    plan.beneficiary.logo = Some(text.to_owned());
    plan.contact = Contact { phone: Some(text.to_owned()), email: Some(text.to_owned()) };
    for section in &mut plan.sections {
        section.title = all();
        for (i, field) in section.fields.iter_mut().enumerate() {
            field.id = format!("{text}{i}");
            (field.label, field.hint, field.error) = (all(), Some(all()), Some(all()));
            match &mut field.kind {
                FieldKind::Number { unit, .. } => *unit = Some(all()),
                FieldKind::Choice { options } => {
                    for (i, option) in options.iter_mut().enumerate() {
                        (option.label, option.id) = (all(), format!("{text}{i}"));
                    }
                }
                FieldKind::Basket { items, .. } => {
                    for (i, item) in items.iter_mut().enumerate() {
                        (item.label, item.id) = (all(), format!("{text}{i}"));
                    }
                }
                _ => {}
            }
        }
    }
    plan
}

pub(super) fn addresses() -> OrderAddresses {
    OrderAddresses {
        pay_page: "https://mpay.example.md/service/pay".into(),
        return_url: "https://plati.example.md/ro/order/abc?returned=1".into(),
        change: "/ro/moldsilva/forest-land-rent?from=abc".into(),
        this_page_in: ["/ro/order/abc".into(), "/ru/order/abc".into(), "/en/order/abc".into()],
        public: "https://plati.example.md/ro/order/abc".into(),
        note: "/ro/order/abc/note".into(),
        payment_note: None,
        new_order: "/ro/moldsilva/forest-land-rent?from=abc".into(),
    }
}

pub(super) fn catalogue() -> Vec<CatalogueBeneficiary> {
    let service = |title: &str, description: Option<&str>| CatalogueService {
        title: title.into(),
        description: description.map(str::to_owned),
        address: "/ro/moldsilva/forest-land-rent".into(),
    };
    vec![
        CatalogueBeneficiary {
            slug: Slug::parse("moldsilva").unwrap(),
            name: "Agenția „Moldsilva”".into(),
            idno: "1003600000006".into(),
            logo: Some("/static/0123456789ab/images/favicon.svg".into()),
            services: vec![
                service("Arenda terenului fondului forestier", Some("Plata arendei conform contractului.")),
                service("Permis de acces", None),
            ],
        },
        CatalogueBeneficiary {
            slug: Slug::parse("muzeu").unwrap(),
            name: "Muzeul Național".into(),
            idno: "1003600000006".into(),
            logo: None,
            services: vec![service("Bilete", Some("Alegeți biletele."))],
        },
    ]
}

/// What searches come to, by name.
pub(super) fn searches() -> [(&'static str, SearchPage); 3] {
    let services = catalogue().into_iter().flat_map(|one| one.services.into_iter().map(move |s| (s, one.name.clone())));
    let found = SearchPage::Found { typed: "<b>& arenda".into(), services: services.collect(), count: 57 };
    let nothing = SearchPage::Found { typed: "abracadabra".into(), services: Vec::new(), count: 0 };
    [("search_found", found), ("search_nothing", nothing), ("search_personal", SearchPage::Personal)]
}
