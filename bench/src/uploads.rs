//! Taking a file in, counted and digested while it streams and kept with fsync, beside writing the same bytes with fsync and nothing else.

use crate::table::Row;
use crate::{Setting, acts};
use anyhow::Result;
use bytes::Bytes;
use std::io::Write;
use std::time::Instant;
use store::Books;

const PIECE_BYTES: usize = 1 << 18;
const FILE_MIB: usize = 256;
const TIMES: u8 = 3;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let folder = setting.folder.join("uploads");
    std::fs::create_dir_all(&folder)?;
    let config = acts::config(&format!("sqlite://{}", folder.join("uploads.db").display()), &folder);
    let books = Books::open(&config).await?;
    let (mut taken, mut written) = (0.0, 0.0);
    for time in 0..TIMES {
        let piece = Bytes::from(vec![time + 1; PIECE_BYTES]);
        let pieces = FILE_MIB * (1 << 20) / PIECE_BYTES;
        let stream =
            futures::stream::iter(std::iter::repeat_n(piece.clone(), pieces).map(Ok::<_, std::io::Error>));
        let started = Instant::now();
        books
            .put_file(stream, "bench.bin", "application/octet-stream", u64::MAX, jiff::Timestamp::now())
            .await?;
        taken += started.elapsed().as_secs_f64();
        let started = Instant::now();
        let mut file = std::fs::File::create(folder.join("plain.bin"))?;
        for _ in 0..pieces {
            file.write_all(&piece)?;
        }
        file.sync_all()?;
        written += started.elapsed().as_secs_f64();
    }
    books.close().await?;
    let mib = FILE_MIB as f64 * f64::from(TIMES);
    Ok(vec![Row::rate(
        "Taking in a 256 MiB file, SHA-256 and SM3, kept with fsync",
        mib / taken,
        "MiB/s",
        "writing the same bytes with fsync",
        mib / written,
    )])
}
