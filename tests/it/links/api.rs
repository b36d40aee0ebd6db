//! The API: a beneficiary's own system makes and withdraws links of its services, and of no others.

use mpay_pages::view::Qr;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::client::{Browser, http};
use crate::support::program::{Demo, run, text};
use crate::support::shared;
use crate::support::steps::SERVICE_FORM;

/// `token` with arguments, on a demo's data: what it writes, and what it says.
fn token(demo: &Demo, arguments: &[&str]) -> (String, String) {
    let data = demo.data().display().to_string();
    let output = run(["token", "--data", data.as_str()].into_iter().chain(arguments.iter().copied()));
    (text(&output.stdout).trim().to_owned(), text(&output.stderr))
}

/// A new token's name and secret.
fn new_token(demo: &Demo, beneficiary: &str) -> (String, String) {
    let (secret, said) = token(demo, &["new", "--beneficiary", beneficiary, "--label", "billing"]);
    (said.split(':').next().unwrap().to_owned(), secret)
}

async fn call(demo: &Demo, method: Method, path: &str, token: &str, body: (&str, String)) -> Response {
    let request = http().request(method, format!("{}/api/v1/links{path}", demo.server.address));
    let request = request.header("content-type", body.0).body(body.1);
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    request.send().await.unwrap()
}

async fn make(demo: &Demo, token: &str, wanted: &Value) -> (u16, Value) {
    let response = call(demo, Method::POST, "", token, ("application/json", wanted.to_string())).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    (response.status().as_u16(), serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
}

fn letter() -> Value {
    json!({
        "service": "forest-land-rent",
        "answers": {"contract": "AB12", "rent": "9267.05"},
        "expires_on": "2099-12-31",
        "uses": 1,
        "reference": "api/1",
    })
}

#[tokio::test]
async fn a_system_makes_a_link_and_withdraws_it() {
    let demo = shared::demo();
    let (_, secret) = new_token(&demo, "moldsilva");
    let (status, made) = make(&demo, &secret, &letter()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(
        (&made["expires_on"], &made["uses"], &made["reference"]),
        (&json!("2099-12-31"), &json!(1), &json!("api/1"))
    );
    for language in ["ro", "ru", "en"] {
        let page = Browser::new(&demo.server.address).get(made["urls"][language].as_str().unwrap()).await.expect(200);
        assert_eq!(page.form(SERVICE_FORM).value("contract"), "AB12");
        let code = Browser::new(&demo.server.address).get(made["qr"][language].as_str().unwrap()).await.expect(200);
        let wanted = Qr::of(made["urls"][language].as_str().unwrap()).unwrap().svg_file("");
        assert_eq!(code.body.split_once("</title>").unwrap().1, wanted.split_once("</title>").unwrap().1);
    }
    let (_, again) = make(&demo, &secret, &letter()).await;
    assert_eq!(again, made, "a call that is repeated makes no second link");

    let id = made["id"].as_str().unwrap();
    let (_, others) = new_token(&demo, "trezoreria");
    let path = format!("/{id}");
    for (secret, expected) in [(others.as_str(), 404), (secret.as_str(), 204), (secret.as_str(), 204)] {
        let answer = call(&demo, Method::DELETE, &path, secret, ("", String::new())).await;
        assert_eq!(answer.status(), expected);
    }
    Browser::new(&demo.server.address).get(made["urls"]["en"].as_str().unwrap()).await.expect(410);
}

/// A number of JSON has one reading, also where the same digits as a text have two.
#[tokio::test]
async fn numbers_of_json_are_taken_as_they_are() {
    let demo = shared::demo();
    let (_, secret) = new_token(&demo, "moldsilva");
    for (number, shown) in
        [("9267.05", "9\u{a0}267,05"), ("1.250", "1,25"), ("1250", "1\u{a0}250,00"), ("1.5e3", "1\u{a0}500,00")]
    {
        let body =
            format!("{{\"service\": \"forest-land-rent\", \"answers\": {{\"contract\": 23215, \"rent\": {number}}}}}");
        let response = call(&demo, Method::POST, "", &secret, ("application/json", body)).await;
        let (status, made) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, 201, "{made}");
        let made: Value = serde_json::from_str(&made).unwrap();
        let page = Browser::new(&demo.server.address).get(made["urls"]["en"].as_str().unwrap()).await.expect(200);
        let form = page.form(SERVICE_FORM);
        assert_eq!((form.value("contract"), form.value("rent")), ("23215", shown), "{number}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_as_problem_json() {
    let demo = shared::demo();
    let (_, secret) = new_token(&demo, "moldsilva");
    let with = |name: &str, value: Value| {
        let mut wanted = letter();
        wanted[name] = value;
        wanted
    };
    for (wanted, status, name, detail) in [
        (with("answers", json!({"rent": "0"})), 422, "rent", "an amount of at least 1,00"),
        (with("service", json!("court-stamp-fee")), 422, "service", "serves no `court-stamp-fee`"),
        (with("reference", json!("x".repeat(61))), 422, "reference", "1 to 60"),
        (with("answers", json!({"contract": "AB12", "rent": 12.345})), 422, "rent", "two digits after the comma"),
        (with("answers", json!({"contract": "AB12", "rent": "1.250"})), 422, "rent", "1250"),
        (with("answers", json!({"rent": [12]})), 400, "rent", "a text or a number is expected"),
        (with("uses", json!("one")), 400, "uses", "a whole number is expected"),
        (with("expires", json!("2099-12-31")), 400, "", "unknown field `expires`"),
        (json!(["forest-land-rent", {}, [], null, null, null]), 400, "", "must be a JSON object"),
    ] {
        let (found, problem) = make(&demo, &secret, &wanted).await;
        assert_eq!((found, &problem["status"]), (status, &json!(status)), "{problem}");
        let error = &problem["errors"][0];
        assert_eq!(error["name"].as_str().unwrap_or_default(), name, "{problem}");
        assert!(error["detail"].as_str().unwrap().contains(detail), "{problem}");
    }
    let response = call(&demo, Method::POST, "", &secret, ("text/plain", letter().to_string())).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (415, &"application/problem+json".parse().unwrap())
    );
    let response = call(&demo, Method::POST, "", &secret, ("application/json", "x".repeat(70_000))).await;
    assert_eq!(response.status(), 413);
    let response = call(&demo, Method::GET, "", &secret, ("", String::new())).await;
    assert_eq!((response.status().as_u16(), &response.headers()["allow"]), (405, &"POST".parse().unwrap()));
}

#[tokio::test]
async fn nobody_calls_it_without_a_token_that_counts() {
    let demo = shared::demo();
    let (id, secret) = new_token(&demo, "moldsilva");
    let mut cut = secret.clone();
    cut.pop();
    for wrong in ["", "mpay_pages_", cut.as_str(), &secret.to_uppercase(), "not a token"] {
        let response = call(&demo, Method::POST, "", wrong, ("application/json", letter().to_string())).await;
        assert_eq!(response.status(), 401, "{wrong}");
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    let (list, _) = token(&demo, &["list"]);
    assert!(list.contains(&id) && !list.contains(&secret) && list.contains("moldsilva"), "{list}");
    assert_eq!(token(&demo, &["revoke", &id]).0, format!("{id}: withdrawn"));
    assert_eq!(make(&demo, &secret, &letter()).await.0, 401);
    assert!(token(&demo, &["list"]).0.lines().any(|line| line.starts_with(&id) && line.contains("withdrawn")));
    assert!(
        token(&demo, &["new", "--beneficiary", "nobody", "--label", "x"]).1.contains("nothing of it was published")
    );
    assert!(!demo.server.stderr().contains(&secret), "no secret is logged");
}

#[tokio::test]
async fn a_table_comes_back_with_links() {
    let demo = shared::demo();
    let (_, secret) = new_token(&demo, "gradinite-chisinau");
    let table = "child_code,child_name,street\n104552,Maria Munteanu,+x\n104553,Ion Popa,b\n";
    let query = "?service=kindergarten-fee&keep=street&uses=1&expires_on=2099-12-31&language=en";
    let csv = |table: &str| ("text/csv; charset=utf-8", table.to_owned());
    let response = call(&demo, Method::POST, query, &secret, csv(table)).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (201, &"text/csv; charset=utf-8".parse().unwrap())
    );
    let written = response.text().await.unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "child_code,child_name,street,link"));
    assert!(lines[1].starts_with("104552,Maria Munteanu,'+x,http://"), "{written}");
    let page = Browser::new(&demo.server.address).get(lines[2].rsplit(',').next().unwrap()).await.expect(200);
    assert_eq!(page.form(SERVICE_FORM).value("child_name"), "Ion Popa");

    // A spreadsheet's own first line names what parts the columns.
    let parted = "sep=;\nchild_code;child_name;street\n104554;Vera Rusu;b\n";
    let response = call(&demo, Method::POST, query, &secret, csv(parted)).await;
    assert_eq!(response.status(), 201);
    let written = response.text().await.unwrap();
    let link = written.lines().last().unwrap().split(';').find(|cell| cell.starts_with("http"));
    let link = link.unwrap_or_else(|| panic!("{written}"));
    let page = Browser::new(&demo.server.address).get(link).await.expect(200);
    assert_eq!(page.form(SERVICE_FORM).value("child_name"), "Vera Rusu");

    for (query, table, status, detail) in [
        (query, "child_code,child_name,street\n1,A,b\n", 422, "Enter the answer in the form asked for"),
        (query, "child_code,child_name,street\n1,A\n", 400, "line 2 has 2 cells"),
        ("?service=kindergarten-fee&use=1", table, 400, "`use` is no parameter"),
        ("?service=kindergarten-fee&uses=many", table, 400, "`uses` cannot be read"),
    ] {
        let response = call(&demo, Method::POST, query, &secret, csv(table)).await;
        let found = response.status().as_u16();
        let problem = response.text().await.unwrap();
        assert!(found == status && problem.contains(detail), "{found} {problem}");
    }
}
