//! The public directory (执法名录) answers from memory: a matter's page, a register's list and a file of open data, each beside a static file of the same size that
//! another process serves from its folder, with the same libraries, to the same client, in the same run.

use crate::Setting;
use crate::district::{PORTAL, Served};
use crate::load::{self, Answered};
use crate::table::{Row, figure};
use anyhow::{Context, Result};
use axum::Router;
use axum::serve::ListenerExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tower_http::services::ServeDir;

/// Where the folder is served.
pub const BESIDE: &str = "127.0.0.1:18482";
/// The file in it.
const FILE: &str = "beside";
/// Of the synthetic district: the matter with the most to say.
const MATTER: &str = "/directory/matter/0200-FOOD-034";

/// What is asked for, and whether each time under another address, so that no answer kept from before serves.
const ASKED: [(&str, &str, bool); 5] = [
    ("Directory, a matter's page, made anew", MATTER, true),
    ("Directory, a matter's page, kept for three seconds", MATTER, false),
    ("Directory, the list of matters, made anew", "/directory/matter", true),
    ("Directory, the list of matters, kept for three seconds", "/directory/matter", false),
    ("Open data of the matters as CSV, kept while nothing changes", "/open-data/matter.csv", true),
];

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let (_served, _) = Served::start(&setting.small, None).await?;
    let folder = setting.folder.join("beside");
    std::fs::create_dir_all(&folder)?;
    let _beside = Beside::start(&folder).await?;
    let mut rows = Vec::new();
    for (what, path, anew) in ASKED {
        let size_bytes = load::ask_once(PORTAL, path, None).await.context(path)?;
        std::fs::write(folder.join(FILE), vec![b'.'; size_bytes])?;
        let answered = load::ask(PORTAL, path, None, anew, setting.lasts).await?;
        let plain = load::ask(BESIDE, &format!("/{FILE}"), None, anew, setting.lasts).await?;
        rows.push(row(what, &answered, &plain));
    }
    Ok(rows)
}

fn row(what: &str, answered: &Answered, plain: &Answered) -> Row {
    let one = |answered: &Answered| {
        let size_kib = figure(answered.bytes as f64 / 1_024.0);
        format!("{} pages/s, p99 {} ms, {size_kib} KiB", figure(answered.per_second), figure(answered.p99_ms))
    };
    Row {
        what: format!("{what}, {} connections", load::CONNECTIONS),
        figure: one(answered),
        limit: format!("static file of the same size: {}", one(plain)),
        share: Some(answered.per_second / plain.per_second),
    }
}

/// This program once more, serving a folder; stopped when dropped.
pub struct Beside(Child);

impl Beside {
    pub async fn start(folder: &Path) -> Result<Beside> {
        std::fs::write(folder.join(FILE), ".")?;
        let mut command = Command::new(std::env::current_exe()?);
        let child =
            command.arg("--serves").arg(folder).stdin(Stdio::null()).spawn().context("it starts again")?;
        let beside = Beside(child);
        let started = Instant::now();
        while load::ask_once(BESIDE, &format!("/{FILE}"), None).await.is_err() {
            anyhow::ensure!(started.elapsed() < Duration::from_secs(10), "nothing answers on {BESIDE}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(beside)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves a folder until it is killed.
pub async fn serve(folder: &Path) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(BESIDE).await.context(BESIDE)?;
    // As the program does; else each small file waits for the other side's acknowledgement, and the limit is none.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, Router::new().fallback_service(ServeDir::new(folder))).await?;
    Ok(())
}
