//! The house rules that a machine can read: who imports whom, how long a file is, what does not stand in one.

use std::path::{Path, PathBuf};

/// The rooms by level: a room imports only rooms of lower levels, and of the same level those that stand before it
/// and are named beside it.
const LEVELS: [&[(&str, &[&str])]; 8] = [
    &[
        ("limits", &[]),
        ("clock", &[]),
        ("typed", &["clock"]),
        ("money", &["typed"]),
        ("identifiers", &["typed"]),
        ("ids", &["limits", "identifiers"]),
        ("diag", &["limits"]),
        ("i18n", &["clock"]),
    ],
    &[("yaml", &[]), ("expr", &[]), ("xml", &[])],
    &[("order", &[]), ("plan", &["order"]), ("link", &[])],
    &[("form", &[]), ("compile", &["form"]), ("mpay", &[]), ("registry", &[]), ("compare", &["form", "compile"])],
    &[("store", &[]), ("view", &[]), ("asset", &[]), ("mpay_client", &[]), ("log", &[])],
    &[("app", &[]), ("config", &[])],
    &[("web", &[]), ("simulator", &[])],
    &[("cli", &[])],
];

/// Most lines of a file.
const LINES_MAX: usize = 500;

struct Source {
    /// From the package's folder.
    name: String,
    text: String,
}

/// Every Rust file below a folder of the package.
fn sources(folder: &str) -> Vec<Source> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![package.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(package).unwrap().display().to_string();
                found.push(Source { name, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(!found.is_empty(), "{folder}");
    found
}

/// Every Rust file of the package.
fn everything() -> impl Iterator<Item = Source> {
    sources("src").into_iter().chain(sources("tests"))
}

impl Source {
    /// The room that a file of `src` belongs to; none for the two that hold the rooms together.
    fn room(&self) -> Option<&str> {
        let inside = self.name.strip_prefix("src/")?;
        let room = inside.split('/').next()?.trim_end_matches(".rs");
        (!["lib", "main"].contains(&room)).then_some(room)
    }

    /// The code without comments and without the tests at its end.
    fn code(&self) -> String {
        let text = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    /// Whether the file is compiled for tests only.
    fn is_test(&self) -> bool {
        let stem = self.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        ["tests", "testing"].contains(&stem) || stem.ends_with("_tests") || self.name.contains("/tests/")
    }

    /// The rooms that the code names: after `crate::`, also within braces.
    fn imports(&self) -> Vec<String> {
        let code = self.code();
        let rest = code.split("crate::").skip(1);
        let named = rest.flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => first_words(list),
            None => vec![word(rest)],
        });
        named.filter(|room| level(room).is_some()).collect()
    }
}

/// The first word of each item of a list in braces.
fn first_words(list: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut depth = 0;
    let mut starts = true;
    for (at, c) in list.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => starts = true,
            c if starts && !c.is_whitespace() => {
                words.push(word(&list[at..]));
                starts = false;
            }
            _ => {}
        }
    }
    words
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// A room's level and the rooms of the same level that it may import.
fn level(room: &str) -> Option<(usize, &'static [&'static str])> {
    LEVELS
        .iter()
        .enumerate()
        .find_map(|(level, rooms)| rooms.iter().find(|(name, _)| *name == room).map(|(_, beside)| (level, *beside)))
}

#[test]
fn every_room_has_a_level() {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut rooms: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut levelled: Vec<&str> = LEVELS.iter().flat_map(|rooms| rooms.iter().map(|(name, _)| *name)).collect();
    rooms.sort_unstable();
    levelled.sort_unstable();
    assert_eq!(rooms, levelled);
    for level in LEVELS {
        for (at, (room, beside)) in level.iter().enumerate() {
            let before: Vec<&str> = level[..at].iter().map(|(name, _)| *name).collect();
            assert!(
                beside.iter().all(|other| before.contains(other)),
                "{room} imports a room that does not stand before it"
            );
        }
    }
}

#[test]
fn rooms_import_only_what_is_below_them() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        let Some(room) = source.room() else { continue };
        let (own, beside) = level(room).unwrap_or_else(|| panic!("{room} has no level"));
        for import in source.imports().iter().filter(|import| *import != room) {
            seen += 1;
            let (other, _) = level(import).unwrap();
            if other > own || other == own && !beside.contains(&import.as_str()) {
                wrong.push(format!("{}: {room} (level {own}) imports {import} (level {other})", source.name));
            }
        }
    }
    assert!(seen > 100, "the imports are read: {seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_are_read_as_they_are_written() {
    let text = "use crate::money::Money;\nuse crate::{ids, i18n::{self, Language},\n    order::Order};\n\
                // use crate::cli;\nfn f() { crate::clock::now() }\n#[cfg(test)]\nmod tests {\n    use crate::web;\n}";
    let source = Source { name: "src/form/x.rs".to_owned(), text: text.to_owned() };
    assert_eq!(source.imports(), ["money", "ids", "i18n", "order", "clock"]);
    assert_eq!(source.room(), Some("form"));
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    for source in everything() {
        assert!(source.text.starts_with("//! "), "{} does not say what it is for", source.name);
        let lines = source.text.lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", source.name);
        assert!(!source.name.ends_with("/mod.rs"), "{}", source.name);
    }
}

#[test]
fn nothing_is_left_for_another_day() {
    // In two pieces, so that this file does not hold them itself.
    let words = [("to", "do!("), ("db", "g!("), ("FIX", "ME"), ("TO", "DO"), ("unimple", "mented!("), ("XX", "X:")];
    for source in everything() {
        for (start, end) in words {
            let word = format!("{start}{end}");
            let line = source.text.lines().position(|line| line.contains(&word));
            assert!(line.is_none(), "{}:{}: {word}", source.name, line.unwrap_or_default() + 1);
        }
        let unsafe_code = ["unsafe {", "unsafe fn", "unsafe impl"].iter().find(|code| source.code().contains(**code));
        assert!(unsafe_code.is_none() || source.name.ends_with("tidy.rs"), "{}", source.name);
    }
}
