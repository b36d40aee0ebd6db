//! Every combination of answers, through the compiler, the layout and its examples.

use clap::ValueEnum;

use super::ask::Told;
use super::institution::{Institution, account};
use super::starter::{Offices, Receiver, Starter};
use super::{AlsoAsk, Payer, Price};
use crate::compile::{DefinitionFiles, canonical, compile};
use crate::diag::{Diagnostics, FileId, to_text};
use crate::i18n::{Language, Localized};
use crate::identifiers::{Bic, Idno, Phone};
use crate::ids::{ServiceId, Slug};

const TABLE: &str = "id,ro,ru,en,name,iban,bic\n\
    one,Unu,Один,One,Școala 1,MD33TRPAAA142310C00001AA,TREZMD2X\n\
    two,Doi,Два,Two,Școala 2,MD81TRPAAA142310C00002AA,TREZMD2X\n";

fn localized([ro, ru, en]: [&str; 3]) -> Localized<String> {
    Localized { ro: ro.to_owned(), ru: Some(ru.to_owned()), en: Some(en.to_owned()) }
}

fn institution(is_example: bool) -> Institution {
    let number = |text: &str| (Told { value: account(text).unwrap(), is_example }, Bic::parse("TREZMD2X").unwrap());
    Institution {
        name: Told {
            value: localized(["Primăria: Orhei", "Примэрия «Орхей»", "Orhei Town Hall"]), is_example
        },
        idno: Told { value: Idno::parse("1003600000006").unwrap(), is_example },
        phone: Some(Phone::parse("060606060").unwrap()),
        email: (!is_example).then(|| "plati@orhei.example.md".to_owned()),
        is_example_contact: is_example,
        accounts: vec![number("MD44TRGAAA14222099000000"), number("MD27TRGAAA14153499000000")],
    }
}

fn starter(price: Price, payer: Payer, subject: AlsoAsk, receiver: Receiver, is_example: bool) -> Starter {
    Starter {
        service: Slug::parse("parking-permit").unwrap(),
        beneficiary: Slug::parse("primaria-orhei").unwrap(),
        title: Told { value: localized(["Permis: „A”", "Разрешение, #1", "Permit [x] {y}"]), is_example },
        service_id: Told { value: ServiceId::parse("PRM01").unwrap(), is_example },
        price,
        payer,
        subject,
        basis: Told { value: localized(["Legea 1/2020", "Закон 1/2020", "Law 1/2020"]), is_example },
        receiver,
        institution: Some((institution(is_example), vec!["main".to_owned(), "account_2".to_owned()])),
    }
}

/// Fails unless both files compile without a word and stand in their canonical layout.
fn assert_fine(starter: &Starter) -> (String, String) {
    let (service, mut beneficiary) = (starter.service_file().unwrap(), starter.beneficiary_file().unwrap().unwrap());
    for text in [&service, &beneficiary] {
        let laid_out = canonical(FileId(0), text, &mut Diagnostics::default());
        assert_eq!(laid_out.as_ref(), Some(text), "{starter:?}");
        assert!(!text.contains("\n\n\n") && !text.contains(" \n") && text.ends_with('\n'), "{text}");
    }
    if matches!(starter.receiver, Receiver::ByAnswer(Offices::FromTable(..))) {
        beneficiary.push_str("accounts_from: t.csv\n");
    }
    let files = DefinitionFiles {
        beneficiary: starter.beneficiary.to_string(),
        beneficiary_file: ("beneficiary.yaml".to_owned(), beneficiary.clone()),
        service: starter.service.to_string(),
        service_file: ("parking-permit.yaml".to_owned(), service.clone()),
        beside: vec![("t.csv".to_owned(), TABLE.as_bytes().to_vec())],
    };
    let compiled = compile(&files, "2026-11-28".parse().unwrap());
    let told = to_text(&compiled.diagnostics, &compiled.sources, false);
    assert!(told.is_empty(), "{told}\n{service}");
    let plan = compiled.plan.unwrap();
    assert_eq!(plan.languages, Language::ALL);
    assert!(!crate::compile::examples(&service).is_empty(), "examples are run");
    (service, beneficiary)
}

fn receivers() -> [Receiver; 3] {
    let written = Offices::Written(vec!["main".to_owned(), "account_2".to_owned()]);
    let table = Offices::FromTable("t.csv".to_owned(), "one".to_owned());
    [Receiver::Account("main".to_owned()), Receiver::ByAnswer(written), Receiver::ByAnswer(table)]
}

#[test]
fn every_combination_compiles_is_canonical_and_its_examples_pass() {
    let mut tried = 0;
    for price in Price::value_variants() {
        for payer in Payer::value_variants() {
            for subject in AlsoAsk::value_variants() {
                for receiver in receivers() {
                    for is_example in [false, true] {
                        assert_fine(&starter(*price, *payer, *subject, receiver.clone(), is_example));
                        tried += 1;
                    }
                }
            }
        }
    }
    assert_eq!(tried, 7 * 3 * 3 * 3 * 2);
}

#[test]
fn a_basket_may_be_bought_again_unasked_and_a_fee_may_not() {
    for price in Price::value_variants() {
        let starter = starter(*price, Payer::Both, AlsoAsk::None, receivers()[0].clone(), true);
        let says_usual = starter.service_file().unwrap().contains("\n  paying_again: usual\n");
        assert_eq!(says_usual, *price == Price::Basket, "{price:?}");
    }
}

/// What the comments tell of the language is so.
#[test]
fn the_comments_name_every_type_of_field_and_only_keys_that_are_there() {
    let starter = starter(Price::Fixed, Payer::Both, AlsoAsk::None, receivers()[0].clone(), true);
    let (text, schema) = (starter.service_file().unwrap(), crate::compile::service_schema().to_string());
    let types = text.split_once("# The types: ").unwrap().1.split_once(".\n").unwrap().0;
    let types: Vec<&str> =
        types.split(|c: char| !c.is_ascii_lowercase() && c != '_').filter(|w| !w.is_empty()).collect();
    assert_eq!(types.len(), 24, "{types:?}");
    let keys =
        text.rsplit_once("show how:\n").unwrap().1.lines().filter_map(|line| line.get(1..)?.split_whitespace().next());
    let keys: Vec<&str> = keys.collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    for word in types.iter().chain(&keys) {
        assert!(schema.contains(&format!("\"{word}\"")), "{word}");
    }
}
