//! One journey in a real browser, on a telephone's narrow screen, in Romanian, with scripts and without.

use crate::support::chromium::Chromium;
use crate::support::shared;

/// A small telephone, in CSS pixels.
const WIDTH: u32 = 360;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payer_with_a_telephone_pays() {
    let chromium = Chromium::start(WIDTH).await;
    pays(&chromium, "23215").await;
    chromium.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payer_whose_browser_runs_no_scripts_pays() {
    let chromium = Chromium::without_scripts(WIDTH).await;
    pays(&chromium, "23216").await;
    chromium.quit().await;
}

/// With a contract of its own: who pays for the same thing again is asked whether that is meant.
async fn pays(chromium: &Chromium, contract: &str) {
    let demo = shared::demo();
    chromium.driver.goto(&demo.server.address).await.unwrap();
    chromium.arrives("Servicii care se plătesc prin MPay").await;
    fits(chromium).await;
    chromium.click("a[href='/ro/moldsilva/forest-land-rent']").await;
    chromium.arrives("Arenda terenului fondului forestier").await;
    fits(chromium).await;

    // A wrong code on the way; the form is sent with the Enter key.
    chromium.click("label:has(#f-payer-kind)").await;
    for (field, typed) in [
        ("payer-id", "2006022048427"),
        ("payer-name", "Ștefan Rusu"),
        ("contract", contract),
        ("date", "25.01.2025"),
        ("telephone", "60606060"),
        ("rent", "9267,05\u{e007}"),
    ] {
        chromium.types(&format!("#f-{field}"), typed).await;
    }
    assert_eq!(
        chromium.text("#errors a").await,
        "IDNP / IDNO plătitor: O cifră este greșită sau două și-au schimbat locul: comparați-le cu actul"
    );
    fits(chromium).await;
    chromium.click("#errors a").await;
    assert!(chromium.driver.current_url().await.unwrap().as_str().ends_with("#f-payer-id"));
    // The link leads into the field.
    chromium.focuses("f-payer-id").await;
    assert_eq!(chromium.value("#f-payer-id").await, "2006022048427");
    chromium.types("#f-payer-id", "2006022048426").await;

    chromium.click("button[name=_language][value=ru]").await;
    chromium.arrives("Аренда земель лесного фонда").await;
    fits(chromium).await;
    chromium.click("button[name=_language][value=ro]").await;
    chromium.arrives("Arenda terenului fondului forestier").await;
    for (field, kept) in [("payer-id", "2006022048426"), ("payer-name", "Ștefan Rusu"), ("rent", "9267,05")] {
        // Where scripts run, an amount is written with its thousands apart.
        assert_eq!(chromium.value(&format!("#f-{field}")).await.replace('\u{a0}', ""), kept);
    }
    chromium.click("#service-form button[value=continue]").await;

    chromium.arrives("Verificați datele").await;
    fits(chromium).await;
    assert_eq!(chromium.text(".total b").await, "9 267,05 MDL");
    chromium.click("button[name=_edit][value=f-contract]").await;
    chromium.arrives("Arenda terenului fondului forestier").await;
    // The button leads into the field.
    chromium.focuses("f-contract").await;
    assert_eq!(chromium.value("#f-rent").await.replace('\u{a0}', ""), "9267,05");
    chromium.click("#service-form button[value=continue]").await;
    chromium.arrives("Verificați datele").await;
    chromium.click("#review-form button[value=confirm]").await;

    chromium.arrives("Achitați comanda").await;
    fits(chromium).await;
    assert_eq!(chromium.text(".total b").await, "9 267,05 MDL");
    chromium.click("form.actions button").await;
    chromium.find("form[action='/service/confirm']").await;
    fits(chromium).await;
    assert!(chromium.text(".verdict").await.contains("Semnătura răspunsului: verificată"));
    chromium.click("button[name=action][value=pay]").await;

    chromium.arrives("Plata a fost confirmată").await;
    fits(chromium).await;
    assert_eq!(chromium.text(".receipt .amount b").await, "9 267,05 MDL");
}

/// Nothing is wider than the screen, and no script stands in the page itself.
async fn fits(chromium: &Chromium) {
    let address = chromium.driver.current_url().await.unwrap();
    let asked = "return [document.documentElement.scrollWidth, [...document.scripts].filter(one => !one.src).length]";
    let told = chromium.driver.execute(asked, Vec::new()).await.unwrap().json().clone();
    assert!(told[0].as_u64().unwrap() <= u64::from(WIDTH), "{address} is {} wide", told[0]);
    assert_eq!(told[1], 0, "{address} has scripts in it");
}
