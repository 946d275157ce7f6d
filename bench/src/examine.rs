//! A full check and a full rebuild of the large district, in entries a second, beside hashing the same number of entries and nothing else.

use crate::Setting;
use crate::district;
use crate::table::{Row, figure};
use anyhow::{Result, bail};
use ledger::hash::leaf_hash;
use ledger::tree::Frontier;
use std::time::Instant;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let books = district::open(setting).await?;
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
    let hashed = hashing(checked.entries);
    Ok(vec![
        Row::rate(
            "Full check: entries, bodies, readings, tiles, files",
            entries / check_seconds,
            "entries/s",
            "hashing entries alone",
            hashed,
        ),
        Row::beside(
            "Full rebuild of every reading",
            format!("{} entries/s", figure(entries / rebuild_seconds)),
            format!("{} entries in {} s", figure(entries), figure(rebuild_seconds)),
        ),
    ])
}

fn hashing(entries: u64) -> f64 {
    let entry = [0x5a; 360];
    let (started, mut tree) = (Instant::now(), Frontier::new());
    (0..entries.max(1)).for_each(|_| tree.append(leaf_hash(&entry)));
    entries.max(1) as f64 / started.elapsed().as_secs_f64()
}
