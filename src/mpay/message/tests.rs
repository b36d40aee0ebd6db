//! Messages written and read back, judged by the contract's schema; and those that are refused.

use super::*;
use crate::mpay::endpoint::{Refusal, Request, open};
use crate::mpay::testing::{Draft, assert_schema, keys, now};
use crate::xml;

fn account() -> DestinationAccount {
    DestinationAccount {
        bank_account: Some("MD77TRGAAA14153401000000".into()),
        bank_code: Some("TREZMD2X".into()),
        bank_fiscal_code: Some("1006601000255".into()),
        beneficiary_name: Some("Agenția „Moldsilva” & <fiii>".into()),
        configuration_code: None,
    }
}

fn line(id: &str, bani: i64) -> OrderDetailsLine {
    OrderDetailsLine {
        allow_advance_payments: Some(false),
        allow_partial_payments: Some(false),
        amount_due: Some(Money::from_bani(bani)),
        destination_account: account(),
        line_id: id.into(),
        properties: vec![property("Description")],
        reason: "Agenția Moldsilva".into(),
    }
}

fn property(name: &str) -> DetailsProperty {
    DetailsProperty {
        display_name: "Descrierea plății".into(),
        id: Some("0".repeat(32)),
        is_visible: Some(true),
        modifiable: Some(false),
        name: name.into(),
        required: Some(true),
        kind: Some("LineDescription".into()),
        value: "Plata pentru\narenda".into(),
    }
}

fn details() -> OrderDetails {
    OrderDetails {
        allow_advance_payments: Some(false),
        allow_partial_payments: Some(false),
        currency: "MDL".into(),
        customer_id: "2006022048426".into(),
        customer_name: "Nume Prenume".into(),
        customer_type: CustomerType::Person,
        due_at: Some(now()),
        issued_at: Some(now()),
        lines: vec![line("Base:1|Nb-1", 926_700), line("2", 1)],
        order_key: "MDS02250710092629689".into(),
        properties: vec![property("Telephone"), property("Nr Țării 2")],
        reason: "x".repeat(50),
        service_id: "MDS02".into(),
        status: OrderStatus::Active,
        total_amount_due: Some(Money::from_bani(926_701)),
    }
}

fn confirmation() -> PaymentConfirmation {
    PaymentConfirmation {
        currency: "MDL".into(),
        invoice_id: Some("00069002233014".into()),
        lines: vec![ConfirmationLine {
            amount: Money::from_bani(926_700),
            destination_account: Some(account()),
            line_id: "Base:1|Nb-1".into(),
            properties: vec![PaymentProperty { name: "HO:Telephone".into(), value: None }],
        }],
        order_key: "MDS02250710092629689".into(),
        paid_at: "2025-07-10T07:51:23Z".parse().unwrap(),
        payment_id: "79042133".into(),
        properties: vec![PaymentProperty { name: "Bank".into(), value: Some("MAIB (Card)".into()) }],
        service_id: "MDS02".into(),
        total_amount: Money::from_bani(926_700),
    }
}

fn element<T>(xml: &str, read: impl Fn(roxmltree::Node<'_, '_>) -> T) -> T {
    read(xml::parse(xml.as_bytes()).unwrap().root_element())
}

/// What a signed message with this operation is read as.
fn opened(operation: &str) -> Result<Request, Refusal> {
    open(&keys().mpay.verifier(), Draft::new(operation).text().as_bytes(), now())
}

fn refusal(operation: &str) -> String {
    opened(operation).expect_err(operation).to_string()
}

#[test]
fn every_message_is_of_the_schema_and_reads_back() {
    for orders in [Vec::new(), vec![details()], vec![details(), details()]] {
        let xml = write_get_order_details_response(&orders);
        assert_schema(&xml);
        assert_eq!(element(&xml, read_get_order_details_response), Ok(orders));
    }
    let xml = write_confirm_order_payment(&confirmation());
    assert_schema(&xml);
    assert_eq!(opened(&xml), Ok(Request::ConfirmOrderPayment(confirmation())));
    let query = OrderDetailsQuery { language: Language::Ru, order_key: "K 1".into(), service_id: "MDS02".into() };
    let xml = write_get_order_details(&query);
    assert_schema(&xml);
    assert_eq!(opened(&xml), Ok(Request::GetOrderDetails(query)));
    let xml = write_confirm_order_payment_response();
    assert_schema(&xml);
    assert_eq!(element(&xml, read_confirm_order_payment_response), Ok(()));
    let mut bare = details();
    bare.lines.truncate(1);
    bare.lines[0].properties.clear();
    bare.lines[0].amount_due = None;
    (bare.due_at, bare.issued_at, bare.total_amount_due, bare.properties) = (None, None, None, Vec::new());
    assert_schema(&write_get_order_details_response(&[bare]));
}

#[test]
fn the_guide_s_own_confirmation_is_read() {
    let xml = r#"<ConfirmOrderPayment xmlns="https://mpay.gov.md" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
      <confirmation>
        <TotalAmount>9267.00</TotalAmount><Currency>MDL</Currency><InvoiceID>00069002233014</InvoiceID>
        <Lines><PaymentConfirmationLine><Amount>9267.00</Amount><DestinationAccount /><LineID>Base:1|Nb-1</LineID>
          <Properties><PaymentProperty><Name>Cont beneficiar</Name><Value>MD77TRGAAA14153401000000</Value></PaymentProperty>
          <!-- copied --><PaymentProperty><Name>HO:Date</Name><Value i:nil="true"/></PaymentProperty></Properties>
        </PaymentConfirmationLine></Lines>
        <OrderKey><![CDATA[MDS02250710092629689]]></OrderKey><PaidAt>2025-07-10T10:51:23</PaidAt><PaymentID>79042133</PaymentID>
        <Properties i:nil="true"/><ServiceID>MDS02</ServiceID>
      </confirmation></ConfirmOrderPayment>"#;
    let Ok(Request::ConfirmOrderPayment(read)) = opened(xml) else { panic!("{:?}", opened(xml)) };
    assert_eq!(read.paid_at.to_string(), "2025-07-10T07:51:23Z");
    assert_eq!(read.lines[0].destination_account, None);
    assert_eq!(read.lines[0].properties[0].name, "Cont beneficiar");
    assert_eq!(read.lines[0].properties[1].value, None);
    assert_eq!((read.order_key.as_str(), read.properties.len()), ("MDS02250710092629689", 0));
}

#[test]
fn the_language_is_romanian_unless_asked_otherwise() {
    let xml = |language: &str| {
        format!(
            r#"<m:GetOrderDetails xmlns:m="{}"><m:query><m:ServiceID>S</m:ServiceID>{language}<m:OrderKey>K</m:OrderKey></m:query></m:GetOrderDetails>"#,
            crate::mpay::MPAY
        )
    };
    for (text, language) in [
        ("", Language::Ro),
        ("<m:Language/>", Language::Ro),
        ("<m:Language>RU</m:Language>", Language::Ru),
        ("<m:Language>En</m:Language>", Language::En),
    ] {
        let Ok(Request::GetOrderDetails(query)) = opened(&xml(text)) else { panic!("{text}") };
        assert_eq!(query.language, language, "{text}");
    }
    assert!(refusal(&xml("<m:Language>de</m:Language>")).contains("none of ro, ru, en"));
}

#[test]
fn a_confirmation_outside_the_contract_is_refused() {
    let right = write_confirm_order_payment(&confirmation());
    let long = "9".repeat(37);
    for (from, to, fault) in [
        ("<Currency>MDL</Currency>", "", "Currency is missing"),
        ("<Currency>MDL</Currency>", "<Currency>MDL</Currency><Currency>MDL</Currency>", "Currency is repeated"),
        ("<Currency>MDL</Currency>", "<Currency>Lei</Currency>", "not a currency"),
        ("<Currency>MDL</Currency>", "<Currency xmlns=\"\">MDL</Currency>", "Currency is unknown"),
        ("<PaymentID>79042133", "<PaymentID>790<!-- -->42133", "more than text"),
        ("<PaymentID>79042133", "<PaymentID>790<b/>42133", "more than text"),
        ("<PaymentID>79042133", "<PaymentID>", "PaymentID is empty"),
        ("<PaymentID>79042133", &format!("<PaymentID>{long}"), "longer than 36"),
        ("<PaymentID>", "<PaymentID type=\"x\">", "unknown attribute"),
        ("<TotalAmount>9267.00", "<TotalAmount>-9267.00", "not an amount"),
        ("<TotalAmount>9267.00", "<TotalAmount>9267.001", "not an amount"),
        ("<TotalAmount>9267.00", "<TotalAmount>99999999999.00", "too large"),
        ("<PaidAt>2025", "<PaidAt>20-25", "not a date"),
        ("<OrderKey>", "<Order>x</Order><OrderKey>", "Order is unknown"),
        ("<LineID>", "x<LineID>", "text between"),
        ("<Name>HO:Telephone", &format!("<Name>HO:{long}"), "longer than 36"),
        ("confirmation>", "query>", "unknown"),
        (
            "<ServiceID>MDS02</ServiceID>",
            "<ServiceID xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>",
            "must have a value",
        ),
    ] {
        assert!(right.contains(from), "{from}");
        let refused = refusal(&right.replace(from, to));
        assert!(refused.contains(fault), "{to}: {refused}");
    }
    let (before, rest) = right.split_once("<Lines>").unwrap();
    let after = rest.split_once("</Lines>").unwrap().1;
    assert!(refusal(&format!("{before}<Lines/>{after}")).contains("has no PaymentConfirmationLine"));
    let operation = format!(r#"<CancelOrder xmlns="{}"/>"#, crate::mpay::MPAY);
    assert!(refusal(&operation).contains("CancelOrder"));
}

#[test]
fn a_reply_s_faults_are_all_told_in_plain_words() {
    let right = write_get_order_details_response(&[details()]);
    let problems = |xml: &str| {
        let problems = element(xml, read_get_order_details_response).expect_err(xml);
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let wrong = right
        .replace("<Currency>MDL</Currency>", "")
        .replace("<ServiceID>MDS02</ServiceID>", "<ServiceID>MDS02</ServiceID><Currency>MDL</Currency>")
        .replace("<Name>Telephone", "<Name>Tele:phone")
        .replace("<Status>Active", "<Status>Open")
        .replace("TotalAmountDue>9267.01", "TotalAmountDue>9267,01")
        .replace("TREZMD2X", &"T".repeat(21));
    let told = problems(&wrong);
    for fault in [
        "Currency is not in its alphabetical place",
        "OrderProperty[1]/Name has more than letters",
        "Status is not a status",
        "TotalAmountDue is not an amount",
        "OrderLine[2]/DestinationAccount/BankCode is longer than 20",
    ] {
        assert!(told.contains(fault), "{fault} in\n{told}");
    }
    assert!(problems("<x/>").contains("x is not GetOrderDetailsResponse"));
    let many = "<OrderDetails/>".repeat(100);
    let xml = format!(
        r#"<GetOrderDetailsResponse xmlns="{}"><GetOrderDetailsResult>{many}</GetOrderDetailsResult></GetOrderDetailsResponse>"#,
        crate::mpay::MPAY
    );
    assert_eq!(problems(&xml).lines().count(), PROBLEMS_MAX);
}

#[test]
fn rules_beyond_the_schema_are_told_too() {
    assert_eq!(broken_rules(&details()), []);
    let broken = |change: fn(&mut OrderDetails)| {
        let mut details = details();
        change(&mut details);
        broken_rules(&details).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        broken(|d| d.total_amount_due = Some(Money::from_bani(1))),
        "TotalAmountDue is not the sum of the lines"
    );
    assert!(broken(|d| d.total_amount_due = None).contains("cannot enter it"));
    assert_eq!(broken(|d| (d.total_amount_due, d.allow_partial_payments) = (None, Some(true))), "");
    assert!(broken(|d| d.lines[1].allow_partial_payments = Some(true)).contains("only the first line"));
    assert!(broken(|d| d.lines[1].line_id = d.lines[0].line_id.clone()).contains("LineID is repeated"));
    assert!(broken(|d| d.lines[1].destination_account.bank_code = None).contains("DestinationAccount is incomplete"));
    assert!(broken(|d| d.currency = "EUR".into()).contains("Currency is not MDL"));
    assert!(
        broken(|d| {
            d.lines.truncate(1);
            d.total_amount_due = d.lines[0].amount_due;
            d.allow_partial_payments = Some(true);
        })
        .contains("AllowPartialPayments differs")
    );
}
