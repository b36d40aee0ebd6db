//! A browser without a screen: keeps its cookie, posts forms as they stand on the page, and follows nothing by itself but
//! to the page of a form's next step.

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
    keeps_cookies: bool,
    /// By origin and name.
    cookies: Mutex<BTreeMap<(String, String), String>>,
}

/// An HTTP client that goes nowhere but where it is sent, and keeps no connection to a server that may be gone.
pub fn http() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0);
    client.timeout(ANSWER_TIME_MAX).build().unwrap()
}

impl Browser {
    /// A browser at a server's address.
    pub fn new(home: &str) -> Browser {
        let (client, home) = (http(), home.to_owned());
        Browser { client, home, place: None, keeps_cookies: true, cookies: Mutex::default() }
    }

    /// A browser at a server's address that comes from elsewhere, as a proxy on this machine would say.
    pub fn from(place: &str, home: &str) -> Browser {
        Browser { place: Some(place.to_owned()), ..Browser::new(home) }
    }

    /// A browser that refuses cookies.
    pub fn without_cookies(home: &str) -> Browser {
        Browser { keeps_cookies: false, ..Browser::new(home) }
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

    /// Posts fields, and goes to the page that shows what came of them, if that is no order.
    pub async fn post(&self, address: &str, fields: &[(String, String)]) -> Page {
        self.post_with(address, &[], fields).await
    }

    /// Posts fields with headers of the story's own.
    pub async fn post_with(&self, address: &str, headers: &[(&str, &str)], fields: &[(String, String)]) -> Page {
        let page = self.post_alone(address, headers, fields).await;
        self.shown(page, headers).await
    }

    /// Posts fields, and once more where a cookie is given first; goes nowhere.
    pub async fn post_alone(&self, address: &str, headers: &[(&str, &str)], fields: &[(String, String)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let address = absolute(&self.home, address);
        let form = |address: &str| {
            let request = self.client.post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            request.body(body.clone())
        };
        let page = self.send(&address, form(&address)).await;
        if page.status != 307 {
            return page;
        }
        let again = absolute(&address, page.header("location"));
        self.send(&again, form(&again)).await
    }

    /// The page that shows a step of a form, where an answer leads to one.
    async fn shown(&self, mut page: Page, headers: &[(&str, &str)]) -> Page {
        while page.status == 303 && page.header("location").contains("/answers/") {
            let address = absolute(&page.address, page.header("location"));
            let request = self.client.get(&address);
            let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            page = self.send(&address, request).await;
        }
        page
    }

    /// The cookie by which an address's server knows it again, as `name=value`.
    pub fn cookie(&self, address: &str) -> Option<String> {
        let cookies = self.cookies_of(&origin(address))?;
        cookies.split("; ").find(|pair| pair.starts_with("payer=")).map(str::to_owned)
    }

    /// Goes where a page sends the browser.
    #[track_caller]
    pub fn follow(&self, page: Page) -> impl Future<Output = Page> {
        let page = page.expect(303);
        async move { self.get(&absolute(&page.address, page.header("location"))).await }
    }

    /// What it sends to an origin as its cookies.
    fn cookies_of(&self, origin: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        let pairs =
            cookies.iter().filter(|((of, _), _)| of == origin).map(|((_, name), value)| format!("{name}={value}"));
        Some(pairs.collect::<Vec<_>>().join("; ")).filter(|pairs| !pairs.is_empty())
    }

    /// Sends a request with the browser's cookies and keeps those that come back.
    pub async fn send(&self, address: &str, request: RequestBuilder) -> Page {
        let origin = origin(address);
        let cookies = self.cookies_of(&origin);
        let request = cookies.into_iter().fold(request, |request, cookies| request.header(COOKIE, cookies));
        let request = self.place.iter().fold(request, |request, place| request.header("x-forwarded-for", place));
        let response = request.send().await.unwrap_or_else(|error| panic!("{address}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE).into_iter().filter(|_| self.keeps_cookies) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert((origin.clone(), name.to_owned()), value.to_owned());
        }
        let body = response.text().await.unwrap_or_else(|error| panic!("{address}: {error:?}"));
        Page { address: address.to_owned(), status, headers, body }
    }
}
