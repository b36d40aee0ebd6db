//! The server is killed again and again while payers order and MPay confirms: what was acknowledged is there afterwards,
//! once, on SQLite and on PostgreSQL. `KILLS` sets how often on each.

use std::collections::BTreeSet;
use std::sync::Arc;

use mpay_pages::i18n::Language;
use mpay_pages::ids::{RandomSource, SystemRandom};
use mpay_pages::mpay::call::Outcome;
use mpay_pages::mpay::endpoint::Request;
use mpay_pages::mpay::message::OrderDetailsQuery;
use mpay_pages::order::OrderStatus;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::crash::order_of_a_stranger;
use crate::support::caller::{Caller, confirmation};
use crate::support::client::{Browser, http};
use crate::support::databases::Database;
use crate::support::desk::Desk;
use crate::support::program::Server;

/// How often the server is killed, unless `KILLS` says otherwise.
const KILLS: usize = 3;
/// How many payers order at the same time.
const PAYERS: usize = 4;
/// After how many acknowledgements at the most the server is killed: some while the first are on their way.
const ACKNOWLEDGED_MAX: u64 = 16;

/// Something that the server said is kept.
enum Acknowledged {
    /// An order, at this path.
    Order(String),
    /// A payment of an order, with MPay's number of it.
    Payment { order: OrderDetailsQuery, number: String },
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_on_sqlite_lose_and_double_nothing() {
    outlives_kills(&Desk::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_on_postgresql_lose_and_double_nothing() {
    let database = Database::postgres().await;
    outlives_kills(&Desk::on(&database.address)).await;
}

async fn outlives_kills(desk: &Desk) {
    desk.publish();
    let kills = std::env::var("KILLS").map_or(KILLS, |count| count.parse().expect("a number"));
    let serve = || Server::spawned(desk.program(&["serve"]));
    let mut server = serve();
    let mut numbers = BTreeSet::new();
    for kill in 0..kills {
        let acknowledged = loaded_and_killed(desk, &mut server, kill).await;
        server = serve();
        audit(desk, &server, &acknowledged).await;
        for one in &acknowledged {
            if let Acknowledged::Payment { number, .. } = one {
                assert!(numbers.insert(number.clone()), "{number} was acknowledged twice");
            }
        }
    }
}

/// Lets payers order and pay until the server is killed in the middle; gives what it had acknowledged.
async fn loaded_and_killed(desk: &Desk, server: &mut Server, kill: usize) -> Vec<Acknowledged> {
    let mut crowd = JoinSet::new();
    let (sender, mut heard) = unbounded_channel();
    let mpay = Arc::new(desk.mpay(server));
    for payer in 0..PAYERS {
        let (address, mpay, sender) = (server.address.clone(), Arc::clone(&mpay), sender.clone());
        crowd.spawn(async move {
            for round in 0.. {
                let number = format!("KILL-{kill}-{payer}-{round}");
                if order_and_pay(&address, &mpay, &number, &sender).await.is_none() {
                    break;
                }
            }
        });
    }
    drop(sender);
    let mut drawn = [0];
    SystemRandom.fill(&mut drawn);
    let count = 1 + u64::from(drawn[0]) % ACKNOWLEDGED_MAX;
    let mut acknowledged = Vec::new();
    for _ in 0..count {
        acknowledged.push(heard.recv().await.expect("the server answers until it is killed"));
    }
    server.kill();
    while let Some(one) = heard.recv().await {
        acknowledged.push(one);
    }
    while let Some(joined) = crowd.join_next().await {
        joined.unwrap();
    }
    acknowledged
}

/// Makes an order and has it paid, telling what is acknowledged; nothing when the server is gone.
async fn order_and_pay(
    address: &str,
    mpay: &Caller,
    number: &str,
    acknowledged: &UnboundedSender<Acknowledged>,
) -> Option<()> {
    let path = order_of_a_stranger(address).await?;
    acknowledged.send(Acknowledged::Order(path.clone())).unwrap();
    let page = http().get(format!("{address}{path}")).send().await.ok()?.text().await.ok()?;
    let value = |name: &str| {
        let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let query =
        OrderDetailsQuery { language: Language::En, order_key: value("OrderKey"), service_id: value("ServiceID") };
    let told = mpay.try_call(&Request::GetOrderDetails(query.clone())).await?;
    let Outcome::OrderDetails(orders) = told.accepted() else { panic!("{:?}", told.accepted()) };
    let confirmed = mpay.try_call(&Request::ConfirmOrderPayment(confirmation(&orders[0], number))).await?;
    assert_eq!(confirmed.accepted(), &Outcome::Confirmed);
    acknowledged.send(Acknowledged::Payment { order: query, number: number.to_owned() }).unwrap();
    Some(())
}

/// What was acknowledged is there, and each payment counts once.
async fn audit(desk: &Desk, server: &Server, acknowledged: &[Acknowledged]) {
    let mpay = desk.mpay(server);
    let browser = Browser::new(&server.address);
    for one in acknowledged {
        match one {
            Acknowledged::Order(path) => {
                browser.get(path).await.expect(200);
            }
            Acknowledged::Payment { order, number } => {
                let told = mpay.call(&Request::GetOrderDetails(order.clone())).await;
                let Outcome::OrderDetails(orders) = told.accepted() else { panic!("{:?}", told.accepted()) };
                assert_eq!(orders[0].status, OrderStatus::Paid, "{number}");
                let shown = desk.does(&["order", "show", &order.order_key]);
                assert_eq!(shown.matches(number.as_str()).count(), 1, "{number} counts once: {shown}");
            }
        }
    }
}
