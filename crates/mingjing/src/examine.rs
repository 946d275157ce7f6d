//! `mingjing check`, `rebuild` and `export`: what an auditor does on the machine that holds the district. Checking names every fault with its place and
//! repairs nothing; it reads one state of the database while acts go on.

use anyhow::{Context, Result};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use store::{Books, Progress};

/// How often a long piece of work says how far it is.
const EVERY: Duration = Duration::from_secs(2);

/// Checks ledger, bodies, readings, tiles and files; one line a fault. Answers whether there was none.
pub async fn check(books: &Books) -> Result<bool> {
    let started = Instant::now();
    let mut unwritten = None;
    let said = books.check(|finding| {
        let line = writeln!(std::io::stdout().lock(), "{}: {}", finding.place, finding.what);
        unwritten = unwritten.take().or(line.err());
    });
    let checked = said.await.context("the check could not go on")?;
    if let Some(fault) = unwritten {
        return Err(fault).context("the faults could not be written");
    }
    eprintln!(
        "Checked {} entries, {} cases, {} files, {} published objects in {:.1} s: {}",
        checked.entries,
        checked.cases,
        checked.files,
        checked.objects,
        started.elapsed().as_secs_f64(),
        if checked.findings == 0 { "no fault".to_owned() } else { format!("{} faults", checked.findings) }
    );
    Ok(checked.findings == 0)
}

/// Drops every reading and makes it again.
pub async fn rebuild(books: &Books) -> Result<()> {
    let (started, mut told) = (Instant::now(), Instant::now());
    let mut done = 0;
    let work = books.rebuild(|progress| {
        done = progress.done;
        tell(&mut told, "Rebuilt from", progress);
    });
    work.await.context("the readings could not be made again")?;
    eprintln!("Made every reading again from {done} events in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Writes the ledger into a folder as the offline checker reads it.
pub async fn export(books: &Books, folder: &Path, bodies: bool) -> Result<()> {
    let mut told = Instant::now();
    let work = books.export(folder, bodies, |progress| tell(&mut told, "Exported", progress));
    let size = work.await.with_context(|| format!("export into {}", folder.display()))?;
    let with = if bodies { "with bodies (private)" } else { "without bodies (public)" };
    eprintln!("Exported {size} entries {with} into {}", folder.display());
    Ok(())
}

fn tell(told: &mut Instant, verb: &str, Progress { done, total }: Progress) {
    if told.elapsed() >= EVERY {
        eprintln!("{verb} {done} of {total}");
        *told = Instant::now();
    }
}
