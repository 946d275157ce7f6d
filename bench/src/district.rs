//! The districts that pages, check and rebuild are measured on: a large one and a small one beside it, told by real acts, many at once, without printing.
//! Every hundredth case is told to its publication, the others are open in their first steps. The served program's start and its memory at rest are
//! measured on the large one.

use crate::table::{Row, figure};
use crate::{Setting, acts};
use anyhow::{Context, Result, bail};
use events::OfficerId;
use futures::StreamExt;
use jiff::{Timestamp, ToSpan};
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use mingjing::settings::{IN_FOLDER, Settings};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Books, Session};

/// Stories told at once.
const AT_ONCE: usize = 256;
/// One case in so many is told to its publication.
const PUBLISHED_EVERY: usize = 100;
const STARTS: usize = 3;
/// Cases of the small district, in which the queries of a page are counted for comparison.
const SMALL_CASES: usize = 1_000;

/// The public listener of the served program.
pub const PORTAL: &str = "127.0.0.1:18480";
/// The officers' listener.
pub const DESK: &str = "127.0.0.1:18481";

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    tell_small(setting).await?;
    let (entries, seconds) = tell(&setting.district, setting.cases).await?;
    let mut rows = Vec::new();
    if entries > 0 {
        rows.push(Row::beside(
            &format!("Telling the large district by real acts, {AT_ONCE} at once"),
            format!("{} entries/s", figure(entries as f64 / seconds)),
            format!("{} entries in {} s", figure(entries as f64), figure(seconds)),
        ));
    }
    rows.extend(start_and_memory(setting).await?);
    Ok(rows)
}

/// Tells the small district.
pub async fn tell_small(setting: &Setting) -> Result<()> {
    tell(&setting.small, SMALL_CASES).await.map(|_| ())
}

/// Settings of a district.
pub fn settings(folder: &Path) -> Result<Settings> {
    let mut settings = Settings::read(None, Some(folder))?;
    settings.portal = PORTAL.parse()?;
    settings.desk = DESK.parse()?;
    Ok(settings)
}

/// Opens a district.
pub async fn open(folder: &Path) -> Result<Arc<Books>> {
    mingjing::rooms::books(&settings(folder)?).await
}

/// Signs an officer in for two hours; gives what the cookie holds.
pub async fn session(books: &Books, officer: OfficerId) -> Result<String> {
    let id = hex::encode(rand::random::<[u8; 32]>());
    let now = Timestamp::now();
    let session = Session {
        id_hash: Sha256::digest(id.as_bytes()).into(),
        officer,
        created: now,
        seen: now,
        expires: now + 2.hours(),
    };
    books.session_put(&session).await?;
    Ok(id)
}

/// Tells a district unless it is there with as many cases; gives the entries that were added, and the seconds.
async fn tell(folder: &Path, cases: usize) -> Result<(u64, f64)> {
    std::fs::create_dir_all(folder)?;
    let toml = format!("portal = \"{PORTAL}\"\ndesk = \"{DESK}\"\nportal_rate = 0\n");
    std::fs::write(folder.join(IN_FOLDER), toml)?;
    let config = mingjing::rooms::store_config(&settings(folder)?)?;
    let books = acts::founded(&config).await?;
    let files = acts::kept_files(&books).await?;
    let count = folder.join("cases");
    let there: usize =
        std::fs::read_to_string(&count).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    let before = books.size().await?;
    let started = Instant::now();
    let mut stories = futures::stream::iter(there..cases.max(there))
        .map(|order| tokio::spawn(story(books.clone(), files.clone(), order)))
        .buffer_unordered(AT_ONCE);
    let mut told = there;
    while let Some(story) = stories.next().await {
        story??;
        told += 1;
        if told % 5_000 == 0 {
            eprintln!("   told {told} of {cases} after {:.0} s", started.elapsed().as_secs_f64());
        }
    }
    drop(stories);
    std::fs::write(&count, told.to_string())?;
    let (entries, seconds) = (books.size().await? - before, started.elapsed().as_secs_f64());
    books.close().await?;
    Ok((entries, seconds))
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
    /// Starts it and waits until both listeners answer; gives the seconds that took. With a log, every statement it asks the database is
    /// written there.
    pub async fn start(district: &Path, log: Option<&Path>) -> Result<(Served, f64)> {
        let mut command = Command::new(program()?);
        command.args(["serve", "--data"]).arg(district).stdin(Stdio::null()).stdout(Stdio::null());
        // Told without its papers, which are not what is measured here: nobody prints them meanwhile.
        command.env("MINGJING_UPKEEP", "false");
        match log {
            Some(log) => {
                command.env("RUST_LOG", "warn,sqlx::query=debug").stderr(std::fs::File::create(log)?)
            }
            // Faults are shown; a line for each request would fill the terminal that is measured on.
            None => command.env("RUST_LOG", "warn"),
        };
        let started = Instant::now();
        let child = command.spawn().context("the program starts")?;
        let served = Served(child);
        for (door, path) in [(PORTAL, "/ledger/checkpoint"), (DESK, "/sign-in")] {
            while crate::load::ask_once(door, path, None).await.is_err() {
                if started.elapsed() > Duration::from_secs(60) {
                    bail!("the program does not answer on {door}");
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        Ok((served, started.elapsed().as_secs_f64()))
    }

    /// Resident memory in MiB, and how much of it is the program's own file rather than what it holds.
    pub fn resident(&self) -> Result<String> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let mib = |key: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(key)).context("a line of status")?;
            let kib: f64 = line.split_whitespace().next().context("a figure")?.parse()?;
            Ok(kib / 1_024.0)
        };
        let (all, mapped) = (mib("VmRSS:")?, mib("RssFile:")?);
        Ok(format!("{} MiB, {} of it mapped files", figure(all), figure(mapped)))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The shortest of some starts, and the memory when nothing has been asked for a while.
async fn start_and_memory(setting: &Setting) -> Result<[Row; 2]> {
    let mut seconds = f64::MAX;
    for _ in 1..STARTS {
        seconds = seconds.min(Served::start(&setting.district, None).await?.1);
    }
    let (served, last) = Served::start(&setting.district, None).await?;
    // At rest: what starting needed has been given back, or will not be.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let start = Row::beside(
        "Start-up until both listeners answer",
        format!("{} s", figure(seconds.min(last))),
        format!("aim: under 1 s; the best of {STARTS} starts"),
    );
    let memory = Row::beside("Memory at rest (resident)", served.resident()?, "aim: under 150 MB".to_owned());
    Ok([start, memory])
}
