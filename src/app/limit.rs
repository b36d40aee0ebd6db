//! The limit on a service's paid orders. It is looked at in the store when an order is made, asked for or paid, and once in
//! a while; a page that is only read goes by what was seen last.

use crate::order::{OrderRecord, OrderStatus};

use super::{App, AppError, ListedService, Served};

/// How many limited services are looked at in one go, in turns.
const LOOKS_MAX: usize = 50;

impl App {
    /// Whether as many orders of a service are paid as may be.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn looks_full(&self, service: &ListedService) -> Result<bool, AppError> {
        let Some(most) = service.summary.paid_orders_max else { return Ok(false) };
        let is_full = self.store.paid_orders(&service.path, most).await? >= most;
        service.note_full(is_full);
        Ok(is_full)
    }

    /// The limit that keeps an order from being paid: nothing was paid for it, and as many others were as may be. The
    /// limit is that of the version that is served now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn is_shut_out(&self, record: &OrderRecord) -> Result<bool, AppError> {
        if record.status(self.now()) != OrderStatus::Active {
            return Ok(false);
        }
        match self.listed(record) {
            Some(service) => self.looks_full(&service).await,
            None => Ok(false),
        }
    }

    /// Looks at all limits, before services are served.
    pub(super) async fn look_at_limits(&self, served: &Served) -> Result<(), AppError> {
        for service in served.services() {
            self.looks_full(service).await?;
        }
        Ok(())
    }

    /// Looks at some limits again, the others' turn comes: another process takes payments too, and staff give money back.
    pub(super) async fn look_at_some_limits(&self, turn: usize) -> Result<(), AppError> {
        let served = self.served();
        let limited: Vec<_> = served.services().filter(|service| service.summary.paid_orders_max.is_some()).collect();
        let start = turn.wrapping_mul(LOOKS_MAX).checked_rem(limited.len()).unwrap_or(0);
        for service in limited.iter().cycle().skip(start).take(limited.len().min(LOOKS_MAX)) {
            self.looks_full(service).await?;
        }
        Ok(())
    }
}
