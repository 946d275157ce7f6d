//! The timeline of an Ogg: every page states the position its last packet ends at, and its number. A position that runs ahead of the packets in the page is
//! a gap before the last of them.

use super::{FindingKind, Look, Method, Rule, Watch, Watched, ticks_us};
use crate::ogg::{self, Page, Stream};
use crate::source::Source;
use crate::{MediaFault, TrackKind};
use std::io::{Read, Seek};

/// The largest page.
const PAGE_BYTES_MAX: usize = 27 + 255 + 255 * 255;
const PIECE_BYTES: usize = 256 << 10;
const DAMAGES_MAX: usize = 200;

struct Seen {
    stream: Stream,
    track: Option<usize>,
    position: Option<u64>,
    number: Option<u32>,
    /// Ticks of a packet, where the codec does not say them: the mean so far.
    ticks: u64,
    packets: u64,
    ended: bool,
    skipped: bool,
}

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let mut streams = Vec::new();
    for stream in ogg::streams(source)? {
        let codec = stream.track.codec.clone();
        let timed = stream.ticks_per_second > 0;
        if !timed {
            watch.unseen.push(format!("Ogg 的{codec}轨道，其时间标记没有识读"));
        }
        let kind = TrackKind::Audio;
        let track = timed.then(|| {
            watch.track(Watched { kind, codec, reordered: false, usual_us: 0, rule: Rule::Unknowable })
        });
        streams.push(Seen {
            stream,
            track,
            position: None,
            number: None,
            ticks: 0,
            packets: 0,
            ended: false,
            skipped: false,
        });
    }
    watch.applies(Method::PageNumbers);
    let cut = walk(source, watch, &mut streams)?;
    if let Some(declared_bytes) = cut {
        watch.ends_early(declared_bytes, source.size_bytes());
    } else if streams.iter().any(|seen| !seen.ended) {
        let what = "末页没有结束标记，录制可能中断或者末尾被截去";
        watch.notice(FindingKind::EndsEarly, None, watch.reached_us(), what, Method::PageNumbers);
    }
    Ok(())
}

fn walk<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    streams: &mut [Seen],
) -> Result<Option<u64>, MediaFault> {
    let (mut at, size_bytes, mut damages, mut jumped) = (0, source.size_bytes(), 0, None);
    while at < size_bytes {
        if watch.look == Look::Quick && jumped.is_none() && source.half_spent() {
            let tail = size_bytes.saturating_sub(source.left_bytes() / 2);
            if tail > at {
                jumped = Some(watch.reached_us());
                watch.skip();
                streams
                    .iter_mut()
                    .for_each(|seen| (seen.position, seen.number, seen.skipped) = (None, None, true));
                let bytes = source.up_to(tail, PAGE_BYTES_MAX)?;
                at = tail
                    + bytes.windows(5).position(|bytes| bytes == b"OggS\0").unwrap_or(bytes.len()) as u64;
            }
        }
        let bytes = source.up_to(at, PIECE_BYTES)?;
        let (mut place, last) = (0, at + bytes.len() as u64 == size_bytes);
        while place < bytes.len() && (last || bytes.len() - place >= PAGE_BYTES_MAX) {
            let rest = &bytes[place..];
            let Some(page) = Page::read(rest) else {
                if rest.len() < 27 + 255 && b"OggS\0".starts_with(&rest[..rest.len().min(5)]) {
                    return Ok(Some(size_bytes + 1));
                }
                let next = rest.windows(5).skip(1).position(|bytes| bytes == b"OggS\0");
                let lost = next.map_or(rest.len().saturating_sub(4).max(1), |next| next + 1);
                damages += 1;
                if damages <= DAMAGES_MAX {
                    let from = at + place as u64;
                    let what = format!("第 {from} 至第 {} 字节不是 Ogg 的页", from + lost as u64);
                    watch.notice(FindingKind::Damaged, None, watch.reached_us(), what, Method::PageNumbers);
                }
                place += lost;
                continue;
            };
            if page.end > rest.len() {
                return Ok(Some(at + (place + page.end) as u64));
            }
            if let Some(seen) = streams.iter_mut().find(|seen| seen.stream.serial == page.serial) {
                seen.page(&page, rest, watch);
            }
            place += page.end;
        }
        at += place as u64;
    }
    if let Some(until_us) = jumped {
        watch.passed_over(until_us);
    }
    Ok(None)
}

impl Seen {
    fn page(&mut self, page: &Page, bytes: &[u8], watch: &mut Watch) {
        self.ended |= page.ends();
        let Some(track) = self.track else { return };
        let rate = u64::from(self.stream.ticks_per_second);
        let us = |ticks: i128| ticks_us(ticks - i128::from(self.stream.skip_ticks), rate);
        let number = page.number(bytes);
        if let Some((before, number)) = self.number.zip(number)
            && number != before.wrapping_add(1)
        {
            let what = format!("第 {before} 页之后是第 {number} 页");
            watch.notice(
                FindingKind::PiecesMissing,
                Some(track),
                watch.reached_us(),
                what,
                Method::PageNumbers,
            );
        }
        self.number = number;
        // No packet ends on the page, or the page holds the codec's own headers.
        if page.position == u64::MAX || page.position == 0 {
            return;
        }
        let sizes = page.packets(bytes);
        let packets = sizes.len() as u64;
        let known: Option<u64> = (self.stream.track.codec == "Opus")
            .then(|| sizes.iter().map(|at| opus_ticks(bytes.get(*at..).unwrap_or_default())).sum());
        let usual = self.ticks.checked_div(self.packets).unwrap_or(0);
        let lasts = known.unwrap_or(packets * usual);
        let Some(course) = watch.courses.get_mut(track) else { return };
        let position = i128::from(page.position);
        match self.position {
            None => {
                // The page that is the first to be seen begins as long before its end as its packets last.
                let starts = match known {
                    _ if self.skipped => position,
                    Some(lasts) => (position - i128::from(lasts)).max(0),
                    None => 0,
                };
                course.piece(us(starts), us(position));
                if !self.skipped {
                    (self.ticks, self.packets) = (page.position.min(1 << 40), packets);
                }
            }
            Some(before) => {
                let (before, grown) = (i128::from(before), position - i128::from(before));
                let one = i128::from(lasts / packets.max(1));
                let spare = grown - i128::from(lasts);
                let far = us(spare) - us(0)
                    >= i64::try_from(watch.asked.gap_ms.max(1)).unwrap_or(i64::MAX).saturating_mul(1000);
                if (known.is_some() || usual > 0) && far {
                    course.piece(us(before), us((position - spare - one).max(before)));
                    course.piece(us(position - one), us(position));
                } else {
                    course.piece(us(before), us(position));
                    if grown > 0 {
                        self.ticks = self.ticks.saturating_add(u64::try_from(grown).unwrap_or(0));
                        self.packets = self.packets.saturating_add(packets);
                    }
                }
            }
        }
        course.samples = course.samples.saturating_add(packets.saturating_sub(1));
        self.position = Some(page.position);
    }
}

/// Samples at 48 kHz of an Opus packet, by its first bytes (RFC 6716, section 3.1).
fn opus_ticks(packet: &[u8]) -> u64 {
    let Some(first) = packet.first() else { return 0 };
    let frame = match first >> 3 {
        config @ 0..=11 => [480, 960, 1920, 2880][usize::from(config & 3)],
        config @ 12..=15 => [480, 960][usize::from(config & 1)],
        config => [120, 240, 480, 960][usize::from(config & 3)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1).copied().unwrap_or(0) & 63),
    };
    frame * frames
}
