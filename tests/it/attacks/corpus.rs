//! The corpus: every hostile message but the wrapped ones, by what it attacks.

mod content;
mod signing;

use jiff::{SignedDuration, Timestamp};
use mpay_pages::mpay::message::{OrderDetails, write_confirm_order_payment};

use super::forge::{Key, Parts};
use crate::support::caller::confirmation;
use crate::support::in_process::Pair;
use crate::support::program::Demo;

/// What a hostile message must be answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    AuthenticationFailed,
    /// It is signed by MPay as far as a canonical form can tell.
    InvalidParameter,
    MustUnderstand,
    TooLarge,
}

/// A hostile message.
pub struct Attack {
    pub name: String,
    pub message: String,
    pub expected: Expected,
}

impl Attack {
    pub fn refused(name: impl Into<String>, message: String) -> Attack {
        Attack { name: name.into(), message, expected: Expected::AuthenticationFailed }
    }
}

/// What an attacker has: recorded messages, keys of others, and here even MPay's own for what is signed but wrong.
pub struct Stage {
    pub now: Timestamp,
    /// The operation that must not happen: the order is paid.
    pub evil: String,
    /// A question about the order, which MPay did sign.
    query: String,
    mpay: Key,
    ours: Key,
    stranger: Key,
    /// Where something listens.
    trap: String,
}

impl Stage {
    pub fn new(demo: &Demo, order: &OrderDetails, trap: &str) -> Stage {
        let file = |name: &str| std::fs::read(demo.data().join("keys").join(name)).unwrap();
        let stranger = Pair::new("mpay.example");
        let (key, service) = (&order.order_key, &order.service_id);
        Stage {
            now: Timestamp::now(),
            evil: write_confirm_order_payment(&confirmation(order, "ATTACK-1")),
            query: format!(
                "<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query><OrderKey>{key}</OrderKey>\
                 <ServiceID>{service}</ServiceID></query></GetOrderDetails>"
            ),
            mpay: Key::read(&file("mpay.key.pem"), &file("mpay.pem")),
            ours: Key::read(&file("provider.key.pem"), &file("provider.pem")),
            stranger: Key::read(stranger.key.as_bytes(), stranger.certificate.as_bytes()),
            trap: trap.to_owned(),
        }
    }

    /// A recorded message that is right.
    pub fn harmless(&self) -> Parts {
        Parts::right(&self.mpay, &self.query, self.now)
    }

    /// A recorded payment of yesterday.
    pub fn stale(&self) -> Parts {
        Parts::right(&self.mpay, &self.evil, self.now - SignedDuration::from_hours(24))
    }

    /// What would pay the order, if it were not for what is done to it.
    pub fn deadly(&self) -> Parts {
        Parts::right(&self.mpay, &self.evil, self.now)
    }
}

/// All of them.
pub fn attacks(stage: &Stage) -> Vec<Attack> {
    use content::{documents, references, shapes, sizes, transforms, values};
    use signing::{algorithms, changed, keys, times, unsigned};
    let makers: [fn(&Stage) -> Vec<Attack>; 11] =
        [changed, unsigned, keys, algorithms, times, documents, values, references, transforms, sizes, shapes];
    makers.into_iter().flat_map(|make| make(stage)).collect()
}

fn refused(list: impl IntoIterator<Item = (&'static str, Parts)>) -> Vec<Attack> {
    list.into_iter().map(|(name, parts)| Attack::refused(name, parts.text())).collect()
}

fn with(mut parts: Parts, change: impl FnOnce(&mut Parts)) -> Parts {
    change(&mut parts);
    parts
}
