//! The constant answers that are asked for most, in memory, within a bound; the others are made anew from the store.

use std::sync::Arc;

use axum::http::HeaderMap;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::constant::Constant;
use super::problem::{Kind, Problem};
use crate::app::{App, AppError};
use crate::registry::PublishedFile;

/// Most memory of all answers, in bytes: the pages of some hundred and seventy services in three languages and four encodings.
const WEIGHT_MAX: u64 = 20 * 1024 * 1024;
/// About how many answers that is.
const ANSWERS: usize = 500;

/// Named by the hash of their content: kept for good.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// The same for everybody, and asked for again each time: a publication shows at once, and 304 costs next to nothing.
const ASKED_EACH_TIME: &str = "public, no-cache";
/// On paper for years already: a day more does nothing.
const ASKED_EACH_DAY: &str = "public, max-age=86400";
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

    /// The answer with the file of this name. Of many who ask at once for the same, one goes to the store.
    ///
    /// # Errors
    /// `NotFound`; when the store fails.
    pub async fn find(&self, app: &App, name: &str) -> Result<Arc<Constant>, Problem> {
        let load = async {
            let file = app.store.file(name).await.map_err(AppError::from)?;
            self.answer(file.ok_or(Problem::new(Kind::NotFound))?)
        };
        self.answers.get_or_insert_async(name, load).await
    }

    /// The answer under a name that stands for nothing else, with a file that is made when it is not in memory.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn make(
        &self,
        name: &str,
        made: impl Future<Output = Result<PublishedFile, Problem>>,
    ) -> Result<Arc<Constant>, Problem> {
        self.answers.get_or_insert_async(name, async { self.answer(made.await?) }).await
    }

    fn answer(&self, file: PublishedFile) -> Result<Arc<Constant>, Problem> {
        let begins = |start| file.name.starts_with(start);
        let cache_control = match () {
            () if begins("page/") || begins(LIST) => ASKED_EACH_TIME,
            () if begins(CODE) => ASKED_EACH_DAY,
            () => FOREVER,
        };
        match Constant::new(file, cache_control, &self.common) {
            Ok(constant) => Ok(Arc::new(constant)),
            Err(error) => {
                tracing::error!(%error, "a published file's media type cannot be sent");
                Err(Problem::new(Kind::Internal))
            }
        }
    }
}
