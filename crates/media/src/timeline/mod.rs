//! A recording tells by itself where it is broken (clauses 8 and 9, 执法全过程记录): the time stamps of its container, one after another, show where
//! picture or sound is missing, where the clock runs backwards, where the file ends early or lies about its length.
//!
//! Nothing is decoded, so what the picture shows and whether the sound can be understood is not known here. A container that carries no times
//! (WAV, MP3) cannot show that its middle was cut out; the timeline says so. What was not looked at is said, too.

mod avi;
mod course;
mod found;
mod mp3;
mod ogg;
mod sequence;
mod still;
mod ts;
mod watch;
mod wav;

pub(crate) use course::{Sample, Track as Watched};
pub use found::{Asked, Finding, FindingKind, Gap, Look, Method, Missing, Span, Timeline};
pub use sequence::{ClockJump, Meeting, OneClock, Placed, Recorded, one_clock};
pub(crate) use still::Rule;
pub(crate) use watch::{Watch, ticks_us};

use crate::source::{QUICK, Source, UNLIMITED};
use crate::{
    Container, FIRST_BYTES, FileKind, MediaFacts, MediaFault, Track, TrackKind, kind, kind_of, matroska, mp4,
};
use std::io::{Read, Seek};

/// The timeline of a recording from its index where it has one (MP4), and from its beginning and its end where it has none. Reads at most 64 MiB in at most
/// 200,000 pieces, holds at most 2 MiB: milliseconds where there is an index, well under a second where there is none. What was not looked
/// at stands in [`Timeline::unseen`].
pub fn quick_look<R: Read + Seek>(source: R, size_bytes: u64, asked: &Asked) -> Result<Timeline, MediaFault> {
    let mut source = Source::within_allowance(source, size_bytes, QUICK)?;
    look(&mut source, asked, Look::Quick)
}

/// The timeline of a recording from all of it: heads of blocks and chunks (Matroska, AVI, fragmented MP4), tables (MP4), or every byte (MPEG-TS, MP3, Ogg,
/// WAV), the last as fast as the file can be read. Holds at most 2 MiB whatever the length. For the background.
pub fn full_pass<R: Read + Seek>(source: R, size_bytes: u64, asked: &Asked) -> Result<Timeline, MediaFault> {
    let mut source = Source::within_allowance(source, size_bytes, UNLIMITED)?;
    look(&mut source, asked, Look::Full)
}

/// Whether a file begins as an MPEG transport stream.
pub(crate) fn begins_as_ts(first_bytes: &[u8]) -> bool {
    ts::begins(first_bytes).is_some()
}

fn look<R: Read + Seek>(source: &mut Source<R>, asked: &Asked, look: Look) -> Result<Timeline, MediaFault> {
    let first = source.up_to(0, FIRST_BYTES)?;
    let Some(FileKind::Media(container)) = kind_of(&first) else {
        return Err(MediaFault::NotMedia { found: kind::describe(&first) });
    };
    let mut watch = Watch::new(*asked, look, times(container));
    match container {
        Container::Mp4 | Container::QuickTime => mp4::watch(source, &mut watch)?,
        Container::Webm | Container::Matroska => matroska::watch(source, &mut watch)?,
        Container::Mp3 => mp3::watch(source, &mut watch)?,
        Container::Wav => wav::watch(source, &mut watch)?,
        Container::Ogg => ogg::watch(source, &mut watch)?,
        Container::Avi => avi::watch(source, &mut watch)?,
        Container::MpegTs => ts::watch(source, &mut watch)?,
    }
    watch.timeline(container)
}

fn times(container: Container) -> Method {
    match container {
        Container::Mp4 | Container::QuickTime => Method::SampleTable,
        Container::Webm | Container::Matroska => Method::BlockTimes,
        Container::Mp3 => Method::FrameSequence,
        Container::Wav => Method::DeclaredLength,
        Container::Ogg => Method::PagePositions,
        Container::Avi => Method::ChunkCount,
        Container::MpegTs => Method::PacketTimes,
    }
}

/// What an AVI or a transport stream says of itself, by a quick look within the allowance of `source`; cut short it is a fault, as with every container.
pub(crate) fn facts<R: Read + Seek>(
    source: &mut Source<R>,
    container: Container,
) -> Result<MediaFacts, MediaFault> {
    let timeline = look(source, &Asked::default(), Look::Quick)?;
    let size_bytes = source.size_bytes();
    if timeline.findings.iter().any(|finding| finding.kind == FindingKind::EndsEarly) {
        return Err(MediaFault::Truncated {
            declared_bytes: timeline.declared_bytes.unwrap_or(size_bytes.saturating_add(1)),
            present_bytes: size_bytes,
        });
    }
    let tracks = timeline.tracks.into_iter().map(|span| {
        let mut track = Track::new(span.kind, span.codec);
        track.duration_ms = Some(span.to_ms.saturating_sub(span.from_ms)).filter(|lasts_ms| *lasts_ms > 0);
        track
    });
    let mut notes = vec![format!("{}不记载带时区的录制时间，开始时间须另行说明", container.title())];
    notes.extend(timeline.unseen);
    Ok(MediaFacts {
        container,
        duration_ms: timeline.duration_ms,
        started_at: None,
        tracks: tracks
            .filter(|track| track.kind != TrackKind::Other || track.duration_ms.is_some())
            .collect(),
        size_bytes,
        notes,
    })
}
