//! The commands for those who write definitions, run as they are run.

mod definitions;
mod diff;
mod flags;
mod new;
mod output;
mod price;
mod private_files;
mod publish;
mod readme;
mod render;
