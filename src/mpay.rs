//! MPay's contract as bytes: its messages, WS-Security, fault codes and the way to its pay page. It must not know HTTP
//! or the store: bytes and an instant come in, values or bytes go out.

pub mod call;
pub mod certificate;
pub mod contract;
pub mod endpoint;
pub mod fault;
pub mod message;
mod names;
pub mod order_details;
pub mod redirect;
pub mod security;
#[cfg(test)]
mod testing;
mod time;

pub use names::MPAY;
