//! What must be true of orders, in the contract's own words: a few lines of arithmetic. It must not use the program's.

use mpay_pages::order::DecisionKind;

/// An order as it should be. Amounts are bani, times are minutes of the story.
#[derive(Debug, Default)]
pub struct Order {
    /// None where the payer gives the amount at MPay.
    pub total: Option<i64>,
    pub due_at: Option<i64>,
    pub takes_parts: bool,
    pub payments: Vec<Payment>,
    pub last_decision: Option<DecisionKind>,
    pub decisions: usize,
}

/// A payment that was acknowledged.
#[derive(Debug)]
pub struct Payment {
    pub id: String,
    pub amount: i64,
    pub at: i64,
    /// The messages of which one, and only one, is the evidence: several only when they came at once.
    pub messages: Vec<Vec<u8>>,
    /// What is unusual about it.
    pub flags: Vec<&'static str>,
    /// Which of that nobody has dealt with.
    pub waiting: Vec<&'static str>,
    pub is_given_back: bool,
}

impl Order {
    fn kept(&self) -> i64 {
        self.payments.iter().filter(|payment| !payment.is_given_back).map(|payment| payment.amount).sum()
    }

    /// What MPay is told that is still owed; nothing is told while any amount will do.
    pub fn due(&self) -> Option<i64> {
        let is_given_back = matches!(self.last_decision, Some(DecisionKind::Refund | DecisionKind::Refunded));
        match (self.total, self.kept()) {
            (_, 0) if is_given_back => Some(0),
            (Some(total), kept) => Some((total - kept).max(0)),
            (None, 0) => None,
            (None, _) => Some(0),
        }
    }

    fn is_paid(&self) -> bool {
        self.total.map_or(self.kept() > 0, |total| self.kept() >= total)
    }

    /// MPay's word for its state. Paid wins; then what staff said; then the time.
    pub fn status(&self, now: i64) -> &'static str {
        match self.last_decision {
            Some(DecisionKind::Complete) if self.is_paid() => "Completed",
            _ if self.is_paid() => "Paid",
            Some(DecisionKind::Refund) => "Refunding",
            Some(DecisionKind::Refunded) => "Refunded",
            Some(DecisionKind::Cancel) => "Cancelled",
            _ if self.due_at.is_some_and(|due_at| due_at < now) => "Expired",
            _ if self.kept() > 0 => "PartiallyPaid",
            _ => "Active",
        }
    }

    /// A confirmation is acknowledged: it counts, once. What is odd about it beside its amount is said.
    pub fn pay(&mut self, id: &str, amount: i64, odd: &[&'static str], messages: Vec<Vec<u8>>, now: i64) {
        let is_right = match self.due() {
            None => amount > 0,
            Some(due) => amount == due || self.takes_parts && 0 < amount && amount < due,
        };
        let mut flags = match self.status(now) {
            "Paid" | "Completed" => vec!["paid_before"],
            "Cancelled" | "Refunding" | "Refunded" => vec!["closed"],
            "Expired" if is_right => vec!["late"],
            "Expired" => vec!["late", "other_amount"],
            _ if is_right => Vec::new(),
            _ => vec!["other_amount"],
        };
        flags.extend(odd);
        let (id, waiting, is_given_back) = (id.to_owned(), flags.clone(), false);
        self.payments.push(Payment { id, amount, at: now, messages, flags, waiting, is_given_back });
    }

    /// Whether staff may decide so; if they may, it is decided.
    pub fn decide(&mut self, kind: DecisionKind, now: i64) -> bool {
        let status = self.status(now);
        let is_allowed = match kind {
            DecisionKind::Cancel => (status == "Active" || status == "Expired") && self.kept() == 0,
            DecisionKind::Complete => status == "Paid",
            DecisionKind::Refund => self.kept() > 0,
            DecisionKind::Refunded => status == "Refunding" && self.kept() == 0,
        };
        if is_allowed {
            if matches!(kind, DecisionKind::Refund | DecisionKind::Refunded) {
                self.payments.iter_mut().for_each(|payment| payment.is_given_back = true);
            }
            self.last_decision = Some(kind);
            self.decisions += 1;
        }
        is_allowed
    }

    /// The text of the heading of its page for a browser that came back from MPay just now: it is told to wait for money,
    /// unless some came in the last quarter of an hour.
    pub fn heading_on_return(&self, now: i64) -> &'static str {
        const QUARTER: i64 = 15;
        let waits = !self.payments.iter().any(|payment| now - payment.at < QUARTER);
        match self.heading(now) {
            closed @ ("order-paid-title" | "order-refunding-title" | "order-refunded-title") => closed,
            _ if waits => "order-confirming-title",
            other => other,
        }
    }

    /// The text of the heading of its page.
    pub fn heading(&self, now: i64) -> &'static str {
        match self.status(now) {
            "Paid" | "Completed" => "order-paid-title",
            "Refunding" => "order-refunding-title",
            "Refunded" => "order-refunded-title",
            "Active" => "order-unpaid-title",
            "PartiallyPaid" => "order-part-paid-title",
            "Expired" => "order-expired-title",
            "Cancelled" => "order-cancelled-title",
            other => panic!("{other}"),
        }
    }
}
