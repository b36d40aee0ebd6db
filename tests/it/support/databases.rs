//! A fresh database of each kind, so that a story runs on both.

use mpay_pages::ids::Environment;
use mpay_pages::store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use super::postgres;

/// An empty database.
pub struct Database {
    /// As [`Store::open`] takes it.
    pub address: String,
    /// For messages: `SQLite` or `PostgreSQL`.
    pub kind: &'static str,
    _folder: Option<TempDir>,
}

/// An empty database of each kind.
pub async fn databases() -> [Database; 2] {
    [Database::sqlite(), Database::postgres().await]
}

impl Database {
    /// An empty SQLite database, in a folder that the store makes.
    pub fn sqlite() -> Database {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("kept/store.db").display());
        Database { address, kind: "SQLite", _folder: Some(folder) }
    }

    /// An empty PostgreSQL database.
    pub async fn postgres() -> Database {
        Database { address: postgres::new_database().await, kind: "PostgreSQL", _folder: None }
    }

    /// Opens it.
    pub async fn open(&self) -> Store {
        Store::open(&self.address, Environment::Test).await.unwrap_or_else(|error| panic!("{}: {error:?}", self.kind))
    }

    /// The two numbers of the only row of a query on PostgreSQL.
    pub async fn two_numbers(&self, sql: &str) -> (i64, i64) {
        let mut connection = PgConnection::connect(&self.address).await.unwrap();
        let sql = AssertSqlSafe(sql.to_owned());
        let row = sqlx::query_as::<sqlx::Postgres, (i64, i64)>(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        row
    }

    /// Runs a statement behind the store's back.
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.kind == "SQLite" {
            let mut connection = SqliteConnection::connect(&self.address).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.address).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}
