//! Ledger appends beside raw SHA-256 of the same bytes, the proof of one entry in a log of a million beside the hashes it cannot do without, and both digests
//! of a file beside `openssl dgst` of the same file.

use crate::Setting;
use crate::table::{Row, figure};
use anyhow::{Context, Result, ensure};
use ledger::hash::leaf_hash;
use ledger::proof::{inclusion_proof, verify_inclusion};
use ledger::tile::TileId;
use ledger::tiling::TileBuilder;
use ledger::tree::Frontier;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// About what an entry has.
const ENTRY_BYTES: usize = 360;
const MILLION: u64 = 1_000_000;
/// Inner nodes on the way from a leaf to the root of a million.
const NODES: u32 = 20;
const FILE_MIB: usize = 256;
const PIECE_BYTES: usize = 1 << 18;
const TIMES: u8 = 3;

pub fn rows(setting: &Setting) -> Result<Vec<Row>> {
    Ok(vec![
        appends(setting),
        proof(setting)?,
        digest::<Sha256>(setting, "SHA-256", "sha256")?,
        digest::<sm3::Sm3>(setting, "SM3", "sm3")?,
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

fn proof(setting: &Setting) -> Result<Row> {
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
    let node = [0x5a; 65];
    let hashed = rate(setting.lasts, || {
        std::hint::black_box(Sha256::digest(std::hint::black_box(&node)));
    });
    Ok(Row::beside(
        "Proof of one entry in a log of a million, made from tiles and verified",
        format!("{} µs", figure(each_us)),
        format!("its {NODES} hashes of two nodes, once: {} µs", figure(f64::from(NODES) * 1e6 / hashed)),
    ))
}

/// A file once through a digest, the best of some times, beside the program OpenSSL on the same file.
fn digest<D: Digest>(setting: &Setting, title: &str, openssl: &str) -> Result<Row> {
    let path = setting.folder.join("digested");
    if !path.exists() {
        std::fs::write(&path, vec![0x5a; FILE_MIB << 20])?;
    }
    let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
    for _ in 0..TIMES {
        let started = Instant::now();
        let own = hex::encode(file_digest::<D>(&path)?);
        ours = ours.min(started.elapsed().as_secs_f64());
        let started = Instant::now();
        let said = by_openssl(openssl, &path)?;
        theirs = theirs.min(started.elapsed().as_secs_f64());
        ensure!(said.trim_end().ends_with(&own), "{title} differs from OpenSSL's: {own}, {said}");
    }
    Ok(Row::rate(
        &format!("{title} of a {FILE_MIB} MiB file, one core"),
        FILE_MIB as f64 / ours,
        "MiB/s",
        &format!("`openssl dgst -{openssl}` of the same file"),
        FILE_MIB as f64 / theirs,
    ))
}

fn file_digest<D: Digest>(path: &Path) -> Result<Vec<u8>> {
    let (mut file, mut piece, mut digest) = (File::open(path)?, vec![0; PIECE_BYTES], D::new());
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(digest.finalize().to_vec());
        }
        digest.update(&piece[..count]);
    }
}

fn by_openssl(name: &str, path: &Path) -> Result<String> {
    let output = Command::new("openssl").arg("dgst").arg(format!("-{name}")).arg(path).output();
    let output = output.context("openssl, which the digests are measured beside")?;
    ensure!(output.status.success(), "openssl dgst -{name} failed");
    Ok(String::from_utf8(output.stdout)?)
}
