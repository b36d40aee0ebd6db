//! The store's stories; each is told on SQLite and on PostgreSQL.

mod decisions;
mod environments;
mod flags;
mod likenesses;
mod links;
mod listing;
mod migrating;
mod opening;
mod orders;
mod payments;
mod places;
mod publications;
mod siege_secrets;
