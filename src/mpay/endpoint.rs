//! The provider's side of a call, without I/O: a message in, what it asks out; an answer in, a signed message out. It must
//! not know where orders are kept.

use jiff::Timestamp;
use roxmltree::Node;

use super::fault::{self, Fault, FaultCode};
use super::message::{
    OrderDetails, OrderDetailsQuery, PaymentConfirmation, Problem, read_confirm_order_payment, read_get_order_details,
    write_confirm_order_payment_response, write_get_order_details_response,
};
use super::names::MPAY;
use super::security::{SecurityError, Signer, Verifier};
use crate::ids::{ContentHash, RandomSource};
use crate::xml;

/// What MPay asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// What is due for an order.
    GetOrderDetails(OrderDetailsQuery),
    /// That an order was paid.
    ConfirmOrderPayment(PaymentConfirmation),
}

/// Why a message is not looked at any further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Its signature does not count.
    #[error("the signature does not count: {0}")]
    Security(#[from] SecurityError),
    /// Its signature is right and its time is not: this clock is wrong, or MPay's, or someone sends it again.
    #[error("its signature is right and its time is not: {error}")]
    Untimely {
        /// What is wrong with the time.
        error: SecurityError,
        /// What it would ask, or why that would be refused.
        said: Box<Result<Request, Refusal>>,
    },
    /// It is signed, but asks for nothing in the contract.
    #[error("an unknown operation: {0}")]
    UnknownOperation(String),
    /// It is signed, but breaks the contract.
    #[error("not of the contract: {0}")]
    Invalid(Problem),
    /// It is signed and says that money was taken, but breaks the contract.
    #[error("a confirmation not of the contract: {problem}")]
    InvalidConfirmation {
        /// How.
        problem: Problem,
        /// What it says: the hash of the signed operation, the same when it is sent again.
        subject: ContentHash,
    },
}

impl Refusal {
    /// The fault to answer with. A failure of security says no more than that: its reason is for the log.
    pub fn fault(&self) -> Fault {
        match self {
            Refusal::Security(SecurityError::MustUnderstand(_)) => Fault::must_understand(),
            Refusal::Security(_) | Refusal::Untimely { .. } => Fault::new(FaultCode::AuthenticationFailed),
            Refusal::UnknownOperation(_) => Fault::because(FaultCode::InvalidParameter, "The operation is not known."),
            Refusal::Invalid(problem) | Refusal::InvalidConfirmation { problem, .. } => Fault::invalid(problem),
        }
    }

    /// Whether MPay signed what is refused. What it did not is unreadable, unsigned or signed wrongly.
    pub fn is_signed(&self) -> bool {
        !matches!(self, Refusal::Security(_))
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The orders of a key: one, or none for an unknown key.
    OrderDetails(Vec<OrderDetails>),
    /// The payment counts, now or before.
    Confirmed,
    /// The call failed; to be sent with HTTP status 500.
    Fault(Fault),
}

/// Verifies a message and reads what it asks. The operation is that of the signed body, whatever `SOAPAction` says.
///
/// # Errors
/// See [`Refusal`]; [`Refusal::fault`] is the answer.
pub fn open(verifier: &Verifier, message: &[u8], now: Timestamp) -> Result<Request, Refusal> {
    let (verified, time) = verifier.verify_apart_from_time(message, now)?;
    let said = read(verified.operation());
    match time {
        Ok(()) => said,
        Err(error) => Err(Refusal::Untimely { error, said: Box::new(said) }),
    }
}

fn read(operation: Node<'_, '_>) -> Result<Request, Refusal> {
    if operation.has_tag_name((MPAY, "GetOrderDetails")) {
        read_get_order_details(operation).map(Request::GetOrderDetails).map_err(Refusal::Invalid)
    } else if operation.has_tag_name((MPAY, "ConfirmOrderPayment")) {
        let confirmation = read_confirm_order_payment(operation).map_err(|problem| {
            let said = xml::canonicalize(operation, &xml::Canonical::default());
            Refusal::InvalidConfirmation { problem, subject: ContentHash::of(&[said.as_bytes()]) }
        })?;
        Ok(Request::ConfirmOrderPayment(confirmation))
    } else {
        Err(Refusal::UnknownOperation(operation.tag_name().name().chars().take(60).collect()))
    }
}

/// Writes and signs an answer.
pub fn reply(signer: &Signer, reply: &Reply, now: Timestamp, random: &dyn RandomSource) -> Vec<u8> {
    match reply {
        Reply::OrderDetails(orders) => signer.sign(&write_get_order_details_response(orders), now, random),
        Reply::Confirmed => signer.sign(&write_confirm_order_payment_response(), now, random),
        Reply::Fault(fault) => signer.sign_with_prefix(&fault.write(), Some(fault::PREFIX), now, random),
    }
}
