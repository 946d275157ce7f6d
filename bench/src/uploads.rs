//! Taking files in beside writing the same bytes with fsync and nothing else: a large upload that comes in pieces, as tus clients send it; sixty-four at once; its second
//! pass beside `openssl dgst`; and a small file digested twice before the answer.

use crate::table::Row;
use crate::{Setting, acts};
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use events::{FileId, OfficerId};
use futures::stream;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use store::{Arriving, Books, Joins, Upload};

const MIB: usize = 1 << 20;
/// What a connection brings at once.
const BROUGHT_BYTES: usize = 1 << 18;
const FILE_MIB: usize = 256;
const LARGE_MIB: usize = 1024;
/// What a tus client sends in one request.
const REQUEST_MIB: usize = 64;
const AT_ONCE: usize = 64;
const EACH_MIB: usize = 40;
/// The best of so many: a disk that others use too is slow now and then, for either side.
const LARGE_TIMES: u8 = 5;
const TIMES: u8 = 3;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let folder = setting.folder.join("uploads");
    std::fs::create_dir_all(&folder)?;
    let config = acts::config(&format!("sqlite://{}", folder.join("uploads.db").display()), &folder);
    let books = Arc::new(Books::open(&config).await?);
    let mut rows = large(&books, &folder).await?;
    rows.push(at_once(&books, &folder).await?);
    rows.push(small(&books, &folder).await?);
    books.close().await?;
    std::fs::remove_dir_all(&folder)?;
    Ok(rows)
}

/// An upload and its second pass.
async fn large(books: &Arc<Books>, folder: &Path) -> Result<Vec<Row>> {
    let (mut taken, mut written, mut settled, mut dgst) = (f64::MAX, f64::MAX, f64::MAX, f64::MAX);
    for time in 0..LARGE_TIMES {
        let piece = Bytes::from(vec![time + 1; BROUGHT_BYTES]);
        let plain = folder.join("plain.bin");
        let started = Instant::now();
        digested(&plain, &piece, LARGE_MIB)?;
        written = written.min(started.elapsed().as_secs_f64());
        let started = Instant::now();
        let file = upload(books.clone(), format!("large-{time}"), piece, LARGE_MIB).await?;
        taken = taken.min(started.elapsed().as_secs_f64());
        let started = Instant::now();
        books.settle(file).await?;
        settled = settled.min(started.elapsed().as_secs_f64());
        ensure!(books.settled(file).await?, "the second pass left no second digest");
        let started = Instant::now();
        openssl(&plain)?;
        dgst = dgst.min(started.elapsed().as_secs_f64());
        std::fs::remove_file(&plain)?;
    }
    let mib = LARGE_MIB as f64;
    Ok(vec![
        Row::rate(
            "An upload of 1 GiB in requests of 64 MiB, SHA-256 and every piece kept with fsync",
            mib / taken,
            "MiB/s",
            "writing the same bytes into one file with SHA-256 and fsync",
            mib / written,
        ),
        Row::rate(
            "Its second pass: read again, SHA-256 and SM3, written as one object with fsync",
            mib / settled,
            "MiB/s",
            "openssl dgst -sm3 of the same bytes",
            mib / dgst,
        ),
    ])
}

/// Many uploads at the same moment, beside as many files written plainly at the same moment.
async fn at_once(books: &Arc<Books>, folder: &Path) -> Result<Row> {
    let (mut taken, mut written) = (f64::MAX, f64::MAX);
    for time in 0..TIMES {
        let piece = move |place: usize| Bytes::from(vec![time * 64 + 7 + place as u8; BROUGHT_BYTES]);
        let started = Instant::now();
        let plain: Vec<_> = (0..AT_ONCE)
            .map(|place| {
                let path = folder.join(format!("plain-{place}.bin"));
                tokio::task::spawn_blocking(move || plainly(&path, &piece(place), EACH_MIB).map(|()| path))
            })
            .collect();
        let plain: Vec<PathBuf> = ended(plain).await?;
        written = written.min(started.elapsed().as_secs_f64());
        plain.iter().try_for_each(std::fs::remove_file)?;
        let started = Instant::now();
        let uploads: Vec<_> = (0..AT_ONCE)
            .map(|place| {
                let (books, id) = (books.clone(), format!("many-{time}-{place}"));
                tokio::spawn(upload(books, id, piece(place), EACH_MIB))
            })
            .collect();
        let files: Vec<FileId> = ended(uploads).await?;
        taken = taken.min(started.elapsed().as_secs_f64());
        for file in files {
            books.settle(file).await?;
        }
    }
    let mib = (AT_ONCE * EACH_MIB) as f64;
    Ok(Row::rate(
        &format!("{AT_ONCE} uploads of {EACH_MIB} MiB at once"),
        mib / taken,
        "MiB/s",
        "as many files written at once with fsync",
        mib / written,
    ))
}

async fn small(books: &Arc<Books>, folder: &Path) -> Result<Row> {
    let (mut taken, mut written) = (0.0, 0.0);
    for time in 0..TIMES {
        let piece = Bytes::from(vec![200 + time; BROUGHT_BYTES]);
        let started = Instant::now();
        books
            .put_file(
                brought(&piece, FILE_MIB),
                "bench.bin",
                "application/octet-stream",
                u64::MAX,
                Timestamp::now(),
            )
            .await?;
        taken += started.elapsed().as_secs_f64();
        let started = Instant::now();
        plainly(&folder.join("plain.bin"), &piece, FILE_MIB)?;
        written += started.elapsed().as_secs_f64();
    }
    let mib = FILE_MIB as f64 * f64::from(TIMES);
    Ok(Row::rate(
        "A file of 256 MiB by a form, SHA-256 and SM3 before the answer, kept with fsync",
        mib / taken,
        "MiB/s",
        "writing the same bytes with fsync",
        mib / written,
    ))
}

/// An upload as a tus client makes it, kept as a film.
async fn upload(books: Arc<Books>, id: String, piece: Bytes, mib: usize) -> Result<FileId> {
    let now = Timestamp::now();
    let upload = Upload {
        id: id.clone(),
        officer: OfficerId::from("zhang-wei"),
        case: None,
        length_bytes: Some((mib * MIB) as u64),
        offset_bytes: 0,
        metadata: String::new(),
        expires: now + 2.hours(),
        file: None,
        joins: Joins::Alone,
    };
    books.upload_create(&upload).await?;
    let mut sent = 0;
    while sent < mib {
        let more = REQUEST_MIB.min(mib - sent);
        let offset_bytes = (sent * MIB) as u64;
        let arriving = Arriving { id: &id, offset_bytes, checksum: None, limit_bytes: u64::MAX };
        let stands = books.upload_append(arriving, brought(&piece, more)).await?;
        sent += more;
        ensure!(stands == (sent * MIB) as u64, "the upload stands at {stands}");
    }
    let received = books.upload_finish(&id).await?;
    let kept = books.keep(received, "bench.mp4", "video/mp4", None, now).await?;
    books.upload_finished(&id, kept.sha256).await?;
    Ok(kept.sha256)
}

fn brought(
    piece: &Bytes,
    mib: usize,
) -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> + Send + Unpin + use<> {
    stream::iter(std::iter::repeat_n(piece.clone(), mib * MIB / BROUGHT_BYTES).map(Ok))
}

fn plainly(path: &Path, piece: &Bytes, mib: usize) -> Result<()> {
    let mut file = std::fs::File::create(path)?;
    for _ in 0..mib * MIB / BROUGHT_BYTES {
        file.write_all(piece)?;
    }
    Ok(file.sync_all()?)
}

/// The same with SHA-256: what anything that takes a file in has to do.
fn digested(path: &Path, piece: &Bytes, mib: usize) -> Result<[u8; 32]> {
    let (mut file, mut digest) = (std::fs::File::create(path)?, Sha256::new());
    for _ in 0..mib * MIB / BROUGHT_BYTES {
        digest.update(piece);
        file.write_all(piece)?;
    }
    file.sync_all()?;
    Ok(digest.finalize().into())
}

fn openssl(path: &Path) -> Result<()> {
    let said = Command::new("openssl").args(["dgst", "-sm3"]).arg(path).output().context("openssl")?;
    ensure!(said.status.success(), "openssl: {}", String::from_utf8_lossy(&said.stderr));
    Ok(())
}

async fn ended<T>(tasks: Vec<tokio::task::JoinHandle<Result<T>>>) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(tasks.len());
    for task in tasks {
        all.push(task.await??);
    }
    Ok(all)
}
