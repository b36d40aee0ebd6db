//! The commands for those who write definitions, run as they are run.

mod diff;
mod new;
mod price;
mod render;
