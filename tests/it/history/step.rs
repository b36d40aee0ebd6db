//! What can happen, and how likely it is. It must not know what comes of it.

use mpay_pages::order::DecisionKind;
use proptest::prelude::*;

/// How much is confirmed.
#[derive(Debug, Clone, Copy)]
pub enum Sum {
    /// All that is due, or all of the total when nothing is.
    Due,
    /// So many hundredths of what is due.
    Part(u8),
    /// So many bani more than what is due.
    More(u16),
    Nothing,
}

/// What is odd about a confirmation beside its amount.
#[derive(Debug, Clone, Copy)]
pub enum Odd {
    Account,
    Line,
    NoLines,
    Time,
    Number,
    Element,
}

impl Odd {
    pub const ALL: [Odd; 6] = [Odd::Account, Odd::Line, Odd::NoLines, Odd::Time, Odd::Number, Odd::Element];
}

/// An order or payment of the history, by any number.
pub type Which = usize;

/// What can happen.
#[derive(Debug, Clone)]
pub enum Step {
    Query(Which),
    QueryUnknown,
    Pay(Which, Sum),
    /// All that is due is paid, in a way that is odd.
    PayOddly(Which, Odd),
    /// A payment that was confirmed is confirmed again, in a message of its own or in the same one.
    Again(Which, bool),
    /// Its number, for another order.
    AgainFor(Which, Which),
    AtOnce(Which, Sum),
    PayUnknownOrder,
    PayUnknownService(Which),
    PayOtherCurrency(Which),
    Decide(Which, DecisionKind),
    Settle(Which),
    Return(Which),
    /// The clock goes on, or back.
    Clock(i16),
    Crash,
    /// The server dies before it has answered a confirmation: once it has been written, or at any moment.
    CrashWhilePaying(Which, Sum, bool),
    /// MPay's connection breaks before the answer.
    HangUp(Which, Sum),
}

/// The steps of a history.
pub fn history() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 6..24)
}

fn sum() -> impl Strategy<Value = Sum> {
    prop_oneof![
        4 => Just(Sum::Due),
        3 => (1u8..100).prop_map(Sum::Part),
        1 => (1u16..).prop_map(Sum::More),
        1 => Just(Sum::Nothing),
    ]
}

/// A crash is rare as it takes longest: the server starts again.
fn step() -> impl Strategy<Value = Step> {
    let which = || 0usize..64;
    prop_oneof![
        16 => which().prop_map(Step::Query),
        2 => Just(Step::QueryUnknown),
        32 => (which(), sum()).prop_map(|(order, sum)| Step::Pay(order, sum)),
        8 => (which(), 0..Odd::ALL.len()).prop_map(|(order, at)| Step::PayOddly(order, Odd::ALL[at])),
        12 => (which(), any::<bool>()).prop_map(|(payment, same)| Step::Again(payment, same)),
        4 => (which(), which()).prop_map(|(payment, order)| Step::AgainFor(payment, order)),
        6 => (which(), sum()).prop_map(|(order, sum)| Step::AtOnce(order, sum)),
        2 => Just(Step::PayUnknownOrder),
        2 => which().prop_map(Step::PayUnknownService),
        2 => which().prop_map(Step::PayOtherCurrency),
        20 => (which(), 0..DecisionKind::ALL.len()).prop_map(|(order, at)| Step::Decide(order, DecisionKind::ALL[at])),
        4 => which().prop_map(Step::Settle),
        6 => which().prop_map(Step::Return),
        8 => (-20i16..40).prop_map(Step::Clock),
        1 => Just(Step::Crash),
        2 => (which(), sum(), any::<bool>()).prop_map(|(order, sum, is_kept)| Step::CrashWhilePaying(order, sum, is_kept)),
        4 => (which(), sum()).prop_map(|(order, sum)| Step::HangUp(order, sum)),
    ]
}
