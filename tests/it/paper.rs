//! Paper leads to pages: posters, codes and letters are printed on one sheet each, and their codes say the right address.

use std::collections::BTreeMap;

use mpay_pages::view::Qr;
use reqwest::StatusCode;
use scraper::{Html, Selector};

use crate::support::chromium::Chromium;
use crate::support::client::{Browser, http};
use crate::support::html::squeezed;
use crate::support::paper::{PAPERS, printed};
use crate::support::program::{Demo, run, text};
use crate::support::services::{court_stamp_fee, forest_land_rent, museum_tickets};
use crate::support::shared;
use crate::support::steps::{at_mpay, ordered, pays};

/// Services with a long title, a fixed price, and several accounts.
const SERVICES: [&str; 3] =
    ["primaria-selemet/marriage-registration", "instante/court-stamp-fee", "trezoreria/court-state-fee"];

/// Whatever the page's security policy refuses stands nowhere in it.
fn obeys_the_policy(html: &str) {
    let page = Html::parse_document(html);
    let refused = Selector::parse("[style], style, script:not([src])").unwrap();
    assert_eq!(page.select(&refused).count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poster_is_one_sheet_and_its_code_opens_the_page() {
    let demo = shared::demo();
    let chromium = Chromium::start(1280).await;
    for language in ["ro", "ru", "en"] {
        for service in SERVICES {
            let address = format!("{}/{language}/{service}", demo.server.address);
            let poster = format!("{address}/poster");
            let page = Browser::new("").get(&poster).await.expect(200);
            page.says(&address);
            assert!(!page.one(".sheet .qr").attribute("aria-label").is_empty());
            obeys_the_policy(&http().get(&poster).send().await.unwrap().text().await.unwrap());
            chromium.driver.goto(&poster).await.unwrap();
            chromium.find("footer").await;
            for paper in PAPERS {
                let sheets = printed(&chromium, paper).await;
                assert_eq!(sheets.len(), 1, "{poster} on {paper:?}");
                assert_eq!(sheets[0].codes(), [address.as_str()], "{poster} on {paper:?}");
            }
        }
    }
    let other = format!("{}/ro/instante/nothing/poster", demo.server.address);
    Browser::new("").get(&other).await.expect(404);
    chromium.quit().await;
}

/// Paper hangs longer than a service is open: the days stand on it, and its staff are warned on the screen.
#[tokio::test]
async fn a_poster_says_when_orders_are_taken() {
    let demo = shared::samples();
    let browser = Browser::new(&demo.server.address);
    for (path, on_paper, on_screen) in [
        ("/ro/exemplu/closed/poster", "Se primesc comenzi până la 31 decembrie 2020 inclusiv.", "s-au încheiat"),
        ("/ru/exemplu/early/poster", "Заказы принимаются с 1 января 2090", "Запись начнётся 1 января 2090 года."),
        (
            "/en/exemplu/closed/poster",
            "Orders are taken until 31 December 2020, that day included.",
            "Registration ended on 31 December 2020.",
        ),
    ] {
        let poster = browser.get(path).await.expect(200);
        assert!(poster.one(".sheet").text.contains(on_paper), "{path}: {}", poster.one(".sheet").text);
        let closed = poster.one("#closed.no-print");
        assert!(closed.text.contains(on_screen), "{path}: {}", closed.text);
    }
    let open = browser.get("/en/exemplu/every-kind/poster").await.expect(200);
    assert!(open.all("#closed").is_empty() && !open.text().contains("Orders are taken"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_a_file_with_a_name() {
    let demo = shared::demo();
    let home = &demo.server.address;
    let file = format!("{home}/en/instante/court-stamp-fee/qr.svg");
    let answer = http().get(&file).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/svg+xml");
    assert_eq!(answer.headers()["content-disposition"], "inline; filename=\"instante-court-stamp-fee-en.svg\"");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=86400");
    // Drawn once: whoever has it is told so.
    let tag = answer.headers()["etag"].clone();
    let again = http().get(&file).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((again.status(), &again.headers()["etag"]), (StatusCode::NOT_MODIFIED, &tag));
    let head = http().head(&file).send().await.unwrap();
    assert_eq!((head.status(), head.headers()), (StatusCode::OK, answer.headers()));
    let packed = http().get(&file).header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "br");
    assert_ne!(packed.headers()["etag"], tag);
    let svg = answer.text().await.unwrap();
    let wanted = Qr::of(&format!("{home}/en/instante/court-stamp-fee")).unwrap();
    assert!(svg.ends_with(&tail(&wanted)) && svg.contains("<title id=\"title\">QR code: "), "{svg}");
    // The browser that draws it is not what wrote it.
    let chromium = Chromium::start(360).await;
    chromium.driver.goto(&file).await.unwrap();
    chromium.find("svg").await;
    let sheets = printed(&chromium, PAPERS[0]).await;
    assert_eq!(sheets[0].codes(), [format!("{home}/en/instante/court-stamp-fee")]);
    chromium.quit().await;
    for wrong in
        ["en/instante/nothing/qr.svg", "de/instante/court-stamp-fee/qr.svg", "en/instante/court-stamp-fee/qr.svg?l=x"]
    {
        assert_eq!(
            http().get(format!("{home}/{wrong}")).send().await.unwrap().status(),
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
}

/// What a code's file ends with, whatever its title.
fn tail(code: &Qr) -> String {
    code.svg_file("").split_once("</title>").unwrap().1.to_owned()
}

/// `link` with arguments, on a demo's data: what it writes.
fn link(demo: &Demo, arguments: &[&str]) -> String {
    let data = demo.data().display().to_string();
    let public_url = ["--public-url", demo.server.address.as_str()];
    let all = ["link", "--data", data.as_str()].into_iter().chain(arguments.iter().copied()).chain(public_url);
    let output = run(all);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[tokio::test]
async fn a_link_comes_with_its_code() {
    let demo = shared::demo();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("link.svg");
    let arguments = ["new", "moldsilva/forest-land-rent", "--set", "contract=QR1", "--qr", file.to_str().unwrap()];
    let made = link(&demo, &arguments);
    let (id, address) = made.trim().split_once("  ").unwrap();
    let code = Qr::of(address).unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().ends_with(&tail(&code)), "the code says the link");
    // The server gives the same, to whoever has the link: no cache and no list of pages keeps it.
    let (page, token) = address.split_once('?').unwrap();
    let answer = http().get(format!("{page}/qr.svg?{token}")).send().await.unwrap();
    assert_eq!(answer.headers()["content-disposition"], format!("inline; filename=\"{id}-ro.svg\""));
    assert_eq!(
        (&answer.headers()["cache-control"], &answer.headers()["x-robots-tag"]),
        (&"no-store".parse().unwrap(), &"noindex, nofollow".parse().unwrap())
    );
    assert!(answer.text().await.unwrap().ends_with(&tail(&code)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_are_a_sheet_for_each_link_and_show_the_chosen_columns_only() {
    let demo = shared::demo();
    let folder = tempfile::tempdir().unwrap();
    let (table, letters) = (folder.path().join("people.csv"), folder.path().join("letters.html"));
    let people = "kindergarten,child_name,child_idnp,days,street\n\
                  nr_52,Maria <Munteanu>,2004999999996,18,\"str. Florilor, 2\"\n\
                  nr_1,Ion Popa,2004999999996,5,str. Mică 7\n";
    std::fs::write(&table, people).unwrap();
    let (table, file) = (table.to_str().unwrap(), letters.to_str().unwrap());
    let service = "gradinite-chisinau/kindergarten-fee";
    let import = |letters: &[&str]| {
        let fixed = ["import", service, table, "--keep", "street", "--uses", "1", "--expires", "2099-12-31"];
        link(&demo, &[&fixed[..], letters].concat())
    };
    let show = "kindergarten,child_name,street,days";
    let written = import(&["--letters", file, "--show", show, "--language", "ru"]);
    let links: Vec<&str> = written.lines().skip(1).map(|line| line.rsplit(',').next().unwrap()).collect();

    let html = std::fs::read_to_string(&letters).unwrap();
    for (shown, is_there) in [
        ("Maria &lt;Munteanu&gt;", true),
        ("str. Florilor, 2", true),
        ("31 декабря 2099", true),
        ("2004999999996", false),
        ("nr_52", false),
        ("<script", false),
        ("href=\"/", false),
        ("src=\"/", false),
    ] {
        assert_eq!(html.contains(shown), is_there, "{shown}");
    }
    let chromium = Chromium::start(1280).await;
    chromium.driver.goto(format!("file://{file}")).await.unwrap();
    chromium.find(".letter + .letter").await;
    for paper in PAPERS {
        let sheets = printed(&chromium, paper).await;
        let codes: Vec<Vec<String>> = sheets.iter().map(|sheet| sheet.codes()).collect();
        assert_eq!(codes, links.iter().map(|link| vec![(*link).to_owned()]).collect::<Vec<_>>(), "on {paper:?}");
    }
    chromium.quit().await;
    let page = Browser::new("").get(links[0]).await.expect(200);
    assert_eq!(page.one("input[name=child_name]").attribute("value"), "Maria <Munteanu>");

    import(&["--letters", file]);
    let bare = std::fs::read_to_string(&letters).unwrap();
    assert!(!bare.contains("Munteanu") && !bare.contains("Florilor"), "nothing is shown that was not chosen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_note_is_one_sheet_that_leads_back_to_the_order_and_tells_no_answer() {
    let demo = shared::demo();
    let chromium = Chromium::start(360).await;
    for (language, service) in [("ro", forest_land_rent()), ("ru", museum_tickets()), ("en", court_stamp_fee())] {
        let browser = Browser::new(&demo.server.address);
        let order = ordered(&browser, &service, language).await;
        let address = format!("{}{}", demo.server.address, order.one("a[href$='/note']").attribute("href"));
        let note = browser.get(&address).await.expect(200);
        assert_eq!(note.one(".order-key .key").text, order.one(".order-key .key").text);
        note.says(service.total);
        assert!(note.text().replace(' ', "").contains(service.account[0]), "{}", note.text());
        for answer in ["payer.id", "payer.name", "telephone"] {
            let typed = service.right.iter().find(|(name, _)| *name == answer).map(|(_, text)| text.as_str());
            assert!(typed.is_none_or(|text| !note.text().contains(text)), "{answer} stands in the note");
        }
        obeys_the_policy(&note.body);
        chromium.driver.goto(&address).await.unwrap();
        chromium.find("footer").await;
        for paper in PAPERS {
            let sheets = printed(&chromium, paper).await;
            assert_eq!(sheets.len(), 1, "{language} on {paper:?}");
            assert_eq!(sheets[0].codes(), [order.address.as_str()], "{language} on {paper:?}");
        }
        // The letter that the payer's own program writes.
        let letter = order.one(".keep a[href^='mailto:']").attribute("href").to_owned();
        let query = letter.strip_prefix("mailto:?").expect("a letter to nobody yet");
        let parts: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert!(parts["subject"].contains(&order.one(".order-key .key").text), "{parts:?}");
        let lines: Vec<&str> = parts["body"].split("\r\n").collect();
        assert_eq!(lines.last(), Some(&order.address.as_str()), "{parts:?}");
        assert!(lines.iter().any(|line| squeezed(line).contains(&squeezed(service.total))), "{parts:?}");
        let id = service.right.iter().find(|(name, _)| *name == "payer.id").unwrap();
        assert!(!parts["body"].contains(&id.1), "{parts:?}");
        // Once it is paid, there is nothing to note.
        let invoice = at_mpay(&browser, &order).await;
        pays(&browser, &invoice).await;
        let answer = browser.get(&address).await.expect(303);
        assert_eq!(answer.header("location"), order.address.strip_prefix(&demo.server.address).unwrap());
        let paid = browser.get(&order.address).await.expect(200);
        assert_eq!(paid.all("a[href$='/note']").len(), 0);
        assert!(paid.one(".keep a[href^='mailto:']").attribute("href").contains("body="));
    }
    chromium.quit().await;
}
