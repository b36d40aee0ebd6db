//! Why a use case fails, by what its caller can do about it.

use crate::form::PriceError;
use crate::mpay_client::PaymentNoteError;
use crate::registry::BundleError;
use crate::store::StoreError;
use crate::view::ViewError;

/// Why a use case fails. What stands in it is for the log, never for a payer.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was asked for does not exist.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The store fails or refuses.
    #[error("the store")]
    Store(#[from] StoreError),
    /// A template fails.
    #[error("a page cannot be made")]
    View(#[from] ViewError),
    /// A stored version cannot be read.
    #[error("a published version")]
    Bundle(#[from] BundleError),
    /// A published plan does not price its answers.
    #[error("a published plan has no price for answers that its form accepts")]
    Price(#[from] PriceError),
    /// MPay gives no payment note.
    #[error("a payment note")]
    PaymentNote(#[from] PaymentNoteError),
    /// A file that is published cannot be compressed.
    #[error("a file cannot be compressed")]
    Packing,
    /// No free order key after several draws.
    #[error("no free order key was found")]
    NoFreeKey,
}

impl AppError {
    /// Whether the same request can succeed in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(self, AppError::Store(StoreError::Unavailable(_)) | AppError::NoFreeKey)
    }

    /// Whether what was asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(
            self,
            AppError::NotFound(_)
                | AppError::Store(StoreError::NotFound(_))
                | AppError::PaymentNote(PaymentNoteError::Unknown)
        )
    }
}
