//! A full check and a full rebuild of the large district, in entries a second, beside reading the same entries and bodies in order, hashing each, and
//! doing nothing else.

use crate::Setting;
use crate::district;
use crate::table::{Row, figure};
use anyhow::{Result, bail};
use ledger::hash::leaf_hash;
use ledger::tree::Frontier;
use sea_orm::sqlx::{self, SqlitePool};
use sha2::{Digest, Sha256};
use std::time::Instant;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let books = district::open(&setting.district).await?;
    books.publish_now().await?;
    let started = Instant::now();
    let mut first = None;
    let checked = books.check(|finding| first = first.take().or(Some(finding))).await?;
    let check_seconds = started.elapsed().as_secs_f64();
    if let Some(finding) = first {
        bail!("the large district is not sound: {finding:?}");
    }
    let started = Instant::now();
    books.rebuild(|_| {}).await?;
    let rebuild_seconds = started.elapsed().as_secs_f64();
    books.close().await?;
    let entries = checked.entries as f64;
    let read = read(&district::settings(&setting.district)?.database_url()?).await?;
    let rate = |what: &str, seconds: f64| {
        Row::rate(what, entries / seconds, "entries/s", "reading and hashing entries and bodies alone", read)
    };
    Ok(vec![
        rate(
            &format!("Full check of {} entries: bodies, readings, tiles, files", figure(entries)),
            check_seconds,
        ),
        rate("Full rebuild of every reading", rebuild_seconds),
    ])
}

/// Entries a second.
async fn read(url: &str) -> Result<f64> {
    let pool = SqlitePool::connect(url).await?;
    let (started, mut tree, mut digest) = (Instant::now(), Frontier::new(), Sha256::new());
    loop {
        let piece: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT e.bytes, b.bytes FROM entries e JOIN bodies b ON b.number = e.number \
             WHERE e.number >= $1 AND e.number < $1 + 1000 ORDER BY e.number",
        )
        .bind(i64::try_from(tree.size())?)
        .fetch_all(&pool)
        .await?;
        if piece.is_empty() {
            break;
        }
        for (entry, body) in &piece {
            tree.append(leaf_hash(entry));
            digest.update(body);
        }
    }
    std::hint::black_box(digest.finalize());
    let rate = tree.size() as f64 / started.elapsed().as_secs_f64();
    pool.close().await;
    Ok(rate)
}
