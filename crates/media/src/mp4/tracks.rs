//! One `trak` box: what it carries, how long, and whether the last bytes it points to are in the file.

use super::{Atom, clock, entry};
use crate::number::{be32, be64, far_apart, ms};
use crate::source::Source;
use crate::{MediaFault, Track, TrackKind};
use std::io::{Read, Seek};

/// Entries of a time table that are added up; a longer table is left unchecked.
const TIME_ENTRIES_MAX: u64 = 8192;

/// A track as its boxes state it.
#[derive(Default)]
pub(super) struct Trak {
    pub id: u32,
    /// The length shown to a viewer, in ticks of the movie.
    pub presented: u64,
    pub timescale: u64,
    /// The length of the samples listed in `moov`, in ticks of the track.
    pub duration: u64,
    /// The length of a sample in a fragment that states none, in ticks of the track.
    pub default_sample_duration: u32,
    kind: Option<TrackKind>,
    entry: Vec<u8>,
}

impl Trak {
    pub(super) fn track(&self) -> Track {
        let kind = self.kind.unwrap_or(TrackKind::Other);
        let mut track = entry::track(kind, &self.entry);
        track.duration_ms = Some(ms(self.duration, self.timescale)).filter(|duration_ms| *duration_ms > 0);
        track
    }
}

pub(super) fn read<R: Read + Seek>(source: &mut Source<R>, trak: Atom) -> Result<Trak, MediaFault> {
    let mut found = Trak::default();
    for child in trak.children(source)? {
        match &child.name {
            b"tkhd" => {
                let bytes = child.head(source, 40)?;
                let read = match bytes.first() {
                    Some(1) => be32(&bytes, 20).zip(be64(&bytes, 28).map(|ticks| (ticks, ticks == u64::MAX))),
                    _ => be32(&bytes, 12)
                        .zip(be32(&bytes, 20).map(|ticks| (u64::from(ticks), ticks == u32::MAX))),
                };
                let (id, (ticks, unknown)) = read.ok_or_else(|| MediaFault::lying("MP4 的 tkhd 框过短"))?;
                (found.id, found.presented) = (id, if unknown { 0 } else { ticks });
            }
            b"mdia" => media(source, child, &mut found)?,
            _ => {}
        }
    }
    Ok(found)
}

fn media<R: Read + Seek>(source: &mut Source<R>, mdia: Atom, found: &mut Trak) -> Result<(), MediaFault> {
    let mut minf = None;
    for child in mdia.children(source)? {
        match &child.name {
            b"mdhd" => {
                let read = clock(&child.head(source, 32)?);
                let (_, timescale, duration) = read.ok_or_else(|| MediaFault::lying("MP4 的 mdhd 框过短"))?;
                if timescale == 0 {
                    return Err(MediaFault::lying("MP4 的 mdhd 框声明每秒 0 个时间单位"));
                }
                (found.timescale, found.duration) = (timescale, duration);
            }
            b"hdlr" => {
                found.kind = Some(match child.head(source, 12)?.get(8..12) {
                    Some(b"vide") => TrackKind::Video,
                    Some(b"soun") => TrackKind::Audio,
                    _ => TrackKind::Other,
                });
            }
            b"minf" => minf = Some(child),
            _ => {}
        }
    }
    let Some(minf) = minf else { return Ok(()) };
    let Some(stbl) = minf.child(source, b"stbl")? else { return Ok(()) };
    for child in stbl.children(source)? {
        match &child.name {
            b"stsd" => found.entry = child.head(source, 1024)?.get(8..).unwrap_or_default().to_vec(),
            b"stts" => times(source, child, found)?,
            b"stco" => chunks(source, child, 4)?,
            b"co64" => chunks(source, child, 8)?,
            _ => {}
        }
    }
    Ok(())
}

/// The number of entries of a table, once its box has been found long enough to hold them.
fn entries<R: Read + Seek>(source: &mut Source<R>, table: Atom, entry_bytes: u64) -> Result<u64, MediaFault> {
    let count = be32(&table.head(source, 8)?, 4).map(u64::from);
    let count = count.filter(|count| count * entry_bytes <= (table.end - table.body).saturating_sub(8));
    count.ok_or_else(|| {
        MediaFault::lying(format!("MP4 的 {} 框声明的条数超出其长度", table.name.escape_ascii()))
    })
}

/// The lengths of all samples add up to the length of the track.
fn times<R: Read + Seek>(source: &mut Source<R>, stts: Atom, found: &Trak) -> Result<(), MediaFault> {
    let count = entries(source, stts, 8)?;
    if count == 0 || count > TIME_ENTRIES_MAX || found.timescale == 0 {
        return Ok(());
    }
    let table = source.piece(stts.body + 8, count * 8)?;
    let ticks = table.chunks_exact(8).fold(0u64, |sum, entry| {
        let samples = be32(entry, 0).map_or(0, u64::from);
        sum.saturating_add(samples * be32(entry, 4).map_or(0, u64::from))
    });
    let (listed_ms, stated_ms) = (ms(ticks, found.timescale), ms(found.duration, found.timescale));
    if far_apart(listed_ms, stated_ms) {
        return Err(MediaFault::lying(format!(
            "MP4 的第 {} 轨声明时长 {stated_ms} 毫秒，各帧合计 {listed_ms} 毫秒",
            found.id
        )));
    }
    Ok(())
}

/// The last chunk of samples begins within the file.
fn chunks<R: Read + Seek>(source: &mut Source<R>, table: Atom, entry_bytes: u64) -> Result<(), MediaFault> {
    let count = entries(source, table, entry_bytes)?;
    if count == 0 {
        return Ok(());
    }
    let entry = source.piece(table.body + 8 + (count - 1) * entry_bytes, entry_bytes)?;
    let at = be64(&entry, 0).or_else(|| be32(&entry, 0).map(u64::from)).unwrap_or(0);
    if at >= source.size_bytes() {
        return Err(MediaFault::Truncated {
            declared_bytes: at.saturating_add(1),
            present_bytes: source.size_bytes(),
        });
    }
    Ok(())
}
