//! Likenesses of stored orders: those of orders that an earlier program left without, or one that still runs beside this one.

use std::mem;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::{App, AppError};
use crate::store::LikenessMark;

/// How many orders are looked at at once: a moment's work for a database, beside which others write.
const ORDERS_AT_ONCE: u32 = 500;
/// How long nothing is looked at once all was, for what an earlier program leaves meanwhile; and after a failure.
const REST: SignedDuration = SignedDuration::from_hours(1);

/// How far this process has looked through stored orders. Another begins again: what was done is passed over quickly.
#[derive(Debug, Default)]
pub(super) struct LikenessWalk(Mutex<Position>);

#[derive(Debug, Default)]
struct Position {
    mark: LikenessMark,
    rests_until: Timestamp,
}

impl App {
    /// Looks at some stored orders more; from the beginning again an hour after the last. One call at a time goes on; of
    /// several at once each begins where the others may have been, which does no harm.
    ///
    /// # Errors
    /// When the store fails; it is tried again from the beginning, after an hour.
    pub async fn fill_likenesses(&self) -> Result<(), AppError> {
        let now = self.now();
        let resting = Position { mark: LikenessMark::default(), rests_until: now.saturating_add(REST).unwrap_or(now) };
        // The lock guards a place to go on from: any is right.
        let position = || self.likeness_walk.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now < position().rests_until {
            return Ok(());
        }
        let from = mem::replace(&mut *position(), resting).mark;
        if let Some(mark) = self.store.fill_likenesses(&from, ORDERS_AT_ONCE).await? {
            *position() = Position { mark, rests_until: now };
        }
        Ok(())
    }
}
