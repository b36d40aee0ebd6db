//! A browser without a screen: keeps its cookie, posts forms as they stand on the page, follows nothing by itself.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;

use super::html::{Form, Page, absolute, origin};

/// Longest time for an answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);

/// A browser with a cookie of its own.
pub struct Browser {
    pub client: reqwest::Client,
    home: String,
    /// The network from which it says that it comes, so that it has a pace of its own; none: this machine.
    place: Option<String>,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An HTTP client that goes nowhere but where it is sent, and keeps no connection to a server that may be gone.
pub fn http() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0);
    client.timeout(ANSWER_TIME_MAX).build().unwrap()
}

impl Browser {
    /// A browser at a server's address.
    pub fn new(home: &str) -> Browser {
        Browser { client: http(), home: home.to_owned(), place: None, cookies: Mutex::default() }
    }

    /// A browser at a server's address that comes from elsewhere, as a proxy on this machine would say.
    pub fn from(place: &str, home: &str) -> Browser {
        Browser { place: Some(place.to_owned()), ..Browser::new(home) }
    }

    /// Opens an address, absolute or of the server.
    pub async fn get(&self, address: &str) -> Page {
        let address = absolute(&self.home, address);
        self.send(&address, self.client.get(&address)).await
    }

    /// Presses a button of a form; `button` is its name and value.
    pub async fn press(&self, form: &Form, button: (&str, &str)) -> Page {
        let mut fields = form.fields.clone();
        fields.push((button.0.to_owned(), button.1.to_owned()));
        self.post(&form.action, &fields).await
    }

    /// Presses the button that goes on from a service's page; what comes may be the review.
    pub async fn reviews(&self, form: &Form) -> Page {
        self.press(form, ("_action", "continue")).await
    }

    /// Goes on from a service's page and confirms the review, also when it says that the same was paid before: another
    /// story may pay for it just now.
    pub async fn go_on(&self, form: &Form) -> Page {
        let mut page = self.reviews(form).await;
        for _ in 0..2 {
            if page.status != 200 || page.all("#review-form").is_empty() {
                break;
            }
            let button = page.all("#review-form button").remove(0);
            page = self.press(&page.form("#review-form"), (button.attribute("name"), button.attribute("value"))).await;
        }
        page
    }

    /// Posts fields.
    pub async fn post(&self, address: &str, fields: &[(String, String)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let address = absolute(&self.home, address);
        let form = |address: &str| {
            let request = self.client.post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            request.body(body.clone())
        };
        let page = self.send(&address, form(&address)).await;
        if page.status != 307 {
            return page;
        }
        // The same form once more: the first time a cookie is given.
        let again = absolute(&address, page.header("location"));
        self.send(&again, form(&again)).await
    }

    /// The cookie that it has from an address's server, as `name=value`.
    pub fn cookie(&self, address: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(&origin(address)).cloned()
    }

    /// Goes where a page sends the browser.
    #[track_caller]
    pub fn follow(&self, page: Page) -> impl Future<Output = Page> {
        let page = page.expect(303);
        async move { self.get(&absolute(&page.address, page.header("location"))).await }
    }

    /// Sends a request with the browser's cookie and keeps the one that comes back.
    pub async fn send(&self, address: &str, request: RequestBuilder) -> Page {
        let origin = origin(address);
        let cookie = self.cookies.lock().unwrap().get(&origin).cloned();
        let request = cookie.into_iter().fold(request, |request, cookie| request.header(COOKIE, cookie));
        let request = self.place.iter().fold(request, |request, place| request.header("x-forwarded-for", place));
        let response = request.send().await.unwrap_or_else(|error| panic!("{address}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            self.cookies.lock().unwrap().insert(origin, pair);
        }
        let body = response.text().await.unwrap_or_else(|error| panic!("{address}: {error:?}"));
        Page { address: address.to_owned(), status, headers, body }
    }
}
