//! Definitions that do not compile, with what their authors read.

use super::*;

mod bounds;
mod gathered;
mod orders;
mod pages;
mod refused;
mod together;
mod unproved;
