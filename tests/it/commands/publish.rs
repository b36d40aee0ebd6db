//! `publish`: where it publishes, what it refuses, and that all is published or nothing.

use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::support::program::{program, run, shipped_definitions, text};

/// A folder with definitions of some beneficiaries, and data beside them.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn of(beneficiaries: &[&str]) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        for beneficiary in beneficiaries {
            let to = desk.path(&format!("definitions/{beneficiary}"));
            std::fs::create_dir_all(&to).unwrap();
            for entry in std::fs::read_dir(shipped_definitions().join(beneficiary)).unwrap() {
                let from = entry.unwrap().path();
                std::fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
            }
        }
        // The first publication makes the database where a program does that by itself.
        let _ = run(["init", "--data", desk.path("data").to_str().unwrap()]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn publish(&self, arguments: &[&str]) -> Output {
        let mut publish = program(["publish", "--data", "data"].iter().chain(arguments));
        publish.current_dir(self.folder.path()).output().unwrap()
    }

    fn add(&self, file: &str, text: &str) {
        let path = self.path(file);
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(path, old + text).unwrap();
    }

    /// What `versions` says of a service: nothing of one that is unknown.
    fn versions(&self, service: &str) -> usize {
        let data = self.path("data");
        let output = run(["versions", "--data", data.to_str().unwrap(), service]);
        text(&output.stdout).lines().count()
    }
}

#[track_caller]
fn said(output: &Output, code: i32) -> (String, String) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    (out, err)
}

const RENT: &str = "moldsilva/forest-land-rent";
const RENT_FILE: &str = "definitions/moldsilva/forest-land-rent.yaml";

#[test]
fn it_says_where_it_publishes_and_ends_with_the_page_s_address() {
    let desk = Desk::of(&["moldsilva"]);
    let home = "https://plati.example.md";
    let (out, err) = said(&desk.publish(&[RENT_FILE, "--public-url", "https://plati.example.md/"]), 0);
    let database = desk.path("data").canonicalize().unwrap().join("mpay-pages.sqlite");
    let place =
        format!("publishing in the test environment of sqlite:{}, whose pages are at {home}", database.display());
    assert!(err.lines().any(|line| line == place), "{err}");
    assert_eq!(out.lines().last(), Some(&*format!("  page: {home}/ro/{RENT}")), "{out}");
    let (out, err) = said(&desk.publish(&[RENT_FILE, "--environment", "production"]), 0);
    assert!(err.contains("publishing in the production environment of sqlite:"), "{err}");
    assert!(err.contains("--public-url or --config says how browsers reach it"), "{err}");
    assert_eq!(out.lines().last(), Some(&*format!("  page: /ro/{RENT}")), "{out}");
}

#[test]
fn a_database_s_password_is_not_repeated() {
    let desk = Desk::of(&["moldsilva"]);
    let (_, err) = said(&desk.publish(&[RENT_FILE, "--database-url", "postgres://pay:s3cret@127.0.0.1:1/pay"]), 1);
    assert!(!err.contains("s3cret"), "{err}");
}

/// A comment is one wherever YAML lets it stand, and in every file that is compiled; what looks like one is none.
#[test]
fn what_is_still_an_example_s_is_not_published_in_production() {
    for (file, from, to) in [
        (RENT_FILE, "format: 1\n", "format: 1 # CHANGE\n"),
        (RENT_FILE, "format: 1\n", "#CHANGE: this\nformat: 1\n"),
        (RENT_FILE, "format: 1\n", "format: 1\n      # please CHANGE it\n"),
        ("definitions/moldsilva/beneficiary.yaml", "format: 1\n", "format: 1   # CHANGE\n"),
    ] {
        let desk = Desk::of(&["moldsilva", "trezoreria"]);
        let path = desk.path(file);
        let old = std::fs::read_to_string(&path).unwrap();
        assert!(old.contains(from), "{file}");
        std::fs::write(&path, old.replacen(from, to, 1)).unwrap();
        let line =
            1 + std::fs::read_to_string(&path).unwrap().lines().position(|line| line.contains("CHANGE")).unwrap();
        let (out, err) = said(&desk.publish(&["definitions", "--environment", "production"]), 1);
        assert_eq!(out, "");
        assert!(err.contains("error: 1 place holds an example's values"), "{err}");
        assert!(err.contains(&format!("\n  {file}:{line}: #")), "{err}");
        assert_eq!(desk.versions("trezoreria/court-copies"), 0, "nothing of the other services either");
        let (out, err) = said(&desk.publish(&["definitions"]), 0);
        assert!(err.contains("warning: 1 place holds") && err.contains(&format!("{file}:{line}")), "{err}");
        assert!(out.contains(&format!("{RENT}: version 1 published\n")), "{out}");
    }
    let desk = Desk::of(&["moldsilva"]);
    let path = desk.path(RENT_FILE);
    let old = std::fs::read_to_string(&path).unwrap();
    let quoted = old.replacen("en: Forest land rent", "en: \"Forest # CHANGE rent\"", 1);
    assert_ne!(quoted, old);
    std::fs::write(&path, quoted).unwrap();
    said(&desk.publish(&["definitions", "--environment", "production"]), 0);
}

#[test]
fn a_starter_as_it_was_written_is_an_example() {
    let desk = Desk::of(&["moldsilva"]);
    let file = desk.path("definitions/primaria-orhei/parking-permit.yaml");
    let made = run(["new", file.to_str().unwrap(), "--defaults"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let (_, err) = said(&desk.publish(&["definitions/primaria-orhei", "--environment", "production"]), 1);
    assert!(err.contains("parking-permit.yaml:") && err.contains("beneficiary.yaml:"), "{err}");
    // Once every mark is looked at and taken away, what explains the word is no mark.
    for name in ["beneficiary.yaml", "parking-permit.yaml"] {
        let path = file.with_file_name(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let unmarked = |line: &str| match line.contains("CHANGE marks") {
            true => line.to_owned(),
            false => line.replace("CHANGE", ""),
        };
        std::fs::write(&path, text.lines().map(unmarked).collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    said(&desk.publish(&["definitions/primaria-orhei", "--environment", "production"]), 0);
}

#[test]
fn all_are_published_or_none_and_what_did_not_change_is_told() {
    let desk = Desk::of(&["moldsilva", "trezoreria"]);
    let copies = desk.path("definitions/trezoreria/court-copies.yaml");
    let right = std::fs::read_to_string(&copies).unwrap();
    std::fs::write(&copies, right.replacen("format: 1", "format: 2", 1)).unwrap();
    let (out, err) = said(&desk.publish(&["definitions"]), 1);
    assert_eq!(out, "");
    assert!(err.ends_with("error: nothing was published: 1 of 3 services did not compile\n"), "{err}");
    assert_eq!(desk.versions(RENT), 0);

    std::fs::write(&copies, &right).unwrap();
    let (out, err) = said(&desk.publish(&["definitions"]), 0);
    assert_eq!(out.matches(": version 1 published\n").count(), 3, "{out}");
    assert!(err.ends_with("3 services: 3 published, 0 unchanged\n"), "{err}");

    desk.add("definitions/trezoreria/court-copies.yaml", "# nothing of meaning\n");
    let (out, err) = said(&desk.publish(&["definitions"]), 0);
    assert_eq!(out.matches("version 1 is served already, nothing changed\n").count(), 2, "{out}");
    assert!(out.contains("trezoreria/court-copies: version 2 published\n"), "{out}");
    assert!(err.ends_with("3 services: 1 published, 2 unchanged\n"), "{err}");

    // The store refuses the second of them: the first, which is in order, is not published either.
    let taken = std::fs::read_to_string(desk.path(RENT_FILE)).unwrap();
    let id = taken.lines().find_map(|line| line.strip_prefix("mpay_service_id: ")).unwrap().to_owned();
    let state_fee = desk.path("definitions/trezoreria/court-state-fee.yaml");
    let changed = |text: &str| text.to_owned() + "# once more\n";
    std::fs::write(&copies, changed(&std::fs::read_to_string(&copies).unwrap())).unwrap();
    let old = std::fs::read_to_string(&state_fee).unwrap();
    let own = old.lines().find_map(|line| line.strip_prefix("mpay_service_id: ")).unwrap().to_owned();
    std::fs::write(&state_fee, old.replacen(&own, &id, 1)).unwrap();
    let before = desk.versions("trezoreria/court-copies");
    let (out, err) = said(&desk.publish(&["definitions"]), 1);
    assert_eq!(out, "");
    assert!(err.contains("error: nothing was published: "), "{err}");
    assert_eq!(desk.versions("trezoreria/court-copies"), before);
}

#[test]
fn names_that_stand_for_something_else_are_refused() {
    let desk = Desk::of(&["moldsilva"]);
    let text_of = |path: &Path| std::fs::read_to_string(path).unwrap();
    let folder = desk.path("definitions");
    for name in ["console", "order", "healthz"] {
        std::fs::rename(folder.join("moldsilva"), folder.join(name)).unwrap();
        let file = folder.join(name).join("beneficiary.yaml");
        let old = text_of(&file);
        std::fs::write(&file, old.replacen("beneficiary: moldsilva", &format!("beneficiary: {name}"), 1)).unwrap();
        let check = run(["check", folder.to_str().unwrap()]);
        let said = text(&check.stderr);
        assert_eq!(check.status.code(), Some(1), "{said}");
        assert!(said.contains("E0111") && said.contains(&format!("`{name}` has a meaning of its own")), "{said}");
        std::fs::write(&file, old).unwrap();
        std::fs::rename(folder.join(name), folder.join("moldsilva")).unwrap();
    }
    let service = folder.join("moldsilva/console.yaml");
    std::fs::rename(folder.join("moldsilva/forest-land-rent.yaml"), &service).unwrap();
    std::fs::write(&service, text_of(&service).replacen("service: forest-land-rent", "service: console", 1)).unwrap();
    let said = text(&run(["check", service.to_str().unwrap()]).stderr);
    assert!(said.contains("`console` has a meaning of its own in addresses"), "{said}");
}
