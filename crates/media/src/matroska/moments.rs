//! The timeline of a Matroska or WebM recording: the times in the heads of its blocks. A quick look that runs out of its allowance passes over clusters
//! to those at the end.

use super::clusters::{block, first_timestamp, last_cluster};
use super::ebml::Element;
use super::{CLUSTER, INFO, Numbered, TRACKS, header, segment, tracks};
use crate::source::Source;
use crate::timeline::{FindingKind, Look, Method, Rule, Sample, Watch, Watched, ticks_us};
use crate::{MediaFault, TrackKind};
use std::collections::VecDeque;
use std::io::{Read, Seek};

const ELEMENTS_MAX: u64 = 100_000_000;
/// Places with foreign bytes, behind each of which the next cluster is looked for.
const DAMAGES_MAX: u32 = 1000;
/// Clusters at the end that a quick look sees.
const LAST_CLUSTERS: usize = 4;

struct Walk {
    tick_ns: u64,
    numbers: Vec<u64>,
    cluster_ticks: u64,
    passed_over: VecDeque<u64>,
    damages: u32,
}

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let size_bytes = source.size_bytes();
    let (at, declared_end) = match segment(source) {
        Err(MediaFault::Truncated { declared_bytes, .. }) if declared_bytes > size_bytes => {
            (after_head(source)?, declared_bytes)
        }
        other => other?,
    };
    let mut walk = Walk {
        tick_ns: 1_000_000,
        numbers: vec![],
        cluster_ticks: 0,
        passed_over: VecDeque::new(),
        damages: 0,
    };
    let end = declared_end.min(size_bytes);
    let mut cut = blocks(source, watch, &mut walk, at, end)?;
    if let Some(from) = walk.passed_over.front().copied() {
        let until_us = watch.reached_us();
        watch.skip();
        cut = blocks_of_the_end(source, watch, &mut walk, from, end)?.or(cut);
        watch.passed_over(until_us);
    }
    if declared_end > size_bytes || cut.is_some() {
        watch.ends_early(cut.unwrap_or(declared_end).max(declared_end), size_bytes);
    } else if watch.declared_us.is_none() {
        watch.unseen.push("边录边写的文件没有写明时长：恰在数据块之间截去末尾的，不能由容器发现".into());
    }
    Ok(())
}

/// Behind the head of a segment whose declared end lies beyond the file.
fn after_head<R: Read + Seek>(source: &mut Source<R>) -> Result<u64, MediaFault> {
    let head = Element::at(source, 0, source.size_bytes())?;
    Ok(Element::at(source, head.closed_end()?, u64::MAX)?.body)
}

fn blocks_of_the_end<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    walk: &mut Walk,
    at: u64,
    end: u64,
) -> Result<Option<u64>, MediaFault> {
    match walked(source, watch, walk, at, end, false) {
        Err(MediaFault::TooDeep) => {
            watch.unseen.push("快速查看的读取量已经用完，末尾一部分没有查看".into());
            Ok(None)
        }
        other => other,
    }
}

fn blocks<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    walk: &mut Walk,
    at: u64,
    end: u64,
) -> Result<Option<u64>, MediaFault> {
    walked(source, watch, walk, at, end, watch.look == Look::Quick)
}

/// Goes through elements, entering clusters and groups. Gives the length the file would need where an element is cut. With `thrifty`, clusters are
/// passed over once half of what may be read is read.
fn walked<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    walk: &mut Walk,
    mut at: u64,
    end: u64,
    thrifty: bool,
) -> Result<Option<u64>, MediaFault> {
    const TIMESTAMP: u32 = 0xe7;
    for _ in 0..ELEMENTS_MAX {
        if at >= end {
            return Ok(None);
        }
        let element = match Element::at(source, at, u64::MAX) {
            Ok(element) => element,
            Err(MediaFault::Truncated { declared_bytes, .. }) => return Ok(Some(declared_bytes)),
            Err(MediaFault::Lying { .. }) if walk.damages == DAMAGES_MAX => {
                watch.unseen.push(format!("损坏之处超过 {DAMAGES_MAX} 处，第 {at} 字节之后没有查看"));
                return Ok(None);
            }
            Err(MediaFault::Lying { .. }) => match next_cluster(source, watch, at, end)? {
                Some(next) => {
                    walk.damages += 1;
                    at = next;
                    continue;
                }
                None => return Ok(None),
            },
            Err(fault) => return Err(fault),
        };
        let closed = element.end.filter(|end| *end <= source.size_bytes());
        match element.id {
            CLUSTER if thrifty && source.half_spent() => {
                if let Some(closed) = element.end {
                    if walk.passed_over.len() == LAST_CLUSTERS {
                        walk.passed_over.pop_front();
                    }
                    walk.passed_over.push_back(at);
                    at = closed;
                    continue;
                }
                let last = last_cluster(source, at)?;
                if last > at {
                    walk.passed_over.push_back(last);
                    return Ok(None);
                }
            }
            INFO if closed.is_some() => {
                let header = header(source, element)?;
                walk.tick_ns = header.tick_ns;
                watch.declared_us =
                    header.duration_ticks.map(|ticks| (ticks * header.tick_ns as f64 / 1e3) as i64);
            }
            TRACKS if closed.is_some() && walk.numbers.is_empty() => {
                for numbered in tracks(source, element)? {
                    walk.numbers.push(numbered.number);
                    watch.track(watched(numbered));
                }
            }
            TIMESTAMP if closed.is_some() => walk.cluster_ticks = element.number(source)?,
            0xa3 | 0xa1 if closed.is_some() => found(source, watch, walk, element)?,
            _ => {}
        }
        at = match element.id {
            // Clusters and groups of blocks are entered.
            CLUSTER | 0xa0 => element.body,
            _ => match element.end {
                Some(end) if end > source.size_bytes() => return Ok(Some(end)),
                Some(end) => end,
                None => return Ok(None),
            },
        };
    }
    Err(MediaFault::TooDeep)
}

fn watched(numbered: Numbered) -> Watched {
    let track = numbered.track;
    Watched {
        kind: track.kind,
        reordered: track.kind == TrackKind::Video,
        usual_us: i64::try_from(numbered.frame_ns / 1000).unwrap_or(0),
        rule: Rule::of(&track.codec, track.width, track.height),
        codec: track.codec,
    }
}

fn found<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    walk: &Walk,
    element: Element,
) -> Result<(), MediaFault> {
    let head = element.bytes(source, 12)?;
    let Some((number, relative)) = block(&head) else { return Ok(()) };
    let Some(track) = walk.numbers.iter().position(|known| *known == number) else { return Ok(()) };
    let ticks = i128::from(walk.cluster_ticks) + i128::from(relative);
    let at_us = ticks_us(ticks.saturating_mul(i128::from(walk.tick_ns)), 1_000_000_000);
    let flags = super::ebml::length(&head).and_then(|(_, length)| head.get(length + 2)).copied().unwrap_or(0);
    // A block in a group does not say by itself whether it is a key frame.
    let key = element.id == 0xa1 || flags & 0x80 != 0;
    let bytes = element.closed_end()?.saturating_sub(element.body);
    watch.sample(track, Sample { at_us, bytes, key });
    Ok(())
}

/// Past bytes that are no element, to the next cluster.
fn next_cluster<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    at: u64,
    end: u64,
) -> Result<Option<u64>, MediaFault> {
    const STEP_BYTES: u64 = 64 << 10;
    let mut from = at;
    let mut next = None;
    while from < end && next.is_none() {
        let piece = source.up_to(from, (STEP_BYTES + 3) as usize)?;
        let places = piece.windows(4).enumerate().filter(|(_, id)| *id == CLUSTER.to_be_bytes());
        let places: Vec<u64> = places.map(|(offset, _)| from + offset as u64).collect();
        for place in places {
            if place > at && first_timestamp(source, place).is_ok() {
                next = Some(place);
                break;
            }
        }
        from += STEP_BYTES;
    }
    let until = next.unwrap_or(end);
    let what = format!("第 {at} 至第 {until} 字节不是 Matroska 的内容");
    watch.notice(FindingKind::Damaged, None, watch.reached_us(), what, Method::BlockTimes);
    Ok(next)
}
