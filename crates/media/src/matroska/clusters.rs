//! The clusters of a Matroska file, which hold its sound and pictures: where the last one is, and at what time its last block ends. Only
//! the heads of blocks are read.

use super::{CLUSTER, ebml::Element, ebml::length};
use crate::MediaFault;
use crate::source::Source;
use std::io::{Read, Seek};

const TIMESTAMP: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const BLOCK_DURATION: u32 = 0x9b;
/// How much of a live recording's end is searched for its last cluster, and how much at a time.
const TAIL_BYTES: u64 = 4 << 20;
const STEP_BYTES: u64 = 256 << 10;

/// Where to begin reading blocks so as to meet the last one: the last cluster within the tail of the file, or `first_at` when that is
/// reached, or when none is found; then every block is read, as far as the allowance goes.
pub(super) fn last_cluster<R: Read + Seek>(source: &mut Source<R>, first_at: u64) -> Result<u64, MediaFault> {
    let size_bytes = source.size_bytes();
    let lowest = first_at.max(size_bytes.saturating_sub(TAIL_BYTES));
    let mut end = size_bytes;
    while end > lowest {
        let start = end.saturating_sub(STEP_BYTES).max(lowest);
        let piece = source.piece(start, (end + 3).min(size_bytes) - start)?;
        let ids = piece.windows(4).enumerate().rev().filter(|(_, id)| *id == CLUSTER.to_be_bytes());
        for (offset, _) in ids {
            let at = start + offset as u64;
            if at == first_at || first_timestamp(source, at).is_ok() {
                return Ok(at);
            }
        }
        end = start;
    }
    Ok(first_at)
}

/// The time of the cluster at an offset, in ticks of the segment.
pub(super) fn first_timestamp<R: Read + Seek>(source: &mut Source<R>, at: u64) -> Result<u64, MediaFault> {
    const CHECKSUM: u32 = 0xbf;
    let limit = source.size_bytes();
    let cluster = Element::at(source, at, limit)?;
    let mut child = Element::at(source, cluster.body, limit)?;
    if child.id == CHECKSUM {
        child = Element::at(source, child.closed_end()?, limit)?;
    }
    match child.id {
        TIMESTAMP => child.number(source),
        _ => Err(MediaFault::lying(format!("第 {at} 字节处的 Cluster 没有时间标记"))),
    }
}

/// Where the last block from `at` to `limit` ends, in ticks of the segment; `frame_ticks` gives the usual length of a track's frame.
/// Clusters and groups are entered, whether their lengths are stated or open; everything else is passed over.
pub(super) fn end_of_blocks<R: Read + Seek>(
    source: &mut Source<R>,
    mut at: u64,
    limit: u64,
    frame_ticks: impl Fn(u64) -> u64,
) -> Result<u64, MediaFault> {
    let (mut cluster_ticks, mut block_ticks, mut end_ticks) = (0u64, 0u64, 0u64);
    while at < limit {
        let element = Element::at(source, at, limit)?;
        at = match element.id {
            CLUSTER | BLOCK_GROUP => element.body,
            _ => element.closed_end()?,
        };
        match element.id {
            TIMESTAMP => cluster_ticks = element.number(source)?,
            SIMPLE_BLOCK | BLOCK => {
                let (track, relative) = block(&element.bytes(source, 10)?)
                    .ok_or_else(|| MediaFault::lying(format!("第 {} 字节处的块过短", element.body)))?;
                block_ticks = cluster_ticks.saturating_add_signed(i64::from(relative));
                end_ticks = end_ticks.max(block_ticks.saturating_add(frame_ticks(track)));
            }
            BLOCK_DURATION => end_ticks = end_ticks.max(block_ticks.saturating_add(element.number(source)?)),
            _ => {}
        }
    }
    Ok(end_ticks)
}

/// The track of a block and its time relative to its cluster.
pub(super) fn block(head: &[u8]) -> Option<(u64, i16)> {
    let (track, length) = length(head)?;
    let relative = head.get(length..length + 2)?.try_into().ok()?;
    Some((track?, i16::from_be_bytes(relative)))
}
