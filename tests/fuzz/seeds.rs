//! Where mutations begin: the services that ship.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use mpay_pages::app::find_definitions;
use mpay_pages::compile::examples;

/// A service that ships: its name as `beneficiary/service`, its files.
pub struct Shipped {
    pub name: String,
    pub service: String,
    pub beneficiary: String,
    pub files: mpay_pages::compile::DefinitionFiles,
}

/// The services that ship.
pub fn shipped() -> &'static [Shipped] {
    static ALL: OnceLock<Vec<Shipped>> = OnceLock::new();
    ALL.get_or_init(|| {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = package.ancestors().map(|folder| folder.join("definitions")).find(|folder| folder.is_dir());
        let found = find_definitions(&folder.unwrap_or_else(|| PathBuf::from("definitions"))).expect("definitions");
        let read = found.into_iter().map(|files| files.read().expect("a definition"));
        let all = read.map(|files| Shipped {
            name: format!("{}/{}", files.beneficiary, files.service),
            service: files.service_file.1.clone(),
            beneficiary: files.beneficiary_file.1.clone(),
            files,
        });
        all.collect()
    })
}

/// Whole files of YAML.
pub fn yaml() -> Vec<String> {
    shipped().iter().flat_map(|one| [one.service.clone(), one.beneficiary.clone()]).collect()
}

pub fn layout() -> Vec<String> {
    yaml()
}

/// Services with their beneficiaries; of those that read a table, once more with its first rows.
pub fn definition() -> Vec<String> {
    let plain = |one: &Shipped| format!("{}=== beneficiary\n{}", one.service, one.beneficiary);
    let with_tables = |one: &Shipped| {
        let tables = one.files.beside.iter().filter(|(name, _)| name.ends_with(".csv"));
        let tables = tables.filter_map(|(name, bytes)| Some((name, std::str::from_utf8(bytes).ok()?)));
        let first = |text: &str| text.lines().take(9).map(|line| format!("{line}\n")).collect::<String>();
        let tables: String = tables.map(|(name, text)| format!("=== table {name}\n{}", first(text))).collect();
        (!tables.is_empty()).then(|| format!("{}{tables}", plain(one)))
    };
    shipped().iter().map(plain).chain(shipped().iter().filter_map(with_tables)).collect()
}

/// Expressions on the names of the target's own service.
pub fn expression() -> Vec<String> {
    let all = [
        "n * 2.50",
        "round(x * 0.85, 2)",
        "if(use == \"a\", depth, 1) * rate[use]",
        "if(answered(gift), gift, 1)",
        "sum(items) + count(items)",
        "sum(kid, months * n) + count(kid)",
        "min(max(round(a / 3, 2), 50), 5000)",
        "use.price + band",
        "tariff[use] * 1",
        "days_between(today(), day) > 3",
        "use in [\"a\", \"b\"] and not fast",
        "\"food\" in needs or payer.kind == \"organization\"",
        "count(needs) >= 1 and new >= old",
        "(new - old) * 12.50",
        "floor(x) + ceil(x) - 1",
        "day >= 2026-03-05 and x != 0",
        "a / (n - 10)",
    ];
    all.map(str::to_owned).to_vec()
}

/// Answers to services that ship: the service, the day, then a name and a text a line.
pub fn answers() -> Vec<String> {
    let mut all = Vec::new();
    for one in shipped() {
        for example in examples(&one.service) {
            let on = example.on.map_or_else(|| "2026-03-01".to_owned(), |on| on.to_string());
            let told: String = example.answers.iter().map(|(name, text)| format!("{name}={text}\n")).collect();
            all.push(format!("{}\n{on}\n{told}", one.name));
        }
    }
    all
}
