//! The flags that say which store stand before a subcommand or behind it, and mean the same.

use crate::support::program::{Demo, run, shipped_definitions, text};

/// Each command with subcommands, and what to ask it that changes nothing.
const COMMANDS: [&[&str]; 7] = [
    &["order", "show", "MDS020000000000000000"],
    &["order", "export", "--service", "moldsilva/forest-land-rent"],
    &["link", "list", "moldsilva/forest-land-rent"],
    &["link", "revoke", "nothing"],
    &["token", "list"],
    &["payments", "flagged"],
    &["payments", "refused"],
];

/// Each command without, behind which the flags stand wherever one likes.
const PLAIN: [&[&str]; 2] =
    [&["versions", "moldsilva/forest-land-rent"], &["rollback", "moldsilva/forest-land-rent", "1"]];

#[test]
fn flags_stand_before_or_behind_the_subcommand() {
    let demo = Demo::of(&shipped_definitions().join("moldsilva"));
    let data = demo.data();
    let flags = ["--data", data.to_str().unwrap(), "--environment", "test"];
    let told = |arguments: &[&str]| {
        let output = run(arguments);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    for command in COMMANDS.iter().chain(&PLAIN) {
        let (name, rest) = command.split_first().unwrap();
        let before = told(&[&[*name], &flags[..], rest].concat());
        let (sub, behind_sub) = rest.split_first().unwrap();
        let between = told(&[&[*name, *sub], &flags[..], behind_sub].concat());
        let behind = told(&[command, &flags[..]].concat());
        let apart = told(&[&[*name], &flags[..2], rest, &flags[2..]].concat());
        let first = told(&[&flags[..], command].concat());
        let around = told(&[&flags[..2], command, &flags[2..]].concat());
        assert_ne!(before.0, Some(2), "{command:?}: {}", before.2);
        for other in [between, behind, apart, first, around] {
            assert_eq!(other, before, "{command:?}");
        }
        // It is the named folder that counts, not another.
        let elsewhere = told(&[command, &["--data", "/nowhere/at/all"][..]].concat());
        assert_eq!(elsewhere.0, Some(1), "{command:?}: {}", elsewhere.2);
    }
}

/// Where they would mean nothing, they are refused as behind the command.
#[test]
fn a_command_that_works_on_no_data_takes_no_flags_of_data() {
    for arguments in [
        &["--data", "d", "schema"][..],
        &["--environment", "test", "explain", "E0301"],
        &["--config", "c", "demo"],
        &["schema", "--data", "d"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}

/// `link new` beside a demo, as the README has it: the address is the demo's.
#[test]
fn a_link_beside_a_demo_needs_no_address() {
    let demo = Demo::of(&shipped_definitions().join("moldsilva"));
    let data = demo.data();
    let new = ["link", "new", "moldsilva/forest-land-rent", "--set", "contract=23215", "--set", "rent=9267.05"];
    let output = run(new.iter().chain(&["--data", data.to_str().unwrap()]));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let address = format!("{}/ro/moldsilva/forest-land-rent?l=", demo.server.address);
    assert!(text(&output.stdout).contains(&address), "{}", text(&output.stdout));
}
