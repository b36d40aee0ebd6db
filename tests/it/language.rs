//! The definition language: the services that ship, and its promise held to definitions that nobody wrote.

mod draw;
mod exact;
mod hostile;
mod promise;
mod reporting;
mod shipped;
mod terms;
mod test;
