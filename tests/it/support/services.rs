//! What payers type into the shipped services, right and wrong, and what must come of it.

use jiff::{Timestamp, ToSpan};
use mpay_pages::clock;

/// A shipped service.
pub struct Service {
    /// As in its address.
    pub path: &'static str,
    pub service_id: &'static str,
    /// Its title in Romanian, Russian, English.
    pub title: [&'static str; 3],
    /// Name and text of each answer.
    pub right: Vec<(&'static str, String)>,
    /// Name, text, and the message in Romanian, Russian, English.
    pub wrong: Vec<Wrong>,
    /// As pages write it, without the currency.
    pub total: &'static str,
    /// The account of the first line, its owner and its owner's code.
    pub account: [&'static str; 3],
    /// The first line's reason in the three languages.
    pub line: [&'static str; 3],
    /// What the order's page must show of the answers, whatever its language.
    pub shown: Vec<String>,
}

/// A wrong answer, and what is said of it in Romanian, Russian, English.
pub type Wrong = (&'static str, &'static str, [&'static str; 3]);

/// A day that comes, as it is typed.
pub fn day_from_today(days: i64) -> String {
    clock::today(Timestamp::now()).checked_add(days.days()).unwrap().strftime("%d.%m.%Y").to_string()
}

fn typed(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
}

fn shown(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Rent of forest land: the payer types the amount.
pub fn forest_land_rent() -> Service {
    Service {
        path: "moldsilva/forest-land-rent",
        service_id: "MDS02",
        title: ["Arenda terenului fondului forestier", "Аренда земель лесного фонда", "Forest land rent"],
        right: typed(&[
            ("payer.kind", "person"),
            ("payer.id", "2006022048426"),
            ("payer.name", "Ștefan O'Țîră & Fiii"),
            ("contract", "AB23215"),
            ("date", "25.01.2025"),
            ("telephone", "60606060"),
            ("rent", "9267,05"),
        ]),
        wrong: vec![
            (
                "payer.id",
                "2006022048427",
                ["O cifră este greșită", "Одна из цифр неверна", "One of the digits is wrong"],
            ),
            (
                "payer.name",
                "",
                [
                    "Introduceți numele și prenumele sau denumirea plătitorului",
                    "Введите фамилию и имя или название плательщика",
                    "Enter the payer’s full name or company name",
                ],
            ),
            (
                "contract",
                "23215!",
                [
                    "Introduceți numărul contractului, cel mult trei litere urmate de cifre",
                    "Введите номер договора — не более трёх букв, затем цифры",
                    "Enter the contract number, at most three letters followed by digits",
                ],
            ),
            (
                "date",
                "31.02.2025",
                ["Introduceți o dată care există", "Введите существующую дату", "Enter a date that exists"],
            ),
            (
                "rent",
                "0,99",
                [
                    "Introduceți o sumă de cel puțin 1,00 MDL",
                    "Введите сумму не меньше 1,00 MDL",
                    "Enter an amount of at least 1,00 MDL",
                ],
            ),
        ],
        total: "9 267,05",
        account: ["MD77TRGAAA14153401000000", "Agenția Moldsilva", "1006601000255"],
        line: ["Plata pentru arenda terenului forestier", "Плата за аренду лесного участка", "Forest land rent"],
        shown: shown(&["2006022048426", "Ștefan O'Țîră & Fiii", "AB23215", "25.01.2025", "60 606 060", "9 267,05"]),
    }
}

/// Museum tickets: a basket of things with prices, bought by a firm.
pub fn museum_tickets() -> Service {
    let visit = day_from_today(10);
    let mut right = typed(&[
        ("payer.kind", "organization"),
        ("payer.id", "1016600999993"),
        ("payer.name", "„Exemplu Prim” SRL"),
        ("tickets.adult", "18"),
        ("tickets.guide_foreign", "1"),
        ("email", "office@example.md"),
        ("telephone", "022 000 000"),
    ]);
    right.push(("visit_date", visit.clone()));
    let mut shown = shown(&["1016600999993", "„Exemplu Prim” SRL", "18 × 50,00", "1 × 250,00", "office@example.md"]);
    shown.push(visit);
    Service {
        path: "muzeul-etnografie/museum-tickets",
        service_id: "MUZ01",
        title: ["Bilete la muzeu", "Билеты в музей", "Museum tickets"],
        right,
        wrong: vec![
            (
                "payer.id",
                "1016600999994",
                ["O cifră este greșită", "Одна из цифр неверна", "One of the digits is wrong"],
            ),
            (
                "visit_date",
                "01.01.2020",
                ["Introduceți o dată nu mai devreme de", "Введите дату не раньше", "Enter a date not earlier than"],
            ),
            (
                "tickets.adult",
                "51",
                [
                    "Introduceți un număr întreg de la 0 la 50",
                    "Введите целое число от 0 до 50",
                    "Enter a whole number from 0 to 50",
                ],
            ),
            (
                "email",
                "office@example",
                ["Adresa de e-mail nu este completă", "Адрес эл. почты неполный", "The e-mail address is not complete"],
            ),
        ],
        total: "1 150,00",
        account: ["MD27TRGAAA14153499000000", "Muzeul Național de Etnografie și Istorie Naturală", "1020600123450"],
        line: ["Bilete și servicii muzeale", "Билеты и услуги музея", "Museum tickets and services"],
        shown,
    }
}

/// The court fee: a fixed amount, for the court that is chosen.
pub fn court_stamp_fee() -> Service {
    Service {
        path: "instante/court-stamp-fee",
        service_id: "AAJ10",
        title: ["Taxa de timbru", "Гербовый сбор", "Court stamp fee"],
        right: typed(&[
            ("payer.kind", "person"),
            ("payer.id", "2001000000012"),
            ("payer.name", "Ion Rusu"),
            ("court", "ca_comrat"),
            ("case_number", "2-145/2026"),
            ("telephone", "+373 60 606 060"),
        ]),
        wrong: vec![
            ("payer.kind", "", ["Alegeți tipul plătitorului", "Выберите тип плательщика", "Choose the payer type"]),
            (
                "court",
                "",
                [
                    "Alegeți un răspuns la „Instanța de judecată”",
                    "Выберите ответ в поле «Судебная инстанция»",
                    "Choose an answer for “Court”",
                ],
            ),
            ("telephone", "12", ["ați introdus 2.", "введено 2.", "you entered 2."]),
        ],
        total: "200,00",
        account: ["MD61TRPAAA142310A01192AA", "Curtea de Apel Comrat", "1007601000702"],
        line: ["Taxa de timbru", "Гербовый сбор", "Court stamp fee"],
        shown: shown(&["2001000000012", "Ion Rusu", "2-145/2026", "60 606 060"]),
    }
}

/// The kindergarten fee: days times a price, only for persons, for the kindergarten that is chosen.
pub fn kindergarten_fee() -> Service {
    Service {
        path: "gradinite-chisinau/kindergarten-fee",
        service_id: "GRD01",
        title: ["Taxa pentru grădinițe", "Плата за детский сад", "Kindergarten fee"],
        right: typed(&[
            ("payer.id", "2012003456788"),
            ("payer.name", "Ana Munteanu"),
            ("kindergarten", "nr_52"),
            ("group", "Mijlocie"),
            ("child_code", "104552"),
            ("child_idnp", "2004999999996"),
            ("child_name", "Maria Munteanu"),
            ("period", "01.2026"),
            ("days", "18"),
            ("telephone", "060606060"),
        ]),
        wrong: vec![
            (
                "child_code",
                "12",
                [
                    "Introduceți răspunsul în forma cerută",
                    "Введите ответ в указанной форме",
                    "Enter the answer in the form asked for",
                ],
            ),
            (
                "child_idnp",
                "2004999999990",
                ["O cifră este greșită", "Одна из цифр неверна", "One of the digits is wrong"],
            ),
            (
                "period",
                "12.2024",
                [
                    "Introduceți o lună nu mai devreme de 01.2025",
                    "Введите месяц не раньше 01.2025",
                    "Enter a month not earlier than 01.2025",
                ],
            ),
            (
                "days",
                "24",
                [
                    "Introduceți un număr nu mai mare decât 23",
                    "Введите число не больше 23",
                    "Enter a number not greater than 23",
                ],
            ),
        ],
        total: "250,20",
        account: ["MD46TRPAAA142310A09952AA", "Grădinița nr. 52 Licurici", "1003600000006"],
        line: ["Taxa pentru grădiniță, 01.2026", "Плата за детский сад, 01.2026", "Kindergarten fee, 01.2026"],
        shown: shown(&["Ana Munteanu", "Mijlocie", "104552", "2004999999996", "Maria Munteanu", "01.2026", "18"]),
    }
}

impl Service {
    /// The address of its page in a language.
    pub fn address(&self, language: &str) -> String {
        format!("/{language}/{}", self.path)
    }

    /// The right answers, for a form.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.right.iter().map(|(name, text)| (*name, text.as_str()))
    }
}

/// What a payer types into the sample service that asks everything.
pub fn every_kind() -> Vec<(&'static str, String)> {
    typed(&[
        ("payer.kind", "organization"),
        ("payer.id", "1016600999993"),
        ("payer.name", "„Exemplu Prim” SRL"),
        ("use", "hay"),
        ("district", "d3"),
        ("area", "60,5"),
        ("permit", "AV-12"),
        ("urgent", "no"),
        ("pieces", "2"),
        ("needs.plan", "yes"),
        ("extras.copy", "2"),
        ("manager", "2006022048426"),
        ("signed", "25.01.2025"),
        ("period", "02.2026"),
        ("since", "2001"),
        ("cadastral", "0100203123"),
        ("owner", "2006022048426"),
        ("worker.1.days", "5"),
        ("_row.worker.2", "yes"),
        ("worker.2.days", "21"),
        ("worker.2.act", "A7"),
        ("email", "office@example.md"),
        ("remarks", "prima\na doua"),
        ("agree", "yes"),
    ])
}
