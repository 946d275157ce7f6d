//! Opening the database: SQLite with one writing connection and a few reading ones, PostgreSQL with a pool; and the public listener's
//! own read-only connections, which reach the bulletin tables alone.

use crate::tables;
use desk::Fault;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{self, Executor};
use sea_orm::{DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};
use std::str::FromStr;
use std::time::Duration;

/// The role under which the public listener reads PostgreSQL; made by the first migration.
pub(crate) const PUBLIC_ROLE: &str = "mingjing_public";

/// How long a connection is waited for, a database that is away included; those who ask keep what they entered and try again.
const WAIT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 8;

/// Connections of a node.
#[derive(Clone)]
pub(crate) struct Database {
    /// SQLite: a single connection, so that writes queue here and not inside the database.
    pub writer: DatabaseConnection,
    pub reader: DatabaseConnection,
}

impl Database {
    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }

    pub async fn open(url: &str) -> Result<Database, Fault> {
        if is_postgres(url)? {
            let options = PgConnectOptions::from_str(url).map_err(fault)?;
            let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(WAIT);
            let pool = pool.connect_with(options).await.map_err(fault)?;
            let writer = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
            return Ok(Database { reader: writer.clone(), writer });
        }
        let options = sqlite(url)?.create_if_missing(true);
        // A commit that met a full disk can leave its transaction open behind the pool's back; what came after would be acknowledged inside it and
        // never be durable. A connection that is still in a transaction is thrown away.
        let writer = sqlite_pool(1).before_acquire(|connection, _| {
            Box::pin(async move {
                if connection.execute("BEGIN").await.is_err() {
                    return Ok(false);
                }
                Ok(connection.execute("ROLLBACK").await.is_ok())
            })
        });
        let writer = writer.connect_with(options).await.map_err(fault)?;
        let options = sqlite(url)?.pragma("query_only", "1");
        let reader = sqlite_pool(SQLITE_READERS).connect_with(options).await.map_err(fault)?;
        Ok(Database {
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        })
    }

    pub async fn close(&self) -> Result<(), Fault> {
        self.reader.close_by_ref().await.map_err(crate::fault::database)?;
        self.writer.close_by_ref().await.map_err(crate::fault::database)
    }
}

/// The public listener's connections. On PostgreSQL the role stands in the connection's own start-up options, so that nothing sent
/// later over the connection can be answered with another role's rights. SQLite knows no roles: the connection is read-only, and
/// the names of the private tables are covered by empty views, so that a slip in a public statement finds nothing.
pub(crate) async fn open_public(url: &str) -> Result<DatabaseConnection, Fault> {
    if is_postgres(url)? {
        let options = PgConnectOptions::from_str(url).map_err(fault)?;
        let options = options.options([("role", PUBLIC_ROLE), ("default_transaction_read_only", "on")]);
        let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(WAIT);
        let pool = pool.connect_with(options).await.map_err(fault)?;
        return Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool));
    }
    let pool = sqlite_pool(SQLITE_READERS).after_connect(|connection, _| {
        Box::pin(async move {
            for table in tables::PRIVATE {
                let cover = format!("CREATE TEMP VIEW {table} AS SELECT 1 AS private WHERE 0");
                connection.execute(sqlx::AssertSqlSafe(cover)).await?;
            }
            connection.execute("PRAGMA query_only = 1").await.map(|_| ())
        })
    });
    let pool = pool.connect_with(sqlite(url)?.read_only(true)).await.map_err(fault)?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

fn is_postgres(url: &str) -> Result<bool, Fault> {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("postgres" | "postgresql") => Ok(true),
        Some("sqlite") => Ok(false),
        _ => Err(Fault::Database("the database URL begins with neither sqlite: nor postgres:".to_owned())),
    }
}

fn sqlite(url: &str) -> Result<SqliteConnectOptions, Fault> {
    let options = SqliteConnectOptions::from_str(url).map_err(fault)?;
    Ok(options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WAIT)
        // Without it, INSERT OR REPLACE would delete past the triggers.
        .pragma("recursive_triggers", "1"))
}

/// A connection kept for good: opening one again costs more than keeping it.
fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Names the fault without the URL, which may hold a password.
fn fault(error: sqlx::Error) -> Fault {
    Fault::Database(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_database_is_named_as_such() {
        assert!(matches!(is_postgres("mysql://x"), Err(Fault::Database(says)) if says.contains("neither")));
        assert!(matches!(is_postgres(""), Err(Fault::Database(_))));
    }
}
