//! Definitions that do not compile, with what their authors read.

use super::*;

mod bounds;
mod pages;
mod refused;
