//! Registers with many entries: rows a second of an import, read, compared with what stands and judged, beside plain parsing of the same bytes; loading a register of fifty
//! thousand entries at the start beside reading and decoding the same events alone; and how long an officer's act takes while a second person confirms entry after entry,
//! with few entries and with fifty thousand.

use crate::Setting;
use crate::acts;
use crate::table::{Row, figure, grouped};
use anyhow::{Context, Result, ensure};
use desk::Store;
use events::{Event, Occasion, OfficerId, StreamId};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use mingjing::demo::district;
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use pages::sheet::columns::Sheet;
use pages::sheet::reading::{self, Outcome};
use pages::sheet::writing;
use registers::all;
use registers::declaration::RegisterKind;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::Books;

/// Rows of the imported file.
const ROWS: usize = 100_000;
/// One row in so many is bad.
const BAD_EVERY: usize = 100;
/// Entries of the large register.
const ENTRIES: usize = 50_000;
/// Entries of one proposal.
const AT_ONCE: usize = 10_000;
const REGISTER: &str = "inspection_items";
const FIELDS: [&str; 8] = ["code", "body", "name", "target", "basis", "content", "method", "times_a_year"];

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let folder = setting.folder.join("registers");
    std::fs::create_dir_all(&folder)?;
    let config = acts::config(&format!("sqlite://{}", folder.join("registers.db").display()), &folder);
    let books = acts::founded(&config).await?;
    let few = while_confirming(&books, 1, setting.lasts).await?;
    let mut rows = vec![of_file(&books)?];
    fill(&books).await?;
    rows.extend(of_export(&books)?);
    let many = while_confirming(&books, 1, setting.lasts).await?;
    let leaves = while_confirming(&books, AT_ONCE, setting.lasts).await?;
    books.close().await?;
    rows.push(loading(&config).await?);
    for (each, held) in [(1, &many), (AT_ONCE, &leaves)] {
        let confirmed =
            |held: &Meanwhile| format!("{} proposals confirmed/s", figure(held.confirmed_per_second));
        rows.push(Row::beside(
            &format!(
                "An act while another person confirms proposals of {} in a register of {}",
                grouped(each as i64),
                grouped(ENTRIES as i64)
            ),
            format!("{}; {}", held.in_words(), confirmed(held)),
            format!("proposals of 1 in a register of a dozen: {}; {}", few.in_words(), confirmed(&few)),
        ));
    }
    Ok(rows)
}

fn kind() -> Result<&'static RegisterKind> {
    all::by_word(REGISTER).context("a register of the list")
}

/// A CSV file of new inspection items; one in a hundred has a frequency that is no number.
fn file() -> Result<Vec<u8>> {
    let kind = kind()?;
    let market = district::codes().market;
    let titles = FIELDS.iter().map(|key| kind.field(key).map(|field| field.label));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(titles.collect::<Option<Vec<_>>>().context("fields of the register")?)?;
    for place in 0..ROWS {
        let times = if place % BAD_EVERY == 0 { "多次" } else { "4" };
        let code = format!("JC-{place:06}");
        let basis = "《食品安全法》第一百一十条";
        writer.write_record([
            &*code,
            &*market,
            "食品经营检查",
            "食品经营者",
            basis,
            "进货查验",
            "现场检查",
            times,
        ])?;
    }
    Ok(writer.into_inner()?)
}

fn of_file(books: &Books) -> Result<Row> {
    let bytes = file()?;
    let (outcome, seconds) = read(books, bytes.clone())?;
    let bad = (ROWS / BAD_EVERY) as u64;
    ensure!((outcome.tally.new, outcome.tally.bad) == (ROWS as u64 - bad, bad), "{:?}", outcome.tally);
    let started = Instant::now();
    let mut parser = csv::Reader::from_reader(&*bytes);
    let (mut record, mut cells) = (csv::StringRecord::new(), 0);
    while parser.read_record(&mut record)? {
        cells += record.len();
    }
    ensure!(cells == ROWS * FIELDS.len(), "{cells} cells");
    Ok(Row::rate(
        &format!(
            "Import of {} rows, one in {BAD_EVERY} bad, CSV: read, compared, judged",
            grouped(ROWS as i64)
        ),
        ROWS as f64 / seconds,
        "rows/s",
        "plain parsing of the same bytes, nothing made of them",
        ROWS as f64 / started.elapsed().as_secs_f64(),
    ))
}

/// What is exported, written and read back as no change; plain parsing is the reading of cells alone.
fn of_export(books: &Books) -> Result<Vec<Row>> {
    let registers = books.registers();
    let sheet = Sheet::of(kind()?)?;
    let admin = registers.officer(&OfficerId::from("admin")).context("the administrator")?;
    let body = registers.body(&admin.body).context("a body")?;
    let form = writing::form("xlsx").context("a form")?;
    let made_at = date(2026, 3, 2).at(10, 0, 0, 0);
    let started = Instant::now();
    let bytes = writing::export(&sheet, form.format, &registers, (admin, body), made_at.date(), made_at)?;
    let written = started.elapsed().as_secs_f64();
    let (outcome, seconds) = read(books, bytes.clone())?;
    let count = outcome.tally.unchanged;
    ensure!(count >= ENTRIES as u64 && outcome.tally.good() == 0, "{:?}", outcome.tally);
    let started = Instant::now();
    let limits = sheets::Limits { shared_bytes: 128 << 20, ..sheets::Limits::default() };
    sheets::read(Cursor::new(bytes), &sheet.columns, &limits, |_| std::ops::ControlFlow::Continue(()))?;
    let plain = started.elapsed().as_secs_f64();
    let count = count as f64;
    Ok(vec![
        Row::rate(
            &format!("Import of an export of {} entries, XLSX: nothing changes", grouped(ENTRIES as i64)),
            count / seconds,
            "rows/s",
            "reading the cells of the same file by their columns alone",
            count / plain,
        ),
        Row::beside(
            &format!("Export of {} entries as XLSX", grouped(ENTRIES as i64)),
            format!("{} rows/s", figure(count / written)),
            format!("reading the cells of the same file: {} rows/s", figure(count / plain)),
        ),
    ])
}

/// Reads a file as an import is read, and the seconds it took.
fn read(books: &Books, bytes: Vec<u8>) -> Result<(Outcome, f64)> {
    let registers = books.registers();
    let sheet = Sheet::of(kind()?)?;
    let by = registers.officer(&OfficerId::from("admin")).context("the administrator")?;
    let body = registers.body(&by.body).context("a body")?;
    let (files, fresh, now) = (BTreeMap::new(), StreamId([3; 16]), "2026-03-02T02:00:00Z".parse()?);
    let occasion = Occasion { now, by, body, registers: &registers, files: &files, fresh, page: None };
    let started = Instant::now();
    let outcome = reading::read(Cursor::new(bytes), &sheet, &occasion, "批量导入", true, &|_| true);
    let outcome = outcome.map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
    Ok((outcome, started.elapsed().as_secs_f64()))
}

/// Enters the large register, as proposals that a second person confirms.
async fn fill(books: &Arc<Books>) -> Result<()> {
    let mut teller = Teller::plain(books.clone(), &BTreeMap::new(), "fill".to_owned());
    let mut at = date(2026, 2, 2).at(9, 0, 0, 0);
    for leaf in 0..ENTRIES / AT_ONCE {
        let places = leaf * AT_ONCE..(leaf + 1) * AT_ONCE;
        let changes: Vec<_> = places.map(|place| change("enter", place, "2026-02-02", 4)).collect();
        confirm(&mut teller, &mut at, json!(changes)).await?;
    }
    ensure!(books.registers().book(REGISTER).len() >= ENTRIES, "the register is full");
    Ok(())
}

fn change(what: &str, place: usize, from: &str, times: usize) -> serde_json::Value {
    let key = format!("DL-{place:06}");
    let content = json!({"code": key, "body": district::codes().market, "name": "食品经营检查", "target": "食品经营者",
        "basis": "《食品安全法》第一百一十条", "content": ["进货查验"], "method": "on_site", "times_a_year": times});
    let content = registers::declaration::canonical(&content);
    json!({what: {"key": key, "valid_from": from, "valid_to": null, "content": content}})
}

/// One person proposes, another confirms.
async fn confirm(teller: &mut Teller, at: &mut DateTime, changes: serde_json::Value) -> Result<()> {
    let input = json!({"register": REGISTER, "reason": "性能测量", "changes": changes});
    let carried = teller.perform(*at, "admin", "entry_proposal", None, input).await?;
    let proposal = carried.events.iter().find_map(|recorded| match &recorded.body.event {
        Event::EntriesPrepared(prepared) => Some(prepared.proposal.clone()),
        _ => None,
    });
    *at = at.saturating_add(1.minutes());
    teller.tell(*at, "ren-hai", "entry_confirmation", None, json!({"proposal": proposal})).await?;
    *at = at.saturating_add(1.minutes());
    Ok(())
}

/// Acts of one officer while entries are confirmed.
struct Meanwhile {
    mean_ms: f64,
    longest_ms: f64,
    confirmed_per_second: f64,
}

impl Meanwhile {
    fn in_words(&self) -> String {
        format!("{} ms, the longest {} ms", figure(self.mean_ms), figure(self.longest_ms))
    }
}

/// Acts for a while, and beside them proposals of so many entries, confirmed one after the other.
async fn while_confirming(books: &Arc<Books>, entries: usize, lasts: Duration) -> Result<Meanwhile> {
    let name = format!("meanwhile-{}", books.size().await?);
    let over = Arc::new(AtomicBool::new(false));
    let clerk = {
        let (books, over, name) = (books.clone(), over.clone(), format!("{name}-clerk"));
        tokio::spawn(async move {
            let mut teller = Teller::plain(books, &BTreeMap::new(), name.clone());
            let (mut at, mut confirmed) = (date(2026, 2, 3).at(9, 0, 0, 0), 0_u64);
            while !over.load(Ordering::Relaxed) {
                // Entries of its own, so that each is new.
                let named = |place: usize| {
                    let mut change = change("enter", 0, "2026-02-03", 4);
                    let key = format!("{}-{confirmed}-{place}", name.to_uppercase());
                    change["enter"]["content"]["code"] = json!(key);
                    change["enter"]["key"] = json!(key);
                    change
                };
                let changes: Vec<_> = (0..entries).map(named).collect();
                confirm(&mut teller, &mut at, json!(changes)).await?;
                confirmed += 1;
            }
            anyhow::Ok(confirmed)
        })
    };
    let (started, mut took) = (Instant::now(), Vec::new());
    while started.elapsed() < lasts {
        let order = took.len();
        let mut teller = Teller::plain(books.clone(), &BTreeMap::new(), format!("{name}-{order}"));
        let one = Instant::now();
        // Opening, and the proposal to file: two acts.
        stories::tell(&mut teller, &Plot { until: Until::Proposed, ..Plot::of(order) }).await?;
        took.push(one.elapsed().as_secs_f64() * 1e3 / 2.0);
    }
    let seconds = started.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    let confirmed = clerk.await??;
    Ok(Meanwhile {
        mean_ms: took.iter().sum::<f64>() / took.len().max(1) as f64,
        longest_ms: took.iter().copied().fold(0.0, f64::max),
        confirmed_per_second: confirmed as f64 / seconds,
    })
}

/// Opening the store, which loads the registers, beside reading and decoding the same events alone.
async fn loading(config: &store::Config) -> Result<Row> {
    let started = Instant::now();
    let books = Books::open(config).await?;
    let ours = started.elapsed().as_secs_f64();
    ensure!(books.registers().book(REGISTER).len() >= ENTRIES, "it is all there");
    let started = Instant::now();
    let events = books.history(StreamId::REGISTERS).await?;
    let plain = started.elapsed().as_secs_f64();
    books.close().await?;
    Ok(Row {
        what: format!("Opening a store whose registers hold {} entries", grouped(ENTRIES as i64)),
        figure: format!("{} s", figure(ours)),
        limit: format!("reading and decoding its {} events alone: {} s", events.len(), figure(plain)),
        share: Some(plain / ours),
    })
}
