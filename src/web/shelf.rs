//! The constant answers that are asked for most, in memory, within a bound; the others are made anew from the store.

use std::sync::Arc;

use axum::http::HeaderMap;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::constant::{Constant, Keeping};
use super::problem::{Kind, Problem};
use super::theme::Theme;
use crate::app::{App, AppError};
use crate::registry::{PublishedFile, compressed};

/// Most memory of all answers, in bytes: the pages of some hundred and seventy services in three languages and four encodings.
const WEIGHT_MAX: u64 = 20 * 1024 * 1024;
/// About how many answers that is.
const ANSWERS: usize = 500;

/// Named by the hash of their content: kept for good.
const FOREVER: Keeping = Keeping { cache_control: "public, max-age=31536000, immutable", vary: "accept-encoding" };
/// The same for everybody but for its theme, and asked for again each time: a publication shows at once, and 304 costs next
/// to nothing.
const PAGE: Keeping = Keeping { cache_control: "public, no-cache", vary: "accept-encoding, cookie" };
/// On paper for years already: a day more does nothing.
const FOR_A_DAY: Keeping = Keeping { cache_control: "public, max-age=86400", vary: "accept-encoding" };
/// How the names of lists of services begin.
pub(super) const LIST: &str = "list/";
/// How the names of drawn codes begin.
pub(super) const CODE: &str = "code/";

/// Answers by the name of their file, which never changes its content.
pub(super) struct Shelf {
    answers: Cache<String, Arc<Constant>, ByWeight>,
    /// The headers of all answers.
    common: Arc<HeaderMap>,
}

#[derive(Clone)]
struct ByWeight;

impl Weighter<String, Arc<Constant>> for ByWeight {
    fn weight(&self, name: &String, constant: &Arc<Constant>) -> u64 {
        name.len() as u64 + constant.weight()
    }
}

impl Shelf {
    pub fn new(common: Arc<HeaderMap>) -> Shelf {
        Shelf { answers: Cache::with_weighter(ANSWERS, WEIGHT_MAX, ByWeight), common }
    }

    /// The answer with the file of this name, if it is in memory.
    pub fn at_hand(&self, name: &str) -> Option<Arc<Constant>> {
        self.answers.get(name)
    }

    /// The answer with the file of this name, a page in a theme. Of many who ask at once for the same, one goes to the
    /// store.
    ///
    /// # Errors
    /// `NotFound`; when the store fails.
    pub async fn find(&self, app: &App, name: &str, theme: Theme) -> Result<Arc<Constant>, Problem> {
        let load = async {
            let file = app.store.file(name).await.map_err(AppError::from)?;
            file.ok_or(Problem::new(Kind::NotFound))
        };
        let theme = if is_page(name) { theme } else { Theme::System };
        self.make(name, theme, load).await
    }

    /// The answer under a name that stands for nothing else, with a file that is made when it is not in memory.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn make(
        &self,
        name: &str,
        theme: Theme,
        made: impl Future<Output = Result<PublishedFile, Problem>>,
    ) -> Result<Arc<Constant>, Problem> {
        let answer = async {
            let file = made.await?;
            match theme {
                Theme::System => self.answer(file),
                theme => self.answer(pack(file.name, file.media_type, theme.dress(&file.bytes)).await?),
            }
        };
        self.answers.get_or_insert_async(&*theme.name_of(name), answer).await
    }

    fn answer(&self, file: PublishedFile) -> Result<Arc<Constant>, Problem> {
        let keeping = match file.name.as_str() {
            name if is_page(name) => PAGE,
            name if name.starts_with(CODE) => FOR_A_DAY,
            _ => FOREVER,
        };
        match Constant::new(file, keeping, &self.common) {
            Ok(constant) => Ok(Arc::new(constant)),
            Err(error) => {
                tracing::error!(%error, "a published file's media type cannot be sent");
                Err(Problem::new(Kind::Internal))
            }
        }
    }
}

/// Whether a name is that of a page.
fn is_page(name: &str) -> bool {
    name.starts_with("page/") || name.starts_with(LIST)
}

/// A file in all its encodings. A list of a thousand services takes its time to be compressed.
pub(super) async fn pack(name: String, media_type: String, bytes: Vec<u8>) -> Result<PublishedFile, Problem> {
    let packed = tokio::task::spawn_blocking(move || compressed(name, media_type, bytes)).await;
    packed.map_err(|_| Problem::new(Kind::Internal))
}
