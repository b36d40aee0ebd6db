//! Letters of `link import`: a sheet for each link, with the columns that were chosen for it and no others.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::super::private_file::write_private;
use super::Maker;
use crate::app::{MadeLink, print_letters};
use crate::limits::LETTERS_MAX;
use crate::link::LinkTable;
use crate::store::Store;
use crate::view::Letter;

#[derive(Debug, Args)]
pub(super) struct LetterArgs {
    /// Write a page for each link here, with its QR code, to be printed by a browser on A4 or A5; over what is there
    #[arg(long, value_name = "FILE.html")]
    letters: Option<PathBuf>,
    /// The columns that the letters show, in this order; none when left out
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "letters")]
    show: Vec<String>,
}

impl LetterArgs {
    /// The columns that the letters show.
    pub fn columns(&self) -> &[String] {
        &self.show
    }

    /// Whether so many letters can be printed, before any link is made.
    pub fn check(&self, table: &LinkTable) -> anyhow::Result<()> {
        let rows = table.rows().count();
        anyhow::ensure!(
            self.letters.is_none() || rows <= LETTERS_MAX,
            "{rows} letters in one file are more than a browser prints: at most {LETTERS_MAX} are written; cut the \
             table into several"
        );
        Ok(())
    }

    /// Writes the letters about the links of a table's lines, if they are wanted.
    pub async fn print(
        &self,
        store: &Store,
        maker: &Maker<'_>,
        table: &LinkTable,
        links: &[MadeLink],
    ) -> anyhow::Result<()> {
        let Some(file) = &self.letters else { return Ok(()) };
        let rows = table.rows().zip(links);
        let letters: Vec<Letter> = rows.map(|((_, cells), made)| self.letter(maker, cells, made)).collect();
        let (plan, language) = (&maker.plan, maker.terms.language);
        write_private(file, print_letters(store, plan, language, &letters, Timestamp::now()).await?.as_bytes())
    }

    fn letter<'t>(
        &self,
        maker: &Maker<'_>,
        cells: impl Iterator<Item = (&'t str, &'t str)>,
        made: &MadeLink,
    ) -> Letter {
        let cells: Vec<(&str, &str)> = cells.collect();
        let answers = &made.link.answers;
        let text = |name: &String| {
            // What the link answers is shown as the page does: in canonical text.
            let answer = answers.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str());
            answer.or_else(|| cells.iter().find(|(heading, _)| heading == name).map(|(_, cell)| *cell))
        };
        let lines = self.show.iter().map(|name| (name.clone(), text(name).unwrap_or_default().to_owned()));
        Letter {
            address: maker.address(made),
            lines: lines.collect(),
            expires_on: made.link.expires_on,
            is_for_one: made.link.is_for_one(),
        }
    }
}
