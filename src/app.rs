//! Use cases: who does what, in which order. Knows the engines and the adapters; knows nothing of HTTP.

mod answer_mpay;
mod definitions;
mod error;
mod order_page;
mod publish;
mod review;
mod search;
mod served;
mod submit;
mod trust;

pub use answer_mpay::MpayAnswer;
pub use definitions::{DefinitionsError, ServiceFiles, find_definitions};
pub use error::AppError;
pub use publish::{Published, new_version};
pub use search::Search;
pub use served::{Served, ServedPage, ServedService};
pub use submit::{Outcome, Submission};
pub use trust::{Lasting, Nearness, Trust};

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use crate::asset::Assets;
use crate::clock::Clock;
use crate::ids::RandomSource;
use crate::mpay_client::PaymentNotes;
use crate::store::Store;
use crate::view::View;

/// How MPay and this service reach and trust each other.
pub struct MpayLink {
    /// Keys and certificates.
    pub trust: Trust,
    /// The address of MPay's pay page.
    pub pay_page: String,
    /// Where MPay's payment notes are fetched; none where that is not offered.
    pub payment_notes: Option<PaymentNotes>,
}

/// Everything that the use cases need, shared by all requests.
pub struct App {
    /// Where versions, orders and payments are kept.
    pub store: Store,
    /// The templates.
    pub view: View,
    /// The static files of this program.
    pub assets: Assets,
    /// The address of MPay's pay page.
    pub pay_page: String,
    /// How browsers reach this service, without a slash at the end.
    pub public_url: String,
    /// MPay's payment notes, where they are offered.
    pub payment_notes: Option<PaymentNotes>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn RandomSource>,
    served: RwLock<Arc<Served>>,
    trust: RwLock<Arc<Trust>>,
}

impl App {
    /// Puts the parts together and loads what is served.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn start(
        store: Store,
        mpay: MpayLink,
        public_url: String,
        clock: Arc<dyn Clock>,
        random: Arc<dyn RandomSource>,
    ) -> Result<App, AppError> {
        let assets = Assets::load();
        let view = View::new(&|path| assets.address(path).to_owned())?;
        let (served, trust) = (RwLock::new(Arc::new(Served::none())), RwLock::new(Arc::new(mpay.trust)));
        let MpayLink { pay_page, payment_notes, .. } = mpay;
        let app = App { store, view, assets, pay_page, public_url, payment_notes, clock, random, served, trust };
        app.refresh().await?;
        Ok(app)
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What is served at this moment; a request keeps the one that it began with.
    pub fn served(&self) -> Arc<Served> {
        // The lock guards a pointer: a panic elsewhere cannot have left it half written.
        Arc::clone(&self.served.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads what is served anew, if something was published or rolled back since.
    ///
    /// # Errors
    /// When the store cannot be read; what was served goes on being served.
    pub async fn refresh(&self) -> Result<(), AppError> {
        let sequence = self.store.publication_sequence().await?;
        if self.served().sequence() == Some(sequence) {
            return Ok(());
        }
        let served = Served::load(&self.store, sequence).await?;
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
        Ok(())
    }
}
