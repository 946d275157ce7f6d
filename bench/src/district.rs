//! The large district: real acts, many at once, without printing. Every hundredth case is told to its publication, the others are open in their first steps.
//! Told once and used by pages, check and rebuild; then the served program's start and its memory at rest are measured on it.

use crate::table::{Row, figure};
use crate::{Setting, acts};
use anyhow::{Context, Result, bail};
use futures::StreamExt;
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use mingjing::settings::{IN_FOLDER, Settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Books;

/// Stories told at once.
const AT_ONCE: usize = 256;
/// One case in so many is told to its publication.
const PUBLISHED_EVERY: usize = 100;

/// The public listener of the served program.
pub const PORTAL: &str = "127.0.0.1:18480";
/// The officers' listener.
pub const DESK: &str = "127.0.0.1:18481";

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let mut rows = tell(setting).await?;
    rows.extend(start_and_memory(setting).await?);
    Ok(rows)
}

/// Settings of the large district.
pub fn settings(folder: &Path) -> Result<Settings> {
    let mut settings = Settings::read(None, Some(folder))?;
    settings.portal = PORTAL.parse()?;
    settings.desk = DESK.parse()?;
    Ok(settings)
}

/// Opens the large district.
pub async fn open(setting: &Setting) -> Result<Arc<Books>> {
    mingjing::rooms::books(&settings(&setting.district)?).await
}

/// Tells the district unless it is there with as many cases.
async fn tell(setting: &Setting) -> Result<Vec<Row>> {
    std::fs::create_dir_all(&setting.district)?;
    let toml = format!("portal = \"{PORTAL}\"\ndesk = \"{DESK}\"\nportal_rate = 0\n");
    std::fs::write(setting.district.join(IN_FOLDER), toml)?;
    let config = mingjing::rooms::store_config(&settings(&setting.district)?)?;
    let books = acts::founded(&config).await?;
    let files = acts::kept_files(&books).await?;
    let count = setting.district.join("cases");
    let there: usize =
        std::fs::read_to_string(&count).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    let before = books.size().await?;
    let started = Instant::now();
    let mut stories = futures::stream::iter(there..setting.cases.max(there))
        .map(|order| story(books.clone(), files.clone(), order))
        .buffer_unordered(AT_ONCE);
    let mut told = there;
    while let Some(story) = stories.next().await {
        story?;
        told += 1;
        if told % 5_000 == 0 {
            eprintln!("   told {told} of {}", setting.cases);
        }
    }
    drop(stories);
    std::fs::write(&count, told.to_string())?;
    let (entries, seconds) = (books.size().await? - before, started.elapsed().as_secs_f64());
    books.close().await?;
    if entries == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![Row::beside(
        &format!("Telling the large district by real acts, {AT_ONCE} at once"),
        format!("{} entries/s", figure(entries as f64 / seconds)),
        format!("{} entries in {} s", figure(entries as f64), figure(seconds)),
    )])
}

async fn story(books: Arc<Books>, files: BTreeMap<&'static str, events::FileId>, order: usize) -> Result<()> {
    let until = match order {
        order if order % PUBLISHED_EVERY == 0 => Until::Published,
        order if order % 2 == 0 => Until::Clue,
        _ => Until::Proposed,
    };
    let mut teller = Teller::plain(books, &files, format!("case-{order}"));
    let plot = Plot::of(order);
    // A case told far began early enough that its last act is not to come.
    let received = if until == Until::Published { jiff::civil::date(2026, 8, 3) } else { plot.received };
    let plot = Plot { until, received, ..plot };
    stories::tell(&mut teller, &plot).await.map(|_| ())
}

/// The program beside this one.
pub fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let beside = own.with_file_name("mingjing");
    if !beside.exists() {
        bail!("{} is not there; build it the same way: cargo build --release -p mingjing", beside.display());
    }
    Ok(beside)
}

/// The served program; stopped when dropped.
pub struct Served(Child);

impl Served {
    /// Starts it and waits until both listeners answer; gives the seconds that took.
    pub async fn start(district: &Path) -> Result<(Served, f64)> {
        let started = Instant::now();
        let child = Command::new(program()?)
            .args(["serve", "--data"])
            .arg(district)
            // Told without its papers, which are not what is measured here: nobody prints them meanwhile.
            .env("MINGJING_UPKEEP", "false")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("the program starts")?;
        let served = Served(child);
        for (door, path) in [(PORTAL, "/ledger/checkpoint"), (DESK, "/sign-in")] {
            while crate::load::ask_once(door, path).await.is_err() {
                if started.elapsed() > Duration::from_secs(60) {
                    bail!("the program does not answer on {door}");
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        Ok((served, started.elapsed().as_secs_f64()))
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kib: f64 = line.split_whitespace().next().context("a figure")?.parse()?;
        Ok(kib / 1_024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn start_and_memory(setting: &Setting) -> Result<[Row; 2]> {
    let (served, seconds) = Served::start(&setting.district).await?;
    // At rest: what starting needed has been given back, or will not be.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resident = served.resident_mib()?;
    let start = Row::beside(
        "Start-up until both listeners answer",
        format!("{} s", figure(seconds)),
        "aim: under 1 s".to_owned(),
    );
    let memory = Row::beside(
        "Memory at rest (resident)",
        format!("{} MiB", figure(resident)),
        "aim: under 150 MB".to_owned(),
    );
    Ok([start, memory])
}
