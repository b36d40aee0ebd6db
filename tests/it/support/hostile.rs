//! Definitions that were written to hurt: each makes one part of the compiler work as much as its bounds allow, within
//! the largest files that are read.

#[path = "hostile/climbed.rs"]
pub mod climbed;
#[path = "hostile/counts.rs"]
mod counts;
#[path = "hostile/expressions.rs"]
mod expressions;
#[path = "hostile/names.rs"]
mod names;
#[path = "hostile/parts.rs"]
pub mod parts;
#[path = "hostile/patterns.rs"]
mod patterns;
#[path = "hostile/proofs.rs"]
mod proofs;
#[path = "hostile/run.rs"]
pub mod run;
#[path = "hostile/tables.rs"]
mod tables;
#[path = "hostile/texts.rs"]
mod texts;
#[path = "hostile/yaml.rs"]
mod yaml;

use mpay_pages::compile::DefinitionFiles;

pub use run::{cost, run_if_asked};

/// What the compiler makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It compiles, and has its pages.
    Accepted,
    /// This code is among what it says.
    Refused(&'static str),
}

/// A definition and what becomes of it.
pub struct Hostile {
    pub name: &'static str,
    pub files: DefinitionFiles,
    pub expected: Expected,
}

/// By what they hurt: those of one group are made together.
const GROUPS: [fn() -> Vec<Hostile>; 9] = [
    yaml::all,
    texts::all,
    names::all,
    patterns::all,
    expressions::all,
    proofs::all,
    counts::all,
    tables::all,
    climbed::all,
];

/// All of them, each with the number of its group.
pub fn all() -> Vec<(usize, Hostile)> {
    let numbered = |(at, make): (usize, &fn() -> Vec<Hostile>)| make().into_iter().map(move |hostile| (at, hostile));
    GROUPS.iter().enumerate().flat_map(numbered).collect()
}
