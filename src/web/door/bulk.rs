//! Bulk work of the API: one at a time of each token, and a few at once of all. It must not know what it is.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most at once of all tokens. Each holds a table and its links, some tens of megabytes.
const AT_ONCE_MAX: usize = 4;

/// Which tokens have bulk work under way.
#[derive(Debug, Default)]
pub(in crate::web) struct Bulks(Mutex<HashSet<String>>);

/// Bulk work under way, until it is dropped.
#[derive(Debug)]
pub(in crate::web) struct Bulk {
    bulks: Arc<Bulks>,
    token: String,
}

/// Why no more bulk work may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Occupied {
    /// The token has some under way.
    Token,
    /// As much is under way as may be.
    House,
}

impl Bulks {
    /// Begins bulk work of a token.
    ///
    /// # Errors
    /// [`Occupied`].
    pub fn begin(self: &Arc<Bulks>, token: &str) -> Result<Bulk, Occupied> {
        let mut tokens = self.tokens();
        if tokens.contains(token) {
            return Err(Occupied::Token);
        }
        if tokens.len() >= AT_ONCE_MAX {
            return Err(Occupied::House);
        }
        tokens.insert(token.to_owned());
        Ok(Bulk { bulks: Arc::clone(self), token: token.to_owned() })
    }

    fn tokens(&self) -> MutexGuard<'_, HashSet<String>> {
        // Each change is whole: a panic elsewhere leaves nothing half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bulk {
    fn drop(&mut self) {
        self.bulks.tokens().remove(&self.token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_one_at_a_time_and_all_have_a_few() {
        let bulks = Arc::new(Bulks::default());
        let first = bulks.begin("a").unwrap();
        assert_eq!(bulks.begin("a").unwrap_err(), Occupied::Token);
        let others: Vec<Bulk> = ["b", "c", "d"].iter().map(|token| bulks.begin(token).unwrap()).collect();
        assert_eq!(bulks.begin("e").unwrap_err(), Occupied::House);
        drop(first);
        assert!(bulks.begin("a").is_ok());
        drop(others);
        assert!(bulks.begin("e").is_ok());
    }
}
