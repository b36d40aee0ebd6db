//! What commands write, and where it cannot be written: a reader that is gone, a full disk, an empty list.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::support::client::http;
use crate::support::desk::Desk;
use crate::support::program::{Demo, program, shipped_definitions, text};

/// Standard output whose reader is gone.
fn broken_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full_disk() -> Stdio {
    std::fs::File::options().write(true).open("/dev/full").unwrap().into()
}

/// Runs a command with such an output; its exit code, and what it says.
fn ends(mut command: Command, out: Stdio) -> (Option<i32>, String) {
    let output = command.stdout(out).output().unwrap();
    let said = text(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
    (output.status.code(), said)
}

/// Commands that write something, as they are called on a desk.
fn commands(desk: &Desk) -> Vec<Command> {
    let definition = shipped_definitions().join("moldsilva/forest-land-rent.yaml");
    let definition = definition.to_str().unwrap();
    let export = ["order", "export", "--service", "moldsilva/forest-land-rent"];
    let mut all: Vec<Command> = [
        &["versions", "moldsilva/forest-land-rent"][..],
        &export,
        &[&export[..], &["--format", "xlsx"]].concat(),
        &["link", "rotate-key"],
        &["init"],
        &["migrate"],
    ]
    .iter()
    .map(|arguments| desk.program(arguments))
    .collect();
    let plain: [&[&str]; 5] = [
        &["schema"],
        &["explain"],
        &["price", definition, "--example", "1"],
        &["render", definition],
        &["check", definition, "--format", "json"],
    ];
    all.extend(plain.iter().map(|arguments| program(*arguments)));
    all
}

#[test]
fn a_reader_that_has_what_it_wanted_ends_a_command_quietly() {
    let desk = Desk::new();
    desk.publish();
    for command in commands(&desk) {
        let name = format!("{command:?}");
        assert_eq!(ends(command, broken_pipe()), (Some(141), String::new()), "{name}");
    }
}

#[test]
fn a_full_disk_is_told_with_the_place() {
    let desk = Desk::new();
    desk.publish();
    for command in commands(&desk) {
        let name = format!("{command:?}");
        let (code, said) = ends(command, full_disk());
        assert_eq!(code, Some(1), "{name}: {said}");
        assert!(said.contains("error: standard output cannot be written: No space left on device"), "{name}: {said}");
    }
    for format in ["csv", "xlsx"] {
        let said = text(&desk.run(&["order", "export", "--format", format, "-o", "/dev/full"]).stderr);
        assert!(said.starts_with("error: /dev/full cannot be written: No space left on device"), "{said}");
        assert!(said.contains("fix: make room there, or name another file with -o"), "{said}");
    }
}

#[tokio::test]
async fn a_server_to_whose_ready_nobody_listens_serves() {
    for out in [broken_pipe(), full_disk()] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().display().to_string();
        let definitions = shipped_definitions().join("moldsilva").display().to_string();
        let listening = ["--listen", "127.0.0.1:0", "--mpay-listen", "127.0.0.1:0"];
        let arguments = ["--data", &data, "demo", "--definitions", &definitions];
        let mut command = program(arguments.into_iter().chain(listening));
        let mut demo = command.stdout(out).spawn().unwrap();
        let mut said = BufReader::new(demo.stderr.take().unwrap()).lines().map_while(Result::ok);
        let catalogue = said.find(|line| line.contains("the catalogue")).unwrap();
        said.find(|line| line.contains("the server is ready all the same")).unwrap();
        let home = catalogue.split_whitespace().last().unwrap();
        assert_eq!(http().get(format!("{home}healthz")).send().await.unwrap().status(), 200);
        demo.kill().unwrap();
        demo.wait().unwrap();
    }
}

#[test]
fn an_empty_list_says_so_beside_the_results() {
    let desk = Desk::new();
    desk.publish();
    for (command, told) in [
        (&["link", "list"][..], "there are no links\n"),
        (&["token", "list"], "there are no tokens\n"),
        (&["payments", "flagged"], "there are no payments that wait for a person\n"),
        (&["payments", "refused"], "there are no refused messages\n"),
        (&["order", "export", "--format", "xlsx", "-o", "/dev/null"], "0 orders\n"),
    ] {
        let output = desk.run(command);
        assert_eq!((text(&output.stdout), text(&output.stderr)), (String::new(), told.to_owned()), "{command:?}");
    }
}

#[test]
fn days_are_taken_as_people_and_programs_write_them() {
    let desk = Desk::new();
    desk.publish();
    let export = |from: &str| desk.run(&["order", "export", "--from", from]);
    for day in ["25.01.2026", "25/1/2026", "2026-01-25", "25 ianuarie 2026"] {
        assert_eq!(export(day).status.code(), Some(0), "{day}");
    }
    for (day, told) in [("32.01.2026", "there is no such day"), ("25.01", "as in 28.02.2026, or 2026-02-28")] {
        let output = export(day);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
    }
    let help = |arguments: &[&str]| text(&desk.run(arguments).stdout);
    let help = [help(&["order", "--help"]), help(&["order", "export", "--help"])].concat();
    assert!(help.matches("xlsx").count() >= 3, "{help}");
}

#[test]
fn a_demo_says_whose_definitions_it_serves_and_what_to_open() {
    let demo = Demo::of(&shipped_definitions().join("moldsilva"));
    let said = demo.server.stderr();
    let told = [
        format!("definitions: those of {}\n", shipped_definitions().join("moldsilva").display()),
        format!("  the catalogue      {}/\n", demo.server.address),
        format!("  a service page     {}/ro/moldsilva/forest-land-rent\n", demo.server.address),
        format!("  the offline MPay   {}/\n", demo.mpay),
    ];
    for line in told {
        assert!(said.contains(&line), "{line}{said}");
    }
}
