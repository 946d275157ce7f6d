//! WebM and Matroska recordings (RFC 9559). The length stated in the header is compared with the times of the last blocks; browsers
//! record without stating one, and then the last blocks alone tell.

mod clusters;
mod ebml;
mod moments;

pub(crate) use moments::watch;

use crate::source::Source;
use crate::{Container, MediaFacts, MediaFault, Track, TrackKind};
use ebml::Element;
use jiff::Timestamp;
use std::io::{Read, Seek};

const EBML: u32 = 0x1a45_dfa3;
const VOID: u32 = 0xec;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;
const CLUSTER: u32 = 0x1f43_b675;
/// Elements visited at the top of the segment, of which clusters are by far the most.
const TOP_ELEMENTS_MAX: usize = 200_000;
const TRACKS_MAX: usize = 64;
/// How much longer a recording may be said to last than its last block shows: the last frame of a slow stream has a length of its own.
const LAST_FRAME_MS: u64 = 5000;

/// What the segment's own header states.
struct Header {
    /// Nanoseconds in a tick.
    tick_ns: u64,
    duration_ticks: Option<f64>,
    /// Nanoseconds since 2001-01-01T00:00:00Z.
    created_ns: Option<i64>,
}

struct Numbered {
    number: u64,
    frame_ns: u64,
    track: Track,
}

#[derive(Default)]
struct Found {
    header: Option<Header>,
    tracks: Vec<Numbered>,
    first_cluster_at: Option<u64>,
    last_cluster_at: u64,
    live: bool,
}

pub(crate) fn read<R: Read + Seek>(
    source: &mut Source<R>,
    container: Container,
) -> Result<MediaFacts, MediaFault> {
    let size_bytes = source.size_bytes();
    let (segment_at, end) = segment(source)?;
    let found = top(source, segment_at, end)?;
    let header = found.header.as_ref().ok_or_else(|| MediaFault::unreadable("没有 Info 元素"))?;
    let mut notes = Vec::new();
    let observed = observe(source, &found, header, end)?;
    let duration_ms = match header.duration_ticks {
        Some(ticks) => {
            let stated_ms = (ticks * header.tick_ns as f64 / 1e6).round() as u64;
            agree(stated_ms, &observed)?;
            stated_ms
        }
        None => {
            notes.push("文件头没有写明时长，按首末数据块的时间标记计算".to_owned());
            observed.end_ms.saturating_sub(observed.start_ms)
        }
    };
    if found.live {
        notes.push("边录边写的文件，没有写明总长，不能判断末尾是否完整".into());
    }
    Ok(MediaFacts {
        container,
        duration_ms,
        started_at: started_at(header.created_ns, &mut notes),
        tracks: found.tracks.into_iter().map(|numbered| numbered.track).collect(),
        size_bytes,
        notes,
    })
}

/// Where the body of the segment begins and ends; an open one ends with the file.
fn segment<R: Read + Seek>(source: &mut Source<R>) -> Result<(u64, u64), MediaFault> {
    let size_bytes = source.size_bytes();
    let head = Element::at(source, 0, size_bytes)?;
    if head.id != EBML {
        return Err(MediaFault::lying("文件不以 EBML 头开始"));
    }
    let mut segment = Element::at(source, head.closed_end()?, size_bytes)?;
    if segment.id == VOID {
        segment = Element::at(source, segment.closed_end()?, size_bytes)?;
    }
    match segment.id {
        SEGMENT => Ok((segment.body, segment.end.unwrap_or(size_bytes))),
        _ => Err(MediaFault::lying("EBML 头之后不是 Segment 元素")),
    }
}

/// Walks the top of the segment. A cluster of open length ends the walk: what follows is found from the end of the file.
fn top<R: Read + Seek>(source: &mut Source<R>, mut at: u64, end: u64) -> Result<Found, MediaFault> {
    let mut found = Found::default();
    for _ in 0..TOP_ELEMENTS_MAX {
        if at >= end {
            return Ok(found);
        }
        let element = Element::at(source, at, end)?;
        match element.id {
            INFO => found.header = Some(header(source, element)?),
            TRACKS => found.tracks = tracks(source, element)?,
            CLUSTER => {
                found.first_cluster_at.get_or_insert(at);
                found.last_cluster_at = at;
                if element.end.is_none() {
                    found.live = true;
                    found.last_cluster_at = clusters::last_cluster(source, at)?;
                    return Ok(found);
                }
            }
            _ => {}
        }
        at = element.closed_end()?;
    }
    Err(MediaFault::TooDeep)
}

fn header<R: Read + Seek>(source: &mut Source<R>, info: Element) -> Result<Header, MediaFault> {
    let mut header = Header { tick_ns: 1_000_000, duration_ticks: None, created_ns: None };
    for child in info.children(source)? {
        match child.id {
            0x2a_d7b1 => header.tick_ns = child.number(source)?,
            0x4489 => header.duration_ticks = Some(child.float(source)?).filter(|ticks| *ticks > 0.0),
            0x4461 => header.created_ns = Some(child.number(source)? as i64),
            _ => {}
        }
    }
    if header.tick_ns == 0 {
        return Err(MediaFault::lying("Info 元素声明一个时间单位为 0 纳秒"));
    }
    Ok(header)
}

fn tracks<R: Read + Seek>(source: &mut Source<R>, element: Element) -> Result<Vec<Numbered>, MediaFault> {
    const ENTRY: u32 = 0xae;
    let entries: Vec<_> = element.children(source)?.into_iter().filter(|child| child.id == ENTRY).collect();
    if entries.len() > TRACKS_MAX {
        return Err(MediaFault::TooDeep);
    }
    entries.into_iter().map(|entry| track(source, entry)).collect()
}

fn track<R: Read + Seek>(source: &mut Source<R>, entry: Element) -> Result<Numbered, MediaFault> {
    let mut found = Numbered { number: 0, frame_ns: 0, track: Track::new(TrackKind::Other, "未识别") };
    for child in entry.children(source)? {
        match child.id {
            0xd7 => found.number = child.number(source)?,
            0x83 => {
                found.track.kind = match child.number(source)? {
                    1 => TrackKind::Video,
                    2 => TrackKind::Audio,
                    _ => TrackKind::Other,
                }
            }
            0x86 => found.track.codec = codec(child.text(source)?),
            0x23_e383 => found.frame_ns = child.number(source)?,
            0xe0 | 0xe1 => measures(source, child, &mut found.track)?,
            _ => {}
        }
    }
    Ok(found)
}

/// The sub-elements of `Video` and `Audio`, whose ids do not overlap.
fn measures<R: Read + Seek>(
    source: &mut Source<R>,
    element: Element,
    track: &mut Track,
) -> Result<(), MediaFault> {
    for child in element.children(source)? {
        match child.id {
            0xb0 => track.width = u32::try_from(child.number(source)?).ok(),
            0xba => track.height = u32::try_from(child.number(source)?).ok(),
            0xb5 => track.sample_rate_hz = Some(child.float(source)?.round() as u32),
            0x9f => track.channels = u16::try_from(child.number(source)?).ok(),
            _ => {}
        }
    }
    Ok(())
}

/// When the first cluster begins and the last block ends, in milliseconds of the recording's own time.
struct Observed {
    start_ms: u64,
    end_ms: u64,
}

fn observe<R: Read + Seek>(
    source: &mut Source<R>,
    found: &Found,
    header: &Header,
    end: u64,
) -> Result<Observed, MediaFault> {
    let first_at = found.first_cluster_at.ok_or_else(|| MediaFault::unreadable("没有音像数据(Cluster)"))?;
    let frame_ticks = |track: u64| {
        found.tracks.iter().find(|numbered| numbered.number == track).map_or(0, |numbered| numbered.frame_ns)
            / header.tick_ns
    };
    let start_ticks = clusters::first_timestamp(source, first_at)?;
    let end_ticks = clusters::end_of_blocks(source, found.last_cluster_at, end, frame_ticks)?;
    let in_ms = |ticks: u64| {
        u64::try_from(u128::from(ticks) * u128::from(header.tick_ns) / 1_000_000).unwrap_or(u64::MAX)
    };
    Ok(Observed { start_ms: in_ms(start_ticks), end_ms: in_ms(end_ticks) })
}

/// A stated length fits the blocks, whether or not their times begin at zero.
fn agree(stated_ms: u64, observed: &Observed) -> Result<(), MediaFault> {
    let apart_ms = |shown_ms: u64| stated_ms.abs_diff(shown_ms);
    let shown_ms = observed.end_ms.saturating_sub(observed.start_ms);
    if apart_ms(shown_ms).min(apart_ms(observed.end_ms)) > LAST_FRAME_MS.max(stated_ms / 100) {
        return Err(MediaFault::lying(format!(
            "文件头声明时长 {stated_ms} 毫秒，按末尾数据块的时间标记为 {shown_ms} 毫秒"
        )));
    }
    Ok(())
}

fn started_at(created_ns: Option<i64>, notes: &mut Vec<String>) -> Option<Timestamp> {
    const EPOCH_2001_NS: i128 = 978_307_200_000_000_000;
    let Some(created_ns) = created_ns.filter(|created_ns| *created_ns != 0) else {
        notes.push("容器内没有记载录制时间".into());
        return None;
    };
    let moment = Timestamp::from_nanosecond(EPOCH_2001_NS + i128::from(created_ns)).ok();
    let moment = moment.filter(|_| created_ns > 0);
    notes.push(match moment {
        Some(_) => "开始时间取自 DateUTC 元素，即录制设备自己的时钟".into(),
        None => "DateUTC 元素的时间不可能是录制时间，不予采用".into(),
    });
    moment
}

/// The codec's usual name.
fn codec(id: String) -> String {
    let name = match id.as_str() {
        "V_VP8" => "VP8",
        "V_VP9" => "VP9",
        "V_AV1" => "AV1",
        "V_MPEG4/ISO/AVC" => "H.264",
        "V_MPEGH/ISO/HEVC" => "H.265",
        "A_OPUS" => "Opus",
        "A_VORBIS" => "Vorbis",
        "A_FLAC" => "FLAC",
        "A_MPEG/L3" => "MP3",
        aac if aac.starts_with("A_AAC") => "AAC",
        pcm if pcm.starts_with("A_PCM/") => "PCM",
        _ => return id,
    };
    name.into()
}
