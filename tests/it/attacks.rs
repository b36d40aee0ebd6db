//! Hostile messages that know the profile, some made with MPay's own key, against the running program: each is refused
//! with the right signed fault, nothing is fetched for it, and nothing is changed by it.

mod corpus;
mod forge;
mod mutation;
mod replay;
mod run;
mod wrapping;
