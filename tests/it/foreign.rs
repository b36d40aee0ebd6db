//! SOAP clients that others wrote play MPay against the running program: they read our contract, sign in their ways, verify
//! our replies, and read what we said.

mod clients;
mod command_line;
