//! `definitions`: writes the definitions that the program carries into a folder, to be read and edited.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::Outcome;
use super::output::output;
use crate::app::shipped_files;

/// How many files that are there already are named at most.
const NAMED_MAX: usize = 5;

#[derive(Debug, Args)]
pub(super) struct DefinitionsArgs {
    /// The folder; it is made where it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn definitions(args: &DefinitionsArgs) -> Outcome {
    let files = shipped_files();
    let there: Vec<PathBuf> = files.keys().map(|path| args.folder.join(path)).filter(|path| path.exists()).collect();
    if !there.is_empty() {
        let named: Vec<String> = there.iter().take(NAMED_MAX).map(|path| path.display().to_string()).collect();
        let more =
            if there.len() > NAMED_MAX { format!(" and {} more", there.len() - NAMED_MAX) } else { String::new() };
        anyhow::bail!(
            "nothing was written: {}{more} would be written over; name another folder, or move them away",
            named.join(", ")
        );
    }
    for (path, bytes) in &files {
        let path = args.folder.join(path);
        let written = || format!("cannot write {}", path.display());
        std::fs::create_dir_all(path.parent().unwrap_or(&args.folder)).with_context(written)?;
        // A file that came meanwhile is not written over either.
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).with_context(written)?;
        file.write_all(bytes).with_context(written)?;
    }
    let folder = args.folder.display();
    writeln!(output(), "{folder}: {} files written", files.len())?;
    eprintln!("edit them, then: mpay-pages check {folder}");
    Ok(true)
}
