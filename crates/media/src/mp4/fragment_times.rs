//! The times of the fragments of an MP4: every `moof` has a number and says when the samples of each track in it begin.

use super::{Atom, moments::Indexed};
use crate::MediaFault;
use crate::number::{be32, be64};
use crate::source::Source;
use crate::timeline::{FindingKind, Method, Sample, Watch, ticks_us};
use std::io::{Read, Seek};

/// The flag of a sample that depends on others.
const DEPENDS: u32 = 0x0001_0000;

#[derive(Default)]
pub(super) struct Fragments {
    count: u64,
    number: Option<u32>,
    /// Where the samples of each track, by id, end so far, in its ticks.
    ends: Vec<(u32, i128)>,
}

impl Fragments {
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Watches the samples of one fragment.
    pub fn add<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        moof: Atom,
        tracks: &[Indexed],
        watch: &mut Watch,
    ) -> Result<(), MediaFault> {
        self.count += 1;
        for child in moof.children(source)? {
            match &child.name {
                b"mfhd" => self.numbered(be32(&child.head(source, 8)?, 4), watch),
                b"traf" => self.run(source, child, tracks, watch)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Fragments are numbered one by one; a number left out is a fragment left out.
    fn numbered(&mut self, number: Option<u32>, watch: &mut Watch) {
        let Some((before, number)) = self.number.zip(number) else {
            self.number = number;
            return;
        };
        self.number = Some(number);
        let at_us = watch.reached_us();
        if number > before.saturating_add(1) {
            let what = format!("缺少第 {} 至第 {} 段", before + 1, number - 1);
            watch.notice(FindingKind::PiecesMissing, None, at_us, what, Method::FragmentNumbers);
        } else if number <= before {
            let what = format!("第 {before} 段之后是第 {number} 段，次序颠倒或者重复");
            watch.notice(FindingKind::Backwards, None, at_us, what, Method::FragmentNumbers);
        }
    }

    fn run<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        traf: Atom,
        tracks: &[Indexed],
        watch: &mut Watch,
    ) -> Result<(), MediaFault> {
        let (mut track, mut usual, mut usual_bytes, mut usual_flags) = (None, 0, 0, None);
        for child in traf.children(source)? {
            match &child.name {
                b"tfhd" => {
                    let bytes = child.head(source, 40)?;
                    let Some((flags, id)) = be32(&bytes, 0).zip(be32(&bytes, 4)) else { continue };
                    track = tracks.iter().find(|indexed| indexed.id == id);
                    usual = track.map_or(0, |indexed| indexed.default_sample_duration);
                    let mut at = 8 + if flags & 1 != 0 { 8 } else { 0 } + if flags & 2 != 0 { 4 } else { 0 };
                    if flags & 8 != 0 {
                        usual = be32(&bytes, at).unwrap_or(usual);
                        at += 4;
                    }
                    if flags & 0x10 != 0 {
                        usual_bytes = be32(&bytes, at).unwrap_or(0);
                        at += 4;
                    }
                    usual_flags = be32(&bytes, at).filter(|_| flags & 0x20 != 0);
                }
                b"tfdt" => {
                    let bytes = child.head(source, 12)?;
                    let starts = match bytes.first() {
                        Some(1) => be64(&bytes, 4),
                        _ => be32(&bytes, 4).map(u64::from),
                    };
                    if let Some((indexed, starts)) = track.zip(starts) {
                        *self.end_of(indexed.id) = i128::from(starts);
                    }
                }
                b"trun" => {
                    if let Some(indexed) = track {
                        let defaults = (usual, usual_bytes, usual_flags);
                        self.samples(source, child, indexed, defaults, watch)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn samples<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        trun: Atom,
        indexed: &Indexed,
        (usual, usual_bytes, usual_flags): (u32, u32, Option<u32>),
        watch: &mut Watch,
    ) -> Result<(), MediaFault> {
        let head = trun.head(source, 16)?;
        let Some((flags, count)) = be32(&head, 0).zip(be32(&head, 4)) else { return Ok(()) };
        let bytes_of = |bits: u32| u64::from((flags & bits).count_ones()) * 4;
        let (before_bytes, row_bytes) = (8 + bytes_of(0x005), bytes_of(0xf00));
        let mut first_flags = be32(&head, if flags & 1 != 0 { 12 } else { 8 }).filter(|_| flags & 4 != 0);
        let end = *self.end_of(indexed.id);
        let us = |ticks: i128| ticks_us(ticks + indexed.shift_ticks, indexed.timescale);
        if row_bytes == 0 {
            let step_us = f64::from(usual) * 1e6 / indexed.timescale as f64;
            if let Some(course) = watch.courses.get_mut(indexed.course) {
                course.add_even(us(end), step_us, u64::from(count));
            }
            *self.end_of(indexed.id) = end + i128::from(usual) * i128::from(count);
            return Ok(());
        }
        let room = (trun.end - trun.body).saturating_sub(before_bytes) / row_bytes;
        if u64::from(count) > room {
            return Err(MediaFault::lying("MP4 的 trun 框声明的样本数超出其长度"));
        }
        let mut ticks = end;
        let rows_at_once = (64 << 10) / row_bytes;
        let mut number = 0;
        while number < u64::from(count) {
            let rows = rows_at_once.min(u64::from(count) - number);
            let piece = source.piece(trun.body + before_bytes + number * row_bytes, rows * row_bytes)?;
            for row in piece.chunks_exact(row_bytes as usize) {
                let mut at = 0;
                let mut field = |bit: u32| {
                    let value = be32(row, at).filter(|_| flags & bit != 0);
                    at += if flags & bit != 0 { 4 } else { 0 };
                    value
                };
                let (lasts, size) = (field(0x100).unwrap_or(usual), field(0x200).unwrap_or(usual_bytes));
                let own = field(0x400).or(first_flags.take()).or(usual_flags);
                let key = own.is_none_or(|own| own & DEPENDS == 0);
                watch.sample(indexed.course, Sample { at_us: us(ticks), bytes: u64::from(size), key });
                ticks += i128::from(lasts);
            }
            number += rows;
        }
        *self.end_of(indexed.id) = ticks;
        Ok(())
    }

    fn end_of(&mut self, id: u32) -> &mut i128 {
        let place = self.ends.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
            self.ends.push((id, 0));
            self.ends.len() - 1
        });
        &mut self.ends[place].1
    }

    /// The last fragments say how long their last samples last.
    pub fn close(&mut self, tracks: &[Indexed], watch: &mut Watch) {
        for (id, end) in &self.ends {
            let Some(indexed) = tracks.iter().find(|indexed| indexed.id == *id) else { continue };
            if let Some(course) = watch.courses.get_mut(indexed.course) {
                course.ends(ticks_us(*end + indexed.shift_ticks, indexed.timescale));
            }
        }
    }
}
