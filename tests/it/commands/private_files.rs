//! Files with personal data, links or keys are their owner's alone, and so are the folders that are made for them.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::program::{Demo, run, shipped_definitions, text};

#[track_caller]
fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode() & 0o777
}

#[test]
fn what_commands_write_is_the_owner_s_alone() {
    let demo = Demo::of(&shipped_definitions().join("moldsilva"));
    let (data, folder) = (demo.data(), demo.folder());
    let [table, letters, with_links, code, orders, page] =
        ["people.csv", "letters.html", "with-links.csv", "code.svg", "orders.csv", "page.html"]
            .map(|name| folder.join(name));
    std::fs::write(&table, "contract,rent\nAB23215,9267.05\n").unwrap();
    // One is there already, open to all: it is closed when it is written over.
    std::fs::write(&letters, "").unwrap();
    std::fs::set_permissions(&letters, std::fs::Permissions::from_mode(0o666)).unwrap();
    let rent = shipped_definitions().join("moldsilva/forest-land-rent.yaml");
    let service = "moldsilva/forest-land-rent";
    let on = |path: &Path| path.to_str().unwrap().to_owned();
    let with_data = |arguments: &[&str]| {
        let mut all: Vec<String> = arguments.iter().map(|one| (*one).to_owned()).collect();
        all.extend(["--data".to_owned(), on(&data)]);
        let output = run(all);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        output
    };
    let import =
        with_data(&["link", "import", service, &on(&table), "--letters", &on(&letters), "-o", &on(&with_links)]);
    assert_eq!(text(&import.stdout), "");
    with_data(&["link", "new", service, "--set", "contract=23215", "--set", "rent=9267.05", "--qr", &on(&code)]);
    let export = with_data(&["order", "export", "--service", service, "-o", &on(&orders)]);
    assert_eq!(text(&export.stdout), "");
    let render = run(["render", &on(&rent), "--example", "1", "-o", &on(&page)]);
    assert_eq!(render.status.code(), Some(0));
    assert_eq!(text(&render.stderr), format!("written to {}: open it in a browser\n", page.display()));
    for file in [letters, with_links, code, orders, page, data.join("mpay-pages.sqlite"), data.join("demo.toml")] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert!(file.metadata().unwrap().len() > 0, "{}", file.display());
    }
    for key in ["provider.key.pem", "provider.pem", "mpay.key.pem"] {
        assert_eq!(mode(&data.join("keys").join(key)), 0o600, "{key}");
    }
    for made in [data.join("keys"), data.clone()] {
        assert_eq!(mode(&made), 0o700, "{}", made.display());
    }
}
