//! Faults that are signed once for many: whoever is no one costs no signature.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::mpay::endpoint::{self, Reply};
use crate::mpay::fault::Fault;

/// For how long a signed fault is given again. It counts for five minutes (`mpay::security::Signer`), and clocks differ.
const KEPT: SignedDuration = SignedDuration::from_secs(10);
/// Most faults that are kept; there are about a dozen kinds.
const FAULTS_MAX: usize = 32;

/// Signed faults, with the instants at which they were signed.
#[derive(Debug, Default)]
pub(super) struct ReadyFaults(Mutex<Vec<(Fault, Timestamp, Vec<u8>)>>);

impl App {
    /// A signed fault that says nothing of what was asked. Signing costs more than all else that a refused message costs, so
    /// that those of some seconds get the same one: a flood of them must not take the processor from MPay.
    pub fn ready_fault(&self, fault: &Fault) -> Vec<u8> {
        let now = self.now();
        // Each change is whole: a panic elsewhere leaves nothing half written.
        let mut ready = self.ready_faults.0.lock().unwrap_or_else(PoisonError::into_inner);
        ready.retain(|(_, signed_at, _)| now.duration_since(*signed_at).abs() < KEPT);
        if let Some((_, _, message)) = ready.iter().find(|(one, ..)| one == fault) {
            return message.clone();
        }
        let message = endpoint::reply(&self.trust().signer, &Reply::Fault(fault.clone()), now, &*self.random);
        if ready.len() < FAULTS_MAX {
            ready.push((fault.clone(), now, message.clone()));
        }
        message
    }
}
