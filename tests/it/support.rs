//! What the stories need: databases to run on, and orders to run with.

pub mod databases;
pub mod postgres;
pub mod samples;
