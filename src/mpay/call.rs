//! MPay's side of a call, for the simulator and for tests: a request signed, a reply examined. It must not know HTTP.

use jiff::Timestamp;

use super::endpoint::Request;
use super::fault::ReceivedFault;
use super::message::{
    OrderDetails, Problem, broken_rules, read_confirm_order_payment_response, read_get_order_details_response,
    write_confirm_order_payment, write_get_order_details,
};
use super::names::MPAY;
use super::security::{Envelope, SecurityError, SignedBy, Signer, Verifier};
use crate::ids::RandomSource;
use crate::xml;

/// What a reply says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The orders of a key.
    OrderDetails(Vec<OrderDetails>),
    /// The payment counts.
    Confirmed,
    /// The call failed.
    Fault(ReceivedFault),
}

/// What is to be said of a reply: two verdicts that do not depend on each other, so that a tester sees both.
#[derive(Debug)]
pub struct Examination {
    /// Whether the signature counts, and whose it is.
    pub signature: Result<SignedBy, SecurityError>,
    /// What the reply says, or everything that is wrong with its structure. Only to be shown while `signature` failed.
    pub outcome: Result<Outcome, Vec<Problem>>,
    /// Rules of the contract beyond the schema that the orders break.
    pub broken_rules: Vec<Problem>,
}

impl Examination {
    /// What the reply says, when nothing is wrong with it.
    pub fn accepted(&self) -> Option<&Outcome> {
        let is_right = self.signature.is_ok() && self.broken_rules.is_empty();
        self.outcome.as_ref().ok().filter(|_| is_right)
    }
}

/// Writes and signs a request.
pub fn request(signer: &Signer, request: &Request, now: Timestamp, random: &dyn RandomSource) -> Vec<u8> {
    let element = match request {
        Request::GetOrderDetails(query) => write_get_order_details(query),
        Request::ConfirmOrderPayment(confirmation) => write_confirm_order_payment(confirmation),
    };
    signer.sign(&element, now, random)
}

/// The value of `SOAPAction` for a request, without its quotes.
pub fn soap_action(request: &Request) -> String {
    let name = match request {
        Request::GetOrderDetails(_) => "GetOrderDetails",
        Request::ConfirmOrderPayment(_) => "ConfirmOrderPayment",
    };
    format!("{MPAY}/IServiceProvider/{name}")
}

/// Verifies a reply and compares it with the contract.
pub fn examine(verifier: &Verifier, reply: &[u8], now: Timestamp) -> Examination {
    let (signature, outcome) = match verifier.verify(reply, now) {
        Ok(verified) => (Ok(verified.signed_by().clone()), read(verified.operation())),
        Err(error) => (Err(error), read_unverified(reply)),
    };
    let broken_rules = match &outcome {
        Ok(Outcome::OrderDetails(orders)) => orders.iter().flat_map(broken_rules).collect(),
        _ => Vec::new(),
    };
    Examination { signature, outcome, broken_rules }
}

fn read_unverified(reply: &[u8]) -> Result<Outcome, Vec<Problem>> {
    let problem = |fault: String| vec![Problem { place: "Envelope".to_owned(), fault }];
    let document = xml::parse(reply).map_err(|error| problem(format!("cannot be read: {error}")))?;
    let operation = Envelope::unverified_operation(&document).map_err(|error| problem(format!("is {error}")))?;
    read(operation)
}

fn read(operation: roxmltree::Node<'_, '_>) -> Result<Outcome, Vec<Problem>> {
    if let Some(fault) = ReceivedFault::read(operation) {
        Ok(Outcome::Fault(fault))
    } else if operation.has_tag_name((MPAY, "ConfirmOrderPaymentResponse")) {
        read_confirm_order_payment_response(operation).map(|()| Outcome::Confirmed)
    } else {
        read_get_order_details_response(operation).map(Outcome::OrderDetails)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::ids::FixedRandom;
    use crate::mpay::endpoint::{self, Refusal, Reply};
    use crate::mpay::fault::{Fault, FaultCode};
    use crate::mpay::message::OrderDetailsQuery;
    use crate::mpay::testing::{Draft, keys, now, operation_of, query};

    fn answer(reply: &Reply) -> Vec<u8> {
        endpoint::reply(&keys().provider.signer(), reply, now(), &FixedRandom::new(2))
    }

    #[test]
    fn a_call_and_its_reply_understand_each_other() {
        let asked = Request::GetOrderDetails(OrderDetailsQuery {
            language: Language::En,
            order_key: "K".into(),
            service_id: "S".into(),
        });
        let message = request(&keys().mpay.signer(), &asked, now(), &FixedRandom::new(1));
        assert_eq!(endpoint::open(&keys().mpay.verifier(), &message, now()), Ok(asked.clone()));
        assert_eq!(soap_action(&asked), "https://mpay.gov.md/IServiceProvider/GetOrderDetails");
        for (reply, outcome) in [
            (Reply::Confirmed, Outcome::Confirmed),
            (Reply::OrderDetails(Vec::new()), Outcome::OrderDetails(Vec::new())),
        ] {
            let examined = examine(&keys().provider.verifier(), &answer(&reply), now());
            assert_eq!(examined.accepted(), Some(&outcome));
            assert_eq!(examined.signature.unwrap().subject, "CN=Provider");
        }
    }

    #[test]
    fn every_fault_is_signed_and_says_its_code() {
        for code in FaultCode::ALL {
            let message = answer(&Reply::Fault(Fault::new(*code)));
            let examined = examine(&keys().provider.verifier(), &message, now());
            let Some(Outcome::Fault(fault)) = examined.accepted() else { panic!("{code:?}") };
            assert_eq!(fault.code, Some(*code));
            assert_eq!(fault.written, format!("mpay:{}", code.word()));
            assert!(operation_of(&message).contains(code.reason_ro()));
        }
    }

    #[test]
    fn a_failure_of_security_tells_the_sender_nothing_more() {
        let refusal = |text: &str| endpoint::open(&keys().mpay.verifier(), text.as_bytes(), now()).unwrap_err();
        let mut draft = Draft::new(query());
        draft.pair = &keys().stranger;
        for text in [draft.text(), String::new(), "<a/>".into()] {
            let fault = refusal(&text).fault();
            assert_eq!(fault.code(), Some(FaultCode::AuthenticationFailed));
            assert_eq!(fault.reason(), FaultCode::AuthenticationFailed.reason_en());
        }
        let mut draft = Draft::new(query());
        draft.blocks = "<w s:mustUnderstand='1'/>".into();
        let refusal = refusal(&draft.text());
        assert!(matches!(refusal, Refusal::Security(_)));
        let examined = examine(&keys().provider.verifier(), &answer(&Reply::Fault(refusal.fault())), now());
        let Ok(Outcome::Fault(fault)) = &examined.outcome else { panic!("{examined:?}") };
        assert_eq!((fault.written.as_str(), fault.code), ("soap:MustUnderstand", None));
    }

    #[test]
    fn a_reply_of_a_stranger_is_shown_but_not_accepted() {
        let reply = endpoint::reply(&keys().stranger.signer(), &Reply::Confirmed, now(), &FixedRandom::new(1));
        let examined = examine(&keys().provider.verifier(), &reply, now());
        assert!(matches!(examined.signature, Err(SecurityError::UnknownSigner { .. })));
        assert_eq!((examined.accepted(), &examined.outcome), (None, &Ok(Outcome::Confirmed)));
        assert!(examine(&keys().provider.verifier(), b"<html>502</html>", now()).outcome.is_err());
        assert!(examine(&keys().provider.verifier(), b"", now()).outcome.is_err());
    }
}
