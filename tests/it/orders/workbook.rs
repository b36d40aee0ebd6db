//! Orders as a workbook, read back by a program of others: words for headings, texts that stay texts, numbers and times.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use mpay_pages::app::{Selection, export_workbook, new_version};
use mpay_pages::asset::Assets;
use mpay_pages::compile::compile;
use mpay_pages::i18n::Language;
use mpay_pages::ids::Slug;
use mpay_pages::order::Order;
use mpay_pages::store::Store;
use mpay_pages::view::View;

use super::{files, service};
use crate::support::databases::databases;
use crate::support::samples;

const TERMS: &str = "\
reporting:
  cost_centre: \"0042\"
  half: {value: sum / 2}
lines:
  - {id: fee, reason: {ro: Taxă, ru: Плата, en: Fee}, amount: 1250.50, account: main}
order: {reason: {ro: Taxă, ru: Плата, en: Fee}}
examples:
  - answers: {payer.kind: person, payer.id: \"2001000000012\", payer.name: Ion Rusu, note: a, sum: 1, born: 25.01.2026, kind: first, of: 01.2026, way: \"yes\"}
    total: 1250.50
";

/// Publishes a service of each name and keeps an order of each, made half an hour after the stories begin.
async fn kept(store: &Store, names: [&str; 2]) -> Vec<Order> {
    let assets = Assets::load();
    let view = View::new(&|path| assets.address(path).to_owned()).unwrap();
    let mut orders = Vec::new();
    for (number, name) in (1..).zip(names) {
        let text = service(name, TERMS).replace("PRB01", &format!("PRB0{number}")).replace(
            "{id: note, type: text, max_length: 20, label: {ro: Nota, ru: Заметка, en: Note}}",
            "{id: note, type: text, max_length: 20, label: {ro: Nota, ru: Заметка, en: Note}}\n      \
             - {id: sum, type: amount, max: 100000, label: {ro: Suma, ru: Сумма, en: Sum}}\n      \
             - {id: born, type: date, label: {ro: Data, ru: Дата, en: Day}}\n      \
             - {id: of, type: month, label: {ro: Luna, ru: Месяц, en: Month}}\n      \
             - {id: way, type: yes_no, label: {ro: Urgent, ru: Срочно, en: Urgent}}\n      \
             - {id: kind, type: choice, label: {ro: Felul, ru: Вид, en: Kind}, options: \
             [{id: first, label: {ro: Primul, ru: Первый, en: The first}}, \
             {id: second, label: {ro: Al doilea, ru: Второй, en: The second}}]}",
        );
        let files = files(name, &text);
        let compiled = compile(&files, "2026-01-25".parse().unwrap());
        let told: Vec<&str> = compiled.diagnostics.iter().map(|found| found.message.as_str()).collect();
        let version = new_version(&compiled, &files, &view, &assets).unwrap().unwrap_or_else(|| panic!("{told:?}"));
        store.publish(&version, samples::at(0)).await.unwrap();
        let mut order = samples::order(name);
        order.beneficiary = Slug::parse("proba").unwrap();
        order.service = Slug::parse(name).unwrap();
        order.created_at = samples::at(30);
        let answer = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let answers = [
            ("payer.kind", "person"),
            ("payer.id", "2001000000012"),
            ("payer.name", "Ion, „Rusu”"),
            ("note", "=HYPERLINK(\"x\")"),
            ("sum", "9 267,05"),
            ("born", "05.01.2026"),
            ("of", "01.2026"),
            ("way", "no"),
            ("kind", "second"),
        ];
        order.content.answers = answers.map(answer).to_vec();
        order.content.reporting = [("cost_centre", "0042"), ("half", "4633.525")].map(answer).to_vec();
        store.submit(&order).await.unwrap();
        store.record_payment(&samples::payment(&order, &format!("00{number}"), 100_00, 45)).await.unwrap();
        orders.push(order);
    }
    orders
}

/// What stands in the only order's row below a heading.
#[track_caller]
fn cell<'a>(sheet: &'a Range<Data>, heading: &str) -> &'a Data {
    let headings = sheet.rows().next().unwrap();
    let column = headings.iter().position(|one| *one == Data::String(heading.to_owned()));
    let column = column.unwrap_or_else(|| panic!("no {heading} in {headings:?}"));
    sheet.get((1, column)).unwrap()
}

async fn read_back(store: &Store, names: [&str; 2], language: Language) -> Xlsx<Cursor<Vec<u8>>> {
    let services = names.map(|name| samples::path(&format!("proba/{name}"))).to_vec();
    let selection = Selection { services, made: samples::at(0)..samples::at(90) };
    let mut bytes = Vec::new();
    let count = export_workbook(store, &selection, samples::at(50), language, &mut bytes).await.unwrap();
    assert_eq!(count, 2);
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_holds_words_texts_amounts_and_times() {
    // The second name is too long for a sheet's.
    let names = ["fee", "a-name-that-is-longer-than-a-sheet-may-be-named"];
    for database in databases().await {
        let store = database.open().await;
        let orders = kept(&store, names).await;
        let mut book = read_back(&store, names, Language::Ro).await;
        assert_eq!(book.sheet_names(), ["fee", "a-name-that-is-longer-than-a-sh"]);
        let sheet = book.worksheet_range("fee").unwrap();
        assert_eq!(sheet.height(), 2);
        let key = orders[0].key.to_string();
        for (heading, text) in [
            ("Numărul comenzii", key.as_str()),
            ("Starea", "Achitată"),
            ("Numerele plăților în MPay", "001"),
            ("IDNP / IDNO plătitor", "2001000000012"),
            ("Tipul plătitorului", "Persoană fizică"),
            ("Nota", "=HYPERLINK(\"x\")"),
            ("Felul", "Al doilea"),
            ("Urgent", "Nu"),
            ("cost_centre", "0042"),
        ] {
            assert_eq!(*cell(&sheet, heading), Data::String(text.to_owned()), "{heading}");
        }
        for (heading, number) in [
            ("Total, MDL", 100.0),
            ("Achitat, MDL", 100.0),
            ("De achitat, MDL", 0.0),
            ("Suma", 9267.05),
            ("half", 4633.525),
            ("Numărul plăților", 1.0),
        ] {
            let found = cell(&sheet, heading);
            assert!(matches!(found, Data::Float(value) if *value == number), "{heading}: {found:?}");
        }
        // 8:30 in Greenwich is 11:30 in Chișinău in summer; days are counted from 1899-12-30.
        for (heading, days) in
            [("Data și ora comenzii", 46_213.0 + 11.5 / 24.0), ("Data", 46_027.0), ("Luna", 46_023.0)]
        {
            let found = cell(&sheet, heading);
            let Data::DateTime(at) = found else { panic!("{heading} is no time: {found:?}") };
            assert!((at.as_f64() - days).abs() < 1e-6, "{heading}: {}", at.as_f64());
        }
        for (language, heading, status) in [(Language::Ru, "Состояние", "Оплачен"), (Language::En, "Status", "Paid")]
        {
            let mut book = read_back(&store, names, language).await;
            let sheet = book.worksheet_range("fee").unwrap();
            assert_eq!(*cell(&sheet, heading), Data::String(status.to_owned()));
        }
    }
}
