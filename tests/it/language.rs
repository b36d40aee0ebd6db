//! The definition language: the services that ship, and its promise held to definitions that nobody wrote.

mod answers;
mod broken;
mod draw;
mod exact;
mod files;
mod hostile;
mod judge;
mod mutation;
mod promise;
mod reporting;
mod shipped;
mod sum;
mod terms;
mod test;
mod worst;
