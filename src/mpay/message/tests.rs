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
        paid_at: "2025-07-10T07:51:23Z".parse().ok(),
        payment_id: "79042133".into(),
        properties: vec![PaymentProperty { name: "Bank".into(), value: Some("MAIB (Card)".into()) }],
        service_id: "MDS02".into(),
        total_amount: Money::from_bani(926_700),
        oddities: Vec::new(),
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
    assert_eq!(read.paid_at.unwrap().to_string(), "2025-07-10T07:51:23Z");
    assert_eq!(read.oddities, []);
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
        ("<OrderKey>", "<Order><b>x</b></Order><OrderKey>", "Order is unknown"),
        ("<OrderKey>", "<Order>x<!-- --></Order><OrderKey>", "Order is unknown"),
        ("<OrderKey>", "<Order xmlns=\"\">x</Order><OrderKey>", "Order is unknown"),
        ("<OrderKey>", "<Order xmlns=\"urn:x\"/><OrderKey>", "Order is unknown"),
        ("<LineID>Base:1|Nb-1", "<LineID>Base:1|Nb-1</LineID><LineID>2", "LineID is repeated"),
        ("<LineID>", "<LineID><!-- -->", "more than text"),
        ("<Amount>", "<Amount><b/>", "more than text"),
        ("<PaidAt>", "<PaidAt><!-- -->", "more than text"),
        ("<LineID>", "x<LineID>", "text between"),
        ("<OrderKey>", "x<OrderKey>", "text between"),
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
    let operation = format!(r#"<CancelOrder xmlns="{}"/>"#, crate::mpay::MPAY);
    assert!(refusal(&operation).contains("CancelOrder"));
}

/// What is unusual about a confirmation and leaves no doubt about what was paid for what is told beside it.
#[test]
fn what_is_not_of_the_contract_and_clear_is_told_and_read_over() {
    const NIL: &str = "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"";
    let right = write_confirm_order_payment(&confirmation());
    let (long, lines) = ("9".repeat(37), right.split_once("<Lines>").unwrap().1.split_once("</Lines>").unwrap().0);
    let same = |_: &mut PaymentConfirmation| {};
    let no_time = |c: &mut PaymentConfirmation| c.paid_at = None;
    let no_amount = |c: &mut PaymentConfirmation| c.lines[0].amount = Money::ZERO;
    let no_account = |c: &mut PaymentConfirmation| c.lines[0].destination_account = None;
    let no_note = |c: &mut PaymentConfirmation| c.invoice_id = None;
    type Change<'a> = &'a dyn Fn(&mut PaymentConfirmation);
    let cases: &[(&str, &str, &str, Change<'_>)] = &[
        ("<OrderKey>", "<Fee>1.00</Fee><OrderKey>", "confirmation/Fee is unknown", &same),
        ("<OrderKey>", "<Fee/><OrderKey>", "confirmation/Fee is unknown", &same),
        ("<OrderKey>", "<Fee a=\"b\">1</Fee><Fee>2</Fee><OrderKey>", "confirmation/Fee is unknown", &same),
        ("<LineID>", "<Fee>1.00</Fee><LineID>", "PaymentConfirmationLine[1]/Fee is unknown", &same),
        ("<BankCode>", "<Bank>x</Bank><BankCode>", "DestinationAccount/Bank is unknown", &same),
        ("<Name>Bank", "<Kind>x</Kind><Name>Bank", "PaymentProperty[1]/Kind is unknown", &same),
        ("<Lines>", "<Lines><Count>1</Count>", "Lines/Count is unknown", &same),
        ("</confirmation>", "</confirmation><version>2</version>", "version is unknown", &same),
        ("<PaidAt>2025", "<PaidAt>20-25", "PaidAt is not a date", &no_time),
        ("<PaidAt>2025-07-10T10:51:23", "<PaidAt>9999-12-31T23:59:59.9999999", "PaidAt is not a date", &no_time),
        ("<PaidAt>2025-07-10T10:51:23</PaidAt>", "", "PaidAt is missing", &no_time),
        ("<PaidAt>2025-07-10T10:51:23", &format!("<PaidAt {NIL}>"), "PaidAt is nil", &no_time),
        ("<Amount>9267.00", "<Amount>-1", "Amount is not an amount", &no_amount),
        ("<Amount>9267.00", "<Amount>99999999999", "Amount is too large", &no_amount),
        ("<LineID>Base:1|Nb-1</LineID>", "", "LineID is missing", &|c| c.lines[0].line_id.clear()),
        ("<LineID>", "<LineID type=\"x\">", "unknown attribute", &same),
        ("<Name>HO:Telephone", &format!("<Name>HO:{long}"), "longer than 36", &|c| {
            c.lines[0].properties[0].name = format!("HO:{long}");
        }),
        ("<InvoiceID>00069002233014", &format!("<InvoiceID>{long}"), "InvoiceID is longer", &no_note),
        ("<BankCode>TREZMD2X", &format!("<BankCode>{long}"), "BankCode is longer than 20", &|c| {
            c.lines[0].destination_account = Some(DestinationAccount { bank_code: Some(long.clone()), ..account() });
        }),
    ];
    for (from, to, told, change) in cases {
        assert!(right.contains(from), "{from}");
        let xml = right.replacen(from, to, 1);
        let Ok(Request::ConfirmOrderPayment(read)) = opened(&xml) else { panic!("{to}: {:?}", opened(&xml)) };
        assert!(read.oddities.iter().any(|odd| odd.to_string().contains(told)), "{to}: {:?}", read.oddities);
        let mut expected = confirmation();
        change(&mut expected);
        assert_eq!(PaymentConfirmation { oddities: Vec::new(), ..read }, expected, "{to}");
    }
    let Ok(Request::ConfirmOrderPayment(read)) = opened(&right.replacen(lines, "", 1)) else { panic!("no lines") };
    assert_eq!((read.lines, read.oddities), (Vec::new(), Vec::new()), "their sum tells it");
    let (start, rest) = right.split_once("<DestinationAccount>").unwrap();
    let end = rest.split_once("</DestinationAccount>").unwrap().1;
    let xml = format!("{start}<DestinationAccount>MD77TRGAAA14153401000000</DestinationAccount>{end}");
    let Ok(Request::ConfirmOrderPayment(read)) = opened(&xml) else { panic!("{:?}", opened(&xml)) };
    let mut expected = confirmation();
    no_account(&mut expected);
    assert!(read.oddities[0].to_string().contains("DestinationAccount has text"), "{:?}", read.oddities);
    assert_eq!(PaymentConfirmation { oddities: Vec::new(), ..read }, expected);
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
