//! What a security review asks of the headers of every answer, on every address that the router knows.

use mpay_pages::web::{WebSettings, addresses};
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Method, StatusCode};

use crate::support::client::Browser;
use crate::support::in_process::InProcess;
use crate::support::services::forest_land_rent;
use crate::support::steps::{filled, ordered};

/// Addresses that a pattern of the router stands for, good and bad ones.
fn examples(pattern: &str, order: &str, stylesheet: &str, logo: &str) -> Vec<String> {
    let none = "0".repeat(26);
    let of_order = |rest: &str| vec![format!("{order}{rest}"), format!("/ro/order/{none}{rest}")];
    let found = match pattern {
        "/" => vec!["/"],
        "/{language}" => vec!["/ro", "/xx", "/ro?q=taxa", "/ro?q=2001000000012", "/ro?personal"],
        "/{language}/" => vec!["/ru/"],
        "/{language}/{beneficiary}" => vec!["/en/moldsilva", "/en/nobody"],
        "/{language}/{beneficiary}/{service}" => vec![
            "/ro/moldsilva/forest-land-rent",
            "/ro/moldsilva/forest-land-rent?l=x",
            "/ro/biblioteca-hasdeu/library-services?ticket=1",
            "/ro/moldsilva/none",
        ],
        "/{language}/{beneficiary}/{service}/answers" => {
            vec!["/ro/moldsilva/forest-land-rent/answers", "/ro/moldsilva/nothing/answers"]
        }
        "/{language}/{beneficiary}/{service}/answers/{kept}" => vec![
            "/ro/moldsilva/forest-land-rent/answers/00000000000000000000000000",
            "/ru/moldsilva/forest-land-rent/answers/nothing",
        ],
        "/{language}/{beneficiary}/{service}/answers/{kept}/{page}" => vec![
            "/en/moldsilva/forest-land-rent/answers/00000000000000000000000000/review",
            "/en/moldsilva/forest-land-rent/answers/00000000000000000000000000/nothing",
        ],
        "/{language}/{beneficiary}/{service}/poster" => {
            vec!["/ro/moldsilva/forest-land-rent/poster", "/ro/moldsilva/none/poster"]
        }
        "/{language}/{beneficiary}/{service}/qr.svg" => {
            vec!["/ro/moldsilva/forest-land-rent/qr.svg", "/ro/moldsilva/forest-land-rent/qr.svg?l=x"]
        }
        "/{language}/{beneficiary}/{service}/preview" => {
            vec!["/ro/moldsilva/forest-land-rent/preview", "/ro/x/y/preview"]
        }
        "/{language}/order/{token}" => return of_order(""),
        "/{language}/order/{token}/change" => return of_order("/change"),
        "/{language}/order/{token}/note" => return of_order("/note"),
        "/{language}/order/{token}/return" => return of_order("/return"),
        "/{language}/order/{token}/payment-note.pdf" => return of_order("/payment-note.pdf"),
        "/api/v1/links" => vec!["/api/v1/links"],
        "/api/v1/links/{id}" => vec!["/api/v1/links/x"],
        "/theme" => vec!["/theme"],
        "/static/{*path}" => vec![stylesheet, "/static/none"],
        "/logo/{name}" => vec![logo, "/logo/none"],
        "/favicon.ico" => vec!["/favicon.ico"],
        "/robots.txt" => vec!["/robots.txt"],
        "/health" => vec!["/health"],
        "/healthz" => vec!["/healthz"],
        "/readyz" => vec!["/readyz"],
        "/mpay/{environment}/service-provider" => {
            vec!["/mpay/test/service-provider", "/mpay/test/service-provider?wsdl", "/mpay/production/service-provider"]
        }
        new => panic!("say in this test which addresses stand for the new route {new}"),
    };
    found.into_iter().map(str::to_owned).collect()
}

/// What is the same for everybody and may be kept by caches.
fn is_public(path: &str) -> bool {
    let is_description = path.ends_with("?wsdl");
    is_description || path.ends_with("/qr.svg") || ["/favicon.ico", "/robots.txt"].contains(&path)
}

/// Holds an answer to what is asked of all; `what` names the request.
#[track_caller]
fn check(what: &str, path: &str, status: StatusCode, headers: &HeaderMap, is_https: bool) {
    let one = |name: &str| {
        let all: Vec<&str> = headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        assert!(all.len() <= 1, "{what}: {name} stands there {} times", all.len());
        all.first().copied()
    };
    for (name, expected) in [
        ("x-content-type-options", Some("nosniff")),
        ("x-frame-options", Some("DENY")),
        ("referrer-policy", Some("same-origin")),
        ("cross-origin-opener-policy", Some("same-origin")),
        ("cross-origin-resource-policy", Some("same-origin")),
        ("permissions-policy", Some("camera=(), geolocation=(), microphone=(), payment=(), usb=()")),
        ("strict-transport-security", is_https.then_some("max-age=31536000; includeSubDomains")),
        ("server", None),
        ("x-powered-by", None),
        ("access-control-allow-origin", None),
    ] {
        assert_eq!(one(name), expected, "{what}: {name}");
    }
    let policy = one("content-security-policy").unwrap_or_else(|| panic!("{what}: no policy"));
    for directive in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self' https://"]
    {
        assert!(policy.contains(directive), "{what}: {directive} is not in {policy}");
    }
    for directive in ["script-src 'self'", "connect-src 'self'"] {
        assert!(policy.split("; ").any(|one| one == directive), "{what}: {directive} is not in {policy}");
    }
    for lax in ["unsafe", "*", "data:", "http:"] {
        assert!(!policy.contains(lax), "{what}: {lax} is in {policy}");
    }
    let (caching, tag) = (one("cache-control").unwrap_or_default(), one("etag"));
    let is_constant = tag.is_some() && status != StatusCode::NOT_FOUND;
    if !is_constant && !is_public(path) || path.contains("/order/") {
        assert_eq!(caching, "no-store", "{what}");
    } else if status.is_success() {
        assert!(caching.starts_with("public, "), "{what}: {caching}");
    }
    // Of a constant nothing stands in the log, and who has it from a cache would name another's request.
    assert_eq!(one("x-request-id").is_some(), tag.is_none(), "{what}: x-request-id");
    if let Some(cookie) = headers.get(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{what}: {cookie}");
        assert_eq!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), is_https, "{what}: {cookie}");
    }
}

async fn every_answer_is_well_armed(is_https: bool) {
    let server = InProcess::with_settings(WebSettings { is_https, ..WebSettings::default() }).await;
    let browser = Browser::new(&server.address);
    let order = ordered(&browser, &forest_land_rent(), "ro").await;
    let order = order.address.strip_prefix(&server.address).unwrap().to_owned();
    let page = browser.get("/ro/moldsilva/forest-land-rent").await.expect(200);
    let found = |marks: &str| {
        let at = page.body.find(marks).unwrap_or_else(|| panic!("{marks} is not on the page")) + 1;
        page.body[at..].split('"').next().unwrap().to_owned()
    };
    let (stylesheet, logo) = (found("\"/static/"), found("\"/logo/"));
    let mut asked = 0;
    for pattern in addresses() {
        for path in examples(pattern, &order, &stylesheet, &logo) {
            for method in ["GET", "HEAD", "POST", "DELETE", "OPTIONS"] {
                for accept in ["text/html", "application/json"] {
                    let method = Method::from_bytes(method.as_bytes()).unwrap();
                    let what = format!("{method} {path} for {accept} (https: {is_https})");
                    // Twice: a constant comes from the store first, and from memory then.
                    for _ in 0..2 {
                        let request = browser.client.request(method.clone(), format!("{}{path}", server.address));
                        let answer = request.header("accept", accept).send().await.unwrap();
                        check(&what, &path, answer.status(), answer.headers(), is_https);
                        asked += 1;
                    }
                }
            }
        }
    }
    assert!(asked > 300, "only {asked}");
    // What a form meets: its errors, another language, an order, another site.
    let form = filled(&browser, &forest_land_rent(), "ro").await;
    let action = form.action.clone();
    for (name, page) in [
        ("an order", browser.go_on(&form).await.expect(303)),
        ("another language", browser.press(&form, ("_language", "ru")).await.expect(200)),
        ("errors", browser.go_on(&form.with([("contract", "")])).await.expect(422)),
        ("a robot", browser.post(&action, &[("_website".to_owned(), "x".to_owned())]).await.expect(422)),
    ] {
        check(name, &action, StatusCode::from_u16(page.status).unwrap(), &page.headers, is_https);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_of_every_route_has_the_headers_of_a_security_review() {
    every_answer_is_well_armed(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_https_browsers_are_told_to_stay_there() {
    every_answer_is_well_armed(true).await;
}
