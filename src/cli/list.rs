//! How many rows of a list are asked for. It must not know what is listed.

use clap::Args;

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ListArgs {
    /// Show at most so many
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Show all
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

impl ListArgs {
    /// How many rows are asked for; so many where nothing is said.
    pub(super) fn rows(self, usual: u32) -> u32 {
        if self.all { u32::MAX } else { self.limit.unwrap_or(usual) }
    }
}
