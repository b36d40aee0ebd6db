//! The definitions that the program carries: written out to be edited, and shown by `demo` where there are no others.

use std::path::Path;

use crate::support::program::{Server, program, run, shipped_definitions, text};

#[test]
fn they_are_written_out_and_never_over_anything() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("mine");
    let written = run(["definitions", to.to_str().unwrap()]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    for file in ["moldsilva/forest-land-rent.yaml", "moldsilva/beneficiary.yaml", "moldsilva/logo.png"] {
        let read = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
        assert_eq!(read(&to), read(&shipped_definitions()), "{file}");
    }
    let check = run(["check", to.to_str().unwrap()]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));

    let mine = to.join("moldsilva/forest-land-rent.yaml");
    std::fs::write(&mine, "edited").unwrap();
    std::fs::remove_file(to.join("asp/logo.png")).unwrap();
    let again = run(["definitions", to.to_str().unwrap()]);
    assert_eq!((again.status.code(), text(&again.stdout)), (Some(1), String::new()));
    assert!(text(&again.stderr).contains("nothing was written"), "{}", text(&again.stderr));
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "edited");
    assert!(!to.join("asp/logo.png").exists(), "nothing, not what was missing either");
}

#[test]
fn a_demo_takes_those_of_its_folder_else_those_in_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let demo = |named: &[&str]| {
        let data = tempfile::tempdir().unwrap();
        let flags = ["demo", "--listen", "127.0.0.1:0", "--mpay-listen", "127.0.0.1:0", "--data"];
        let mut demo = program(flags.iter().chain(&[data.path().join("data").to_str().unwrap()]).chain(named));
        demo.current_dir(folder.path());
        Server::spawned(demo).hears(|said| said.contains("Ctrl-C stops.").then(|| said.to_owned()))
    };
    let said = demo(&[]);
    assert!(said.contains("definitions: those in the program"), "{said}");
    assert!(said.contains("trezoreria/court-copies: version 1 published"), "{said}");

    let mine = folder.path().join("definitions/moldsilva");
    std::fs::create_dir_all(&mine).unwrap();
    for file in ["beneficiary.yaml", "forest-land-rent.yaml", "logo.png"] {
        std::fs::copy(shipped_definitions().join("moldsilva").join(file), mine.join(file)).unwrap();
    }
    let said = demo(&[]);
    assert!(said.contains("definitions: those of /") && !said.contains("trezoreria"), "{said}");
    std::fs::rename(folder.path().join("definitions"), folder.path().join("others")).unwrap();
    assert!(demo(&["--definitions", "others"]).contains("/others\n"));
}
