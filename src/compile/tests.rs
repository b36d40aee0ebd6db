//! Definitions that compile, and definitions that do not, with what their authors read.

use super::*;

mod real;
