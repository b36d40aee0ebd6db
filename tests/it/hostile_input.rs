//! Whatever is sent, the answer is clear and exact, and the server goes on.

mod mpay;
mod payer;
mod untimely;
