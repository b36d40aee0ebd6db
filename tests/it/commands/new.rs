//! `new`: a starter from flags, and from answers to questions on a real terminal; nothing is ever overwritten.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::support::program::{program, run, text};

const FLAGS: [&str; 16] = [
    "--price",
    "tariff",
    "--mpay-id",
    "ORH07",
    "--title",
    "Permis de parcare",
    "--title-ru",
    "Разрешение на парковку",
    "--title-en",
    "Parking permit",
    "--name",
    "Primăria Orhei",
    "--name-ru",
    "Примэрия Орхей",
    "--name-en",
    "Orhei Town Hall",
];
const INSTITUTION: [&str; 6] =
    ["--idno", "1003600000006", "--email", "plati@orhei.example.md", "--iban", "MD44TRGAAA14222099000000"];

fn new(file: &Path, flags: &[&str]) -> (Option<i32>, String, String) {
    let output = run(["new", file.to_str().unwrap()].iter().chain(flags));
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Fails unless a service compiles without a word, `fmt` changes nothing and its first example is priced.
fn assert_compiles(file: &Path) {
    let check = run(["check".as_ref(), file.as_os_str()]);
    assert_eq!((check.status.code(), text(&check.stderr).as_str()), (Some(0), "1 service compiled\n"));
    let beneficiary = file.with_file_name("beneficiary.yaml");
    let laid_out = run(["fmt".as_ref(), "--check".as_ref(), file.as_os_str(), beneficiary.as_os_str()]);
    assert!(laid_out.status.success(), "{}", text(&laid_out.stdout));
    let price = run(["price".as_ref(), file.as_os_str(), "--example".as_ref(), "1".as_ref()]);
    assert!(text(&price.stdout).contains("total"), "{}", text(&price.stderr));
}

#[test]
fn flags_make_a_starter_that_is_the_person_s_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("definitions/primaria-orhei/parking-permit.yaml");
    let flags: Vec<&str> = FLAGS.into_iter().chain(INSTITUTION).collect();
    let (code, out, err) = new(&file, &flags);
    assert_eq!(code, Some(0), "{err}");
    let beneficiary = file.with_file_name("beneficiary.yaml");
    assert_eq!(out, format!("{}\n{}\n", beneficiary.display(), file.display()));
    assert!(err.contains("It compiles.") && err.contains(&format!("mpay-pages check {}", file.display())), "{err}");
    assert_compiles(&file);
    let (service, receiver) = (std::fs::read_to_string(&file).unwrap(), std::fs::read_to_string(beneficiary).unwrap());
    assert!(service.contains("\n  ru: Разрешение на парковку\n") && service.contains("\nmpay_service_id: ORH07\n"));
    assert!(receiver.contains("{iban: MD44TRGAAA14222099000000, bic: TREZMD2X}"), "{receiver}");
    assert_eq!(receiver.matches("CHANGE").count(), 1, "only the sentence that explains it: {receiver}");

    // A second service of the same institution needs nothing about it.
    let second = file.with_file_name("invoice");
    let (code, out, err) = new(&second, &["--price", "entered", "--defaults", "--also-ask", "idnp"]);
    assert_eq!((code, out), (Some(0), format!("{}.yaml\n", second.display())), "{err}");
    assert_compiles(&second.with_extension("yaml"));
}

#[test]
fn what_is_there_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("primaria-orhei/parking-permit.yaml");
    assert_eq!(new(&file, &["--defaults"]).0, Some(0));
    let files = [file.clone(), file.with_file_name("beneficiary.yaml")];
    let read = || files.iter().map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>();
    let before = read();
    for (named, told) in [
        ("parking-permit.yaml", "is there already and is left as it is"),
        ("parking-permit", "is there already and is left as it is"),
        ("parking-permit.yml", "is there already and is left as it is"),
        ("beneficiary.yaml", "beneficiary.yaml is the institution's own file"),
        ("Permis.yaml", "cannot name a service"),
    ] {
        let (code, out, err) = new(&file.with_file_name(named), &["--defaults"]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{named}");
        assert!(err.contains(told), "{err}");
    }
    let (code, _, err) = new(&file.with_file_name("other"), &["--defaults", "--idno", "1003600000006"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("--idno is for a new institution"), "{err}");
    let (code, _, err) = new(&file.with_file_name("other"), &["--defaults", "--account", "mian"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("no account `mian`; did you mean `main`?"), "{err}");
    assert_eq!(read(), before);
    assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 2);
}

#[test]
fn without_a_terminal_the_missing_flags_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("primaria-orhei/parking-permit");
    let (code, out, err) = new(&file, &["--title", "Permis"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    insta::assert_snapshot!("new_without_flags", err);
    assert!(!folder.path().join("primaria-orhei").exists());
    for flags in [["--idno", "1003600000007"], ["--title", " "], ["--iban", "Main=MD44"], ["--price", "free"]] {
        assert_eq!(new(&file, &flags).0, Some(2), "{flags:?}");
    }
}

/// Runs `new` on a terminal and answers one question after the other: its exit code and what the terminal showed.
fn converse(file: Option<&Path>, flags: &[&str], answers: &[&str]) -> (Option<i32>, String) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let theirs = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = File::options().read(true).write(true).open(theirs).unwrap();
    let arguments = ["new"].into_iter().chain(file.map(|file| file.to_str().unwrap())).chain(flags.iter().copied());
    let mut command = program(arguments);
    command.stdin(Stdio::from(theirs.try_clone().unwrap())).stderr(Stdio::from(theirs));
    let mut child = command.spawn().unwrap();
    // The command holds the terminal's other end open, which would keep it from ending.
    drop(command);
    let mut ours = File::from(ours);
    let (mut shown, mut answers, mut bytes) = (String::new(), answers.iter(), [0; 4096]);
    // A terminal whose other end is gone is an error to read from.
    while let Ok(count) = ours.read(&mut bytes)
        && count > 0
    {
        shown.push_str(&String::from_utf8_lossy(&bytes[..count]));
        if shown.ends_with(": ") {
            let answer = answers.next().map_or("\u{4}".to_owned(), |answer| format!("{answer}\n"));
            ours.write_all(answer.as_bytes()).unwrap();
        }
    }
    assert!(answers.next().is_none(), "more is answered than is asked:\n{shown}");
    assert!(!shown.contains("panicked"), "{shown}");
    (child.wait().unwrap().code(), shown.replace("\r\n", "\n"))
}

#[test]
fn questions_are_asked_on_a_terminal_and_again_where_an_answer_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("primaria-orhei/parking-permit.yaml");
    let answers = [
        "",
        "Permis de parcare",
        "Разрешение на парковку",
        "Parking permit",
        "no-id",
        "orh07",
        "8",
        "rows",
        "2",
        "idnp",
        "Decizia Consiliului orășenesc Orhei",
        "Решение городского совета Орхей",
        "Decision of the Orhei Town Council",
        "Primăria Orhei",
        "Примэрия Орхей",
        "Orhei Town Hall",
        "1003600000007",
        "1003600000006",
        "060606060",
        "",
        "parking=MD44TRGAAA14222099000000",
        "fines=MD80VI022510000000099MDL",
        "",
        "by-answer",
    ];
    let (code, shown) = converse(Some(&file), &[], &answers);
    assert_eq!(code, Some(0), "{shown}");
    let folder_name = folder.path().display().to_string();
    insta::assert_snapshot!("new_on_a_terminal", shown.replace(&folder_name, "FOLDER"));
    assert_compiles(&file);
    let service = std::fs::read_to_string(&file).unwrap();
    for written in ["kinds: [person]", "type: idnp", "{chosen_by: office}", "repeat:", "basis:\n    ro: Decizia"] {
        assert!(service.contains(written), "{written}: {service}");
    }
    let receiver = std::fs::read_to_string(file.with_file_name("beneficiary.yaml")).unwrap();
    assert!(receiver.contains("  fines: {iban: MD80VI022510000000099MDL, bic: VICBMD2X}"), "{receiver}");
}

#[test]
fn answers_that_end_early_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("primaria-orhei/parking-permit.yaml");
    let (code, shown) = converse(Some(&file), &["--title", "Permis"], &["Разрешение"]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("the answers ended; nothing was written"), "{shown}");
    let (code, shown) = converse(None, &[], &["/"; 10]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("FILE was not answered in 10 tries; nothing was written"), "{shown}");
    assert!(!file.parent().unwrap().exists());
}
