//! What a tester can try: each scenario, the terminal, the language, and both signed messages on the page.

use super::*;
use crate::i18n::Language;

/// Confirms with a scenario; gives status, where it leads, and the page.
async fn plays(stage: &Stage, scenario: &str) -> (u16, String, String) {
    stage.post("/service/confirm", &[ASKED[0], ASKED[1], RETURN, ("PaymentID", "77"), ("scenario", scenario)]).await
}

/// The payments that were confirmed, as soon as there are so many.
async fn confirmed(stage: &Stage, count: usize) -> Vec<PaymentConfirmation> {
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while stage.confirmations().len() < count {
        assert!(tokio::time::Instant::now() < until, "{:?}", stage.confirmations());
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    stage.confirmations()
}

#[tokio::test]
async fn a_failed_payment_leads_back_and_confirms_nothing() {
    let stage = Stage::new(vec![]).await;
    let (status, location, _) = plays(&stage, "failure").await;
    assert_eq!((status, location.as_str(), stage.confirmations().len()), (303, RETURN.1, 0));
}

#[tokio::test]
async fn a_late_confirmation_comes_after_the_return() {
    let stage = Stage::new(vec![order(), Move::Confirm]).await;
    let (status, location, _) = plays(&stage, "late").await;
    assert_eq!((status, location.as_str(), stage.confirmations().len()), (303, RETURN.1, 0));
    assert_eq!(confirmed(&stage, 1).await[0].payment_id, "77");
    let stage = Stage::new(vec![order(), Move::Confirm]).await;
    let (status, _, page) = stage.post("/service/confirm", &[ASKED[0], ASKED[1], ("scenario", "late")]).await;
    assert!(status == 200 && page.contains("Confirmarea urmează"), "{page}");
    confirmed(&stage, 1).await;
}

#[tokio::test]
async fn a_payer_who_stays_at_mpay_sees_both_messages_and_the_way_back() {
    let stage = Stage::new(vec![order(), Move::Confirm]).await;
    let (status, _, page) = plays(&stage, "before-return").await;
    assert_eq!((status, stage.confirmations().len()), (200, 1));
    for text in [
        "Mesajele semnate (2)",
        "ConfirmOrderPayment: cererea semnată de MPay",
        "&lt;PaymentID&gt;77&lt;&#x2f;PaymentID&gt;",
        "&lt;ConfirmOrderPaymentResponse xmlns=",
        "semnătura este verificată, structura este corectă",
        "Înapoi la instituție",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
}

#[tokio::test]
async fn a_double_confirmation_is_the_same_payment_three_times() {
    let stage = Stage::new(vec![order(), Move::Confirm, Move::Confirm, Move::Confirm]).await;
    let (status, _, page) = plays(&stage, "duplicate").await;
    assert!(status == 200 && page.contains("a fost trimisă de 3 ori"), "{page}");
    let all = stage.confirmations();
    assert!(all.len() == 3 && all.iter().all(|one| *one == all[0]));
}

#[tokio::test]
async fn a_reply_is_lost_and_the_confirmation_repeated() {
    let stage = Stage::new(vec![order(), Move::Confirm, Move::Confirm]).await;
    let (status, _, page) = plays(&stage, "lost-reply").await;
    assert!(status == 200 && page.contains("a fost trimisă de 2 ori"), "{page}");
    let all = stage.confirmations();
    assert!(all.len() == 2 && all[0] == all[1]);
}

#[tokio::test]
async fn another_amount_is_a_leu_more() {
    let stage = Stage::new(vec![order(), Move::Confirm]).await;
    assert_eq!(plays(&stage, "other-amount").await.0, 200);
    assert_eq!(stage.confirmations()[0].total_amount, Money::from_bani(938_800));
    assert_eq!(plays(&stage, "gold").await.0, 400);
}

#[tokio::test]
async fn the_provider_is_asked_in_the_language_that_was_chosen() {
    let stage = Stage::new(vec![order(), order()]).await;
    stage.post("/service/pay", &ASKED).await;
    let (_, _, page) = stage.post("/service/pay", &[ASKED[0], ASKED[1], ("Language", "en")]).await;
    assert_eq!(*stage.script.languages.lock().unwrap(), [Language::Ro, Language::En]);
    assert!(page.contains("value=\"en\" aria-pressed=\"true\""), "{page}");
    assert_eq!(stage.post("/service/pay", &[ASKED[0], ASKED[1], ("Language", "de")]).await.0, 400);
}

#[tokio::test]
async fn a_key_is_typed_at_the_terminal_digit_by_digit() {
    let key = crate::ids::OrderKey::draw(&crate::ids::ServiceId::parse("MDS02").unwrap(), &SystemRandom);
    let mut told = details();
    told.order_key = key.to_string();
    let stage = Stage::new(vec![Move::Order(Box::new(told))]).await;
    assert!(stage.get("/terminal").await.1.contains("încă 16 cifre"));
    let mut typed = String::new();
    let press = async |typed: &str, press: &str| {
        let (status, _, page) =
            stage.post("/terminal", &[("ServiceID", "mds02"), ("Digits", typed), ("press", press)]).await;
        (status, page)
    };
    for digit in key.as_str()[5..].chars() {
        let (status, page) = press(&typed, &digit.to_string()).await;
        assert_eq!(status, 200);
        typed = hidden(&page, "Digits");
    }
    assert_eq!(format!("MDS02{typed}"), key.as_str());
    assert_eq!(hidden(&press(&typed, "7").await.1, "Digits"), typed, "there is no place for more");
    assert_eq!(hidden(&press(&typed, "back").await.1, "Digits"), typed[..15]);
    assert_eq!(hidden(&press(&typed, "clear").await.1, "Digits"), "");
    assert_eq!(press(&typed[..15], "done").await.0, 400);
    let wrong = format!("{}{}", &typed[..15], (typed.as_bytes()[15] - b'0' + 1) % 10);
    let (status, page) = press(&wrong, "done").await;
    assert!(status == 400 && page.contains("verificați fiecare cifră"));
    let (status, page) = press(&typed, "done").await;
    assert!(status == 200 && page.contains("Ana Munteanu"), "{page}");
}

#[tokio::test]
async fn a_key_alone_is_enough_to_pay_an_existing_order() {
    let key = crate::ids::OrderKey::draw(&crate::ids::ServiceId::parse("MDS02").unwrap(), &SystemRandom);
    let stage = Stage::new(vec![order()]).await;
    let (status, _, page) = stage.post("/service/pay", &[("OrderKey", &key.grouped())]).await;
    assert!(status == 200 && hidden(&page, "ServiceID") == "MDS02", "{page}");
}
