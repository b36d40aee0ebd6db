//! Definitions that do not compile, with what their authors read.

use super::*;

mod gathered;
mod pages;
mod refused;
