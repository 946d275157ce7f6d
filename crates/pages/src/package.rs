//! Writing the package of a filed volume (归档信息包, specs/04-archive-package.md): a ZIP around the bag that `archives::package` describes. Stored files are
//! streamed into it, never held in memory; one volume gives the same bytes each time.

use crate::office::Office;
use archives::package::{Contents, Kept, Package, Source, plan};
use desk::{Fault, Said};
use events::standing::Standing;
use events::{Event, Recorded};
use futures::StreamExt;
use std::io::{Seek, Write};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A package as written: the file and the name to give it.
pub struct Written {
    pub file: NamedTempFile,
    pub name: String,
    pub size_bytes: u64,
}

/// Writes the package of a filed case; `NoSuchCase` when the volume has not been filed.
pub async fn write(office: &Office, case: &Standing, history: &[Recorded]) -> Result<Written, Said> {
    let opened = case.opened.as_ref().ok_or(Said::NoSuchCase)?;
    let filed = history.iter().rev().find_map(|recorded| match &recorded.body.event {
        Event::VolumeFiled(filed) => Some((filed, recorded.day())),
        _ => None,
    });
    let (filed, packed_on) = filed.ok_or(Said::NoSuchCase)?;
    let entries = kept(office, case).await?;
    let vkey = office.books.vkey();
    let contents = Contents {
        reference: &filed.reference,
        title: &opened.title,
        body_name: &opened.body_name,
        body_code: &opened.body,
        retention: &filed.retention,
        packed_on,
        items: &filed.items,
        entries: &entries,
        vkey: &vkey,
    };
    let package = plan(&contents).map_err(|fault| corrupt(&fault))?;
    let mut file = NamedTempFile::new().map_err(|fault| objects(&fault))?;
    zip(office, &package, file.as_file_mut()).await?;
    let size_bytes = file.as_file().metadata().map_err(|fault| objects(&fault))?.len();
    Ok(Written { file, name: format!("{}.zip", package.base), size_bytes })
}

/// Every entry of the case up to its filing, with its receipt.
async fn kept(office: &Office, case: &Standing) -> Result<Vec<Kept>, Said> {
    let mut all = Vec::new();
    for one in office.books.kept_entries(case.stream).await? {
        let receipt = office.books.receipt(one.number).await?;
        let receipt = receipt
            .ok_or_else(|| Said::Fault(Fault::Corrupt(format!("entry {} has no receipt", one.number))))?;
        let body = match one.body {
            Some((salt, bytes)) => Some((salt, String::from_utf8(bytes).map_err(|fault| corrupt(&fault))?)),
            None => None,
        };
        all.push(Kept { number: one.number, entry: one.entry, body, receipt: receipt.text() });
    }
    Ok(all)
}

/// Entries are stored, not squeezed: sound and picture do not shrink, and a stored entry can be read by anything. The time in each header is the
/// format's zero, so that nothing depends on when the package was written.
async fn zip(office: &Office, package: &Package, into: impl Write + Seek) -> Result<(), Said> {
    let mut writer = ZipWriter::new(into);
    for part in &package.parts {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default())
            .large_file(part.size_bytes >= 1 << 32);
        writer
            .start_file(format!("{}/{}", package.base, part.path), options)
            .map_err(|fault| objects(&fault))?;
        match &part.source {
            Source::Bytes(bytes) => writer.write_all(bytes).map_err(|fault| objects(&fault))?,
            Source::File(id) => {
                let stream = office.books.get_file(*id, None).await?;
                let mut stream =
                    stream.ok_or_else(|| Said::Fault(Fault::Corrupt(format!("file {id} is not there"))))?;
                while let Some(chunk) = stream.next().await {
                    writer.write_all(&chunk?).map_err(|fault| objects(&fault))?;
                }
            }
        }
    }
    writer.finish().map_err(|fault| objects(&fault))?;
    Ok(())
}

fn objects(fault: &dyn std::error::Error) -> Said {
    Said::Fault(Fault::Objects(format!("package not written: {fault}")))
}

fn corrupt(fault: &dyn std::error::Error) -> Said {
    Said::Fault(Fault::Corrupt(format!("package cannot be made: {fault}")))
}
