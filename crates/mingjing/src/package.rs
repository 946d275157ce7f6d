//! `mingjing package`: writes the archive package (归档信息包, specs/04-archive-package.md) of a filed case into a ZIP file, the same bytes the desk gives.

use crate::found::in_words;
use anyhow::{Context, Result, bail};
use events::StreamId;
use pages::office::Office;
use std::path::Path;

/// Writes the package of a case; a file already there is left alone.
pub async fn write(office: &Office, case: StreamId, out: &Path) -> Result<()> {
    if out.exists() {
        bail!("{} is there already", out.display());
    }
    let (standing, history) =
        office.desk.case(case).await.map_err(|said| anyhow::anyhow!(in_words(&said)))?;
    if standing.archived_on.is_none() {
        bail!("the case {case} has not been filed (归档); only a filed volume has a package");
    }
    let written = pages::package::write(office, &standing, &history).await;
    let mut written = written.map_err(|said| anyhow::anyhow!(in_words(&said)))?;
    let mut into = std::fs::File::create_new(out).with_context(|| out.display().to_string())?;
    std::io::Seek::rewind(written.file.as_file_mut())?;
    let copied = std::io::copy(written.file.as_file_mut(), &mut into).and_then(|_| into.sync_all());
    copied.with_context(|| out.display().to_string())?;
    eprintln!("Wrote {} ({} bytes)", out.display(), written.size_bytes);
    Ok(())
}
