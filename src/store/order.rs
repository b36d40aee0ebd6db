//! Taking orders, each submission once, and finding them; knows not what they are for.

use super::decision::decide;
use super::group::{Running, Write};
use super::kept_answers::{self, KeptName};
use super::link;
use super::order_row::{self, By, NewOrderRow};
use super::pool::{Connection, execute, fetch};
use super::{Conflict, Reasoned, Store, StoreError};
use crate::ids::{Environment, LinkId, OrderKey, OrderToken};
use crate::order::{Decision, DecisionKind, Order, OrderRecord};

const CLOSE_SUBMISSION: &str = "UPDATE orders SET open_submission = NULL WHERE order_key = $1";
const IS_DRAWN: &str = "SELECT COUNT(*) FROM orders WHERE order_key = $1 OR token = $2";

/// This file's statements.
pub(super) const ALL: &[&str] = &[CLOSE_SUBMISSION, IS_DRAWN];

/// Why an order was cancelled whose payer changed the answers; the key of the new one stands behind it.
const REPLACED: &str = "the answers were changed: see";

/// How often a submission looks again when the order that it met stops being payable just then.
const LOOKS_MAX: usize = 4;

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The order: the one that was given, or the one that the same submission had made before.
    pub order: OrderRecord,
    /// Whether it was made now.
    pub is_new: bool,
}

impl Store {
    /// Keeps an order; on return it is on disk. The same submission (by its hash) gives the order that it gave before, as
    /// long as that can be paid at `order.created_at`.
    ///
    /// # Errors
    /// `Conflict` with `OrderDrawn` when the order's key or token is in use: draw others and submit again; with
    /// `LinkUsedUp` or `LinkRevoked` when its link makes no more orders.
    pub async fn submit(&self, order: &Order) -> Result<Submitted, StoreError> {
        self.write_order(order, None, None).await
    }

    /// Like [`Store::submit`], for an order that came by a link in place of an earlier one of the same link: that is
    /// cancelled in the same step, if nothing was paid for it, and leaves its use of the link to this one.
    ///
    /// # Errors
    /// As for [`Store::submit`]; `Conflict` with `LinkUsedUp`, `LinkRevoked`, or `NotAllowed` when the earlier order was
    /// paid meanwhile.
    pub async fn submit_in_place_of(&self, order: &Order, earlier: &OrderToken) -> Result<Submitted, StoreError> {
        self.write_order(order, Some(earlier.clone()), None).await
    }

    /// Like [`Store::submit`] or, with an earlier order, [`Store::submit_in_place_of`]; in the same step what was kept of
    /// the form is emptied, and leads to the order from then on.
    ///
    /// # Errors
    /// As for those.
    pub async fn submit_kept(
        &self,
        order: &Order,
        earlier: Option<&OrderToken>,
        kept: KeptName,
    ) -> Result<Submitted, StoreError> {
        self.write_order(order, earlier.cloned(), Some(kept)).await
    }

    async fn write_order(
        &self,
        order: &Order,
        replaces: Option<OrderToken>,
        kept: Option<KeptName>,
    ) -> Result<Submitted, StoreError> {
        let row = NewOrderRow::of(order)?;
        let new = Submission { environment: self.environment, row, order: order.clone(), replaces, kept };
        Ok(match self.pool.write(new).await? {
            Some(before) => Submitted { order: before, is_new: false },
            None => Submitted { order: order_row::as_kept(order), is_new: true },
        })
    }

    /// The order of a key.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn order_by_key(&self, key: &OrderKey) -> Result<Option<OrderRecord>, StoreError> {
        order_row::find(&mut self.pool.read().await?.on(), self.environment, By::Key(key)).await
    }

    /// The order of an address.
    ///
    /// # Errors
    /// `Unavailable`, `Broken`.
    pub async fn order_by_token(&self, token: &OrderToken) -> Result<Option<OrderRecord>, StoreError> {
        order_row::find(&mut self.pool.read().await?.on(), self.environment, By::Token(token)).await
    }
}

/// An order on its way in.
struct Submission {
    environment: Environment,
    row: NewOrderRow,
    order: Order,
    /// The order of the same link that it takes the place of.
    replaces: Option<OrderToken>,
    /// What was kept of its form.
    kept: Option<KeptName>,
}

impl Write for Submission {
    /// The order that the same submission had made before, if there is one.
    type Written = Option<OrderRecord>;

    fn run<'a, 'c: 'a>(&'a self, on: &'a mut Connection<'c>) -> Running<'a, Option<OrderRecord>> {
        Box::pin(async move {
            let before = match &self.order.link {
                None => submit(on, self).await?,
                Some(link) => submit_by_link(on, self, link).await?,
            };
            if let Some(name) = &self.kept {
                let order = before.as_ref().map_or(&self.order, |record| &record.order);
                kept_answers::close(on, self.environment, name, &order.token, self.order.created_at).await?;
            }
            Ok(before)
        })
    }
}

/// Most submissions are new: they cost one statement.
async fn submit(on: &mut Connection<'_>, new: &Submission) -> Result<Option<OrderRecord>, StoreError> {
    let Submission { environment, row, order, .. } = new;
    for _ in 0..LOOKS_MAX {
        if row.insert(on, *environment).await? {
            return Ok(None);
        }
        // Something is there already: the same submission, of before or of another connection just now, or the drawn key.
        match order_row::find(on, *environment, By::OpenSubmission(&row.submission)).await? {
            Some(before) if before.status(order.created_at).is_payable() => return Ok(Some(before)),
            Some(before) => close_submission(on, &before.order.key).await?,
            None => {
                let (drawn,) = fetch!(on, fetch_one, (i64,), IS_DRAWN, row.key.as_str(), row.token.as_str())?;
                if drawn > 0 {
                    return Err(StoreError::Conflict(Conflict::OrderDrawn));
                }
            }
        }
    }
    Err(StoreError::too_busy("a submission met too many others"))
}

/// A link gives only so many orders, so its uses are counted one submission at a time.
async fn submit_by_link(
    on: &mut Connection<'_>,
    new: &Submission,
    link: &LinkId,
) -> Result<Option<OrderRecord>, StoreError> {
    let Submission { environment, row, order, replaces, .. } = new;
    link::take_turn(on, *environment, link).await?;
    for _ in 0..LOOKS_MAX {
        if let Some(before) = order_row::find(on, *environment, By::OpenSubmission(&order.submission)).await? {
            if before.status(order.created_at).is_payable() {
                return Ok(Some(before));
            }
            close_submission(on, &before.order.key).await?;
        }
        let replaced = link::make_room(on, *environment, order, replaces.as_ref()).await?;
        if row.insert(on, *environment).await? {
            if let Some(earlier) = replaced {
                let reason = format!("{REPLACED} {}", order.key);
                let reasoned = Reasoned { by: Decision::BY_PAYER, reason: &reason, at: order.created_at };
                decide(on, *environment, &earlier, DecisionKind::Cancel, &reasoned).await?;
            }
            return Ok(None);
        }
        // Something is there already: the submission of another connection, which the next look sees, or the drawn key.
        let (drawn,) = fetch!(on, fetch_one, (i64,), IS_DRAWN, order.key.as_str(), order.token.as_str())?;
        if drawn > 0 && order_row::find(on, *environment, By::OpenSubmission(&order.submission)).await?.is_none() {
            return Err(StoreError::Conflict(Conflict::OrderDrawn));
        }
    }
    Err(StoreError::too_busy("a submission met too many others"))
}

/// Lets the same submission make another order: this one can no longer be paid.
pub(super) async fn close_submission(on: &mut Connection<'_>, key: &OrderKey) -> Result<(), StoreError> {
    if execute!(on, CLOSE_SUBMISSION, key.as_str())? == 1 {
        Ok(())
    } else {
        Err(StoreError::content(format!("the order {key} vanished")))
    }
}
