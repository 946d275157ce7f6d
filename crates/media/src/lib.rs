//! Reading the containers of recordings (音像记录), photos and papers as they come in, for whole-process recording
//! (执法全过程记录, clauses 8 and 9 of the plan): what a file is by its content, how long it lasts, when its own clock says it
//! began, and whether it is all there.
//!
//! Every reader trusts nothing that a file says of itself: a declared length is compared with what is present before anything
//! is allocated, a walk visits a bounded number of pieces, and no more than a few MiB are read from a file of any length. A
//! file that is cut short or contradicts itself is named with the place; it is never repaired, because it may be evidence.
//!
//! [`quick_look`] and [`full_pass`] list a recording along its own clock, damaged or not: where picture or sound is missing, and by which
//! method that was found. [`one_clock`] puts several recordings in order.
//!
//! It deliberately does not decode pictures or sound, and does not judge whether a recording is sufficient; that is a matter for `records`.

mod bare;
mod facts;
mod fault;
mod image;
mod kind;
mod matroska;
mod mp3;
mod mp4;
mod number;
mod ogg;
mod pdf;
pub mod range;
mod source;
mod timeline;
mod wav;

pub use bare::bare;
pub use facts::{Container, MediaFacts, Track, TrackKind};
pub use fault::MediaFault;
pub use image::{ImageFacts, image_facts};
pub use kind::{FIRST_BYTES, FileKind, agree, kind_of};
pub use pdf::{PdfFacts, pdf_facts};
pub use timeline::{
    Asked, ClockJump, Finding, FindingKind, Gap, Look, Meeting, Method, Missing, OneClock, Placed, Recorded,
    Span, Timeline, full_pass, one_clock, quick_look,
};

use source::Source;
use std::io::{Read, Seek};

/// Reads what a recording says of itself and checks it against what is there. `size_bytes` is the length the caller has stored;
/// a source of another length is a fault. Reads at most 7 MiB and holds at most 1 MiB.
pub fn read<R: Read + Seek>(source: R, size_bytes: u64) -> Result<MediaFacts, MediaFault> {
    let mut source = Source::new(source, size_bytes)?;
    let first = source.up_to(0, FIRST_BYTES)?;
    let Some(FileKind::Media(container)) = kind_of(&first) else {
        return Err(MediaFault::NotMedia { found: kind::describe(&first) });
    };
    let facts = match container {
        Container::Mp4 | Container::QuickTime => mp4::read(&mut source, container),
        Container::Webm | Container::Matroska => matroska::read(&mut source, container),
        Container::Mp3 => mp3::read(&mut source),
        Container::Wav => wav::read(&mut source),
        Container::Ogg => ogg::read(&mut source),
        Container::Avi | Container::MpegTs => timeline::facts(&mut source, container),
    }?;
    if facts.tracks.iter().all(|track| track.kind == TrackKind::Other) {
        return Err(MediaFault::Unreadable {
            reason: "容器内没有图像轨道，也没有声音轨道".into()
        });
    }
    if facts.duration_ms == 0 {
        return Err(MediaFault::Unreadable { reason: "容器内没有音像内容，时长为零".into() });
    }
    Ok(facts)
}
