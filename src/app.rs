//! Use cases: who does what, in which order. Knows the engines and the adapters; knows nothing of HTTP.

mod answer_mpay;
mod api;
mod definitions;
mod error;
mod export;
mod forget;
mod hold;
mod kept;
mod likeness;
mod limit;
mod linked;
mod make_link;
mod maker;
mod mpay_time;
mod opened;
mod order_page;
mod paper;
mod preview;
mod publish;
mod ready;
mod ready_fault;
mod review;
mod search;
mod served;
mod shipped;
mod submit;
mod task;
mod trust;

pub use answer_mpay::MpayAnswer;
pub use api::ApiClient;
pub use definitions::{DefinitionsError, ServiceFiles, find_all_definitions, find_definitions};
pub use error::AppError;
pub use export::{ExportError, Selection, export_orders, export_workbook};
pub use hold::{Hold, HoldSecrets};
pub use kept::{FoundKept, KeptAnswers, KeptBounds, Reviewed};
pub use linked::{OpenedLink, RefusedLink};
pub use make_link::{
    LinkMaker, LinkProblem, LinkRequest, Made, MadeLink, link_address, make_links, requests_of_table, served_plan,
};
pub use opened::{ServedPage, ServedService};
pub use order_page::RETURNED;
pub use paper::{code_of, print_letters};
pub use preview::{Preview, Shown};
pub use publish::{Draft, Published, new_version, publish_all};
pub use ready::Check;
pub use search::{Found, NoSearch, Search};
pub use served::{ListedService, Served};
pub use shipped::{shipped_definitions, shipped_files};
pub use submit::{Outcome, Submission};
pub use task::{Next, Task, TaskState};
pub use trust::{Lasting, Nearness, Trust, Whose};

use std::sync::atomic::{AtomicUsize, Ordering};
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
    open_versions: opened::OpenVersions,
    trust: RwLock<Arc<Trust>>,
    mpay_time: mpay_time::MpayTime,
    hold_secrets: RwLock<Option<Arc<HoldSecrets>>>,
    kept_so_far: kept::KeptSoFar,
    ready_faults: ready_fault::ReadyFaults,
    /// How often nothing new was published.
    refreshes: AtomicUsize,
    tasks: task::Tasks,
    likeness_walk: likeness::LikenessWalk,
    last_checks: ready::LastChecks,
}

impl App {
    /// Puts the parts together and loads what is served.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn start(
        store: Store,
        mpay: MpayLink,
        public_url: String,
        clock: Arc<dyn Clock>,
        random: Arc<dyn RandomSource>,
    ) -> Result<App, AppError> {
        let assets = Assets::load();
        let view = View::new(&|path| assets.address(path).to_owned())?;
        let (served, trust) = (RwLock::new(Arc::new(Served::default())), RwLock::new(Arc::new(mpay.trust)));
        let MpayLink { pay_page, payment_notes, .. } = mpay;
        let refreshes = AtomicUsize::new(0);
        let open_versions = opened::OpenVersions::none();
        let app = App {
            store,
            view,
            assets,
            pay_page,
            public_url,
            payment_notes,
            clock,
            random,
            served,
            open_versions,
            trust,
            mpay_time: mpay_time::MpayTime::unknown(),
            hold_secrets: RwLock::default(),
            kept_so_far: kept::KeptSoFar::default(),
            ready_faults: ready_fault::ReadyFaults::default(),
            refreshes,
            tasks: task::Tasks::default(),
            likeness_walk: likeness::LikenessWalk::default(),
            last_checks: ready::LastChecks::default(),
        };
        publish::keep_assets(&app.store, &app.assets).await?;
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

    /// Loads what is served anew, if something was published or rolled back since; looks again at limits if not.
    ///
    /// # Errors
    /// When the store cannot be read; what was served goes on being served.
    pub async fn refresh(&self) -> Result<(), AppError> {
        self.store.check_file()?;
        let sequence = self.store.publication_sequence().await?;
        let before = self.served();
        if before.sequence() == Some(sequence) {
            return self.look_at_some_limits(self.refreshes.fetch_add(1, Ordering::Relaxed)).await;
        }
        let served = before.updated(&self.store, sequence).await?;
        self.look_at_limits(&served).await?;
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
        Ok(())
    }
}
