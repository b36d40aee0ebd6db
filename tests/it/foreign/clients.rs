//! Python's zeep with xmlsec, and npm's soap: each generates a client from our description and makes both calls.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::client::Browser;
use crate::support::program::Demo;
use crate::support::services::forest_land_rent;
use crate::support::shared;
use crate::support::steps::{PAY_FORM, ordered};

const INSTALL: &str = "this test needs the foreign SOAP clients: `tests/run.sh` installs them";

fn python() -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(root.join("target/foreign/bin/python"));
    command.arg(root.join("tests/foreign/python/client.py"));
    command
}

fn node() -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/node");
    assert!(root.join("node_modules/soap").is_dir(), "{INSTALL}");
    let mut command = Command::new("node");
    command.arg(root.join("client.js"));
    command
}

/// Runs a client over one order, from the first question to its payment; gives what it read.
async fn plays_mpay(mut client: Command, demo: &Demo, algorithm: &str, description: &str) -> Value {
    let browser = Browser::new(&demo.server.address);
    let pay = ordered(&browser, &forest_land_rent(), "en").await.form(PAY_FORM);
    let key = |name: &str| demo.data().join("keys").join(name);
    let wsdl = format!("{}/mpay/test/service-provider?{description}", demo.server.address);
    client.args(["--wsdl", &wsdl, "--algorithm", algorithm]);
    client.args(["--service-id", pay.value("ServiceID"), "--order-key", pay.value("OrderKey")]);
    client.args(["--payment-id", &format!("P{}", pay.value("OrderKey"))]);
    client.arg("--key").arg(key("mpay.key.pem")).arg("--certificate").arg(key("mpay.pem"));
    client.arg("--provider-certificate").arg(key("provider.pem"));
    let output = tokio::task::spawn_blocking(move || client.output().expect(INSTALL)).await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{algorithm} {description}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_clients_make_both_calls_with_each_algorithm() {
    let demo = shared::demo();
    for (client, name, is_json_array) in [(python as fn() -> Command, "zeep", false), (node, "soap", true)] {
        for (algorithm, description) in [("rsa-sha1", "wsdl"), ("rsa-sha256", "singleWsdl")] {
            let read = plays_mpay(client(), &demo, algorithm, description).await;
            let order = &read["order"];
            let told = json!({
                "CustomerID": order["CustomerID"], "CustomerName": order["CustomerName"], "Reason": order["Reason"],
                "Currency": order["Currency"], "TotalAmountDue": order["TotalAmountDue"], "Status": order["Status"],
                "AllowPartialPayments": order["AllowPartialPayments"],
                "Line": order["Lines"]["OrderLine"][0]["AmountDue"],
                "Account": order["Lines"]["OrderLine"][0]["DestinationAccount"]["BankAccount"],
                "Contract": order["Properties"]["OrderProperty"][3]["Value"],
            });
            let expected = json!({
                "CustomerID": "2006022048426", "CustomerName": "Ștefan O'Țîră & Fiii",
                "Reason": "Forest land rent, contract AB23215", "Currency": "MDL", "TotalAmountDue": "9267.05",
                "Status": "Active", "AllowPartialPayments": false, "Line": "9267.05",
                "Account": "MD77TRGAAA14153401000000", "Contract": "AB23215",
            });
            assert_eq!(told, expected, "{name} {algorithm}");
            assert_eq!(read["paid"]["Status"], "Paid", "{name} {algorithm}");
            assert_eq!(read["paid"]["TotalAmountDue"], "0.00", "{name} {algorithm}");
            assert_eq!(read["unknown"], if is_json_array { json!([]) } else { Value::Null }, "{name} {algorithm}");
            let faults = json!({ "unknown_service": "mpay:UnknownService", "unknown_order": "mpay:UnknownOrder" });
            assert_eq!(read["faults"], faults, "{name} {algorithm}");
            assert_eq!(read["verified"], 7, "{name} {algorithm}: each reply's signature is verified");
        }
    }
}
