//! What stands still under the figures: one fsync, and bare inserts into a table with nothing around it, in groups as the appender makes them: with a
//! statement for each row, and, which is the quickest way either database offers a client, with one statement of many rows.

use anyhow::Result;
use sea_orm::sqlx::{self, Executor, PgPool, SqlitePool};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Seconds of one write of 4 KiB with fsync, the mean of some.
pub fn fsync_seconds(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("fsync"))?;
    let (started, times) = (Instant::now(), 200);
    for _ in 0..times {
        file.write_all(&[0x5a; 4_096])?;
        file.sync_data()?;
    }
    Ok(started.elapsed().as_secs_f64() / f64::from(times))
}

const ROW_BYTES_MIN: usize = 16;

/// Rows a second into SQLite as the store sets it (WAL, synchronous FULL), `group` rows a transaction.
pub async fn bare_sqlite(folder: &Path, row_bytes: usize, group: usize, lasts: Duration) -> Result<f64> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
    let options = SqliteConnectOptions::new()
        .filename(folder.join(format!("bare-{group}-{row_bytes}.db")))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePool::connect_with(options).await?;
    pool.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, bytes BLOB)").await?;
    let statement = statement(group);
    let row = vec![0x5a_u8; row_bytes.max(ROW_BYTES_MIN)];
    let (started, mut rows) = (Instant::now(), 0_u64);
    while started.elapsed() < lasts {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(statement.clone()));
        for _ in 0..group {
            query = query.bind(&row);
        }
        query.execute(&pool).await?;
        rows += group as u64;
    }
    let rate = rows as f64 / started.elapsed().as_secs_f64();
    pool.close().await;
    Ok(rate)
}

/// The same with a statement for each row, `group` rows a transaction: group commit as a client does it that has a row at a time.
pub async fn bare_sqlite_each(folder: &Path, row_bytes: usize, group: usize, lasts: Duration) -> Result<f64> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
    let options = SqliteConnectOptions::new()
        .filename(folder.join(format!("each-{group}-{row_bytes}.db")))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePool::connect_with(options).await?;
    pool.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, bytes BLOB)").await?;
    let row = vec![0x5a_u8; row_bytes.max(ROW_BYTES_MIN)];
    let (started, mut rows) = (Instant::now(), 0_u64);
    while started.elapsed() < lasts {
        let mut transaction = pool.begin().await?;
        for _ in 0..group {
            sqlx::query("INSERT INTO bare (bytes) VALUES ($1)").bind(&row).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        rows += group as u64;
    }
    let rate = rows as f64 / started.elapsed().as_secs_f64();
    pool.close().await;
    Ok(rate)
}

/// Rows a second into PostgreSQL by so many clients, each committing one row at a time; the server groups their commits.
pub async fn bare_postgres_each(url: &str, row_bytes: usize, clients: usize, lasts: Duration) -> Result<f64> {
    let pool =
        sqlx::postgres::PgPoolOptions::new().max_connections(u32::try_from(clients)?).connect(url).await?;
    pool.execute("DROP TABLE IF EXISTS bare_each").await?;
    pool.execute("CREATE TABLE bare_each (number BIGSERIAL PRIMARY KEY, bytes BYTEA)").await?;
    let started = Instant::now();
    let client = |pool: PgPool| async move {
        let (row, mut rows) = (vec![0x5a_u8; row_bytes.max(ROW_BYTES_MIN)], 0_u64);
        while started.elapsed() < lasts {
            sqlx::query("INSERT INTO bare_each (bytes) VALUES ($1)").bind(&row).execute(&pool).await?;
            rows += 1;
        }
        Ok::<u64, sqlx::Error>(rows)
    };
    let all = futures::future::try_join_all((0..clients).map(|_| client(pool.clone()))).await?;
    let rate = all.iter().sum::<u64>() as f64 / started.elapsed().as_secs_f64();
    pool.close().await;
    Ok(rate)
}

/// An insert of so many rows.
fn statement(group: usize) -> String {
    let places: Vec<String> = (1..=group).map(|place| format!("(${place})")).collect();
    format!("INSERT INTO bare (bytes) VALUES {}", places.join(","))
}

/// Rows a second into PostgreSQL by one connection, `group` rows a transaction.
pub async fn bare_postgres(url: &str, row_bytes: usize, group: usize, lasts: Duration) -> Result<f64> {
    let pool = PgPool::connect(url).await?;
    pool.execute("DROP TABLE IF EXISTS bare").await?;
    pool.execute("CREATE TABLE bare (number BIGSERIAL PRIMARY KEY, bytes BYTEA)").await?;
    let statement = statement(group);
    let row = vec![0x5a_u8; row_bytes.max(ROW_BYTES_MIN)];
    let (started, mut rows) = (Instant::now(), 0_u64);
    while started.elapsed() < lasts {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(statement.clone()));
        for _ in 0..group {
            query = query.bind(&row);
        }
        query.execute(&pool).await?;
        rows += group as u64;
    }
    let rate = rows as f64 / started.elapsed().as_secs_f64();
    pool.close().await;
    Ok(rate)
}
