//! The README's commands run as they are written there, in a folder like the repository's, beside a demo.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::program::{Demo, shipped_definitions, text};

const README: &str = include_str!("../../../README.md");
/// What stands in the README for the server that curl asks.
const SERVER: &str = "https://plati.example.md";

/// The blocks of a language, in their order.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    README.split(begin.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Runs a line in a shell that finds the program; gives what it wrote, and both of what it said.
#[track_caller]
fn sh(folder: &Path, line: &str, token: &str) -> (String, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_mpay-pages")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", line]).current_dir(folder).env_clear().env("PATH", path).env("TOKEN", token);
    let output = shell.stdin(Stdio::null()).output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    // `diff` ends with 3 where the versions differ, which is a result.
    assert!(matches!(output.status.code(), Some(0 | 3)), "{line}\n{out}{err}");
    assert!(!err.contains("panicked"), "{line}\n{err}");
    (out, err)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, to).unwrap();
        }
    }
}

#[test]
fn its_commands_run_as_they_are_written() {
    let demo = Demo::start();
    let folder = demo.folder();
    copy(&shipped_definitions(), &folder.join("definitions"));
    let [people] = blocks("csv")[..] else { panic!("one table of people") };
    std::fs::write(folder.join("people.csv"), people).unwrap();

    let (mut ran, mut link, mut token) = (0, String::new(), String::new());
    for line in blocks("sh").iter().flat_map(|block| block.lines()).map(str::trim) {
        let command = line.split_whitespace().next().unwrap_or_default();
        let is_server = ["demo", "serve"].iter().any(|server| line.starts_with(&format!("mpay-pages {server}")));
        // Another binary would be another program: there is one way to name it.
        assert!(!line.contains("target/release/mpay-pages"), "{line}");
        if is_server || !["mpay-pages", "curl"].contains(&command) {
            continue;
        }
        let asked = line.replace("NAME", &link).replace(SERVER, &demo.server.address);
        let asked =
            if command == "curl" { asked.replacen("curl", "curl --fail --silent --show-error", 1) } else { asked };
        let (out, _) = sh(folder, &asked, &token);
        ran += 1;
        if line.contains("link new") || line.contains("link list") {
            let first = out.split_whitespace().next().expect("a link's name");
            first.clone_into(&mut link);
        }
        if line.contains("token new") {
            out.trim().clone_into(&mut token);
        }
        // What the API makes is what it ends.
        if let Some(made) = out.split("\"id\":").nth(1) {
            made.split('"').nth(1).unwrap_or_default().clone_into(&mut link);
        }
    }
    assert!(ran > 15, "{ran} commands were found");
    for written in ["errors.html", "mpay-pages.sarif", "service.schema.json", "january.csv", "with-links.csv"] {
        assert!(folder.join(written).metadata().unwrap().len() > 0, "{written}");
    }
}

/// Paths and scripts that it names are there.
#[test]
fn the_files_that_it_names_are_there() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for line in blocks("sh").iter().flat_map(|block| block.lines()) {
        let words = line.split('#').next().unwrap_or_default().split_whitespace();
        let is_of_the_repository = |word: &&str| word.starts_with("tests/") || word.starts_with("definitions/");
        for word in words.filter(is_of_the_repository).filter(|word| !word.contains('*') && !word.contains("orhei")) {
            assert!(repository.join(word).exists(), "{word}: {line}");
            named += 1;
        }
    }
    assert!(named > 5, "{named}");
}
