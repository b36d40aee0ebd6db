//! The whole way of a payer, in every language and for every shipped service: from the catalogue to the paid order.

mod order;
mod way;
