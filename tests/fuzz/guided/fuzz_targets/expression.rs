//! The target `expression` under coverage.
#![no_main]

#[macro_use]
#[path = "../guided.rs"]
mod guided;

guided!(expression);
