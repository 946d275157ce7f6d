//! The timeline of an MPEG transport stream (ISO/IEC 13818-1), as body cameras and network recorders write it, in packets of 188 bytes or of 192 with a
//! time in front. The stream states no length and has no index, so that a quick look sees its beginning and its end only. Clocks of 33 bits are
//! followed over their end; the counter of every packet shows whether one is missing.

use super::{FindingKind, Look, Method, Rule, Sample, Watch, Watched, ticks_us};
use crate::source::Source;
use crate::{MediaFault, TrackKind};
use std::io::{Read, Seek};

const SYNC: u8 = 0x47;
const PACKET_BYTES: usize = 188;
const PIECE_PACKETS: u64 = 2048;
/// What a quick look sees at either end, and no more than a third of what may be read.
const QUICK_BYTES: u64 = 16 << 20;
const PROGRAMS_MAX: usize = 16;
const STREAMS_MAX: usize = 32;
const DAMAGES_MAX: u32 = 200;
/// Ticks of stamps a second, and the number of stamps there are.
const TICKS: u64 = 90_000;
const WRAP: i128 = 1 << 33;

/// The bytes before the first packet's mark, 0 or 4, when the bytes are those of a transport stream.
pub(crate) fn begins(first_bytes: &[u8]) -> Option<usize> {
    [0usize, 4].into_iter().find(|before| {
        (0..4).all(|number| first_bytes.get(before + number * (PACKET_BYTES + before)) == Some(&SYNC))
    })
}

struct Stream {
    pid: u16,
    track: usize,
    counter: Option<u8>,
    /// The last stamp, followed over the end of its range.
    stamp: Option<i128>,
    /// The packet that is being put together: when it begins, its bytes so far, whether it can be entered, what it declares.
    open: Option<Pes>,
}

struct Pes {
    at_us: i64,
    bytes: u64,
    key: bool,
    declared: u64,
}

#[derive(Default)]
struct Walk {
    maps: Vec<u16>,
    streams: Vec<Stream>,
    clock_pid: Option<u16>,
    clock: Option<i128>,
    damages: u32,
    lost: u32,
    scrambled: bool,
    skipped: bool,
}

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let first = source.up_to(0, crate::FIRST_BYTES)?;
    let before = begins(&first).ok_or_else(|| MediaFault::unreadable("不是 MPEG-TS"))? as u64;
    let (size_bytes, stride) = (source.size_bytes(), before + PACKET_BYTES as u64);
    watch.applies(Method::PacketCounters);
    watch.applies(Method::ProgramClock);
    watch.unseen.push("MPEG-TS 不写明总长，按时间标记计算，误差不超过一个音像包的时长；恰在包与包之间截去末尾的，不能由容器发现".into());
    let mut walk = Walk::default();
    let part = match watch.look {
        Look::Full => size_bytes,
        Look::Quick => QUICK_BYTES.min(source.left_bytes() / 3),
    };
    if part.saturating_mul(2) >= size_bytes {
        walk.run(source, watch, before, 0, size_bytes)?;
    } else {
        walk.run(source, watch, before, 0, part / stride * stride)?;
        let until_us = watch.reached_us();
        walk.skip(watch);
        walk.run(source, watch, before, (size_bytes - part) / stride * stride, size_bytes)?;
        walk.close(watch, size_bytes);
        watch.passed_over(until_us);
    }
    walk.close(watch, size_bytes);
    if walk.damages == 0 && !size_bytes.is_multiple_of(stride) {
        watch.ends_early((size_bytes / stride + 1) * stride, size_bytes);
    }
    if walk.scrambled {
        watch.unseen.push("部分内容经过加扰，其时间标记没有识读".into());
    }
    Ok(())
}

impl Walk {
    fn run<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        watch: &mut Watch,
        before: u64,
        mut at: u64,
        end: u64,
    ) -> Result<(), MediaFault> {
        let (before, stride) = (before as usize, before + PACKET_BYTES as u64);
        while at + stride <= end {
            let piece = source.up_to(at, (PIECE_PACKETS * stride).min(end - at) as usize)?;
            let mut place = 0;
            while let Some(packet) = piece.get(place + before..place + stride as usize) {
                if packet[0] == SYNC {
                    self.packet(packet, watch);
                    place += stride as usize;
                    continue;
                }
                let rest = piece.get(place..).unwrap_or_default();
                let next = (1..rest.len()).find(|offset| {
                    (0..3).all(|number| {
                        rest.get(offset + before + number * stride as usize).is_none_or(|byte| *byte == SYNC)
                    })
                });
                let lost = next.unwrap_or(rest.len());
                self.damages += 1;
                if self.damages <= DAMAGES_MAX {
                    let from = at + place as u64;
                    let what = format!("第 {from} 至第 {} 字节不是 MPEG-TS 的包", from + lost as u64);
                    watch.notice(
                        FindingKind::Damaged,
                        None,
                        watch.reached_us(),
                        what,
                        Method::PacketCounters,
                    );
                }
                place += lost;
            }
            if place == 0 {
                break;
            }
            at += place as u64;
        }
        Ok(())
    }

    fn skip(&mut self, watch: &mut Watch) {
        for stream in &mut self.streams {
            stream.finish(watch);
            stream.counter = None;
        }
        (self.clock, self.skipped) = (None, true);
        watch.skip();
    }

    fn close(&mut self, watch: &mut Watch, size_bytes: u64) {
        for stream in &mut self.streams {
            if let Some(open) = &stream.open
                && open.declared > 0
                && open.bytes < open.declared
            {
                let missing = open.declared - open.bytes;
                watch.ends_early(size_bytes.saturating_add(missing), size_bytes);
            }
            stream.finish(watch);
        }
    }

    fn packet(&mut self, packet: &[u8], watch: &mut Watch) {
        let pid = u16::from(packet[1] & 0x1f) << 8 | u16::from(packet[2]);
        let (begins, flags) = (packet[1] & 0x40 != 0, packet[3]);
        if packet[1] & 0x80 != 0 {
            return self.lost(watch, None, "有包标明传输出错");
        }
        let (mut body, mut adaptation) = (4, &[][..]);
        if flags & 0x20 != 0 {
            body += 1 + usize::from(packet[4]);
            adaptation = packet.get(5..body).unwrap_or_default();
        }
        let marked = adaptation.first().copied().unwrap_or(0);
        if Some(pid) == self.clock_pid && marked & 0x10 != 0 {
            self.clock(adaptation, marked & 0x80 != 0, watch);
        }
        if flags & 0x10 == 0 {
            return;
        }
        let payload = packet.get(body..).unwrap_or_default();
        if pid == 0 || self.maps.contains(&pid) {
            if begins
                && let Some(section) = payload.first().and_then(|skip| payload.get(1 + usize::from(*skip)..))
            {
                match pid {
                    0 => self.programs(section),
                    _ => self.map(section, watch),
                }
            }
            return;
        }
        let Some(place) = self.streams.iter().position(|stream| stream.pid == pid) else { return };
        let (counter, stream) = (flags & 0x0f, &mut self.streams[place]);
        match stream.counter.replace(counter) {
            // A packet may be sent twice.
            Some(last) if last == counter && !begins => return,
            Some(last) if (last + 1) & 0x0f != counter && marked & 0x80 == 0 => {
                // What is being put together is not whole.
                stream.finish(watch);
                let track = stream.track;
                self.lost(watch, Some(track), "此处有包缺失，连续计数不相接");
            }
            _ => {}
        }
        let stream = &mut self.streams[place];
        if flags & 0xc0 != 0 {
            self.scrambled = true;
        } else if begins {
            stream.finish(watch);
            stream.begin(payload, marked & 0x40 != 0);
        } else if let Some(open) = &mut stream.open {
            open.bytes += payload.len() as u64;
        }
    }

    fn lost(&mut self, watch: &mut Watch, track: Option<usize>, what: &str) {
        self.lost += 1;
        if self.lost <= DAMAGES_MAX {
            let at_us = match track.and_then(|track| watch.courses.get(track)) {
                Some(course) => course.reached_us(),
                None => watch.reached_us(),
            };
            watch.notice(FindingKind::PiecesMissing, track, at_us, what, Method::PacketCounters);
        }
    }

    /// The programme's own clock: going back, or saying that it begins anew.
    fn clock(&mut self, adaptation: &[u8], anew: bool, watch: &mut Watch) {
        let Some(bytes) = adaptation.get(1..6) else { return };
        let raw = bytes[..4].iter().fold(0i128, |sum, byte| sum << 8 | i128::from(*byte)) << 1
            | i128::from(bytes[4] >> 7);
        let before = self.clock.replace(raw);
        let step = before.map_or(0, |before| nearest(raw - before));
        let back = step < -i128::from(TICKS / 10);
        if back || anew && before.is_some() {
            let what = match back {
                true => format!("节目时钟倒退 {} 秒", super::found::seconds((-step / 90) as u64)),
                false => "节目时钟标明重新开始".into(),
            };
            watch.notice(FindingKind::ClockJump, None, watch.reached_us(), what, Method::ProgramClock);
        }
    }

    /// The programme association table: where the maps of programmes are.
    fn programs(&mut self, section: &[u8]) {
        let Some(section) = section_body(section, 0) else { return };
        for program in section.get(5..).unwrap_or_default().chunks_exact(4) {
            let pid = u16::from(program[2] & 0x1f) << 8 | u16::from(program[3]);
            let network = program[..2] == [0, 0];
            if !network && !self.maps.contains(&pid) && self.maps.len() < PROGRAMS_MAX {
                self.maps.push(pid);
            }
        }
    }

    /// The map of a programme: where its clock and its streams are.
    fn map(&mut self, section: &[u8], watch: &mut Watch) {
        let Some(section) = section_body(section, 2) else { return };
        let pair =
            |at: usize| section.get(at..at + 2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1]));
        let Some((clock, described)) = pair(5).zip(pair(7)) else { return };
        self.clock_pid.get_or_insert(clock & 0x1fff);
        let mut at = 9 + usize::from(described & 0xfff);
        while let (Some(code), Some(pid), Some(described)) = (section.get(at), pair(at + 1), pair(at + 3)) {
            let (pid, length) = (pid & 0x1fff, usize::from(described & 0xfff));
            let known = self.streams.iter().any(|stream| stream.pid == pid);
            if !known && self.streams.len() < STREAMS_MAX {
                let descriptors = section.get(at + 5..at + 5 + length).unwrap_or_default();
                let (kind, codec) = coding(*code, descriptors);
                let rule = match kind {
                    TrackKind::Video => Rule::of(&codec, None, None),
                    _ => Rule::Unknowable,
                };
                let track = watch.track(Watched { kind, codec, reordered: false, usual_us: 0, rule });
                self.streams.push(Stream { pid, track, counter: None, stamp: None, open: None });
            }
            at += 5 + length;
        }
    }
}

impl Stream {
    /// Begins a packet of sound or picture that states its time; decoding time where there is one, for it never goes back.
    fn begin(&mut self, payload: &[u8], key: bool) {
        if payload.get(..3) != Some(&[0, 0, 1]) {
            return;
        }
        let flags = payload.get(7).copied().unwrap_or(0);
        let raw = match flags >> 6 {
            2 => stamp(payload, 9),
            3 => stamp(payload, 14),
            _ => None,
        };
        let Some(raw) = raw else { return };
        let stamp = self.stamp.map_or(raw, |before| before + nearest(raw - before.rem_euclid(WRAP)));
        self.stamp = Some(stamp);
        let declared = payload.get(4..6).map_or(0, |length| u64::from(length[0]) << 8 | u64::from(length[1]));
        let declared = if declared > 0 { declared + 6 } else { 0 };
        let at_us = ticks_us(stamp, TICKS);
        self.open = Some(Pes { at_us, bytes: payload.len() as u64, key, declared });
    }

    fn finish(&mut self, watch: &mut Watch) {
        if let Some(Pes { at_us, bytes, key, .. }) = self.open.take() {
            watch.sample(self.track, Sample { at_us, bytes, key });
        }
    }
}

/// A difference of two stamps, the shorter way round.
fn nearest(difference: i128) -> i128 {
    (difference + WRAP / 2).rem_euclid(WRAP) - WRAP / 2
}

fn stamp(payload: &[u8], at: usize) -> Option<i128> {
    let bytes = payload.get(at..at + 5)?;
    let part = |at: usize, mask: u8| i128::from(bytes[at] & mask);
    Some(
        part(0, 0x0e) << 29
            | part(1, 0xff) << 22
            | part(2, 0xfe) << 14
            | part(3, 0xff) << 7
            | part(4, 0xfe) >> 1,
    )
}

/// A section of that table, from behind its length to before its checksum; none that goes beyond the packet.
fn section_body(section: &[u8], table: u8) -> Option<&[u8]> {
    let length = usize::from(section.get(1)? & 0x0f) << 8 | usize::from(*section.get(2)?);
    (section.first() == Some(&table))
        .then(|| section.get(3..(3 + length).min(section.len())))?
        .and_then(|body| body.get(..body.len().saturating_sub(4)))
}

fn coding(code: u8, descriptors: &[u8]) -> (TrackKind, String) {
    let (kind, name) = match code {
        0x01 | 0x02 => (TrackKind::Video, "MPEG-2 Video"),
        0x10 => (TrackKind::Video, "MPEG-4 Visual"),
        0x1b => (TrackKind::Video, "H.264"),
        0x24 => (TrackKind::Video, "H.265"),
        0x03 | 0x04 => (TrackKind::Audio, "MP3"),
        0x0f | 0x11 => (TrackKind::Audio, "AAC"),
        0x80 => (TrackKind::Audio, "LPCM"),
        0x81 => (TrackKind::Audio, "AC-3"),
        0x90 | 0x91 => (TrackKind::Audio, "G.711"),
        0x06 if descriptors.windows(4).any(|name| name == b"Opus") => (TrackKind::Audio, "Opus"),
        0x06 if descriptors.first() == Some(&0x6a) => (TrackKind::Audio, "AC-3"),
        other => return (TrackKind::Other, format!("0x{other:02x}")),
    };
    (kind, name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_followed_over_the_end_of_their_range() {
        assert_eq!(nearest(5 - (WRAP - 5)), 10);
        assert_eq!(nearest(WRAP - 5 - 5), -10);
        // ISO/IEC 13818-1: 33 bits in five bytes with marks between them.
        assert_eq!(stamp(&[0x2f, 0xff, 0xff, 0xff, 0xff], 0), Some(WRAP - 1));
        assert_eq!(stamp(&[0x21, 0x00, 0x07, 0xd8, 0x61], 0), Some(126_000));
    }
}
