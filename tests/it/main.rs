//! The stories that need more than one room of the program.

#![allow(clippy::unwrap_used, clippy::expect_used)]
// Amounts are written as they are read: `100_00` is 100.00 lei.
#![allow(clippy::inconsistent_digit_grouping)]

mod accessible;
mod attacks;
mod browser;
mod choosing;
mod commands;
mod configuration;
mod connections;
mod crash;
mod door;
mod environments;
mod foreign;
mod handed_on;
mod headers;
mod history;
mod hostile_input;
mod hostile_text;
mod journey;
mod kept;
mod kept_open;
mod kills;
mod language;
mod light;
mod links;
mod log;
mod many_orders;
mod masks;
mod orders;
mod paper;
mod pasted;
mod payment_note;
mod privacy;
mod process;
mod review;
mod running_total;
mod screenshots;
mod search;
mod siege;
mod store;
mod support;
mod tasks;
mod theme;
mod tidy;
mod tls;
mod tour;
mod twice;
mod versions;
mod waiting;
