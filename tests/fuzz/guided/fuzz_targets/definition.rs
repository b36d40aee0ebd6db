//! The target `definition` under coverage.
#![no_main]

#[macro_use]
#[path = "../guided.rs"]
mod guided;

guided!(definition);
