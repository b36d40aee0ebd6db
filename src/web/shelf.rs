//! The constant answers that are asked for most, in memory, within a bound; the others are made anew from the store.

use std::sync::Arc;

use axum::http::HeaderMap;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::constant::{Constant, Keeping};
use super::problem::{Kind, Problem};
use super::theme::Theme;
use crate::app::{App, AppError};
use crate::registry::{PublishedFile, compressed_quickly};

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

    /// The answer under a name that stands for nothing else, with a file that is made when it is not in memory. A page in a
    /// theme is made of the page that all get, which differs in one attribute.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn make(
        &self,
        name: &str,
        theme: Theme,
        made: impl Future<Output = Result<PublishedFile, Problem>>,
    ) -> Result<Arc<Constant>, Problem> {
        if theme == Theme::System {
            return self.answers.get_or_insert_async(name, async { self.answer(made.await?) }).await;
        }
        let dressed = async {
            let plain = self.answers.get_or_insert_async(name, async { self.answer(made.await?) }).await?;
            self.answer(pack_page(name.to_owned(), theme.dress(plain.plain())).await?)
        };
        self.answers.get_or_insert_async(&*theme.name_of(name), dressed).await
    }

    /// Forgets a page that nobody will be shown any more, in all themes.
    pub fn forget(&self, name: &str) {
        for theme in Theme::ALL {
            self.answers.remove(&*theme.name_of(name));
        }
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

/// A page in all its encodings, made while somebody waits for it: a list of five thousand services has a megabyte.
async fn pack_page(name: String, bytes: Vec<u8>) -> Result<PublishedFile, Problem> {
    aside(move || compressed_quickly(name, "text/html; charset=utf-8".to_owned(), bytes)).await
}

/// Work that takes its time, where it keeps no request waiting.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::new(Kind::Internal))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::registry::compressed;

    const NAME: &str = "list/ro/7";

    fn page() -> PublishedFile {
        let text = format!("<!doctype html>\n<html lang=\"ro\">{}", "<p>Taxa pentru arenda terenurilor".repeat(900));
        compressed_quickly(NAME.to_owned(), "text/html; charset=utf-8".to_owned(), text.into_bytes())
    }

    /// The list of services is made once after a publication, whoever comes first and whatever they chose: what is done for
    /// each theme is one attribute and a compression at the quick levels.
    #[tokio::test]
    async fn a_page_is_made_once_for_all_themes() {
        for order in [[Theme::System, Theme::Dark, Theme::Light], [Theme::Dark, Theme::Light, Theme::System]] {
            let shelf = Shelf::new(Arc::default());
            let made = AtomicUsize::new(0);
            for theme in order.into_iter().chain(order) {
                let making = async {
                    made.fetch_add(1, Ordering::Relaxed);
                    Ok(page())
                };
                let constant = shelf.make(NAME, theme, making).await.unwrap_or_else(|_| panic!("it is not made"));
                assert_eq!(constant.plain(), theme.dress(&page().bytes));
                assert_eq!(made.load(Ordering::Relaxed), 1, "{theme:?} in {order:?}");
                let dressed = theme.dress(&page().bytes);
                let quick = compressed_quickly("x".to_owned(), "text/html".to_owned(), dressed.clone());
                let best = compressed("x".to_owned(), "text/html".to_owned(), dressed);
                let weight = |file| Constant::new(file, PAGE, &HeaderMap::new()).unwrap().weight();
                assert!(constant.weight() == weight(quick) && constant.weight() > weight(best), "{theme:?}");
            }
            assert!(order.iter().all(|theme| shelf.at_hand(&theme.name_of(NAME)).is_some()));
        }
    }
}
