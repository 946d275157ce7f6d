//! Reading a recording along its own clock, for the desk (plan clause 9): at once at both ends when it comes in, all of it in the upkeep, and what of the findings has to be
//! explained. What the measures are is asked of the body's recording rules; what is found stands with its method.
//!
//! A small recording is read to its end at once. What is unfinished says so, and filing waits for it.

use crate::office::Office;
use desk::{Fault, Request, Said, letterbox};
use events::records::{Interruption, InterruptionKind, Looked};
use events::{Act, FileId, Registers};
use jiff::civil::Date;
use media::{Asked, Container, Finding, FindingKind, MediaFault, Timeline, TrackKind};
use records::recording_reading::NoteRecordingRead;
use registers::recording_rules::measures;
use serde_json::{Map, Value};
use std::io::{Read, Seek};
use store::{KeptTimeline, Unread};

/// The version of this reader; with a new one every recording is read again.
pub const READER: u32 = 1;
/// Recordings up to this size are read to their end when they come in.
const AT_ONCE_BYTES: u64 = 32 << 20;
/// Interruptions that are listed one by one.
const LISTED_MAX: usize = 100;
/// Sentences that are kept with the event; the timeline has them all.
pub const SAID_MAX: usize = 20;

/// The measures of a body on a day, by its recording rules; what they do not say is measured as everywhere.
pub fn asked(registers: &Registers, body: &str, day: Date) -> Asked {
    let (rules, usual) = (measures(registers, body, day), Asked::default());
    Asked {
        gap_ms: rules.gap_ms.unwrap_or(usual.gap_ms),
        still_ms: rules.still_ms.unwrap_or(usual.still_ms),
        key_frame_ms: rules.key_frame_ms.unwrap_or(usual.key_frame_ms),
    }
}

/// Reads a recording as it comes in: a small one to its end, a large one at both ends.
pub fn at_intake<R: Read + Seek>(
    open: impl Fn() -> std::io::Result<R>,
    size_bytes: u64,
    asked: &Asked,
) -> Result<Timeline, MediaFault> {
    if size_bytes <= AT_ONCE_BYTES
        && let Ok(timeline) = media::full_pass(open()?, size_bytes, asked)
    {
        return Ok(timeline);
    }
    media::quick_look(open()?, size_bytes, asked)
}

/// What is kept of a timeline.
pub fn kept(timeline: &Timeline) -> KeptTimeline {
    let quick = timeline.look == media::Look::Quick;
    let by_both_ends =
        matches!(timeline.container, Container::MpegTs | Container::Mp3 | Container::Ogg | Container::Wav);
    let mut says = timeline.says();
    if let Some(more) = says.len().checked_sub(SAID_MAX).filter(|more| *more > 0) {
        says.truncate(SAID_MAX);
        says.push(format!("另有{more}条，见时间线"));
    }
    let looked = Looked {
        reader: READER,
        unfinished: quick && (by_both_ends || !timeline.unseen.is_empty()),
        gap_ms: timeline.asked.gap_ms,
        still_ms: timeline.asked.still_ms,
        key_frame_ms: timeline.asked.key_frame_ms,
        found: to_explain(timeline),
        says,
    };
    KeptTimeline { looked, timeline: serde_json::to_string(timeline).unwrap_or_default() }
}

/// What is kept of a recording that could not be read: that it could not is itself to be explained.
pub fn unreadable(
    before: Option<KeptTimeline>,
    asked: &Asked,
    duration_ms: u64,
    why: &MediaFault,
) -> KeptTimeline {
    let mut kept = before.unwrap_or_else(|| KeptTimeline {
        looked: Looked {
            gap_ms: asked.gap_ms,
            still_ms: asked.still_ms,
            key_frame_ms: asked.key_frame_ms,
            ..Looked::default()
        },
        timeline: String::new(),
    });
    let what = format!("不能通读：{why}");
    kept.looked.reader = READER;
    kept.looked.unfinished = false;
    kept.looked.says.push(what.clone());
    kept.looked.found.push(whole(InterruptionKind::Unreadable, duration_ms, what));
    kept
}

/// Makes sure that a file whose container contradicts itself is not passed over in silence.
pub fn with_damage(mut kept: KeptTimeline, duration_ms: u64, what: &MediaFault) -> KeptTimeline {
    let what = what.to_string();
    kept.looked.says.push(what.clone());
    if kept.looked.found.is_empty() {
        kept.looked.found.push(whole(InterruptionKind::Unreadable, duration_ms, what));
    }
    kept
}

fn whole(kind: InterruptionKind, duration_ms: u64, what: String) -> Interruption {
    Interruption { kind, track: None, from_ms: 0, to_ms: duration_ms, what }
}

/// Gaps in picture and sound, and those findings that mean that something is missing or was not recorded as it happened.
fn to_explain(timeline: &Timeline) -> Vec<Interruption> {
    let gaps = timeline.gaps.iter().filter(|gap| gap.kind != TrackKind::Other).map(|gap| Interruption {
        kind: InterruptionKind::Gap,
        track: u32::try_from(gap.track).ok(),
        from_ms: gap.from_ms,
        to_ms: gap.to_ms,
        what: format!("{}（{}）", gap.text(), gap.method.text()),
    });
    let findings = timeline.findings.iter().filter_map(|finding| of_finding(finding, timeline.duration_ms));
    let mut found: Vec<Interruption> = gaps.chain(findings).collect();
    if let Some(more) = found.len().checked_sub(LISTED_MAX).filter(|more| *more > 0) {
        found.truncate(LISTED_MAX);
        found.push(whole(
            InterruptionKind::More,
            timeline.duration_ms,
            format!("另有{more}处间断或者异常，没有逐一列出"),
        ));
    }
    found
}

fn of_finding(finding: &Finding, duration_ms: u64) -> Option<Interruption> {
    let kind = match finding.kind {
        FindingKind::NoSound => InterruptionKind::NoSound,
        FindingKind::Silent => InterruptionKind::Silent,
        FindingKind::EndsEarly => InterruptionKind::EndsEarly,
        FindingKind::PiecesMissing => InterruptionKind::PiecesMissing,
        FindingKind::Backwards => InterruptionKind::Backwards,
        FindingKind::ClockJump => InterruptionKind::ClockJump,
        FindingKind::More => InterruptionKind::More,
        FindingKind::LengthDiffers
        | FindingKind::Damaged
        | FindingKind::IndexBroken
        | FindingKind::Edited
        | FindingKind::Still
        | FindingKind::FewKeyFrames => return None,
    };
    Some(Interruption {
        kind,
        track: finding.track.and_then(|track| u32::try_from(track).ok()),
        from_ms: finding.from_ms.unwrap_or(0),
        to_ms: finding.to_ms.or(finding.from_ms).unwrap_or(duration_ms),
        what: format!("{}（{}）", finding.what, finding.method.text()),
    })
}

impl Office {
    /// Reads every recording that was not read to its end, or not by this reader; gives how many. One that cannot be opened keeps no other waiting.
    pub async fn read_recordings(&self) -> Result<usize, Said> {
        let (mut read, mut after) = (0, None);
        loop {
            let unread = self.books.recordings_unread(READER, after).await?;
            let Some(last) = unread.last().map(|last| last.file) else { return Ok(read) };
            for one in unread {
                match self.read_recording(&one).await {
                    Ok(()) => read += 1,
                    Err(fault) => tracing::warn!(file = %one.file, %fault, "a recording waits to be read"),
                }
            }
            after = Some(last);
        }
    }

    async fn read_recording(&self, one: &Unread) -> Result<(), Fault> {
        let before = self.books.timeline(one.file).await?;
        let facts = self.books.file(one.file).await?;
        let Some(stored) = self.books.open_file(one.file).await? else {
            return Err(Fault::Objects(format!("{} is not there", one.file)));
        };
        // The measures stay those by which it came in.
        let asked = before.as_ref().map_or_else(Asked::default, |before| Asked {
            gap_ms: before.looked.gap_ms,
            still_ms: before.looked.still_ms,
            key_frame_ms: before.looked.key_frame_ms,
        });
        let duration_ms = facts.and_then(|facts| facts.playing).map_or(0, |playing| playing.duration_ms);
        let size_bytes = one.size_bytes;
        let read = tokio::task::spawn_blocking(move || media::full_pass(stored, size_bytes, &asked));
        let kept = match read.await.map_err(|stopped| Fault::Objects(stopped.to_string()))? {
            Ok(timeline) => kept(&timeline),
            Err(MediaFault::Io(fault)) => return Err(Fault::Objects(fault.to_string())),
            Err(fault) => unreadable(before.filter(|_| one.begun), &asked, duration_ms, &fault),
        };
        self.books.timeline_keep(one.file, &kept, self.desk.clock.now()).await
    }

    /// Notes in their cases what reading recordings to their end has found; gives in how many.
    pub async fn note_recordings_read(&self) -> Result<usize, Said> {
        let mut noted = 0;
        for (file, cases) in self.books.readings_to_note().await? {
            for case in &cases {
                let key = format!("read-{case}-{}", &file.to_string()[..32]);
                let input = Map::from_iter([("recording".to_owned(), Value::from(file.to_string()))]);
                let request = Request { case: Some(*case), input, key: &key, by: &letterbox::program() };
                let Some(act) = desk::acts::by_word(NoteRecordingRead::WORD) else { continue };
                match self.desk.carry_out(act, request).await {
                    Ok(carried) => noted += usize::from(!carried.repeated),
                    Err(Said::Fault(fault)) => return Err(fault.into()),
                    // Noted already, by another node or by the act that added it; or archived.
                    Err(Said::Refused(refusal)) => tracing::debug!(%case, ?refusal, "nothing to note"),
                    Err(said) => return Err(said),
                }
            }
            if !cases.is_empty() {
                self.books.reading_noted(file, self.desk.clock.now()).await?;
            }
        }
        Ok(noted)
    }
}

/// The recording of a file as it was read, if the reader's own account is there.
pub fn timeline_of(kept: &KeptTimeline) -> Option<Timeline> {
    serde_json::from_str(&kept.timeline).ok()
}

/// A recording by its digest, as a name for what was viewed.
pub fn viewed_as(title: &str, file: FileId) -> String {
    format!("音像记录 {title}（{}）", &file.to_string()[..12])
}
