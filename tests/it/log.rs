//! A log that cannot be written: nobody waits for it, and no answer is lost with it.

use std::io::{PipeReader, Read, Write, pipe};
use std::process::{Command, Stdio};

use mpay_pages::i18n::Language;
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::fault::FaultCode;
use mpay_pages::mpay::message::OrderDetailsQuery;
use serde_json::Value;

use crate::support::client::Browser;
use crate::support::desk::{Desk, an_order, paid};
use crate::support::program::Server;
use crate::support::steps::PAY_FORM;

/// How much a pipe of Linux holds.
const PIPE_BYTES: usize = 65_536;

/// A published desk, and its server's command whose log says all that it can.
fn begin() -> (Desk, Command) {
    let desk = Desk::new();
    desk.publish();
    let mut command = desk.program(&["serve"]);
    command.env("MPAY_PAGES_LOG", "trace");
    (desk, command)
}

/// Orders, pays and is refused, as MPay and as a stranger; then stops the server.
async fn goes_on(desk: &Desk, mut server: Server) {
    let mpay = desk.mpay(&server);
    let order = an_order(&server).await;
    for number in ["LOG-1", "LOG-1", "LOG-2"] {
        paid(&mpay, &order, number).await;
    }
    let pay = order.form(PAY_FORM);
    let (order_key, service_id) = (pay.value("OrderKey").to_owned(), pay.value("ServiceID").to_owned());
    let question = Request::GetOrderDetails(OrderDetailsQuery { language: Language::Ro, order_key, service_id });
    assert_eq!(desk.stranger(&server).call(&question).await.fault(), FaultCode::AuthenticationFailed);
    assert_eq!(server.stop("TERM").code(), Some(0));
}

async fn lost_lines(server: &Server) -> u64 {
    let health = Browser::new(&server.address).get("/health").await.expect(200).body;
    serde_json::from_str::<Value>(&health).unwrap()["lostLogLines"].as_u64().unwrap()
}

#[tokio::test]
async fn a_full_disk_under_the_log_cuts_no_answer_and_what_is_lost_is_counted() {
    let (desk, mut command) = begin();
    command.stderr(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let server = Server::spawned(command);
    an_order(&server).await;
    let lost = lost_lines(&server).await;
    assert!(lost > 0);
    goes_on(&desk, server).await;
}

#[tokio::test]
async fn a_log_that_nobody_reads_keeps_nobody_waiting() {
    let (desk, mut command) = begin();
    let (mut reader, mut writer) = pipe().unwrap();
    writer.write_all(&[b'.'; PIPE_BYTES]).unwrap();
    command.stderr(writer);
    let server = Server::spawned(command);
    // The server's end is the only one.
    goes_on(&desk, server).await;
    assert!(rest(&mut reader).trim_matches('.').is_empty(), "nothing more went in");
}

fn rest(reader: &mut PipeReader) -> String {
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_log_whose_reader_is_gone_cuts_no_answer() {
    let (desk, mut command) = begin();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    command.stderr(writer);
    let server = Server::spawned(command);
    assert!(lost_lines(&server).await > 0);
    goes_on(&desk, server).await;
}

#[tokio::test]
async fn a_closed_log_cuts_no_answer() {
    let (desk, served) = begin();
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec \"$0\" \"$@\" 2>&-"]).arg(served.get_program()).args(served.get_args());
    command.env_clear().env("MPAY_PAGES_LOG", "trace");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    goes_on(&desk, Server::spawned(command)).await;
}

/// Commands say what they did on the same standard error.
#[test]
fn a_command_does_its_work_where_nothing_can_be_said() {
    let desk = Desk::new();
    desk.does(&["init"]);
    let definitions = crate::support::program::shipped_definitions().join("moldsilva");
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let publish = |paths: &[&str]| {
        let mut command = desk.program(&["publish"]);
        command.args(paths).stderr(full()).output().unwrap().status.code()
    };
    assert_eq!(publish(&[definitions.to_str().unwrap()]), Some(0));
    assert_eq!(publish(&["/nowhere"]), Some(1));
}
