//! Payment pages for MPay, generated from service definitions.
//!
//! The rooms, from the words at the bottom to the entry at the top, and who may import whom, are in the README's map.

pub mod asset;
pub mod clock;
pub mod diag;
pub mod expr;
pub mod i18n;
pub mod identifiers;
pub mod ids;
pub mod limits;
pub mod money;
pub mod order;
pub mod plan;
pub mod registry;
pub mod view;
pub mod yaml;
