//! The benchmark: one table, each figure beside its limit measured in the same run on the same machine, so that a slow machine and a slow program can be
//! told apart. It measures a release build of the very program: acts go through `desk`, pages through the served binary beside this one.

mod acts;
mod directory_rows;
mod district;
mod dossier_rows;
mod examine;
mod ground;
mod ledger_rows;
mod load;
mod machine;
mod pages_rows;
mod papers;
mod playing;
mod postgres;
mod recordings;
mod register_rows;
mod table;
mod uploads;

use anyhow::{Context, Result};
use clap::Parser;
use std::path::{Path, PathBuf};
use std::time::Duration;
use table::{Row, Table};

#[derive(Parser)]
struct Asked {
    /// Cases in the database that pages, check and rebuild are measured on
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// How long each rate is measured, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Keep the large district here and use it again; else it lies in a temporary folder
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Write the page with the table here
    #[arg(long)]
    out: Option<PathBuf>,
    /// Measure the public directory alone
    #[arg(long)]
    directory: bool,
    /// Measure the registers alone: imports, loading, acts while they change
    #[arg(long)]
    registers: bool,
    /// Measure recordings alone: taking them in, reading their timelines, playing them
    #[arg(long)]
    recordings: bool,
    /// Serve this folder and measure nothing: how the bench starts what it measures beside
    #[arg(long, hide = true)]
    serves: Option<PathBuf>,
}

/// What every measurement is told.
pub struct Setting {
    pub cases: usize,
    pub lasts: Duration,
    /// Where files may lie; on the disk that is measured.
    pub folder: PathBuf,
    /// The large district.
    pub district: PathBuf,
    /// A small one beside it.
    pub small: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let asked = Asked::parse();
    if let Some(folder) = &asked.serves {
        return directory_rows::serve(folder).await;
    }
    // Not in memory: on many machines /tmp is.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the repository")?.join("target/bench");
    std::fs::create_dir_all(&root)?;
    let folder = tempfile::tempdir_in(&root)?;
    let setting = Setting {
        cases: asked.cases,
        lasts: Duration::from_secs(asked.seconds),
        folder: folder.path().to_owned(),
        district: asked.keep.clone().unwrap_or_else(|| folder.path().join("district")),
        small: folder.path().join("small"),
    };
    let table = match (asked.directory, asked.registers, asked.recordings) {
        (true, ..) => directory(&setting).await?,
        (_, true, _) => {
            let mut table = Table::new(setting.cases, &setting.folder);
            table.rows = register_rows::rows(&setting).await?;
            table
        }
        (.., true) => recorded(&setting).await?,
        _ => measured(&setting).await?,
    };
    println!("{}", table.text());
    if let Some(out) = asked.out {
        std::fs::write(&out, table.page()).with_context(|| out.display().to_string())?;
    }
    Ok(())
}

/// The rows of the directory, on the small district.
async fn directory(setting: &Setting) -> Result<Table> {
    let mut table = Table::new(setting.cases, &setting.folder);
    district::tell_small(setting).await?;
    table.rows = directory_rows::rows(setting).await?;
    Ok(table)
}

/// The rows of recordings, on the small district.
async fn recorded(setting: &Setting) -> Result<Table> {
    let mut table = Table::new(setting.cases, &setting.folder);
    table.rows = uploads::rows(setting).await?;
    table.rows.extend(recordings::rows(setting)?);
    district::tell_small(setting).await?;
    table.rows.extend(playing::rows(setting).await?);
    table.rows.extend(dossier_rows::rows(setting).await?);
    Ok(table)
}

async fn measured(setting: &Setting) -> Result<Table> {
    let mut table = Table::new(setting.cases, &setting.folder);
    let mut add = |rows: Vec<Row>| {
        rows.iter().for_each(|row| eprintln!("   {}: {} (limit {})", row.what, row.figure, row.limit));
        table.rows.extend(rows);
    };
    eprintln!("Ledger and digests");
    add(ledger_rows::rows(setting)?);
    eprintln!("Acts on SQLite");
    add(acts::on_sqlite(setting).await?);
    eprintln!("Acts on PostgreSQL");
    add(acts::on_postgres(setting).await?);
    eprintln!("Uploads");
    add(uploads::rows(setting).await?);
    eprintln!("Recordings");
    add(recordings::rows(setting)?);
    eprintln!("Papers");
    add(papers::rows(setting).await?);
    eprintln!("The large district: {} cases", setting.cases);
    add(district::rows(setting).await?);
    eprintln!("Pages");
    add(pages_rows::rows(setting).await?);
    eprintln!("Playing recordings");
    add(playing::rows(setting).await?);
    eprintln!("Dossiers");
    add(dossier_rows::rows(setting).await?);
    eprintln!("Registers");
    add(register_rows::rows(setting).await?);
    eprintln!("The public directory");
    add(directory_rows::rows(setting).await?);
    eprintln!("Check and rebuild");
    add(examine::rows(setting).await?);
    Ok(table)
}
