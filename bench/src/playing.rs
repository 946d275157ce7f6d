//! Playing a recording of a case from the served program: ranges of it, as a player asks for them, beside a plain file server that serves the same bytes; and how long
//! a player waits for the first picture, beside the same player on the file itself.

use crate::Setting;
use crate::directory_rows::{BESIDE, Beside};
use crate::district::{self, DESK, Served};
use crate::load;
use crate::table::{Row, figure};
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use events::OfficerId;
use jiff::Timestamp;
use jiff::civil::date;
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use pages::office::Office;
use pages::state::DeskState;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

/// What a player asks for at once.
const RANGE_BYTES: u64 = 256 << 10;
const FILM: &str = "film.mp4";
const TIMES: u8 = 5;
/// A case that no other row tells.
const ORDER: usize = 9_000_001;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let folder = setting.folder.join("playing");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(FILM);
    film(&path)?;
    let size_bytes = path.metadata()?.len();
    let (address, cookie) = recorded(setting, &path).await?;
    let (_served, _) = Served::start(&setting.small, None).await?;
    let _beside = Beside::start(&folder).await?;
    let whole = load::ask_once(DESK, &address, Some(&cookie)).await.context("the film as a whole")?;
    ensure!(whole as u64 == size_bytes, "the film has {size_bytes} bytes, {whole} came");
    let ours =
        load::ask_ranges(DESK, &address, Some(&cookie), (size_bytes, RANGE_BYTES), setting.lasts).await?;
    let plain =
        load::ask_ranges(BESIDE, &format!("/{FILM}"), None, (size_bytes, RANGE_BYTES), setting.lasts).await?;
    let one = |answered: &load::Answered| {
        let mib = answered.per_second * RANGE_BYTES as f64 / f64::from(1 << 20);
        format!("{} MiB/s, p99 {} ms", figure(mib), figure(answered.p99_ms))
    };
    let mut rows = vec![Row {
        what: format!(
            "Ranges of a recording of a case, 256 KiB each from all over it, {} connections",
            load::CONNECTIONS
        ),
        figure: one(&ours),
        limit: format!("a plain file server: {}", one(&plain)),
        share: Some(ours.per_second / plain.per_second),
    }];
    let (mut from_desk, mut from_file) = (f64::MAX, f64::MAX);
    let url = format!("http://{DESK}{address}");
    for _ in 0..TIMES {
        from_desk = from_desk.min(first_picture(&url, Some(&cookie))?);
        from_file = from_file.min(first_picture(&path.display().to_string(), None)?);
    }
    rows.push(Row {
        what: "First picture of a recording of four minutes whose index lies at its end, by ffmpeg from the desk".to_owned(),
        figure: format!("{} ms", figure(from_desk * 1e3)),
        limit: format!("ffmpeg on the file itself: {} ms", figure(from_file * 1e3)),
        share: Some(from_file / from_desk),
    });
    Ok(rows)
}

/// Four minutes of a moving picture with sound, as a body camera's chip writes them.
fn film(path: &Path) -> Result<()> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args([
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=1280x720:rate=25",
        "-f",
        "lavfi",
        "-i",
        "sine",
    ]);
    ffmpeg
        .args(["-t", "240", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac"])
        .arg(path);
    let made = ffmpeg.output().context("ffmpeg")?;
    ensure!(made.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&made.stderr));
    Ok(())
}

/// Adds the film to a case; gives its address there, and the cookie of its handler.
async fn recorded(setting: &Setting, film: &Path) -> Result<(String, String)> {
    let books = district::open(&setting.small).await?;
    let mut files = crate::acts::kept_files(&books).await?;
    let press = Arc::new(documents::Press::new(&documents::usual_font_dirs())?);
    let desk = desk::Desk { store: books.clone(), clock: Arc::new(mingjing::clock::MachineClock) };
    let office = Office { desk, books: books.clone(), press, portal_url: "http://127.0.0.1:8080".to_owned() };
    let state = DeskState { office, secure: false, behind_proxy: false, uploads: Default::default() };
    let bytes = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(std::fs::read(film)?))]);
    let plot = Plot { until: Until::Investigated, received: date(2026, 8, 3), ..Plot::of(ORDER) };
    let by = OfficerId::from(plot.officers().0);
    let taken = pages::intake::take(&state, &by, bytes, FILM).await;
    let named = taken.map_err(|why| anyhow::anyhow!("the film was not taken: {why:?}"))?;
    mingjing::demo::everyone_took_in(&books, &named, Timestamp::now()).await?;
    files.insert("inspection.mp4", named.sha256);
    let mut teller = Teller::plain(books.clone(), &files, format!("case-{ORDER}"));
    let case = stories::tell(&mut teller, &plot).await?;
    let id = district::session(&books, by).await?;
    books.close().await?;
    Ok((format!("/cases/{case}/files/{}", named.sha256), format!("{}={id}", pages::session::COOKIE)))
}

/// Seconds until ffmpeg has decoded one picture.
fn first_picture(from: &str, cookie: Option<&str>) -> Result<f64> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error"]);
    if let Some(cookie) = cookie {
        ffmpeg.arg("-headers").arg(format!("Cookie: {cookie}\r\n"));
    }
    ffmpeg.args(["-i", from, "-frames:v", "1", "-f", "null", "-"]);
    let started = Instant::now();
    let shown = ffmpeg.output().context("ffmpeg")?;
    ensure!(shown.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&shown.stderr));
    Ok(started.elapsed().as_secs_f64())
}
