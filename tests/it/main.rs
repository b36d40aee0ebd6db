//! The stories that need more than one room of the program.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod store;
mod support;
