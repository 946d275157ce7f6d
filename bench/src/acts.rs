//! Acts a second, durable, through `desk` with every check an officer's act passes, 32 at once, on both databases; beside bare inserts of rows of the same
//! size in the same groups. One officer alone, beside one fsync. Appends without an act, beside bare inserts again.

use crate::table::{Row, figure};
use crate::{Setting, ground, postgres};
use anyhow::{Context, Result};
use desk::Store;
use desk::store::{Append, Keeping};
use events::people::OfficerNamed;
use events::viewing::MaterialViewed;
use events::{Body, Event, OfficerId, StreamId};
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use mingjing::demo::{enter_registers, found_district, keep_files};
use pages::office::Office;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{Books, Config};

/// Officers at once.
const OFFICERS: usize = 32;
/// Appends at once.
const APPENDERS: usize = 64;
/// Opening a case and proposing to file it.
const ACTS_A_CASE: u64 = 2;
/// About what the entry and body of a viewing have.
const VIEWING_BYTES: usize = 640;

pub async fn on_sqlite(setting: &Setting) -> Result<Vec<Row>> {
    let folder = setting.folder.join("acts");
    std::fs::create_dir_all(&folder)?;
    let books = founded(&config(&format!("sqlite://{}", folder.join("acts.db").display()), &folder)).await?;
    let measured = measure(&books, setting).await?;
    books.close().await?;
    let lasts = setting.lasts;
    let bare = ground::bare_sqlite(&folder, measured.act_bytes, OFFICERS, lasts).await?;
    let bare_rows = ground::bare_sqlite(&folder, VIEWING_BYTES, APPENDERS, lasts).await?;
    let each = ground::bare_sqlite_each(&folder, VIEWING_BYTES, APPENDERS, lasts).await?;
    let limits = Limits {
        bare,
        bare_rows,
        each,
        each_is: format!("one statement a row, {APPENDERS} rows a transaction"),
    };
    Ok(rows("SQLite", &measured, &limits, ground::fsync_seconds(&folder)?))
}

pub async fn on_postgres(setting: &Setting) -> Result<Vec<Row>> {
    let server = postgres::Server::start()?;
    let folder = setting.folder.join("acts-postgres");
    std::fs::create_dir_all(&folder)?;
    let books = founded(&config(&server.url(), &folder)).await?;
    let measured = measure(&books, setting).await?;
    books.close().await?;
    let lasts = setting.lasts;
    let bare = ground::bare_postgres(&server.url(), measured.act_bytes, OFFICERS, lasts).await?;
    let bare_rows = ground::bare_postgres(&server.url(), VIEWING_BYTES, APPENDERS, lasts).await?;
    let each = ground::bare_postgres_each(&server.url(), VIEWING_BYTES, APPENDERS, lasts).await?;
    let limits = Limits { bare, bare_rows, each, each_is: format!("single inserts by {APPENDERS} clients") };
    Ok(rows("PostgreSQL", &measured, &limits, ground::fsync_seconds(&folder)?))
}

/// Bare rows a second: of an act's size, of an append's size, and of an append's size a statement at a time.
struct Limits {
    bare: f64,
    bare_rows: f64,
    each: f64,
    each_is: String,
}

fn rows(database: &str, measured: &Measured, limits: &Limits, fsync_seconds: f64) -> Vec<Row> {
    let bytes = measured.act_bytes;
    vec![
        Row::rate(
            &format!("Acts through the desk, {OFFICERS} officers at once, {database}"),
            measured.acts_per_second,
            "acts/s",
            &format!("bare inserts of {bytes}-byte rows, one statement of {OFFICERS} rows a transaction"),
            limits.bare,
        ),
        Row::rate(
            &format!("Bare ledger appends, {APPENDERS} at once, {database}"),
            measured.appends_per_second,
            "entries/s",
            &format!("bare inserts of {VIEWING_BYTES}-byte rows, {}", limits.each_is),
            limits.each,
        ),
        Row::rate(
            &format!("The same appends, {database}"),
            measured.appends_per_second,
            "entries/s",
            &format!(
                "bare inserts of {VIEWING_BYTES}-byte rows, one statement of {APPENDERS} rows a transaction"
            ),
            limits.bare_rows,
        ),
        Row::beside(
            &format!("One officer alone: an act, acknowledged and durable, {database}"),
            format!("{} ms", figure(measured.alone_seconds * 1e3)),
            format!("one 4 KiB write with fsync: {} ms", figure(fsync_seconds * 1e3)),
        ),
    ]
}

struct Measured {
    acts_per_second: f64,
    appends_per_second: f64,
    alone_seconds: f64,
    /// Entries and bodies of one act.
    act_bytes: usize,
}

async fn measure(books: &Arc<Books>, setting: &Setting) -> Result<Measured> {
    let next = Arc::new(AtomicU64::new(0));
    let (acts, seconds) = together(books, OFFICERS, setting.lasts, &next).await?;
    let (alone, alone_seconds) = together(books, 1, setting.lasts, &next).await?;
    let act_bytes = bytes_of(books).await? / (acts + alone).max(1);
    Ok(Measured {
        acts_per_second: acts as f64 / seconds,
        alone_seconds: alone_seconds / alone.max(1) as f64,
        appends_per_second: appends(books, setting.lasts).await?,
        act_bytes: usize::try_from(act_bytes)?,
    })
}

/// So many officers carry out acts for a while; gives acts and seconds.
async fn together(
    books: &Arc<Books>,
    officers: usize,
    lasts: Duration,
    next: &Arc<AtomicU64>,
) -> Result<(u64, f64)> {
    let started = Instant::now();
    let tasks: Vec<_> =
        (0..officers).map(|_| tokio::spawn(one(books.clone(), started + lasts, next.clone()))).collect();
    let mut acts = 0;
    for task in tasks {
        acts += task.await??;
    }
    Ok((acts, started.elapsed().as_secs_f64()))
}

async fn one(books: Arc<Books>, until: Instant, next: Arc<AtomicU64>) -> Result<u64> {
    let mut acts = 0;
    while Instant::now() < until {
        let order = usize::try_from(next.fetch_add(1, Ordering::Relaxed))?;
        let mut teller = Teller::plain(books.clone(), &BTreeMap::new(), format!("bench-{order}"));
        stories::tell(&mut teller, &Plot { until: Until::Proposed, ..Plot::of(order) }).await?;
        acts += ACTS_A_CASE;
    }
    Ok(acts)
}

/// Bytes of all entries and bodies beyond the registers, from an export's size: what a bare row of an act would have to hold.
async fn bytes_of(books: &Books) -> Result<u64> {
    let size = books.size().await?;
    let first = books.registers().version;
    let (mut bytes, mut seen) = (0_u64, 0_u64);
    // Some hundreds are enough for a mean.
    for number in (first..size).take(400) {
        let (entry, _) = books.entry(number).await?.context("an entry")?;
        let stream = events::Entry::read(&entry)?.stream;
        let seq = events::Entry::read(&entry)?.seq;
        let history = books.history(stream).await?;
        let body = history
            .iter()
            .find(|recorded| recorded.seq == seq)
            .map(|recorded| serde_json::to_vec(&recorded.body).map_or(0, |bytes| bytes.len()));
        bytes += entry.len() as u64 + body.unwrap_or_default() as u64;
        seen += 1;
    }
    Ok(bytes / seen.max(1) * size.saturating_sub(first))
}

async fn appends(books: &Arc<Books>, lasts: Duration) -> Result<f64> {
    let started = Instant::now();
    let tasks: Vec<_> =
        (0..APPENDERS).map(|place| tokio::spawn(view(books.clone(), place, started + lasts))).collect();
    let mut entries = 0;
    for task in tasks {
        entries += task.await??;
    }
    Ok(entries as f64 / started.elapsed().as_secs_f64())
}

/// Appends viewings, which carry no reading with them.
async fn view(books: Arc<Books>, place: usize, until: Instant) -> Result<u64> {
    let registers = books.registers();
    let by = OfficerNamed {
        id: OfficerId::from("zhang-wei"),
        name: "张伟".to_owned(),
        certificate: "310105000001".to_owned(),
    };
    let mut entries = 0;
    while Instant::now() < until {
        let viewed = MaterialViewed {
            what: "case".to_owned(),
            viewer: by.clone(),
            purpose: "核对案件材料".to_owned(),
            through: None,
        };
        let append = Append {
            key: format!("view-{place}-{entries}"),
            by: by.id.clone(),
            input_digest: "0".repeat(64),
            stream: StreamId((place as u128 + 1).to_be_bytes()).viewings(),
            keeping: Keeping::Viewings,
            seen_seq: 0,
            registers_version: registers.version,
            at: jiff::Timestamp::now(),
            law: registers.law_edition(),
            bodies: vec![Body { event: Event::MaterialViewed(viewed), by: by.clone(), unit: String::new() }],
        };
        books.append(append).await?;
        entries += 1;
    }
    Ok(entries)
}

/// A store for figures; its key is nobody's.
pub fn config(database: &str, folder: &Path) -> Config {
    Config {
        database: database.to_owned(),
        objects: format!("file://{}", folder.join("objects").display()),
        origin: "bench.mingjing.local/310105".to_owned(),
        randomness: None,
        ledger_key: [7; 32],
        breaks: None,
    }
}

/// Photos and the recording that stories name, kept as an upload is.
pub async fn kept_files(books: &Arc<Books>) -> Result<BTreeMap<&'static str, events::FileId>> {
    let press = Arc::new(documents::Press::new(&documents::usual_font_dirs())?);
    let desk = desk::Desk { store: books.clone(), clock: Arc::new(mingjing::clock::MachineClock) };
    keep_files(&Office { desk, books: books.clone(), press, portal_url: "http://127.0.0.1:8080".to_owned() })
        .await
}

/// An open store with the synthetic district's registers.
pub async fn founded(config: &Config) -> Result<Arc<Books>> {
    let books = Arc::new(Books::open(config).await?);
    let mut registrar = Teller::plain(books.clone(), &BTreeMap::new(), "register".to_owned());
    registrar.clock.set("2026-01-05T01:00:00Z".parse()?);
    found_district(&registrar.desk, &books).await?;
    enter_registers(&mut registrar).await?;
    Ok(books)
}
