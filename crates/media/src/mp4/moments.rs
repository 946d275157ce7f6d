//! The timeline of an MP4: of the sample tables in `moov`, and of the fragments behind it. Tables are read in small pieces and tracks one after
//! another, so that the memory does not grow with the recording; of the sound and pictures themselves nothing is read.

use super::places::{self, Places};
use super::rows::{Rows, Table};
use super::{Atom, TRACKS_MAX, clock, entry, fragment_times};
use crate::number::{be32, be64};
use crate::source::Source;
use crate::timeline::{FindingKind, Look, Method, Rule, Sample, Watch, Watched, ticks_us};
use crate::{MediaFault, TrackKind};
use std::io::{Read, Seek};

/// Boxes visited at the top by a full pass; a fragmented recording of a day in fragments of a second has fewer than two hundred thousand.
const TOP_BOXES_MAX: u64 = 10_000_000;
const EDITS_MAX: u64 = 1024;

/// What the index says of a track and where its tables stand.
#[derive(Default)]
pub(super) struct Indexed {
    pub id: u32,
    pub timescale: u64,
    pub default_sample_duration: u32,
    /// The place in the watch.
    pub course: usize,
    /// Ticks of the track to be added to a decoding time.
    pub shift_ticks: i128,
    kind: Option<TrackKind>,
    entry: Vec<u8>,
    edits: Option<Atom>,
    times: Option<Table>,
    offsets: Option<Table>,
    pub key_frames: Option<Table>,
    /// `None` for a table: all samples have the stated size.
    pub sizes: Option<(u32, Option<Table>)>,
    sample_count: u64,
    pub chunk_table: Option<(Table, bool)>,
    pub chunk_samples: Option<Table>,
}

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let mut moov = None;
    let mut tracks = Vec::new();
    let mut fragments = fragment_times::Fragments::default();
    let (mut at, mut cut, mut closed) = (0, None, false);
    for _ in 0..TOP_BOXES_MAX {
        if at >= source.size_bytes() {
            break;
        }
        let atom = match top(source, at)? {
            Ok(atom) => atom,
            Err(declared_bytes) => {
                cut = Some(declared_bytes);
                break;
            }
        };
        if atom.end > source.size_bytes() {
            cut = Some(atom.end);
            // What of an index is there cannot be trusted to be what was meant.
            if matches!(&atom.name, b"moov" | b"moof") {
                break;
            }
        }
        match &atom.name {
            b"moov" if moov.is_none() => {
                moov = Some(atom);
                tracks = index(source, atom, watch)?;
            }
            // The list of fragments is written when a recording ends.
            b"mfra" => closed = true,
            b"moof" if moov.is_some() => fragments.add(source, atom, &tracks, watch)?,
            _ => {}
        }
        at = atom.end;
    }
    if moov.is_none() {
        return Err(cut.map_or(
            MediaFault::unreadable("MP4 没有 moov 框，录制可能没有正常结束，不能列出时间线"),
            |declared_bytes| MediaFault::Truncated { declared_bytes, present_bytes: source.size_bytes() },
        ));
    }
    if fragments.is_empty() {
        watch.origin_us = Some(0);
    } else {
        watch.times_by(Method::FragmentTimes);
        watch.applies(Method::FragmentNumbers);
        fragments.close(&tracks, watch);
        if !closed {
            watch.unseen.push("分段 MP4 没有写明总长：恰在段与段之间截去末尾的，不能由容器发现".into());
        }
    }
    if let Some(declared_bytes) = cut {
        watch.ends_early(declared_bytes, source.size_bytes());
    }
    Ok(())
}

/// The box at an offset of the file, whose end may lie beyond it; or, where its head is cut, the length the file would need.
fn top<R: Read + Seek>(source: &mut Source<R>, at: u64) -> Result<Result<Atom, u64>, MediaFault> {
    let size_bytes = source.size_bytes();
    match Atom::at(source, at, None) {
        Ok(atom) => Ok(Ok(atom)),
        Err(MediaFault::Truncated { declared_bytes, .. }) if size_bytes - at >= 16 => {
            let head = source.array::<16>(at)?;
            let body = if be32(&head, 0) == Some(1) { at + 16 } else { at + 8 };
            let name = [head[4], head[5], head[6], head[7]];
            Ok(Ok(Atom { name, body, end: declared_bytes }))
        }
        Err(MediaFault::Truncated { declared_bytes, .. }) => Ok(Err(declared_bytes)),
        Err(fault) => Err(fault),
    }
}

/// Reads the index and watches the samples it lists.
fn index<R: Read + Seek>(
    source: &mut Source<R>,
    moov: Atom,
    watch: &mut Watch,
) -> Result<Vec<Indexed>, MediaFault> {
    let (mut timescale, mut tracks, mut mvex) = (0, Vec::new(), None);
    for child in moov.children(source)? {
        match &child.name {
            b"mvhd" => {
                let (_, per_second, duration) =
                    clock(&child.head(source, 32)?).ok_or_else(|| MediaFault::lying("MP4 的 mvhd 框过短"))?;
                timescale = per_second;
                if duration > 0 {
                    watch.declared_us = Some(ticks_us(i128::from(duration), per_second));
                }
            }
            b"trak" if tracks.len() == TRACKS_MAX => return Err(MediaFault::TooDeep),
            b"trak" => tracks.push(track(source, child)?),
            b"mvex" => mvex = Some(child),
            _ => {}
        }
    }
    for indexed in &mut tracks {
        let kind = indexed.kind.unwrap_or(TrackKind::Other);
        let described = entry::track(kind, &indexed.entry);
        let all_key = indexed.key_frames.is_none() && mvex.is_none() && described.codec != "Motion JPEG";
        let rule = match kind {
            TrackKind::Video if !all_key => Rule::of(&described.codec, described.width, described.height),
            _ => Rule::Unknowable,
        };
        let codec = described.codec;
        indexed.course = watch.track(Watched { kind, codec, reordered: false, usual_us: 0, rule });
        edits(source, indexed, timescale, watch)?;
    }
    if let Some(mvex) = mvex {
        // Its stated length, if any, is that of the samples in `moov` alone.
        watch.declared_us = None;
        for child in mvex.children(source)? {
            let bytes = child.head(source, 24)?;
            if let (b"trex", Some((id, duration))) = (&child.name, be32(&bytes, 4).zip(be32(&bytes, 12))) {
                let mut of_id = tracks.iter_mut().filter(|indexed| indexed.id == id);
                of_id.by_ref().for_each(|indexed| indexed.default_sample_duration = duration);
            }
        }
    }
    for indexed in &tracks {
        match samples(source, indexed, watch) {
            Err(MediaFault::TooDeep) if watch.look == Look::Quick => {
                watch.unseen.push("样本表过长，快速查看没有看完".into());
            }
            other => other?,
        }
    }
    Ok(tracks)
}

fn track<R: Read + Seek>(source: &mut Source<R>, trak: Atom) -> Result<Indexed, MediaFault> {
    let mut found = Indexed::default();
    for child in trak.children(source)? {
        match &child.name {
            b"tkhd" => {
                let bytes = child.head(source, 40)?;
                let at = if bytes.first() == Some(&1) { 20 } else { 12 };
                found.id = be32(&bytes, at).unwrap_or(0);
            }
            b"edts" => found.edits = child.child(source, b"elst")?,
            b"mdia" => {
                for child in child.children(source)? {
                    match &child.name {
                        b"mdhd" => {
                            found.timescale = clock(&child.head(source, 32)?).map_or(0, |(_, scale, _)| scale)
                        }
                        b"hdlr" => {
                            found.kind = match child.head(source, 12)?.get(8..12) {
                                Some(b"vide") => Some(TrackKind::Video),
                                Some(b"soun") => Some(TrackKind::Audio),
                                _ => None,
                            }
                        }
                        b"minf" => {
                            if let Some(stbl) = child.child(source, b"stbl")? {
                                tables(source, stbl, &mut found)?;
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if found.timescale == 0 {
        return Err(MediaFault::lying("MP4 的轨道没有时间单位"));
    }
    Ok(found)
}

fn tables<R: Read + Seek>(source: &mut Source<R>, stbl: Atom, found: &mut Indexed) -> Result<(), MediaFault> {
    for child in stbl.children(source)? {
        match &child.name {
            b"stsd" => found.entry = child.head(source, 1024)?.get(8..).unwrap_or_default().to_vec(),
            b"stts" => found.times = Some(Table::read(source, child, 8, 8)?),
            b"ctts" => found.offsets = Some(Table::read(source, child, 8, 8)?),
            b"stss" => found.key_frames = Some(Table::read(source, child, 8, 4)?),
            b"stsc" => found.chunk_samples = Some(Table::read(source, child, 8, 12)?),
            b"stco" => found.chunk_table = Some((Table::read(source, child, 8, 4)?, false)),
            b"co64" => found.chunk_table = Some((Table::read(source, child, 8, 8)?, true)),
            b"stsz" => {
                let head = child.head(source, 12)?;
                let (size, count) = be32(&head, 4).zip(be32(&head, 8)).unwrap_or((0, 0));
                found.sample_count = u64::from(count);
                found.sizes =
                    Some((size, (size == 0).then(|| Table::read(source, child, 12, 4)).transpose()?));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where a track begins on the recording's clock: empty edits delay it, the first edit says which of its samples comes first.
fn edits<R: Read + Seek>(
    source: &mut Source<R>,
    indexed: &mut Indexed,
    timescale: u64,
    watch: &mut Watch,
) -> Result<(), MediaFault> {
    if let Some(table) = indexed.offsets {
        let first = Rows::of(table).next(source)?.and_then(|row| be32(row, 4)).unwrap_or(0);
        indexed.shift_ticks = i128::from(first as i32);
    }
    let Some(atom) = indexed.edits else { return Ok(()) };
    let long = atom.head(source, 4)?.first() == Some(&1);
    let table = Table::read(source, atom, 8, if long { 20 } else { 12 })?;
    let (mut rows, mut begun, mut delay, mut pieces) = (Rows::of(table), false, 0i128, 0);
    for _ in 0..table.count.min(EDITS_MAX) {
        let Some(row) = rows.next(source)? else { break };
        let read = match long {
            true => be64(row, 0).zip(be64(row, 8).map(|at| at as i64)),
            false => be32(row, 0).map(u64::from).zip(be32(row, 4).map(|at| i64::from(at as i32))),
        };
        let Some((lasts, media_at)) = read else { break };
        if media_at < 0 && !begun {
            delay += i128::from(lasts) * i128::from(indexed.timescale) / i128::from(timescale.max(1));
        } else {
            pieces += 1;
            if !begun {
                (indexed.shift_ticks, begun) = (indexed.shift_ticks - i128::from(media_at) + delay, true);
            }
        }
    }
    if !begun {
        indexed.shift_ticks += delay;
    }
    watch.applies(Method::EditList);
    if pieces > 1 {
        let what = format!("剪辑表把 {pieces} 段拼接播放，文件可能经过剪辑；时间线按样本原来的次序列出");
        watch.notice(FindingKind::Edited, Some(indexed.course), None, what, Method::EditList);
    }
    Ok(())
}

/// Watches the samples of one track; those whose bytes are not in the file are left out.
fn samples<R: Read + Seek>(
    source: &mut Source<R>,
    indexed: &Indexed,
    watch: &mut Watch,
) -> Result<(), MediaFault> {
    let Some(times) = indexed.times.filter(|times| times.count > 0) else { return Ok(()) };
    let us = |ticks: i128| ticks_us(ticks + indexed.shift_ticks, indexed.timescale);
    let mut places = Places::of(indexed);
    let within = places::present(source, indexed)?;
    let (mut runs, mut ticks, mut seen, mut missing) = (Rows::of(times), 0i128, 0u64, false);
    while let Some(row) = runs.next(source)? {
        let (count, step) = (be32(row, 0).map_or(0, u64::from), be32(row, 4).map_or(0, i128::from));
        if count == 0 {
            continue;
        }
        if let Some(places) = &mut places {
            for _ in 0..count {
                match places.next(source)? {
                    Some(place) if place.end <= source.size_bytes() => {
                        let at_us = us(ticks);
                        watch.sample(indexed.course, Sample { at_us, bytes: place.bytes, key: place.key });
                    }
                    Some(_) => missing = true,
                    None => break,
                }
                if missing {
                    break;
                }
                (ticks, seen) = (ticks + step, seen + 1);
            }
        } else if let Some(course) = watch.courses.get_mut(indexed.course) {
            let step_us = step as f64 * 1e6 / indexed.timescale as f64;
            let there = match within {
                Some((within, Some(_))) => count.min(within.saturating_sub(seen)),
                _ => count,
            };
            course.add_even(us(ticks), step_us, there);
            (ticks, seen) = (ticks + step * i128::from(there), seen.saturating_add(there));
            missing = there < count;
        }
        if missing || places.as_ref().is_some_and(|places| places.spent) {
            break;
        }
    }
    if let Some(course) = watch.courses.get_mut(indexed.course).filter(|_| seen > 0) {
        // A sample that is cut is not there; the one before it ends where it begins.
        course.ends(us(ticks));
    }
    if missing {
        let declared = match (places, within) {
            (Some(places), _) => places.reached,
            (None, within) => within.and_then(|(_, declared)| declared).unwrap_or(0),
        };
        watch.ends_early(declared, source.size_bytes());
        return Ok(());
    }
    let lies = [Some(times), indexed.offsets, indexed.key_frames, indexed.chunk_samples];
    let differ = indexed.sizes.is_some() && seen != indexed.sample_count;
    if differ || lies.into_iter().flatten().any(|table| table.lies) {
        let what = format!("样本表自相矛盾：时间表有 {seen} 个样本，大小表声明 {} 个", indexed.sample_count);
        watch.notice(FindingKind::IndexBroken, Some(indexed.course), None, what, Method::SampleTable);
    }
    Ok(())
}
