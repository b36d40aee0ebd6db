//! Payment pages for MPay, generated from service definitions.
//!
//! The rooms, from the words at the bottom to the entry at the top, and who may import whom, are in the README's map.

pub mod app;
pub mod asset;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod compile;
pub mod config;
pub mod diag;
pub mod expr;
pub mod form;
pub mod i18n;
pub mod identifiers;
pub mod ids;
pub mod limits;
pub mod link;
pub mod log;
pub mod money;
pub mod mpay;
pub mod mpay_client;
pub mod order;
pub mod plan;
pub mod registry;
pub mod simulator;
pub mod store;
pub mod typed;
pub mod view;
pub mod web;
pub mod xml;
pub mod yaml;
