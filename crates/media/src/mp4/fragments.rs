//! Fragmented MP4, as browsers and some body cameras write it: `moov` lists no samples, and each `moof` box says when its samples begin
//! and how long they last. The first and the last fragments tell the length of the whole.

use super::{Atom, tracks::Trak};
use crate::MediaFault;
use crate::number::{be32, be64, ms};
use crate::source::Source;
use std::io::{Read, Seek};

/// Fragments kept at either end: enough for every track to have one among them.
const KEPT: usize = 16;

/// The first and the last fragments of a file.
#[derive(Default)]
pub(super) struct Fragments {
    count: usize,
    first: Vec<Atom>,
    last: std::collections::VecDeque<Atom>,
}

/// A run of samples of one track, in ticks of the track.
struct Run {
    track: u32,
    starts: Option<u64>,
    lasts: u64,
}

impl Fragments {
    pub(super) fn add(&mut self, moof: Atom) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(moof);
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(moof);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How long each track lasts, in the order given; `None` for a track without samples in the fragments read.
    pub(super) fn durations_ms<R: Read + Seek>(
        &self,
        source: &mut Source<R>,
        traks: &[Trak],
    ) -> Result<Vec<Option<u64>>, MediaFault> {
        let first = runs(source, self.first.iter(), traks)?;
        let last = runs(source, self.last.iter(), traks)?;
        traks.iter().map(|trak| self.duration_ms(trak, &first, &last)).collect()
    }

    fn duration_ms(&self, trak: &Trak, first: &[Run], last: &[Run]) -> Result<Option<u64>, MediaFault> {
        let of_track = |run: &&Run| run.track == trak.id;
        if !last.iter().any(|run| of_track(&run)) {
            return Ok(None);
        }
        let ends = last.iter().filter(of_track).filter_map(|run| Some(run.starts?.saturating_add(run.lasts)));
        let Some(end) = ends.max() else {
            // Without a time of its own a fragment follows the one before; all of them are known only when few.
            if self.count > KEPT {
                return Err(MediaFault::unreadable("分段 MP4 的各段没有时间标记(tfdt)，不能判定时长"));
            }
            let lasts =
                last.iter().filter(of_track).fold(trak.duration, |sum, run| sum.saturating_add(run.lasts));
            return Ok(Some(ms(lasts, trak.timescale)));
        };
        // A recording cut out of a longer stream does not begin at zero.
        let start = match trak.duration {
            0 => first.iter().filter(of_track).filter_map(|run| run.starts).min().unwrap_or(0),
            _ => 0,
        };
        Ok(Some(ms(end.saturating_sub(start), trak.timescale)))
    }
}

/// Puts into each track the sample length its fragments fall back on (`trex`).
pub(super) fn defaults<R: Read + Seek>(
    source: &mut Source<R>,
    mvex: Atom,
    traks: &mut [Trak],
) -> Result<(), MediaFault> {
    for child in mvex.children(source)? {
        if &child.name != b"trex" {
            continue;
        }
        let bytes = child.head(source, 24)?;
        let (track, duration) =
            be32(&bytes, 4).zip(be32(&bytes, 12)).ok_or_else(|| MediaFault::lying("MP4 的 trex 框过短"))?;
        for trak in traks.iter_mut().filter(|trak| trak.id == track) {
            trak.default_sample_duration = duration;
        }
    }
    Ok(())
}

fn runs<'a, R: Read + Seek>(
    source: &mut Source<R>,
    moofs: impl Iterator<Item = &'a Atom>,
    traks: &[Trak],
) -> Result<Vec<Run>, MediaFault> {
    let mut runs = Vec::new();
    for moof in moofs {
        for child in moof.children(source)? {
            if &child.name == b"traf" {
                runs.push(run(source, child, traks)?);
            }
        }
    }
    Ok(runs)
}

fn run<R: Read + Seek>(source: &mut Source<R>, traf: Atom, traks: &[Trak]) -> Result<Run, MediaFault> {
    let short = || MediaFault::lying("MP4 的 traf 框缺少 tfhd、tfdt 或者 trun 的字段");
    let mut run = Run { track: 0, starts: None, lasts: 0 };
    let mut sample_duration = 0;
    for child in traf.children(source)? {
        match &child.name {
            b"tfhd" => {
                let bytes = child.head(source, 32)?;
                run.track = be32(&bytes, 4).ok_or_else(short)?;
                let trak = traks.iter().find(|trak| trak.id == run.track);
                let stated = stated_sample_duration(&bytes).ok_or_else(short)?;
                sample_duration = stated.or(trak.map(|trak| trak.default_sample_duration)).unwrap_or(0);
            }
            b"tfdt" => {
                let bytes = child.head(source, 12)?;
                run.starts = Some(match bytes.first() {
                    Some(1) => be64(&bytes, 4).ok_or_else(short)?,
                    _ => be32(&bytes, 4).map(u64::from).ok_or_else(short)?,
                });
            }
            b"trun" => run.lasts = run.lasts.saturating_add(lasts(source, child, sample_duration)?),
            _ => {}
        }
    }
    Ok(run)
}

/// The sample length stated in `tfhd`, if any, behind the fields its flags announce.
fn stated_sample_duration(tfhd: &[u8]) -> Option<Option<u32>> {
    let flags = be32(tfhd, 0)?;
    if flags & 8 == 0 {
        return Some(None);
    }
    let at = 8 + if flags & 1 != 0 { 8 } else { 0 } + if flags & 2 != 0 { 4 } else { 0 };
    be32(tfhd, at).map(Some)
}

/// How long the samples of one `trun` last, in ticks.
fn lasts<R: Read + Seek>(
    source: &mut Source<R>,
    trun: Atom,
    sample_duration: u32,
) -> Result<u64, MediaFault> {
    let head = trun.head(source, 8)?;
    let (flags, count) =
        be32(&head, 0).zip(be32(&head, 4)).ok_or_else(|| MediaFault::lying("MP4 的 trun 框过短"))?;
    let count = u64::from(count);
    let fields = |bits: u32| u64::from((flags & bits).count_ones()) * 4;
    let (before_bytes, entry_bytes) = (8 + fields(0x005), fields(0xf00));
    if before_bytes + count * entry_bytes > trun.end - trun.body
        || entry_bytes == 0 && count > source.size_bytes()
    {
        return Err(MediaFault::lying("MP4 的 trun 框声明的样本数超出其长度"));
    }
    if flags & 0x100 == 0 {
        return Ok(count * u64::from(sample_duration));
    }
    let table = source.piece(trun.body + before_bytes, count * entry_bytes)?;
    let entries = table.chunks_exact(entry_bytes as usize);
    Ok(entries.map(|entry| be32(entry, 0).map_or(0, u64::from)).sum())
}
