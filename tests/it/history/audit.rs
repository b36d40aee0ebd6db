//! The audit of a history: what is stored, told and shown is what the model says, to the byte.

use std::collections::BTreeSet;

use mpay_pages::i18n::{Language, text};
use sqlx::{Connection, SqliteConnection};

use super::play::{Play, hold};
use crate::support::client::Browser;
use crate::support::steps::PAY_FORM;

const PAYMENTS: &str = "SELECT payment_id, amount_bani, flag FROM payments WHERE order_key = $1 ORDER BY position";
const FURTHER: &str = "SELECT flag FROM payment_flags WHERE payment_id = $1";
/// The flags that a payment's own row can hold.
const OWN: [&str; 4] = ["paid_before", "closed", "late", "other_amount"];
const COUNT: &str = "SELECT COUNT(*) FROM payments WHERE payment_id = $1";
const MESSAGES: &str = "SELECT message FROM payment_messages WHERE payment_id = $1";
const DECISIONS: &str = "SELECT COUNT(*) FROM order_decisions WHERE order_key = $1";
const REFUSED: &str = "SELECT COUNT(*) FROM refused_messages WHERE message = $1";
const REFUSED_COUNT: &str = "SELECT COUNT(*) FROM refused_messages";

impl Play {
    /// Compares everything; the refused messages from those on that were there before.
    pub(super) async fn audit(&self, refused_before: i64) -> Result<(), String> {
        let mut database = SqliteConnection::connect(&self.server.database.address).await.unwrap();
        for at in 0..self.orders.len() {
            self.audit_rows(at, &mut database).await?;
            self.check_details(at).await?;
            self.audit_page(at).await?;
        }
        self.audit_flags().await?;
        for message in self.refused.values() {
            let (kept,): (i64,) = sqlx::query_as(REFUSED).bind(message).fetch_one(&mut database).await.unwrap();
            hold!(kept == 1, "a refused message is kept {kept} times");
        }
        let refused = self.refused_count().await - refused_before;
        hold!(refused == self.refused.len() as i64, "{refused} messages were kept instead of {}", self.refused.len());
        database.close().await.unwrap();
        Ok(())
    }

    /// How many refused messages are kept in all.
    pub(super) async fn refused_count(&self) -> i64 {
        let mut database = SqliteConnection::connect(&self.server.database.address).await.unwrap();
        let (count,): (i64,) = sqlx::query_as(REFUSED_COUNT).fetch_one(&mut database).await.unwrap();
        count
    }

    /// Each acknowledged payment once, with its message byte for byte, and nothing else.
    async fn audit_rows(&self, at: usize, database: &mut SqliteConnection) -> Result<(), String> {
        let (order, model) = &self.orders[at];
        type Row = (String, i64, Option<String>);
        let stored: Vec<Row> =
            sqlx::query_as(PAYMENTS).bind(order.key.as_str()).fetch_all(&mut *database).await.unwrap();
        let own = |flags: &[&str]| flags.first().filter(|flag| OWN.contains(flag)).map(|flag| (*flag).to_owned());
        let expected = model.payments.iter().map(|payment| (payment.id.clone(), payment.amount, own(&payment.flags)));
        let expected: Vec<Row> = expected.collect();
        hold!(stored == expected, "stored are {stored:?}, acknowledged {expected:?}");
        for payment in &model.payments {
            let (count,): (i64,) = sqlx::query_as(COUNT).bind(&payment.id).fetch_one(&mut *database).await.unwrap();
            hold!(count == 1, "{} is stored {count} times", payment.id);
            let further: Vec<(String,)> =
                sqlx::query_as(FURTHER).bind(&payment.id).fetch_all(&mut *database).await.unwrap();
            let further: BTreeSet<String> =
                further.into_iter().map(|(flag,)| flag).chain(own(&payment.flags)).collect();
            let expected: BTreeSet<String> = payment.flags.iter().map(|flag| (*flag).to_owned()).collect();
            hold!(further == expected, "{} is flagged {further:?} instead of {expected:?}", payment.id);
            let kept: Vec<(Vec<u8>,)> =
                sqlx::query_as(MESSAGES).bind(&payment.id).fetch_all(&mut *database).await.unwrap();
            let is_kept = kept.len() == 1 && payment.messages.contains(&kept[0].0);
            hold!(is_kept, "{} messages of {} are kept, or other bytes", kept.len(), payment.id);
        }
        let (decisions,): (i64,) =
            sqlx::query_as(DECISIONS).bind(order.key.as_str()).fetch_one(&mut *database).await.unwrap();
        hold!(decisions == model.decisions as i64, "{decisions} decisions instead of {}", model.decisions);
        Ok(())
    }

    async fn audit_page(&self, at: usize) -> Result<(), String> {
        let (order, model) = &self.orders[at];
        let page = Browser::new(&self.server.address).get(&format!("/en/order/{}", order.token)).await;
        hold!(page.status == 200, "the order's page is answered with {}", page.status);
        let (shown, expected) = (page.one("h1").text, text(Language::En, model.heading(self.now)));
        hold!(shown == expected, "the page says `{shown}`, the model `{expected}` of {model:?}");
        let is_payable = matches!(model.status(self.now), "Active" | "PartiallyPaid");
        let offers = page.all(PAY_FORM).len();
        hold!(offers == usize::from(is_payable), "{offers} ways to pay what is {}", model.status(self.now));
        Ok(())
    }

    async fn audit_flags(&self) -> Result<(), String> {
        let keys: BTreeSet<&str> = self.orders.iter().map(|(order, _)| order.key.as_str()).collect();
        let listed = self.store.flagged_payments(u32::MAX).await.unwrap();
        let listed: BTreeSet<(String, &str)> = listed
            .into_iter()
            .filter(|payment| keys.contains(payment.order_key.as_str()))
            .map(|payment| (payment.payment_id, payment.flag.word()))
            .collect();
        let payments = self.orders.iter().flat_map(|(_, model)| &model.payments);
        let waiting = payments.flat_map(|payment| payment.waiting.iter().map(|flag| (payment.id.clone(), *flag)));
        let expected: BTreeSet<(String, &str)> = waiting.collect();
        hold!(listed == expected, "flagged are {listed:?}, by the model {expected:?}");
        Ok(())
    }
}
