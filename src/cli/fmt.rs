//! `fmt`: puts definition files into the canonical layout.

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use anyhow::Context;

use super::output::output;
use super::{FmtArgs, Outcome};
use crate::compile::canonical;
use crate::diag::{Diagnostics, Sources, to_text};
use crate::limits::DEFINITION_BYTES_MAX;

pub(super) fn fmt(args: &FmtArgs) -> Outcome {
    let mut is_fine = true;
    for path in &args.files {
        let text = read(path)?;
        let name = path.display();
        let mut sources = Sources::default();
        let file = sources.add(name.to_string(), text.clone());
        let mut diagnostics = Diagnostics::default();
        let Some(laid_out) = canonical(file, &text, &mut diagnostics) else {
            let coloured = std::io::stderr().is_terminal();
            eprint!("{}", to_text(&diagnostics.into_sorted(), &sources, coloured));
            eprintln!("{name}: left as it is\n");
            is_fine = false;
            continue;
        };
        if laid_out == text {
            continue;
        }
        writeln!(output(), "{name}")?;
        if args.check {
            is_fine = false;
        } else {
            std::fs::write(path, laid_out).with_context(|| format!("cannot write {name}"))?;
        }
    }
    Ok(is_fine)
}

/// The text of a file; of one that is too large, so much that the reader of YAML refuses it.
fn read(path: &Path) -> anyhow::Result<String> {
    let about = || format!("cannot read {}: a definition is a file in UTF-8", path.display());
    let file = std::fs::File::open(path).with_context(about)?;
    let mut bytes = Vec::new();
    file.take(DEFINITION_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).with_context(about)?;
    String::from_utf8(bytes).with_context(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(path: &Path, check: bool) -> bool {
        fmt(&FmtArgs { files: vec![path.to_owned()], check }).unwrap()
    }

    #[test]
    fn a_file_is_checked_then_laid_out_then_fine() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let before = "service: a\n# one\nformat: 1\n";
        std::fs::write(&path, before).unwrap();
        assert!(!run(&path, true));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
        assert!(run(&path, false));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "# one\nformat: 1\nservice: a\n");
        assert!(run(&path, true));
    }

    #[test]
    fn what_is_not_yaml_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        for text in ["a: [1\n", "a: 1\na: 2\n", "a: &x 1\nb: *x\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(!run(&path, false), "{text}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        std::fs::write(&path, [0xff]).unwrap();
        assert!(fmt(&FmtArgs { files: vec![path], check: false }).is_err());
    }
}
