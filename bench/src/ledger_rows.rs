//! Ledger appends beside raw SHA-256 of the same bytes, the proof of one entry in a log of a million, and both digests beside OpenSSL's.

use crate::Setting;
use crate::table::{Row, figure};
use anyhow::{Context, Result};
use ledger::hash::leaf_hash;
use ledger::proof::{inclusion_proof, verify_inclusion};
use ledger::tile::TileId;
use ledger::tiling::TileBuilder;
use ledger::tree::Frontier;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::process::Command;
use std::time::{Duration, Instant};

/// About what an entry has.
const ENTRY_BYTES: usize = 360;
const MILLION: u64 = 1_000_000;
const BLOCK_BYTES: usize = 1 << 20;

pub fn rows(setting: &Setting) -> Result<Vec<Row>> {
    Ok(vec![
        appends(setting),
        proof()?,
        digest::<Sha256>(setting, "SHA-256", "sha256"),
        digest::<sm3::Sm3>(setting, "SM3", "sm3"),
    ])
}

/// Counts how often `work` can be done in a while.
fn rate(lasts: Duration, mut work: impl FnMut()) -> f64 {
    let started = Instant::now();
    let mut times = 0_u64;
    while started.elapsed() < lasts {
        (0..100).for_each(|_| work());
        times += 100;
    }
    times as f64 / started.elapsed().as_secs_f64()
}

fn appends(setting: &Setting) -> Row {
    let entry = [0x5a; ENTRY_BYTES];
    let mut tree = Frontier::new();
    let appended = rate(setting.lasts, || tree.append(leaf_hash(&entry)));
    let hashed = rate(setting.lasts, || {
        std::hint::black_box(Sha256::digest(std::hint::black_box(&entry)));
    });
    Row::rate(
        "Ledger appends in memory, 360-byte entries",
        appended,
        "entries/s",
        "SHA-256 of the same bytes",
        hashed,
    )
}

fn proof() -> Result<Row> {
    let (mut builder, mut tiles) = (TileBuilder::new(), HashMap::<TileId, Vec<u8>>::new());
    for number in 0..MILLION {
        tiles.extend(builder.append(leaf_hash(&number.to_be_bytes())));
    }
    tiles.extend(builder.partial_tiles());
    let root = builder.root();
    let started = Instant::now();
    let mut times = 0_u32;
    while times < 2_000 {
        let index = u64::from(times) * 499 % MILLION;
        let proof = inclusion_proof(&tiles, MILLION, index).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let leaf = leaf_hash(&index.to_be_bytes());
        verify_inclusion(&leaf, index, MILLION, &proof, &root).context("a proof just made does not hold")?;
        times += 1;
    }
    let each_us = started.elapsed().as_secs_f64() * 1e6 / f64::from(times);
    Ok(Row::beside(
        "Proof of one entry in a log of a million, made from tiles and verified",
        format!("{} µs", figure(each_us)),
        "20 hashes, at most 3 tiles read".to_owned(),
    ))
}

fn digest<D: Digest>(setting: &Setting, title: &str, openssl: &str) -> Row {
    let block = vec![0x5a; BLOCK_BYTES];
    let started = Instant::now();
    let (mut digest, mut blocks) = (D::new(), 0_u64);
    while started.elapsed() < setting.lasts {
        digest.update(&block);
        blocks += 1;
    }
    std::hint::black_box(digest.finalize());
    let rate = blocks as f64 / started.elapsed().as_secs_f64();
    Row::rate(
        &format!("Hashing with {title}, one core"),
        rate,
        "MiB/s",
        &format!("`openssl speed {openssl}`"),
        by_openssl(openssl).unwrap_or_default(),
    )
}

/// MiB/s by `openssl speed`; nothing when it is not there.
fn by_openssl(name: &str) -> Option<f64> {
    let output = Command::new("openssl")
        .args(["speed", "-evp", name, "-bytes", "16384", "-seconds", "2"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // The last line: name, then thousands of bytes a second.
    let thousands: f64 = text.lines().last()?.split_whitespace().last()?.strip_suffix('k')?.parse().ok()?;
    Some(thousands * 1_000.0 / f64::from(1 << 20))
}
