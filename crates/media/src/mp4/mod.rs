//! MP4 recordings (ISO/IEC 14496-12): a walk over the boxes of the file that reads only heads and the few fields named here, wherever
//! `moov` stands and however large `mdat` is. To take a file in, sample tables are not read, except their last entries, which tell whether
//! the sound and pictures they point to are there; the timeline reads them whole.

mod entry;
mod fragment_times;
mod fragments;
mod moments;
mod places;
mod rows;
mod tracks;

pub(crate) use moments::watch;

use crate::number::{be32, be64, far_apart, ms};
use crate::source::Source;
use crate::{Container, MediaFacts, MediaFault};
use fragments::Fragments;
use jiff::Timestamp;
use std::io::{Read, Seek};
use tracks::Trak;

/// Boxes visited at the top of the file; a fragmented recording has two for each fragment.
const TOP_BOXES_MAX: usize = 200_000;
/// Boxes visited inside one box.
const BOXES_MAX: usize = 1024;
const TRACKS_MAX: usize = 64;
/// Seconds from 1904-01-01, the epoch of MP4, to 1970-01-01.
const EPOCH_1904: i64 = 2_082_844_800;

/// The head of a box. `body..end` lies within the file.
#[derive(Clone, Copy, Debug)]
struct Atom {
    name: [u8; 4],
    body: u64,
    end: u64,
}

impl Atom {
    /// The box at an offset of its parent, or of the file. One that reaches beyond the file is cut short; one that reaches beyond its
    /// parent contradicts it.
    fn at<R: Read + Seek>(
        source: &mut Source<R>,
        at: u64,
        parent: Option<&Self>,
    ) -> Result<Self, MediaFault> {
        let (top, limit) = (parent.is_none(), parent.map_or(source.size_bytes(), |parent| parent.end));
        let beyond = |end: u64| match top {
            true => MediaFault::Truncated { declared_bytes: end, present_bytes: limit },
            false => MediaFault::lying(format!("MP4 第 {at} 字节处的框超出上级框")),
        };
        if at.saturating_add(8) > limit {
            return Err(beyond(at.saturating_add(8)));
        }
        let head = source.array::<8>(at)?;
        let name = [head[4], head[5], head[6], head[7]];
        if !name.iter().all(|byte| matches!(byte, b' '..=b'~' | 0xa9)) {
            return Err(MediaFault::lying(format!("MP4 第 {at} 字节处不是框")));
        }
        let (body, end) = match be32(&head, 0).unwrap_or(0) {
            0 if top => (at + 8, limit),
            1 if at.saturating_add(16) > limit => return Err(beyond(at.saturating_add(16))),
            1 => (at + 16, at.saturating_add(u64::from_be_bytes(source.array(at + 8)?))),
            length => (at + 8, at.saturating_add(u64::from(length))),
        };
        if end < body {
            let name = name.escape_ascii();
            return Err(MediaFault::lying(format!("MP4 第 {at} 字节处的 {name} 框声明的长度不足框头")));
        }
        if end > limit {
            return Err(beyond(end));
        }
        Ok(Self { name, body, end })
    }

    /// The boxes inside this one. Four or fewer bytes left over, as QuickTime leaves them, are passed over.
    fn children<R: Read + Seek>(&self, source: &mut Source<R>) -> Result<Vec<Self>, MediaFault> {
        let (mut at, mut children) = (self.body, Vec::new());
        while at.saturating_add(4) < self.end {
            if children.len() == BOXES_MAX {
                return Err(MediaFault::TooDeep);
            }
            let child = Self::at(source, at, Some(self))?;
            at = child.end;
            children.push(child);
        }
        Ok(children)
    }

    /// The first box of that name inside this one.
    fn child<R: Read + Seek>(
        &self,
        source: &mut Source<R>,
        name: &[u8; 4],
    ) -> Result<Option<Self>, MediaFault> {
        Ok(self.children(source)?.into_iter().find(|child| &child.name == name))
    }

    /// The first bytes of the body, as many as `most`.
    fn head<R: Read + Seek>(&self, source: &mut Source<R>, most: u64) -> Result<Vec<u8>, MediaFault> {
        source.piece(self.body, (self.end - self.body).min(most))
    }
}

/// What `mvhd` states.
#[derive(Default)]
struct Movie {
    created_seconds: u64,
    timescale: u64,
    /// Zero when the length is not stated, as in a fragmented recording.
    duration: u64,
}

/// `container` is that of MP4, or of QuickTime, which has the same boxes.
pub(crate) fn read<R: Read + Seek>(
    source: &mut Source<R>,
    container: Container,
) -> Result<MediaFacts, MediaFault> {
    let (moov, fragments) = top(source)?;
    let moov = moov.ok_or_else(|| MediaFault::unreadable("MP4 没有 moov 框，录制可能没有正常结束"))?;
    let (movie, traks) = movie(source, moov)?;
    let mut notes = Vec::new();
    let mut tracks: Vec<_> = traks.iter().map(Trak::track).collect();
    let stated_ms = ms(movie.duration, movie.timescale);
    let duration_ms = if fragments.is_empty() {
        agree(&movie, &traks)?;
        stated_ms
    } else {
        notes.push(format!("分段 MP4（{} 段）：时长按末尾各段的时间标记计算", fragments.count()));
        let ends_ms = fragments.durations_ms(source, &traks)?;
        for (track, end_ms) in tracks.iter_mut().zip(&ends_ms) {
            track.duration_ms = end_ms.or(track.duration_ms);
        }
        ends_ms.into_iter().flatten().max().unwrap_or(stated_ms)
    };
    Ok(MediaFacts {
        container,
        duration_ms,
        started_at: started_at(movie.created_seconds, &mut notes),
        tracks,
        size_bytes: source.size_bytes(),
        notes,
    })
}

/// Walks the boxes of the file: where `moov` is and which fragments there are.
fn top<R: Read + Seek>(source: &mut Source<R>) -> Result<(Option<Atom>, Fragments), MediaFault> {
    let (mut at, mut moov, mut fragments) = (0, None, Fragments::default());
    for _ in 0..TOP_BOXES_MAX {
        if at >= source.size_bytes() {
            return Ok((moov, fragments));
        }
        let atom = Atom::at(source, at, None)?;
        match &atom.name {
            b"moov" if moov.is_some() => return Err(MediaFault::lying("MP4 有两个 moov 框")),
            b"moov" => moov = Some(atom),
            b"moof" => fragments.add(atom),
            _ => {}
        }
        at = atom.end;
    }
    Err(MediaFault::TooDeep)
}

fn movie<R: Read + Seek>(source: &mut Source<R>, moov: Atom) -> Result<(Movie, Vec<Trak>), MediaFault> {
    let (mut movie, mut traks, mut mvex) = (None, Vec::new(), None);
    for child in moov.children(source)? {
        match &child.name {
            b"mvhd" => movie = Some(header(&child.head(source, 32)?)?),
            b"trak" if traks.len() == TRACKS_MAX => return Err(MediaFault::TooDeep),
            b"trak" => traks.push(tracks::read(source, child)?),
            b"mvex" => mvex = Some(child),
            _ => {}
        }
    }
    if let Some(mvex) = mvex {
        fragments::defaults(source, mvex, &mut traks)?;
    }
    let movie = movie.ok_or_else(|| MediaFault::unreadable("MP4 的 moov 框没有 mvhd 框"))?;
    Ok((movie, traks))
}

fn header(bytes: &[u8]) -> Result<Movie, MediaFault> {
    let (created_seconds, timescale, duration) =
        clock(bytes).ok_or_else(|| MediaFault::lying("MP4 的 mvhd 框过短"))?;
    if timescale == 0 {
        return Err(MediaFault::lying("MP4 的 mvhd 框声明每秒 0 个时间单位"));
    }
    Ok(Movie { created_seconds, timescale, duration })
}

/// Creation time, ticks per second and length in ticks, as `mvhd` and `mdhd` store them in either version. A length of all ones is
/// not known, and reads as zero.
fn clock(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    match bytes.first()? {
        1 => {
            let duration = be64(bytes, 24)?;
            let known = if duration == u64::MAX { 0 } else { duration };
            Some((be64(bytes, 4)?, u64::from(be32(bytes, 20)?), known))
        }
        _ => {
            let duration = be32(bytes, 16)?;
            let known = if duration == u32::MAX { 0 } else { duration };
            Some((u64::from(be32(bytes, 4)?), u64::from(be32(bytes, 12)?), u64::from(known)))
        }
    }
}

/// By the standard the movie lasts as long as its longest track; a header that says otherwise was changed or written wrongly.
fn agree(movie: &Movie, traks: &[Trak]) -> Result<(), MediaFault> {
    let movie_ms = ms(movie.duration, movie.timescale);
    let Some(longest_ms) = traks.iter().map(|trak| ms(trak.presented, movie.timescale)).max() else {
        return Ok(());
    };
    if far_apart(movie_ms, longest_ms) {
        return Err(MediaFault::lying(format!(
            "MP4 的 mvhd 框声明时长 {movie_ms} 毫秒，最长的轨道为 {longest_ms} 毫秒"
        )));
    }
    Ok(())
}

/// Whole seconds since 1904, UTC by the standard. Zero, and whatever lies before 1971, is an epoch and no time of recording.
fn started_at(created_seconds: u64, notes: &mut Vec<String>) -> Option<Timestamp> {
    const A_YEAR: i64 = 366 * 86_400;
    if created_seconds == 0 {
        notes.push("容器内没有记载录制时间".into());
        return None;
    }
    let second = i64::try_from(created_seconds).ok()?.checked_sub(EPOCH_1904)?;
    let moment = Timestamp::from_second(second).ok().filter(|_| second >= A_YEAR);
    notes.push(match moment {
        Some(_) => "开始时间取自 mvhd 框的创建时间，即录制设备自己的时钟".into(),
        None => "mvhd 框的创建时间不可能是录制时间，不予采用".into(),
    });
    moment
}
