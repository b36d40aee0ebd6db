//! What the stories need: databases to run on, orders to run with, the program, and who talks to it.

pub mod caller;
pub mod chromium;
pub mod client;
pub mod databases;
pub mod desk;
pub mod hostile;
pub mod html;
pub mod in_process;
pub mod paper;
pub mod postgres;
pub mod program;
pub mod samples;
pub mod services;
pub mod shared;
pub mod steps;
